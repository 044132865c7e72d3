"""One number in Arabic, Chinese or financial numerals, read from a position: 260, 2,600,000, 1.2亿, 三百五十万, 1亿2, 四五百万, 200多万, 半个亿.

Read by one pass over the characters, never by a nested pattern, so that hostile text costs linear time. What follows
the number (元, 家, %, 平 …) is not read here. Speech leaves things out: a last digit after a unit counts the next lower
unit (一百二 = 120, 两万三 = 23000, 1亿2 = 1.2亿), two neighbouring digits before a unit are a range (四五百万).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2, "俩": 2, "仨": 3, "貳": 2, "叄": 3, "陸": 6, "幺": 1, "○": 0,
}  # fmt: skip
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TENS = {"廿": 20, "卅": 30}
WAN, YI = 10**4, 10**8
BIG = {"万": WAN, "亿": YI}
UNITS = SMALL | BIG
_LETTERS = {
    "kw": 10**7, "w": WAN, "k": 1000, "m": 10**6, "mn": 10**6, "mln": 10**6, "mil": 10**6, "bn": 10**9, "e": YI,
    "wan": WAN, "yi": YI, "bw": 10**6, "qw": 10**7, "baiwan": 10**6, "qianwan": 10**7, "thousand": 1000, "million": 10**6,
    "millions": 10**6, "billion": 10**9, "hundred million": YI, "hundred thousand": 10**5, "ten thousand": WAN,
    "hundred": 100,
}  # fmt: skip
_LETTER = re.compile(
    r"(?:hundred million|hundred thousand|ten thousand|hundred|thousand|millions?|billion|qianwan|baiwan|wan|yi|mln|mil|mn|bn|kw|qw|bw|[wkme])"
    r"(?![A-Za-z0-9_])(?![/^*]s\b)",
    re.IGNORECASE,
)
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_HAN = re.compile("[零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖两俩仨貳叄陸幺]+")
_RANGE_PAIRS = {"三五", "两三", "一两", "三两", "一二"} | {"一二三四五六七八九"[i : i + 2] for i in range(8)}
_AFTER_MODIFIER = re.compile("来[万亿千百]|[十百千万亿拾佰仟wWkK]|个(?:亿|万|[wW]|小目标)")
_AFTER_GE = re.compile("(?:多|来|半|把)?(?:亿|百万|千万|万|[wW](?![A-Za-z])|小目标)")
_ENDS_TAIL = re.compile(
    "[ ]?(?:个(?!亿|小目标|[wW])|家|人|名|位|项|台|张|篇|次|年|月|天|日|号|周|季|平|㎡|%|成|折|倍|款|套|件|条|笔|种|批|期|岁|层|分之|、|\\.|\\))"
)
_TAIL = re.compile(
    "一(?=$|[\\s,。;、!?)|十百千万亿元块圆多来左上以出吧呢啊了的])|[^一](?![者边岸面江手维码方星亚农角川季处肢海金险羊牛夕彩卦州龙楼大批类])"
)
_NOT_CONTEXT_K = re.compile("[ ]?(?:上下文|tokens?|context|屏|分辨率|视频)", re.IGNORECASE)


@dataclass(slots=True)
class Number:
    """A number read from `start` to `end`; `low` equals `high` unless it is a range in itself (四五百万)."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    relation: str = "exact"
    scale: int = 1  # the last 万, 亿, w, k … said; 1 if none
    step: int = 1  # the unit of its leading figure (四百万: 百万), carried back to 三 in 三到四百万
    arabic: bool = False  # made of Arabic digits
    plain: bool = False  # digits alone, no unit and no point: may be a year, an id, a list number
    vague: bool = False  # 几百万, 数十万, 上百万
    units: bool = False  # any 十百千万亿
    implied: bool = False  # a unit without a digit before it (百万, 千万): may be a word
    digits: str = ""  # the characters of a plain number
    comma: bool = False


def read_number(text: str, start: int) -> Number | None:
    """The longest number that starts at `start`, or None; never empty, linear in its length."""
    reader = _Reader(text, start)
    return reader.read()


