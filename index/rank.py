"""Ranking the documents of one collection for a question: words and vectors side by side, fused.

Knows nothing of policies; the evaluation ranks statutes with it, `index.search` ranks clauses.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import SHIPPED, Embedding, StaticModel
from index.fuse import Candidates, Fusion, features, shipped_fusion
from index.lexical import NO_BACKGROUND, Background, Lexical
from index.phrases import Phrases, Votes
from index.repair import repairs, shipped_sounds
from index.tokens import alike, is_han, normal, units
from index.vectors import ExactVectors, VectorStore, best

PHRASES = 50  # candidates taken by the phrases people use
DEPTH = 200  # candidates taken from each ranker in a large collection
EXACT = 1_000  # up to this many documents every one is a candidate, and the fusion learned on small libraries ranks them
FIGURES = 2.0  # what holding the question's figures counts for in a small library: training questions have too few to learn it
USUAL = 3  # in so many documents, here or in ordinary text, a bigram is no slip
FIELD_WEIGHTS = {"title": 2.0, "aliases": 1.5, "body": 1.0}


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched of one clause, in fields that weigh differently."""

    title: str
    body: str
    aliases: str = ""
    asked: tuple[str, ...] = ()  # phrases that are embedded one by one
    group: str = ""  # documents of one statute, or of one policy with its supplements

    @property
    def text(self) -> str:
        """All fields as one text, the form that is embedded."""
        return "\n".join(part for part in (self.title, self.aliases, self.body) if part)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows best first, with the ranking score, the calibrated score and the parts each rests on."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    parts: NDArray[np.float32]  # columns as in fuse.FEATURES
    known: float


@lru_cache(maxsize=4096)
def _head(text: str) -> list[str]:
    """Units of a title or of aliases, which are indexed twice."""
    return units(normal(text))


