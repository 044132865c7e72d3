"""A worded answer before the guard: blocks of text, what they rest on, and where their figures come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Citation, Route, Status
from assistant.compose.words import pick
from corpus.model import Clause, Policy


@dataclass(frozen=True, slots=True)
class Draft:
    """What composing gives: `lead` is the speakable sentence, `blocks` are Markdown paragraphs after it."""

    status: Status
    route: Route
    lead: str
    blocks: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    calculation: dict[str, Any] | None = None
    ask_for: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()  # arithmetic by which inputs came about from what was said
    user_texts: tuple[str, ...] = ()  # texts whose figures the person gave
    fallback: str = ""  # said when the guard leaves nothing
    meta: dict[str, Any] = field(default_factory=dict)


def cite(policy: Policy, clause: Clause, language: str) -> Citation:
    """The citation of a clause: the passage of this project's summary that carries it."""
    return Citation(
        clause=clause.id,
        title=pick(clause.title, clause.title_en, language),
        policy_title=pick(policy.title, policy.title_en, language),
        quote=pick(clause.text, clause.text_en, language).strip(),
        source=policy.id,
    )


def lines(items: list[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {item}" for item in items)
