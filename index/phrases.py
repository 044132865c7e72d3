"""The phrases by which people are known to ask for a document: aliases, questions it answered before, its title.

Each phrase has a vector of its own, and a document is as near to a question as its nearest phrase. A clause's one
vector blurs what a short alias says exactly. In a large library phrases are mostly earlier questions: those that are
like the new one, by vector or by words, also vote for their documents and for the statutes these belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.lexical import NO_BACKGROUND, Background, Lexical
from index.tokens import normal, units
from index.vectors import products

SEARCHED = 50_000  # up to so many phrases the nearest ones bring their documents in as candidates, and all vote
SHARP, WIDE = 0.04, 0.1  # what a phrase must be nearer than another, as a cosine, to count for e times as much
WORDED = 0.08  # the same for words
LEAST = 1e-3  # share of the votes that is told from none
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Votes:
    """What the phrases like a question say of its candidates; shares are logarithms, lowest where nothing was said."""

    voted: Array  # share of the votes of the few nearest phrases
    voted_wide: Array  # of more of them
    kin_voted: Array  # the same for the candidate's group
    kin_voted_wide: Array
    worded: Array  # likeness of its nearest phrase by words, 0..1
    kin_worded: Array  # share of its group among the nearest phrases by words

    @classmethod
    def none(cls, size: int) -> Votes:
        """No phrase, so no votes."""
        least, nothing = _share(np.zeros(size), 1.0), np.zeros(size, np.float32)
        return cls(**{field.name: nothing if field.name == "worded" else least for field in fields(cls)})


class Phrases:
    """Vectors of phrases, those of one document side by side; document `row` has those from `starts[row]` to `starts[row + 1]`."""

    def __init__(self, vectors: Array, starts: NDArray[np.int64], words: Lexical | None = None) -> None:
        self.vectors, self.starts, self.words = vectors, starts, words

    @classmethod
    def build(cls, counts: Sequence[int], vectors: Array, texts: Sequence[str] = (), background: Background = NO_BACKGROUND) -> Phrases:
        """From the number of phrases of every document, and all their vectors and texts in that order; without texts words do not vote."""
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(np.asarray(counts, np.int64), out=starts[1:])
        return cls(vectors, starts, likeness(texts, background) if texts else None)

    def near(self, vector: Array, rows: NDArray[np.int64]) -> Array:
        """The cosine of each row's nearest phrase, 0 where it has none."""
        out = np.zeros(len(rows), np.float32)
        first, last = self.starts[rows], self.starts[rows + 1]
        held = np.flatnonzero(last > first)
        if len(held):
            sizes = (last - first)[held]
            ends = np.cumsum(sizes)
            places = np.arange(ends[-1]) - np.repeat(ends - sizes, sizes) + np.repeat(first[held], sizes)
            few = len(self.vectors) < 4 * len(places)  # comparing all is cheaper than picking
            scores = products(self.vectors, vector)[places] if few else products(self.vectors[places], vector)
            out[held] = np.maximum.reduceat(scores, ends - sizes)
        return np.maximum(out, 0)

    def candidates(self, vector: Array, k: int) -> NDArray[np.int64]:
        """The documents of the k nearest phrases; none where there are too many phrases to compare."""
        if not 0 < len(self.vectors) <= SEARCHED:
            return np.zeros(0, np.int64)
        scores = products(self.vectors, vector)
        top = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
        return np.unique(self._documents[top])

    def votes(self, vector: Array, asked: Sequence[str], rows: NDArray[np.int64], groups: NDArray[np.int32]) -> Votes:
        """What the phrases say of the rows given, for a question's vector and units; `groups` is the group of every document."""
        if not 0 < len(self.vectors) <= SEARCHED:
            return Votes.none(len(rows))
        documents, of = self._documents, groups[self._documents]
        cosines = products(self.vectors, vector)
        sharp, wide = (np.exp((cosines - cosines.max()) / width) for width in (SHARP, WIDE))
        alike = like(self.words, asked) if self.words is not None else np.zeros(len(cosines), np.float32)
        worded = np.zeros(len(groups), np.float32)
        np.maximum.at(worded, documents, alike)
        nearest = np.exp((alike - alike.max()) / WORDED) if alike.any() else np.zeros(len(alike), np.float32)

        def own(votes: Array) -> Array:
            return _share(np.bincount(documents, weights=votes, minlength=len(groups))[rows], votes.sum())

        def kin(votes: Array) -> Array:
            return _share(np.bincount(of, weights=votes, minlength=int(groups.max()) + 1)[groups[rows]], votes.sum())

        return Votes(own(sharp), own(wide), kin(sharp), kin(wide), worded[rows], kin(nearest))

    @cached_property
    def _documents(self) -> NDArray[np.int64]:
        """The document of every phrase."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def save(self, folder: Path) -> None:
        """Write `phrases.npy`, `phrase_starts.npy` and, where there are texts, the folder `phrase_words`."""
        np.save(folder / "phrases.npy", self.vectors)
        np.save(folder / "phrase_starts.npy", self.starts)
        if self.words is not None:
            (folder / "phrase_words").mkdir(exist_ok=True)
            self.words.save(folder / "phrase_words")

    @classmethod
    def load(cls, folder: Path) -> Phrases:
        """Read what `save` wrote."""
        words = Lexical.load(folder / "phrase_words") if (folder / "phrase_words").is_dir() else None
        return cls(np.load(folder / "phrases.npy", mmap_mode="r"), np.load(folder / "phrase_starts.npy"), words)


def likeness(texts: Sequence[str], background: Background = NO_BACKGROUND) -> Lexical:
    """Postings by which `like` compares a question with short texts: by cosine, since BM25 favours what repeats itself."""
    found = [list(dict.fromkeys(units(normal(text)))) for text in texts]
    built = Lexical.build((((names, 1.0),) for names in found), background)
    weights = np.repeat(built.idf**2, np.diff(built.starts)).astype(np.float32)
    norms = np.sqrt(np.bincount(built.rows, weights, built.size)).astype(np.float32)
    built.weights = np.asarray(weights / np.maximum(norms, 1e-9)[built.rows], np.float32)
    return built


def like(words: Lexical, asked: Sequence[str]) -> Array:
    """The cosine, by the weight of shared units, of a question with every text that `likeness` was given."""
    columns = [words.columns[unit] for unit in dict.fromkeys(asked) if unit in words.columns]
    whole = float(np.sqrt((words.idf[columns] ** 2).sum())) if columns else 0.0
    return words.score(asked).values * np.float32(1.0 / whole if whole else 0.0)


def _share(votes: NDArray[Any], whole: float) -> Array:
    return np.asarray(np.log(votes / max(float(whole), 1e-9) + LEAST) / 4, np.float32)
