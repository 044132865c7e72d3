"""Claims of what is given once: a first filing, a first recognition, a second one, one received already.

「算法备案倒是头一回」, 「深度合成算法备案/首次完成」 and 「先前没备过,这回下来了」 claim a first; 「去年已领,今年又备了一个」 and
「第二个也过了」 say that it is none; 「两样都是首次」 means those just spoken of. A bare 「备案号有」 claims nothing. The words that
make a claim are looked for where the thing is named and in the segments beside it that name nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from assistant.state import State
from assistant.understand.facts import Fact
from assistant.understand.scan import Scan, Segment
from corpus.model import Input

_IS = re.compile(r"[是属倒]")


def settled(facts: Sequence[Fact], scan: Scan, state: State, inputs: Mapping[str, Input], claims: Mapping[str, str]) -> list[Fact]:
    """The facts of a turn with its claims settled. `claims`: input → the award that hangs on it alone."""
    once = {name: entry for name, entry in inputs.items() if name in claims and entry.only_with}
    result = list(facts)
    if not once or (scan.has("compare") and not scan.has("gain_asked")):
        return result
    spoken = _named(once, claims, scan)
    spoken |= _too_with_the_last(spoken, once, claims, scan, state)
    alike = _all_of_a_kind(once, inputs, scan) if not spoken else {}
    spoken = spoken or {name: [at] for name, at in alike.items()}
    if not spoken:
        spoken = _meant(once, claims, scan, state)
    scopes = {name: _scope(places, name, once, claims, scan) for name, places in spoken.items()}
    in_row = frozenset(alike) or _in_one_row(spoken, scan)
    summed = scan.has("sum") or any(isinstance(f.value, Decimal) for f in facts)
    for name, places in spoken.items():
        entry = once[name]
        value = _value(entry, scopes[name], scan)
        if value is None and name in in_row:  # 大模型备案 算法备案 首次: said of the whole row
            said = [f for f in result if f.input in in_row and f.value is True]
            rowed = [s for other in in_row for s in scopes[other]]
            value = True if said or _value(entry, rowed, scan) or (summed and _firsts(rowed)) else None
        if value is None and scan.has("gain_asked") and state.awards and name not in state.inputs:
            value = True  # 再办个算法备案能多拿多少: supposed
        if value is None and (_too(places, result, claims, scan) or _settled_now(name, places, scopes[name], state)):
            value = True
        held = [f for f in result if f.input == name and isinstance(f.value, bool)]
        if value is None or any(f.value is False for f in held):
            continue
        result = [f for f in result if f not in held]
        at = places[0] if places else 0
        planned = bool(value) and any(f.planned for f in (*held, *(f for f in result if f.input in entry.implies)))
        result.append(Fact(name, value, planned=planned, start=at, end=at))
        for other, truth in entry.implies.items():
            if not any(f.input == other for f in result):
                result.append(Fact(other, truth, planned=planned, start=at, end=at))
    return result


def _named(once: Mapping[str, Input], claims: Mapping[str, str], scan: Scan) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for mention in scan.mentions:
        for name in once:
            own = mention.kind in ("input", "yes", "no") and mention.name == name
            if own or (mention.kind == "award" and mention.name == claims[name]):
                found.setdefault(name, []).append(mention.start)
    for name in list(found):  # a word for several (备案奖) means the one that another word names
        alone = [p for p in found[name] if not any(p in found[other] for other in found if other != name)]
        rivals = [other for other in found if other != name and set(found[other]) - set(found[name])]
        if not alone and rivals:
            del found[name]
    return found


_SO_IS = re.compile(r"也(?:是|算|系|都是)?(?:首|头|第一|初)")


def _too_with_the_last(
    spoken: Mapping[str, Sequence[int]], once: Mapping[str, Input], claims: Mapping[str, str], scan: Scan, state: State
) -> dict[str, list[int]]:
    """算法备案也是首次,加一起, after the rule for another was told: that other is one's first, too."""
    if len(spoken) != 1 or not scan.has("sum", "add", "extend") or state.last.plan != "lookup" or not _SO_IS.search(scan.text):
        return {}
    place = next(iter(spoken.values()))[0]
    return {name: [place] for name in once if name not in spoken and name not in state.inputs and claims[name] in state.last.awards}


