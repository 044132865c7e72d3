"""The checks of one turn: the contract's `expect` table, each with its reason when it fails.

Every check is a small function from what is expected and what was answered to a reason; None means that it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from eval.figures import figures, occurs, phrase_occurs, squash
from eval.questions import Expect

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one turn. `reason` is empty when it holds."""

    name: str
    ok: bool
    reason: str = ""


def cited(answer: Answer) -> list[str]:
    """Ids of the cited clauses, in order."""
    return [str(c.get("clause", "")) for c in answer.get("citations") or []]


def _calculation(answer: Answer) -> dict[str, Any]:
    return answer.get("calculation") or {}


def _same(wanted: str | None, got: Any) -> bool:
    """Equal as decimals; null only equals null."""
    if wanted is None or got is None:
        return wanted is None and got is None
    try:
        return Decimal(wanted) == Decimal(str(got))
    except InvalidOperation:
        return False


def status(expect: Expect, answer: Answer) -> str | None:
    wanted = expect.status or ()
    return None if answer.get("status") in wanted else f"status {answer.get('status')}, expected {' or '.join(wanted)}"


def route(expect: Expect, answer: Answer) -> str | None:
    wanted = expect.route or ()
    return None if answer.get("route") in wanted else f"route {answer.get('route')}, expected {' or '.join(wanted)}"


def award(expect: Expect, answer: Answer) -> str | None:
    got = {a.get("award"): a for a in _calculation(answer).get("awards") or []}
    problems = []
    for name, wanted in (expect.award or {}).items():
        if name not in got:
            problems.append(f"{name} is not in the calculation")
            continue
        found = got[name]
        for key in ("kind", "yuan"):
            if key not in wanted.model_fields_set:
                continue
            value = getattr(wanted, key)
            if not (_same(value, found.get(key)) if key == "yuan" else value == found.get(key)):
                problems.append(f"{name} {key} {found.get(key)}, expected {value}")
    return "; ".join(problems) or None


def total(expect: Expect, answer: Answer) -> str | None:
    got = _calculation(answer).get("total_yuan")
    present = answer.get("calculation") is not None or expect.total_yuan is None
    return None if present and _same(expect.total_yuan, got) else f"total_yuan {got}, expected {expect.total_yuan}"


def required(expect: Expect, answer: Answer) -> str | None:
    block = _calculation(answer).get("required")
    got = (block or {}).get("yuan")
    return None if block is not None and _same(expect.required, got) else f"required.yuan {got}, expected {expect.required}"


def figures_present(expect: Expect, answer: Answer) -> str | None:
    text = answer.get("answer") or ""
    absent = [f for f in expect.figures or () if not occurs(f, text)]
    return f"not in the text: {', '.join(absent)}" if absent else None


def figures_absent(expect: Expect, answer: Answer) -> str | None:
    text = answer.get("answer") or ""
    present = [f for f in expect.figures_absent or () if phrase_occurs(f, text)]
    return f"in the text: {', '.join(present)}" if present else None


def citations(expect: Expect, answer: Answer) -> str | None:
    got = cited(answer)
    absent = [c for c in expect.citations or () if c not in got]
    return f"not cited: {', '.join(absent)}; cited: {', '.join(got) or 'nothing'}" if absent else None


def citations_any(expect: Expect, answer: Answer) -> str | None:
    got = cited(answer)
    wanted = expect.citations_any or ()
    return None if set(wanted) & set(got) else f"none cited of {', '.join(wanted)}; cited: {', '.join(got) or 'nothing'}"


def citations_max(expect: Expect, answer: Answer) -> str | None:
    count = len(cited(answer))
    return (
        None if expect.citations_max is not None and count <= expect.citations_max else f"{count} citations, at most {expect.citations_max}"
    )


def mentions(expect: Expect, answer: Answer) -> str | None:
    text = squash(answer.get("answer") or "")
    absent = [words for words in expect.mentions or () if not any(squash(w) in text for w in words)]
    return "; ".join(f"none said of {'/'.join(words[:6])}{'…' if len(words) > 6 else ''}" for words in absent) or None


def ask_for(expect: Expect, answer: Answer) -> str | None:
    got = answer.get("ask_for") or []
    absent = [name for name in expect.ask_for or () if name not in got]
    return f"not asked for: {', '.join(absent)}; asked: {', '.join(got) or 'nothing'}" if absent else None


CHECKS: dict[str, Callable[[Expect, Answer], str | None]] = {
    "status": status, "route": route, "award": award, "total_yuan": total, "required": required, "figures": figures_present,
    "figures_absent": figures_absent, "citations": citations, "citations_any": citations_any, "citations_max": citations_max,
    "mentions": mentions, "ask_for": ask_for,
}  # fmt: skip
NULLABLE = ("total_yuan", "required")


def expected_checks(expect: Expect, answer: Answer) -> tuple[Check, ...]:
    """Every check that the set gives for this turn, in the contract's order."""
    done = []
    for name, check in CHECKS.items():
        if not expect.given(name) or (getattr(expect, name) is None and name not in NULLABLE):
            continue
        reason = check(expect, answer)
        done.append(Check(name, reason is None, reason or ""))
    return tuple(done)


def unreadable_figures(expect: Expect) -> list[str]:
    """Expected figures in which this reader finds no figure: they are looked for as text, which is rarely meant."""
    return [f for f in expect.figures or () if not figures(f)]
