"""What stands around a quantity: approximate words, ranges and lists with one unit, and per what it is paid.

Every look to the left or right is bounded, so the cost stays linear in the text.
"""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.numbers.atom import Atom
from corpus.numbers.numerals import WAN

_LOOK = 16

# ---------------------------------------------------------------- approximate words

_BELOW_BEFORE = (
    "不到|不足|未满|没满|不满|没到|未到|不够|没够|不及|未达到|没达到|达不到|未达|没达|未过|没过|没超过|未超过|不超过|没超|未超|不超|不高于|不大于|不多于"
    "|低于|少于|小于|将近|接近|逼近|(?<![最附])近|差点(?:就|儿)?|差一点(?:就|儿)?|差不多快|快(?:到|有|要)?|眼看(?:就|要)?|(?<![大最中较减缩弱])小|(?<![有])没有|没|<|＜"
    "|below|under|less than|nearly|almost|just under|close to|fewer than|short of|no more than|not more than|up to just"
)
_LEAST_BEFORE = (
    "超过|突破|多于|高于|大于|不少于|不低于|不小于|不止|不下|至少|起码|最少|少说(?:也)?(?:有)?|保底|逾|(?<![没不未])超(?:了)?|(?<![没不未])破(?:了)?|(?<![以之])上|(?:收|已|早|刚|才|都|就)过(?:了)?|过了"
    "|over|above|more than|at least|exceed(?:s|ing)?|upwards of|no less than|not less than|>=?|≥"
)
_ABOUT_BEFORE = (
    "大约摸?|大概其?|大致|大体|约莫?|约摸|差不多|估摸着?|估计|估算|差不离|左右|也就|毛估估?|目测|~|≈|about|around|roughly|approximately|approx\\.?|circa|some|ca\\."
)
_FILL = "(?:[ 是有在为花了也就到的:]|人民币|RMB|rmb|¥|[Rr]oughly){0,3}"
_BEFORE = re.compile(
    rf"(?:(?P<about>{_ABOUT_BEFORE})|(?P<below>{_BELOW_BEFORE})|(?P<least>{_LEAST_BEFORE})){_FILL}$", re.IGNORECASE
)
_AFTER = re.compile(
    "[ ]?(?:块钱|元|钱)?[ ]?(?:"
    "(?P<below>不到(?!底)|不足|以下|以内|之内|之下|未满|不满|差一点|差点|打不住(?!))"
    "|(?P<least>多万?(?!少|大|久|次|长|高)|余(?!下|额|款)|有余|以上|之上|出头|冒头|开外|打底|朝上|往上|起步|\\+|挂零|有多|还多|or more|or above|and above|plus\\b)"
    "|(?P<about>左右|上下|来(?=[块元钱平家人年月天])|附近|这样|的样子|光景|或左右|or so|or thereabouts|前后))",
    re.IGNORECASE,
)

# ---------------------------------------------------------------- ranges and lists

_RANGE_GAP = re.compile("(?:元|块)?[ ]?(?:-|–|—|——|~|～|〜|至|到|to|and|or|或者?|−)[ ]?(?:人民币|¥|RMB[ ]?)?$", re.IGNORECASE)
_LIST_GAP = re.compile("[ ]?(?:[、,;/+]|和|跟|与|加|及|以及|还有|再加|或|, and|and|&|,?第[二三四五]年|[ ])[ ]?$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?i)between[ ](?:RMB[ ]?|¥)?$")

# ---------------------------------------------------------------- per

