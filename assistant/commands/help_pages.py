"""Documents written from the program itself, so that they cannot drift: `make docs`.

docs/commands.md holds the commands' own help. In the READMEs, every block ```console is run: a line `$ huice …`
(perhaps with `| head -N`) keeps the output that stands below it.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "commands.md"
READMES = (ROOT / "README.md", ROOT / "README_zh.md")
_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (huice .+?)(?: \| head -(\d+))?$")
_TOP = """# 命令 / Commands

本页由 `make docs` 从各命令的 `--help` 生成,有测试核对。 / Written by `make docs` from the commands' own help; a test compares it.

退出码 / exit status:

- `0` 完成 / done
- `1` 检查或评测未通过 / a check or an evaluation gate failed
- `2` 用法或输入有误,标准错误输出一行说明 / bad usage or bad input, one line on standard error
"""


def page() -> str:
    """The whole page."""
    from typer.main import get_command

    from assistant.cli import application

    parts = [_TOP]
    for path, text in _helps(get_command(application()), "huice"):
        parts.append(f"## {path}\n\n```\n{text}\n```\n")
    return "\n".join(parts)


def _helps(command: Any, path: str, parent: Any = None) -> Iterator[tuple[str, str]]:
    """A command's help and those of its subcommands, at a fixed width."""
    with command.make_context(
        path.split()[-1], [], parent=parent, resilient_parsing=True, terminal_width=110, max_content_width=110
    ) as context:
        lines = command.get_help(context).splitlines()
        yield path, "\n".join(line.rstrip() for line in lines).strip()
        for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
            yield from _helps(command.get_command(context, name), f"{path} {name}", context)


def with_output(text: str) -> str:
    """The text with every console block's output written anew."""
    return _BLOCK.sub(lambda block: "\n\n".join(_shown(line) for line in block[1].splitlines() if line.startswith("$ ")) + "\n", text)


def _shown(line: str) -> str:
    """A command line with what it prints."""
    from assistant.cli import main

    asked = _COMMAND.match(line)
    if asked is None:
        return line
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        main(shlex.split(asked[1])[1:])
    lines = [line.rstrip() for line in out.getvalue().rstrip("\n").splitlines()]
    return "\n".join([line, *lines[: int(asked[2]) if asked[2] else None]])


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    for readme in READMES:
        readme.write_text(with_output(readme.read_text("utf-8")), encoding="utf-8")
    print(*(file.relative_to(ROOT) for file in (PAGE, *READMES)))
