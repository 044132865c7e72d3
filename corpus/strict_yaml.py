"""YAML that means what it shows: one reader for every data file of a policy folder.

YAML 1.1 turns `on:` into True, `8.10` into 8.1 and `010` into 8, and lets a key occur twice. Here keys are
text, a float or an ambiguous word is an error that says how to write it, and every place in a file has a
line. The tree is composed by libyaml (an order of magnitude faster than PyYAML's own); lines are looked up
again only when there is something to complain about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import PolicyError

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml: slower, same result
    from yaml import SafeLoader as Loader  # type: ignore[assignment]  # the same interface, another class

_PLAIN_INTEGER = re.compile(r"^[-+]?(0|[1-9][0-9]*)$")
_BOOLEANS = {"true": True, "false": False}
_TAG = "tag:yaml.org,2002:"


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping a file holds; an empty file is an empty mapping."""
    return parse_yaml(read_text(path), path)


def read_text(path: Path) -> str:
    """The text of a data file, or a PolicyError that says why it can't be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyError(f"is not UTF-8 (byte {error.start}): save it as UTF-8", file=path, line=1) from error
    except OSError as error:
        raise PolicyError(f"cannot be read: {error.strerror}", file=path) from error


def parse_yaml(text: str, path: Path) -> dict[str, Any]:
    """As `read_yaml`, for a text already read."""
    root = _compose(text, path)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise PolicyError("must hold keys with values (`key: value`)", file=path, line=root.start_mark.line + 1)
    tree: dict[str, Any] = _build(root, path, ())
    return tree


def line_of(text: str, path: Path, place: Sequence[str | int]) -> int:
    """Line (from 1) of the value at `place`; of its nearest parent where the place itself is missing."""
    node = _compose(text, path)
    line = 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == step), None)
            if found is None:
                continue  # a union's tag, which no file spells
            key, node = found
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _compose(text: str, path: Path) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=Loader)
        return node
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "cannot be read"
        message = f"is no YAML: {what}; check indentation, quotes and full-width colons"
        raise PolicyError(message, file=path, line=mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise PolicyError(f"is no YAML: {str(error).splitlines()[0]}: remove the character", file=path, line=line) from error


def _build(node: yaml.Node, path: Path, place: tuple[str | int, ...]) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, place)
    if node.tag.removeprefix(_TAG) not in ("seq", "map"):
        say = f"the tag {node.tag} is not allowed: write a plain list or keys with values"
        raise PolicyError(say, file=path, line=node.start_mark.line + 1, field=dotted(place))
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, path, (*place, number)) for number, item in enumerate(node.value)]
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value
        line = key.start_mark.line + 1
        if not isinstance(name, str):
            raise PolicyError("a key must be a plain word", file=path, line=line, field=dotted(place))
        if name == "<<":
            raise PolicyError("merge keys (<<) are not allowed: write the keys out", file=path, line=line, field=dotted(place))
        if name in mapping:
            raise PolicyError("occurs twice here: keep one of the two", file=path, line=line, field=dotted((*place, name)))
        mapping[name] = _build(value, path, (*place, name))
    return mapping


def _scalar(node: yaml.ScalarNode, path: Path, place: tuple[str | int, ...]) -> Any:
    value: str = node.value
    tag = node.tag.removeprefix(_TAG)
    if tag in ("str", "timestamp"):  # dates are parsed where the format wants one
        return value
    if tag == "null":
        return None
    if tag == "int" and _PLAIN_INTEGER.match(value):
        return int(value)
    if tag == "bool" and value.lower() in _BOOLEANS:
        return _BOOLEANS[value.lower()]
    say = {
        "float": f"{value} is not exact here: write a ratio as 50%, an amount as 150万, an id or a text in quotes",
        "int": f"{value} would be read as another number: write it plainly, or in quotes where it is a text",
        "bool": f"{value} would be read as true or false: write true or false, or put the text in quotes",
    }.get(tag, f"the tag {node.tag} is not allowed: write plain text")
    raise PolicyError(say, file=path, line=node.start_mark.line + 1, field=dotted(place))


def dotted(place: Sequence[str | int]) -> str:
    """`("awards", 2, "amount", "cap")` → `awards[2].amount.cap`."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class Lines:
    """Lines of places, each file composed once: for checks that have much to say."""

    def __init__(self) -> None:
        self._texts: dict[Path, str] = {}
        self._known: dict[tuple[Path, tuple[str | int, ...]], int] = {}

    def of(self, file: Path, place: Sequence[str | int]) -> int:
        """Line of a place; 1 where there is no such file."""
        key = (file, tuple(place))
        if key not in self._known:
            if file not in self._texts:
                self._texts[file] = read_text(file) if file.is_file() else ""
            self._known[key] = 1
            if file.suffix == ".yaml" and self._texts[file]:
                with suppress(PolicyError):  # the file itself is broken, which is said elsewhere
                    self._known[key] = line_of(self._texts[file], file, place)
        return self._known[key]
