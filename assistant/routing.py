"""Which of several policies a question is about: its own words decide, then the thread, else the person is asked.

A family scores by what the question names of it: the policy itself, its area, its awards, clauses and inputs, and by how
likely its best clause answers. With one policy loaded nothing of this runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.compose.words import pick, say
from assistant.family import Family
from assistant.understand.lexicon import fold
from corpus.text import language, normalise

if TYPE_CHECKING:
    from assistant.loaded import Loaded

_NAMED = {"policy": 6.0, "place": 3.0, "award": 2.0, "clause": 1.0, "silence": 0.5, "input": 0.5, "yes": 0.5, "no": 0.5}
_CLAUSE = 2.0  # weight of the probability that the best clause answers
_THREAD = 1.5  # a thread goes on about its policy unless the words say otherwise
_MARGIN = 0.8  # how far the best must lead to be meant


def choose(loaded: Loaded, question: str, current: str = "") -> tuple[Family, ...]:
    """The family meant, or those it could be when the words do not tell; `current` is the thread's policy."""
    text = fold(normalise(question[:4000]).text)
    scores = {family.main.id: _named(family, text) for family in loaded.families}
    likely = _likely(loaded, text) if text.strip() else {}
    total = {name: score + _CLAUSE * likely.get(name, 0.0) + (_THREAD if name == current else 0.0) for name, score in scores.items()}
    order = sorted(loaded.families, key=lambda family: (-total[family.main.id], loaded.families.index(family)))
    best = total[order[0].main.id]
    if not any(scores.values()) and not current:
        return (order[0],)  # small talk and foreign matters: any policy says so
    close = tuple(family for family in order if total[family.main.id] > best - _MARGIN)
    return close if not current or len(close) == 1 else (next((f for f in close if f.main.id == current), close[0]),)


def _named(family: Family, text: str) -> float:
    """What the question names of this family; each name once, longer ones count more."""
    found = {(m.kind, m.name): m for m in family.lexicon.scan(text) if m.kind in _NAMED}
    return sum(_NAMED[kind] * min(mention.end - mention.start, 8) / 4 for (kind, _), mention in found.items())


def _likely(loaded: Loaded, text: str) -> dict[str, float]:
    """Main policy → probability of its best clause."""
    owner = {policy.id: family.main.id for family in loaded.families for policy in family.members}
    found: dict[str, float] = {}
    for hit in loaded.searcher.search(text, 4 * len(loaded.families)):
        found.setdefault(owner[hit.policy], hit.score)
    return found


def which(families: Sequence[Family], question: str) -> Answer:
    """The Answer that says which policies a question could be about."""
    spoken = language(normalise(question[:4000]).text)
    titles = [pick(f.main.short_title or f.main.title, f.main.short_title_en or f.main.title_en, spoken) for f in families]
    text = say("which_policy", spoken, policies=say("semicolon", spoken).join(titles))
    suggestions = tuple(f"{title}: {question.strip()}" if spoken == "en" else f"{title}:{question.strip()}" for title in titles)
    version = "+".join(family.version for family in families)
    return Answer(status="needs_info", route="lookup", answer=text, suggestions=suggestions, speakable=text, language=spoken, policy_version=version)
