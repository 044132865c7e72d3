"""Planning sums: which awards are asked for after a turn, what the thread then holds, and what sets cases apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.alternatives import Alternatives
from assistant.cases import Cases, Step, lending
from assistant.granted import granted, without
from assistant.group_sums import by_firm, told_sums
from assistant.plan import Plan
from assistant.state import Apart, Case, Growth, Known, Mode, Scenario, State
from assistant.understand.facts import Fact
from assistant.understand.merge import Merger
from assistant.understand.reader import Reader, Reading, dropped
from assistant.understand.scenarios import Split, split
from assistant.yearly import Yearly
from corpus.amounts import format_yuan
from corpus.award.book import amount_inputs, condition_inputs
from corpus.model import Award, Given, Policy

_MEASURED = {"months": ("{}个月", "{} months"), "area": ("{}平方米", "{} m²"), "price": ("单价{}元", "RMB {} per m²")}


class Sums:
    """Plans calculations for one policy."""

    def __init__(self, main: Policy, reader: Reader) -> None:
        self.main, self.reader = main, reader
        self.merger = Merger(reader.inputs)
        self.bases = tuple(dict.fromkeys(n for names in reader.roles.sources.values() for n in names))
        self.alternatives = Alternatives(main, reader, self.merger, self.bases)
        self.cases = Cases(main, reader, self.merger, self.bases)
        self.conditions = {a.id: self._tested(a) for a in main.awards}
        self.windows = {a.window.year: a.window.years for a in main.awards if a.window}
        self.yearly = Yearly(self.merger, self.bases, self.windows)

    def _tested(self, award: Award) -> frozenset[str]:
        """Every input that decides an award or a variant of it."""
        family = [award, *(a for a in self.main.awards if a.variant_of == award.id)]
        tests = [c for a in family for c in (*a.conditions, *((a.when,) if a.when else ()), *((a.hand_over.when,) if a.hand_over else ()))]
        return frozenset(name for test in tests for name in condition_inputs(test))

    # ------------------------------------------------------------ what a turn takes off or spans

    def _drops(self, reading: Reading, state: State) -> tuple[str, ...]:
        if reading.text.startswith(("-", "−", "减")) and not reading.facts:
            return tuple(dict.fromkeys((*reading.awards, *reading.implied)))
        if any(f.op in ("item", "keep") or (isinstance(f.value, Decimal) and not f.value) for f in reading.facts):
            return ()  # 客村那处退租了, 第三年不租了: one item goes, not the award
        return dropped(reading, self.reader.users, self.reader.claims, self.reader.inputs) or self._by_label(reading, state)

    def _by_label(self, reading: Reading, state: State) -> tuple[str, ...]:
        """医院那个先别算: what was spent on is called by the words that it was told with."""
        if reading.facts or reading.money or not reading.has("remove") or len(state.awards) < 2:
            return ()
        labels = {n: " ".join(i.label for i in k.items) for n, k in state.inputs.items() if n in self.bases}
        found = [n for n, label in labels.items() if _shared(label, reading.scan.text, [other for m, other in labels.items() if m != n])]
        return (self.reader.users[found[0]],) if len(found) == 1 and found[0] in self.reader.users else ()

    # ------------------------------------------------------------ the plan

    def plan(self, reading: Reading, state: State) -> Plan | None:
        """The calculation of a turn, or None where no award is in play."""
        given = granted(reading, self.main, self.reader)
        if given and (plan := self._beside(given, reading, state)) is not None:
            return plan
        if (plan := self._of_groups(reading, state)) is not None:
            return plan
        grouped = self.group_sums(reading)
        drops = self._drops(reading, state)
        found = split(reading, self.reader.inputs, self.bases, self.windows, self.reader.claims)
        awards = self._list(reading, state, drops)
        if grouped:
            within, fresh = {g for g, _ in grouped}, {f.input for f in reading.facts}
            awards = tuple(
                a
                for a in awards
                if (one := self.main.award(a)) is not None and (one.group not in within or fresh & set(self.reader.roles.sources[a]))
            )
        if not awards and not grouped:
            return None
        lent = {f.input: Given(value=f.value, planned=f.planned) for f in reading.lent}
        step = self.cases.step(reading, state, lambda facts: self._awards_for(facts, reading, state))
        if step is not None:
            return self._of_cases(step, reading, state, awards, lent)
        mode: Mode = "single"
        scenarios: tuple[Scenario, ...] = ()
        cases: tuple[Case, ...] = ()
        apart: Apart = ""
        compared = False
        growth: tuple[Growth, ...] = ()
        carried = (
            self.yearly.carry(reading, state)
            if set(awards) & set(state.awards) and not (found is not None and self.yearly.anew(found.years))
            else None
        )
        if carried is not None:
            inputs, changed, mode = carried.inputs, carried.changed, "years"
            scenarios, growth = carried.scenarios, carried.growth
        elif found is None:
            inputs, changed = self.merger.one(state.inputs, reading.facts, state.turn, whole=reading.has("take_back"))
            mode, scenarios = self._carry(reading, state)
        else:
            inputs, changed = self.merger.one(state.inputs, found.shared, state.turn)
            if found.years is not None:
                mode, growth = "years", found.years.growth
                compared = reading.has("compare", "gain_asked") and len(found.years.axis) == 2
                scenarios = self.yearly.opened(found.years, inputs, state.turn)
            else:
                apart = "range" if found.kind == "range" else "values"
                mode, cases = "cases", self._alternatives(found, inputs, state)
                compared = found.kind == "values" and reading.has("compare")
        if mode == "single":
            inputs = self._lent({**state.lent, **lent}, inputs, state)
        count = self.cases.count(reading, bool(grouped))
        if mode == "single" and count > 1 and not grouped:
            mode, cases, apart = "cases", (self._each(inputs, awards, count),), "firms"
        return Plan(
            "calculate", intent=reading.intents.best, awards=awards, inputs=inputs, changed=changed, mode=mode, scenarios=scenarios,
            cases=cases, apart=apart, about=self._about(reading, state), lent=lent, compared=compared, count=count if grouped else 1,
            total_wanted=reading.has("sum", "all_known", "add", "extend") or len(awards) > 1, currencies=reading.currencies,
            correction=reading.has("correction"), group_sums=grouped, growth=growth,
        )  # fmt: skip

    @staticmethod
    def _each(inputs: dict[str, Known], awards: tuple[str, ...], count: int) -> Case:
        """Several firms alike, as one case."""
        return Case(who="each", label="每家", label_en="each", inputs=dict(inputs), awards=awards, count=count)

    def alike(self, reading: Reading, state: State) -> Plan | None:
        """两家这样的企业呢: what was just worked out, as many times."""
        count = self.cases.alike(reading, state)
        if count == 1:
            return None
        if state.last.plan == "maximum":
            return Plan("maximum", inputs=dict(state.inputs), awards=state.awards, count=count, total_wanted=True)
        case = self._each(state.inputs, state.awards, count)
        return Plan("calculate", awards=state.awards, inputs=dict(state.inputs), mode="cases", cases=(case,), apart="firms")

    def _beside(self, given: tuple[tuple[str, Decimal], ...], reading: Reading, state: State) -> Plan | None:
        """The sum of awards said by their amount and of those worked out."""
        out = without(reading, given, self.reader)
        kept = [place for place in range(len(reading.facts)) if place not in out]
        names = {a for a, _ in given}
        rest = replace(
            reading,
            facts=tuple(reading.facts[n] for n in kept),
            people=tuple(reading.people[n] for n in kept),
            awards=tuple(a for a in reading.awards if a not in names),
            implied=tuple(a for a in reading.implied if a not in names),
        )
        awards = tuple(a for a in dict.fromkeys((*self._from_facts(rest.facts, rest, state), *rest.awards)) if a not in names)
        if not awards:
            return None
        inputs, changed = self.merger.one(state.inputs, rest.facts, state.turn)
        return Plan(
            "calculate", intent=reading.intents.best, awards=(*self._without_mains(awards), *names), inputs=inputs, changed=changed,
            total_wanted=True, granted=given,
        )  # fmt: skip

    def _of_cases(self, step: Step, reading: Reading, state: State, awards: tuple[str, ...], lent: dict[str, Given]) -> Plan:
        """The plan of a turn about several firms, or about one of those the thread knows."""
        cases = lending(step.cases, {**state.lent, **lent}, self.cases.kind, state.turn)
        inputs, wanted = step.inputs, awards
        if step.about:
            case = next(c for c in cases if c.who == step.about)
            inputs, wanted = dict(case.inputs), case.awards or awards
        else:
            wanted = tuple(dict.fromkeys(a for c in cases for a in (c.awards or awards)))
        return Plan(
            "calculate", intent=reading.intents.best, awards=wanted, inputs=inputs, changed=step.changed,
            mode="single" if step.about else "cases", cases=cases, apart=state.apart if state.cases and state.apart else "firms",
            about=step.about, lent=lent, compared=step.compared and not step.about,
            total_wanted=reading.has("sum", "all_known", "add", "extend") or len(wanted) > 1, currencies=reading.currencies,
            correction=reading.has("correction"),
        )  # fmt: skip

    def _lent(self, lent: dict[str, Given], inputs: dict[str, Known], state: State) -> dict[str, Known]:
        """What was said of the parent, for a subsidiary spoken of alone."""
        (case,) = lending((Case(who="", inputs=inputs),), lent, self.cases.kind, state.turn)
        return dict(case.inputs)

    @staticmethod
    def _about(reading: Reading, state: State) -> str:
        """Whose the inputs of a thread about one firm are."""
        whos = {who for fact, who in zip(reading.facts, reading.people, strict=True) if isinstance(fact.value, Decimal)}
        named = whos & {n.who for n in reading.scan.namings}
        return named.pop() if len(named) == 1 else state.about

    def _awards_for(self, facts: Sequence[Fact], reading: Reading, state: State) -> tuple[str, ...]:
        """The awards that facts of one firm call for by themselves."""
        names = self._without_mains(self._from_facts(facts, reading, state))
        return tuple(names)

    def group_sums(self, reading: Reading, asked: bool = False) -> tuple[tuple[str, Decimal], ...]:
        """What the awards of groups come to, told as done."""
        return told_sums(reading, self.main, asked)

    def _of_groups(self, reading: Reading, state: State) -> Plan | None:
        """甲产业奖1200万,乙800万,一共: firms told by what their groups come to, each under its own caps."""
        firms = by_firm(reading, self.main)
        if not firms or not reading.has("sum", "each", "compare", "how_much", "cap_word"):
            return None
        cases = tuple(Case(who=f.who, label=f.label, label_en=f.label, told=f.sums) for f in firms)
        compared = reading.has("compare") and not reading.has("sum")
        return Plan(
            "calculate", intent=reading.intents.best, mode="cases", cases=cases, apart="firms", compared=compared, total_wanted=True
        )

    def open(self, reading: Reading, state: State) -> Plan | None:
        """Facts without a word of what is wanted: the awards they bear on, with what is still needed."""
        inputs, changed = self.merger.one(state.inputs, reading.facts, state.turn)
        given = set(changed)
        awards = [a.id for a in self.main.awards if a.in_maximum and given & set(award_inputs(a))]
        if not awards:
            return None
        return Plan(
            "calculate", intent=reading.intents.best, awards=tuple(awards), inputs=inputs, changed=changed, total_wanted=len(awards) > 1
        )

    def _alternatives(self, found: Split, inputs: dict[str, Known], state: State) -> tuple[Case, ...]:
        """Two values of one input, or the ends of a range: a case each, called by its value."""
        cases = []
        for number, (_, facts) in enumerate(found.parts, start=1):
            own, changed = self.merger.one(inputs, facts, state.turn)
            zh, en = self._label(facts, number)
            cases.append(Case(who=f"{number}", label=zh, label_en=en, inputs={name: own[name] for name in changed}))
        return tuple(cases)

    def _label(self, facts: Sequence[Fact], number: int) -> tuple[str, str]:
        """A case by the value that sets it apart: 年度主营业务收入9000万元."""
        for fact in facts:
            entry = self.reader.inputs.get(fact.input)
            if fact.part in _MEASURED and isinstance(fact.value, Decimal):
                zh, en = _MEASURED[fact.part]
                return zh.format(f"{fact.value.normalize():f}"), en.format(f"{fact.value.normalize():f}")
            if entry is not None and entry.kind == "amount" and isinstance(fact.value, Decimal):
                return f"{entry.label}{format_yuan(fact.value)}", f"{entry.label_en or entry.label} {format_yuan(fact.value, 'en')}"
            option = next((o for o in entry.options if o.id == fact.value), None) if entry is not None else None
            if option is not None:
                return option.label, option.label_en or option.label
        return f"情形{number}", f"case {number}"

    def _carry(self, reading: Reading, state: State) -> tuple[Mode, tuple[Scenario, ...]]:
        """A span alone makes the case run over years (三年呢)."""
        span = max((int(q.value) for q in reading.quantities if q.kind == "duration" and q.unit == "年" and 2 <= q.value <= 10), default=0)
        if state.mode == "years" and span == len(state.scenarios):
            return "years", state.scenarios  # 两年一起呢
        if span and (reading.has("sum", "schedule") or state.mode == "years") and not any(q.kind == "ordinal" for q in reading.quantities):
            return "years", tuple(Scenario() for _ in range(span))
        return "single", ()

    # ------------------------------------------------------------ the list of awards

    def _list(self, reading: Reading, state: State, drops: Sequence[str]) -> tuple[str, ...]:
        """The awards asked for after this turn."""
        named = [a for a in reading.awards if a not in drops]
        given = [a for a in self._from_facts(reading.facts, reading, state) if a not in drops]
        said = list(self._without_mains(list(dict.fromkeys([*given, *named])) if given else named))
        if reading.has("checkup") or (reading.has("each") and not said):
            said = list(dict.fromkeys([*said, *self._touched(reading, state, drops)]))
        extends = reading.has("add", "extend", "sum", "all_known") or _goes_on(reading.text)
        back = [] if said or reading.facts else self._put_back(reading, state) or (self._capped(reading) if extends else [])
        said, extends = said or [a for a in back if a not in drops], extends or bool(back)
        if drops and not said:
            return tuple(a for a in state.awards if a not in drops)
        told = state.last.awards if state.last.plan == "lookup" and _goes_on(reading.text) else ()
        listed = state.awards or told
        gone = {self.reader.claims[f.input] for f in reading.facts if f.value is False and f.input in self.reader.claims}
        if reading.has("replace") and gone & set(state.awards) and (new := [a for a in said if a not in gone]):
            return self._without_mains([*(a for a in state.awards if a not in gone and a not in drops), *new])  # 换成甲而不是乙
        if said and extends and listed:
            base = [*state.seen, *listed] if reading.has("all_known") else [*listed]
            return self._without_mains([a for a in dict.fromkeys([*base, *said]) if a not in drops])
        if reading.has("only_these") and (only := [a for a in dict.fromkeys([*said, *reading.implied]) if a not in drops]):
            return tuple(only)
        if said and set(said) <= set(state.awards) and reading.facts and not reading.has("new_case"):
            return state.awards
        if set(said) & set(state.awards) and reading.has("both", "everyone"):
            return self._without_mains([a for a in dict.fromkeys([*state.awards, *said]) if a not in drops])  # 两个备案都有呢
        if said:
            return tuple(said)
        if not reading.facts and (extends or reading.has("both", "put_in")) and len(state.awards) == 1 and len(state.seen) > 1:
            return self._without_mains([a for a in state.seen if a not in drops])
        kept = tuple(a for a in state.awards if a not in drops)
        tested = {f.input for f in reading.facts if (u := self.reader.users.get(f.input)) and not self._meant(f.input, u, reading, state)}
        implied = tuple(a for a in reading.implied if a not in drops and not tested & set(self.reader.roles.sources[a]))
        if implied and not set(implied) & set(kept) and not state.pending:
            return self._without_mains([*kept, *implied]) if extends and kept else implied
        return kept or implied or tuple(a for a in state.last.awards if a not in drops)

    def _put_back(self, reading: Reading, state: State) -> list[str]:
        """推广加回来, 备案放回来, 还是算上吧: what was taken off the list is asked for again."""
        if not reading.has("add", "brought_back"):
            return []
        gone = [a for a in state.seen if a not in state.awards]
        held = [
            a for a in dict.fromkeys((*reading.implied, *gone)) if {*self.reader.roles.sources[a], *self.claims_of(a)} & set(state.inputs)
        ]
        words = {m.name for m in reading.scan.mentions if m.kind in ("input", "yes")}
        general = {a for a in gone for name in self.claims_of(a) if self.reader.inputs[name].otherwise in words}
        named = [a for a in held if a in reading.implied or a in general]
        return named or (gone[-1:] if reading.has("brought_back") and not words and gone[-1:] == held[-1:] else [])

    def relists(self, reading: Reading, state: State) -> bool:
        """大模型备案奖也加上, 还是把推广算上: the list of the last sum is changed, and nothing is asked."""
        if reading.text.rstrip("?。.!！ ").endswith(_ASKING) or reading.has("threshold", "premise"):
            return False
        if state.last.plan == "lookup" and not state.awards and state.last.awards and (reading.has("put_in") or _goes_on(reading.text)):
            return any(f.value is True and not f.weak and f.input in self.reader.claims for f in reading.facts)  # 再加大模型备案也是头回
        if not state.awards or not state.inputs:
            return False
        named = reading.awards or reading.implied
        if reading.has("postponed") and set(self._drops(reading, state)) & set(state.awards):
            return True  # 房租推到明年
        return bool(named and reading.has("put_in")) or bool(self._put_back(reading, state))

    def turns_aside(self, reading: Reading, state: State) -> bool:
        """那备案的奖是多少 after a sum of rent: another award is asked about, of which nothing is known to compute it from."""
        asked = reading.awards or reading.implied
        if not state.awards or state.pending or state.mode != "single" or reading.facts or reading.money or set(asked) & set(state.awards):
            return False
        extends = reading.has("add", "extend", "sum", "all_known", "checkup", "maximum", "compare", "gain_asked", "remove", "less", "more")
        if not asked or extends or _goes_on(reading.text):
            return False
        return not any({*self.reader.roles.sources[a], *self.claims_of(a)} & set(state.inputs) for a in asked)

    def _capped(self, reading: Reading) -> list[str]:
        """人才也按最高并上: an award of which the source states its ceiling alone."""
        open_ = [a.id for a in self.main.awards if a.amount.shape == "not_stated"]
        return [a for a in reading.implied if a in open_ and reading.has("cap_word", "maximum")]

    def claims_of(self, award: str) -> list[str]:
        return [name for name, claimed in self.reader.claims.items() if claimed == award]

    def _from_facts(self, facts: Sequence[Fact], reading: Reading, state: State) -> list[str]:
        names = []
        for fact in sorted(facts, key=lambda f: f.start):
            user = self.reader.users.get(fact.input) if not isinstance(fact.value, str) else None
            if user is None and fact.value is not False and fact.input in self.reader.claims:
                user = self._claimed(fact, reading)
            if user is None and fact.input in self.reader.claims and (fact.value is False) and not reading.awards:
                claimed = self.reader.claims[fact.input]
                spoken = not state.awards or claimed in {*state.awards, *state.seen}  # in a sum of rent a filing denied asks for nothing
                user = claimed if spoken and not any(f.input in self.bases for f in reading.facts) else None
            if user:
                names += [self._member(n, reading, state) for n in self._meant(fact.input, user, reading, state)]
        return list(dict.fromkeys(names))

    def _claimed(self, fact: Fact, reading: Reading) -> str | None:
        """The award a fact claims; a level that one has (中国首店的装修补贴) claims nothing beside an award asked for by name."""
        claimed = self.reader.claims[fact.input]
        whole = reading.has("sum", "checkup", "add", "extend", "each", "all_known")
        named = isinstance(fact.value, str) and reading.awards and claimed not in reading.awards
        return None if named and not whole else claimed

    def _meant(self, name: str, user: str, reading: Reading, state: State) -> list[str]:
        """Of several awards computed from one input: those named, else those of the thread, else those it suffices for."""
        users = self.reader.computed_by(name) or (user,)
        play = {*reading.awards, *state.awards, *(self.reader.users.get(f.input, "") for f in reading.facts if f.input != name)}
        if not set(users) & play and any(name in self.conditions[a] for a in play if a in self.conditions):
            return []  # it decides a condition of what is asked already
        if len(users) < 2:
            return [user]
        for said in (reading.awards, state.awards):
            if meant := [u for u in users if u in said]:
                return meant
        given = {f.input for f in reading.facts} | set(state.inputs)
        return [u for u in users if set(self.reader.roles.sources[u]) <= given] or [user]

    def _member(self, award: str, reading: Reading, state: State) -> str:
        """A variant named in this turn or asked for in the thread stands for its main award."""
        for other in (*reading.awards, *state.awards):
            declared = self.main.award(other)
            if declared is not None and declared.variant_of == award:
                return other
        return award

    def _without_mains(self, names: Sequence[str]) -> tuple[str, ...]:
        """A main award is dropped beside its own variant: one benefit is asked for, not two."""
        mains = {a.variant_of for n in names if (a := self.main.award(n)) is not None and a.variant_of}
        return tuple(n for n in dict.fromkeys(names) if n not in mains)

    def _touched(self, reading: Reading, state: State, drops: Sequence[str]) -> list[str]:
        held, _ = self.merger.one(state.inputs, reading.facts, state.turn)
        given = {name for name, known in held.items() if known.given is not None and known.given.value is not False}
        awards = [self.reader.users[n] for n in given if n in self.reader.users] + [
            self.reader.claims[n] for n in given if n in self.reader.claims
        ]
        return [a.id for a in self.main.awards if a.id in awards and a.id not in drops]


def _shared(label: str, text: str, others: Sequence[str]) -> bool:
    """Whether two characters of a label, and of no other, stand in a text."""
    pairs = {label[at : at + 2] for at in range(len(label) - 1)}
    return any(pair in text and not any(pair in other for other in others) for pair in pairs if pair.strip() == pair)


_ASKING = ("吗", "么", "不", "没", "咩", "嘛")
_ALSO = re.compile("(?<!什么)(?<!谁)也(?![不没未无许就是])")
_ASKS_ANEW = re.compile(r"(?:再|另外?|还想|又想|此外)(?:想)?(?:问|请教|打听|咨询|聊|查|了解|说说|讲讲)")
_LEADS = re.compile(r"^(?:那么?|然后|嗯|哦|噢|好的?|对了|顺便|ok|and|then|[,，。\s])+")
_MORE = ("+", "➕", "再", "还有", "外加", "加", "接着加", "另外", "此外", "除此之外", "还租", "还花", "还拿", "还做", "plus", "also", "add")


def _goes_on(text: str) -> bool:
    """A turn that opens with 再, 另外 or 那加, says 也, or ends with 加, goes on with the sum."""
    if _ASKS_ANEW.match(_LEADS.sub("", text)):
        return False  # 再问房租: another matter
    return _LEADS.sub("", text).startswith(_MORE) or _ALSO.search(text) is not None or text.rstrip("。.!").endswith(("加", "加上", "加埋"))


def award_inputs(award: Award) -> tuple[str, ...]:
    """Every input that bears on an award."""
    return (*amount_inputs(award.amount), *(name for condition in award.conditions for name in condition_inputs(condition)))