def _all_of_a_kind(once: Mapping[str, Input], inputs: Mapping[str, Input], scan: Scan) -> dict[str, int]:
    """两项备案都是头一次, both filings: the general word with a number that is as many as there are kinds of it."""
    found: dict[str, int] = {}
    for general in {other for entry in once.values() for other in entry.implies}:
        kinds = [name for name, entry in once.items() if general in entry.implies]
        for segment in scan.segments:
            named = any(m.kind in ("input", "yes") and m.name == general for m in segment.mentions)
            counted = any(q.kind == "count" and q.value == len(kinds) for q in segment.quantities)
            named = named or (counted and any(len(word) > 1 and word in segment.text for word in inputs[general].words))
            if named and len(kinds) > 1 and (counted or segment.has("both")):
                found |= dict.fromkeys(kinds, segment.start)
    return found


ROW = re.compile(
    r"(?:[\s、,，和跟与及同/+&也的或备案]|还有|以及|或者|外加|加上|各?[一二两三1-3][张个项份本款样种])*"
    r"|\s*(?:and|or|nor|plus)(?: the| an?)?\s*"
)
"""What may stand between things named in one breath."""


def _in_one_row(spoken: Mapping[str, Sequence[int]], scan: Scan) -> frozenset[str]:
    """Things named one after another with nothing but a word for a first between: what is said of one is said of all."""
    places = sorted((m.start, m.end, name) for name, at in spoken.items() for m in scan.mentions if m.start in at and m.kind != "cue")
    ends = {start: max(e for s, e, _ in places if s == start) for start, _, _ in places}
    order = list(dict.fromkeys((start, name) for start, _, name in places))
    if len(spoken) < 2:
        return frozenset()
    for (one, _), (other, _) in pairwise(order):
        between = scan.text[ends[one] : other]
        for cue in (m for m in scan.mentions if m.kind == "cue" and m.name == "first" and ends[one] <= m.start and m.end <= other):
            between = between.replace(cue.term, "")
        if one != other and not ROW.fullmatch(between):
            return frozenset()
    return frozenset(spoken)


def _firsts(segments: Sequence[Segment]) -> bool:
    return any(s.has("first") for s in segments)


def _meant(once: Mapping[str, Input], claims: Mapping[str, str], scan: Scan, state: State) -> dict[str, list[int]]:
    """A claim that names nothing is about what was just spoken of: both of it, or the last."""
    if not scan.has("first", "again") or any(q.kind in ("amount", "bare") for q in scan.quantities):
        return {}
    if any(m.kind in ("input", "award") and m.end - m.start > 1 for m in scan.mentions):
        return {}
    by_award = {award: name for name, award in claims.items() if name in once}
    clauses = [clause.rpartition("/")[2] for clause in (*state.recent, *state.last.clauses[:1])]
    recent = list(dict.fromkeys(by_award[a] for a in (*state.last.awards, *state.awards, *clauses) if a in by_award))
    if not recent:
        return {}
    if scan.has("both", "everyone"):
        return {name: [] for name in recent}
    return {recent[0]: []} if len(recent) == 1 else {}


def _scope(places: Sequence[int], name: str, once: Mapping[str, Input], claims: Mapping[str, str], scan: Scan) -> list[Segment]:
    """The segments in which a thing is named, and those beside them that name nothing else and no amount."""
    if not places:
        return list(scan.segments)
    own = {scan.segment_of(place).index for place in places}
    reach = set(own)
    for index in own:
        for step in (1, -1):
            at = index + step
            deep = scan.segments[index].depth  # an aside before a name is said of something else
            while 0 <= at < len(scan.segments) and at not in reach and _free(scan.segments[at], name, once, claims):
                if step < 0 and scan.segments[at].depth > deep:
                    break
                reach.add(at)
                at += step
    for segment in scan.segments:  # 生成式一张、深度合成一张,都是头一次
        if segment.start > places[0] and segment.has("both", "everyone") and segment.has("first") and _free(segment, name, once, claims):
            reach.add(segment.index)
    return [scan.segments[index] for index in sorted(reach)]


_TOO = re.compile(r"(?:那个|那边|那块|的|备案|号|这边)*也(?!不|没|被|未)|(?:as well|too)\b")


def _too(places: Sequence[int], facts: Sequence[Fact], claims: Mapping[str, str], scan: Scan) -> bool:
    """算法首次备案,大模型也: the same as what was claimed just before."""
    claimed = [f for f in facts if f.value is True and not f.weak and f.input in claims and f.start < (places[0] if places else 0)]
    if not claimed:
        return False
    here = scan.segment_of(places[0])
    names = [m.end for m in here.mentions if m.start == places[0]]
    after = scan.text[max(names, default=places[0]) : here.end]
    return _TOO.match(after) is not None and not here.has("again", "refused", "denied_end", "negation", "ask_yes_no")


