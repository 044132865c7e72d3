"""Which conditions a question says are met, denied, planned or only asked about.

A yes-or-no input is settled by a phrase of its own (全资, 转租出去了) or by its name together with the words around it:
denial (还没备案), refusal (备案被驳回), plan (下个月备案就下来), completion (备案拿到了). A name that is only asked about
(备案多少钱, 要不要备案) settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.understand.claims import ROW, one_more_first
from assistant.understand.facts import Fact
from assistant.understand.lexicon import Mention, cues
from assistant.understand.polarity import NOUNS, Polarity, asks_only, negated_directly, polarity
from assistant.understand.scan import Scan, Segment
from corpus.model import Input, Policy, Test

ONLY = re.compile(
    r"(?:只|仅|光|单|就只?|唯一?)(?:是|有|拿|办|做|持|备|过|完成)*(?:了|过|到|着|有)*(?:个|的|一个|一项)?[^,,。;;]{0,4}$"
    r"|[备办拿做报有]的(?:只|就)?是$|\bonly (?:has |holds |got )?(?:an? |the )?$"
)
_SHARE = re.compile(r"(?:控股|持股|占股|股权|股份|持有|占比|出资|占|持|控|收购到?|增持到?|买到|\bowns?|\bstake|\bowned|\bholds?)")
_BOUGHT = re.compile(r"(?:剩下|其余|余下|剩余|另外|外部|小股东)[^,,。]{0,10}(?:买|收|回购|受让|拿)|\bbought (?:back|out)")
_OTHERS = ("subsidiary", "parent", "other")  # of whom nothing is lent


class BooleanReader:
    """Reads yes-or-no and choice inputs against one family of policies."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.inputs: dict[str, Input] = {i.id: i for p in policies for i in p.inputs if i.kind in ("boolean", "choice")}
        self.kinds = frozenset(
            a.when.input for p in policies for a in p.awards if a.variant_of and isinstance(a.when, Test) and a.when.is_ is True
        )  # what kind of applicant one is: named is said, unless denied

    def first_time(self, name: str) -> bool:
        """Whether a condition is that something is done for the first time."""
        entry = self.inputs[name]
        return entry.kind == "boolean" and not entry.only_with and "首次" in entry.label

    def read(self, scan: Scan) -> list[Fact]:
        """Facts of yes-or-no and choice inputs, in the order said."""
        facts: list[Fact] = []
        parent_asks = _parent_asks(scan)
        for segment in scan.segments:
            for mention in segment.mentions:
                if mention.kind == "option":
                    name, _, option = mention.name.partition("=")
                    if name in self.inputs and not negated_directly(mention, segment):
                        facts.append(Fact(name, option, start=mention.start, end=mention.end))
                    continue
                entry = self.inputs.get(mention.name) if mention.kind in ("input", "yes", "no") else None
                if entry is None or entry.kind != "boolean" or (mention.kind != "input" and _run_into(mention, segment)):
                    continue
                settled = self._settle(entry, mention, segment, scan, parent_asks)
                if not settled and entry.owner == "parent" and scan.subject_at(mention.start) not in _OTHERS:
                    settled = self._lent(entry, mention, segment, scan)
                if entry.owner == "self" and self._of_parent(mention, segment, scan):
                    for other in self._of_the_parent(mention):  # 母公司投了200万有备案: what is said is the parent's
                        settled += self._settle(other, mention, segment, scan, parent_asks)
                    settled += self._only_another(entry, mention, segment, scan)
                facts += settled
            facts += self._shares(segment)
        once = [name for name, entry in self.inputs.items() if entry.only_with]
        return facts if scan.has("compare") and _levels(facts) else _last_word(facts, scan, once)

    def _shares(self, segment: Segment) -> list[Fact]:
        """控股80%, 占股六成五: a share of less than all denies what 100% says; the policy's own words hold 100%."""
        facts: list[Fact] = []
        for q in segment.quantities:
            if q.kind != "percent" or not 0 < q.value <= 100:
                continue
            before, after = segment.text[: q.start - segment.start], segment.text[q.end - segment.start :]
            owned = after.lstrip("的 ").removeprefix("股")
            bought = _BOUGHT.search(segment.text) is not None
            if not (bought or _SHARE.search(before[-5:]) or _SHARE.match(owned) or owned.startswith(("子公司", "全资", "subsidiar"))):
                continue
            for entry in self.inputs.values():
                if entry.kind == "boolean" and any("100%" in form for form in entry.yes):
                    whole = q.value == 100 or _BOUGHT.search(segment.text) is not None
                    facts.append(Fact(entry.id, whole, start=q.start, end=q.end))
                    facts += [Fact(other, truth, start=q.start, end=q.end) for other, truth in entry.implies.items()]
        return facts

    def _only_another(self, entry: Input, mention: Mention, segment: Segment, scan: Scan) -> list[Fact]:
        """集团只拿过算法备案: a parent that has only this has not what it must have."""
        asked = [i for i in self.inputs.values() if i.owner == "parent"]
        if not entry.otherwise or not asked or not ONLY.search(segment.text[: mention.start - segment.start]):
            return []
        if any((m.start, m.end) == (mention.start, mention.end) and m.name == i.id for m in segment.mentions for i in asked):
            return []
        return [Fact(i.id, False, start=mention.start, end=mention.end) for i in asked]

    def _lent(self, entry: Input, mention: Mention, segment: Segment, scan: Scan) -> list[Fact]:
        """我司有大模型备案: what a parent must have, said of a firm that may be one."""
        if mention.kind != "input" or segment.question:
            return []
        said = polarity(mention, segment, scan, self._row(mention, scan))
        if said.value is None:
            return []
        return [Fact(entry.id, said.value, planned=said.planned, start=mention.start, end=mention.end, lent=True)]

    def _of_parent(self, mention: Mention, segment: Segment, scan: Scan) -> bool:
        """Whether a name is said of the parent: where it is spoken of, or right after, in words for what it must have.

        总公司只有算法备案,没大模型那个: the second stretch names nobody and goes on about the parent.
        """
        if scan.subject_at(mention.start) == "parent":
            return True
        before = scan.segments[segment.index - 1] if segment.index else None
        if before is None or before.subject != "parent" or any(segment.start <= n.start < segment.end for n in scan.namings):
            return False
        asked = {word.lower() for i in self.inputs.values() if i.owner == "parent" for word in i.words}
        return mention.term in asked and not before.quantities

    def _of_the_parent(self, mention: Mention) -> list[Input]:
        """Inputs about the parent whose own word stands in a phrase."""
        return [i for i in self.inputs.values() if i.owner == "parent" and any(len(w) > 1 and w in mention.term for w in i.words)]

    def _settle(self, entry: Input, mention: Mention, segment: Segment, scan: Scan, parent_asks: bool) -> list[Fact]:
        subject = "parent" if self._of_parent(mention, segment, scan) else scan.subject_at(mention.start)
        holder = _held_by_parent(mention, segment, scan)
        called = bool(entry.only_with) and _called_first(entry, segment.mentions)
        if (
            entry.owner == "parent"
            and subject != "parent"
            and not holder
            and not any(m.kind == "cue" and m.name == "parent" for m in segment.mentions)
            and not _names_parent(mention.term)
        ):
            return []  # 国家大模型备案 by itself is the asker's own; asked for, it is the reply's
        if entry.owner == "self" and (
            (subject == "other" and not _counts(scan, "other"))
            or holder
            or (subject == "parent" and not (parent_asks or _counts(scan, "parent", called)))
        ):
            return []
        if mention.kind == "no" and (segment.has("half_of") or any(q.kind in ("percent", "area") for q in segment.quantities)):
            return []  # 三成转租出去了, 一半空着 say a share, not all
        said = polarity(mention, segment, scan, self._row(mention, scan))
        value = True if holder and entry.owner == "parent" and said.value is None else said.value
        if (entry.only_with or self.first_time(entry.id)) and segment.has("again") and not one_more_first(segment):
            has = {} if said.value is False or asks_only(mention, segment) else entry.implies  # a second one: there is one
            return [Fact(name, bool(truth), start=mention.start, end=mention.end) for name, truth in {entry.id: False, **has}.items()]
        told = {m.name for m in scan.mentions if m.kind == "yes" and m.name in self.inputs}
        listed = scan.has("sum") and (len(told) > 1 or any(q.kind == "amount" for q in scan.quantities))
        if mention.kind in ("yes", "no") and (listed or not (said.value is None and asks_only(mention, segment))):
            denied = negated_directly(mention, segment)
            value = (mention.kind == "yes") != denied
            said = Polarity(value, planned=said.planned)
        if (
            value is None
            and entry.only_with
            and _called_first(entry, segment.mentions)
            and (segment.has("add") or not asks_only(mention, segment))
        ):
            value = True  # 大模型和算法都是第一次: called first, and nothing denies it
            weak = not segment.has("both", "everyone")  # 都是首次 is said of what one has
        else:
            weak = False
        if value is None and entry.id in self.kinds and not segment.has("ask_yes_no") and _applicant(mention, segment):
            value = True
        if value is None:
            return []
        target, claims = entry.id, True
        if entry.only_with and value:
            claims = _called_first(entry, _around(mention, segment, scan))
            if not claims:
                target = entry.otherwise
        fact = (
            [Fact(target, value, planned=said.planned and bool(value), start=mention.start, end=mention.end, weak=weak)] if target else []
        )
        if claims and (value or entry.owner == "parent") and not (entry.owner == "parent" and parent_asks):
            planned = said.planned and entry.owner == "self"
            fact += [Fact(other, truth, planned=planned, start=mention.start, end=mention.end) for other, truth in entry.implies.items()]
        return fact

    def _row(self, mention: Mention, scan: Scan) -> tuple[Mention, Mention]:
        """The first and the last of things of a kind named in one breath: what stands around them is said of each.

        没有大模型备案和算法备案; 大模型备案、算法备案都没有.
        """
        kin = self._kin(mention.name)
        names = [m for m in scan.mentions if m.kind == "input" and m.name in kin]
        first = last = mention
        for other in reversed(names):
            if other.end <= first.start and ROW.fullmatch(scan.text[other.end : first.start]):
                first = other
        for other in names:
            if last.end <= other.start and ROW.fullmatch(scan.text[last.end : other.start]):
                last = other
        return first, last

    def _kin(self, name: str) -> frozenset[str]:
        """The inputs that are of one kind with an input: they imply the same, or one the other (a filing of either kind)."""
        entry = self.inputs[name]
        mine = {name, *entry.implies} if entry.only_with else {name}
        return frozenset(n for n, i in self.inputs.items() if i.owner == entry.owner and {n, *(i.implies if i.only_with else ())} & mine)


