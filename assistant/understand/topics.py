"""Which clauses a question is about, and which matters on which the sources are silent.

Every clause and every silence is a topic with the phrases its policy gives it. A topic is measured by whole phrases found,
by the character pairs it shares with the question (weighted by how rare they are among all topics), and by the clause
search of the index; a linear model weighs these (`data/topics.json`, fitted on the dev questions and on
some 600 invented ones that are not kept; `python -m eval.fit_topics` fits from sets of questions). The
measurements know no policy, so that the same weights serve one that nobody has seen.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from assistant.understand.common import lent
from assistant.understand.likely import learned, stem
from assistant.understand.scan import Scan
from corpus.model import Policy
from index.embed import open_embedding
from index.rank import Document, Ranker

_PIECE = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[\u3400-\u9fff]+")
_STOP = frozenset("的了吗呢啊吧么是有在我你他们咱这那哪个什怎多少几给能可以要和跟与及也都就还会不没")
_STOP_LATIN = frozenset(
    re.findall(
        "[a-z]+",
        "the a an of to for in on is are be been do does did we our us i my you your it its this that and or if with at by from can could "
        "would will should how many much what any there have has had get need as so me one",
    )
)
_COMING = frozenset("的了吗呢啊吧么呀嘛能会要可以得就都也还才那这个些咱你您我们请是啦咧喔")
_BARE = 3  # characters of a phrase, bare, from which it is found with others between


WEIGHTS = Path(__file__).parent / "data" / "topics.json"
MEASURES = ("exact", "soft", "overlap", "body", "prob", "logprob", "boost", "silence")
LEARNED = (*MEASURES, "share", "logshare", "near")
"""The measurements of a policy that brings questions asked before."""
_LIKELY = 0.02  # share of a topic from which it is measured closely
_CONSIDERED = 60  # topics measured closely in a large collection


@cache
def weights(learned: bool = False) -> dict[str, float]:
    """The fitted weight of each measurement, with those of learned questions or without."""
    found: dict[str, float] = json.loads(WEIGHTS.read_text("utf-8"))["learned" if learned else "weights"]
    return found


@dataclass(frozen=True, slots=True)
class Topic:
    """One clause or silence as a thing to talk about."""

    kind: str  # clause | silence
    id: str
    phrases: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic with its score; `exact` measures whole phrases found, `soft` the best phrase's share, `prob` the index's view."""

    kind: str
    id: str
    score: float
    exact: float
    soft: float = 0.0
    prob: float = 0.0


def pairs(text: str) -> list[str]:
    """Character pairs of Han runs and stems of Latin words, without mere function characters and words."""
    found: list[str] = []
    for piece in _PIECE.findall(text.lower()):
        if piece[0] < "\u3400":
            if piece not in _STOP_LATIN:
                found.append(stem(piece))
            continue
        for first, second in itertools.pairwise(piece):
            if not (first in _STOP and second in _STOP):
                found.append(first + second)
    return found


def bare(text: str) -> str:
    """Han characters without those that come and go in asking: 多久能到账 and 多久到账 are the same."""
    return "".join(char for char in text if "\u3400" <= char <= "\u9fff" and char not in _COMING)


