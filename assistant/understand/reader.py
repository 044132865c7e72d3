"""A question read against the policies and what the thread holds: facts, awards, matters, intent.

The reading says what was said; what to do about it is the plan's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.state import Growth, State
from assistant.understand.anchored import Anchored, anchored
from assistant.understand.between import Relations
from assistant.understand.booleans import BooleanReader
from assistant.understand.claims import none_of_a_kind
from assistant.understand.claims import settled as settled_claims
from assistant.understand.facts import Fact, Money
from assistant.understand.growth import grown
from assistant.understand.intent import Intents, model
from assistant.understand.items import changed, with_labels
from assistant.understand.known_firms import named
from assistant.understand.lexicon import Lexicon, Mention
from assistant.understand.moves import moved
from assistant.understand.parallel import in_parallel
from assistant.understand.part_year import discounted, no_longer_free, part_year
from assistant.understand.parts import RATES
from assistant.understand.replies import Replies
from assistant.understand.roles import RoleReader
from assistant.understand.scaling import by_halves, scaled
from assistant.understand.scan import Scan, Segment, scan
from assistant.understand.sites import with_sites
from assistant.understand.timeline import marks
from corpus.amounts import Quantity
from corpus.award.book import condition_inputs
from corpus.model import Input, Policy

_JOINS = ("和", "跟", "与", "及", "、", "+", "/")
_PARTICLES = frozenset("的了吗呢啊吧么嘛哦嗯那这是有在我你他们咱个得着过给能可以和跟与也都就还会不没又再到上下来去要")


_READ = 500


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
    people: tuple[str, ...]  # whom each fact is about, fact by fact
    currencies: tuple[str, ...]  # foreign currencies named
    lent: tuple[Fact, ...] = ()  # what was said of a firm and would count for a subsidiary of it
    growth: tuple[Growth, ...] = ()  # how amounts change from year to year
    anchored: Anchored | None = None  # the year asked about, and what is known of others

    def has(self, *cues: str) -> bool:
        return self.scan.has(*cues)

    @property
    def content(self) -> int:
        """How many letters are left beside ways of asking: little is left of 「那上限呢」, much of a matter of its own."""
        covered = [False] * len(self.text)
        for mention in self.scan.mentions:
            if mention.kind in ("cue", "place"):
                covered[mention.start : mention.end] = [True] * (mention.end - mention.start)
        for quantity in self.scan.quantities:
            covered[quantity.start : quantity.end] = [True] * (quantity.end - quantity.start)
        left = [char for char, done in zip(self.scan.text, covered, strict=False) if not done and char.isalnum() and char not in _PARTICLES]
        return sum(1 for char in left if not char.isascii()) + sum(1 for char in left if char.isascii()) // 4

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
        self.claims = self._claimed_by()
        self.users = self._awards_of_base()
        self.replies = Replies(self.inputs, self.claims, self.awards)
        self.relations = Relations(self.inputs, [n for names in self.roles.sources.values() for n in names], self.claims)

    def _claimed_by(self) -> dict[str, str]:
        """Input → the award that hangs on it alone: a filing → its reward, a level recognised → what it brings."""
        claims: dict[str, str] = {}
        for award in self.awards.values():
            if award.amount.shape == "choice":
                claims.setdefault(award.amount.by, award.id)
            if award.amount.shape == "fixed":
                for condition in award.conditions:
                    name = getattr(condition, "input", "")
                    if name in self.inputs and self.inputs[name].kind == "boolean":
                        claims.setdefault(name, award.id)
        return claims

    def _awards_of_base(self) -> dict[str, str]:
        """Input → the award computed from it (the one that is no variant of another, and has it for its chief input)."""
        users: dict[str, str] = {}
        for place in range(max((len(names) for names in self.roles.sources.values()), default=0)):
            for award in sorted(self.awards.values(), key=lambda a: bool(a.variant_of)):
                for name in self.roles.sources[award.id][place : place + 1]:
                    users.setdefault(name, award.id)
        return users

    def computed_by(self, name: str) -> tuple[str, ...]:
        """Every award computed from an input, variants left out."""
        return tuple(a.id for a in self.awards.values() if not a.variant_of and name in self.roles.sources[a.id])

    def read(self, text: str, state: State, blanks: frozenset[int] = frozenset()) -> Reading:
        """Read a normalised question in the light of the thread."""
        if len(text) > _READ:  # a question stands at the beginning or the end of a long paste
            text, blanks = f"{text[: _READ // 2]}\n{text[-_READ // 2 :]}", frozenset()
        found = scan(text, self.lexicon, blanks)
        state = _spoken_of(state, found)
        awards = self._named(found)
        context = (
            list(awards) or list(self._named_bases(found)) or list(state.awards) or self._looked_up(found, state) or self._suggested(found)
        )
        roles = self.roles.read(found, context, state.pending, _amounts_of(state), len(state.cases) > 1)
        settled = self.booleans.read(found)
        lent = [f for f in settled if f.lent]
        booleans = self.replies.read([f for f in settled if not f.lent], found, state)
        amounts = in_parallel(roles.facts, roles.money, found)
        between = self.relations.read([*amounts, *booleans], found, state)
        roles = replace(roles, money=tuple(m for m in roles.money if m.start not in between.spent))
        amounts = [f for f in amounts if f.start not in between.spent]
        facts = [*amounts, *booleans, *self._nothing(amounts, found)]
        facts += self._first_time(facts, found, context)
        facts += self._kind_of_firm(facts, found)
        facts = settled_claims(facts, found, state, self.inputs, self.claims)
        facts += none_of_a_kind(facts, found, state, self.inputs)
        facts = discounted(facts, found)
        facts += [] if between.facts else scaled(facts, found, state, self.inputs, self._base_in_play(facts, state))
        facts = by_halves(facts, found, state)
        facts = [*part_year(facts, found, state, self.inputs), *no_longer_free(found, state)]
        told = marks(found)
        facts, growth, spent = grown(facts, found, told, self.inputs, state)
        roles = replace(roles, money=tuple(m for m in roles.money if m.start not in spent))
        facts = with_sites(facts, found)
        facts = moved(with_labels(facts, found), roles.money, found, state, self._base_in_play(facts, state))
        loose = [(m.start, m.value) for m in roles.money if m.unit == "元" and m.role != "target"]
        facts = [*changed(facts, loose, found, state), *between.facts, *self._stopped(amounts, found, state)]
        in_time = anchored(facts, roles.elsewhere, found, told, state, self.roles.windows)
        facts = [*facts, *in_time.facts]
        awards = self._claimed(awards, facts, found)
        implied = self._implied(facts, found, awards)
        return Reading(
            text=text,
            scan=found,
            intents=model().read(self._slotted(found)),
            awards=awards,
            implied=implied,
            facts=tuple(facts),
            people=_people(found, facts),
            money=roles.money,
            currencies=roles.currencies,
            lent=tuple(lent),
            growth=growth,
            anchored=in_time,
        )

    def _kind_of_firm(self, facts: Sequence[Fact], found: Scan) -> list[Fact]:
        """子公司营收300万: amounts said of a subsidiary make the asker one, where the policy asks for it."""
        people = {found.subject_at(f.start) for f in facts if isinstance(f.value, Decimal)}
        if "subsidiary" not in people or people - {"subsidiary", "self"}:
            return []
        said = {f.input for f in facts}
        words = {name: self.inputs[name].words for name in self.booleans.kinds if name not in said}
        meant = [n for n, terms in words.items() if any(("cue", "subsidiary") in self.lexicon.meanings(term) for term in terms)]
        return [Fact(name, True) for name in meant[:1]]

    def _first_time(self, facts: Sequence[Fact], found: Scan, context: Sequence[str]) -> list[Fact]:
        """头一回来办展,馆租90万: being the first time, where that is the one such condition of what is talked about."""
        cue = next((m for m in found.mentions if m.kind == "cue" and m.name in ("first", "again", "never")), None)
        users = [self.users[f.input] for f in facts if f.input in self.users]
        if cue is None or found.segment_of(cue.start).question or not users:
            return []
        tested = {n for a in {*context, *users} if a in self.awards for c in self.awards[a].conditions for n in condition_inputs(c)}
        named = [n for n in tested if n in self.booleans.inputs and self.booleans.first_time(n) and n not in self.claims]
        if len(named) != 1 or any(f.input == named[0] for f in facts):
            return []
        return [Fact(named[0], cue.name != "again", start=cue.start, end=cue.end)]

    def _nothing(self, facts: Sequence[Fact], found: Scan) -> list[Fact]:
        """一分收入没有: an amount that no award is computed from, named and denied, is zero."""
        said = {f.input for f in facts}
        zero = []
        for segment in found.segments:
            if (
                segment.question
                or segment.has("how_much")
                or not segment.has("denied_end")
                or any(q.kind == "amount" and q.value > 1 for q in segment.quantities)
            ):
                continue
            for mention in segment.mentions:
                entry = self.inputs.get(mention.name) if mention.kind == "input" else None
                if (
                    entry is not None
                    and entry.kind == "amount"
                    and entry.id not in self.users
                    and entry.id not in said
                    and mention.end - mention.start > 1
                ):
                    zero.append(Fact(entry.id, Decimal(0), start=mention.start, end=mention.end))
        return zero[:1]

    def _stopped(self, facts: Sequence[Fact], found: Scan, state: State) -> list[Fact]:
        """第三年不租了 in a sum over years: nothing is spent in that year."""
        held = [n for year in state.scenarios for n in year.inputs] + list(state.inputs)
        bases = [n for a in reversed(state.awards) if (n := self.roles.bases.get(a, "")) in held and self.inputs[n].kind == "amount"]
        if state.mode != "years" or not bases or any(isinstance(f.value, Decimal) for f in facts):
            return []
        stopped = [m for m in marks(found) if found.segment_of(m.start).has("stopped") and not found.segment_of(m.start).question]
        return [Fact(bases[0], Decimal(0), start=m.end, end=m.end) for m in stopped]

    # ------------------------------------------------------------ awards

    def _named(self, found: Scan) -> tuple[str, ...]:
        """Awards named; a variant beside its main award is dropped unless its own words stand there."""
        names = [m.name for m in found.mentions if m.kind == "award" and not _excluded(m, found) and self._meant(m, found)]
        for mention in [m for m in found.mentions if m.kind == "award" and m.name in names]:
            if found.text[: mention.start].endswith(_JOINS):  # 大模型和算法备案奖: the first half is named too
                half = [m for m in found.mentions if m.kind in ("input", "yes") and m.end == mention.start - 1]
                names[:0] = [award for m in half if (award := self.claims.get(m.name))]
        return tuple(dict.fromkeys(names))

    def _meant(self, mention: Mention, found: Scan) -> bool:
        """A word for several awards (备案给多少) means the one whose own matter it runs into (大模型备案给多少)."""
        shared = {m.name for m in found.mentions if m.kind == "award" and (m.start, m.end) == (mention.start, mention.end)}
        touching = [m for m in found.mentions if m.kind in ("input", "yes") and m.start < mention.start < m.end]
        if not touching:
            return True
        beside = [m for m in found.segment_of(mention.start).mentions if m.kind in ("input", "yes")]  # 大模型和算法备案奖: both
        own = {award for m in beside if (award := self.claims.get(m.name) or self.users.get(m.name))} & shared
        return not own or mention.name in own

    def _claimed(self, awards: tuple[str, ...], facts: Sequence[Fact], found: Scan) -> tuple[str, ...]:
        """Of a word for several awards (备案奖), those that the turn claims (首次大模型备案在第一年); all where it claims none."""
        claimed = {self.claims[f.input] for f in facts if f.value is True and not f.weak and f.input in self.claims}
        out: set[str] = set()
        for mention in (m for m in found.mentions if m.kind == "award" and m.name in awards):
            shared = {m.name for m in found.mentions if m.kind == "award" and (m.start, m.end) == (mention.start, mention.end)}
            if shared & claimed:
                out |= shared - claimed
        alone = {
            m.name
            for m in found.mentions
            if m.kind == "award"
            and not any(o.name != m.name and (o.start, o.end) == (m.start, m.end) for o in found.mentions if o.kind == "award")
        }
        return tuple(a for a in awards if a not in out or a in alone)

    def _named_bases(self, found: Scan) -> list[str]:
        names = []
        for mention in found.mentions:
            if mention.kind in ("input", "yes") and (award := self.users.get(mention.name)):
                names.append(award)
        return list(dict.fromkeys(names))

    def _suggested(self, found: Scan) -> list[str]:
        """The award whose conditions the question speaks of most, where it names none (第一年, 自用: the rent award)."""
        named = {m.name for m in found.mentions if m.kind in ("input", "yes", "no")} | (
            {"year"} if found.has("year1", "year2", "year3") else set()
        )
        scored = []
        for award in self.awards.values():
            if award.variant_of or not self.roles.bases.get(award.id):
                continue
            names = {n for c in award.conditions for n in condition_inputs(c)} | ({award.window.year, "year"} if award.window else set())
            scored.append((len(names & named), award.id))
        scored.sort(key=lambda item: -item[0])
        if scored and scored[0][0] > 1 and (len(scored) == 1 or scored[0][0] > scored[1][0]):
            return [scored[0][1]]
        return []

    def _looked_up(self, found: Scan, state: State) -> list[str]:
        """A bare amount after the rule of one award was told is what that award is computed from."""
        short = len(found.text) <= 20 and not found.has("premise", "ask_yes_no", "cap_word", "correction")
        return list(state.last.awards[:1]) if short and state.last.plan in ("lookup", "eligibility") else []

    def _implied(self, facts: Sequence[Fact], found: Scan, awards: Sequence[str]) -> tuple[str, ...]:
        names: list[str] = []
        for fact in sorted(facts, key=lambda f: f.start):
            if award := self.users.get(fact.input) or (self.claims.get(fact.input) if fact.value is not False else None):
                names.append(award)
        names += [a for a in self._named_bases(found) if a not in names]
        if not names and not awards and not facts and found.has("award_money", "how_much"):
            names += [a for a, count in self.roles.evoked(found.mentions).items() if count > 1]
        hung = list(dict.fromkeys(self.claims[m.name] for m in found.mentions if m.kind in ("input", "yes") and m.name in self.claims))
        if len(hung) > 1 and found.has("sum", "compare"):
            names += hung
        return tuple(dict.fromkeys(n for n in names if n not in awards))

    # ------------------------------------------------------------ what facts do

    def _base_in_play(self, facts: Sequence[Fact], state: State) -> str:
        said = [f.input for f in facts if isinstance(f.value, Decimal) and f.op == "set" and f.input in self.users]
        if said:
            return said[-1]
        for award in reversed(state.awards):
            base = self.roles.bases.get(award, "")
            if base in state.inputs:
                return base
        return ""

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


def _spoken_of(state: State, found: Scan) -> State:
    """The thread as a turn about one of its firms means it: 乙又付了30万 adds to what 乙 has."""
    if sum(case.count for case in state.cases) < 2:
        return state
    meant = named(found.text, found.namings, {case.who: case.label for case in state.cases}, state.about)
    case = next((c for c in state.cases if [c.who] == meant), None)
    if case is None:
        return state
    return state.model_copy(update={"inputs": {**state.inputs, **case.inputs}, "awards": case.awards or state.awards})


def _amounts_of(state: State) -> dict[str, Decimal]:
    """Amounts the thread holds, those of its years and cases too."""
    found = {
        n: Decimal(k.given.value)
        for n, k in state.inputs.items()
        if k.given is not None and isinstance(k.given.value, Decimal | int) and not isinstance(k.given.value, bool)
    }
    for known in state.inputs.values():
        found.update({f"%{part}": value for part, value in known.parts.items() if part == "share_out"})
    for name, known in state.inputs.items():
        found.update({f"{name}%{part}": value for part, value in known.parts.items() if part in RATES})
    for inputs in (*(s.inputs for s in state.scenarios), *(c.givens() for c in state.cases)):
        for name, given in inputs.items():
            if isinstance(given.value, Decimal):
                found.setdefault(name, given.value)
    return found


def _people(found: Scan, facts: Sequence[Fact]) -> tuple[str, ...]:
    return tuple(fact.who or found.subject_at(fact.start) for fact in facts)


def _excluded(mention: Mention, found: Scan) -> bool:
    """先不管X: the award is named to be taken off."""
    segment = found.segment_of(mention.start)
    return any(
        m.kind == "cue" and m.name == "remove" and (0 <= mention.start - m.end <= 3 or 0 <= m.start - mention.end <= 3)
        for m in segment.mentions
    )


def removed(reading: Reading) -> tuple[str, ...]:
    """Awards named to be taken off the list."""
    return tuple(dict.fromkeys(m.name for m in reading.scan.mentions if m.kind == "award" and _excluded(m, reading.scan)))


def _left_out_after(segment: Segment, scan: Scan) -> bool:
    """房租明年才签,今年不算: what is left out was named in the stretch before."""
    note = scan.segments[segment.index + 1] if segment.index + 1 < len(scan.segments) else None
    if note is None or note.quantities or segment.quantities or not note.has("remove") or segment.has("put_in", "add"):
        return False
    return not any(m.kind in ("input", "award", "yes", "no") for m in note.mentions)


def dropped(reading: Reading, users: Mapping[str, str], claims: Mapping[str, str], inputs: Mapping[str, Input]) -> tuple[str, ...]:
    """Awards named to be taken off, by their own words or by what they are computed from (把优化那笔去掉)."""
    names = list(removed(reading))
    given = {f.input for f in reading.facts}
    told = any(q.kind == "amount" for q in reading.quantities)
    for mention in reading.scan.mentions:
        here = reading.scan.segment_of(mention.start)
        if told and (mention.name in given or here.quantities or not here.has("remove")):
            continue  # 租金80万,不含水电; but 一共多少,不算增量 beside other amounts
        awards = [a for a in (users.get(mention.name), claims.get(mention.name)) if a] if mention.kind in ("input", "yes") else []
        awards += [award for name, award in claims.items() if mention.kind == "input" and inputs[name].otherwise == mention.name]
        if awards and (here.has("remove", "less", "postponed") or _left_out_after(here, reading.scan)):
            names += awards
    return tuple(dict.fromkeys(names))
