"""A question read against the policies and what the thread holds: facts, awards, matters, intent.

The reading says what was said; what to do about it is the plan's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.state import State
from assistant.understand.booleans import BooleanReader
from assistant.understand.facts import Fact, Money
from assistant.understand.intent import Intents, model
from assistant.understand.lexicon import Lexicon, Mention
from assistant.understand.roles import RoleReader, Roles
from assistant.understand.scan import Scan, Segment, scan
from corpus.amounts import Quantity
from corpus.model import Policy


@dataclass(frozen=True, slots=True)
class Reading:
    """What one turn says."""

    text: str
    scan: Scan
    intents: Intents
    awards: tuple[str, ...]  # named by their own words, in order
    implied: tuple[str, ...]  # awards whose base or claim this turn gives or names
    facts: tuple[Fact, ...]
    money: tuple[Money, ...]
    currencies: tuple[str, ...]  # foreign currencies named
    own: bool  # gives or changes a fact of the asker's own case

    def has(self, *cues: str) -> bool:
        return self.scan.has(*cues)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        return self.scan.quantities


class Reader:
    """Reads questions against one family of policies (a policy and its supplements)."""

    def __init__(self, policies: Sequence[Policy], lexicon: Lexicon) -> None:
        self.policies = tuple(policies)
        self.lexicon = lexicon
        self.roles = RoleReader(policies)
        self.booleans = BooleanReader(policies)
        self.inputs = self.roles.inputs
        self.awards = self.roles.awards
        self._claims = self._claimed_by()
        self._users = self._awards_of_base()

    def _claimed_by(self) -> dict[str, str]:
        """Boolean input → the award that hangs on it alone (a filing → its reward)."""
        claims: dict[str, str] = {}
        for award in self.awards.values():
            if award.amount.shape == "fixed":
                for condition in award.conditions:
                    name = getattr(condition, "input", "")
                    if name in self.inputs and self.inputs[name].kind == "boolean":
                        claims.setdefault(name, award.id)
        return claims

    def _awards_of_base(self) -> dict[str, str]:
        """Input → the award computed from it (the one that is no variant of another)."""
        users: dict[str, str] = {}
        for award in sorted(self.awards.values(), key=lambda a: bool(a.variant_of)):
            base = self.roles.bases.get(award.id, "")
            if base:
                users.setdefault(base, award.id)
        return users

    def read(self, text: str, state: State) -> Reading:
        """Read a normalised question in the light of the thread."""
        found = scan(text, self.lexicon)
        awards = self._named(found)
        context = list(awards) or [a for a in self._named_bases(found)] or list(state.awards)
        roles = self.roles.read(found, context, state.pending, state.inputs)
        facts = [*roles.facts, *self.booleans.read(found)]
        facts = self._ops(facts, roles, found, state)
        facts = self._years(facts, found)
        implied = self._implied(facts, found, awards)
        own = any(not fact.weak or fact.bare or fact.part or fact.op != "set" or True for fact in facts)
        return Reading(
            text=text,
            scan=found,
            intents=model().read(self._slotted(found)),
            awards=awards,
            implied=implied,
            facts=tuple(facts),
            money=roles.money,
            currencies=tuple(dict.fromkeys(q.currency for q in found.quantities if q.currency not in ("", "CNY"))),
            own=own and bool(facts),
        )

    # ------------------------------------------------------------ awards

    def _named(self, found: Scan) -> tuple[str, ...]:
        """Awards named; a variant beside its main award is dropped unless its own words stand there."""
        names = [m.name for m in found.mentions if m.kind == "award" and not _excluded(m, found)]
        return tuple(dict.fromkeys(names))

    def _named_bases(self, found: Scan) -> list[str]:
        names = []
        for mention in found.mentions:
            if mention.kind in ("input", "yes") and (award := self._users.get(mention.name)):
                names.append(award)
        return list(dict.fromkeys(names))

    def _implied(self, facts: Sequence[Fact], found: Scan, awards: Sequence[str]) -> tuple[str, ...]:
        names: list[str] = []
        for fact in sorted(facts, key=lambda f: f.start):
            if award := self._users.get(fact.input) or (self._claims.get(fact.input) if fact.value is not False else None):
                names.append(award)
        names += [a for a in self._named_bases(found) if a not in names]
        return tuple(dict.fromkeys(n for n in names if n not in awards))

    # ------------------------------------------------------------ what facts do

    def _ops(self, facts: list[Fact], roles: Roles, found: Scan, state: State) -> list[Fact]:
        """Additions to and subtractions from an amount known already, or said earlier in this turn."""
        result: list[Fact] = []
        for fact in facts:
            if not isinstance(fact.value, Decimal) or fact.part:
                result.append(fact)
                continue
            segment = found.segment_of(fact.start)
            earlier = any(f.input == fact.input and f.op == "set" for f in result)
            held = fact.input in state.inputs
            if _near(segment, found, fact, "less") and (held or earlier) and not segment.has("replace_strict"):
                result.append(replace(fact, op="subtract"))
            elif _near(segment, found, fact, "more") and held and not found.has("correction"):
                result.append(replace(fact, op="add"))
            else:
                result.append(fact)
        base = self._base_in_play(result, state)
        if base:
            for money in roles.money:
                segment = found.segment_of(money.start)
                probe = Fact(base, money.value, start=money.start, end=money.start + len(money.text))
                if money.unit == "元" and money.role in ("other", "none") and _near(segment, found, probe, "less"):
                    result.append(replace(probe, op="subtract"))
        return result

    def _base_in_play(self, facts: Sequence[Fact], state: State) -> str:
        said = [f.input for f in facts if isinstance(f.value, Decimal) and f.op == "set" and f.input in self._users]
        if said:
            return said[-1]
        for award in reversed(state.awards):
            base = self.roles.bases.get(award, "")
            if base in state.inputs:
                return base
        return ""

    @staticmethod
    def _years(facts: list[Fact], found: Scan) -> list[Fact]:
        """A year named in an earlier segment holds until another is named."""
        return facts

    def _slotted(self, found: Scan) -> str:
        """The text with matters replaced by A and amounts by N."""
        spans = [(m.start, m.end, "A") for m in found.mentions if m.kind in ("award", "input", "clause", "yes", "no", "policy")]
        spans += [(q.start, q.end, "N") for q in found.quantities if q.kind in ("amount", "percent", "range", "area", "count")]
        spans.sort(key=lambda s: (s[0], -(s[1] - s[0])))
        out, at = [], 0
        for start, end, slot in spans:
            if start < at:
                continue
            out += [found.text[at:start], slot]
            at = end
        out.append(found.text[at:])
        return "".join(out)


def _near(segment: Segment, found: Scan, fact: Fact, cue: str) -> bool:
    """Whether a cue stands in the fact's segment, or in the next one that holds no other amount."""
    if segment.has(cue):
        return True
    following = found.segments[segment.index + 1] if segment.index + 1 < len(found.segments) else None
    return following is not None and following.has(cue) and not following.quantities and not any(m.kind in ("award", "input") for m in following.mentions)


def _excluded(mention: Mention, found: Scan) -> bool:
    """先不管X: the award is named to be taken off."""
    segment = found.segment_of(mention.start)
    return any(m.kind == "cue" and m.name == "remove" and (0 <= mention.start - m.end <= 3 or 0 <= m.start - mention.end <= 3) for m in segment.mentions)


def removed(reading: Reading) -> tuple[str, ...]:
    """Awards named to be taken off the list."""
    return tuple(dict.fromkeys(m.name for m in reading.scan.mentions if m.kind == "award" and _excluded(m, reading.scan)))
