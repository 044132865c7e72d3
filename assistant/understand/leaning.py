"""What a short turn says itself: the words of its own, what it asks for, whether it puts one thing in the place of another.

「西边呢」 has the word 西边 and swaps; 「涨了百分之几」 asks for a share and has no matter of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.matters import general
from assistant.understand.files import words_of
from assistant.understand.reader import Reading
from assistant.understand.topics import pairs

_SHORT, _SHORT_LATIN = 14, 9  # Han letters, Latin words of a turn that may lean on the last one
_WHOLE = ("list", "help", "thanks", "greet", "inject", "falsify")  # intents that lean on nothing


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a short turn says itself: `own` its words beside those of asking, `aspects` what it asks for."""

    own: frozenset[str]  # pairs of characters and stems, see `topics.pairs`
    swaps: bool  # 西边呢: a thing in the place of another
    also: bool  # 房租也走这个通道?: whether what was said holds for it
    here: bool  # 那海珠呢: the policy's own place
    aspects: tuple[str, ...]
    awards: tuple[str, ...]  # named, or implied by what they are computed from
    named: frozenset[str]  # clauses and silences named by words of their own


@cache
def words() -> dict[str, Any]:
    found: dict[str, Any] = words_of("ongoing")
    return found


@cache
def _pattern(*words: str) -> re.Pattern[str]:
    parts = [rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(parts))


@cache
def _asking_words() -> tuple[str, ...]:
    """Words of asking and going on, longer than a character (one alone is as likely part of a name)."""
    listed = [word for entry in words()["aspects"].values() for word in entry["asked"]]
    return tuple(word for word in (*listed, *words()["filler"], *words()["swap"], *words()["also"]) if len(word) > 1)


_OPENS, _CLOSES = (
    "那这是有在我你他们咱个也都就还会不没又再来去要能可的咁噉嗰系唔和跟",
    "的了吗呢啊吧么嘛哦嗯个看行成走算管给报补也有是咧呐哩不没",
)
_EDGES = re.compile(rf"(?<![\u3400-\u9fff])[{_OPENS}]+|[{_CLOSES}]+(?![\u3400-\u9fff])")
"""Characters of asking, where a run of words begins or ends."""


def says(text: str, name: str) -> bool:
    return _pattern(*words()[name]).search(text) is not None


def _aspects(text: str) -> tuple[str, ...]:
    return tuple(name for name, entry in words()["aspects"].items() if _pattern(*entry["asked"]).search(text))


def leaning(reading: Reading) -> Leaning | None:
    """What a turn says itself; None where it is too long, or tells too much, to lean on the last one."""
    text = reading.scan.text.lower()
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    if (reading.intents.best in _WHOLE and reading.intents[reading.intents.best] > 0.4) or reading.has("extend", "sum"):
        return None
    if han > _SHORT or len(re.findall(r"[a-z']+", text)) > _SHORT_LATIN or any(not f.weak for f in reading.facts):
        return None
    asking = general(reading)
    for found in _pattern(*_asking_words()).finditer(text):
        asking[found.start() : found.end()] = [True] * (found.end() - found.start())
    bare = _EDGES.sub(" ", "".join(" " if done else char for char, done in zip(text, asking, strict=False)))
    matters = [m for m in reading.scan.mentions if m.kind in ("clause", "silence") and m.end - m.start >= 2]
    named = {m.name for m in matters if not all(asking[i] or not text[i].isalnum() for i in range(m.start, m.end))}
    also = says(text, "also")
    if reading.has("add") and not also:
        return None
    return Leaning(
        frozenset(pair for pair in pairs(bare) if len(pair) > 1), says(text, "swap"), also, says(text, "here"), _aspects(text),
        tuple(dict.fromkeys((*reading.awards, *reading.implied))), frozenset(named),
    )  # fmt: skip
