"""What a quantity can be: periods and currencies beside it, lists it belongs to, and whether it fits an input at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.understand.gaps import missing
from assistant.understand.scan import Scan
from corpus.amounts import Quantity
from corpus.model import Input

_CURRENCIES = {
    "港币": "HKD",
    "港元": "HKD",
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
    "hkd": "HKD",
    "usd": "USD",
    "eur": "EUR",
}
_PAID_TIMES = re.compile(r"(?:付|交|缴)了?([两二三四六]|\d)次")
_PAYMENTS = re.compile(r"(?:一年|全年|每年|年)(?:分)?([两二三四六234612])(?:次|期|笔)?(?:付|交|缴|给)?")
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "六": 6}


_NAMED_QUARTER = re.compile("(?:[二三四2-4]季度|q[2-4])")


_JANUARY = re.compile("(?<!每)(?<!第)一月份?(?:花|付|投|交|用|给|打)?了?$")
_NAMED_MONTH = re.compile("(?<!\\d)(?:[2-9]|1[0-2]|[二三四五六七八九十]|十[一二])月份?(?!租)")
_MONTH_NUMBERS = frozenset("0123456789一二三四五六七八九十")
_EACH_TIME = re.compile("(?:每次|每回|每期|每笔|每付|一次|一期|一回|一付)(?:要|得|都|就)?(?:付|交|给|打|缴|掏)?(?:是|了)?$")
_PACES = {"half_yearly": "half", "quarterly": "quarter", "monthly": "month"}
"""How often is paid: 房租半年一交,每次36万."""


def payments(text: str) -> int:
    """一年两付, 每年分四次交: how many payments make the year; 0 where none is said."""
    found = _PAID_TIMES.search(text) or _PAYMENTS.search(text)
    return (_COUNTS.get(found[1]) or int(found[1])) if (found and found[1] in _COUNTS) or (found and found[1].isdigit()) else 0


_A_YEAR, _THAT_YEARS = re.compile("20[1-4][0-9]"), re.compile("(?:的)?(?:那|这)(?:一)?(?:[笔年个项份]|边|块)")


def names_year(q: Quantity, text: str) -> bool:
    """2026那笔: a year without the word."""
    return q.kind == "bare" and _A_YEAR.fullmatch(q.text) is not None and _THAT_YEARS.match(text, q.end) is not None


_ASKS_HOW_MANY = re.compile(r"(?:多|少|差|补|拿|给|得|返|奖|领|退|省|攞|多出|少掉)$")


def is_marker(q: Quantity, text: str) -> bool:
    """A list marker (1) 主营, 2、…), a numbered thing (来电2) or a question for an amount (多几万) is no value."""
    if names_year(q, text):
        return True
    if q.vague and q.text.startswith("几") and _ASKS_HOW_MANY.search(text[: q.start]):
        return True
    if q.kind == "duration" and text[: q.start].endswith("每"):
        return True  # 每两个月交一次
    if q.kind != "bare" or not q.text.isdigit() or len(q.text) > 2:
        return False
    after, before = text[q.end : q.end + 1], text[max(0, q.start - 1) : q.start]
    return (
        after in (")", "）", ".")
        or (after in ("、", ":") and before in ("", " ", "\n", ";"))
        or before in ("电", "号", "第", "#", "楼", "项")
    )


_EVERY = re.compile(r"每([两二三四六2346])个月[^,，。;\d]{0,8}(?:[,，]?[一每][次笔期回付]?[^,，。;\d]{0,3})?$")
_PAID_FOR = re.compile(r"(?:(?:租|付|交|用|住|待|坐|缴|供)(?:了|满|足|够)|(?:只|才|就|仅|共|实际)(?:租|付|交|用|住|缴))$")


def periodic(q: Quantity, scan: Scan) -> Quantity:
    """Periods the amount reader leaves open: 房租一月三万六, 150k each quarter; and one it takes from a count of months."""
    if q.kind == "bare" and _AREA.search(scan.text[: q.start]):
        return replace(q, kind="area", unit="平方米", measure="平方米")  # 面积改回1100
    if q.kind == "duration" and q.unit == "年" and q.value == Decimal("0.5") and _PAID_FOR.search(scan.text[: q.start]):
        return replace(q, unit="个月", value=Decimal(6))  # 只租了半年
    if q.kind != "amount":
        return q
    if q.per in ("", "month") and (every := _EVERY.search(scan.text[: q.start])):
        months = _COUNTS.get(every[1]) or int(every[1])
        return replace(q, per="month", value=q.value / months) if months in (2, 4) else replace(q, per="quarter" if months == 3 else "half")
    lead = scan.text[max(0, q.start - 3) : q.start].strip()
    for word, code in _CURRENCIES.items():
        if lead.endswith(word) and q.currency in ("", "CNY"):
            return replace(q, currency=code)
    if _JANUARY.search(scan.text[: q.start]) and _NAMED_MONTH.search(scan.text):
        return replace(q, per="")  # 一月40万、三月60万 are two payments
    segment = scan.segment_of(q.start)
    if q.per == "each" and any(d.kind == "duration" and d.unit == "个月" and 0 <= q.start - d.end <= 12 for d in segment.quantities):
        return replace(q, per="month")  # five months at 125,000 each
    pace = next((per for cue, per in _PACES.items() if scan.has(cue)), "")
    if not q.per and pace and _EACH_TIME.search(scan.text[segment.start : q.start]):
        return replace(q, per=pace)
    if not q.per:
        for cue in segment.mentions:
            if (
                cue.kind == "cue"
                and cue.name in ("monthly", "quarterly")
                and not _NAMED_QUARTER.search(scan.text)
                and not (cue.term.startswith("月") and scan.text[cue.start - 1 : cue.start] in _MONTH_NUMBERS)  # 六月付了70万
                and (
                    (0 <= q.start - cue.end <= 4 and not any(cue.end <= o.start < q.start for o in segment.quantities))
                    or (0 <= cue.start - q.end <= 14 and cue.term.isascii())
                )
            ):
                return replace(q, per="month" if cue.name == "monthly" else "quarter")
    elif q.per == "quarter" and _NAMED_QUARTER.search(scan.text) and scan.text[: q.start].rstrip("花付投交了").endswith("一季度"):
        return replace(q, per="")  # 一季度30万,二季度45万 are two amounts, each of its quarter
    elif (
        q.per == "month"
        and segment.has("sum")
        and any(d.kind == "duration" and d.unit == "个月" and d.end <= q.start for d in segment.quantities)
    ):
        return replace(q, per="")
    return q


def plain_lists(amounts: Sequence[Quantity], text: str) -> list[Quantity]:
    """In 四个季度:38、52、27、63万 the items are the quarters' amounts: a period said before the list belongs to no item."""
    result = list(amounts)
    run = [0]
    for number in range(1, len(amounts) + 1):
        if number < len(amounts) and amounts[number].kind == "amount" and runs_on(amounts, number - 1, number, text):
            run.append(number)
            continue
        if len(run) > 1 and amounts[run[0]].per in ("month", "quarter") and not any(amounts[n].per for n in run[1:]):
            result[run[0]] = replace(amounts[run[0]], per="")
        run = [number]
    return result