class Topics:
    """Ranks the topics of one family of policies."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        phrases = lent(policies)
        clauses = [
            Topic("clause", c.id, (c.title, *c.aliases, *phrases[c.id]), f"{c.title} {c.text} {c.text_en}")
            for p in policies
            for c in p.clauses
        ]
        silences = [
            Topic("silence", s.id, (s.topic, *s.words, *phrases[s.id]), f"{s.topic} {s.topic_en}") for p in policies for s in p.silences
        ]
        self.topics: tuple[Topic, ...] = (*clauses, *silences)
        self._bags = [Counter(pairs(" ".join(t.phrases))) for t in self.topics]
        self._texts = [Counter(pairs(t.text)) for t in self.topics]
        document_counts: Counter[str] = Counter()
        for bag, text in zip(self._bags, self._texts, strict=True):
            document_counts.update(set(bag) | set(text))
        size = len(self.topics)
        self._idf = {pair: math.log(1 + (size - n + 0.5) / (n + 0.5)) for pair, n in document_counts.items()}
        self._unknown = math.log(1 + (size + 0.5) / 0.5)
        self._phrase_topic: list[int] = []
        self._phrase_total: list[float] = []
        self._postings: dict[str, list[int]] = {}
        for place, topic in enumerate(self.topics):
            for words in {frozenset(pairs(phrase)) for phrase in topic.phrases}:
                if not words:
                    continue
                number = len(self._phrase_topic)
                self._phrase_topic.append(place)
                self._phrase_total.append(sum(self._idf[p] for p in words))
                for pair in words:
                    self._postings.setdefault(pair, []).append(number)
        self._bare: dict[str, list[str]] = {}
        for topic in self.topics:
            for phrase in {bare(phrase) for phrase in topic.phrases}:
                if len(phrase) >= _BARE:
                    self._bare.setdefault(phrase, []).append(topic.id)
        phrase_owners: Counter[str] = Counter()
        for topic in self.topics:
            phrase_owners.update({phrase.lower() for phrase in topic.phrases})
        self._owners = phrase_owners
        self.likely = learned(policies, {topic.id: topic.phrases for topic in self.topics})

    @cached_property
    def ranker(self) -> Ranker:
        """The index's ranker over all topics, silences too."""
        documents = [Document(title=t.phrases[0], aliases=" ".join(t.phrases[1:]), body=t.text) for t in self.topics]
        return Ranker.over(documents, open_embedding(""))

    def rank(self, scan: Scan, boost: Mapping[str, float] | None = None) -> list[Ranked]:
        """Topics best first. `boost` speaks for clauses by id (awards named or implied)."""
        factors = tuple(weights(self.likely is not None).values())
        ranked = []
        for topic, row in zip(self.topics, self.measure(scan, boost), strict=True):
            if row is None:
                continue
            score = sum(factor * value for factor, value in zip(factors, row, strict=True))
            ranked.append(Ranked(topic.kind, topic.id, score, row[0], row[1], row[4]))
        return sorted(ranked, key=lambda r: (-r.score, r.id))

    def measure(self, scan: Scan, boost: Mapping[str, float] | None = None) -> list[tuple[float, ...] | None]:
        """The measurements of every topic, in the order of `topics`; None for one too far off to matter."""
        exact, pair_weights, norm = self._query(scan)
        ranking = self.ranker.rank(scan.text, _CONSIDERED)
        probability = dict(zip((int(r) for r in ranking.rows), (float(p) for p in ranking.scores), strict=True))
        soft_of = self._soft(pair_weights, norm)
        told = self.likely.told(scan.text) if self.likely is not None else None
        rows: list[tuple[float, ...] | None] = []
        for place, topic in enumerate(self.topics):
            share = float(told.shares[place]) if told is not None else 0.0
            if place not in probability and topic.id not in exact and not (boost or {}).get(topic.id) and share < _LIKELY:
                rows.append(None)
                continue
            bag, text = self._bags[place], self._texts[place]
            overlap = sum(w for pair, w in pair_weights.items() if pair in bag) / norm
            body = sum(w for pair, w in pair_weights.items() if pair in text) / norm
            prob = probability.get(place, 0.0)
            rows.append(
                (
                    exact.get(topic.id, 0.0),
                    soft_of.get(place, 0.0),
                    overlap,
                    body,
                    prob,
                    math.log(prob + 1e-3),
                    (boost or {}).get(topic.id, 0.0),
                    float(topic.kind == "silence"),
                    *((share, math.log(share + 1e-3), float(told.near[place])) if told is not None else ()),
                )
            )
        return rows

    def learned(self, text: str) -> dict[str, float]:
        """What the questions asked before say of a text: whose its likelihood is, and whether it is from elsewhere."""
        if self.likely is None:
            return {}
        told = self.likely.told(text)
        shares = {
            kind: [(float(s), float(n)) for t, s, n in zip(self.topics, told.shares, told.near, strict=True) if t.kind == kind]
            for kind in ("clause", "silence")
        }
        near = {kind: max((n for _, n in mine), default=0.0) for kind, mine in shares.items()}
        odds = max(-3.0, min(told.odds, 3.0))
        return {
            "learned silence": sum(share for share, _ in shares["silence"]), "learned sure": float(told.shares.max()),
            "learned elsewhere": odds, "learned far": max(0.0, odds), "learned other": told.share,
            "near other": told.other, "near silence": near["silence"], "near clause": near["clause"],
            "other nearer": told.other - max(near.values()), "silence nearer": near["silence"] - near["clause"],
        }  # fmt: skip

    def _soft(self, pair_weights: Mapping[str, float], norm: float) -> dict[int, float]:
        """Per topic, the best phrase's share of pairs with the question (a weighted cosine)."""
        shared: dict[int, float] = {}
        for pair, weight in pair_weights.items():
            for number in self._postings.get(pair, ()):
                shared[number] = shared.get(number, 0.0) + weight
        best: dict[int, float] = {}
        for number, weight in shared.items():
            place = self._phrase_topic[number]
            value = weight / math.sqrt(self._phrase_total[number] * norm)
            if value > best.get(place, 0.0):
                best[place] = value
        return best

    def _query(self, scan: Scan) -> tuple[Counter[str], dict[str, float], float]:
        query = list(pairs(scan.text))
        pair_weights = {pair: self._idf.get(pair, self._unknown * 0.6) for pair in query}
        norm = sum(pair_weights.values()) or 1.0
        exact: Counter[str] = Counter()
        for mention in scan.mentions:
            if mention.kind in ("clause", "silence"):
                length = mention.end - mention.start
                weight = min(length, 8) ** 0.75 if mention.term[0] >= "\u3400" else min(length, 24) ** 0.5
                weight /= self._owners.get(mention.term, 1)
                exact[mention.name] = max(exact[mention.name], weight) + 0.15 * min(exact[mention.name], weight)
        said = bare(scan.text)
        for phrase, owners in self._bare.items():
            if phrase in said:
                for owner in owners:
                    exact[owner] = max(exact[owner], min(len(phrase), 8) ** 0.75 / len(owners))
        return exact, pair_weights, norm

    def knows(self, word: str) -> bool:
        """Whether a Latin word stands in any topic."""
        return word in _STOP_LATIN or stem(word) in self._idf

    def coverage(self, text: str) -> float:
        """Share of the question's content pairs that any topic knows, weighted by rarity (0..1)."""
        query = pairs(text)
        if not query:
            return 0.0
        known = sum(self._idf[p] for p in query if p in self._idf)
        unknown = sum(self._unknown for p in query if p not in self._idf)
        return known / (known + unknown)
