"""Judging old answers by corrected expectations: possible only where the questions are the same, and said where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval import questions
from eval.errors import RunError
from eval.run import Run


def with_questions(run: Run, files: Sequence[Path]) -> Run:
    """The run with the expectations of these sets; RunError where a conversation was not asked, or was asked in other words."""
    wanted = questions.load(files)
    asked = {c.id: c.fingerprint for c in run.conversations}
    absent = [c.id for c in wanted if c.id not in asked]
    changed = [c.id for c in wanted if c.id in asked and asked[c.id] != c.fingerprint]
    if absent or changed:
        what = f"{absent[0]!r} was not asked" if absent else f"the words of {changed[0]!r} changed"
        raise RunError(f"{run.folder}: {what} ({len(absent) + len(changed)} such conversations): run it again with huice eval run")
    return replace(run, conversations=wanted)