_MONTH_BEFORE = "每个?月|一个?月|月(?:租金?|均|付|缴|供|费|成本|交|房租)|按月|单月|个月(?=\\b)|monthly|per month|a month"
_QUARTER_BEFORE = "每个?季度?|一个?季度?|季度|季(?:租金?|付|缴|均)|按季|quarterly|per quarter"
_YEAR_BEFORE = "每一?年|一整?年|(?<![今去前明后本当首头上下两三四五六七八九十\\d二半几来])年(?:租金?|均|付|缴|化|度?租金|费|房租|营收|收入|营业额)|全年|按年|整年|annual(?:ly)?|yearly|per year|a year"
_DAY_BEFORE = "每一?[天日]|一[天日]|日(?:租金?|均)|按[天日]|daily|per day"
_AREA_WORD = "平方?米?|平方|㎡|m2|方"
_AREA_BEFORE = f"每一?(?:个)?(?:{_AREA_WORD})|一(?:{_AREA_WORD})|单价|(?:{_AREA_WORD})均|per (?:sqm|square met(?:er|re))"
_EACH_BEFORE = "每一?(?:家|人|名|位|项|个(?!季|月|星)|台|张|件|款|篇|套|间|所)|人均|户均|单台|单个|each"
_PER_BEFORE = re.compile(
    rf"(?P<area>{_AREA_BEFORE})|(?P<month>{_MONTH_BEFORE})|(?P<quarter>{_QUARTER_BEFORE})|(?P<year>{_YEAR_BEFORE})|(?P<day>{_DAY_BEFORE})|(?P<each>{_EACH_BEFORE})",
    re.IGNORECASE,
)
_PER_AFTER = re.compile(
    "(?:[ ]?(?:钱|左右|上下|以上))?[ ]?(?:"
    rf"(?:[/每一·]|per[ ]|a[ ])[ ]?(?:个)?[ ]?(?:(?P<area>平方米|平方|平米|平(?!均)|㎡|m2|sqm|square met(?:er|re)|方)|(?P<month>月|month|mo\b|m(?![a-z0-9]))|(?P<quarter>季度?|quarter)|(?P<year>年(?!度?营|度?收)|year|yr|annum)|(?P<day>天|日|day|d(?![a-z]))|(?P<each>家|人|名|位|项|个|台|张|件|款|篇|套|卡))(?!\\d)"
    "|(?P<month2>monthly)|(?P<year2>annually|yearly|p\\.?a\\.?(?![a-z]))"
    ")",
    re.IGNORECASE,
)
_NEXT_AMOUNT = re.compile("[ ]?(?:[\\d零二两三四五六七八九十百千租营收]|一(?!个?月|[天日平年季方])|大约?|约|近|超|不到)")
_PER_MAY = frozenset("每月季年天日平方米㎡价均单个人户eyE")  # one of them must stand in the window
_FINALS = frozenset("到码足满够及达过超于近儿点快有要就小没<＜止下少份底逾了破上好约摸概其致体莫多着计算离右去测估~≈也说eontryrdsyt.mfagb>=≥")
_CLAUSE_BREAK = re.compile("[,。;!?;,、\n]")


def relate(text: str, atoms: list[Atom]) -> None:
    """Set `relation` from the words right before and after each quantity; extends `end` over the words after."""
    for index, atom in enumerate(atoms):
        if atom.kind in ("date", "ordinal"):
            continue
        floor = max(atoms[index - 1].end if index else 0, atom.start - _LOOK)
        before = text[floor : atom.start]
        if before and not _FINALS.isdisjoint(before[-5:]) and (match := _BEFORE.search(before)) and not _spoiled(text, floor + match.start(), match[0]):
            relation = "below" if match["below"] else "at_least" if match["least"] else "about"
            if not (relation == "about" and atom.relation != "exact"):
                atom.relation = relation
        elif atom.number is not None and atom.number.implied and before.endswith("过"):
            atom.relation = "at_least"
        if atom.kind == "amount" and not atom.unit_said and _COUNTED_BEFORE.search(text[max(0, atom.start - 9) : atom.start]):
            atom.kind, atom.unit, atom.currency = "count", "", ""
        if (match := _AFTER.match(text, atom.end)) and atom.kind != "bare" or (match and atom.kind == "bare" and not text.startswith(("多少", "来"), atom.end)):
            after = "below" if match["below"] else "at_least" if match["least"] else "about"
            if match["below"] and match["below"] in ("不到", "不足") and atom.relation == "at_least":
                continue
            if not (after == "about" and atom.relation != "exact"):
                atom.relation = after
            atom.end = match.end()


