"""Figures in a text, normalised so that one figure written two ways is equal. Judging's own reader, shared with nobody.

A figure is an amount, a percentage, a date, a duration, or a count with a measure word, in digits or in Chinese or
English number words. 130万元 = 130萬元 = 1,300,000元 = 一百三十万元 = RMB 1.3 million; 五成 = 50%, 八折 = 80%; 2024年7月2日 =
2024-07-02 = July 2, 2024. Ordinals, clause ids, document numbers, list numbers, 一次性 and 单家 are no figures.
A figure counts as a whole: 20万元 does not occur in 120万元.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from eval import dates
from eval.numerals import NUMBER, read

_VARIANTS = str.maketrans("萬億圓個兩貳陸參劃項幣條點類種檔戶倆", "万亿元个两贰陆叁划项币条点类种档户俩")
_CIRCLED = re.compile(r"[\u2460-\u24ff\u2776-\u2793\u3200-\u32ff]")
_WIDE_THOUSANDS = re.compile(r"[０-９]{1,3}(?:，[０-９]{3})+(?![０-９])")
_NO_FIGURES = re.compile(
    r"https?://\S+"
    r"|[A-Za-z][A-Za-z0-9_-]*(?:/[A-Za-z][A-Za-z0-9_-]*)+"  # clause ids
    r"|[A-Za-z]+(?:-[A-Za-z0-9]+)*-\d{4}(?:-[a-z]+)*"  # source ids
    r"|[\u4e00-\u9fff]*[〔\[【(]\d{4}[〕\]】)][ \t]*(?:第[ \t]*)?\d+[ \t]*号|\bNo\.? ?\d+\b"  # document numbers
    r"|\[\^?\d{1,3}\]"  # footnotes
    r"|(?m:^[ \t]*[#>*+-]*[ \t]*\d{1,2}[.、)][ \t]*(?!\d))|[(（]\d{1,2}[)）](?=[ \t]*[^ \t万亿元%])"  # list numbers
    r"|(?<![\d.])\d{1,2}:\d{1,2}(?![\d])"  # 1:1, 9:30
)
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b")
_NTH = re.compile(r"\b(?:year|batch|tier|case|step|call|article|item)[ \t]+$", re.IGNORECASE)  # year 1
_MORE_THAN = re.compile(r"(?<=[\d十百千万亿])[多余来](?=[百千万亿元块个家名人项年种次台条%])")
_FOREIGN = {
    "美元": "美元", "美金": "美元", "usd": "美元", "us$": "美元", "$": "美元", "港元": "港元", "港币": "港元", "hk$": "港元",
    "hkd": "港元", "欧元": "欧元", "eur": "欧元", "€": "欧元", "日元": "日元", "英镑": "英镑",
}  # fmt: skip
_PREFIX = re.compile(r"(?:(rmb|cny|[¥￥]|人民币)|(hk\$|us\$|usd|hkd|eur|[$€]))[ \t]*$", re.IGNORECASE)
_UNIT = re.compile(
    r"[ \t]*(?:(?P<foreign>美元|美金|港元|港币|欧元|日元|英镑|(?:usd|hkd|eur)\b(?![ \t]*\d))"
    r"|(?P<point>个百分点|percentage points?)"
    r"|(?P<percent>%|percent\b|per cent\b)"
    r"|(?P<tenths>成(?![立为功本员果交绩熟长都套就分型]))"
    r"|(?P<fold>折(?![合叠旧]))"
    r"|(?P<yuan>元|块钱?|圆|(?:rmb|cny)\b(?![ \t]*\d)|人民币(?![ \t]*\d)|yuan\b|renminbi\b)"
    r"|(?P<month>个月|个自然月|[- ]?months?\b)"
    r"|(?P<day>个?工作日|[- ]?(?:working |business )?days?\b|天|日(?![元期常后前均]))"
    r"|(?P<quarter>个?季度|[- ]?quarters?\b)"
    r"|(?P<week>个?(?:周|星期)(?![边围转期知])|[- ]?weeks?\b)"
    r"|(?P<hour>个?小时|[- ]?hours?\b)|(?P<minute>分钟|[- ]?minutes?\b)"
    r"|(?P<year>个?(?:自然|完整)?年(?!产|报)|[- ]?years?\b)"
    r"|(?P<count>平方米|平方|平米|m2|(?<![ \t])平(?![均台时常])|家|个|项|次(?!性)|人(?!民币|才|工|均)|名(?!称|录|字|义|单)"
    r"|种|类(?!似)|条|款(?!项)|批(?!次申|准|复)|台|套|件|档|所|户|位|份(?!额)|倍|期|轮|层|级|部|门|页|字|笔|张|道|步|句|段|篇)"
    r"|(?P<noun>(?:[A-Za-z]+-)?[A-Za-z][a-z]+(?![A-Za-z])))",
    re.IGNORECASE,
)
_NAME_AFTER = re.compile(r"[A-Za-z]")
_RANGE = re.compile(r"^[ \t]*(?:[-–—~～至到]|to|and)[ \t]*$", re.IGNORECASE)
_ADJACENT = re.compile(r"(?<![一二两三四五六七八九十百千万亿\d])([一二两三四五六七八])([二三四五六七八九])(?=[十百千万亿个家年成项人])")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value (Decimal as text, or an ISO date, `--07-02` without the year) and its unit.

    `weak` figures count where one is looked for, but need no origin: 一 before a measure word (an article in Chinese),
    a number word before an English noun (two ways), a bare number outside a sum.
    """

    value: str
    unit: str
    text: str
    start: int
    end: int
    weak: bool = False

    @property
    def amount(self) -> Decimal | None:
        return None if self.unit == "date" else Decimal(self.value)


