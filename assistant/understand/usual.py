"""Matters that people ask about any award policy and that most sources leave out: appeals, quotas, who reviews, instalments.

A policy folder lists what its sources are silent on. Nobody lists everything; what none of a policy's clauses and silences
mentions it does not state, and a question about it (没批下来能申诉吗) is neither answered from a clause near by nor turned away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.understand.files import words_of
from corpus.model import Policy, Silence


@cache
def _raw() -> tuple[dict[str, Any], ...]:
    return tuple(words_of("usual"))


def unstated(policies: Sequence[Policy]) -> tuple[Silence, ...]:
    """The usual matters that no clause and no silence of a family mentions, without words that the family gives a meaning."""
    clauses = [(c.title, c.text, c.text_en, *c.aliases) for p in policies for c in p.clauses]
    silences = [(s.topic, s.topic_en, *s.words) for p in policies for s in p.silences]
    topics = [(s.topic, s.topic_en) for p in policies for s in p.silences]
    said = " ".join(word for words in (*clauses, *topics) for word in words).lower()
    own = {word.lower() for words in (*clauses, *silences) for word in words}
    named = {word.lower() for p in policies for a in p.awards for word in (a.title, *a.words)}
    named |= {word.lower() for p in policies for i in p.inputs for word in (i.label, *i.words)}
    found = []
    for entry in _raw():
        if any(_mentioned(str(key).lower(), said) for key in entry["keys"]):
            continue
        words = tuple(word for word in map(str, entry["words"]) if word.lower() not in own | named)
        found.append(Silence(id=entry["id"], topic=entry["topic"], topic_en=entry["topic_en"], words=words))
    return tuple(found)


def completed(main: Policy, policies: Sequence[Policy]) -> Policy:
    """The main policy with the usual matters that its family does not state among its silences."""
    return main.model_copy(update={"silences": (*main.silences, *unstated(policies))})


def _mentioned(key: str, said: str) -> bool:
    if key.isascii():
        return re.search(rf"\b{re.escape(key)}", said) is not None
    return key in said
