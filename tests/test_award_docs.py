"""docs/calculator.md: its example runs and prints what it says, and the functions it lists exist."""

from __future__ import annotations

import contextlib
import importlib
import io
import re
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "calculator.md").read_text(encoding="utf-8")


def test_the_example_prints_what_the_page_shows() -> None:
    """The code block is run; the block after it is its output."""
    code, shown = re.findall(r"```(?:python|text)\n(.*?)```", PAGE, re.DOTALL)[:2]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "docs/calculator.md", "exec"), {})
    assert out.getvalue() == shown


def test_every_function_listed_exists() -> None:
    """Names in the table are names in the code."""
    rows = re.findall(r"^\| (`(?:calculate|solve|scenario|explain)\.[^|]+) \|", PAGE, re.MULTILINE)
    assert len(rows) == 12
    for row in rows:
        names = re.findall(r"`([\w.]+)`", row)
        module = importlib.import_module(f"corpus.award.{names[0].split('.')[0]}")
        assert all(hasattr(module, name.split(".")[-1]) for name in names), row
