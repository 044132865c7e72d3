"""The first sentence of an answer from a clause: the part of the clause that the question asks for.

A question for the years is led by the years, one for the pool by the pool, one for the conditions by the conditions, any
other by the sentence of the clause that shares most with it. Everything else of the clause follows below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose.calculation import Wording
from assistant.compose.rules import money
from assistant.compose.words import pick
from assistant.understand.topics import pairs
from corpus.amounts import find_figures
from corpus.model import Award, Clause

_SENTENCE = re.compile(r"[^。.!?\n]+(?:\.(?=\d)[^。.!?\n]+)*[。.!?]?")
_UNIT_OF = {"time": ("date",), "ratio": ("%",), "cap": ("元",), "amount": ("元", "%")}
_LIST = re.compile(r"^\s*[-*] ", re.MULTILINE)


def award_lead(w: Wording, award: Award, intent: str, cues: frozenset[str]) -> str:
    """What an award's data say to the facet asked for; '' where the data have no word for it."""
    title = w.title(award.id)
    if "pool_word" in cues and intent in ("cap", "amount", "about", "check"):
        for pool in w.policy.pools:
            if pool.award == award.id:
                return w.say("pool_lead", pool=pick(pool.label, pool.label_en, w.language), amount=money(pool.amount, w.language))
    if intent == "recurrence":
        if award.window is not None and award.window.say:
            return w.say("years_lead", award=title, years=pick(award.window.say, award.window.say_en, w.language), rule=w.rule(award.id))
        if award.period == "once":
            return w.say("rule_lead", award=title, rule=w.rule(award.id))
        if award.period == "unstated":
            open_ones = [pick(one.say, one.say_en, w.language) for one in award.assumptions if not one.when][:1]
            return w.say("rule_lead", award=title, rule=w.join([w.rule(award.id), *open_ones], "semicolon"))
    if intent == "eligibility":
        said = [pick(one.say, one.say_en, w.language) for one in award.conditions if one.say]
        if award.window is not None and award.window.say:
            said.append(pick(award.window.say, award.window.say_en, w.language))
        if said:
            return w.say("conditions_lead", award=title, conditions=w.join(said, "semicolon"))
    return ""


def best_sentence(clause: Clause, language: str, question: str, intent: str) -> str:
    """The sentence of a clause that shares most with the question; of equal ones the first. Lists are not torn apart."""
    text = pick(clause.text, clause.text_en, language).strip()
    head = text[: found.start()] if (found := _LIST.search(text)) else text
    sentences = [s.strip() for s in _SENTENCE.findall(head) if s.strip()] or [head.strip()]
    asked = set(pairs(question))
    best = max(sentences, key=lambda s: _fit(s, asked, _UNIT_OF.get(intent, ())))
    return best.rstrip("：:") if best.endswith(("：", ":")) else best


def _fit(sentence: str, asked: set[str], units: Sequence[str]) -> float:
    held = set(pairs(sentence))
    shared = len(asked & held) / (len(held) ** 0.5 or 1.0)
    has_unit = bool(units) and any(figure.unit in units for figure in find_figures(sentence))
    return shared + (1.0 if has_unit else 0.0)
