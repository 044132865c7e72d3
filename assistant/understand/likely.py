"""Which matter a question is about, learned from questions that people asked before.

A policy folder may bring such questions (`questions.txt`), each under its clause or silence; those about matters that any
policy leaves open, and those from elsewhere, ship in `data/asked.txt`. From them and from the phrases of every topic a
multinomial model counts which characters, character pairs and words each topic is asked with. Counting takes a moment, so that nothing is
trained ahead or stored; a policy without questions does without.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.asked import parse_asked
from corpus.model import Policy
from corpus.text import normalise

_FILE = Path(__file__).parent / "data" / "asked.txt"
ELSEWHERE = "elsewhere"
_PIECES = re.compile(r"[a-z]+|\d+(?:\.\d+)?[亿万%年月]?|[\u3400-\u9fff]+")
_ENDINGS = ("ations", "ation", "ings", "ing", "ers", "er", "ed", "es", "s", "e")
_SMOOTH = 200.0  # how much each topic is taken to be asked like all the others
_SAME = 0.97  # likeness from which two questions are one
_SHARP = 1.4  # how far the counts are believed
Floats = NDArray[np.float32]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """An English word without its ending, so that `optimising` and `optimization` meet."""
    word = word.replace("iz", "is")
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def signs(text: str) -> dict[str, float]:
    """What a text is made of (characters, character pairs, stems, pairs of stems, figures), as a vector of length one."""
    counts: Counter[str] = Counter()
    before = ""
    for piece in _PIECES.findall(text.lower()):
        word = ""
        if piece[0] >= "\u3400":
            counts.update(piece)
            counts.update(a + b for a, b in itertools.pairwise(piece))
        elif piece[0].isdigit():
            counts[f"#{piece}"] += 1
        else:
            word = stem(piece)
            counts[f"w:{word}"] += 1
            if before:
                counts[f"{before} {word}"] += 1
        before = word
    weights = {sign: 1 + math.log(count) for sign, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {sign: weight / length for sign, weight in weights.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """What the questions asked before say of a text.

    Per topic, in their order: `shares` of its likelihood, `near`, the likeness of the topic's closest question. Of other matters:
    `odds` against all topics together (a logarithm), `share` beside the topics, `other`, the likeness of the closest question.
    """

    shares: Floats
    near: Floats
    odds: float
    share: float
    other: float


class Likely:
    """How likely a question is about each topic, and how likely about none."""

    def __init__(self, told: Mapping[str, Sequence[str]], asked: Mapping[str, Sequence[str]]) -> None:
        """`told`: the phrases of each topic, in the order of the topics; `asked`: questions by topic, and those from elsewhere."""
        self.names = (*told, ELSEWHERE)
        self._rows: dict[str, int] = {}
        found: list[tuple[int, dict[str, float]]] = []
        for place, name in enumerate(self.names):
            found += [(place, signs(plain(text))) for text in dict.fromkeys(asked.get(name, ()))]
        questions = len(found)
        for place, phrases in enumerate(told.values()):
            found += [(place, signs(plain(text))) for text in dict.fromkeys(phrases)]
        for _, weights in found:
            for sign in weights:
                self._rows.setdefault(sign, len(self._rows))
        self._counts = np.zeros((len(self._rows), len(self.names)), np.float32)
        held: list[list[tuple[int, float]]] = [[] for _ in self._rows]
        for number, (place, weights) in enumerate(found):
            for sign, weight in weights.items():
                self._counts[self._rows[sign], place] += weight
                if number < questions:
                    held[self._rows[sign]].append((number, weight))
        self._sums = self._counts.sum(0)
        ours = self._counts[:, :-1].sum(1)
        self._common = (ours + 0.5) / (ours.sum() + 0.5 * len(self._rows))
        self._topic = np.array([place for place, _ in found[:questions]], np.int32)
        self._held_from = np.cumsum([0, *map(len, held)], dtype=np.int32)
        self._held = np.array([number for row in held for number, _ in row], np.int32)
        self._weights = np.array([weight for row in held for _, weight in row], np.float32)

    def told(self, text: str, without: str = "") -> Told:
        """What speaks for each topic, and for none.

        `without`: the topic under which this very text was told; it is taken back, so that it cannot tell itself.
        """
        weights = signs(text)
        known = [(self._rows[sign], weight) for sign, weight in weights.items() if sign in self._rows]
        rows = [row for row, _ in known]
        mine = np.array([weight for _, weight in known], np.float32)
        counts, sums, common = self._counts[rows], self._sums, self._common[rows]
        if without:
            place = self.names.index(without)
            counts, sums = counts.copy(), sums.copy()
            counts[:, place] = np.maximum(counts[:, place] - mine, 0.0)
            sums[place] -= mine.sum()
        told = (counts + _SMOOTH * common[:, None]) / (sums + _SMOOTH)
        scores = _SHARP * (mine @ np.log(told / common[:, None]))
        grown = np.exp(scores - scores.max())
        ours = (counts[:, :-1].sum(1) + 0.5) / (sums[:-1].sum() + 0.5 * len(self._rows))
        other = (counts[:, -1] + 0.5) / (sums[-1] + 0.5 * len(self._rows))
        near = self._near(known, bool(without))
        return Told(
            grown[:-1] / (grown[:-1].sum() or 1.0),
            near[:-1],
            float(mine @ np.log(other / ours)),
            float(grown[-1] / grown.sum()),
            float(near[-1]),
        )

    def _near(self, known: Sequence[tuple[int, float]], without: bool) -> Floats:
        """For each topic, and elsewhere, the likeness (a cosine) of the closest question asked."""
        alike = np.zeros(len(self._topic), np.float32)
        for row, weight in known:
            held = slice(self._held_from[row], self._held_from[row + 1])
            alike[self._held[held]] += weight * self._weights[held]
        if without:
            alike[alike > _SAME] = 0.0
        near = np.zeros(len(self.names), np.float32)
        np.maximum.at(near, self._topic, alike)
        return near


def plain(text: str) -> str:
    """A question as a turn reads it."""
    return normalise(text).text.lower()


def shipped() -> dict[str, tuple[str, ...]]:
    """Questions about matters that most policies leave open, and from elsewhere."""
    return parse_asked(_FILE.read_text("utf-8"), _FILE)[0]


def gathered(policies: Sequence[Policy]) -> dict[str, tuple[str, ...]]:
    """The questions of a family's folders and the shipped ones, by the full id of their topic; none where no folder brings any."""
    found: dict[str, tuple[str, ...]] = {}
    for policy in policies:
        keys = {clause.key: clause.id for clause in policy.clauses}
        found.update({keys.get(name, name): questions for name, questions in policy.asked.items()})
    return {**shipped(), **found} if found else {}


def learned(policies: Sequence[Policy], phrases: Mapping[str, Sequence[str]]) -> Likely | None:
    """The model of a family of policies whose folders bring questions. `phrases`: those of each topic, by its id."""
    asked = gathered(policies)
    if not asked:
        return None
    return Likely(phrases, asked)