def _settled_now(name: str, places: Sequence[int], scope: Sequence[Segment], state: State) -> bool:
    """大模型后来也过了: of a claim that the thread speaks of, that it is done."""
    held = state.inputs.get(name)
    if held is None or held.given is None or not places:
        return False
    return any(s.has("done", "agree") for s in scope) and not any(s.has("again", "refused", "denied_end", "ask_yes_no") for s in scope)


def _free(segment: Segment, name: str, once: Mapping[str, Input], claims: Mapping[str, str]) -> bool:
    if any(q.kind in ("amount", "bare", "percent", "area") for q in segment.quantities):
        return False
    mine = {name, *once[name].implies}
    for mention in segment.mentions:
        if mention.kind in ("input", "yes", "no") and mention.name not in mine and mention.end - mention.start > 1:
            return False
        if mention.kind == "award" and mention.name != claims[name]:
            return False
    return True


def _value(entry: Input, scope: Sequence[Segment], scan: Scan) -> bool | None:
    """Whether the words around a name claim a first (True), say it is none (False), or leave it open."""
    again = [s for s in scope if s.has("again") and not one_more_first(s)]
    had = [s for s in scope if s.has("received")]
    now = [s for s in scope if s.has("done", "this_year", "now_is", "first") or s in again]
    if again and (had or any(s.has("done", "this_year", "now_is", "how_much", "last_year") for s in scope)):
        return False
    if had and any(s.index > had[0].index for s in now if not s.has("received")) and scan.has("again", "this_year", "now_is"):
        return False
    refused = any(s.has("refused") or _asks(s) for s in scope)
    if refused or (scan.has("plan") and not any(s.has("done") for s in scope)):
        return None
    never = [s for s in scope if s.has("never") or (s.has("used_to") and s.has("denied_end", "negation"))]
    if never and any(s.has("done") for s in scope if s not in never):
        return True
    for segment in scope:
        if segment.has("first") and _told(segment, scope):
            return True
    return None


def _asks(segment: Segment) -> bool:
    """Whether a stretch asks yes or no; an English verb does so where it opens the stretch (both filings are first tells)."""
    opening = segment.start + len(segment.text) - len(segment.text.lstrip())
    return any(m.name == "ask_yes_no" and (not m.term.isascii() or m.start == opening or segment.question) for m in segment.mentions)


def one_more_first(segment: Segment) -> bool:
    """再办一个首次算法备案, 再办个算法备案能多拿多少: one more thing, and no second one of its kind."""
    firsts = [m.start for m in segment.mentions if m.kind == "cue" and m.name == "first"]
    once_more = [m for m in segment.mentions if m.kind == "cue" and m.name == "again"]
    if not all(m.term.startswith(("再", "又", "另")) for m in once_more):
        return False
    return segment.has("gain_asked") or (bool(firsts) and all(m.end <= firsts[-1] for m in once_more))


def _told(segment: Segment, scope: Sequence[Segment]) -> bool:
    """首次备案过了,多少 is told of oneself; 首次算法备案奖多少 asks for the rule."""
    if segment.has("cap_word") and not any(s.has("self") for s in scope):
        return False
    firsts = [m.start - segment.start for m in segment.mentions if m.kind == "cue" and m.name == "first"]
    predicate = any(_IS.search(segment.text[max(0, at - 3) : at]) for at in firsts)  # 是第一个, 倒是头一回
    return predicate or any(s.has("done", "self", "everyone", "both") for s in scope)


def none_of_a_kind(facts: Sequence[Fact], scan: Scan, state: State, inputs: Mapping[str, Input]) -> list[Fact]:
    """大模型备案被驳回,算法也没报过: where every kind of a thing is denied, the thing is."""
    denied: list[Fact] = []
    for name in dict.fromkeys(other for entry in inputs.values() for other in entry.implies if entry.only_with):
        kinds = [n for n, entry in inputs.items() if entry.only_with and name in entry.implies]
        now = [f for f in facts if f.input in kinds]
        known = {n: k.given.value for n, k in state.inputs.items() if k.given is not None and n in (name, *kinds)}
        values = {**known, **{f.input: f.value for f in now}}
        alike = len({f.who or scan.subject_at(f.start) for f in now}) == 1
        if any(f.input == name for f in facts) or not alike or values.get(name) is True or any(values.get(n) is not False for n in kinds):
            continue
        denied.append(Fact(name, False, start=now[-1].start, end=now[-1].end))
    return denied
