"""What the turns of one conversation come to: shared by the tests of sums."""

from __future__ import annotations

from assistant.service import Assistant


def totals(asker: Assistant, *questions: str) -> list[str]:
    """The total of each turn's calculation in 元, "" for a turn without one."""
    thread = asker.new_thread()
    calculations = [asker.ask(question, thread).calculation for question in questions]
    return [calculation["total_yuan"] if calculation else "" for calculation in calculations]
