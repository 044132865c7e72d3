"""Which of several policies a question is about: its own words decide, then the thread, else the person is asked.

A family speaks for itself by its names and by the stretches of two to four characters that it uses and others do not,
so that a policy with long lists of words has little advantage over a terse one. Where no family leads, those that could
answer are tried; the person is asked only when several can. With one policy loaded nothing of this runs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.compose.words import pick, say
from assistant.family import Family
from assistant.threads import Memory
from assistant.turn import walk
from assistant.understand.lexicon import fold
from corpus.text import language, normalise

if TYPE_CHECKING:
    from assistant.loaded import Loaded

LIMIT = 4000  # characters of a question that are looked at
_ASKING = frozenset("的了吗呢啊吧么是有在我你他们咱这那哪个什怎多少几给可以要和跟与及也都就还会不没一补拿花最年钱算")
"""Characters of asking: a stretch with one of them says nothing of the matter."""
_RUN = re.compile(r"[a-z]{2,}|[\u3400-\u9fff]+")
_NAMED = 8.0  # the policy itself is named
_PLACE = 4.0  # its area is named
_RARELY = 0.2  # a stretch in few of a family's many words, against 1 for the family that has it in most of its words
_TEXT = 0.6  # a stretch that stands only in the text of its clauses, against 1 in its names and words
_CLAUSE = 0.8  # the probability that its best clause answers
_THREAD = 0.5  # a thread goes on about its policy unless the words say otherwise
_LEAD = 0.7  # how far the best must lead, as a share of one stretch that no other family uses …
_SHARE = 0.25  # … or of its own score


def grams(text: str) -> set[str]:
    """Stretches of two to four Han characters without characters of asking, and Latin words, of a folded text."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        if run[0] < "\u3400":
            found.add(run)
            continue
        stretches = {run[i : i + size] for size in (2, 3, 4) for i in range(len(run) - size + 1)}
        found |= {one for one in stretches if _ASKING.isdisjoint(one)}
    return found


class Profiles:
    """What each family of a library uses that others do not."""

    def __init__(self, families: Sequence[Family]) -> None:
        self.families = tuple(families)
        self._names = [_shares(_words(family)) for family in families]
        self._most = {gram: max(names.get(gram, 0.0) for names in self._names) for names in self._names for gram in names}
        self._texts = [grams(fold(" ".join(f"{c.text} {c.text_en}" for p in family.members for c in p.clauses))) for family in families]
        used = Counter(pair for names, texts in zip(self._names, self._texts, strict=True) for pair in names.keys() | texts)
        self._weight = {pair: math.log((len(families) + 0.5) / n) for pair, n in used.items()}

    def scores(self, text: str) -> list[float]:
        """One score a family for a folded question."""
        asked = grams(text)
        return [
            sum(self._weight[pair] * max(self._told(pair, names), _TEXT * (pair in texts)) for pair in asked if pair in self._weight)
            + _called(family, text)
            for family, names, texts in zip(self.families, self._names, self._texts, strict=True)
        ]

    def _told(self, pair: str, names: Mapping[str, float]) -> float:
        """How much a stretch speaks for a family that has it in its words: all, where no other has it in a larger share of them."""
        return _RARELY + (1 - _RARELY) * names[pair] / self._most[pair] if pair in names else 0.0

    @property
    def lead(self) -> float:
        """What one stretch that no other family uses is worth, times the lead wanted."""
        return _LEAD * math.log(len(self.families) + 0.5)


def _shares(phrases: Sequence[str]) -> dict[str, float]:
    """Each stretch of a family's words, with the share of the words that have it."""
    counts = Counter(gram for phrase in phrases for gram in grams(fold(phrase)))
    return {gram: count / len(phrases) for gram, count in counts.items()}


def _words(family: Family) -> list[str]:
    """Everything by which a family's matters are called; what its sources are silent on is no matter of its own."""
    found: list[str] = []
    for policy in family.members:
        found += [policy.title, policy.title_en, policy.short_title, policy.short_title_en, *policy.aliases, *policy.places]
        for award in policy.awards:
            found += [award.title, award.title_en, *award.words]
        for item in policy.inputs:
            found += [item.label, item.label_en, *item.words]
        for clause in policy.clauses:
            found += [clause.title, clause.title_en, *clause.aliases]
    return found


def _called(family: Family, text: str) -> float:
    """Whether the question names the policy or its area."""
    score = 0.0
    for policy in family.members:
        names = [
            name
            for name in (
                policy.id,
                policy.title,
                policy.title_en,
                policy.short_title,
                policy.short_title_en,
                *policy.aliases,
                policy.number,
            )
            if name
        ]
        score = max(
            score,
            _NAMED if any(fold(name) in text for name in names) else 0.0,
            _PLACE if any(place in text for place in policy.places) else 0.0,
        )
    return score


def choose(loaded: Loaded, question: str, memory: Memory) -> tuple[Family, ...]:
    """The family meant; several when the words leave it open and each of them could answer."""
    text = fold(normalise(question[:LIMIT]).text)
    scores = loaded.profiles.scores(text)
    likely = _likely(loaded, text)
    total = {
        f.main.id: score + _CLAUSE * likely.get(f.main.id, 0.0) + (_THREAD if f.main.id == memory.policy else 0.0)
        for f, score in zip(loaded.families, scores, strict=True)
    }
    order = sorted(loaded.families, key=lambda family: -total[family.main.id])
    best = total[order[0].main.id]
    lead = max(loaded.profiles.lead, _SHARE * best)
    close = tuple(family for family in order if total[family.main.id] > best - lead)
    if len(close) == 1:
        return close
    if memory.policy in total:
        return (next(family for family in loaded.families if family.main.id == memory.policy),)
    able = tuple(family for family in close if _answers(loaded, family, question, memory))
    return able or close[:1]


def _likely(loaded: Loaded, text: str) -> dict[str, float]:
    """Main policy → the probability that its best clause answers."""
    owner = {policy.id: family.main.id for family in loaded.families for policy in family.members}
    found: dict[str, float] = {}
    for hit in loaded.searcher.search(text, 4 * len(loaded.families)):
        found.setdefault(owner[hit.policy], hit.score)
    return found


def _answers(loaded: Loaded, family: Family, question: str, memory: Memory) -> bool:
    """Whether this family has something to say: small talk, foreign matters and unreadable texts are anybody's."""
    answer, _ = walk(loaded.world(family), question, memory.state(family.main.id))
    return answer.status in ("answered", "needs_info", "not_stated") and answer.route != "chat"


def which(families: Sequence[Family], question: str) -> Answer:
    """The Answer that says which policies a question could be about."""
    spoken = language(normalise(question[:LIMIT]).text)
    titles = [pick(f.main.short_title or f.main.title, f.main.short_title_en or f.main.title_en, spoken) for f in families]
    text = say("which_policy", spoken, policies=say("semicolon", spoken).join(titles))
    suggestions = tuple(f"{title}{say('colon', spoken)}{question.strip()}" for title in titles)
    version = "+".join(family.version for family in families)
    return Answer(
        status="needs_info", route="lookup", answer=text, suggestions=suggestions, speakable=text, language=spoken, policy_version=version
    )