_AREA = re.compile(r"(?:面积|平米数|平方数|平数|建面)[^,，。;\d]{0,6}$|\barea\b[^,.;\d]{0,12}$")
COMMON = frozenset(("年", "个", "人", "名", "位", "家", "次", "月", "天", "日", "平方米", "平米", "㎡", "平"))
"""Measure words of too many things to tell an input by themselves."""
SQUARE_METRES = frozenset(("平方米", "平米", "㎡", "平", "方", "m²", "m2"))
_PEOPLE = frozenset(("人", "名", "个", "位", "人次"))
_CUBIC_METRES = frozenset(("立方米", "立方", "方", "m³", "m3"))
_SAME = (
    _PEOPLE,
    frozenset(("台", "辆", "部", "架", "艘", "套")),
    frozenset(("场", "次", "期", "届")),
    frozenset(("家", "户", "间", "所")),
    frozenset(("项", "件", "款", "种", "条", "份", "张", "本")),
    _CUBIC_METRES,
)
"""Measure words that stand for one another (6台冷藏车 where the policy counts in 辆)."""
_TIMES = frozenset(("年", "月", "个月", "天", "日"))
_BARE_LIMIT = Decimal(100_000)
_BARE_PERIOD_LIMIT = Decimal(1000)
_WRITTEN_OUT = Decimal(10_000)


