"""A table in words: rows told one under another in the same order, the names said in one of them (首年营收800万租金90万,次年1900万、110万).

Rows open with the word for a year. An amount without a name of its own in its row is what stands in its place in the row
that names all of its amounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.understand.candidates import Candidate
from assistant.understand.rules import Rules
from assistant.understand.scan import Scan
from assistant.understand.timeline import marks
from corpus.amounts import Quantity

_Row = tuple[int, list[int]]  # where it opens, and the places of its amounts


def in_rows(chosen: Mapping[int, Candidate], amounts: Sequence[Quantity], scan: Scan, rules: Rules) -> dict[int, Candidate]:
    """The readings of amounts with those of each row put where the row that names its amounts has them."""
    result = dict(chosen)
    rows = _rows(amounts, scan)
    if len(rows) < 2:
        return result
    model = next((found for place in range(len(rows)) if (found := _named(rows, place, chosen, scan))), None)
    if model is None:
        return result
    for place, (_, numbers) in enumerate(rows):
        own = {n: c for n in numbers if (c := chosen.get(n)) is not None and _in_row(c, rows, place, scan)}
        loose = [n for n in numbers if n not in own]
        lacking = [c for c in model if c.name not in {c.name for c in own.values()}]
        extra = place == len(rows) - 1 and len(loose) > len(lacking)  # what follows the table is no part of it
        if not lacking or (len(loose) != len(lacking) and not extra):
            continue
        for number, column in zip(loose, lacking, strict=False):
            if rules.fits(rules.inputs[column.name], amounts[number]):
                result[number] = Candidate(1.0, "input", column.name, column.mention)
    return result


def _rows(amounts: Sequence[Quantity], scan: Scan) -> list[_Row]:
    """The rows of a question: from each word for one year to the next, with their amounts."""
    told = [m for m in marks(scan) if m.kind in ("ordinal", "calendar") and len(m.years) == 1 and not m.onwards]
    if len({m.kind for m in told}) != 1 or len({m.years for m in told}) != len(told):
        return []
    ends = [*(m.start for m in told[1:]), len(scan.text) + 1]
    money = [n for n, q in enumerate(amounts) if q.kind in ("amount", "bare")]
    found = [(m.start, [n for n in money if m.end <= amounts[n].start < end]) for m, end in zip(told, ends, strict=True)]
    return found if all(numbers for _, numbers in found) else []


def _in_row(candidate: Candidate, rows: Sequence[_Row], place: int, scan: Scan) -> bool:
    """Whether a reading rests on a word that stands in its own row."""
    end = rows[place + 1][0] if place + 1 < len(rows) else len(scan.text)
    return candidate.mention is not None and rows[place][0] <= candidate.mention.start < end


def _named(rows: Sequence[_Row], place: int, chosen: Mapping[int, Candidate], scan: Scan) -> list[Candidate] | None:
    """The columns as one row names them: each amount an input of its own; the first may have it from the heading before the table."""
    columns = [c for n in rows[place][1] if (c := chosen.get(n)) is not None]
    if len(columns) != len(rows[place][1]) or any(c.role != "input" or c.mention is None for c in columns):
        return None
    headed = [c for c in columns if not _in_row(c, rows, place, scan)]
    if len(headed) > 1 or any(c.mention is not None and c.mention.start >= rows[0][0] for c in headed):
        return None
    return columns if len({c.name for c in columns}) == len(columns) else None
