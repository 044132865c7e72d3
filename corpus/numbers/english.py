"""English number words, read from a position: two million, half a million, one and a half million, a hundred, thirty-five."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.numbers.number import Number

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: i for i, word in enumerate(_ONES)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORDS = "|".join(sorted((*_VALUES, *_SCALES, "hundred", "half", "dozen"), key=len, reverse=True))
_WORD = re.compile(rf"({_WORDS}|an?|and)s?(?![a-z])", re.IGNORECASE)
START = rf"(?i:(?:{_WORDS}|couple|few|several|an?(?= (?:quarter of a|couple|few|hundred|thousand|million|billion|dozen|half)))(?![A-Za-z]))"
_GAP = re.compile(r"[ -]")


_VAGUE = re.compile(r"(?:a )?(couple|few|several)(?: of)? (thousand|million|billion)s?(?![a-z])", re.IGNORECASE)
_QUARTERS = re.compile(r"(a quarter|three[ -]quarters) of a (million|billion)(?![a-z])", re.IGNORECASE)
_POINT = re.compile(rf" point ((?:(?:{'|'.join(_ONES[:10])})(?: |$))+)", re.IGNORECASE)


def read_words(text: str, start: int) -> Number | None:
    """The number in words that starts at `start`, or None."""
    if match := _QUARTERS.match(text, start):
        value = Decimal(_SCALES[match[2].lower()]) / 4 * (3 if match[1].lower().startswith("three") else 1)
        return Number(start, match.end(), value, value, scale=_SCALES[match[2].lower()], units=True)
    if match := _VAGUE.match(text, start):
        scale = _SCALES[match[2].lower()]
        high = 3 if match[1].lower() == "couple" else 9
        return Number(start, match.end(), Decimal(2 * scale), Decimal(high * scale), "about", scale, scale, vague=True, units=True)
    total = section = Decimal(0)
    current: Decimal | None = None
    scale, end, j, words = 1, start, start, 0
    pending_and = False
    while match := _WORD.match(text, j):
        word = match[1].lower()
        if word == "and":
            if not words:
                return None
            pending_and = True
        elif word in ("a", "an"):
            following = text[match.end() : match.end() + 9].lower().lstrip(" ")
            if not following.startswith(("half", "hundred", "thousand", "million", "billion", "dozen")):
                break
            if not pending_and and not (words and following.startswith(("million", "billion", "hundred", "thousand"))):
                current = Decimal(1) if current is None else current
            pending_and = pending_and and following.startswith("half")
        elif word == "half":
            if words and not pending_and:
                break
            if pending_and:
                current = (current or Decimal(0)) + Decimal("0.5")
                if section or total:
                    break
            else:
                current = Decimal("0.5")
            pending_and, end = False, match.end()
            words += 1
        elif word in _SCALES:
            unit = _SCALES[word]
            total += ((section + current) if current is not None else (section or Decimal(1))) * unit
            section, current, scale, end, pending_and = Decimal(0), None, unit, match.end(), False
            words += 1
        elif word in ("hundred", "dozen"):
            section += (current if current is not None else Decimal(1)) * (100 if word == "hundred" else 12)
            current, end, pending_and = None, match.end(), False
            words += 1
        else:
            value = Decimal(_VALUES[word])
            if current is not None and not (current >= 20 and current % 10 == 0 and value < 10):
                break
            if pending_and and not (section or total):
                break
            current = value if current is None else current + value
            if point := _POINT.match(text, match.end()):
                digits = "".join(str(_VALUES[word.lower()]) for word in point[1].split())
                current += Decimal(f"0.{digits}")
                end = j = match.start() + len(match[0]) + len(point[0].rstrip())
                pending_and = False
                words += 1
                if text[j : j + 1] != " ":
                    break
                j += 1
                continue
            end, pending_and = match.end(), False
            words += 1
        j = match.end()
        gap = _GAP.match(text, j)
        if not gap:
            break
        j = gap.end()
    if not words:
        return None
    value = total + section + (current if current is not None else 0)
    return Number(start, end, value, value, scale=scale, step=scale, units=scale > 1, digits="")
