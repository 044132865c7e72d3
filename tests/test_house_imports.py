"""The house holds: imports one way, one library one room, packages that say what they are and load nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("corpus", "index", "assistant", "eval")
MODULES = sorted(file for layer in LAYERS for file in (ROOT / layer).rglob("*.py"))
ROOMS = {
    "jieba": ("index/tokens.py", "corpus/ingest/fluency.py"),  # ingestion lies below the index and cannot ask it
    "chromadb": ("index/chroma.py", "index/build.py"),
    "langgraph": ("assistant/dialogue.py",),
    "gradio": ("assistant/web",),
    "torch": ("index/learn", "index/train.py", "index/export.py", "index/embed.py"),
    "sentence_transformers": ("index/learn", "index/train.py", "index/export.py", "index/embed.py"),
    "argon2": ("assistant",),
    "opencc": ("corpus/text.py",),
}
"""The one place where each library may be imported, so that it can be replaced there (evaluation judges with tools of its own)."""


@cache
def imported(file: Path) -> set[str]:
    """Top-level names of the modules a file imports, at whatever depth."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_imports_go_one_way():
    """import-linter's contracts in pyproject.toml are kept."""
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


def test_only_the_entry_module_knows_evaluation():
    """`assistant.cli` stands on top of everything; nothing else of the assistant imports eval."""
    users = [str(file.relative_to(ROOT)) for file in MODULES if file.is_relative_to(ROOT / "assistant") and "eval" in imported(file)]
    assert users == ["assistant/cli.py"]


@pytest.mark.parametrize("library", ROOMS)
def test_one_library_one_room(library):
    allowed = tuple(ROOT / place for place in (*ROOMS[library], "eval"))
    strays = [str(f.relative_to(ROOT)) for f in MODULES if library in imported(f) and not any(f.is_relative_to(place) for place in allowed)]
    assert strays == []


@pytest.mark.parametrize("file", [f for f in MODULES if f.name == "__init__.py"], ids=lambda f: str(f.relative_to(ROOT)))
def test_a_package_file_holds_a_docstring_and_nothing_else(file):
    tree = ast.parse(file.read_text("utf-8"))
    assert ast.get_docstring(tree) and len(tree.body) == 1


def test_every_module_says_what_it_owns():
    assert [str(f.relative_to(ROOT)) for f in MODULES if not ast.get_docstring(ast.parse(f.read_text("utf-8")))] == []


def test_only_settings_and_the_entry_read_the_environment():
    """Dates, paths and model names are passed down; evaluation and the command line stand on top."""
    readers = {
        str(file.relative_to(ROOT))
        for file in MODULES
        if not file.is_relative_to(ROOT / "eval") and any(word in file.read_text("utf-8") for word in ("os.environ", "os.getenv"))
    }
    assert {r for r in readers if not r.startswith("assistant/")} == set()
