"""Firms of a thread: who is told of in a turn, whom a later turn means, and what each then holds.

A turn may tell of several firms at once (甲…,乙…), of one more firm after another (那子公司租50万呢), change one of them (乙的租金
改成60万), turn to one (那子公司呢) or to all (两家合计, 差多少). Each firm is a `Case` with inputs and awards of its own; what is
said of all stays in the thread's inputs. Whose facts they are comes from `Reading.people`; what they do to a case is the merger's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.state import Case, Item, Known, State
from assistant.tellings import SOME, Tellings, Told, number_of
from assistant.understand.facts import Fact
from assistant.understand.firms import ALL, COUNTED, OTHER, PARENT, SELF, SUBSIDIARY
from assistant.understand.known_firms import known_as, named
from assistant.understand.merge import Merger
from assistant.understand.parts import summed
from assistant.understand.reader import Reader, Reading
from assistant.understand.standing import words
from corpus.model import Given, Policy

_GONE = re.compile(r"退出|不参加|不申请|不报|不算|撤了|黄了|退了|drops? out|withdr[ae]w")
_ALIKE = re.compile(r"这样|同样|一样|这种|类似|条件相同|such|like (?:this|that|these)|same|identical")


@dataclass(frozen=True, slots=True)
class Step:
    """What a turn does to the firms of a thread. `about`: the one spoken of after it; empty where all are."""

    cases: tuple[Case, ...]
    inputs: dict[str, Known]  # of the one spoken of, else what all share
    changed: tuple[str, ...] = ()
    about: str = ""
    compared: bool = False
    awards: tuple[str, ...] = field(default=())


class Cases(Tellings):
    """Keeps the firms of threads for one policy. `bases`: inputs that awards are computed from."""

    def __init__(self, main: Policy, reader: Reader, merger: Merger, bases: Sequence[str]) -> None:
        super().__init__(reader, bases)
        self.main, self.merger = main, merger

    def alike(self, reading: Reading, state: State) -> int:
        """两家这样的企业呢, 那五家呢: how many firms like the one just worked out a turn asks about, else 1."""
        numbers = [n for n in reading.scan.namings if n.who.startswith(COUNTED)]
        if len(numbers) != 1 or reading.facts or reading.awards or state.last.plan not in ("calculate", "maximum") or self.several(state):
            return 1
        if reading.has("pool_count", "pool_word") or not (_ALIKE.search(reading.scan.text) or (reading.content <= 3)):
            return 1
        return numbers[0].count

    def part_of_many(self, reading: Reading, state: State, awards_of: Callable[[Sequence[Fact]], tuple[str, ...]]) -> Step | None:
        """其中一家是第二次备案: some of the firms alike are otherwise than the rest."""
        many = [c for c in state.cases if c.count > 1]
        some = SOME.search(reading.scan.text)
        if len(many) != 1 or not some:
            return None
        facts = reading.facts
        if not facts and reading.has("again", "refused", "denied_end"):
            facts = tuple(Fact(name, False) for name in many[0].inputs if name in self.reader.claims)
        if not facts:
            return None
        number = min(number_of(some), many[0].count)
        apart = many[0].model_copy(update={"who": "part", "label": f"其中{number}家", "label_en": f"{number} of them", "count": number})
        rest = many[0].count - number
        kept = [c.model_copy(update={"count": rest}) if c is many[0] else c for c in state.cases if c is not many[0] or rest]
        cases = self._with((*kept, apart), "part", facts, state, awards_of)
        return Step(cases, self._shared(state), tuple(f.input for f in facts))

    # ------------------------------------------------------------ whom a turn means

    @staticmethod
    def several(state: State) -> bool:
        """Whether a thread has several firms, some of them alike perhaps."""
        return sum(case.count for case in state.cases) > 1

    def meant(self, reading: Reading, state: State) -> str:
        """The one case of the thread that a turn names; empty where it names none or several."""
        if not self.several(state):
            return ""
        labels = {case.who: case.label for case in state.cases}
        found = named(reading.scan.text, reading.scan.namings, labels, state.about)
        if len(found) > 1:
            charged = {known_as(w, list(labels), state.about) for w in reading.people}
            found = [w for w in found if w in charged]
        return found[0] if len(found) == 1 else ""

    def of_all(self, reading: Reading, state: State) -> bool:
        """Whether a turn speaks of all the cases at once: 两家合计, 差多少, 都加起来."""
        if not self.several(state) or reading.awards:
            return False
        numbers = [n.count for n in reading.scan.namings if n.who.startswith(COUNTED)]
        named = any(n.who == ALL for n in reading.scan.namings) or {len(state.cases), sum(c.count for c in state.cases)} & set(numbers)
        return bool(named) or (reading.has("sum", "compare", "all_known") and not reading.facts)

    def wants(self, reading: Reading, state: State) -> bool:
        """Whether a turn without new facts asks for an amount of the cases."""
        if self.several(state) and SOME.search(reading.scan.text):
            return True
        if not self.several(state) or reading.awards or reading.facts:
            return False
        if self.of_all(reading, state) and reading.has("sum", "compare", "all_known", "each", "how_much", "cap_word"):
            return reading.content <= 8
        if self.meant(reading, state) and (_GONE.search(reading.scan.text) or reading.has("remove")):
            return reading.content <= 8
        return bool(self.meant(reading, state)) and reading.content <= 4 and not reading.has("threshold", "explain_q", "basis_q", "silence")

    # ------------------------------------------------------------ what a turn does

    def step(self, reading: Reading, state: State, awards_of: Callable[[Sequence[Fact]], tuple[str, ...]]) -> Step | None:
        """What a turn does to the firms, or None where one is spoken of as before."""
        told = self.told(reading)
        if told is None and (part := self.part_of_many(reading, state, awards_of)) is not None:
            return part
        if told is not None:
            return self._several(told, reading, state, awards_of)
        if self.several(state):
            if any(word in reading.text for word in words("merged")) and not reading.facts and not reading.has("compare"):
                return self._merged(state)
            return self._goes_on(reading, state, awards_of)
        return self._one_more(reading, state, awards_of)

    def _several(self, told: Told, reading: Reading, state: State, awards_of: Callable[[Sequence[Fact]], tuple[str, ...]]) -> Step:
        known = [case.who for case in state.cases]
        again = {who: known_as(who, known, state.about) for who, _, _, _ in told.parts} if len(known) > 1 else {}
        if again and all(again.values()):
            cases = tuple(state.cases)
            shared, changed = self.merger.one(self._shared(state), told.shared, state.turn)
            for who, _, facts, _ in told.parts:
                cases = self._with(cases, again[who], facts, state, awards_of)
            for case in cases if told.shared else ():
                cases = self._with(cases, case.who, told.shared, state, awards_of)
            return Step(cases, shared, changed, compared=self._compared(reading, state))
        shared, changed = self.merger.one({} if state.cases else state.inputs, told.shared, state.turn)
        related = {who for who, _, _, _ in told.parts} & {PARENT, SUBSIDIARY, SELF}
        common = self._no_kind(shared) if related else shared
        made = []
        own = any(self.charges(f) for _, _, facts, _ in told.parts for f in facts)
        for place, (who, label, facts, count) in enumerate(told.parts):
            held, _ = self.merger.one(common, facts, state.turn)
            calls = any(self.charges(f) for f in facts) or (own and any(self.charges(f) for f in told.shared))
            wanted = awards_of([*told.shared, *facts]) if calls else ()
            made.append(self._case(who, label, held, wanted, state.turn, count, place))
        return Step(tuple(made), self._no_kind(shared), changed, compared=self._compared(reading, state))

    def _no_kind(self, inputs: Mapping[str, Known]) -> dict[str, Known]:
        """What all share, without what tells a subsidiary: each case has its own."""
        return {name: known for name, known in inputs.items() if name != self.kind}

    def _case(
        self, who: str, label: str, inputs: dict[str, Known], awards: tuple[str, ...], turn: int, count: int = 1, place: int = 0
    ) -> Case:
        if self.kind and who in (PARENT, SUBSIDIARY):
            inputs = {
                self.kind: Known(given=Given(value=who == SUBSIDIARY), turn=turn),
                **{n: k for n, k in inputs.items() if n != self.kind},
            }
        if who in (PARENT, SELF) and not (self._is_subsidiary(inputs)):
            inputs = {n: k for n, k in inputs.items() if n not in self.of_parent}
        if self.kind and self.kind not in inputs:
            inputs = {self.kind: Known(given=Given(value=False), turn=turn), **inputs} if who in (SELF, PARENT) else inputs
        if not label:
            label, english = ("我司", "us") if who == SELF else (f"第{place + 1}家", f"no. {place + 1}")
        else:
            english = label
        return Case(who=who, label=label, label_en=english, inputs=inputs, awards=awards, count=count)

    def _is_subsidiary(self, inputs: Mapping[str, Known]) -> bool:
        held = inputs.get(self.kind)
        return held is not None and held.given is not None and held.given.value is True

    def _with(
        self, cases: Sequence[Case], who: str, facts: Sequence[Fact], state: State, awards_of: Callable[[Sequence[Fact]], tuple[str, ...]]
    ) -> tuple[Case, ...]:
        """The cases after facts about one of them."""
        done = []
        for case in cases:
            if case.who == who:
                held, _ = self.merger.one(case.inputs, facts, state.turn)
                new = awards_of([f for f in facts if self.charges(f)])
                case = case.model_copy(update={"inputs": held, "awards": tuple(dict.fromkeys((*case.awards, *new))) if case.awards else ()})
            done.append(case)
        return tuple(done)

    def _compared(self, reading: Reading, state: State) -> bool:
        if reading.has("compare", "which_better"):
            return True
        return state.compared and state.mode == "cases" and not reading.has("sum", "all_known")

    def _goes_on(self, reading: Reading, state: State, awards_of: Callable[[Sequence[Fact]], tuple[str, ...]]) -> Step | None:
        """A turn of a thread that has several cases already."""
        all_now = state.mode == "cases"
        cases = state.cases
        who = self.meant(reading, state)
        facts = tuple(f for f in reading.facts)
        if (children := [c.who for c in cases if self._is_subsidiary(c.inputs)]) and (lent := self._of_parents(facts)):
            for child in children:
                cases = self._with(cases, child, lent, state, awards_of)
            if len(lent) == len(facts):
                step = Step(cases, self._shared(state), tuple(f.input for f in facts), compared=self._compared(reading, state))
                return step if all_now else self._turned(cases, state.about or children[0], lent)
            facts, state = tuple(f for f in facts if f not in lent), state.model_copy(update={"cases": cases})
        if not who and (new := self._newcomer(reading, state)):
            return self._joined(new, reading, state, awards_of)
        if who and not facts and (reading.has("remove", "less") or _GONE.search(reading.scan.text)):
            rest = tuple(c for c in cases if c.who != who)
            if self.several(state.model_copy(update={"cases": rest})):
                return Step(rest, self._shared(state), compared=self._compared(reading, state) and len(rest) > 1)
            return self._turned(rest, rest[0].who, ())
        if who and facts:
            cases = self._with(cases, who, facts, state, awards_of)
            if all_now or self.of_all(reading, state) or reading.has("compare", "sum"):
                return Step(cases, self._shared(state), tuple(f.input for f in facts), compared=self._compared(reading, state))
            return self._turned(cases, who, facts)
        if self.of_all(reading, state) or (all_now and not who):
            if not facts:
                return Step(cases, self._shared(state), compared=self._compared(reading, state))
            if state.apart == "awards" and (swapped := self._same_for_each(facts, state)):
                return Step(swapped, self._shared(state), tuple(f.input for f in facts), compared=True)
            if state.apart != "firms" and self._apart(state) & {f.input for f in facts}:
                return None  # one value in place of several: one case again
            for case in cases:
                cases = self._with(cases, case.who, facts, state, awards_of)
            shared, changed = self.merger.one(self._shared(state), facts, state.turn)
            return Step(cases, shared, changed, compared=self._compared(reading, state))
        if who:
            return self._turned(cases, who, ())
        if not facts:
            return None
        return self._turned(self._with(cases, state.about, facts, state, awards_of), state.about, facts)

    def _of_parents(self, facts: Sequence[Fact]) -> list[Fact]:
        """母公司有备案: what a parent is said to have is a subsidiary's to give, and what follows from it for what it is."""
        if not any(f.input in self.of_parent for f in facts):
            return []
        return [f for f in facts if f.input in self.of_parent or (f.input == self.kind and f.value is True)]

    @staticmethod
    def _shared(state: State) -> dict[str, Known]:
        return dict(state.inputs) if state.mode == "cases" else {}

    def _turned(self, cases: tuple[Case, ...], who: str, facts: Sequence[Fact]) -> Step:
        """One of the cases is spoken of alone."""
        case = next(c for c in cases if c.who == who)
        return Step(cases, dict(case.inputs), tuple(f.input for f in facts), about=who, awards=case.awards)

    def _merged(self, state: State) -> Step:
        """合并成一家呢: one firm that has what all of them have, under the ceilings of one."""
        inputs: dict[str, Known] = {}
        for name in dict.fromkeys(name for case in state.cases for name in case.inputs):
            held = [(case, known) for case in state.cases if (known := case.inputs.get(name)) and known.given is not None]
            given = [(case.label, known.given) for case, known in held if known.given is not None]
            amounts = [Item(label=label, value=g.value) for label, g in given if isinstance(g.value, Decimal)]
            if amounts and len(amounts) == len(given):
                total = sum((item.value for item in amounts), Decimal(0))
                note = summed(amounts) if len(amounts) > 1 else ""
                inputs[name] = Known(
                    given=Given(value=total, note=note, note_en=note), turn=state.turn, parts={"total": total}, items=tuple(amounts)
                )
            elif held:
                best = next((known for _, known in held if known.given is not None and known.given.value is True), held[0][1])
                inputs[name] = best
        awards = tuple(dict.fromkeys(a for case in state.cases for a in case.awards)) or state.awards
        one = Case(who="together", label="合并后", label_en="merged", inputs=inputs, awards=awards)
        return self._turned((one,), one.who, ())

    def _same_for_each(self, facts: Sequence[Fact], state: State) -> tuple[Case, ...]:
        """改成500万呢, where one amount could go to several awards: it is what each of them is computed from."""
        amounts = [f for f in facts if isinstance(f.value, Decimal) and f.input in self.bases]
        if len(amounts) != 1 or amounts[0].part:
            return ()
        given = Known(given=Given(value=amounts[0].value, relation=amounts[0].relation), turn=state.turn)
        return tuple(
            c.model_copy(update={"inputs": {n: given if n in self.bases else k for n, k in c.inputs.items()}}) for c in state.cases
        )

    @staticmethod
    def _apart(state: State) -> set[str]:
        """The inputs in which the cases differ."""
        names = {name for case in state.cases for name in case.inputs}
        return {n for n in names if len({str(k.given.value) if (k := c.inputs.get(n)) and k.given else "" for c in state.cases}) > 1}

    # ------------------------------------------------------------ one firm more

    def _newcomer(self, reading: Reading, state: State) -> str:
        """Another firm than those known, told of with something that an award is computed from."""
        known = [case.who for case in state.cases] or [state.about or SELF]
        if SUBSIDIARY not in known and self._is_subsidiary(state.inputs) and not state.cases:
            known = [SUBSIDIARY, *(k for k in known if k != SELF)]
        whos = {w for f, w in zip(reading.facts, reading.people, strict=True) if self.charges(f) and f.op == "set"}
        whos = {w for w in whos if w != ALL and not w.startswith(COUNTED)}
        if len(whos) != 1:
            return ""
        who = whos.pop()
        if who in known or (who == SELF and not (SUBSIDIARY in known and any(n.who == SELF for n in reading.scan.namings))):
            return ""
        if not state.cases and known[0] == SELF and who not in (SUBSIDIARY, OTHER, PARENT) and len(who) > 1 and not self._mine(state):
            return ""
        if who == PARENT and known == [SELF]:
            return ""  # 母公司 of a thread that told of no subsidiary: the asker by another name
        return who

    def _mine(self, state: State) -> bool:
        return any(n in self.bases or n in self.reader.claims for n in state.inputs)

    def _one_more(self, reading: Reading, state: State, awards_of: Callable[[Sequence[Fact]], tuple[str, ...]]) -> Step | None:
        if state.mode == "years" or not state.awards or not self._mine(state):
            return None
        who = self._newcomer(reading, state)
        if not who:
            return None
        first = state.about or (SUBSIDIARY if self._is_subsidiary(state.inputs) else SELF)
        label = next((c.label for c in state.cases if c.who == first), "")
        label = label or {SUBSIDIARY: "子公司", PARENT: "母公司", **dict(zip("abcde", "甲乙丙丁戊", strict=True))}.get(first, "")
        before = self._case(first, label, dict(state.inputs), state.awards, state.turn)
        return self._joined(who, reading, state.model_copy(update={"cases": (before,), "mode": "single"}), awards_of)

    def _joined(self, who: str, reading: Reading, state: State, awards_of: Callable[[Sequence[Fact]], tuple[str, ...]]) -> Step:
        pairs = [(f, self._whose(f, w, reading)) for f, w in zip(reading.facts, reading.people, strict=True)]
        known = [case.who for case in state.cases]
        others = {w: k for _, w in pairs if w != who and (k := known_as(w, known, state.about))}
        facts = [f for f, w in pairs if w not in others]
        cases: tuple[Case, ...] = tuple(state.cases)
        for said, key in others.items():
            cases = self._with(cases, key, [f for f, w in pairs if w == said], state, awards_of)
        own, _ = self.merger.one({}, facts, state.turn)
        case = self._case(who, self._labels(reading).get(who, ""), own, awards_of(facts), state.turn, place=len(cases))
        cases = (*cases, case)
        together = reading.has("sum", "compare") or any(n.who == ALL for n in reading.scan.namings)
        if together or (state.mode == "cases" and state.cases):
            return Step(cases, self._shared(state), tuple(own), compared=self._compared(reading, state))
        return self._turned(cases, who, facts)


def lending(cases: Sequence[Case], lent: Mapping[str, Given], kind: str, turn: int) -> tuple[Case, ...]:
    """A subsidiary has of its parent what was said of the parent and not of itself."""
    done = []
    for case in cases:
        held = case.inputs.get(kind)
        if lent and held is not None and held.given is not None and held.given.value is True:
            more = {name: Known(given=given, turn=turn) for name, given in lent.items() if name not in case.inputs}
            case = case.model_copy(update={"inputs": {**case.inputs, **more}})
        done.append(case)
    return tuple(done)
