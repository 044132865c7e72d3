"""Wording what clauses say: the conclusion that the question asks for, then the clause itself."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.compose.calculation import Wording
from assistant.compose.draft import Draft, cite, lines
from assistant.compose.leads import award_lead, best_sentence
from assistant.compose.words import pick
from assistant.plan import Plan
from assistant.understand.facts import Money
from corpus.amounts import find_figures
from corpus.award.result import AwardResult, Calculation
from corpus.model import Clause, Policy, Silence, Test

_ABOUT_MONEY = ("amount", "cap", "ratio", "check", "recurrence", "difference")


class Lookup:
    """Words clauses, silences and summaries; shares the pieces of `Wording`."""

    def __init__(self, wording: Wording) -> None:
        self.w = wording
        self.policy, self.language = wording.policy, wording.language

    def _found(self, ids: Sequence[str]) -> list[tuple[Policy, Clause]]:
        return [pair for i in ids if (pair := self.w.find(i)) is not None]

    def clauses(self, plan: Plan, awards: Sequence[str], question: str = "", cues: frozenset[str] = frozenset()) -> Draft:
        """What the clauses say, led by the conclusion the question asks for. `cues`: what kinds of words the question has."""
        pairs = self._found(plan.clauses)
        lead = self._verdict(plan, pairs, awards)
        if not lead:
            named = [found for a in awards if (found := self.policy.award(a)) is not None]
            lead = self.w.join([said for a in named if (said := award_lead(self.w, a, plan.intent, cues))], "semicolon")
        if not lead and awards and plan.intent in _ABOUT_MONEY:
            lead = self.w.join([self.w.say("rule_lead", award=self.w.title(a), rule=self.w.rule(a)) for a in awards], "semicolon")
        if not lead and pairs:
            lead = best_sentence(pairs[0][1], self.language, question, plan.intent)
        texts = [f"**{pick(c.title, c.title_en, self.language)}**{self.w.say('colon')}{self._text(c)}" for _, c in pairs]
        return Draft(
            status="answered",
            route="lookup",
            lead=lead if lead.endswith(("。", ".", "?", "?", "!")) else lead + self.w.say("stop"),
            blocks=(*texts, self._source(pairs)),
            citations=tuple(cite(p, c, self.language) for p, c in pairs)[:5],
        )

    def _text(self, clause: Clause) -> str:
        return pick(clause.text, clause.text_en, self.language).strip()

    def _first_sentence(self, clause: Clause) -> str:
        text = self._text(clause)
        stop = "。" if "。" in text else ". "
        return text.split(stop)[0].strip().rstrip(stop.strip()) + stop.strip()

    def _source(self, pairs: Sequence[tuple[Policy, Clause]]) -> str:
        outlets = dict.fromkeys(pick(p.source.outlet, p.source.outlet_en, self.language) for p, _ in pairs)
        return self.w.say("source", outlet=self.w.join(list(outlets)))

    def _verdict(self, plan: Plan, pairs: Sequence[tuple[Policy, Clause]], awards: Sequence[str]) -> str:
        """Whether a premise's figures are those of the clause; '' where there is no figure to check."""
        checks = [m for m in plan.check if m.unit in ("元", "%")]
        if not checks or not (plan.premise or plan.intent == "check") or not pairs:
            return ""
        stated = {(f.value, f.unit) for _, clause in pairs[:1] for f in find_figures(clause.text)}
        right = [m for m in checks if (_plain(m), m.unit) in stated]
        if len(right) == len(checks):
            return self.w.say("yes") + ("，" if self.language == "zh" else ", ") + self._first_sentence(pairs[0][1])
        if awards:
            return self.w.say(
                "no_instead", right=self.w.join([f"{self.w.title(a)}{self.w.say('colon')}{self.w.rule(a)}" for a in awards], "semicolon")
            )
        return self.w.say("no") + self.w.say("stop") + self._first_sentence(pairs[0][1])

    # ------------------------------------------------------------ conditions against what is known

    def eligibility(self, plan: Plan, calculation: Calculation) -> Draft:
        """Whether what is known meets an award's conditions."""
        sentences = [self._eligible(result) for result in calculation.awards]
        failed = {r.award for r in calculation.awards if r.kind == "none" or any(c.state == "failed" for c in r.checks)}
        kinds = [a for a in self.policy.awards if a.variant_of in plan.awards and isinstance(a.when, Test) and a.when.input in plan.inputs]
        variants = [f"{self.policy.id}/{a.clause}" for a in self.policy.awards if a.variant_of in failed or a in kinds]
        pairs = self._found(list(dict.fromkeys([*(r.clause for r in calculation.awards), *plan.clauses, *variants])))
        texts = [f"**{pick(c.title, c.title_en, self.language)}**{self.w.say('colon')}{self._text(c)}" for _, c in pairs]
        return Draft(
            status="answered", route="lookup", lead=self.w.join(sentences, "semicolon") + self.w.say("stop"),
            blocks=(*texts, self._source(pairs)), citations=tuple(cite(p, c, self.language) for p, c in pairs)[:5],
        )  # fmt: skip

    def _eligible(self, result: AwardResult) -> str:
        title = self.w.title(result.award)
        if result.kind == "none" or any(c.state == "failed" for c in result.checks):
            return self.w.say("not_eligible", award=title, reason=self.w.failed(result))
        open_ones = [
            pick(c.say, c.say_en, self.language)
            for c in result.checks
            if (c.state in ("unknown", "assumed") and c.premise) or c.state == "unknown"
        ]
        if open_ones:
            return self.w.say("eligible_open", award=title, conditions=self.w.join(open_ones, "semicolon"))
        return self.w.say("eligible", award=title)

    # ------------------------------------------------------------ silences, summaries

    def silent(self, policies: Sequence[Policy], silences: Sequence[Silence], near: Sequence[str]) -> Draft:
        """Not stated: says so, what is known nearby, and where to ask."""
        names = [pick(s.topic, s.topic_en, self.language) for s in silences]
        if any(figure for name in names for figure in find_figures(name) if not figure.article):
            names = []  # a figure in the name of a matter is nowhere stated, and the guard would take the sentence out
        topics = self.w.join(names) or self.w.say("this_point")
        ids = list(near)
        for silence in silences:
            for key in silence.near:
                ids += [key] if "/" in key else [f"{policy.id}/{key}" for policy in policies if policy.clause(key) is not None]
        pairs = self._found(list(dict.fromkeys(ids)))[:3]
        blocks = []
        if pairs:
            blocks.append(
                self.w.say("near")
                + "\n"
                + lines([f"**{pick(c.title, c.title_en, self.language)}**{self.w.say('colon')}{self._text(c)}" for _, c in pairs])
            )
        hints = [hint for s in silences if (hint := pick(s.hint, s.hint_en, self.language))]
        blocks += hints[:1]
        blocks.append(self.where(policies))
        if pairs:
            blocks.append(self._source(pairs))
        return Draft(
            status="not_stated", route="lookup", lead=self.w.say("silent", topic=topics), blocks=tuple(blocks),
            citations=tuple(cite(p, c, self.language) for p, c in pairs),
        )  # fmt: skip

    def where(self, policies: Sequence[Policy]) -> str:
        """Where to ask: the issuing bodies that any source names."""
        names = [n for p in reversed(policies) for n in (p.issuers_en if self.language == "en" and p.issuers_en else p.issuers)]
        return self.w.say("ask_where", issuers=self.w.join(list(dict.fromkeys(names))[:2])) if names else self.w.say("ask_general")

    def summary(self, order: Sequence[str] = ()) -> Draft:
        """Every award in its shortest form, with the annual ceilings. `order`: the awards as they were asked for, by rank say."""
        awards = [found for name in order if (found := self.policy.award(name)) is not None] or self.policy.awards
        items = [self.w.say("list_item", award=self.w.title(a.id), rule=self.w.rule(a.id)) for a in awards]
        keys = [f"{self.policy.id}/{a.clause}" for a in awards]
        if self.policy.total is not None:
            keys.insert(0, f"{self.policy.id}/{self.policy.total.clause}")
        pairs = self._found(list(dict.fromkeys(keys)))
        total = self.policy.total
        blocks = [lines(items)]
        if total is not None and (pair := self.w.find(f"{self.policy.id}/{total.clause}")) is not None:
            blocks.append(self._text(pair[1]))
        name = pick(self.policy.short_title or self.policy.title, self.policy.short_title_en or self.policy.title_en, self.language)
        return Draft(
            status="answered", route="lookup", lead=self.w.say("list", policy=name), blocks=(*blocks, self.w.notice(), self._source(pairs)),
            citations=tuple(cite(p, c, self.language) for p, c in pairs),
        )  # fmt: skip


def _plain(money: Money) -> str:
    text = format(money.value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
