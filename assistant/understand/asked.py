"""What a turn asks for an amount of: of what one has to spend, or of what one gets.

The word that the question word hangs on decides: 年租得多少, 投资至少多少 and 还差多少投入 ask for an
input, 补贴多少 and 能拿多少 for money.
"""

from __future__ import annotations

import re

from assistant.understand.rules import Rules
from assistant.understand.scan import Scan

_QUESTION = re.compile(
    r"多少|几多|多大|几何|若干|多高|多贵|几块|几万|几钱|几(?=$|[?？,，。])|how much|how many|how large|how high"
    r"|what(?=(?:\s\w+){0,2}\s(?:spend|spending|outlay|investment|rent|budget|cost)"
    r"\s(?:gets?|would|will|yields?|brings?|is needed|do|must|has|it takes))"
)
_LEAST = re.compile(r"(?:要|得|需|须|至少|最少|起码|最低|不少于|凑|做|投|花|租|付|交|达)(?:到|够)(?:多少)?\s*[?？。]?$")
_BACK = re.compile(r"(?:倒推|反推|倒算|反算|逆推|推算|反求)")
_GET = re.compile(r"\b(?:get|receive|claim|obtain|back|subsidi[sz]ed?|granted)\b")
_BLANK = re.compile(r"\s*(?:需要?|要|得|应|该|为|是)?\s*(?:=|→|->|=>|:|\?|？)\s*[?？。]?\s*$")
"""A place left open at the end: 目标240万→项目投资=, 租金需?"""
_SIZED = re.compile(r"(?:做|投|花|填|搞|铺|砸)到?(?:多大|多高)$")
"""项目要做到多大体量: how much is put into it."""
_OWN = re.compile(r"\s*(?:钱|块|元|万)?(?:的|个|名)?\s*$")


def input_asked(scan: Scan, rules: Rules) -> str:
    """The input (or `?` where a word for spending stands alone) whose amount a turn asks for; empty where it asks for none."""
    for found in _QUESTION.finditer(scan.text):
        if (name := _governing(scan, found.start(), found.end(), rules)) != "":
            return name
    if (back := _BACK.search(scan.text)) is not None:
        named = [m.name for m in scan.mentions if m.kind == "input" and m.start >= back.end() and m.name in rules.computed]
        return named[0] if named else "?"
    if scan.has("goal", "for_award", "reverse") and (open_ := _left_open(scan, rules)):
        return open_
    end = _LEAST.search(scan.text)
    if end is not None:
        here = scan.segment_of(end.start())
        named = [m.name for m in here.mentions if m.kind == "input" and m.name in rules.computed]
        return named[-1] if named else ""
    return ""


def _left_open(scan: Scan, rules: Rules) -> str:
    """What stands last before a place left open, with no amount of its own: 优化补贴目标132万→需支出?"""
    end = _BLANK.search(scan.text)
    if end is None:
        return ""
    last = [m for m in scan.mentions if m.end == end.start() or (m.end > end.start() and m.name == "needed")]
    if any(m.kind in ("award", "group") for m in last):
        return ""
    for mention in last:
        if mention.kind == "input" and mention.name in rules.computed and mention.name not in rules.approved:
            return mention.name
        if mention.kind == "cue" and mention.name in ("spend", "needed"):
            return "?"
    return ""


def _governing(scan: Scan, start: int, end: int, rules: Rules) -> str:
    """What the question word at a place hangs on: the noun right behind it, else the nearest word before it."""
    here = scan.segment_of(start)
    for mention in here.mentions:
        base = mention.kind == "input" and mention.name in rules.computed and mention.name not in rules.approved
        if base and mention.start >= end and _OWN.fullmatch(scan.text[end : mention.start]):
            return mention.name
        if mention.kind == "cue" and mention.name == "spend" and mention.start == end and len(mention.term) > 1:
            return "?"  # 还差多少投入
    if scan.text[start:end].isascii():  # how much must we invest
        for mention in (m for m in here.mentions if m.start >= end):
            if (
                mention.kind == "award"
                or (mention.kind == "cue" and mention.name in ("award_money", "cap_word"))
                or _GET.search(scan.text[end : mention.start])
            ):
                return ""
            if mention.kind == "input" and mention.name in rules.computed:
                return mention.name
            if mention.kind == "cue" and mention.name in ("spend", "needed"):
                return "?"
        return ""
    before = [m for m in here.mentions if m.end <= start]
    words = sorted(((m.end, m.start, m) for m in before), key=lambda w: (w[0], -w[1]), reverse=True)
    for _, _, mention in words:
        if mention.kind == "award" or (
            mention.kind == "cue" and mention.name in ("award_money", "compare", "sum", "for_award", "cap_word")
        ):
            return ""
        if mention.kind == "input" and mention.name in rules.computed and mention.name not in rules.approved:
            return mention.name
        if mention.kind == "cue" and mention.name in ("spend", "needed"):
            return "?"
    return "?" if _SIZED.search(scan.text[: start + 2]) else ""