def scaled(q: Quantity) -> Decimal:
    """The value in 元; a number jotted without a unit is in 万元 unless it is far too large for that, or for one period."""
    limit = _BARE_PERIOD_LIMIT if q.per not in ("", "year") else _BARE_LIMIT
    return q.value * 10_000 if q.kind == "bare" and q.value < limit else q.value


_GROUPED = re.compile(r"[\d,]*\d{1,3},\d{3}(?:\.\d+)?|\d{5,}\.\d{1,2}")


def in_full(q: Quantity) -> Quantity:
    """987,654.30: a number written out to its last digit is in 元, whatever stands beside it."""
    if q.kind != "bare" or q.value < _WRITTEN_OUT or not _GROUPED.fullmatch(q.text):
        return q
    return replace(q, kind="amount", unit="元", currency="CNY")


def fits(entry: Input, q: Quantity) -> bool:
    """Whether a quantity can be a value of this input at all."""
    if q.currency not in ("", "CNY"):
        return False
    if entry.kind == "amount":
        if q.kind == "amount":
            return q.per in ("", "year", "each") or bool(entry.per)
        if q.kind == "bare":
            return True
        if q.kind == "duration":
            quarters = "quarter" in entry.per and q.unit in ("季度", "个季度") and q.value < 5
            return quarters or ("month" in entry.per and q.unit in ("个月", "月") and q.value < 13)
        return (q.kind == "area" and "area" in entry.per) or (q.kind == "percent" and "area" in entry.per)
    if entry.kind == "integer":
        if q.kind in ("ordinal", "duration"):
            return bool(entry.unit) and entry.unit in (q.measure, q.unit)
        if q.kind == "area":
            return entry.unit in SQUARE_METRES or (q.unit == "㎡" and q.text.endswith("方") and entry.unit in _CUBIC_METRES)
        counted = not entry.unit or q.measure in ("", entry.unit) or any({q.measure, entry.unit} <= same for same in _SAME)
        counted = counted or (q.measure == "个" and entry.unit not in _TIMES)
        return (q.kind == "count" and counted) or q.kind == "bare"
    return entry.kind == "percent" and q.kind == "percent"


_SMALL = re.compile("([一两二三四五六七八九\\d]+)(分|毛|角)钱?")
_SMALL_CHANGE = {"分": Decimal("0.01"), "毛": Decimal("0.1"), "角": Decimal("0.1")}
_DIGITS = {char: place for place, char in enumerate("一二三四五六七八九", start=1)} | {"两": 2}


def small_change(scan: Scan) -> list[Quantity]:
    """再多一分钱: a few fen or jiao more or less of an amount."""
    found = []
    for match in _SMALL.finditer(scan.text):
        number = _DIGITS.get(match[1]) or (int(match[1]) if match[1].isdigit() else 0)
        moved = any(m.name in ("more_by", "less_by") and m.end == match.start() for m in scan.mentions)
        moved = moved or missing(scan.text[: match.start()])
        if number and moved and not any(q.start < match.end() and match.start() < q.end for q in scan.quantities):
            value = number * _SMALL_CHANGE[match[2]]
            found.append(Quantity(match.start(), match.end(), match[0], value, "元", "amount", currency="CNY"))
    return found