_COUNTED_BEFORE = re.compile("(?:日活|月活|用户数?|粉丝|下载量?|访问量|调用量|装机量|参数量|[Tt]okens?)[是有约近超达到: ]{0,3}$")


def _spoiled(text: str, start: int, word: str) -> bool:
    """最近, 尽快, 中小, 有没有, 不过 …: the same characters inside another word."""
    before = text[max(0, start - 1) : start]
    return (word[0] == "快" and before in ("尽", "赶", "最", "加", "很", "够", "凉")) or (word[0] == "没" and before == "有") or (
        word[0] == "上" and before in ("早", "晚", "线", "网", "海", "马")
    ) or (word[0] == "好" and before in ("最", "正", "刚", "多"))


def join(text: str, atoms: list[Atom]) -> list[Atom]:
    """Carry a unit back over ranges (200到300万) and lists (50、70、90万); a range becomes one quantity."""
    _carry_lists(text, atoms)
    joined: list[Atom] = []
    for atom in atoms:
        if joined and _range(text, joined[-1], atom):
            first = joined[-1]
            first.high, first.end, first.relation = atom.high, atom.end, "exact"
            first.per = atom.per or first.per
        else:
            joined.append(atom)
    return joined


def lend_units(text: str, atoms: list[Atom]) -> None:
    """Carry units back as `join` does, and leave the ends of a range apart."""
    _carry_lists(text, atoms)
    for first, second in zip(atoms, atoms[1:], strict=False):
        _range(text, first, second)


def _range(text: str, first: Atom, second: Atom) -> bool:
    """Whether `first` and `second` are the ends of one range; gives `first` the unit of `second` where it has none."""
    if second.start - first.end > 8 or first.low != first.high or second.low != second.high:
        return False
    gap = text[first.end : second.start]
    if not _RANGE_GAP.fullmatch(gap):
        return False
    word = gap.strip(" ").lower()
    if word in ("and", "or", "或", "或者") and not (word == "and" and _BETWEEN.search(text[max(0, first.start - 12) : first.start])):
        return False
    if first.kind == "bare" and second.kind != "bare" and second.kind not in ("date", "ordinal", "year"):
        _lend(first, second)
    if first.kind == "bare" and second.kind == "year" and first.number and 1990 < first.low < 2100:
        first.kind, first.unit, first.date = "year", "年", first.number.digits
    if first.kind != second.kind or first.unit != second.unit or first.kind in ("date", "ordinal"):
        return False
    return first.low < second.high and not (first.unit_said and second.high > 100 * first.low)


def _lend(first: Atom, second: Atom) -> None:
    """Give a bare number the unit and the scale of the quantity that closes its range or list."""
    scale = Decimal(1)
    if second.kind == "amount" and second.number is not None and first.number is not None and first.number.scale == 1:
        scale = Decimal(second.number.scale)
        if not first.number.units and first.low < 10 and second.number.step > second.number.scale:
            if second.number.step in (10**7, 10**6, 10**5) or second.number.scale == 10**8:
                scale = Decimal(second.number.step)
    if second.kind == "percent":
        low = first.low * (10 if second.number is not None and second.low >= 10 and second.number.low < 10 else 1)
        first.low = first.high = low
    else:
        first.low, first.high = first.low * scale, first.high * scale
    first.kind, first.unit, first.measure, first.currency = second.kind, second.unit, second.measure, second.currency
    first.unit_said = second.unit_said


