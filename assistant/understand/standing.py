"""How an amount stands beside the others of its case: counted, void, taken off, or no value of ours at all.

An amount is said with words of its own: those that lead to it, back to the amount before, and the note that follows
it, in brackets or after a comma. 「蒸馏30万(还没付)」 is void, 「其中15万退回来了」 is taken off, 「请顾问花了30万」 has a noun of its
own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from assistant.understand.files import words_of
from assistant.understand.lexicon import Mention
from assistant.understand.scan import Scan, Segment, reaches
from corpus.amounts import Quantity

Standing = Literal["counted", "void", "off"]
_MONEY = ("amount", "bare")
_VOID = frozenset(("void", "unpaid"))
_NOTE = _VOID | {"less", "actual", "remove"}
_NOUNS = ("input", "award", "yes", "no", "group")
_NOTE_LENGTH = 14


def lead(scan: Scan, start: int) -> tuple[int, int]:
    """Where the words that lead to an amount begin and end: after the amount before it, across a break where nothing stands between.

    In 「再加一笔训练费,九十八万」 the words before the comma lead to the amount.
    """
    segment = scan.segment_of(start)
    left = max((q.end for q in segment.quantities if q.kind in _MONEY and q.end <= start), default=segment.start)
    if turn := list(_TURNS.finditer(scan.text, left, start)):
        return turn[-1].end(), start  # 备案又黄了但收入冲到2000万: what is said before is of something else
    if left == segment.start and segment.index and not _han(_without_pace(scan, left, start)):
        before = scan.segments[segment.index - 1]
        if before.depth == segment.depth and not any(q.kind in _MONEY for q in before.quantities):
            left = before.start
    return left, start


_TURNS = re.compile("但是?|可是|然而|只是|却")
_PACE = ("monthly", "quarterly", "whole_year", "payment")


def _without_pace(scan: Scan, left: int, right: int) -> str:
    """物业费包在里面了,每个月8千: how often is no noun."""
    kept = list(scan.text[left:right])
    for mention in _within(scan, (left, right)):
        if mention.kind == "cue" and mention.name in _PACE:
            kept[mention.start - left : mention.end - left] = " " * (mention.end - mention.start)
    return "".join(kept)


def trail(scan: Scan, end: int) -> tuple[int, int]:
    """Where the words that follow an amount begin and end: to the next amount, with the notes after the break."""
    segment = scan.segment_of(end - 1)
    right = min((q.start for q in segment.quantities if q.kind in _MONEY and q.start >= end), default=segment.end)
    if right < segment.end:
        return end, right
    for note in scan.segments[segment.index + 1 :]:
        if not _is_note(note, segment):
            break
        right = note.end
    return end, right


def _is_note(note: Segment, segment: Segment) -> bool:
    """A remark on what stands before it: no amount, no noun of its own, a word of paying or counting."""
    if any(q.kind in _MONEY for q in note.quantities) or any(m.kind in _NOUNS for m in note.mentions):
        return False
    if note.has("rest"):
        return False  # 首付付了160万,剩下的明年付: said of what is not paid yet
    if any(m.name == "other_money" for m in note.mentions if m.kind == "cue"):
        return False  # 租赁费98万,物业已剔: said of the other money
    return note.has(*_NOTE) and (note.depth > segment.depth or note.end - note.start <= _NOTE_LENGTH)


def cues_in(scan: Scan, span: tuple[int, int]) -> frozenset[str]:
    """Cues that stand wholly in a stretch."""
    return frozenset(m.name for m in _within(scan, span) if m.kind == "cue")


def _within(scan: Scan, span: tuple[int, int]) -> Iterator[Mention]:
    return (m for m in scan.mentions if span[0] <= m.start and m.end <= span[1])


def standing(scan: Scan, start: int, end: int) -> Standing:
    """Whether an amount counts, counts for nothing, or goes off what it is part of."""
    before, after = cues_in(scan, lead(scan, start)), cues_in(scan, trail(scan, end))
    if any(q.kind in _MONEY and q.start >= end for q in scan.segment_of(start).quantities):
        after -= {"less"}  # 800万里有100万: said of the amount that follows
    if reaches(scan, start):
        before -= {"less"}  # 减为63万 says how much is left
    part = is_part(scan, start, end)
    if "tail_pay" in before | after and not {"paid_out", "actual", "more"} & (before | after):
        before |= {"unpaid"}  # 尾款30万 is still to be paid, unless it is said to be paid, or to have been left out
    if "actual" in before | after and not (before | after) & _VOID:
        return "counted"
    if "less" in before and "more" not in before:
        return "off"
    if part and (after & (_VOID | {"less", "remove", "other_money"}) or before & (_VOID | {"remove", "other_money"})):
        return "off"
    if (before | after) & _VOID or "less" in after:
        return "off" if part else "void"
    return "counted"


def corrected(scan: Scan, left: int, right: int) -> bool:
    """Whether a slip is put right between two amounts (370万,哦不,是37万), and nothing else named."""
    between = list(_within(scan, (left, right)))
    return any(m.kind == "cue" and m.name == "correction" for m in between) and not any(m.kind in _NOUNS for m in between)


_TOWARDS = re.compile(r"(?:离|距|距离|离着)\s*$")
_MISSED = re.compile(r"(?:元|块)?(?:还|就|只|仅|也就|不过)*(?:差|缺|欠)(?!不多)")


def missed(scan: Scan, start: int, end: int) -> bool:
    """离一亿就差一块钱: an amount that something falls short of."""
    return bool(_TOWARDS.search(scan.text[:start]) and _MISSED.match(scan.text, end))


def is_part(scan: Scan, start: int, end: int) -> bool:
    """Whether an amount is said to be part of another one: 其中20万…, 物业1万5包在里头."""
    before = cues_in(scan, lead(scan, start))
    return bool({"part_of", "part_after"} & before or "part_after" in cues_in(scan, trail(scan, end))) and "beside" not in before


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of `data/fillers.yaml`, the longest words first: `fillers`, `heads` (nouns of anything) or `purposes`."""
    listed = words_of("fillers")[name]
    return tuple(sorted((str(word) for word in listed), key=len, reverse=True))