def _used_apart(amounts: Sequence[Quantity], q: Quantity, scan: Scan) -> list[Quantity]:
    """三层楼每层月租4万,两层自己坐,一层转租: the counts of one space, where part of it is let out or kept."""
    ahead = [c for c in amounts if c.kind == "count" and c.measure in _PIECES and c.value > 1 and 0 <= q.start - c.end <= 24]
    if not ahead:
        return []
    parts = [c for c in amounts if c.start > q.start and c.kind == "count" and c.measure == ahead[-1].measure and c.value < ahead[-1].value]
    parts = [c for c in parts if scan.segment_of(c.start).has("own_use", "sublet")]
    kept = [c for c in parts if scan.segment_of(c.start).has("own_use")][:1]
    return [ahead[-1], *(kept or parts[:1])] if parts else []


_PACE_SAID = re.compile(
    r"(?:付|交|缴)了?(?:[两二三四六]|\d+)次|年分?(?:[两二三四六]|\d+)(?:次|期|笔)(?:付|交|缴|给)|分(?:[两二三四六]|\d+)次(?:付|交|缴)"
)
_SINGLE = "个张间台套位人座卡块枚"
_PIECES = f"{_SINGLE}层栋幢处户次轮趟回笔批"


def counted_out(amounts: Sequence[Quantity], scan: Scan, spatial: bool) -> list[Quantity]:
    """60个工位,每个每月1200: a count and what each costs. Space is an area with a price; anything else is multiplied."""
    result = list(amounts)
    if _PACE_SAID.search(scan.text):
        return result  # 一年交两次,每次33万: a pace, and no things counted
    for place, q in enumerate(amounts):
        if q.kind not in ("amount", "bare") or q.per not in ("", "each", "month", "year", "day"):
            continue
        segment = scan.segment_of(q.start)
        lead = scan.text[max(segment.start, q.start - 12) : q.start]
        each = _EACH.search(lead) or (q.per not in ("", "each") and _ONE.search(lead)) or _EACH_AFTER.search(q.text)
        if spatial and (shared := _used_apart(amounts, q, scan)):
            result[place] = replace(
                q, kind="amount", unit="元", per=f"area_{q.per if q.per not in ('', 'each') else 'year'}", currency="CNY"
            )
            for count in shared:
                result[amounts.index(count)] = replace(count, kind="area", unit="平方米", measure="平方米")
            continue
        near = [c for c in amounts if c.kind == "count" and c.measure in _PIECES and c.value > 1 and abs(c.start - q.start) <= 24]
        counts = [
            c for c in near if not any(min(c.start, q.start) < o.start < max(c.start, q.start) and o.kind == "amount" for o in amounts)
        ]
        if not each or len(counts) != 1:
            continue
        count = counts[0]
        if spatial and q.per in ("month", "year", "day"):
            result[place] = replace(q, kind="amount", unit="元", per=f"area_{q.per}", currency="CNY")
            result[amounts.index(count)] = replace(count, kind="area", unit="平方米", measure="平方米")
        else:
            result[place] = replace(
                q, kind="amount", unit="元", value=q.value * count.value, per="" if q.per == "each" else q.per, currency="CNY"
            )
    return result


_ONE = re.compile(f"一(?:[{_SINGLE}]|工位|卡位|座位)[^,，。;]{{0,8}}$")
_EACH = re.compile(f"(?:每|单)(?:[{_PIECES}]|工位|卡位|座位)[^,，。;]{{0,8}}$|单价[^,，。;]{{0,4}}$")
_EACH_AFTER = re.compile(f"/[{_PIECES}]|each|per (?:desk|seat|card)")


def runs_on(amounts: Sequence[Quantity], holder: int, number: int, text: str) -> bool:
    """Whether two quantities belong to one list."""
    if abs(holder - number) != 1:
        return False
    first, second = sorted((amounts[holder], amounts[number]), key=lambda q: q.start)
    return text[first.end : second.start].strip() in ("", "、", ",", "和", "跟", "及", "与", "到", "/", "+", "and")