def _carry_lists(text: str, atoms: list[Atom]) -> None:
    """50、70、90万: the bare numbers before an amount in a list take its scale."""
    for index in range(len(atoms) - 1, 0, -1):
        last, before = atoms[index], atoms[index - 1]
        if before.kind != "bare" or last.kind != "amount" or last.number is None or before.number is None or last.number.scale < 1000:
            continue
        gap = text[before.end : last.start]
        if not _LIST_GAP.fullmatch(gap) or before.low >= WAN or before.low == 0 or before.number.scale > 1:
            continue
        if gap.strip() == "":  # 50 70 90万: at least three, so that a stray number is not taken
            run = [a for a in (atoms[index - 2] if index > 1 else None, atoms[index + 1] if index + 1 < len(atoms) else None) if a is not None]
            near = [a for a in run if a.kind in ("bare", "amount") and (a.end == before.start - 1 or a.start == last.end + 1)]
            if not near:
                continue
        if before.number.arabic and before.low < 10 and last.number.low >= 100000 and before.start == _line_start(text, before.start) and gap[:1] in "、":
            continue  # 1、50万 opens a numbered list
        _lend(before, last)
        before.number.scale = last.number.scale


def _line_start(text: str, start: int) -> int:
    while start and text[start - 1] in " \t":
        start -= 1
    return start if not start or text[start - 1] == "\n" else -1


def per(text: str, atoms: list[Atom]) -> list[Atom]:
    """Set `per` of amounts (每月, 月租, 元/平/月, 一天3块); drops the 一个月 or 一平 that only says so."""
    used: set[int] = set()
    for index, atom in enumerate(atoms):
        if atom.kind not in ("amount", "bare"):
            continue
        words = _after(text, atom, index, atoms, used)
        backwards = _before(text, atom, index, atoms, used) if "month" not in words or "area" not in words else set()
        if words and not words <= {"area"} and backwards and not backwards <= {"area"} and backwards != words:
            backwards &= {"area", "each"}
        words |= backwards
        said = _per(words)
        if said:
            if atom.kind == "bare":
                if "area" in said:
                    atom.kind, atom.unit, atom.currency = "amount", "元", "CNY"
            atom.per = said
    return [atom for index, atom in enumerate(atoms) if index not in used]


def _per(words: set[str]) -> str:
    for period in ("month", "day", "quarter", "year"):
        if "area" in words and period in words:
            return f"area_{period}"
    for word in ("area", "day", "month", "quarter", "year", "each"):
        if word in words:
            return word
    return ""


def _after(text: str, atom: Atom, index: int, atoms: list[Atom], used: set[int]) -> set[str]:
    """元/平/月, 8万一个月, 80一平: the words right behind; extends the quantity over them."""
    words: set[str] = set()
    while (match := _PER_AFTER.match(text, atom.end)) and len(words) < 2:
        if _NEXT_AMOUNT.match(text, match.end()):
            break
        found = next(name for name, value in match.groupdict().items() if value).rstrip("2")
        words.add(found)
        for other_index in range(index + 1, min(index + 4, len(atoms))):
            if atom.end <= atoms[other_index].start < match.end():
                used.add(other_index)
        atom.end = match.end()
    return words


def _before(text: str, atom: Atom, index: int, atoms: list[Atom], used: set[int]) -> set[str]:
    """每平米每月80, 一个月租金大概8万: words before, in the same clause and after the last amount."""
    floor = max(0, atom.start - 22)
    for other in reversed(atoms[max(0, index - 12) : index]):
        if other.kind in ("amount", "percent", "area", "year", "date") and other.end > floor and not (other.kind == "area" and other.low == 1):
            floor = other.end
            break
    window = text[floor : atom.start]
    breaks = [m.end() for m in _CLAUSE_BREAK.finditer(window)]
    if breaks:
        floor += breaks[-1]
        window = text[floor : atom.start]
    words: set[str] = set()
    if _PER_MAY.isdisjoint(window):
        return words
    for match in _PER_BEFORE.finditer(window):
        words.add(next(name for name, value in match.groupdict().items() if value))
        for other_index in range(max(0, index - 12), index):
            other = atoms[other_index]
            if other.start >= floor + match.start() and other.start < floor + match.end() and other.kind in ("count", "duration", "area") and other.low == 1:
                used.add(other_index)
    return words
