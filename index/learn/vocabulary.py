"""The units that the shipped table knows: every character, words of three and four characters, frequent bigrams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.learn.data import Collection
from index.tokens import is_han, normal, segment, units

SIZE = 60_000
Ids = NDArray[np.int32]


@dataclass(frozen=True)
class Vocabulary:
    """Units with their rows; `counts` are document frequencies in `size` documents, questions weighed in."""

    counts: dict[str, int]
    words: frozenset[str]
    size: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ids", {unit: row for row, unit in enumerate(self.counts)})

    def ids(self, text: str) -> Ids:
        """The rows of a normalised text, repeats kept."""
        known: dict[str, int] = self._ids  # type: ignore[attr-defined]  # set in __post_init__: the class is frozen
        return np.array([known[unit] for unit in units(text, self.words) if unit in known], np.int32)

    def save(self, file: Path) -> None:
        """The size first, then one unit and its count a line."""
        lines = [str(self.size), *(f"{unit}\t{count}" for unit, count in self.counts.items())]
        file.write_text("\n".join(lines), encoding="utf-8")


def choose(collections: Sequence[Collection], cache: Path, size: int = SIZE) -> Vocabulary:
    """The vocabulary of these collections; jieba (its dictionary pickled in `cache`) proposes the longer words."""
    documents = [normal(document.text) for collection in collections for document in collection.documents]
    questions = [normal(question.text) for collection in collections for question in collection.questions]
    proposed = Counter(word for text in (*documents, *questions) for word in {w for w in segment(text, cache) if len(w) in (3, 4)})
    words = frozenset(word for word, n in proposed.items() if n >= 5 and all(is_han(char) for char in word))
    in_documents, in_questions = _frequency(documents, words), _frequency(questions, words)
    everywhere = in_documents + in_questions
    kept = sorted(unit for unit, n in everywhere.items() if n >= 2 and len(unit) == 1)
    kept += sorted(word for word in words if everywhere[word])
    rest = (unit for unit, n in everywhere.items() if n >= 4 and len(unit) > 1 and unit not in words and unit[0] != "¥")
    kept += sorted(rest, key=lambda unit: (-everywhere[unit], unit))[: size - len(kept)]
    # a word that questions are full of is no rare word, however seldom documents use it
    weigh = len(documents) / max(len(questions), 1)
    return Vocabulary({u: max(in_documents[u], round(in_questions[u] * weigh)) for u in kept}, words, len(documents))


def read(file: Path) -> Vocabulary:
    """What `save` wrote."""
    size, *lines = file.read_text(encoding="utf-8").split("\n")
    counts = {unit: int(count) for unit, _, count in (line.partition("\t") for line in lines)}
    return Vocabulary(counts, frozenset(unit for unit in counts if len(unit) in (3, 4) and is_han(unit)), int(size))


def _frequency(texts: Iterable[str], words: frozenset[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        found.update(set(units(text, words)))
    return found