def _applicant(mention: Mention, segment: Segment) -> bool:
    """小微企业,保费10万; 我们小微企业交了10万: the kind of applicant opens its segment or follows the asker."""
    lead = segment.text[: mention.start - segment.start].strip()
    return lead in ("", "是", "作为", "属", "属于", "as a", "we are a") or lead.endswith(("我们", "我司", "公司", "我们是", "我是", "司是"))


def _counts(scan: Scan, who: str, claimed: bool = False) -> bool:
    """Whether another firm is a case of its own: amounts are said of it, or something `claimed` as first; of the parent only where
    firms are set side by side."""
    if who == "parent" and not (scan.has("sum", "each", "compare") and any(n.who in ("subsidiary", "all") for n in scan.namings)):
        return False
    return claimed or any(q.kind == "amount" and scan.subject_at(q.start) == who for q in scan.quantities)


def _parent_asks(scan: Scan) -> bool:
    """Whether the parent is the one whose award is asked about: amounts are said of it and of nobody else."""
    people = {scan.subject_at(q.start) for q in scan.quantities if q.kind == "amount"}
    return people == {"parent"} and not scan.has("subsidiary") and len([q for q in scan.quantities if q.kind == "amount"]) > 1


def _held_by_parent(mention: Mention, segment: Segment, scan: Scan) -> bool:
    """备案母公司, 有备案的母公司, 某备案企业的子公司: the name stands right before the parent as its attribute, or in its name."""
    before = any(m.kind == "cue" and m.name == "parent" and 0 <= m.start - mention.end <= 1 for m in segment.mentions)
    return before or any(n.who == "parent" and n.start < mention.start and mention.end < n.end for n in scan.namings)


