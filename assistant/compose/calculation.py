"""Wording a calculation: conclusion, sum, conditions, clause, assumptions. Figures come from the calculator alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answer import Citation, Status
from assistant.compose.draft import Draft, cite, lines
from assistant.compose.rules import money, name_of, rule
from assistant.compose.words import pick, say
from corpus.award.result import AwardResult, Calculation, Check, Step, plain, to_json
from corpus.award.scenario import difference
from corpus.model import Clause, Policy

_NUMBER = re.compile(r"(?<![\w.%])\d{4,}(?:\.\d+)?(?![\w%])")
_ANY_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CUT = re.compile(r"min\(([^(]+), ((?:RMB )?[^,()]*(?:,\d{3})*[^()]*)\) = (.+)")
Find = Callable[[str], tuple[Policy, Clause] | None]


class Wording:
    """Words calculations of one policy in one language."""

    def __init__(self, policy: Policy, find: Find, language: str, in_yuan: bool = False, currencies: Sequence[str] = ()) -> None:
        self.currencies = tuple(currencies)
        self.policy, self.find, self.language, self.in_yuan = policy, find, language, in_yuan

    # ------------------------------------------------------------ pieces

    def money(self, value: Decimal | None) -> str:
        if value is None:
            return self.say("open")
        if self.in_yuan and value:
            return f"RMB {value:,f}" if self.language == "en" else f"{plain(value)}元"
        return money(value, self.language) if value else ("RMB 0" if self.language == "en" else "0元")

    def measure(self, name: str, value: Decimal) -> str:
        """A value of an input: an amount as money, a count as a plain number."""
        entry = self.policy.input(name)
        if entry is None or entry.kind != "integer":
            return self.money(value)
        return plain(value)

    def title(self, award: str) -> str:
        found = self.policy.award(award)
        return name_of(found, self.language) if found else award

    def label(self, name: str) -> str:
        found = self.policy.input(name)
        return name_of(found, self.language) if found else name

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def join(self, parts: Sequence[str], key: str = "and") -> str:
        return self.say(key).join(parts)

    def step(self, step: Step) -> str:
        """The arithmetic of a step with its amounts as people read them, its counts as they are; a cut at the ceiling in words."""
        found = list(_NUMBER.finditer(step.text))
        shown, at = "", 0
        numbers = [m.start() for m in _ANY_NUMBER.finditer(step.text)][: step.counts]
        for match in found:
            shown += step.text[at : match.start()] + (match[0] if match.start() in numbers else self.money(Decimal(match[0])))
            at = match.end()
        shown += step.text[at:]
        unit = step.unit if self.language == "zh" else ""
        return _CUT.sub(lambda m: self.say("cut", before=m[1] + unit, cap=m[2] + unit, after=m[3] + unit), shown)

    def rule(self, award: str) -> str:
        found = self.policy.award(award)
        return rule(self.policy, found, self.language) if found else ""

    def failed(self, result: AwardResult) -> str:
        """The conditions that fail, with how far each is from holding."""
        said = []
        for check in result.checks:
            if check.state == "failed":
                text = pick(check.say, check.say_en, self.language)
                if check.short_by:
                    gap = self.money(check.short_by) if self._is_money(check) else ""
                    text += f"({self.say('short_by', amount=gap)})" if gap else ""
                said.append(text)
        return self.join(said, "semicolon") or self.say("no_reason")

    def _is_money(self, check: Check) -> bool:
        return any((entry := self.policy.input(name)) is not None and entry.kind == "amount" for name in check.inputs)

    def one(self, result: AwardResult) -> str:
        """One award's conclusion."""
        title = self.title(result.award)
        if result.kind is None:
            wanted = self.join([self.label(name) for name in result.missing])
            return self.say("missing", award=title, inputs=wanted)
        if result.kind == "none":
            return self.say(
                "none",
                award=title,
                amount=self.money(Decimal(0)) if self.language == "en" else "0元",
                reason=self.say("failing") + self.say("colon") + self.failed(result),
            )
        if result.kind == "bound":
            unstated = pick(result.unstated.say, result.unstated.say_en, self.language) if result.unstated else self.say("unstated")
            return self.say("bound", award=title, amount=self.money(result.yuan), unstated=unstated)
        return self.say("ceiling", award=title, amount=self.money(result.yuan))

    def short(self, result: AwardResult) -> str:
        """One award's amount in a list."""
        return (
            f"{self.title(result.award)}{' ' if self.language == 'en' else ''}{self.money(result.yuan) if result.yuan is not None else '?'}"
        )

    def total(self, calculation: Calculation) -> str:
        """The total's sentence."""
        key = {"bound": "total_bound", "none": "total_none"}.get(calculation.total_kind or "", "total")
        amount = self.money(calculation.total_yuan) if calculation.total_yuan else ("0元" if self.language == "zh" else "RMB 0")
        return self.say(key, amount=amount)

    # ------------------------------------------------------------ blocks

    def sums(self, calculation: Calculation) -> list[str]:
        """Steps of every award, then the caps that bit or summed."""
        items = []
        for result in calculation.awards:
            texts = [self.step(step) for step in result.steps if step.text]
            if texts:
                items.append(self.title(result.award) + self.say("colon") + self.join(texts, "semicolon"))
        for cap in calculation.caps:
            if cap.after < cap.before and cap.cap is not None:
                parts = self.join([f"{self.title(name)}" if self.policy.award(name) else self.group(name) for name, _ in cap.parts])
                items.append(
                    self.say("cap_total", parts=parts, before=self.money(cap.before), cap=self.money(cap.cap), after=self.money(cap.after))
                )
        if len([r for r in calculation.awards if r.yuan]) > 1 and not any(c.after < c.before for c in calculation.caps):
            items.append(" + ".join(self.money(r.yuan) for r in calculation.awards if r.yuan) + f" = {self.money(calculation.total_yuan)}")
        return items

    def group(self, name: str) -> str:
        found = next((g for g in self.policy.groups if g.id == name), None)
        return pick(found.label, found.label_en, self.language) if found else name

    def derived(self, calculation: Calculation) -> list[str]:
        """How inputs came about from their parts."""
        return [
            f"{self.label(name)}{self.say('colon')}{pick(given.note, given.note_en, self.language)}"
            for name, given in calculation.inputs.items()
            if given.note
        ]

    def notes(self, calculation: Calculation) -> list[str]:
        seen: dict[str, None] = {}
        shown = {pick(g.note, g.note_en, self.language) for part in _parts(calculation) for g in part.inputs.values()}
        for result in _results(calculation):
            for note in result.assumptions:
                seen[pick(note.say, note.say_en, self.language)] = None
            if result.unstated and result.kind == "bound":
                seen[pick(result.unstated.say, result.unstated.say_en, self.language)] = None
        return [note for note in seen if note not in shown]

    def citations(self, calculation: Calculation, extra: Sequence[str] = ()) -> tuple[Citation, ...]:
        ids: dict[str, None] = {}
        for result in _results(calculation):
            ids[result.clause] = None
        for part in (calculation, *calculation.years, *calculation.cases):
            for cap in part.caps:
                if cap.after < cap.before and cap.clause:
                    ids[cap.clause] = None
        ids.update(dict.fromkeys(extra))
        found = [(pair, i) for i in ids if (pair := self.find(i)) is not None]
        return tuple(cite(policy, clause, self.language) for (policy, clause), _ in found)

    def clause_lines(self, citations: Sequence[Citation]) -> str:
        """The clauses in words, each labelled as a summary."""
        items = []
        for citation in citations:
            pair = self.find(citation.clause)
            outlet = pick(pair[0].source.outlet, pair[0].source.outlet_en, self.language) if pair else ""
            items.append(self.say("clause_line", title=citation.title, outlet=outlet, quote=citation.quote))
        return lines(items)

    def heading(self, key: str, body: str) -> str:
        return f"**{self.say(key)}**\n{body}"

    def notice(self) -> str:
        return pick(self.policy.notice, self.policy.notice_en, self.language)

    # ------------------------------------------------------------ whole answers

    def single(self, calculation: Calculation, total_wanted: bool) -> Draft:
        """One case in one year."""
        results = calculation.awards
        counted = [r for r in results if r.yuan is not None]
        missing = calculation.missing
        sentences = []
        if len(counted) > 1 or (total_wanted and len(results) > 1):
            sentences.append(self.total(calculation) + self.say("colon") + self.join([self.short(r) for r in counted]))
            sentences += [self.one(r) for r in results if r.kind in ("none", "bound", None)]
        else:
            sentences = [self.one(r) for r in results]
            if len(results) == 1 and any(c.after < c.before for c in calculation.caps):
                sentences.append(self.total(calculation))
        blocks = []
        asks = []
        if self.currencies and missing:
            asks.append(self.say("currency", currency=self.join(self.currencies)))
        if missing:
            rules = [f"{self.title(r.award)}{self.say('colon')}{self.rule(r.award)}" for r in results if r.kind is None]
            blocks.append(self.say("known", rule=self.join(rules, "semicolon")) + self.say("stop"))
            first = self.policy.input(missing[0])
            if first is not None:
                asks.append(self.say("needs_lead", ask=pick(first.ask, first.ask_en, self.language)))
        done = all(r.kind is not None for r in results)
        status: Status = "answered" if done else "needs_info"
        body = [*self.derived(calculation), *self.sums(calculation)]
        if body:
            blocks.append(self.heading("sum", lines(body)))
        if_met = [r for r in results if r.kind == "none" and r.if_met]
        for result in if_met:
            blocks.append(self.say("if_met", amount=self.money(result.if_met)) + self.say("stop"))
        if notes := self.notes(calculation):
            blocks.append(self.heading("assumed", lines(notes)))
        citations = self.citations(calculation)
        return self._draft(status, sentences, asks + blocks if asks else blocks, citations, calculation, missing)

    def _draft(
        self,
        status: Status,
        sentences: Sequence[str],
        blocks: Sequence[str],
        citations: tuple[Citation, ...],
        calculation: Calculation,
        missing: Sequence[str],
    ) -> Draft:
        stop = self.say("semicolon")
        lead = stop.join(sentences) + self.say("stop")
        return Draft(
            status=status,
            route="calculate",
            lead=lead,
            blocks=(*blocks, self.heading("basis", self.clause_lines(citations)), self.notice()),
            citations=citations,
            calculation=to_json(calculation, self.language),
            ask_for=tuple(missing),
            sums=tuple(g.note for part in _parts(calculation) for g in part.inputs.values() if g.note),
        )

    def years(self, calculation: Calculation, compared: bool = False) -> Draft:
        """Several years: one calculation each, the total over all; where two are compared, how far they are apart."""
        parts = [f"{pick(y.label, y.label_en, self.language)} {self.money(y.total_yuan)}" for y in calculation.years]
        key = "years_bound" if calculation.total_kind == "bound" else "years_total"
        lead = self.say(key, count=len(calculation.years), amount=self.money(calculation.total_yuan)) + self.say("colon") + self.join(parts)
        gap = difference(*calculation.years) if compared and len(calculation.years) == 2 else None
        draft = self._several(
            calculation, calculation.years, [*([self.say("years_apart", amount=self.money(gap))] if gap is not None else []), lead]
        )
        if gap is not None:
            low, high = sorted(y.total_yuan or Decimal(0) for y in calculation.years)
            draft = replace(draft, sums=(*draft.sums, f"{plain(high)} - {plain(low)} = {plain(gap)}"))
        return replace(draft, user_texts=(*draft.user_texts, *(y.label for y in calculation.years)))  # the years asked about

    def cases(self, calculation: Calculation, purpose: str) -> Draft:
        """Several cases: compared, summed, both ends of a range, or side by side."""
        text = self.join([f"{pick(c.label, c.label_en, self.language)} {self.of_case(c)}" for c in calculation.cases])
        if calculation.compared and purpose != "together":
            if calculation.difference_yuan is None:
                lead = self.say("difference_bound", parts=text)
            elif calculation.difference_yuan == 0:
                lead = self.say("same", amount=self.money(calculation.cases[0].total_yuan)) + self.say("colon") + text
            else:
                lead = self.say("difference", amount=self.money(abs(calculation.difference_yuan)), parts=text)
        elif purpose == "together":
            key = "cases_total_bound" if calculation.total_kind == "bound" else "cases_total"
            lead = self.say(key, amount=self.money(calculation.total_yuan)) + self.say("colon") + text
        else:
            lead = self.say("range" if purpose == "range" else "alternatives", parts=text)
        return self._several(calculation, calculation.cases, [lead])

    def of_case(self, case: Calculation) -> str:
        """What a case comes to; for several firms alike, each and all of them."""
        if case.count == 1 or case.total_yuan is None:
            return self.money(case.total_yuan)
        total = case.total_yuan * case.count
        return self.say("times", amount=self.money(case.total_yuan), count=case.count, total=self.money(total))

    def _several(self, calculation: Calculation, parts: Sequence[Calculation], sentences: list[str]) -> Draft:
        body, reasons = [], []
        for label, part in self._named(parts):
            body += [f"{label}{self.say('colon')}{line}" for line in [*self.derived(part), *self.sums(part)]]
            reasons += [f"{label}{self.say('colon')}{self.one(r)}" for r in part.awards if r.kind in ("none", "bound", None)]
        missing = calculation.missing
        blocks = [lines(reasons)] if reasons else []
        if missing and (first := self.policy.input(missing[0])) is not None:
            blocks.insert(0, self.say("needs_lead", ask=pick(first.ask, first.ask_en, self.language)))
        if body:
            blocks.append(self.heading("sum", lines(body)))
        if notes := self.notes(calculation):
            blocks.append(self.heading("assumed", lines(notes)))
        done = not missing
        return self._draft("answered" if done else "needs_info", sentences, blocks, self.citations(calculation), calculation, missing)

    def _named(self, parts: Sequence[Calculation], lead: str = "") -> list[tuple[str, Calculation]]:
        """Every part with its name; a part that runs over several years is each of its years."""
        found: list[tuple[str, Calculation]] = []
        for part in parts:
            label = lead + pick(part.label, part.label_en, self.language)
            found += self._named(part.years, f"{label} ") if part.years else [(label, part)]
        return found

    def reverse(self, calculation: Calculation, award: str, rest: bool) -> Draft:
        """What it takes to reach a target."""
        required = calculation.required
        assert required is not None
        title, label = self.title(award), self.label(required.input)
        if required.yuan is not None:
            sentence = self.say(
                "required", award=title, target=self.money(required.target), input=label, amount=self.measure(required.input, required.yuan)
            )
            if required.more is not None:
                wanting = self.measure(required.input, required.more)
                more = self.say("required_more", amount=wanting) if required.more > 0 else self.say("required_enough")
                sentence += ("，" if self.language == "zh" else ", ") + more
        elif required.at_least is not None:
            sentence = self.say("required_bound", award=title, input=label, amount=self.money(required.at_least))
        else:
            reason = pick(required.reason.say, required.reason.say_en, self.language) if required.reason else self.say("no_reason")
            sentence = self.say("required_never", award=title, target=self.money(required.target), reason=reason)
        blocks = []
        if required.steps:
            blocks.append(self.heading("sum", lines([self.step(s) for s in required.steps if s.text])))
        notes = [pick(n.say, n.say_en, self.language) for n in required.assumptions]
        if required.reason is not None and required.yuan is None and required.at_least is not None:
            notes.insert(0, pick(required.reason.say, required.reason.say_en, self.language))
        if notes:
            blocks.append(self.heading("assumed", lines(notes)))
        found = self.policy.award(award)
        clause = f"{self.policy.id}/{found.clause}" if found else ""
        citations = self.citations(calculation, [clause])
        return self._draft("answered", [sentence], blocks, citations, calculation, ())


def _results(calculation: Calculation) -> list[AwardResult]:
    found = list(calculation.awards)
    for part in (*calculation.years, *calculation.cases):
        found += _results(part)
    return found


def _parts(calculation: Calculation) -> list[Calculation]:
    return [calculation, *calculation.years, *(part for case in calculation.cases for part in (case, *case.years))]
