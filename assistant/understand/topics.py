"""Which clauses a question is about, and which matters on which the sources are silent.

Every clause and every silence is a topic with the phrases its policy gives it. A topic scores by whole phrases found
(longer and rarer ones count more) and by the character pairs it shares with the question, weighted by how rare they
are among all topics. The search index adds its own view of clauses through `more`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.understand.scan import Scan
from corpus.model import Policy

_PIECE = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[\u3400-\u9fff]+")
_STOP = frozenset("的了吗呢啊吧么是有在我你他们咱这那哪个什怎多少几给能可以要和跟与及也都就还会不没")


@dataclass(frozen=True, slots=True)
class Topic:
    """One clause or silence as a thing to talk about."""

    kind: str  # clause | silence
    id: str
    phrases: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic with its score; `exact` is the part that comes from whole phrases."""

    kind: str
    id: str
    score: float
    exact: float


def pairs(text: str) -> list[str]:
    """Character pairs of Han runs and whole Latin words, without pairs of mere function characters."""
    found: list[str] = []
    for piece in _PIECE.findall(text.lower()):
        if piece[0] < "\u3400":
            found.append(piece)
            continue
        for first, second in zip(piece, piece[1:], strict=False):
            if not (first in _STOP and second in _STOP):
                found.append(first + second)
    return found


class Topics:
    """Ranks the topics of one family of policies."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        clauses = [Topic("clause", c.id, (c.title, *c.aliases), f"{c.title} {c.text} {c.text_en}") for p in policies for c in p.clauses]
        silences = [Topic("silence", s.id, (s.topic, *s.words), f"{s.topic} {s.topic_en}") for p in policies for s in p.silences]
        self.topics: tuple[Topic, ...] = (*clauses, *silences)
        self._bags = [Counter(pairs(" ".join(t.phrases))) for t in self.topics]
        self._texts = [Counter(pairs(t.text)) for t in self.topics]
        document_counts: Counter[str] = Counter()
        for bag, text in zip(self._bags, self._texts, strict=True):
            document_counts.update(set(bag) | set(text))
        size = len(self.topics)
        self._idf = {pair: math.log(1 + (size - n + 0.5) / (n + 0.5)) for pair, n in document_counts.items()}
        self._unknown = math.log(1 + (size + 0.5) / 0.5)
        self._phrases = [[set(pairs(phrase)) for phrase in t.phrases] for t in self.topics]
        phrase_owners: Counter[str] = Counter()
        for topic in self.topics:
            phrase_owners.update({phrase.lower() for phrase in topic.phrases})
        self._owners = phrase_owners

    def rank(self, scan: Scan, boost: Mapping[str, float] | None = None) -> list[Ranked]:
        """Topics best first. `boost` adds to clauses by id (awards named, the index's view)."""
        query = [pair for pair in pairs(scan.text)]
        weights = {pair: self._idf.get(pair, self._unknown * 0.6) for pair in query}
        norm = sum(weights.values()) or 1.0
        exact: Counter[str] = Counter()
        for mention in scan.mentions:
            if mention.kind in ("clause", "silence"):
                length = mention.end - mention.start
                weight = min(length, 8) ** 0.75 if mention.term[0] >= "\u3400" else min(length, 24) ** 0.5
                weight /= self._owners.get(mention.term, 1)
                exact[mention.name] = max(exact[mention.name], weight) + 0.15 * min(exact[mention.name], weight)
        ranked = []
        for topic, bag, text, phrases in zip(self.topics, self._bags, self._texts, self._phrases, strict=True):
            overlap = sum(w for pair, w in weights.items() if pair in bag) / norm
            body = sum(w for pair, w in weights.items() if pair in text) / norm
            soft = 0.0
            for phrase in phrases:
                if phrase:
                    shared = sum(weights[p] for p in phrase if p in weights)
                    if shared:
                        total = sum(self._idf.get(p, self._unknown) for p in phrase)
                        soft = max(soft, shared / math.sqrt(total * norm))
            score = 1.0 * exact[topic.id] + 3.0 * soft + 1.2 * overlap + 0.8 * body + (boost or {}).get(topic.id, 0.0)
            ranked.append(Ranked(topic.kind, topic.id, score, exact[topic.id]))
        return sorted(ranked, key=lambda r: (-r.score, r.id))

    def coverage(self, text: str) -> float:
        """Share of the question's content pairs that any topic knows, weighted by rarity (0..1)."""
        query = pairs(text)
        if not query:
            return 0.0
        known = sum(self._idf[p] for p in query if p in self._idf)
        unknown = sum(self._unknown for p in query if p not in self._idf)
        return known / (known + unknown)
