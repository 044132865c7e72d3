"""How a question is written, told from the question itself, so that no set has to tag it.

The labels are for the breakdown `by style` of a report: a system that only fails on Traditional or on questions without
punctuation shows it there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_WIDE = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_STOPS = re.compile(r"[,，。.?？!！;；:：、]")
_CANTONESE = re.compile(r"[係嘅喺咗冇哋啲嚟咁佢唔睇俾]|點樣|邊個|幾多|几多钱")
_EMOJI = re.compile(r"[\U0001f300-\U0001faff\u2600-\u27bf]")


def styles(question: str) -> tuple[str, ...]:
    """Labels of one question, in a fixed order: script first, then length, then marks."""
    found = []
    han, latin = len(_HAN.findall(question)), len(_LATIN.findall(question))
    if latin > han:
        found.append("english")
    elif han and _traditional(question):
        found.append("traditional")
    if _CANTONESE.search(question):
        found.append("cantonese")
    if _WIDE.search(question):
        found.append("full-width")
    if len(question.strip()) <= 6:
        found.append("very-short")
    if len(question) > 80:
        found.append("long")
    if han > 8 and not _STOPS.search(question.strip()):
        found.append("no-punctuation")
    if _EMOJI.search(question):
        found.append("emoji")
    return tuple(found or ["plain"])


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _traditional(question: str) -> bool:
    changed = sum(a != b for a, b in zip(question, _converter().convert(question), strict=False))
    return changed >= 2 or (changed == 1 and len(question) < 12)
