"""How sharp `huice check` is: every figure of a policy folder changed in turn, each change to be caught.

`python -m corpus.mutation FOLDER` prints the share caught and the changes that slipped through. A figure is
changed twice: in its last digit, and by one more digit in front (a Chinese numeral to its neighbour).
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.amounts import find_figures
from corpus.check import check_folder
from corpus.clauses import parse_clauses
from corpus.load import FOLDER_FILES
from corpus.strict_yaml import Loader, dotted, read_text

_WORDS_ONLY = {
    "supplements", "words", "about", "beside", "not_words", "yes", "no", "only_with", "aliases", "source", "number", "id", "places",
}  # fmt: skip
"""Fields that hold words to recognise or names, not figures the policy states."""
_NAME = re.compile(r"[a-z][a-z0-9_/-]*")  # of an input, a clause, a shape: no figure
_NEIGHBOUR = dict(zip("一二两三四五六七八九", "二三三四五六七八九八", strict=True))


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed figure: the file with its new text, where, from what to what."""

    file: str
    text: str
    line: int
    where: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Sharpness:
    """How many changes were tried, those that no check caught, and those caught by a warning only."""

    tried: int
    slipped: tuple[Mutant, ...]
    warned: tuple[Mutant, ...] = ()

    @property
    def share(self) -> float:
        return 1.0 if not self.tried else 1 - len(self.slipped) / self.tried

    def __str__(self) -> str:
        caught = self.tried - len(self.slipped)
        return f"{caught} of {self.tried} changed figures caught ({self.share:.1%}), {len(self.warned)} of them by a warning"


def mutants(folder: Path) -> Iterator[Mutant]:
    """Every figure of awards.yaml and policy.yaml that people or the calculator read, and of the clauses, changed."""
    for name in ("awards.yaml", "policy.yaml"):
        file = folder / name
        if file.is_file():
            text = read_text(file)
            for place, start, end in _scalars(yaml.compose(text, Loader=Loader), ()):
                for at, before, after in _changes(text[start:end], digits=True):
                    yield _mutant(name, text, start + at, before, after, dotted(place))
    text = read_text(folder / "clauses.md")
    clauses, _ = parse_clauses(text, folder / "clauses.md", folder.name)
    for clause in clauses:
        for body in (clause.text, clause.text_en):
            start = text.find(body, _offset(text, clause.line)) if body else -1
            for at, before, after in _changes(body, digits=False) if start >= 0 else ():
                yield _mutant("clauses.md", text, start + at, before, after, clause.key)


def _mutant(name: str, text: str, at: int, before: str, after: str, where: str) -> Mutant:
    changed = text[:at] + after + text[at + len(before) :]
    return Mutant(name, changed, text.count("\n", 0, at) + 1, where, before, after)


def _offset(text: str, line: int) -> int:
    return sum(len(one) for one in text.splitlines(keepends=True)[: line - 1])


def _scalars(node: yaml.Node | None, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value not in _WORDS_ONLY:
                yield from _scalars(value, (*place, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _scalars(item, (*place, number))
    elif node is not None and not _NAME.fullmatch(node.value):
        yield place, node.start_mark.index, node.end_mark.index


def _changes(text: str, *, digits: bool) -> Iterator[tuple[int, str, str]]:
    """Changes of one text: (offset, before, after). `digits`: any digits are a figure (a YAML value); else only figures."""
    spans = [(f.start, f.end) for f in find_figures(text) if not f.article]
    if digits and not spans and any(char.isdigit() for char in text):
        spans = [(0, len(text))]
    for start, end in spans:
        figure = text[start:end]
        last = max((n for n, char in enumerate(figure) if char.isascii() and char.isdigit()), default=-1)
        if last >= 0:
            first = last
            while first and (figure[first - 1].isdigit() or figure[first - 1] in ".,"):
                first -= 1
            significant = next((n for n in range(last, first - 1, -1) if figure[n] in "123456789"), last)
            digit = str((int(figure[significant]) + 1) % 10) if figure[significant] != "9" else "8"
            yield start + significant, figure[significant], digit
            yield start + first, figure[first : last + 1], "1" + figure[first : last + 1]
        else:
            for n, char in enumerate(figure):
                if char in _NEIGHBOUR:
                    yield start + n, char, _NEIGHBOUR[char]
                    break


def sharpness(folder: Path) -> Sharpness:
    """Try every mutant of a folder that is itself in order."""
    tried = 0
    slipped: list[Mutant] = []
    warned: list[Mutant] = []
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / folder.resolve().name
        copy.mkdir()
        for name in FOLDER_FILES:
            if (folder / name).is_file():
                shutil.copy(folder / name, copy / name)
        usual = len(check_folder(copy).findings)
        for mutant in mutants(folder):
            (copy / mutant.file).write_text(mutant.text, encoding="utf-8")
            tried += 1
            report = check_folder(copy, until_error=True)
            if report.ok:
                (warned if len(report.findings) > usual else slipped).append(mutant)
            shutil.copy(folder / mutant.file, copy / mutant.file)
    return Sharpness(tried, tuple(slipped), tuple(warned))


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        found = sharpness(Path(argument))
        print(f"{argument}: {found}")
        for slip in found.slipped:
            print(f"  slipped: {slip}")