@cache
def _others_pay() -> re.Pattern[str]:
    payers, pays = ("|".join(map(re.escape, words(name))) for name in ("payers", "pays"))
    return re.compile(f"(?:{payers})(?:那边|那头|方面|自己|再|又|也|还|已经?|另外|各|共|\\s)*(?:{pays})(?:了|的|是|过|大概|约)*\\s*$")


def paid_by_others(scan: Scan, q: Quantity) -> bool:
    """和客户合投,客户出300万: whether the words right before an amount say that somebody else pays it."""
    return _others_pay().search(scan.text[max(0, q.start - 16) : q.start]) is not None


def own_noun(scan: Scan, q: Quantity) -> str:
    """The words of an amount that no policy and no way of speaking accounts for: 请顾问花了30万 → 请顾问."""
    return _unknown(scan, *lead(scan, q.start))


def bought(scan: Scan, q: Quantity) -> str:
    """The same of what an amount is said to have gone into: 花了15万做官网 → 官网; nothing where that is named by a policy."""
    segment = scan.segment_of(q.start)
    right = min((o.start for o in segment.quantities if o.kind in _MONEY and o.start >= q.end), default=segment.end)
    verb = next((word for word in words("purposes") if scan.text.startswith(word, q.end)), "")
    named = any(m.kind in _NOUNS and q.end + len(verb) <= m.start < right for m in segment.mentions)
    return _unknown(scan, q.end + len(verb), right) if verb and not named else ""


def _unknown(scan: Scan, left: int, right: int) -> str:
    """What is left of a stretch without amounts, mentions and words that say nothing."""
    kept = list(scan.text[left:right])
    for mention in _within(scan, (left, right)):
        if mention.kind in ("silence", "clause"):
            continue  # 官网 may be asked about, and is a thing that money goes into
        kept[mention.start - left : mention.end - left] = " " * (mention.end - mention.start)
    for other in scan.quantities:
        if left <= other.start < right:
            kept[other.start - left : other.end - left] = " " * (min(other.end, right) - other.start)
    text = "".join(kept)
    for word in words("fillers"):
        text = text.replace(word, " " * len(word))
    return "".join(char for char in text if _han(char))


def _han(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)
