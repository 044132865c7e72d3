"""The steps of a turn: plain functions in one ordered list, from a question to a proven Answer.

Each step reads the keys of earlier steps and writes keys that no other step writes. The conversation graph is built
from this very list; a question without a thread walks it directly. Same list, same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from assistant.answer import Answer
from assistant.compose import compose as composing
from assistant.compose.after import after
from assistant.compose.draft import Draft
from assistant.compose.known import known
from assistant.family import Family
from assistant.guard import Evidence, prove
from assistant.plan import Plan
from assistant.state import State
from assistant.understand import breaks
from assistant.understand.lexicon import cues
from assistant.understand.reader import Reading
from corpus.text import Normalised, language, normalise, readable

LIMIT = 4000
Keys = Mapping[str, Any]
Step = Callable[["World", Keys], dict[str, Any]]


@dataclass(frozen=True)
class World:
    """What a turn works with and never changes."""

    family: Family
    boost: Callable[[str], Mapping[str, float]]  # the index's view of clauses
    foreign: Callable[[Reading], bool]  # whether the words place the question elsewhere


def receive(world: World, keys: Keys) -> dict[str, Any]:
    """Normalise; say why a question cannot be read."""
    raw = str(keys["question"])
    if not raw.strip():
        return {"text": "", "language": "zh", "fault": "empty", "blanks": frozenset()}
    if len(raw) > LIMIT:
        return {"text": "", "language": language(raw[:500]), "fault": "long", "blanks": frozenset()}
    if not readable(raw):
        return {"text": "", "language": "zh", "fault": "unreadable" if any(c.isalnum() for c in raw) else "empty", "blanks": frozenset()}
    normal = normalise(focus(raw))
    text, blanks = normal.text, _blanks(normal)
    if world is not None:
        text, blanks = world.family.repair.mend(text, blanks)
        text, blanks = breaks.shipped().put(text, blanks, world.family.lexicon)
    return {"text": text, "blanks": blanks, "language": language(text), "fault": ""}


_RULES = re.compile(r"\n\s*(?:[-—=_*#~·]{2,}|\n)\s*|【完】|====")
_LONG = 50
_PASTED = 150
_POLITE = ("请问", "请教", "想请教", "想问", "我想问", "想问一下", "问题是", "我的问题是", "问的是")
"""Before these one's own facts are as likely as a paste; only a long text before them is passed over."""


@cache
def _turns() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, cues()["turn_to"]), key=len, reverse=True)))


def focus(text: str) -> str:
    """What is asked, where a long pasted text comes before it: what follows the last rule or turning phrase."""
    if len(text) < _LONG:
        return text
    cuts = [m.end() for m in _RULES.finditer(text)]
    cuts += [m.start() for m in _turns().finditer(text) if m.start() > _PASTED or m[0] not in _POLITE]
    for cut in sorted((c for c in cuts if c > len(text) * 0.3), reverse=False):
        tail = text[cut:].strip()
        if len(tail) >= 6 and len(tail) < len(text) * 0.6:
            return tail
    return text


def _blanks(normal: Normalised) -> frozenset[int]:
    """Places where a blank stood in the question and the normalised text has none: they part a jotted note."""
    found = set()
    for place in range(1, len(normal.text)):
        before, after = normal.original(place - 1, place)[0] + 1, normal.original(place, place + 1)[0]
        if after > before and not normal.source[before:after].strip():
            found.add(place)
    return frozenset(found)


def read(world: World, keys: Keys) -> dict[str, Any]:
    """Facts, awards, matters, intent."""
    if keys["fault"]:
        return {"reading": None}
    return {"reading": world.family.reader.read(keys["text"], keys["state"], keys["blanks"])}


def plan(world: World, keys: Keys) -> dict[str, Any]:
    """What to do about it."""
    reading = keys["reading"]
    if reading is None:
        return {"plan": Plan("reject", reason=keys["fault"])}
    return {"plan": world.family.planner.plan(reading, keys["state"], world.boost(reading.text), world.foreign(reading))}


def compose(world: World, keys: Keys) -> dict[str, Any]:
    """Compute what the plan asks for and word it."""
    return {"draft": composing.compose(world.family, keys["plan"], keys["reading"], keys["state"], keys["language"])}


def guard(world: World, keys: Keys) -> dict[str, Any]:
    """Prove every figure; make the Answer."""
    draft: Draft = keys["draft"]
    then: State = after(world.family, keys["plan"], keys["reading"], keys["state"], draft)
    texts = {c.clause: _evidence_text(world, c.clause) for c in draft.citations}
    values = [k.given.value for k in then.inputs.values() if k.given is not None and isinstance(k.given.value, Decimal)]
    held = [*then.inputs.values(), *(k for case in then.cases for k in case.inputs.values())]
    values += [part for k in held for part in k.parts.values()]
    evidence = Evidence(texts, draft.calculation, [keys["text"], *draft.user_texts], values, draft.sums)
    body = "\n\n".join(block for block in (draft.lead, *draft.blocks) if block)
    proven = prove(body, evidence, composing.fallback(keys["language"]))
    answer = Answer(
        status=draft.status,
        route=draft.route,
        answer=proven.text,
        citations=draft.citations,
        calculation=draft.calculation,
        figures=proven.figures,
        ask_for=draft.ask_for,
        suggestions=draft.suggestions,
        speakable=proven.text.split("\n")[0],
        known=known(world.family, then, keys["language"]),
        language=keys["language"],
        policy=world.family.main.id,
        policy_version=world.family.version,
    )
    return {"answer": answer, "after": then}


def _evidence_text(world: World, clause: str) -> str:
    _policy, found = world.family.clauses[clause]
    return f"{found.title}\n{found.text}\n{found.title_en}\n{found.text_en}"


STEPS: tuple[tuple[str, Step], ...] = (("receive", receive), ("read", read), ("plan", plan), ("compose", compose), ("guard", guard))


def walk(world: World, question: str, state: State) -> tuple[Answer, State]:
    """All steps in order, without a graph."""
    keys: dict[str, Any] = {"question": question, "state": state}
    for _, step in STEPS:
        keys.update(step(world, keys))
    return keys["answer"], keys["after"]
