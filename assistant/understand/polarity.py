"""How the words around a name settle it: it is so, it is not, it is planned, or it is only asked about.

还没备案, 备案被驳回, 下个月备案就下来, 备案拿到了, 备案多少钱. A row of things of a kind (大模型备案和算法备案都没有) is settled as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.understand.lexicon import Mention
from assistant.understand.scan import Scan, Segment

_MARKED = re.compile(r"\s*(?:了(?!没|吗|么|多少|几)|√|✓|✔|☑|ok\b|在手|在(?=$|[,,。;;、\s])|齐(?:了|全)?|都?有(?=$|[,,。;;、\s]))")
"""Right after a name these say that it is done: 母公司大模型备案了, 备案√."""
_ASKS_AGAIN = re.compile(r"有没有|有吗|能不能|是不是|行不行|还有不")
NOUNS = ("input", "yes", "no", "award", "option", "not")
_SAYS = ("done", "denied_end", "refused", "plan")  # cues that settle a name beside them
_NOT_PASSED = re.compile(r"不过(?:的话|呢|了|怎么办|咋办|点算|呀|啊|吗|么|关)*\s*(?:$|[,，。;；?？!！])")  # 要是评审不过: no 但
_LITTLE = 5  # characters, particles too
_ASKING = (
    "要不要",
    "需不需要",
    "需要",
    "必须",
    "是否",
    "有没有要求",
    "有没有",
    "得有",
    "一定要",
    "算不算",
    "怎么",
    "如何",
    "什么是",
    "多少",
    "need",
    "must",
    "how",
    "what",
    "require",
)


@dataclass(frozen=True, slots=True)
class Polarity:
    """How the words around a name settle it: True, False, or None where they only ask."""

    value: bool | None
    planned: bool = False
    refused: bool = False
    sure: bool = True  # said by words of its own, not merely named


def polarity(mention: Mention, segment: Segment, scan: Scan, row: tuple[Mention, Mention]) -> Polarity:
    """How a name is settled. `row`: the first and the last of the things that are named in one breath with it."""
    first, last = row
    opening, closing = scan.segment_of(first.start), scan.segment_of(last.start)
    names_before = {m.name for m in _window(first, opening)[0]}
    names_after = {m.name for m in _window(last, closing)[1]}
    following = _next(closing, scan)
    if following is not None and not names_after & {*_SAYS} and _goes_on(following):
        names_after |= {m.name for m in following.mentions if m.kind == "cue"} & {*_SAYS}
    if "refused" in names_after or "refused" in names_before or "lost" in names_after:
        return Polarity(False, refused=True)
    planned = "plan" in names_before | names_after
    places = {(m, scan.segment_of(m.start)) for m in (first, mention, last)}
    gives_up = any(m.term == "不过" and _NOT_PASSED.match(scan.text, m.start) for m in _window(last, closing)[1])
    if "denied_end" in names_after or gives_up or any(negated_directly(m, s) for m, s in places):
        return _after_denial(planned, closing, scan)
    if planned:
        return Polarity(True, planned=True)
    for name, place in places:
        if _tells(name, place) or (_MARKED.match(place.text, name.end - place.start) and not asks_only(name, place)):
            return Polarity(True)
    if "done" in names_before | names_after:
        return Polarity(None) if asks_only(mention, segment) and "done" not in names_before else Polarity(True)
    return Polarity(None, sure=False)


_EVENLY = "(?:都|全|也|均|早|已|已经|早就|一直|刚|刚刚|今年|我们|全部|统统)*"
_DONE = "(?:了|过了?|好了?|齐了?|全了?|着|完了?|上了?|足了?)+(?:的|呢|哈|啊|呀|哦|嘛|啦)*"
_VERB = "[^没不未断停欠漏忘丢撤退错缺少差黄要能会想等\\s\\d花付投用掏的了多够]"
_DONE_AFTER = re.compile(rf"{_EVENLY}{_VERB}?{_DONE}$")  # 社保都交了, 保险买齐了的, 备案了
_DONE_BEFORE = re.compile(r"[上交缴办买参签立投入](?:了|过|齐|好|着|上了?|完)+$")  # 都上了社保
_BECAME = re.compile(  # 首次被认定为省级龙头, 入选了…, 刚升级成…
    r"(?:(?:认定|评定|确定|评选|升级|晋升|升|列|纳|评|选|获评|获批|当选)(?:为|成|上|入)|入选|获评|评上|拿下|荣获|通过|成为|当上|取得|获得|拿到)了?(?:第一个)?$"
)
_HAVE_BEFORE = re.compile(r"\b(?:pays?|paid|ha(?:ve|s)|hold(?:s|ing)?|bought|passed|obtained|completed|made)\b(?! to)[^,.?!]{0,14}$")
_SAYS_SO = re.compile(r"首次|第一次|头一次|头一回|第一回|首度|首回|初次|首届|首家|^(?:已|经过|通过|完成|取得|获得)|\bfirst\b|\bpassed\b")


def settled_alone(text: str) -> bool:
    """都交了, 上齐了的: a whole turn that says of what was asked that it is done."""
    return re.match(rf"(?:嗯|对|是的|有的|当然|肯定)*[,，]?{_EVENLY}{_VERB}?{_DONE}$", text.strip("。.!！ ")) is not None


def _tells(mention: Mention, segment: Segment) -> bool:
    """Whether a name is told as a fact by the particle of a verb beside it, or is one by itself (首次在本区办展)."""
    if asks_only(mention, segment):
        return False
    before, after = segment.text[: mention.start - segment.start], segment.text[mention.end - segment.start :]
    if _DONE_AFTER.match(after.strip()) or _DONE_BEFORE.search(before) or _BECAME.search(before) or _HAVE_BEFORE.search(before):
        return True
    said = _SAYS_SO.search(mention.term)
    return said is not None and not re.match(r"\s*(?:吗|么|算|才|的?(?:条件|标准|要求|定义))", after)


def _window(mention: Mention, segment: Segment) -> tuple[list[Mention], list[Mention]]:
    """Cues before and after a name, up to the neighbouring names of the segment."""
    cues = [m for m in segment.mentions if m.kind == "cue"]
    names = _names(segment)
    left = max((m.end for m in names if m.end <= mention.start), default=segment.start)
    right = min((m.start for m in names if m.start >= mention.end), default=segment.end)
    before = [m for m in cues if left <= m.start and m.end <= mention.start] or [
        m for m in cues if m.end <= mention.start and m.name in ("plan", "done")
    ]
    after = [m for m in cues if mention.end <= m.start and m.end <= right]
    if any(m.name in _SAYS and mention.start - m.end <= 1 for m in before):  # 办了算法备案|没办大模型备案: each has its own
        after = [m for m in after if m.end < right or right == segment.end]
    return before, after


def _names(segment: Segment) -> list[Mention]:
    """What a segment names; a name inside a cue is none (没[做])."""
    cues = [m for m in segment.mentions if m.kind == "cue" and m.name in _SAYS]
    return [m for m in segment.mentions if m.kind in NOUNS and not any(within(m, cue) for cue in cues)]


def _goes_on(segment: Segment) -> bool:
    """Whether a segment goes on about what was named before it (结果没过): it names nothing else and says little besides."""
    if segment.quantities or _names(segment) or _ASKS_AGAIN.search(segment.text) or any(m.kind == "policy" for m in segment.mentions):
        return False
    covered = {place for m in segment.mentions for place in range(m.start, m.end)}
    left = [c for place, c in enumerate(segment.text, segment.start) if place not in covered and c.isalnum() and not c.isascii()]
    return len(left) <= _LITTLE


def within(inner: Mention, outer: Mention) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and outer.end - outer.start > inner.end - inner.start


def _next(segment: Segment, scan: Scan) -> Segment | None:
    return scan.segments[segment.index + 1] if segment.index + 1 < len(scan.segments) else None


def negated_directly(mention: Mention, segment: Segment) -> bool:
    """A denial right before a name (没备案, 还没有完成相关备案, 不是全资)."""
    for cue in segment.mentions:
        if cue.kind == "cue" and cue.name in ("denied_end", "refused") and mention.kind != "no" and cue.start < mention.start < cue.end:
            return True  # 没通过评估: the denial runs into the name
        if cue.kind == "cue" and cue.name in ("negation", "denied_end", "refused") and cue.end <= mention.start:
            gap = segment.text[cue.end - segment.start : mention.start - segment.start]
            if mention.kind == "no" and "也" in gap:
                continue  # 没备案也没母公司: two denials, not one of the other
            if (len(gap) <= 5 or (gap.isascii() and len(gap.split()) <= 3)) and not any(
                m.kind in NOUNS and cue.end <= m.start and m.end <= mention.start for m in segment.mentions
            ):
                return True
    return False


def _after_denial(planned: bool, segment: Segment, scan: Scan) -> Polarity:
    """还没备案,下个月就过; 以前没备过,这回下来了: what comes after a denial wins, unless it tells of a refusal."""
    following = _next(segment, scan)
    if following is None or not following.has("done") or following.has("refused", "denied_end"):
        return Polarity(False)
    if planned and following.has("plan"):
        return Polarity(True, planned=True)
    return Polarity(segment.has("never", "used_to") and _goes_on(following))


def asks_only(mention: Mention, segment: Segment) -> bool:
    text = segment.text
    return any(word in text for word in _ASKING) and not any(m.name == "done" and m.end <= mention.start for m in segment.mentions)
