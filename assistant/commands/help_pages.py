"""docs/commands.md, written from the commands' own help, so that it cannot drift: `python -m assistant.commands.help_pages`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
_TOP = """# 命令 / Commands

本页由 `make docs` 从各命令的 `--help` 生成,有测试核对。 / Written by `make docs` from the commands' own help; a test compares it.

退出码 / exit status: `0` 完成 / done · `1` 检查或评测未通过 / a check or an evaluation gate failed · `2` 用法或输入有误,标准错误输出一行说明 / bad usage or bad input, one line on standard error.
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
    with command.make_context(path.split()[-1], [], parent=parent, resilient_parsing=True, terminal_width=110, max_content_width=110) as context:
        lines = command.get_help(context).splitlines()
        yield path, "\n".join(line.rstrip() for line in lines).strip()
        for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
            yield from _helps(command.get_command(context, name), f"{path} {name}", context)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
