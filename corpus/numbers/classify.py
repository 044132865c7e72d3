"""What kind of quantity a number is, by what follows it: percentage, count, area, duration, amount, year, or a bare number."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from corpus.numbers import lexicon
from corpus.numbers.atom import Atom, decimal, money, percent
from corpus.numbers.number import Number
from corpus.numbers.numerals import DIGITS, WAN, read_number
from corpus.numbers.skip import after_name

_PARTS = re.compile("[ ]?分之")
_SLASH_PART = re.compile(r"/(\d{1,3})(?![\d/年月.-])")
_EN_PART = re.compile(r"[ -](third|quarter|fifth|tenth)s?(?![A-Za-z])", re.IGNORECASE)
_EN_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_MODIFIER = re.compile("[ ]?([多余来几把])(?!少|大|久|次[报申]|长|高|[拿补领得报奖返给攞]到?(?:多少|几多|几万|几个|几钱|[吗不]))")
_HALF_AFTER = re.compile("半(?!价|数)")
_HALF_THING = re.compile("半(月|季度|小时)")
_IMPLIED_BEFORE = re.compile("(?:上|近|过|超|破|达|成|约|小|大|逾|乎|到|够|满|有|奖|补|拿|亏|赚|给|是|花|投|数)$")
_IMPLIED_AFTER = re.compile("[ ]?(?:级|元|块|以上|以下|左右|营收|收入|规模|出头)")
_IMPLIED_END = re.compile("[ ]?(?:补贴|奖励|的|[,。?]|$|吗|吧|呢)")
_RANGE_FOLLOWS = re.compile(
    "[ ]?[-~至到—、][ ]?[一二三四五六七八九十两]|(?: to |-| or )(?:\\d|one|two|three|four|five|six|seven|eight|nine|ten)", re.IGNORECASE
)
_LONGEST = 1000  # years that nothing lasts
_TOKEN = re.compile(r"[A-Za-z0-9_.-]+")
_YEAR_AFTER = re.compile(
    "[ ]?(?:营收|收入|主营|租|房租|全年|每年|这年|那年|当年|上半年|下半年"
    r"|我们|公司|,?营|花|投|付|交|掏|砸|烧|用掉|用了|支出|实付|优化|训练|算力|推广|Q[1-4]"
    r"|[:=][ ]?(?:RMB|¥)?[ ]?\d[\d.,]*[ ]?[万亿wW])"
)
_YEAR_BEFORE_EN = re.compile(r"\b(?:in|of|by|since|from|year|for|fy|the|our|its)[ ]$", re.IGNORECASE)


def classify(text: str, number: Number) -> tuple[Atom | None, int]:
    """The quantity this number makes with what follows it, and where to go on."""
    start, end = number.start, number.end
    atom = _share(text, number)
    if atom is not None:
        return atom, atom.end
    after = end
    if (modifier := _MODIFIER.match(text, end)) and _has_unit(text, modifier.end()):
        after = modifier.end()
        if number.relation == "exact":
            number.relation = "about" if modifier[1] in "来把" else "at_least"
    if _is_year(text, number):
        return Atom(start, end, "year", number.low, number.high, "年", date=number.digits), end
    if number.implied and end - start == 1 and text[start] in "万亿" and not modifier and not _implied_amount(text, start, end):
        return None, end
    atom = _measured(text, number, after)
    if atom is not None:
        return atom, atom.end
    if number.scale > 1:
        if number.implied and not _implied_amount(text, start, end):
            return None, end
        return money(text, number), end
    lonely_ten = number.low == 10 and not number.arabic and end - start == 1 and not _alone(text, start, end)
    if lonely_ten or (number.implied and number.low in (100, 1000)):
        return None, end
    return _bare(text, number)


def _has_unit(text: str, at: int) -> bool:
    return bool(lexicon.MONEY.match(text, at) or lexicon.AREA.match(text, at) or lexicon.read_measure(text, at))


def _share(text: str, number: Number) -> Atom | None:
    """百分之, 三分之一, 1/3, %, 成, 折."""
    start, end = number.start, number.end
    if match := lexicon.PERCENT.match(text, end):
        return percent(number, match.end(), Fraction(1, 100))
    share, stop = None, end
    if number.arabic:
        if number.plain and (match := _SLASH_PART.match(text, end)) and 0 < number.low < int(match[1]) <= 100:
            share, stop = Fraction(int(number.low), int(match[1])), match.end()
    elif match := _EN_PART.match(text, end):
        share, stop = Fraction(number.low) / _EN_PARTS[match[1].lower()], match.end()
    if share is None and number.low and (match := _PARTS.match(text, end)) and (over := read_number(text, match.end())):
        share, stop = Fraction(over.low) / Fraction(number.low), over.end
    if share is not None:
        value = decimal(share * 100)
        return Atom(start, stop, "percent", value, value, "%", fraction=share)
    if number.scale > 1 or number.high >= 100:
        return None
    if number.high <= 10 and (match := lexicon.TENTHS.match(text, end)):
        atom = percent(number, match.end(), Fraction(1, 10))
        if match[1]:
            extra = Decimal(5) if match[1] == "半" else Decimal(DIGITS[match[1]])
            atom.low, atom.high = atom.low + extra, atom.high + extra
            atom.fraction = Fraction(atom.low) / 100
        return atom
    if match := lexicon.DISCOUNT.match(text, end):
        return percent(number, match.end(), Fraction(1, 10) if number.high < 10 else Fraction(1, 100))
    return None


def _measured(text: str, number: Number, after: int) -> Atom | None:
    """倍, ㎡, 元, 家, 年 …"""
    if match := lexicon.TIMES.match(text, after):
        return _counted(number, "multiple", match.end(), "倍")
    paid = lexicon.MONEY.match(text, after)
    if number.scale >= 1000 and not paid and (match := lexicon.SCALED_COUNT.match(text, after)):
        unit = match[0].strip().removeprefix("个")
        if unit == "平" and (match[0][0] == " " or lexicon.AREA.match(text, after) is None):
            return None  # 280万 平审过了
        return _counted(number, "area", match.end(), "㎡") if unit == "平" else _counted(number, "count", match.end(), unit)
    if (number.scale == 1 or text[after : after + 1] != " ") and (match := lexicon.AREA.match(text, after)):
        return _counted(number, "area", match.end(), "㎡")
    if paid:
        number.end = after
        return money(text, number)
    if number.scale > 1 and number.low >= 10 * WAN:
        return None
    found = lexicon.read_measure(text, after)
    if found is None:
        if text.startswith("个半", after) and (half := _HALF_THING.match(text, after + 1)):  # 两个半月
            unit = "个月" if half[1] == "月" else half[1]
            number.low, number.high = number.low + Decimal("0.5"), number.high + Decimal("0.5")
            return _counted(number, "duration", half.end(), unit)
        return None
    end, kind, unit = found
    if unit == "年" and number.low >= _LONGEST:
        return None  # 每月92000 年营收3亿: the next word's 年
    if unit == "个" and (half := _HALF_THING.match(text, end)):
        number.low, number.high = number.low + Decimal("0.5"), number.high + Decimal("0.5")
        return _counted(number, "duration", half.end(), "个月" if half[1] == "月" else half[1])
    if kind == "duration" and number.low == number.high and (half := _HALF_AFTER.match(text, end)):
        number.low = number.high = number.low + Decimal("0.5")
        end = half.end()
    return _counted(number, kind, end, unit)


def _counted(number: Number, kind: str, end: int, unit: str) -> Atom:
    return Atom(number.start, end, kind, number.low, number.high, unit, unit, relation=number.relation, vague=number.vague, number=number)


def _implied_amount(text: str, start: int, end: int) -> bool:
    """百万 and longer are amounts without a digit; 千万, 亿 and 万 only beside a word that measures."""
    word = text[start:end]
    if start and text[start - 1] in "少几_(:位":
        return False  # 多少亿, (亿元), 单位:万元
    if word == "万":
        return text[max(0, start - 1) : start] in ("上", "过", "破", "近") and start > 0
    if word.startswith("百") or len(word) > 2:
        return True
    before = _IMPLIED_BEFORE.search(text[max(0, start - 2) : start])
    return bool(before or _IMPLIED_AFTER.match(text, end) or (start and _IMPLIED_END.match(text, end)))


def _is_small_word(number: Number) -> bool:
    return len(number.digits) <= 1 and not number.units and number.high <= 12


def _alone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if after == " " and text[start].isascii():
        return False  # one line each
    return (not before or before in " ,。;:!?、=是为到按\n") and (not after or after in " ,。;!?、吧呢呀啊了\n")


def _bare(text: str, number: Number) -> tuple[Atom | None, int]:
    """A number with nothing behind it: kept for a pending question, unless it is a name, an id or a word."""
    start, end = number.start, number.end
    after = text[end : end + 1]
    if number.arabic:
        if after == "_" or (after.isascii() and after.isalpha()):
            token = _TOKEN.match(text, end)
            return None, token.end() if token else end
        if after_name(text, start) or len(number.digits.replace(",", "")) > 12:
            return None, end
        if after == "号" or (after == "." and text[end + 1 : end + 2] == " "):
            return _counted(number, "ordinal", end, ""), end
    elif _is_small_word(number) and not (_alone(text, start, end) or _RANGE_FOLLOWS.match(text, end)):
        return None, end  # 二, 三: inside a word
    return _counted(number, "bare", end, ""), end


def _is_year(text: str, number: Number) -> bool:
    """2023营收, 成立于2022, in 2024, the 2024 Rules: a year without 年."""
    if not (number.arabic and number.plain and len(number.digits) == 4 and 2010 <= number.low <= 2035):
        return False
    start, end = number.start, number.end
    before = text[max(0, start - 1) : start]
    if _YEAR_AFTER.match(text, end) and (not before or before in " ,、。;我们在于从司:(|/\n"):
        return True
    if before in ("于", "自", "从", "在") and (end == len(text) or text[end] in " ,。;至到"):
        return True
    return _YEAR_BEFORE_EN.search(text[max(0, start - 6) : start]) is not None
