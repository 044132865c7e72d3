"""The forms of a word in the data files: one as it is, or each of some before each of others.

`{of: [没, 未], with: [办, 过]}` is 没办, 没过, 未办, 未过. English forms are joined by a blank, and only with each other.
"""

from __future__ import annotations

from collections.abc import Iterable


def spelled_out(entries: Iterable[object]) -> tuple[str, ...]:
    """Every form that a list in a data file stands for, in order, once."""
    return tuple(dict.fromkeys(form for entry in entries for form in _forms(entry)))


def _forms(entry: object) -> tuple[str, ...]:
    if not isinstance(entry, dict):
        return (str(entry),)
    pairs = ((str(one), str(other)) for one in entry["of"] for other in entry["with"])
    return tuple(f"{one} {other}" if _latin(other) else one + other for one, other in pairs if _go_together(one, other))


def _go_together(one: str, other: str) -> bool:
    """100% stands before 控股 and before owned; an English word before another only."""
    return one.isascii() if _latin(other) else not _latin(one)


def _latin(form: str) -> bool:
    return form.isascii() and any(char.isalpha() for char in form)
