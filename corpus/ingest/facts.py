"""What a page says about its policy and about itself: title, number, dates, places, outlet, reporter, figures.

Suggestions for a draft that a person completes: each is read off the page or left empty, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.amounts import find_figures
from corpus.ingest.fluency import narrow
from corpus.ingest.segment import Segment

_BOOK = re.compile(r"《([^《》\n]{4,60})》")
_POLICY_WORDS = ("细则", "办法", "措施", "政策", "意见", "方案", "规定", "通知", "计划", "条例", "指引")
_SHORT = re.compile(r"(?:下称|简称|以下简称|以下称)[“\"]?《?([^《》”\")）]{2,16})")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}[〔\[(]20\d{2}[〕\])]\d{1,4}号")
_DAY = r"(20\d{2})年(\d{1,2})月(\d{1,2})日"
_FROM = re.compile(_DAY + r"起(?:正式)?(?:施行|实施|执行|生效)")
_UNTIL = re.compile(r"至" + _DAY)
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?(?:市|区|县|省))")
_NO_PLACE = ("示范区", "试验区", "园区", "城市", "超市")
_DATED = re.compile(r"20\d{2}[-年/.]\d{1,2}[-月/.]\d{1,2}")
_REPORTER = re.compile(r"(?:记者|作者|通讯员|文)\s*[:]?\s*([\u4e00-\u9fff]{2,4}(?:[\s、]+[\u4e00-\u9fff]{2,4})*)")
_OUTLET = re.compile(r"来源\s*[:]\s*(\S{2,20})")
_BEFORE_REPORTER = re.compile(r"^\s*[(]?([^\s,。;:]{2,20}?)(?:记者|通讯员)")
_GRANT = re.compile(r"给予|补贴|补助|奖励|奖补|资助|减免|返还")
_CEILING = re.compile(r"(?:最高|不超过|上限|至多)[\u4e00-\u9fff]{0,4}?$")


@dataclass(frozen=True, slots=True)
class Facts:
    """Suggestions for policy.yaml; empty where the page says nothing."""

    title: str
    short_title: str
    number: str
    places: tuple[str, ...]
    valid_from: str
    valid_until: str
    outlet: str
    author: str
    date: str  # of the page itself


@dataclass(frozen=True, slots=True)
class AwardHint:
    """The figures of one clause, with the ratio, the ceiling or the fixed amount that its words point to."""

    key: str
    title: str
    figures: tuple[str, ...]
    ratio: str
    ceiling: str


def facts_of(segments: Sequence[Segment]) -> Facts:
    """What these segments say about their policy."""
    clauses = [one for one in segments if one.kind == "clause"]
    text = narrow("\n".join(one.text for one in clauses))
    headline = next((one.text for one in segments if one.kind == "headline"), "")
    bylines = [narrow(one.text) for one in segments if one.kind == "byline"]
    title = next((name for name in _BOOK.findall(text) if name.endswith(_POLICY_WORDS) and len(name) > 6), "")
    short, number = _SHORT.search(text), _NUMBER.search(text)
    starts, ends = _FROM.search(text), _UNTIL.search(text)
    reporter = next((found[1] for line in bylines if (found := _REPORTER.search(line))), "")
    outlet = next((found[1] for line in bylines for pattern in (_OUTLET, _BEFORE_REPORTER) if (found := pattern.search(line))), "")
    return Facts(
        title or headline,
        short[1] if short else "",
        number[0] if number else "",
        tuple(dict.fromkeys(name for name in _PLACE.findall(title) if not name.endswith(_NO_PLACE)))[:3],
        _iso(starts),
        _iso(ends) if starts else "",
        outlet,
        reporter.strip(),
        next((re.sub(r"[年月/.]", "-", found[0]) for line in bylines if (found := _DATED.search(line))), ""),
    )


def _iso(found: re.Match[str] | None) -> str:
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def hints_of(segments: Sequence[Segment]) -> tuple[AwardHint, ...]:
    """The clauses that carry money, with their figures."""
    hints = []
    for one in segments:
        if one.kind != "clause":
            continue
        figures = [figure for figure in find_figures(one.text) if figure.unit in ("元", "%")]
        if not figures:
            continue
        grants = bool(_GRANT.search(one.text))
        ceilings = [f.text for f in figures if f.unit == "元" and _CEILING.search(one.text[max(0, f.start - 8) : f.start])]
        ratio = next((f.text for f in figures if f.unit == "%"), "")
        ceiling = ceilings[-1] if grants and ceilings else ""
        hints.append(AwardHint(one.key, one.title, tuple(f.text for f in figures), ratio if grants else "", ceiling))
    return tuple(hints)
