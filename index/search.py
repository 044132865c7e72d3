"""Finding the clauses that answer a question, over the policies loaded.

A small library is searched exactly, in process, from the clauses themselves: no index has to exist, and neither
Chroma nor LangChain nor torch nor jieba is imported. A large one is served from the current index version.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.load import Library
from index.embed import SHIPPED, open_embedding
from index.entries import Entry, entries
from index.errors import IndexBroken
from index.fuse import FEATURES
from index.highlight import Span, spans
from index.rank import Ranker, query_bigrams
from index.tokens import normal
from index.versions import current, open_version, pointer

SHOWN = ("cosine", "covered", "bm25", "title", "known")  # the parts of a score that a hit reports
IN_MEMORY = 1_000  # up to this many clauses no index is needed: they are read, embedded and searched in process
FAMILIAR = (0.44, 7.36, -3.83)  # logistic regression on the development questions, foreign ones weighing as much as the rest
FILTERS_KEPT = 64  # masks of policy and date filters remembered


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Where the index lives and how it is searched; passed down, never read from the environment here."""

    home: Path | None = None  # index and caches; None keeps everything in memory
    embedding: str = ""  # empty: the shipped model
    chroma_url: str = ""  # empty: Chroma in process, when it is needed at all
    exact_limit: int = 10_000  # up to this many clauses NumPy searches exactly; above, Chroma, and cells beyond 200,000


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause found. `score` is the probability, 0..1, that it answers; `highlights` are [start, end) spans of `text`."""

    clause: str
    title: str
    policy: str
    text: str
    highlights: tuple[Span, ...]
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)


class Searcher:
    """Searches the clauses of a library; open one with `open_searcher`. `version` is the index version served, or empty."""

    def __init__(self, found: Sequence[Entry], ranker: Ranker, version: str = "") -> None:
        self.entries, self.ranker, self.version = tuple(found), ranker, version
        self._ids = {entry.clause: row for row, entry in enumerate(self.entries)}
        self._keys: dict[str, list[int]] = {}
        for row, entry in enumerate(self.entries):
            self._keys.setdefault(entry.key, []).append(row)
        self._filters: dict[tuple[frozenset[str] | None, date | None], NDArray[np.bool_] | None] = {}

    def search(self, query: str, k: int = 5, policies: Sequence[str] | None = None, on: date | None = None) -> list[Hit]:
        """The k clauses most likely to answer, best first; only of these policies, only those in force on that day."""
        if not query.strip() or not self.entries or k < 1:
            return []
        allowed = self._allowed(policies, on)
        ranking = self.ranker.rank(query, k, allowed)
        marked = query_bigrams(query)
        named = self._named(query, allowed)
        hits = [self._hit(row, 1.0, None, marked) for row in named]
        hits += [
            self._hit(int(row), float(score), parts, marked)
            for row, score, parts in zip(ranking.rows, ranking.scores, ranking.parts, strict=True)
            if int(row) not in named
        ]
        return hits[:k]

    def familiarity(self, query: str) -> float:
        """How likely it is that the question is a matter of these policies at all, answered there or not, 0..1.

        From the best clause's probability and the share of the question's words, by weight, that occur in any clause.
        """
        if not query.strip() or not self.entries:
            return 0.0
        if self._named(query, None):
            return 1.0
        ranking = self.ranker.rank(query, 1)
        if not len(ranking.rows):
            return 0.0
        score = min(max(float(ranking.scores[0]), 1e-4), 1 - 1e-4)
        slope, known, offset = FAMILIAR
        return round(1 / (1 + math.exp(-(slope * math.log(score / (1 - score)) + known * ranking.known + offset))), 4)

    def _hit(self, row: int, score: float, parts: NDArray[np.float32] | None, marked: set[str]) -> Hit:
        entry = self.entries[row]
        shown = {} if parts is None else {name: round(float(parts[FEATURES.index(name)]), 4) for name in SHOWN}
        return Hit(entry.clause, entry.title, entry.policy, entry.text, spans(entry.text, marked), round(score, 4), shown)

    def _allowed(self, policies: Sequence[str] | None, on: date | None) -> NDArray[np.bool_] | None:
        if policies is None and on is None:
            return None
        key = (None if policies is None else frozenset(policies), on)
        if key not in self._filters:
            if len(self._filters) > FILTERS_KEPT:
                self._filters.clear()
            mask = np.array([(key[0] is None or e.policy in key[0]) and (on is None or e.in_force(on)) for e in self.entries], np.bool_)
            self._filters[key] = None if mask.all() else mask
        return self._filters[key]

    def _named(self, query: str, allowed: NDArray[np.bool_] | None) -> list[int]:
        """Rows of clauses that the question names by their ids, the longest id first; a bare key must be the whole question."""
        text = normal(query).strip()
        rows = [row for name, row in self._ids.items() if name in text] if "/" in text else self._keys.get(text, [])
        return sorted((row for row in rows if allowed is None or allowed[row]), key=lambda row: -len(self.entries[row].clause))


def open_searcher(library: Library, settings: SearchSettings | None = None) -> Searcher:
    """A searcher over the library's clauses.

    The index version served is used when it holds this very library, or when a person pinned it. Otherwise a small
    library is searched from its clauses, as they are now; a large one from the last version built, which is stale until
    `huice index build` has run (`Searcher.version` names it). IndexBroken where there is none.
    """
    settings = settings or SearchSettings()
    embedding = open_embedding(settings.embedding) if settings.embedding or (SHIPPED / "weights.safetensors").is_file() else None
    size = sum(len(policy.clauses) for policy in library.policies)
    served = current(settings.home) if settings.home else None
    if settings.home and served:
        pinned = pointer(settings.home)[1]
        if embedding and (pinned or size > IN_MEMORY):
            opened = open_version(settings.home, embedding, served)
            return Searcher(opened.entries, opened.ranker, served.name)
    if size > IN_MEMORY:
        raise IndexBroken(f"{size} clauses are too many to search without an index: run huice index build")
    found = entries(library)
    return Searcher(found, Ranker.over([entry.document for entry in found], embedding))
