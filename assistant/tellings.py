"""What one turn tells of several firms: the facts of each, and those of all.

「甲…,乙…」, 「两家都…」, 「三家都…,其中一家…」, 「8家…、15家…」. What it does to a thread is `assistant.cases`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.understand.facts import Fact
from assistant.understand.firms import ALL, COUNTED, MOVED, OTHER, PARENT, SELF, SUBSIDIARY, in_a_row
from assistant.understand.reader import Reader, Reading

SOME = re.compile(r"其中(?:的|有)?([一两二三四\d])(?:家|间|个)|\b([1-9]) of (?:them|these)")


@dataclass(frozen=True, slots=True)
class Told:
    """Facts of several firms in one turn: those of all, and those of each (who, label, facts, how many such firms)."""

    shared: tuple[Fact, ...]
    parts: tuple[tuple[str, str, tuple[Fact, ...], int], ...]


def number_of(some: re.Match[str]) -> int:
    """How many 其中一家, 2 of them are."""
    said = some[1] or some[2]
    return {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}.get(said, 0) or int(said)


class Tellings:
    """Reads what a turn tells of firms. `bases`: inputs that awards are computed from."""

    def __init__(self, reader: Reader, bases: Sequence[str]) -> None:
        self.reader, self.bases = reader, tuple(bases)
        self.kind = next(iter(reader.booleans.kinds), "")  # the input that tells a subsidiary
        self.of_parent = tuple(i.id for i in reader.inputs.values() if i.owner == "parent")

    def charges(self, fact: Fact) -> bool:
        """Whether a fact alone calls for an award: what one is computed from, or a filing claimed."""
        if isinstance(fact.value, Decimal):
            return fact.input in self.bases
        return fact.input in self.reader.claims and fact.value is not False

    def told(self, reading: Reading) -> Told | None:
        """The firms a turn tells of, where there are two or more."""
        marked = {n.who for n in reading.scan.namings}
        pairs = [(fact, self._whose(fact, who, reading)) for fact, who in zip(reading.facts, reading.people, strict=True)]
        own = {who for _, who in pairs if who != ALL}
        real = {who for who in own if not who.startswith(COUNTED) and (who != SELF or SELF in marked)}
        charged = {who for fact, who in pairs if self.charges(fact) and who != ALL}
        counted = [who for who in dict.fromkeys(who for _, who in pairs) if who.startswith(COUNTED)]
        if not real and (alike := self._all_alike(pairs, reading)) is not None:
            return alike
        if len(real - {SELF}) < 2 and len(real) < 2 and not (SELF in charged and len(charged) > 1):
            return self._counted(pairs, counted, reading) or self._some_otherwise(pairs, reading)
        open_self = SELF in own and SELF not in marked and len(real) > 1
        common = {SELF} if open_self or (SELF in own and SELF not in charged) else set()
        common |= set(counted)
        shared_base = any(self.charges(f) for f, who in pairs if who == ALL or who in common)
        order = [n.who for n in reading.scan.namings]
        order = [*([SELF] if SELF not in order else []), *order, *(who for _, who in pairs)]
        keys = [who for who in dict.fromkeys(order) if who in own and who not in common]
        relation = reading.has("compare", "sum", "each") or ALL in marked or sum(s.question for s in reading.scan.segments) > 1
        if (moved := MOVED.search(reading.scan.text)) and len(charged) == 1:
            base = [f for f, who in pairs if who in charged and isinstance(f.value, Decimal) and self.charges(f)]
            pairs = [(f, ALL if f in base else who) for f, who in pairs]
            keys = [who for who in keys if any(isinstance(f.value, Decimal) or who in charged for f, w in pairs if w == who)]
        if not (shared_base and relation) and not moved:
            keys = [who for who in keys if who in charged]
        if len(keys) < 2:
            return None
        shared = [f for f, who in pairs if who == ALL or who in common or (who not in keys and not isinstance(f.value, Decimal))]
        labels = self._labels(reading)
        parts = [(who, labels.get(who, ""), tuple(f for f, w in pairs if w == who), 1) for who in keys]
        return Told(tuple(shared), tuple(parts))

    def _all_alike(self, pairs: Sequence[tuple[Fact, str]], reading: Reading) -> Told | None:
        """甲乙两家都首次备案: firms named of which all is said together."""
        labels = {n.who: n.label for n in reading.scan.namings if n.who not in (ALL, OTHER) and not n.who.startswith(COUNTED)}
        numbers = [n.count for n in reading.scan.namings if n.who.startswith(COUNTED)]
        shared = [f for f, who in pairs if who == ALL and self.charges(f)]
        related = {PARENT, SUBSIDIARY, SELF} & set(labels)  # a parent is named for what it lends as well
        if len(labels) < 2 or any(n != len(labels) for n in numbers) or not shared:
            return None
        if related and any(isinstance(f.value, Decimal) or f.input in self.of_parent for f, _ in pairs):
            return None
        return Told(tuple(f for f, _ in pairs), tuple((who, label, (), 1) for who, label in labels.items()))

    def _some_otherwise(self, pairs: Sequence[tuple[Fact, str]], reading: Reading) -> Told | None:
        """三家都首次大模型备案,其中一家算法也首备: what is said of some of the firms alike."""
        many = next((n for n in reading.scan.namings if n.who.startswith(COUNTED)), None)
        some = SOME.search(reading.scan.text)
        if many is None or some is None or some.start() < many.start:
            return None
        here = reading.scan.segment_of(some.start())
        own = [f for f, _ in pairs if f.start >= here.start]
        common = [f for f, _ in pairs if f.start < here.start]
        if here.has("again", "refused", "denied_end") and not any(f.input in self.reader.claims for f in own):
            own += [replace(f, value=False) for f in common if f.input in self.reader.claims]
        number = min(number_of(some), many.count)
        if not own or not any(self.charges(f) for f in common):
            return None
        rest = (many.who, f"其余{many.count - number}家", (), many.count - number)
        part = ("part", f"其中{number}家", tuple(own), number)
        return Told(tuple(common), (rest, part) if rest[3] else (part,))

    def _counted(self, pairs: Sequence[tuple[Fact, str]], counted: Sequence[str], reading: Reading) -> Told | None:
        """8家首次大模型备案、15家首次算法备案: several groups of firms alike."""
        numbers = {n.who: n for n in reading.scan.namings if n.who.startswith(COUNTED)}
        keys = [who for who in counted if any(self.charges(f) and w == who for f, w in pairs)]
        if len(keys) < 2:
            return None
        shared = tuple(f for f, who in pairs if who not in keys)
        return Told(shared, tuple((who, numbers[who].label, tuple(f for f, w in pairs if w == who), numbers[who].count) for who in keys))

    def count(self, reading: Reading, computed: bool = False) -> int:
        """Of how many firms alike a turn tells (三家兄弟公司各花100万 → 3), else 1."""
        numbers = [n for n in reading.scan.namings if n.who.startswith(COUNTED)]
        others = {n.who for n in reading.scan.namings if not n.who.startswith(COUNTED)} - {ALL, SELF, OTHER, PARENT, SUBSIDIARY}
        if len(numbers) != 1 or others or reading.has("pool_count"):
            return 1
        each = reading.has("each", "everyone", "both", "sum") or "每家" in reading.text
        return numbers[0].count if each and (computed or any(self.charges(f) for f in reading.facts)) else 1

    def _whose(self, fact: Fact, who: str, reading: Reading) -> str:
        """都自用, 租金都是80万 said in a stretch that names nobody is said of all."""
        segment = reading.scan.segment_of(fact.start)
        named = [n for n in reading.scan.namings if segment.start <= n.start < segment.end and n.who not in (ALL, SELF)]
        if fact.who:
            return fact.who
        if segment.has("everyone", "both") and (not named or not isinstance(fact.value, Decimal)):
            return ALL
        if not isinstance(fact.value, Decimal) and in_a_row(reading.scan.text, [n for n in named if n.start <= fact.start]):
            return ALL  # 甲、乙首次备案
        if who == PARENT and (fact.input in self.of_parent or (fact.input == self.kind and fact.value is True)):
            return SUBSIDIARY if any(n.who == SUBSIDIARY for n in reading.scan.namings) else ALL
        return who

    @staticmethod
    def _labels(reading: Reading) -> dict[str, str]:
        labels: dict[str, str] = {}
        for naming in reading.scan.namings:
            labels.setdefault(naming.who, naming.label)
        return labels
