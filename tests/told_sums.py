"""What the turns of one conversation come to, or its last answer: shared by the tests of sums, goals and growth."""

from __future__ import annotations

from typing import Any

from assistant.service import Assistant


def totals(asker: Assistant, *questions: str) -> list[str]:
    """The total of each turn's calculation in 元, "" for a turn without one."""
    thread = asker.new_thread()
    calculations = [asker.ask(question, thread).calculation for question in questions]
    return [calculation["total_yuan"] if calculation else "" for calculation in calculations]


def ask(asker: Assistant, *turns: str) -> dict[str, Any]:
    """The answer to the last turn of one conversation, as JSON."""
    thread = asker.new_thread()
    return [asker.ask(turn, thread) for turn in turns][-1].model_dump(mode="json")
