"""Finding the clauses that answer a question, over the policies loaded.

A small library is searched exactly, in process, from the clauses themselves: no index has to exist, and neither
Chroma nor LangChain nor torch nor jieba is imported. A large one is served from the current index version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.load import Library
from corpus.model import Clause, Policy
from index.embed import SHIPPED, Embedding, open_embedding
from index.fuse import FEATURES
from index.highlight import Span, spans
from index.rank import Document, Ranker, query_bigrams
from index.tokens import normal

SHOWN = ("cosine", "covered", "bm25", "title", "known")  # the parts of a score that a hit reports


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Where the index lives and how it is searched; passed down, never read from the environment here."""

    home: Path | None = None  # index and caches; None keeps everything in memory
    embedding: str = ""  # empty: the shipped model
    chroma_url: str = ""  # empty: Chroma in process, when it is needed at all
    exact_limit: int = 10_000  # up to this many clauses NumPy searches exactly; above, Chroma


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


def document(clause: Clause, policy: Policy) -> Document:
    """A clause as it is searched: its title, what people call it and its id, and its text in both languages."""
    names = " ".join((*clause.aliases, clause.title_en, clause.id, clause.key, policy.number))
    return Document(title=clause.title, aliases=names, body="\n".join(part for part in (clause.text, clause.text_en) if part))


class Searcher:
    """Searches the clauses of a library; open one with `open_searcher`."""

    def __init__(self, library: Library, ranker: Ranker) -> None:
        self.library, self.ranker = library, ranker
        self._clauses = tuple((clause, policy) for policy in library.policies for clause in policy.clauses)
        self._ids = {clause.id: row for row, (clause, _) in enumerate(self._clauses)}
        keys: dict[str, list[int]] = {}
        for row, (clause, _) in enumerate(self._clauses):
            keys.setdefault(clause.key, []).append(row)
        self._keys = keys

    def search(self, query: str, k: int = 5, policies: Sequence[str] | None = None, on: date | None = None) -> list[Hit]:
        """The k clauses most likely to answer, best first; only of these policies, only those in force on that day."""
        if not query.strip() or not self._clauses:
            return []
        ranking = self.ranker.rank(query, max(k, 1), self._allowed(policies, on))
        marked = query_bigrams(query)
        hits = [self._hit(int(row), float(score), parts, marked)
                for row, score, parts in zip(ranking.rows, ranking.scores, ranking.parts, strict=True)]
        return self._named_first(query, hits, marked, policies, on)[:k]

    def familiarity(self, query: str) -> float:
        """How far the policies speak of what is asked, 0..1: the best clause's probability and the share of its words known."""
        if not query.strip() or not self._clauses:
            return 0.0
        ranking = self.ranker.rank(query, 3)
        if not len(ranking.rows):
            return 0.0
        covered = float(ranking.parts[:, FEATURES.index("covered")].max())
        return round(min(1.0, 0.5 * float(ranking.scores[0]) + 0.25 * ranking.known + 0.25 * covered), 4)

    def _hit(self, row: int, score: float, parts: NDArray[np.float32], marked: set[str]) -> Hit:
        clause, policy = self._clauses[row]
        shown = {name: round(float(parts[FEATURES.index(name)]), 4) for name in SHOWN}
        return Hit(clause.id, clause.title, policy.id, clause.text, spans(clause.text, marked), round(score, 4), shown)

    def _allowed(self, policies: Sequence[str] | None, on: date | None) -> NDArray[np.bool_] | None:
        if policies is None and on is None:
            return None
        wanted = None if policies is None else set(policies)
        return np.array([(wanted is None or p.id in wanted) and (on is None or in_force(p, on)) for _, p in self._clauses])

    def _named_first(self, query: str, hits: list[Hit], marked: set[str], policies: Sequence[str] | None, on: date | None) -> list[Hit]:
        """A clause that the question names by its id comes first, whatever the words say."""
        text = normal(query).strip()
        rows = [row for name, row in self._ids.items() if name in text] or (self._keys.get(text) or [])
        allowed = self._allowed(policies, on)
        rows = [row for row in rows if allowed is None or allowed[row]]
        if not rows:
            return hits
        blank = np.ones(len(FEATURES), np.float32)
        named = [self._hit(row, 1.0, blank, marked) for row in sorted(rows, key=lambda r: -len(self._clauses[r][0].id))]
        return named + [hit for hit in hits if hit.clause not in {n.clause for n in named}]


def in_force(policy: Policy, on: date) -> bool:
    """Whether the policy applies on that day; both ends are included, an open end has no limit."""
    return (policy.valid.since is None or policy.valid.since <= on) and (policy.valid.until is None or on <= policy.valid.until)


def open_searcher(library: Library, settings: SearchSettings | None = None) -> Searcher:
    """A searcher over the library's clauses as they are now."""
    settings = settings or SearchSettings()
    embedding = _embedding(settings)
    documents = [document(clause, policy) for policy in library.policies for clause in policy.clauses]
    return Searcher(library, Ranker.over(documents, embedding))


def _embedding(settings: SearchSettings) -> Embedding | None:
    if not settings.embedding and not (SHIPPED / "weights.safetensors").is_file():
        return None
    return open_embedding(settings.embedding)
