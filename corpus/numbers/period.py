"""Per what an amount is paid: 每月8万, 月租10万, 8万一个月, 100元/平/月, 一天3块一平, RMB 80,000 per month."""

from __future__ import annotations

import re

from corpus.numbers.atom import Atom

_LOOK = 22  # characters looked at before an amount
_NEAR = 12  # quantities looked at before an amount
_AREA = "平方?米?|平方|㎡|m2|方"
_BEFORE = re.compile(
    f"(?P<area>[每按]一?个?(?:{_AREA})|一(?:{_AREA})|单价|(?:{_AREA})均|per (?:sqm|square met(?:er|re)))"
    "|(?P<month>每个?月|月月|(?<!第)一个?月|(?<!个)月(?:租金?|均|供|费|成本|房租)|(?<![个\\d一二三四五六七八九十])月[付缴交]"
    "|按月|单月|monthly|per month|a month)"
    "|(?P<quarter>每个?季度?|(?<!第)一个?季度?|(?<![一二三四两几\\d个])季度|季(?:租金?|付|缴|均)|按季|quarterly|per quarter)"
    "|(?P<year>每一?年|(?<![第头])一整?年|(?<![今去前明后本当首头上下一二两三四五六七八九十\\d半几来])"
    "年(?:租金?|均|付|缴|化|度?租金|费|房租|营收|收入|营业额)"
    "|全年|按年|整年|annual(?:ly)?|yearly|per year|a year)"
    "|(?P<day>每一?[天日]|(?<!第)一[天日]|日(?:租金?|均)|按[天日]|daily|per day)"
    "|(?P<each>每一?(?:家|人|名|位|项|个(?!季|月|星)|台|张|件|款|篇|套|间|所)|人均|户均|单台|单个|(?<![a-z])each)",
    re.IGNORECASE,
)
_BEFORE_MAY = frozenset("每月季年天日平方米㎡价均单个人户eyE")  # one of these must stand in the window
_AFTER = re.compile(
    "(?:[ ]?(?:钱|左右|上下|以上))?[ ]?(?:(?:[/每一·]|per[ ]|a[ ])[ ]?个?[ ]?(?:"
    "(?P<area>平方米|平方|平米|平(?!均)|㎡|m2|sqm|square met(?:er|re)|方)|(?P<month>月|month|mo\\b|m(?![a-z0-9]))"
    "|(?P<quarter>季度?|quarter)"
    "|(?P<year>年(?!度?营|度?收)|year|yr|annum)|(?P<day>天|日|day|d(?![a-z]))|(?P<each>家|人|名|位|项|个|台|张|件|款|篇|套|卡))(?!\\d)"
    "|(?P<month2>monthly)|(?P<year2>annually|yearly|p\\.?a\\.?(?![a-z])))",
    re.IGNORECASE,
)
_NEXT_AMOUNT = re.compile("(?:[\\d零二两三四五六七八九十百千租营收]|一(?!个?月|[天日平年季方])|大约?|约|近|超|不到)")
_CLAUSE_BREAK = re.compile("[,。;!?、\n]")
_ONE = ("count", "duration", "area", "ordinal")


def set_periods(text: str, atoms: list[Atom]) -> list[Atom]:
    """Set `per` of amounts and bare numbers; drops the 一个月 or 一平 that only says so."""
    used: set[int] = set()
    for index, atom in enumerate(atoms):
        if atom.kind not in ("amount", "bare"):
            continue
        words = _words_after(text, atom, index, atoms, used)
        if not {"month", "area"} <= words:
            before = _words_before(text, atom, index, atoms, used)
            if words - {"area"} and before - {"area"}:
                before &= {"area", "each"}  # the period right behind the amount wins
            words |= before
        if said := _name(words):
            atom.per = said
            if atom.kind == "bare" and "area" in said:
                atom.kind, atom.unit, atom.currency = "amount", "元", "CNY"
    return [atom for index, atom in enumerate(atoms) if index not in used]


def _name(words: set[str]) -> str:
    if "area" in words:
        return next((f"area_{period}" for period in ("month", "day", "quarter", "year") if period in words), "area")
    return next((word for word in ("day", "month", "quarter", "year", "each") if word in words), "")


def _words_after(text: str, atom: Atom, index: int, atoms: list[Atom], used: set[int]) -> set[str]:
    """元/平/月, 8万一个月, 80一平: the words right behind; the quantity is extended over them."""
    words: set[str] = set()
    while len(words) < 2 and (match := _AFTER.match(text, atom.end)) and not _NEXT_AMOUNT.match(text, match.end()):
        words.add((match.lastgroup or "").rstrip("2"))
        for other in range(index + 1, min(index + 4, len(atoms))):
            if atom.end <= atoms[other].start < match.end():
                used.add(other)
        atom.end = match.end()
    return words


def _words_before(text: str, atom: Atom, index: int, atoms: list[Atom], used: set[int]) -> set[str]:
    """每平米每月80, 一个月租金大概8万: words before, in the same clause and after the last amount."""
    floor = max(0, atom.start - _LOOK)
    for other in reversed(atoms[max(0, index - _NEAR) : index]):
        passed = other.kind in ("ordinal", "multiple", "count", "duration") or (other.kind == "bare" and not other.per)
        if not passed and not (other.kind == "area" and other.low == 1):
            floor = max(floor, other.end)
            break
    window = text[floor : atom.start]
    if _BEFORE_MAY.isdisjoint(window):
        return set()
    for pause in _CLAUSE_BREAK.finditer(text, floor, atom.start):
        floor = pause.end()
    words: set[str] = set()
    for match in _BEFORE.finditer(text[floor : atom.start]):
        words.add(match.lastgroup or "")
        for position in range(max(0, index - _NEAR), index):
            other = atoms[position]
            if other.low == 1 and other.kind in _ONE and match.start() <= other.start - floor < match.end():
                used.add(position)
    return words
