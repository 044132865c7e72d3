"""Which words stand side by side in public law: counts of word pairs, as a second opinion beside the page's own.

`data/pairs.txt.gz` (0.3 MB) was counted from 57,326 articles of national statutes, which are public law, by
`eval.bench.ingest_fit`; pairs found fewer than four times are left out, so no sentence can be read back from it. One
line a word: the word, its count, then its followers as steps through the list of words with twice the log₂ of the count.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "pairs.txt.gz"


@dataclass(frozen=True)
class Pairs:
    """Counts of words and of pairs of words."""

    words: Mapping[str, int]
    both: Mapping[tuple[str, str], int]
    total: int

    def count(self, first: str, second: str) -> int:
        return self.both.get((first, second), 0)

    def lift(self, first: str, second: str) -> float:
        """Log of how much oftener the two stand side by side than chance would have it."""
        chance = self.words.get(first, 0) * self.words.get(second, 0) / self.total
        return math.log((self.count(first, second) + 0.5) / (chance + 0.5))

    def common(self, word: str) -> float:
        """How common a word is, 0 to about 1.3."""
        return math.log1p(self.words.get(word, 0)) / 10


@lru_cache(maxsize=1)
def pairs() -> Pairs:
    """The counts that ship, read once (0.2 s)."""
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    names = [row[0] for row in rows]
    words = {row[0]: int(row[1]) for row in rows}
    both: dict[tuple[str, str], int] = {}
    for first, _, followers in rows:
        place = 0
        for part in followers.split():
            step, size = part.split(":")
            place += int(step)
            both[first, names[place]] = round(2 ** (int(size) / 2))
    return Pairs(words, both, sum(words.values()))
