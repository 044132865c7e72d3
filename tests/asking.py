"""Asking an assistant several turns of one thread, for tests that look at sums alone."""

from __future__ import annotations

from assistant.service import Assistant


def totals(asker: Assistant, *questions: str) -> list[str]:
    """The total of each turn in 元; '' where a turn computes nothing."""
    thread = asker.new_thread()
    calculations = [asker.ask(question, thread).calculation for question in questions]
    return [calculation["total_yuan"] if calculation else "" for calculation in calculations]
