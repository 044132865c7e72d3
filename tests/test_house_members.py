"""What others build on: names and fields that may not change unnoticed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, FigureOrigin
from assistant.service import Assistant

ROOT = Path(__file__).parents[1]
PUBLIC = {
    "assistant/answer.py": ["Answer", "Citation", "FigureOrigin", "Route", "Status"],
    "assistant/api.py": ["Limits", "TooLarge", "calculated", "error_json", "healthy", "make_app", "read_json"],
    "assistant/cli.py": ["application", "main", "plain_question", "run"],
    "assistant/dialogue.py": ["Channels", "Dialogue", "Values", "build", "channel", "keep", "recall"],
    "assistant/errors.py": ["NoSuchThread", "SettingsError", "StoreError", "ThreadError", "UsageError"],
    "assistant/service.py": ["Assistant", "make_asker", "open_assistant"],
    "assistant/settings.py": ["Settings", "default_home", "load"],
    "assistant/store.py": ["Store", "Thread", "Turn", "Verdict"],
    "assistant/tools.py": ["CalculationCall", "SearchCall", "tools"],
}


def defined(file: Path) -> list[str]:
    """Public names that a module defines itself; constants in capitals are its own business."""
    names = []
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return sorted(name for name in names if not name.startswith("_") and not name.isupper())


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names(module):
    """A new name is put into this list on purpose, an old one is not lost by chance."""
    assert defined(ROOT / module) == PUBLIC[module]


def test_methods_of_the_assistant():
    """What page, desk, REST and evaluation call."""
    methods = sorted(name for name in vars(Assistant) if not name.startswith("_"))
    assert methods == [
        "ask", "clear", "families", "forget", "forget_owner", "library", "loaded", "new_thread", "policy", "prune", "search", "searcher",
        "set_inputs", "state",
    ]  # fmt: skip


def test_fields_of_the_contract():
    """These may grow, never change."""
    assert {"status", "route", "answer", "citations", "calculation", "figures", "ask_for", "suggestions", "thread", "latency_ms"} <= set(
        Answer.model_fields
    )
    assert list(Citation.model_fields)[:5] == ["clause", "title", "policy_title", "quote", "source"]
    assert list(FigureOrigin.model_fields)[:4] == ["text", "value", "unit", "origin"]
    answer = Answer(status="answered", route="chat", answer="好")
    assert "thread" not in answer.stable() and "latency_ms" not in answer.stable()