@dataclass(frozen=True)
class Words:
    """The lexical half: postings of all fields, of titles and aliases alone, and document lengths."""

    body: Lexical
    title: Lexical
    lengths: NDArray[np.float32]

    @classmethod
    def build(cls, documents: Sequence[Document], background: Background = NO_BACKGROUND) -> Words:
        lengths = array("f")

        def fields() -> Iterator[list[tuple[Sequence[str], float]]]:
            for document in documents:
                parts = [*map(_head, (document.title, document.aliases)), units(normal(document.body))]
                lengths.append(sum(map(len, parts)))
                yield list(zip(parts, FIELD_WEIGHTS.values(), strict=True))

        full = Lexical.build(fields(), background)
        title = Lexical.build((((_head(d.title), 1.0), (_head(d.aliases), 1.0)) for d in documents), background)
        return cls(full, title, np.array(lengths, np.float32))

    def save(self, folder: Path) -> None:
        for name, part in (("all", self.body), ("title", self.title)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            part.save(folder / name)
        np.save(folder / "lengths.npy", self.lengths)

    @classmethod
    def load(cls, folder: Path) -> Words:
        return cls(Lexical.load(folder / "all"), Lexical.load(folder / "title"), np.load(folder / "lengths.npy"))


def groups_of(documents: Sequence[Document]) -> NDArray[np.int32]:
    """A number for every document's group."""
    names: dict[str, int] = {}
    return np.array([names.setdefault(document.group, len(names)) for document in documents], np.int32)


class Ranker:
    """Ranks the documents of one collection."""

    def __init__(
        self,
        words: Words,
        vectors: VectorStore | None,
        embedding: Embedding | None,
        fusion: Fusion | None = None,
        *,
        phrases: Phrases | None = None,
        groups: NDArray[np.int32] | None = None,
    ) -> None:
        self.words, self.vectors, self.embedding = words, vectors, embedding
        self.phrases, self.groups = phrases, groups if groups is not None else np.zeros(words.body.size, np.int32)
        self.size = words.body.size
        self._fusion = fusion

    @classmethod
    def over(cls, documents: Sequence[Document], embedding: Embedding | None, fusion: Fusion | None = None) -> Ranker:
        """Built in memory, exact: for small collections and the cold path."""
        background = embedding.background if isinstance(embedding, StaticModel) else NO_BACKGROUND
        words = Words.build(documents, background)
        if embedding is None:
            return cls(words, None, None, fusion, groups=groups_of(documents))
        known = [phrase for d in documents for phrase in d.asked]
        texts = known if len(documents) > EXACT else ()  # words of phrases vote in a large library alone
        phrases = Phrases.build([len(d.asked) for d in documents], embedding.texts(known), texts, background)
        vectors = ExactVectors(embedding.texts([d.text for d in documents]))
        return cls(words, vectors, embedding, fusion, phrases=phrases, groups=groups_of(documents))

    @property
    def fusion(self) -> Fusion:
        """How both halves make one score: what was given, else what ships for a library of this size."""
        return self._fusion or shipped_fusion(SHIPPED / "fusion.json", self.size > EXACT)

    def rank(self, query: str, k: int, allowed: NDArray[np.bool_] | None = None) -> Ranking:
        """The k best documents for a question; `allowed` leaves out rows that a filter forbids."""
        rows, found = self.consider(query, k, allowed)
        table = features(found)
        logits = self.fusion.logits(table)
        if self.size <= EXACT:
            logits = logits + np.float32(FIGURES) * found.figures
        order, logits = best(logits, k)
        sure = self.fusion.probability(table[order], logits)
        return Ranking(rows[order], np.minimum.accumulate(sure), table[order], found.known)  # never above a better hit's

    def consider(self, query: str, k: int = 0, allowed: NDArray[np.bool_] | None = None) -> tuple[NDArray[np.int64], Candidates]:
        """The rows worth comparing, at least k of them where there are so many, and what both rankers say of each."""
        query = alike(normal(query))
        asked = units(query)
        if mended := self._repairs(asked):
            query = f"{query} {' '.join(mended)}"
            asked = [*asked, *mended, *(char for unit in mended for char in unit)]
        vector = self.embedding.queries([query])[0] if self.embedding is not None and self.vectors is not None else None
        if self.size <= EXACT:
            rows = np.arange(self.size) if allowed is None else np.flatnonzero(allowed)
        else:
            rows = self._candidates(vector, self.words.body.rough(asked), max(DEPTH, k), allowed)
        salience = self.embedding.salience(asked, vector) if isinstance(self.embedding, StaticModel) and vector is not None else None
        body, title = self.words.body.at(asked, rows, salience), self.words.title.at(asked, rows, salience)
        lexical = body.scores
        cosine = self.vectors.cosines(vector, rows) if self.vectors is not None and vector is not None else np.zeros(len(rows), np.float32)
        asks, votes = np.zeros(len(rows), np.float32), Votes.none(len(rows))
        if self.phrases is not None and vector is not None:
            asks = self.phrases.near(vector, rows)
            if self.size > EXACT:  # in a small library phrases tell how it was written, not what people asked
                votes = self.phrases.votes(vector, asked, rows, self.groups)
        return rows, Candidates(
            cosine=cosine,
            asked=asks,
            often=self._often[0][rows],
            kin_often=self._often[1][rows],
            votes=votes,
            group=self.groups[rows],
            bm25=lexical.values,
            covered=lexical.covered,
            single=body.single,
            paired=body.paired,
            salient=body.salient,
            rare=body.rare,
            figures=body.figures,
            title=title.scores.covered,
            title_salient=title.salient,
            title_bm25=title.scores.values,
            length=self.words.lengths[rows],
            mass=lexical.mass,
            known=lexical.known,
            units=len(asked),
        )

    @cached_property
    def _often(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """How many phrases each document and its group have; zeros in a small library, where they only tell how it was written."""
        if self.phrases is None or self.size <= EXACT:
            return np.zeros(self.size, np.float32), np.zeros(self.size, np.float32)
        counts = np.diff(self.phrases.starts).astype(np.float32)
        return counts, np.bincount(self.groups, weights=counts)[self.groups].astype(np.float32)

    def _repairs(self, asked: Sequence[str]) -> list[str]:
        """Bigrams of the library that sound like those of the question that nobody uses."""
        ordinary = self.embedding.background.counts if isinstance(self.embedding, StaticModel) else {}
        count = self.words.body.count
        return repairs(asked, lambda unit: count(unit) + ordinary.get(unit, 0) >= USUAL, count, shipped_sounds())

    def _candidates(
        self, vector: NDArray[np.float32] | None, lexical: NDArray[np.float32], depth: int, allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        rows, scores = best(lexical if allowed is None else np.where(allowed, lexical, -1), depth)
        rows = rows[scores > 0]
        if self.vectors is not None and vector is not None:
            near, _ = self.vectors.nearest(vector, depth, allowed)
            rows = np.union1d(rows, near)
            if self.phrases is not None:
                known = self.phrases.candidates(vector, PHRASES)
                rows = np.union1d(rows, known if allowed is None else known[allowed[known]])
        return rows


def query_bigrams(query: str) -> set[str]:
    """The units of a question that are worth marking in a text: bigrams, runs and figures."""
    return {unit for unit in units(normal(query)) if len(unit) > 1 or not is_han(unit)}
