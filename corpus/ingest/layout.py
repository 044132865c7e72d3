"""The parts of a page by its structure: headline, body, the lines that say who wrote it, and a tail of foreign links.

Nothing here reads meaning from a list of words of some page: a tail is a run of link titles at the end that
shares next to no vocabulary with what stands above it. Where that is not clear the lines stay, and are listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.ingest.fluency import is_han, lexicon, narrow

Kind = Literal["blank", "headline", "body", "byline", "appendix", "tail"]
_BULLET = re.compile(r"^\s*(?:[-*•●○▪◆■►▶>»]\s*·?|·|\d{1,2}[.、)]\s*)\s*\S")
_LINK = re.compile(r"https?://|\]\(")
_INTRO = re.compile(
    r"^\s*(?:#+\s*)?[【\[]?(?:相关|延伸|推荐|热门|更多|猜你|上一篇|下一篇|热点|最新|精彩)[\u4e00-\u9fff]{0,6}[】\]]?\s*[:>]*\s*$"
)
_BYLINE = re.compile(
    r"^\s*[(]?\s*(?:来源|作者|记者|责任编辑|责编|编辑|审核|校对|通讯员|发布时间|发布日期|稿源)\s*[:]"
    r"|^\s*20\d{2}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s+(?:来源|作者|编辑|发布)\S*(?:\s\S+){0,3})?\s*$"
    r"|^\s*[^\s,。;:]{0,16}\s?(?:记者|通讯员)\s*[:]?\s*\S{2,4}(?:\s+\S{2,12}){0,5}\s*[)]?\s*$"
)
_APPENDIX = re.compile(r"^\s*附(?:件|录|表)?\s*\d*\s*[:]")
_ENDS = "。!?;…”』」"
_LEAST_TITLES, _FOREIGN, _UNSURE = 3, 0.30, 0.45  # lines of a tail; share of its words that the body has, at most


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page with its part; `start` to `end` takes in the line break."""

    start: int
    end: int
    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a page; `unsure` are tail-like lines that were kept."""

    lines: tuple[Line, ...]
    unsure: tuple[Line, ...] = ()

    def of(self, *kinds: Kind) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind in kinds)

    @property
    def headline(self) -> str:
        return next((line.text for line in self.lines if line.kind == "headline"), "")


def lay_out(text: str) -> Layout:
    """The layout of a page."""
    raw: list[Line] = []
    place = 0
    for whole in text.splitlines(keepends=True):
        stripped = whole.strip()
        kind: Kind = "body" if stripped else "blank"
        raw.append(Line(place, place + len(whole), stripped, kind))
        place += len(whole)
    filled = [index for index, line in enumerate(raw) if line.kind == "body"]
    kinds = {index: _own_kind(raw[index].text) for index in filled}
    if len(filled) > 1 and _is_headline(raw[filled[0]].text):
        kinds[filled[0]] = "headline"
    tail, unsure = _tail(raw, filled, kinds)
    for index in tail:
        kinds[index] = "tail"
    lines = tuple(Line(line.start, line.end, line.text, kinds.get(index, line.kind)) for index, line in enumerate(raw))
    return Layout(lines, tuple(lines[index] for index in unsure))


def _own_kind(line: str) -> Kind:
    plain = narrow(line)
    if _APPENDIX.match(plain):
        return "appendix"
    return "byline" if _BYLINE.match(plain) and len(plain) <= 60 else "body"


def _is_headline(line: str) -> bool:
    plain = line.lstrip("# ").strip()
    return 4 <= len(plain) <= 80 and not plain.endswith(("。", ";", "；"))


def _tail(raw: list[Line], filled: list[int], kinds: dict[int, Kind]) -> tuple[list[int], list[int]]:
    """Indexes of the lines of a foreign tail, and of lines that look like one and were kept."""
    titles: list[int] = []
    for index in reversed(filled):
        line = raw[index].text
        if kinds[index] != "body" or not (_title_like(line) or _INTRO.match(narrow(line))):
            break
        titles.append(index)
    titles.reverse()
    listed = [index for index in titles if _BULLET.match(raw[index].text) or _LINK.search(raw[index].text)]
    if listed and len(listed) >= len(titles) / 2:
        titles = titles[titles.index(listed[0]) :]
        if titles[0] - 1 in kinds and _INTRO.match(narrow(raw[titles[0] - 1].text)):
            titles.insert(0, titles[0] - 1)
    elif any(_INTRO.match(narrow(raw[index].text)) for index in titles):
        first = next(index for index in titles if _INTRO.match(narrow(raw[index].text)))
        titles = titles[titles.index(first) :]
    else:
        return [], []
    real = [index for index in titles if not _INTRO.match(narrow(raw[index].text))]
    if len(real) < _LEAST_TITLES:
        return [], real
    body = words(" ".join(raw[index].text for index in filled if index not in titles))
    shares = [_shared(raw[index].text, body) for index in real]
    whole = sum(shares) / len(shares)
    if whole <= _FOREIGN:
        return titles, []
    return [], (real if whole <= _UNSURE else [])


def _title_like(line: str) -> bool:
    plain = line.strip()
    return 4 <= len(plain) <= 90 and not narrow(plain).endswith(tuple("。;:,、"))


def _shared(line: str, body: set[str]) -> float:
    """Share of the line's words that the body has."""
    own = words(line)
    return len(own & body) / len(own) if own else 0.0


def words(text: str) -> set[str]:
    """Words of two characters or more, by longest match; very common ones say nothing and are left out."""
    known = lexicon().words
    found: set[str] = set()
    for run in re.findall(r"[\u4e00-\u9fff]+", text):
        place = 0
        while place < len(run):
            size = next((s for s in range(min(6, len(run) - place), 1, -1) if run[place : place + s] in known), 1)
            word = run[place : place + size]
            if size > 1 and is_han(word):
                found.add(word)
            place += size
    return found