def clean(text: str) -> str:
    """Width, variants of number and unit signs, and Markdown emphasis taken off; what is not text of a figure stays."""
    text = _WIDE_THOUSANDS.sub(lambda m: m[0].replace("，", ","), text)
    text = _CIRCLED.sub(" ", text.replace("，", "、").replace("**", "").replace("__", "").replace("`", ""))
    text = unicodedata.normalize("NFKC", text).translate(_VARIANTS)
    return re.sub(r"(?<=\d)[ \t]+(?=%)", "", text)


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text, in order."""
    return _scan(clean(text))


@lru_cache(maxsize=4096)
def _scan(text: str) -> tuple[Figure, ...]:
    masked = _NO_FIGURES.sub(lambda m: "\x00" * len(m[0]), text)
    found: list[Figure] = []
    for start, end, value in dates.find(masked):
        found.append(Figure(value, "date", text[start:end], start, end))
        masked = masked[:start] + "\x00" * (end - start) + masked[end:]
    masked = _MORE_THAN.sub(" ", _ORDINAL.sub(lambda m: "\x00" * len(m[0]), masked))
    masked = re.sub(r"百分之(?=[零〇一二两三四五六七八九十百点\d])", "\x01\x01\x01\x01", masked)
    pairs = {m.start(): m for m in _ADJACENT.finditer(masked)}
    sums = _sum_lines(masked)
    numbers = list(NUMBER.finditer(masked))
    for i, match in enumerate(numbers):
        if pair := pairs.get(match.start()):  # 四五百万 is 400万 to 500万
            for digit in (pair[1], pair[2]):
                if figure := _figure(masked, digit + match[0].strip()[2:], match, sums):
                    found.append(figure)
            continue
        follower = numbers[i + 1] if i + 1 < len(numbers) else None
        figure = _figure(masked, match[0], match, sums)
        if follower and (figure is None or figure.unit == "") and _RANGE.match(masked[match.end() : follower.start()]):
            figure = _first_of_range(masked, match, follower) or figure
        if figure:
            found.append(figure)
    return tuple(sorted(found, key=lambda f: f.start))


def _sum_lines(text: str) -> list[tuple[int, int]]:
    """Stretches of text that hold a sum: there a bare number is a figure that needs an origin."""
    return [m.span() for m in re.finditer(r"[^\n。;]+", text) if re.search(r"[=×÷]", m[0]) and re.search(r"\d", m[0])]


def _figure(text: str, number: str, match: re.Match[str], sums: list[tuple[int, int]]) -> Figure | None:
    start, end = match.start(), match.start() + len(match[0].rstrip())
    before, after = text[max(0, start - 12) : start], text[end : end + 40]
    if before.endswith("第") or _NTH.search(before):
        return None
    hundredths = before.endswith("\x01")
    if re.search(r"[A-Za-z_]$", before) and not _PREFIX.search(before) and number[0].isdigit():
        return None  # part of a name: A100
    value = read(number)
    if value is None:
        return None
    scaled = bool(re.search(r"[万亿]|million|billion|thousand|\d ?(?:kw|k|w|m)$|mn$|bn$", number, re.IGNORECASE))
    if hundredths:
        return Figure(_plain(value), "%", "百分之" + number, start - 4, end)
    prefix = _PREFIX.search(before)
    unit = _UNIT.match(after)
    name = unit.lastgroup if unit else None
    stop = end + (unit.end() if unit else 0)
    one = number in ("一", "one", "One")
    if prefix and name != "foreign":
        label = "元" if prefix[1] else _FOREIGN[prefix[2].lower()]
        begin = start - len(prefix[0])
        return Figure(_plain(value), label, text[begin:end], begin, stop if name == "yuan" else end)
    if unit and name not in (None, "noun"):
        return _with_unit(text, name or "", unit[0].strip(), value, number, start, stop, one)
    if scaled:
        noun = unit[0].strip() if unit and name == "noun" else ""
        if noun.lower() in _COUNTED:
            return Figure(_plain(value), noun.lower(), text[start:stop], start, stop)
        return Figure(_plain(value), "元", text[start:end], start, end)
    if number[0].isdigit() and _NAME_AFTER.match(after):
        return None  # 3D, 7B
    if unit and name == "noun" and not one and (number[0].isdigit() or number.lower().isascii()):
        if _stops_count(unit[0].strip()):
            return _bare(value, number, start, end, sums)
        weak = _year_like(number) or not number[0].isdigit()  # "two ways" is wording, "20 enterprises" is a figure
        return Figure(_plain(value), unit[0].strip().lower(), text[start:stop], start, stop, weak)
    return _bare(value, number, start, end, sums)


_NO_NOUNS = """or and of in per a an for to at is are was on by if as total each every from with but which that the than under over
after cap ceiling maximum limit this it so when would will can only pool share"""
_AFTER_AMOUNT = frozenset(_NO_NOUNS.split())
_PLURALS = "enterprises companies firms users people employees staff tokens parameters devices households visitors sqm square"
_COUNTED = frozenset(_PLURALS.split())


def _stops_count(word: str) -> bool:
    return word.lower() in _AFTER_AMOUNT


def _year_like(number: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", number))


def _bare(value: Decimal, number: str, start: int, end: int, sums: list[tuple[int, int]]) -> Figure | None:
    if not number[0].isdigit():
        spoken = len(number) > 1 and any(c in number for c in "十百千") and value > 10
        return Figure(_plain(value), "", number, start, end, weak=True) if spoken else None
    if _year_like(number):
        return Figure(number, "date", number, start, end, weak=True)
    return Figure(_plain(value), "", number, start, end, weak=not any(a <= start < b for a, b in sums))


def _with_unit(text: str, name: str, word: str, value: Decimal, number: str, start: int, stop: int, one: bool) -> Figure | None:
    half = text[stop : stop + 1] == "半"
    shown = text[start:stop]
    if name in ("percent", "point"):
        return Figure(_plain(value), "%", shown, start, stop)
    if name == "tenths":
        return Figure(_plain(value * 10 + (5 if half else 0)), "%", shown, start, stop + half)
    if name == "fold":
        return Figure(_plain(value * 10 if value < 10 else value), "%", shown, start, stop)
    if name == "yuan":
        return Figure(_plain(value), "元", shown, start, stop)
    if name == "foreign":
        return Figure(_plain(value), _FOREIGN[word.lower()], shown, start, stop)
    if name == "count":
        return Figure(_plain(value), "平方米" if word in ("m2", "平", "平方", "平米") else word, shown, start, stop, weak=one)
    label = {"year": "年", "month": "月", "day": "天", "quarter": "季度", "week": "周", "hour": "小时", "minute": "分钟"}[name]
    if half and name == "year":
        value, stop = value + Decimal("0.5"), stop + 1
    return Figure(_plain(value), label, shown, start, stop, weak=one)


def _first_of_range(text: str, first: re.Match[str], second: re.Match[str]) -> Figure | None:
    """40 of 40-50万元 takes the scale and the unit of 50万元; 30 of 30-50% the sign."""
    if re.search(r"[万亿]", first[0]):
        return None
    tail = _figure(text, second[0], second, [])
    scale = re.search(r"[十百千]?[万亿]+$", second[0].strip())
    value = read(first[0] + (scale[0] if scale else ""))
    if tail is None or value is None or tail.unit == "date":
        return None
    if tail.unit == "%" and "成" in tail.text:
        value *= 10
    return Figure(_plain(value), tail.unit, first[0], first.start(), first.end(), weak=tail.weak)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_KINDS = {"元", "%", "date", "年", "月", "天", "季度", "周", "小时", "分钟", "美元", "港元", "欧元", "日元", "英镑", ""}


def same(a: Figure, b: Figure) -> bool:
    """Whether two figures are one figure: same value, same kind. Measure words of counts (家, 个, enterprises) are one kind."""
    if a.value != b.value:
        return False
    return a.unit == b.unit or (a.unit not in _KINDS and b.unit not in _KINDS)


def occurs(wanted: str, text: str) -> bool:
    """Whether the wanted figure occurs in the text as a whole. A wanted string with no figure in it is looked for as text."""
    targets = figures(wanted)
    if not targets:
        return bool(squash(wanted)) and squash(wanted) in squash(text)
    present = figures(text)
    return all(any(same(target, figure) for figure in present) for target in targets)


def phrase_occurs(phrase: str, text: str) -> bool:
    """Whether a phrase occurs, its figures as whole figures: 2600000元奖励 is in 「260万元奖励」 and not in 「12600000元奖励」."""
    wanted = clean(phrase)
    only = [f for f in _scan(wanted) if f.start == 0 and f.end == len(wanted)]
    if only:
        return occurs(phrase, text)
    return _canonical(phrase) in _canonical(text)


def _canonical(text: str) -> str:
    cleaned = clean(text)
    parts, at = [], 0
    for figure in _scan(cleaned):
        if figure.start < at or figure.unit == "":
            continue
        parts += [cleaned[at : figure.start], f"⟦{figure.value}{figure.unit if figure.unit in _KINDS else ''}⟧"]
        at = figure.end
    return squash("".join(parts) + cleaned[at:])


def squash(text: str) -> str:
    """Width, case and blanks taken off: how `mentions` compares."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