def _called_first(entry: Input, mentions: Sequence[Mention]) -> bool:
    """Whether the policy's words for a claim (首次, 今年) or the shared ones stand there."""
    return any((m.kind == "only" and m.name == entry.id) or (m.kind == "cue" and m.name == "first") for m in mentions)


def _names_parent(term: str) -> bool:
    """母公司备案, 母备, parent's filing: words that say whose the thing is."""
    return any(form in term for form in (*cues()["parent"], *cues()["parent_short"]))


def _run_into(mention: Mention, segment: Segment) -> bool:
    """算法[备案没办]: a phrase whose beginning is the end of another name is said of that one."""
    return any(m.kind in NOUNS and m.start < mention.start < m.end < mention.end for m in segment.mentions)


def _around(mention: Mention, segment: Segment, scan: Scan) -> list[Mention]:
    near = list(segment.mentions)
    for other in scan.segments:
        if abs(other.index - segment.index) == 1:
            alone = not any(n.kind in ("input", "yes") for n in other.mentions)
            near += [m for m in other.mentions if alone and m.kind == "cue"]  # 今年报能算多少 says when one applies, not what is new
    return near


def _levels(facts: Sequence[Fact]) -> bool:
    """国家级和省级差多少: two values of one choice."""
    chosen = [(f.input, f.value) for f in facts if isinstance(f.value, str)]
    return len(set(chosen)) > len({name for name, _ in chosen})


_ANY_KIND = re.compile(r"备案|算法|服务|首次|第一次|那个|的")


def _another(one: Fact, other: Fact, scan: Scan) -> bool:
    """Whether two facts of one input name two kinds of it."""
    kinds = [_ANY_KIND.sub("", scan.text[f.start : f.end]) for f in (one, other)]
    return all(kinds) and kinds[0] not in kinds[1] and kinds[1] not in kinds[0]


def _last_word(facts: list[Fact], scan: Scan, once: Collection[str]) -> list[Fact]:
    """Said twice of one firm, the later one holds, but a denial beside an implied truth stays a denial of its own."""
    held: dict[tuple[str, str, bool], Fact] = {}
    for fact in facts:
        before = held.get(key := (fact.input, scan.subject_at(fact.start), fact.lent))
        if fact.input in once and before is not None and before.value is True and fact.value is False and _another(before, fact, scan):
            continue  # 深度合成的过了,信息服务的被驳回: one of two kinds will do
        held[key] = fact
    return sorted(held.values(), key=lambda f: f.start)
