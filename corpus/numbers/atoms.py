"""Every quantity of a text, one after another, each with its own kind and unit.

Its neighbourhood is read by `series`, `relation` and `period`.

A trigger finds the characters where a quantity can start; what starts there is tried in one order: words that only look
like numbers, ordinals, shares in words, currencies, dates, numbers. Text is expected as `corpus.text.normalise` leaves it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from corpus.numbers import english, lexicon
from corpus.numbers.atom import Atom, decimal, money, percent
from corpus.numbers.classify import classify
from corpus.numbers.dates import MONTH_NAMES, Date, read_date, read_month_name
from corpus.numbers.numerals import DIGITS, read_number
from corpus.numbers.skip import skip

_START = re.compile(
    r"[0-9¥$€£₩〔零〇○一二三四五六七八九十百千万亿两俩仨幺廿卅壹贰叁肆伍陆柒捌玖参拾佰仟貳叄陸半几数第首全翻对]"
    r"|\.\d|\([\d一二三四五六七八九十]|[头次个人好大][一年把民几半]|(?:美[元金]|港[币元]|[欧日]元|英镑)(?=[ ]?[\d一二两三四五六七八九十])"
    rf"|(?<![A-Za-z0-9_])(?=[A-Za-z_])(?:(?i:{lexicon.PREFIX_CODES}|first|second|third|fourth|fifth|year (?=one|two|three|four|five|\d))"
    rf"|[A-Za-z_][A-Za-z0-9_]*[-.]?\d|{english.START}|{MONTH_NAMES})"
)
_NUMERAL_RUN = re.compile("[零〇○一二三四五六七八九十百千万亿两俩仨幺壹贰叁肆伍陆柒捌玖]+|[0-9,.]+")
_HALF = Decimal("0.5")

_WORD_PARTS = re.compile("(百|千|万)分之")
_HALF_THING = re.compile("半个?(年|月|季度|小时|天(?!河)|成)(?!来)")
_HALVES = re.compile("一大?半|对半|半数|half(?= (?:of|the|our|my))", re.IGNORECASE)
_DOUBLE = re.compile("翻一番|翻番|翻倍|翻了?([两一二三四])番|翻了?一倍")
_FULL = re.compile("全额|全款")
_ORDINAL = re.compile(
    r"第\s?(\d{1,4}|[零〇一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]{1,5})(?:\s?[-—~至到、和]\s?第?(\d{1,4}|[一二三四五六七八九十]{1,3}))?"
    r"\s?(个年头|年度|年|批次|批|次|家|名|档|类|个|项|条|款|轮|期|季度|天|章|节|号|版|届)?"
)
_NEIGHBOURS = re.compile("一二|二三|三四|四五|五六")  # 第三四季度
_QUARTER = re.compile("([一二三四])季度?(?!节)")
_ORDINAL_WORD = re.compile("(?:头一|首)(年|批|次|个|家|笔|期|轮)|(次)(年)|(二)(次|批)(?!元)")
_YEAR_EN = re.compile(r"(?:year |(?:year|yr\.? ?|y-?)(?=\d))(?:(one|two|three|four|five)|([1-9]))(?![A-Za-z0-9%]|[.,]\d)", re.IGNORECASE)
_FISCAL = re.compile(r"fy ?'?(20\d\d|[23]\d)(?!\d)(?:财年|年度|年)?", re.IGNORECASE)
_ORDINAL_EN = re.compile(
    r"(?:(first|second|third|fourth|fifth)|(\d{1,2})(?:st|nd|rd|th))(?![A-Za-z])(?: (year|batch|time|call|round)(?![a-z]))?", re.IGNORECASE
)
_ORDINAL_UNITS = {"个年头": "年", "年度": "年", "批次": "批"}
_EN_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_EN_ORDINAL_MEASURES = {"year": "年", "batch": "批", "call": "批", "time": "次", "round": "轮"}


def read_atoms(text: str) -> list[Atom]:
    """All quantities of a normalised text, in order, none overlapping."""
    atoms: list[Atom] = []
    position = 0
    while match := _START.search(text, position):
        start = match.start()
        atom, position = _read(text, start)
        if atom is not None:
            atoms.append(atom)
            position = atom.end
        position = max(position, start + 1)
    return atoms


def _read(text: str, start: int) -> tuple[Atom | None, int]:
    """What starts here, and where to go on."""
    c = text[start]
    if c in "¥$€£₩人美港欧日英" or (c.isascii() and c.isalpha()):
        found = _foreign(text, start)
    elif c in "0123456789.":
        found = _arabic(text, start)
    else:
        found = _han(text, start)
    return found if found is not None else _number(text, start)


def _foreign(text: str, start: int) -> tuple[Atom | None, int] | None:
    """A currency before its amount, an English date, ordinal or half, a name with digits."""
    if prefix := lexicon.PREFIX.match(text, start):
        number = read_number(text, prefix.end()) or english.read_words(text, prefix.end())
        if number is None:
            return None, prefix.end()
        atom = money(text, number, lexicon.CURRENCY_OF[prefix[0].strip(" :").lower()])
        atom.start = start
        return atom, atom.end
    if date := read_month_name(text, start):
        return _date(date), date.end
    if match := _YEAR_EN.match(text, start):
        return _ordinal(start, match.end(), Decimal(_EN_ORDINALS.get((match[1] or "").lower()) or match[2]), "年"), match.end()
    if match := _FISCAL.match(text, start):
        year = int(match[1]) % 100 + 2000
        return _date(Date(start, match.end(), year)), match.end()
    if end := skip(text, start):
        return None, end
    if match := _ORDINAL_EN.match(text, start):
        measure = _EN_ORDINAL_MEASURES.get((match[3] or "").lower(), "")
        return _ordinal(start, match.end(), Decimal(_EN_ORDINALS[match[1].lower()]), measure), match.end()
    if match := _HALVES.match(text, start):
        return _share(start, match.end(), Fraction(1, 2)), match.end()
    return None


def _arabic(text: str, start: int) -> tuple[Atom | None, int] | None:
    if end := skip(text, start):
        return None, end
    if date := read_date(text, start):
        return _date(date), date.end
    if (match := _ORDINAL_EN.match(text, start)) and match[2]:
        return _ordinal(start, match.end(), Decimal(match[2]), _EN_ORDINAL_MEASURES.get((match[3] or "").lower(), "")), match.end()
    return None


def _han(text: str, start: int) -> tuple[Atom | None, int] | None:
    if match := _ORDINAL_WORD.match(text, start):
        return _ordinal(start, match.end(), Decimal(2 if match[2] or match[4] else 1), match[1] or match[3] or match[5]), match.end()
    if match := _HALVES.match(text, start):
        return _share(start, match.end(), Fraction(1, 2)), match.end()
    if end := skip(text, start):
        return None, end
    c = text[start]
    if c == "第":
        if match := _ORDINAL.match(text, start):
            first, last = (match[1][0], match[1][1]) if _NEIGHBOURS.fullmatch(match[1]) else (match[1], match[2] or match[1])
            atom = _ordinal(start, match.end(), _plain(first), _ORDINAL_UNITS.get(match[3], match[3]) or "")
            atom.high = _plain(last)
            return atom, match.end()
        return None, start + 1
    if c in "百千万" and (match := _WORD_PARTS.match(text, start)) and (number := read_number(text, match.end())):
        return percent(number, number.end, Fraction(1, {"百": 100, "千": 1000, "万": 10000}[match[1]]), start), number.end
    if text.startswith("百分百", start):
        return _share(start, start + 3, Fraction(1)), start + 3
    if c == "半" and text[start + 1 : start + 2] == "年" and start and text[start - 1] in "上下前后":
        return None, start + 2  # 上半年
    if match := _QUARTER.match(text, start):
        return _ordinal(start, match.end(), _plain(match[1]), "季度"), match.end()
    if c == "半" and (match := _HALF_THING.match(text, start)):
        if match[1] == "成":
            return _share(start, match.end(), Fraction(1, 20)), match.end()
        unit = "个月" if match[1] == "月" else match[1]
        return Atom(start, match.end(), "duration", _HALF, _HALF, unit, unit), match.end()
    if c == "翻" and (match := _DOUBLE.match(text, start)):
        value = Decimal(2) ** (int(_plain(match[1])) if match[1] else 1)
        return Atom(start, match.end(), "multiple", value, value, "倍", "倍"), match.end()
    if c == "全" and (match := _FULL.match(text, start)):
        return _share(start, match.end(), Fraction(1)), match.end()
    if (c in DIGITS or c in "十廿") and (date := read_date(text, start)):
        return _date(date), date.end
    return None


def _number(text: str, start: int) -> tuple[Atom | None, int]:
    number = english.read_words(text, start) if text[start].isascii() and text[start].isalpha() else read_number(text, start)
    if number is None:
        run = _NUMERAL_RUN.match(text, start)
        return None, run.end() if run and run.end() - start > 15 else start + 1
    return classify(text, number)


def _plain(text: str) -> Decimal:
    """The value of a numeral; zero for characters that make none (第零百)."""
    if text.isdecimal():
        return Decimal(text)
    number = read_number(text, 0)
    return Decimal(0) if number is None else number.low


def _ordinal(start: int, end: int, value: Decimal, measure: str) -> Atom:
    return Atom(start, end, "ordinal", value, value, measure, measure)


def _date(date: Date) -> Atom:
    kind = "date" if date.month else "year"
    return Atom(date.start, date.end, kind, Decimal(date.year), Decimal(date.year), "年" if kind == "year" else "date", date=date.iso())


def _share(start: int, end: int, share: Fraction) -> Atom:
    value = decimal(share * 100)
    return Atom(start, end, "percent", value, value, "%", fraction=share)