class _Reader:
    """State of one pass: closed sections of 万/亿 in `total`, the open section, and the number not yet given a unit."""

    __slots__ = (
        "arabic", "comma", "digits", "first_unit", "implied", "j", "last", "last_big", "num", "relation", "saved", "scale", "section", "start",
        "text", "total", "units", "vague", "zero",
    )  # fmt: skip

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start, self.j = text, start, start
        self.total: tuple[Decimal | int, Decimal | int] = (0, 0)
        self.section: tuple[Decimal | int, Decimal | int] = (0, 0)
        self.num: tuple[Decimal | int, Decimal | int] | None = None
        self.last, self.last_big, self.scale, self.first_unit = 1, 0, 1, 0
        self.relation, self.zero, self.vague, self.units, self.arabic, self.implied, self.comma = "exact", False, False, False, False, False, False
        self.digits = ""
        self.saved: Number | None = None

    def read(self) -> Number | None:
        text, n = self.text, len(self.text)
        for idiom, low, high, unit in (("百八十", 80, 100, 10), ("千八百", 800, 1000, 100)):
            if text.startswith(idiom, self.start):
                self.section, self.relation, self.units, self.last, self.j = (low, high), "about", True, unit, self.j + 3
        while self.j < n:
            c = text[self.j]
            if c in "0123456789" or (c == "." and self.j == self.start):
                more = self._arabic()
            elif c in DIGITS:
                more = self._han()
            elif c in SMALL:
                more = self._small(SMALL[c])
            elif c in TENS:
                more = self.num is None and self._tens(TENS[c])
            elif c in BIG:
                more = self._big(BIG[c], 1)
            elif c == " ":
                more = self._blank()
            elif c == "点":
                more = self._point()
            elif c in "多余来把几好数":
                more = self._modifier(c)
            elif c == "个":
                more = self._ge()
            elif c == "半":
                more = self._half()
            elif c == "小" and text.startswith("小目标", self.j) and (self.num or self.section != (0, 0)):
                more = self._big(YI, 3)
            elif c.isascii() and c.isalpha():
                more = self._letters()
            else:
                break
            if not more:
                break
        return self._close()

    # ---------------------------------------------------------------- pieces

    def _arabic(self) -> bool:
        match = _ARABIC.match(self.text, self.j)
        if match is None or self.num is not None:
            return False
        written = match[0]
        if self.last > 1:  # 1亿2, 3千5: a tail; 200万50万 and 100万2家 are two numbers
            after = self.text[match.end() : match.end() + 1]
            if (written[0] == "0" and not self.zero) or UNITS.get(after, 0) >= self.last or (self.last_big and _ENDS_TAIL.match(self.text, match.end())):
                return False
            if not after or _LETTER.match(self.text, match.end()) or "," in written:
                if after and self.last_big:
                    return False
            if self.last_big == WAN and after not in SMALL and len(written) not in (1, 4):
                return False
        self.arabic = True
        self.comma = self.comma or "," in written
        if not self.units:
            self.digits = written
        value = Decimal(written.replace(",", ""))
        self.num, self.j = (value, value), match.end()
        return True

    def _han(self) -> bool:
        match = _HAN.match(self.text, self.j)
        if match is None or self.num is not None:
            return False
        run = match[0]
        if self.last > 1 and self.last_big and self.last == self.last_big and _ENDS_TAIL.match(self.text, match.end()) and run[0] not in "零〇○":
            return False  # 一百万两个: two numbers
        if self.last_big and self.last == self.last_big and len(run) == 1 and not _TAIL.match(self.text, match.start()):
            return False  # 50万一共, 100万三方
        if self.last > 1 and UNITS.get(self.text[match.end() : match.end() + 1], 0) >= max(self.last, self.last_big) and self.last_big and run[0] not in "零〇○":
            return False  # 两百万三万
        if run[0] in "零〇○" and self.units:
            self.zero = True
            run = run.lstrip("零〇○")
            if not run:
                if UNITS.get(self.text[match.end() : match.end() + 1]) and self.text[match.end()] != "十":
                    return False
                self.j = match.end()  # 1亿零500万, 一百零十
                return self.j < len(self.text) and self.text[self.j] in "十0123456789"
        if len(run) == 1:
            value = DIGITS[run]
            self.num = (value, value)
        elif len(run) == 2 and run in _RANGE_PAIRS and (self.units or self._unit_follows(match.end())):
            low, high = sorted((DIGITS[run[0]], DIGITS[run[1]]))
            self.num = (low, high)
        elif len(run) > 1 and self.units:
            if DIGITS[run[0]] and run[1:] and all(c in DIGITS for c in run) and not self.last_big:
                return False  # 一百二三四: not a number
            value = int("".join(str(DIGITS[c]) for c in run))
            self.num = (value, value)
        else:
            self.digits = "".join(str(DIGITS[c]) for c in run)
            if len(self.digits) > 15:
                self.j = match.end()
                return False
            value = int(self.digits)
            self.num = (value, value)
        if not self.units and not self.digits:
            self.digits = "".join(str(DIGITS[c]) for c in run)
        self.j = match.end()
        return True

    def _unit_follows(self, j: int) -> bool:
        following = self.text[j : j + 2]
        return following[:1] in UNITS or following[:1] in "个年月天家人项成块元倍台名位折平周季层张篇次%" and following[:1] != ""

    def _small(self, unit: int) -> bool:
        if self.num is None and self.section == (0, 0) and self.total == (0, 0) and unit != 10:
            self.implied = True
        if self.num is None and self.last > 1 and self.last <= unit and not self.zero and self.last_big != self.last:
            return False  # 百千, 十百
        low, high = self.num if self.num is not None else (1, 1)
        if self.num is None and self.units and self.last_big == self.last:
            return False  # 万百
        if self.arabic and unit == 1000 and self.num is not None and not self.units:
            self.scale = unit  # 8千: money, where 三千 may be anything
        self.section = (self.section[0] + low * unit, self.section[1] + high * unit)
        self.num, self.last, self.units, self.zero = None, unit, True, False
        self.first_unit = self.first_unit or unit
        self.j += 1
        return True

    def _tens(self, value: int) -> bool:
        self.section = (self.section[0] + value, self.section[1] + value)
        self.last, self.units = 10, True
        self.j += 1
        return True

    def _big(self, unit: int, width: int) -> bool:
        low, high = self.num if self.num is not None else (0, 0)
        low, high = self.section[0] + low, self.section[1] + high
        if low == 0 and high == 0:
            if self.total != (0, 0):
                if unit == YI and self.last == WAN and self.scale == WAN:  # 万亿
                    self.total = (self.total[0] * YI, self.total[1] * YI)
                    self.last = self.last_big = self.scale = YI
                    self.j += width
                    self._save()
                    return True
                return False
            if self.j != self.start or self.num is not None:
                return False
            low = high = 1
            self.implied = True
        if self.total != (0, 0) and unit >= self.last_big:
            if self.last_big == WAN and unit == YI and self.saved is None:
                return False
            if self.saved is not None:  # 200万3千万: keep what was closed before
                return self._restore()
        if self.num is not None and self.last > 1 and self.last_big != self.last and not self.zero and self.last >= 100 and 0 < self.num[0] < 10:
            low = self.section[0] + self.num[0] * self.last / 10 if isinstance(self.num[0], Decimal) else self.section[0] + self.num[0] * (self.last // 10)
            high = self.section[1] + self.num[1] * (self.last // 10)  # 三百五万
        if self.last > 1 and self.last_big != self.last:
            self.first_unit = self.first_unit * unit
        self.total = (self.total[0] + low * unit, self.total[1] + high * unit)
        self.first_unit = self.first_unit or unit
        self.section, self.num = (0, 0), None
        self.last = self.last_big = self.scale = unit
        self.units, self.zero = True, False
        self.j += width
        self._save()
        return True

    def _blank(self) -> bool:
        """A blank is inside only between a number and its unit: 260 万, 1.2 亿, 1.5 million."""
        if self.num is None or not self.arabic:
            return False
        following = self.text[self.j + 1 : self.j + 2]
        if following in BIG or (following in SMALL and self.text[self.j + 2 : self.j + 3] in BIG) or (
            following == "个" and _AFTER_GE.match(self.text, self.j + 2)
        ):
            self.j += 1
            return True
        match = _LETTER.match(self.text, self.j + 1)
        if match and (len(match[0]) > 1 or match[0] in "wW"):
            self.j += 1
            return True
        return False

    def _point(self) -> bool:
        if (self.num is None and self.section == (0, 0)) or self.last_big or self.j + 1 >= len(self.text):
            return False
        following = self.text[self.j + 1]
        match = _HAN.match(self.text, self.j + 1) or re.compile(r"\d+").match(self.text, self.j + 1)
        if match is None or (self.arabic and not following.isdigit()) or len(match[0]) > 8:
            return False
        fraction = "".join(c if c.isascii() else str(DIGITS[c]) for c in match[0])
        whole = self.section[0] + (self.num[0] if self.num is not None else 0)
        if whole != int(whole):
            return False
        value = Decimal(f"{int(whole)}.{fraction}")
        self.section, self.num, self.j = (0, 0), (value, value), match.end()
        self.digits = str(value)
        self.last = 1
        return True

    def _modifier(self, c: str) -> bool:
        """多, 余, 来, 几, 把 inside a number (200多万, 二十来万, 十几万, 百把万); 几百万 and 数十万 from the start."""
        seen = self.num is not None or self.section != (0, 0) or self.total != (0, 0)
        if c in "几数好":
            width = 2 if self.text.startswith("好几", self.j) else 1
            if c == "好" and width == 1:
                return False
            unit = self.text[self.j + width : self.j + width + 1]
            if seen:
                if c == "数" or (c == "好" and width == 1) or self.num is not None and not self.arabic:
                    return False
                if not (unit in UNITS or (self.last > 1 and unit in "个家人名年月天项台平块元")) or not unit:
                    return False
                if unit in SMALL and self.units:  # 一百几十万, 三百好几十万
                    self.num, self.relation = (1, 9), "about"
                    self.j += width
                    return True
            else:
                if not (unit in UNITS or (unit == "个" and _AFTER_GE.match(self.text, self.j + width + 1))):
                    return False
                self.num, self.vague = ((2 if width == 2 else 1), 9), True
                self.relation = "at_least"
                self.j += width
                return True
            self.relation = "at_least"
            self.j += width
            return True
        if not seen or not _AFTER_MODIFIER.match(self.text, self.j + 1):
            return False
        if c in "多余" and self.text[self.j + 1 : self.j + 2] in ("千", "百") and self.last_big:
            return False
        self.relation = "about" if c in "来把" else "at_least"
        self.j += 1
        return True

    def _ge(self) -> bool:
        if (self.num is None and self.section == (0, 0)) or not _AFTER_GE.match(self.text, self.j + 1):
            if self.j == self.start and self.text.startswith("个把", self.j):
                self.num, self.relation = (1, 1), "about"
                self.j += 2
                return self.text[self.j : self.j + 1] in BIG
            return False
        self.j += 1
        return True

    def _half(self) -> bool:
        following = self.text[self.j + 1 : self.j + 2]
        if self.num is None and not self.units:
            if following == "亿" or (following == "个" and _AFTER_GE.match(self.text, self.j + 2)):
                self.num = (Decimal("0.5"), Decimal("0.5"))
                self.j += 1
                return True
            return False
        if self.num is not None and self.text[self.j - 1] == "个" and (following in BIG or following in "wW小") and following:
            half = Decimal("0.5")
            self.num = (self.num[0] + half, self.num[1] + half)
            self.j += 1
            return True
        if self.num is None and self.last_big == self.last and following not in ("年", "个", "天", "月") and not self.arabic:
            half_unit = self.last // 2
            self.total = (self.total[0] + half_unit, self.total[1] + half_unit)
            self.j += 1
            self._save()
        return False

    def _letters(self) -> bool:
        match = _LETTER.match(self.text, self.j)
        if match is None or (self.num is None and (self.section == (0, 0) or match[0] not in "wW")):
            return False
        word = match[0].lower()
        if word in ("k", "m", "e") and (not self.arabic or _NOT_CONTEXT_K.match(self.text, match.end())):
            return False
        if word == "e" and not self.text[match.start() - 1].isdigit() and self.text[match.start() - 1] != "个":
            return False
        return self._big(_LETTERS[word], len(match[0])) and self.text[self.j : self.j + 1] == " " and _LETTER.match(self.text, self.j + 1) is not None

    # ---------------------------------------------------------------- closing

    def _restore(self) -> bool:
        assert self.saved is not None
        self.j = -1
        return False

    def _save(self) -> None:
        self.saved = self._number(self.total, self.j)

    def _number(self, value: tuple[Decimal | int, Decimal | int], end: int) -> Number:
        low, high = Decimal(value[0]), Decimal(value[1])
        plain = not self.units and "." not in self.digits and self.scale == 1
        return Number(
            self.start, end, low, high, self.relation, self.scale, self.first_unit or 1, self.arabic, plain, self.vague,
            self.units, self.implied, self.digits, self.comma,
        )  # fmt: skip

    def _close(self) -> Number | None:
        if self.j == -1:
            return self.saved
        if self.num is None and self.section == (0, 0):
            return self.saved
        if self.saved is not None and not self.zero and _ENDS_TAIL.match(self.text, self.j) and not (
            self.last_big == WAN and self.total[1] < 100 * WAN and self.section[0] >= 1000
        ):
            return self.saved  # 两百万三百平
        j = self.j
        while j > self.start and self.text[j - 1] in " 个":
            j -= 1
        low, high = self.num if self.num is not None else (0, 0)
        if self.last >= 100 and self.num is not None and not self.zero and 0 < high < 10 and low == int(low):
            low, high = low * (self.last // 10), high * (self.last // 10)
        low, high = self.section[0] + low, self.section[1] + high
        if self.last_big == YI and self.total != (0, 0) and not self.zero and low < WAN and low >= 10 and self.last != YI or (
            self.last_big == YI and self.last == YI and self.total != (0, 0) and not self.zero and 10 <= low < WAN
        ):
            low, high = low * WAN, high * WAN  # 一亿两千, 1亿2000: of 万
        return self._number((self.total[0] + low, self.total[1] + high), j)
