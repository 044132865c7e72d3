"""What one firm has in terms of another: 乙是甲的两倍, 乙比甲多60万, 乙跟甲一样, 把乙的50万挪到甲, 拆成两家平分.

Said of two firms, in one turn or of those a thread knows. What follows for each is a fact with its owner; amounts that
only tell the relation are no values of their own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.state import State
from assistant.understand.facts import Fact
from assistant.understand.firms import ALL, COUNTED, SELF, Naming
from assistant.understand.known_firms import by_place, known_as
from assistant.understand.scan import Scan, Segment
from assistant.understand.standing import words
from corpus.amounts import Quantity
from corpus.model import Input

_FROM = re.compile(r"(?:从|由|自|把|将|from|out of)\s*$")
_INTO = re.compile(r"(?:到|给|畀|去|往|进|归|算|回|\bto|\binto|\bgives?)(?:了|回|到)?\s*$")
_THAN = re.compile(r"比\s*$")
_MORE = re.compile(r"(?:多|高|贵|大|超)(?:花|投|付|出|租|交|了|出来|个)*\s*$")
_FEWER = re.compile(r"(?:少|低|便宜|小)(?:花|投|付|出|租|交|了|个)*\s*$")
_TIMES = re.compile(r"\b(?:(?P<two>twice|double)|(?P<three>triple|thrice)|(?P<half>half))\b(?= (?:as much|of|what|the|that))")
_THEY = re.compile(r"[它她]们?|他们|他(?=的|多|少|一|,|$)|对方|人家|\bthem\b|\bit\b")
_TOO = re.compile(
    r"也(?:都)?(?:是|一样|如此|同样|这样|有|备了|首备|系|算|完成了|拿了|过了|办了)*(?:的|了)?$|\b(?:too|as well|likewise|did the same)$"
)
_AS = re.compile(r"(?:跟|和|同|与|像|照|按|如|\bas|\bto|\bwith)\s*$")
_IS = re.compile(r"是|为|有|等于|相当|达|顶|抵|如|\bis\b|\bhas\b|\bequals?\b|\bspends?\b|\bspent\b|\bpays?\b")
_OF = re.compile(r"(?:的|那边|那家|公司|家|\s)*")


@dataclass(frozen=True, slots=True)
class Between:
    """`facts`: what follows, each with its owner; `spent`: where the amounts stand that told the relation."""

    facts: tuple[Fact, ...] = ()
    spent: frozenset[int] = frozenset()


class Relations:
    """Reads relations between firms. `bases`: inputs that awards are computed from."""

    def __init__(self, inputs: Mapping[str, Input], bases: Sequence[str], claims: Collection[str]) -> None:
        self.inputs, self.bases, self.claims = inputs, frozenset(bases), frozenset(claims)

    def read(self, facts: Sequence[Fact], found: Scan, state: State) -> Between:
        """The relations a turn tells. `facts`: what it gives of each firm by itself, claims and conditions too."""
        said: list[Fact] = []
        spent: set[int] = set()
        seen = _references(found, state)
        everyone = list(dict.fromkeys([*(c.who for c in state.cases), *(r.who for r in seen)]))
        if len(everyone) < 2 and not (seen and state.awards):
            return Between()
        for segment in _joined(found):
            told = _Told(self, [*(f for f in facts if f.start not in spent), *said], found, state, seen, everyone, segment)
            for rule in (told.handed_over, told.measured, told.more_or_less, told.alike, told.both):
                if (made := rule()) is not None:
                    said += made.facts
                    spent |= made.spent
                    break
        return Between(tuple(said), frozenset(spent))


@dataclass(frozen=True, slots=True)
class _Told:
    """One segment, with what is known of each firm."""

    rules: Relations
    facts: Sequence[Fact]
    found: Scan
    state: State
    seen: Sequence[Naming]
    everyone: Sequence[str]
    segment: Segment

    # ------------------------------------------------------------ what a firm has

    def _has(self, who: str, before: bool = True) -> dict[str, list[Fact]]:
        """The amounts of a firm, by input: of this turn (where `before`, of what comes before the segment), else of the thread."""
        own: dict[str, list[Fact]] = {}
        for fact in self.facts:
            mine = (fact.who or self.found.subject_at(fact.start)) == who
            here = before and self.segment.start <= fact.start < self.segment.end  # an amount beside 是甲的两倍 tells the relation
            if mine and isinstance(fact.value, Decimal) and fact.op == "set" and not here:
                own.setdefault(fact.input, []).append(fact)
        case = next((c for c in self.state.cases if c.who == who), None)
        held = case.inputs if case is not None else self.state.inputs if not self.state.cases and who == (self.state.about or SELF) else {}
        for name, known in held.items():
            if name not in own and known.given is not None and isinstance(known.given.value, Decimal):
                own[name] = [Fact(name, known.given.value, relation=known.given.relation)]
        return own

    def _settled(self, who: str) -> list[Fact]:
        """What was said of a firm that is no amount, before this segment."""
        own = [f for f in self.facts if not isinstance(f.value, Decimal) and f.start < self.segment.start]
        return [f for f in own if (f.who or self.found.subject_at(f.start)) == who]

    def _named(self) -> list[str]:
        names = [m.name for m in self.segment.mentions if m.kind == "input"]
        return [n for n in dict.fromkeys(names) if n in self.rules.inputs and self.rules.inputs[n].kind == "amount"]

    def _meant(self, who: str) -> dict[str, list[Fact]]:
        """The amounts of a firm that a relation is about: those named, else what its awards are computed from."""
        own = self._has(who)
        named = [n for n in self._named() if n in own]
        if named:
            return {n: own[n] for n in named}
        bases = {n: facts for n, facts in own.items() if n in self.rules.bases}
        return bases if len(bases) == 1 else {}

    def _inside(self) -> list[Naming]:
        return [r for r in self.seen if self.segment.start <= r.start < self.segment.end]

    def _pair(self) -> tuple[Naming, Naming] | None:
        """The firm spoken of and the one it is measured by."""
        inside = self._inside()
        if len(inside) > 1 and inside[0].who != inside[1].who:
            return inside[0], inside[1]
        before = [r for r in self.seen if r.end <= self.segment.start]
        if len(inside) == 1 and before and before[-1].who != inside[0].who:
            return before[-1], inside[0]  # 乙呢,是甲的两倍
        return None

    # ------------------------------------------------------------ relations

    def handed_over(self) -> Between | None:
        """把乙的50万挪到甲; 甲分100万给乙; 从乙那边匀一半过来给甲."""
        text, segment = self.found.text, self.segment
        inside = self._inside()
        moves = any(verb in segment.text for verb in words("hand_over")) or segment.text.lstrip().startswith(("把", "将"))
        amounts = [q for q in segment.quantities if q.kind in ("amount", "bare", "percent")]
        if not moves or not inside or len(amounts) > 1:
            return None
        giver = next((r for r in inside if _FROM.search(text[: r.start])), None)
        taker = next((r for r in inside if r is not giver and _INTO.search(text[segment.start : r.start])), None)
        taker = taker or next((r for r in inside if giver is not None and r.who != giver.who), None)
        if giver is None and taker is not None:
            giver = next((r for r in inside if r.who != taker.who), None) or self._other(taker)
        elif giver is not None and taker is None and _LEAVES.search(segment.text[giver.end - segment.start :]):
            taker = self._other(giver)
        if giver is None or taker is None or giver.who == taker.who:
            return None
        meant = self._meant(giver.who)
        if len(meant) != 1:
            return None
        name, held = next(iter(meant.items()))
        whole = sum((Decimal(f.value) for f in held), Decimal(0))
        part = self._part(amounts[0] if amounts else None, whole)
        if part is None or part > whole:
            return None
        at = amounts[0].start if amounts else segment.start
        given = Fact(name, part, start=at, end=at, who=giver.who, op="subtract")
        return Between((given, replace(given, who=taker.who, op="add")), frozenset(q.start for q in amounts))

    def _part(self, q: Quantity | None, whole: Decimal) -> Decimal | None:
        if q is None:
            return whole if self.segment.has("everyone", "all_known") else None
        if q.kind == "percent":
            return whole * q.value / 100
        return q.value * 10_000 if q.kind == "bare" and q.value < 100_000 else q.value

    def _other(self, known: Naming) -> Naming | None:
        """The other firm of two."""
        others = [w for w in self.everyone if w != known.who]
        return Naming(0, 0, others[0], "") if len(others) == 1 else None

    def measured(self) -> Between | None:
        """乙公司是甲的两倍; 乙的租金只有甲的六成."""
        pair = self._pair()
        if pair is None:
            return None
        who, measure = pair[0].who, pair[1]
        after = [q for q in self.segment.quantities if measure.end <= q.start and q.kind in ("multiple", "percent")]
        lead = self.found.text[max(pair[0].end, self.segment.start) : measure.start]
        if times := _TIMES.search(lead):  # B spent twice as much as A
            factor = Decimal("0.5") if times["half"] else Decimal(2 if times["two"] else 3)
            return self._made(who, measure.who, None, factor)
        if not after or not self._runs_into(measure.end, after[0].start) or not _IS.search(lead) or _THAN.search(lead):
            return None
        factor = after[0].value if after[0].kind == "multiple" else after[0].value / 100
        return self._made(who, measure.who, after[0], factor)

    def _runs_into(self, left: int, right: int) -> bool:
        """Whether between two places stands no more than 的 and the name of an amount: 甲的租金的两倍."""
        text = self.found.text[left:right]
        for mention in self.segment.mentions:
            if mention.kind == "input" and left <= mention.start and mention.end <= right:
                text = text.replace(mention.term, "")
        return _OF.fullmatch(text) is not None

    def more_or_less(self) -> Between | None:
        """乙比甲多60万, 乙租金比甲贵两成, 乙比甲多一倍."""
        pair = self._pair()
        if pair is None or not _THAN.search(self.found.text[: pair[1].start]):
            return None
        for q in self.segment.quantities:
            lead = self.found.text[pair[1].end : q.start]
            sign = 1 if _MORE.search(lead) else -1 if _FEWER.search(lead) else 0
            if q.start < pair[1].end or not sign:
                continue
            if q.kind in ("multiple", "percent"):
                share = q.value if q.kind == "multiple" else q.value / 100
                return self._made(pair[0].who, pair[1].who, q, 1 + sign * share)
            if q.kind in ("amount", "bare"):
                step = sign * (q.value * 10_000 if q.kind == "bare" and q.value < 100_000 else q.value)
                return self._made(pair[0].who, pair[1].who, q, step=step)
        return None

    def alike(self) -> Between | None:
        """乙跟甲一样; 乙租40万,其他跟甲一样; 乙也是: what the one has holds for the other, as far as it says nothing else."""
        text = self.segment.text.strip()
        same, too = any(word in text for word in words("alike")), _TOO.search(text) is not None
        if not (same or too) or self.segment.has("compare") or text.endswith(("吗", "么", "不", "?")):
            return None
        inside = self._inside()
        subject = inside and not _AS.search(self.found.text[: inside[0].start])
        pair = self._pair() if len(inside) > 1 or not subject else None
        pair = pair or self._rest()
        if pair is None or (too and not subject):
            return None
        who, measure = pair[0].who, pair[1].who
        own, named = set(self._has(who, before=False)), self._named()
        rest = any(word in text for word in words("others"))
        taken = {
            n: facts for n, facts in self._has(measure).items() if (n in named and n not in own if named and not rest else n not in own)
        }
        end = self.segment.end
        made = [replace(f, who=who, start=end, end=end, label="") for facts in taken.values() for f in facts]
        made += [replace(f, who=who, start=end, end=end) for f in self._settled(measure) if not named or rest]
        return Between(tuple(made)) if made else None

    def both(self) -> Between | None:
        """丙两个都是首次, after what the others have: all that is claimed of anybody."""
        claims = {f.input: f for f in self.facts if f.input in self.rules.claims and f.value is True}
        own = any(m.kind in ("input", "yes", "award") and m.end - m.start > 1 for m in self.segment.mentions)
        inside = self._inside()
        if len(claims) < 2 or own or len(inside) != 1 or not self.segment.has("both") or not self.segment.has("first", "done"):
            return None
        end = self.segment.end
        return Between(tuple(replace(f, who=inside[0].who, start=end, end=end) for f in claims.values()))

    def _rest(self) -> tuple[Naming, Naming] | None:
        """其他一样: the firm spoken of last, measured by the one before it."""
        before = [r for r in self.seen if r.start < self.segment.end]
        others = [r for r in before if r.who != before[-1].who] if before else []
        return (before[-1], others[-1]) if others else None

    def _made(self, who: str, measure: str, q: Quantity | None, factor: Decimal = Decimal(1), step: Decimal = Decimal(0)) -> Between | None:
        meant = self._meant(measure)
        made = []
        for facts in meant.values():
            total = sum((Decimal(f.value) for f in facts), Decimal(0))
            if len({f.part for f in facts}) == 1:
                value = max(total * factor + step, Decimal(0))
                start, end = (q.start, q.end) if q is not None else (self.segment.end, self.segment.end)
                made.append(replace(facts[0], value=value, who=who, start=start, end=end, label="", weak=False))
        return Between(tuple(made), frozenset({q.start}) if q is not None else frozenset()) if made else None


_OPEN = re.compile(r"(?:到|给|比|把|将|从|跟|和)\s*$")
_LEADS_ON = re.compile(r"\s*(?:[挪匀拨划移转调让分摊记算归放]?(?:到|给|归|往|进|去)|是|的|比)")


def _joined(found: Scan) -> list[Segment]:
    """The segments, with those that a pause cut in two put together: 后面那家的分一半 | 到前面那家."""
    joined: list[Segment] = []
    for segment in found.segments:
        before = joined[-1] if joined else None
        near = before is not None and segment.start - before.end <= 1 and not before.question
        if before is not None and near and (_OPEN.search(before.text) or _LEADS_ON.match(segment.text)):
            joined[-1] = replace(
                before, end=segment.end, text=found.text[before.start : segment.end], mentions=before.mentions + segment.mentions,
                quantities=before.quantities + segment.quantities, cues=before.cues | segment.cues, question=segment.question,
            )  # fmt: skip
        else:
            joined.append(segment)
    return joined


_LEAVES = re.compile(r"过去|过来|出去|出来给|给对方|给另")


def _references(found: Scan, state: State) -> list[Naming]:
    """Every place where one firm is named, by the key that the thread has for it."""
    known = [case.who for case in state.cases]
    seen = [
        replace(n, who=known_as(n.who, known, state.about) or n.who)
        for n in found.namings
        if n.who != ALL and not n.who.startswith(COUNTED) and n.label != "自己"
    ]
    labels = {case.who: case.label for case in state.cases} if len(known) > 1 else {n.who: "" for n in seen}
    if len(labels) > 1:
        for start, end, who in by_place(found.text, labels):
            if not any(n.start < end and start < n.end for n in seen):
                seen.append(Naming(start, end, who, found.text[start:end]))
    seen.sort(key=lambda n: n.start)
    for match in _THEY.finditer(found.text):
        before = [n.who for n in seen if n.end <= match.start()]
        others = [w for w in (*reversed(before), *known) if w != (before[-1] if before else state.about or SELF)]
        if others and (len(set(known)) == 2 or before):
            seen.append(Naming(match.start(), match.end(), others[0], match[0]))
    return sorted(seen, key=lambda n: n.start)
