"""Two checks that always run: no figure without an origin, no citation that leads nowhere.

They are judged by this layer's own reader of figures and by the clause texts kept with the run, not by the product's guard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from eval.checks import Answer, Check
from eval.figures import Figure, figures, same, squash
from eval.sources import Catalogue

_YEAR = re.compile(r"20(\d\d)")
_ORIGIN = re.compile(r"^(?:clause:(?P<clause>\S+)|calculation|user)$")


_UNITS = {
    "个月": "月", "months": "月", "month": "月", "years": "年", "year": "年", "日": "天", "days": "天", "个工作日": "天", "工作日": "天",
    "yuan": "元", "rmb": "元", "cny": "元", "成": "%", "折": "%", "percent": "%", "个百分点": "%",
}  # fmt: skip


def _listed(answer: Answer) -> list[tuple[Figure, dict[str, Any]]]:
    """The figures that the Answer accounts for, read twice: from value and unit, and from the text as it stands."""
    found = []
    for entry in answer.get("figures") or []:
        if not _ORIGIN.match(str(entry.get("origin", ""))):
            continue
        value, unit = str(entry.get("value", "")), str(entry.get("unit", ""))
        found.append((Figure(value, _unit(unit), value, 0, 0), entry))
        found += [(figure, entry) for figure in figures(str(entry.get("text", "")))]
    return found


def _unit(unit: str) -> str:
    label = unit.strip().lower()
    return _UNITS.get(label, unit)


def _agree(found: Figure, listed: Figure) -> bool:
    if same(found, listed):
        return True
    if "date" in (found.unit, listed.unit):
        return _dates_agree(found.value, listed.value) if found.unit == listed.unit else found.value == listed.value
    if "" in (found.unit, listed.unit):
        return found.value == listed.value or _scaled(found.value, listed.value)
    return False


def _dates_agree(found: str, listed: str) -> bool:
    """7月2日 agrees with 2024-07-02; 2024年 does not stand for it, for that is another figure."""
    return found == listed or (found.startswith("--") and listed.endswith(found[1:]))


def _scaled(bare: str, listed: str) -> bool:
    """100 + 20 = 120万元: the bare numbers of a sum stand in the scale of its result."""
    return bare.isdigit() and listed in (bare + "0000", bare + "00000000")


def unproven(answer: Answer) -> list[str]:
    """Figures of the text that no entry of `figures` with a valid origin accounts for."""
    listed = [figure for figure, _ in _listed(answer)]
    return [f.text for f in figures(answer.get("answer") or "") if not f.weak and not any(_agree(f, known) for known in listed)]


def false_origins(answer: Answer, said: Sequence[str], catalogue: Catalogue) -> list[str]:
    """Entries whose origin does not hold: a clause that does not say the figure, or a user who never did."""
    wrong = []
    for entry in answer.get("figures") or []:
        origin = str(entry.get("origin", ""))
        match = _ORIGIN.match(origin)
        shown = f"{entry.get('text')} from {origin or 'nowhere'}"
        if not match:
            wrong.append(shown)
            continue
        if origin == "user" and not _said(entry, said):
            wrong.append(shown + " (the user did not say it)")
        if not (clause := match["clause"]) or not catalogue:
            continue
        text = catalogue.clauses.get(clause)
        if text is None:
            wrong.append(shown + " (no such clause)")
            continue
        stated = figures(text)
        value = Figure(str(entry.get("value", "")), _unit(str(entry.get("unit", ""))), "", 0, 0)
        if not any(_agree(value, f) or _agree(f, value) for f in stated) and squash(str(entry.get("text", ""))) not in squash(text):
            wrong.append(shown + " (the clause does not say it)")
    return wrong


def _said(entry: dict[str, Any], said: Sequence[str]) -> bool:
    """Whether the user said this figure, in any scale and unit (80 answers 「多少万」 with 80万元)."""
    value = str(entry.get("value", ""))
    if (year := _YEAR.fullmatch(value)) and any(re.search(rf"(?<!\d){year[1]}年", text) for text in said):
        return True  # 24年 says 2024年
    for figure in (f for text in said for f in figures(text)):
        if figure.value == value or _scaled(figure.value, value) or (figure.unit == "date" and figure.value in value):
            return True
        if figure.amount is not None and value.replace(".", "", 1).isdigit() and figure.amount * 10**4 == Decimal(value):
            return True
    return False


def unresolvable(answer: Answer, catalogue: Catalogue) -> list[str]:
    """Citations that lead nowhere: no such clause, no quote, or a quote that the clause does not hold."""
    wrong = []
    for citation in answer.get("citations") or []:
        clause, quote = str(citation.get("clause", "")), str(citation.get("quote", ""))
        if not all(str(citation.get(key) or "").strip() for key in ("clause", "title", "quote", "source")):
            wrong.append(f"{clause or '?'}: a field is empty")
        elif not catalogue:
            continue
        elif clause not in catalogue.clauses:
            wrong.append(f"{clause}: no such clause")
        elif not _within(quote, catalogue.clauses[clause]):
            wrong.append(f"{clause}: the quote is not in the clause")
    return wrong


def _within(quote: str, text: str) -> bool:
    """Whether every part of a quote (parts joined by …) stands in the text, marks of emphasis aside."""
    body = squash(re.sub(r"[*_`]", "", text))
    parts = [squash(re.sub(r"[*_`]", "", part)) for part in re.split(r"…+|\.{3,}", quote)]
    return all(part in body for part in parts if part)


def always(answer: Answer, said: Sequence[str], catalogue: Catalogue) -> tuple[Check, ...]:
    """The checks that need no expectation. `said`: what the user has said in the thread so far."""
    loose = unproven(answer)
    wrong = false_origins(answer, said, catalogue)
    lost = unresolvable(answer, catalogue)
    return (
        Check("unproven", not loose, f"no origin: {', '.join(loose)}" if loose else ""),
        Check("origins", not wrong, f"origin does not hold: {'; '.join(wrong)}" if wrong else ""),
        Check("resolvable", not lost, "; ".join(lost)),
    )
