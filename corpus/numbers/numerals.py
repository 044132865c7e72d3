"""One number in Arabic, Chinese or financial numerals, read from a position: 260, 2,600,000, 1.2亿, 1亿2, 四五百万, 200多万, 半个亿.

Read by one pass over the characters, never by a nested pattern, so that hostile text costs linear time. What follows
the number (元, 家, %, 平 …) is not read here. Speech leaves things out: a last digit after a unit counts the next lower
unit (一百二 = 120, 两万三 = 23000, 1亿2 = 1.2亿), two neighbouring digits before a unit are a range (四五百万).
"""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.numbers.edges import COUNTED, ONE_OF, OWN_ONE, TAIL
from corpus.numbers.number import Number

WAN, YI = 10**4, 10**8
DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "参": 3, "两": 2, "俩": 2, "仨": 3, "貳": 2, "叄": 3, "陸": 6, "幺": 1, "○": 0,
}  # fmt: skip
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
BIG = {"万": WAN, "亿": YI}
UNITS = SMALL | BIG
_TENS = {"廿": 20, "卅": 30}
_ZEROS = "零〇○"
_LETTERS = {
    "kw": 10**7, "w": WAN, "k": 1000, "m": 10**6, "mn": 10**6, "mln": 10**6, "mil": 10**6, "bn": 10**9, "e": YI, "wan": WAN, "yi": YI,
    "bw": 10**6, "qw": 10**7, "baiwan": 10**6, "qianwan": 10**7, "hundred": 100, "thousand": 1000, "million": 10**6, "millions": 10**6,
    "billion": 10**9, "hundred million": YI, "hundred thousand": 10**5, "ten thousand": WAN,
}  # fmt: skip
_LETTER = re.compile(
    "(?:hundred million|hundred thousand|ten thousand|hundred|thousand|millions?|billion|qianwan|baiwan|wan|yi|mln|mil|mn|bn|kw|qw|bw"
    "|[wkme])(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_HAN = re.compile("(?:[零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖两俩仨貳叄陸幺]|参(?=[拾佰仟万亿]))+")
_FRACTION = re.compile(r"点(\d{1,8}|[零〇○一二三四五六七八九]{1,8})")
_RANGE_PAIRS = {"三五", "两三", "一两", "三两"} | {"一二三四五六七八九"[i : i + 2] for i in range(8)}
_RANGED = frozenset("十百千万亿个年月天家人项成块元倍台名位折平周季层张篇次%")  # what makes 四五 a range
_IDIOMS = (("百八十", 80, 100, 10), ("千八百", 800, 1000, 100), ("百十", 110, 110, 10), ("十几二十", 10, 20, 10))
_AFTER_MODIFIER = re.compile("来[万亿千百]|[十百千万亿拾佰仟wWkK]|个(?:亿|万|[wW]|小目标)")
_AFTER_GE = re.compile("[多来半把]?(?:亿|百万|千万|万|[wW](?![A-Za-z])|小目标)")
_PLUS = re.compile("[+][ ]?(?=万|亿|[wWkKmM](?![A-Za-z])|million|billion)")
_VAGUE_TAIL = re.compile("好?几[十百千]+万?|好?几万")
_NO_AMOUNT_AFTER_K = re.compile("[ ]?(?:上下文|tokens?|context|屏|分辨率|视频)", re.IGNORECASE)

Pair = tuple[Decimal | int, Decimal | int]
_NOTHING: Pair = (0, 0)
_HALF = Decimal("0.5")


def read_number(text: str, start: int) -> Number | None:
    """The longest number that starts at `start`, or None; linear in its length."""
    return _Reader(text, start).read()


def _plus(first: Pair, second: Pair) -> Pair:
    return first[0] + second[0], first[1] + second[1]


def _times(pair: Pair, factor: int) -> Pair:
    return pair[0] * factor, pair[1] * factor


def _figures(run: str) -> str:
    return "".join(c if c.isascii() else str(DIGITS[c]) for c in run)


class _Reader:
    """One pass: `total` of closed 万/亿, the open `section` of 十百千, and `num`, a figure that has no unit yet.

    Each step returns whether to go on. `saved` is the number as it stood at the last 万 or 亿: what comes after may
    turn out to be the next number (200万50万).
    """

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start, self.at = text, start, start
        self.total, self.section = _NOTHING, _NOTHING
        self.num: Pair | None = None
        self.last = self.scale = 1  # last unit of any size; last 万, 亿 or letter
        self.last_big = self.step = 0
        self.relation, self.digits = "exact", ""
        self.zero = self.vague = self.units = self.arabic = self.implied = False
        self.saved: Number | None = None

    def read(self) -> Number | None:
        for idiom, low, high, unit in _IDIOMS:
            if self.text.startswith(idiom, self.start):
                self.section, self.relation, self.units, self.last, self.at = (low, high), "about", True, unit, self.start + len(idiom)
        while self.at < len(self.text):
            if not self._step(self.text[self.at]):
                break
        return self._close()

    def _step(self, c: str) -> bool:
        if c in "0123456789" or (c == "." and self.at == self.start):
            return self._arabic()
        if c in DIGITS:
            return self._han()
        if c in SMALL:
            return self._small(SMALL[c])
        if c in BIG:
            return self._big(BIG[c], 1)
        if c in "多余来把几好数":
            return self._vague(c) if c in "几好数" else self._modifier(c)
        if c == " ":
            return self._blank()
        if c == "点":
            return self._point()
        if c == "+":
            return self._plus_sign()
        if c == "个":
            return self._measure_word()
        if c == "半":
            return self._half()
        if c in _TENS:
            return self._tens(_TENS[c])
        if c == "大" and self._char() == "几" and self._seen():  # 两百大几十万
            self.at += 1
            return self._vague("几")
        if c == "小":
            return self.text.startswith("小目标", self.at) and self._seen() and self._big(YI, 3)
        return c.isascii() and c.isalpha() and self._letters()

    def _seen(self) -> bool:
        return self.num is not None or self.section != _NOTHING or self.total != _NOTHING

    def _char(self, offset: int = 1) -> str:
        at = self.at + offset
        return self.text[at] if at < len(self.text) else ""

    # ---------------------------------------------------------------- figures

    def _arabic(self) -> bool:
        match = _ARABIC.match(self.text, self.at)
        if match is None or self.num is not None:
            return False
        written, end = match[0], match.end()
        if self.last > 1 and not self._is_tail(written, end):
            return False
        self.arabic = True
        if not self.units:
            self.digits = written
        value = Decimal(written.replace(",", ""))
        self.num, self.at = (value, value), end
        return True

    def _is_tail(self, written: str, end: int) -> bool:
        """Whether figures after a unit go on with the number (1亿2, 3千5, 1亿2000万) or begin the next (200万50万, 100万2家)."""
        after = self.text[end : end + 1]
        if (written[0] == "0" and not self.zero) or UNITS.get(after, 0) >= self.last:
            return False
        if not self.last_big or self.section != _NOTHING:
            return self.arabic or after in UNITS  # 3千5, 三千5百万; 五十 beside 50% is another number
        if COUNTED.match(self.text, end) or self._heads_item(written, end) or (after and ("," in written or _LETTER.match(self.text, end))):
            return False
        return self.last_big != WAN or after in SMALL or len(written) in (1, 4)

    def _heads_item(self, written: str, end: int) -> bool:
        """Whether figures before 、 number an item (1、训练200万2、房租60万), and are no tail (甲5万8、乙12万)."""
        if not self.text.startswith("、", end) or not written.isdigit() or self.text[end + 1 : end + 2].isdigit():
            return False
        place = int(written)
        return f"{place - 1}、" in self.text[: self.at] or (place == 1 and "2、" in self.text[end:])

    def _han(self) -> bool:
        match = _HAN.match(self.text, self.at)
        if match is None or self.num is not None:
            return False
        run, end = match[0], match.end()
        if self.units and len(run) > 1 and run[-1] == "一" and ONE_OF.match(self.text, end):
            run, end = run[:-1], end - 1  # 九十九万八一年
        if run == "一" and self.last >= 100 and self.section != _NOTHING and not self.zero and OWN_ONE.match(self.text, end):
            return False  # 一个二百一个六十
        after = self.text[end : end + 1]
        if self.last_big and run[0] not in _ZEROS:
            if UNITS.get(after, 0) >= self.last_big:
                return False  # 两百万三万
            if self.last == self.last_big and (COUNTED.match(self.text, end) or (len(run) == 1 and not TAIL.match(self.text, self.at))):
                return False  # 一百万两个, 50万一共
        if run[0] in _ZEROS and self.units:
            self.zero = True
            run = run.lstrip(_ZEROS)
            if not run:  # 1亿零500万, 一百零十
                self.at = end
                return after != "" and after in "十几0123456789"
        if len(run) == 2 and run in _RANGE_PAIRS and (self.units or (after != "" and after in _RANGED)):
            low, high = sorted((DIGITS[run[0]], DIGITS[run[1]]))
            self.num = (low, high)
        elif len(run) > 1 and self.units and not self.last_big:
            return False  # 一百二三四
        else:
            figures = _figures(run)
            if len(figures) > 15:
                return False
            self.num = (int(figures), int(figures))
        if not self.units:
            self.digits = _figures(run)
        self.at = end
        return True

    def _point(self) -> bool:
        """一点二亿, 十二点五万, 1点2亿."""
        match = _FRACTION.match(self.text, self.at)
        if match is None or self.last_big or (self.num is None and self.section == _NOTHING):
            return False
        whole = self.section[0] + (self.num[0] if self.num is not None else 0)
        if whole != int(whole) or (self.arabic and not match[1].isascii()):
            return False
        value = Decimal(f"{int(whole)}.{_figures(match[1])}")
        self.section, self.num, self.last, self.digits, self.at = _NOTHING, (value, value), 1, str(value), match.end()
        return True

    # ---------------------------------------------------------------- units

    def _small(self, unit: int) -> bool:
        if self.num is None:
            if not self._seen() and unit != 10:
                self.implied = True
            if self.units and (self.last == self.last_big or (1 < self.last <= unit and not self.zero)):
                return False  # 万百, 十百
        if self.arabic and unit == 1000 and not self.units:
            self.scale = unit  # 8千 is money, 三千 may be anything
        self.section = _plus(self.section, _times(self.num if self.num is not None else (1, 1), unit))
        self.num, self.last, self.units, self.zero = None, unit, True, False
        self.step = self.step or unit
        self.at += 1
        return True

    def _tens(self, value: int) -> bool:
        if self.num is not None:
            return False
        self.section = _plus(self.section, (value, value))
        self.last, self.units = 10, True
        self.at += 1
        return True

    def _big(self, unit: int, width: int) -> bool:
        """万, 亿 or a letter scale: closes the section."""
        if self.num is None and self.section == _NOTHING:
            if self.total != _NOTHING:
                if unit != YI or self.last != WAN or self.scale != WAN:
                    return False
                self.total = _times(self.total, YI)  # 万亿
                return self._closed(YI, width)
            if self.at != self.start:
                return False
            self.num, self.implied = (1, 1), True
        if self.total != _NOTHING and unit >= self.last_big:
            self.at = -1  # 200万3千万: the number ended at the first 万
            return False
        num = self.num if self.num is not None else _NOTHING
        if self.last >= 100 and self.last != self.last_big and not self.zero and 0 < num[1] < 10 and not isinstance(num[0], Decimal):
            num = _times(num, self.last // 10)  # 三百五万
        if self.last > 1 and self.last_big != self.last:
            self.step *= unit
        self.step = self.step or unit
        self.total = _plus(self.total, _times(_plus(self.section, num), unit))
        return self._closed(unit, width)

    def _closed(self, unit: int, width: int) -> bool:
        self.section, self.num, self.units, self.zero = _NOTHING, None, True, False
        self.last = self.last_big = self.scale = unit
        self.at += width
        self.saved = self._number(self.total, self.at)
        return True

    def _letters(self) -> bool:
        """w, k, m, million …; `120 million`, `1.2 hundred million`."""
        match = _LETTER.match(self.text, self.at)
        if match is None or (self.num is None and (self.section == _NOTHING or match[0] not in "wW")):
            return False
        word, before = match[0].lower(), self.text[self.at - 1]
        if word in ("k", "m", "e") and (not self.arabic or _NO_AMOUNT_AFTER_K.match(self.text, match.end())):
            return False
        if word == "e" and not (before.isdigit() or before == "个"):
            return False
        return self._big(_LETTERS[word], len(match[0])) and self._char(0) == " " and _LETTER.match(self.text, self.at + 1) is not None

    def _blank(self) -> bool:
        """A blank is inside only between figures and their unit: 260 万, 1.2 亿, 1.5 million."""
        if self.num is None or not self.arabic:
            return False
        following = self._char()
        letter = _LETTER.match(self.text, self.at + 1)
        if (
            following in BIG
            or (following in SMALL and self._char(2) in BIG)
            or (following == "个" and _AFTER_GE.match(self.text, self.at + 2))
            or (letter and (len(letter[0]) > 1 or letter[0] in "wW"))
        ):
            self.at += 1
            return True
        return False

    # ---------------------------------------------------------------- words inside a number

    def _modifier(self, c: str) -> bool:
        """多, 余, 来, 把 before a unit: 200多万, 二十来万, 百把万."""
        if not self._seen() or not _AFTER_MODIFIER.match(self.text, self.at + 1):
            return False
        if c in "多余" and self.last_big and self._char() in ("千", "百"):
            return False
        self.relation = "about" if c in "来把" else "at_least"
        self.at += 1
        return True

    def _vague(self, c: str) -> bool:
        """几百万, 好几百万, 数十万 from the start; 十几万, 200几万, 一百几十万 inside."""
        width = 2 if self.text.startswith("好几", self.at) else 1
        unit = self._char(width)
        if (c == "好" and width == 1) or not unit:
            return False
        if not self._seen():
            if unit not in UNITS and not (unit == "个" and _AFTER_GE.match(self.text, self.at + width + 1)):
                return False
            self.num, self.vague, self.relation = ((2 if width == 2 else 1), 9), True, "at_least"
            self.at += width
            return True
        if c == "数" or (self.num is not None and not self.arabic):
            return False
        if self.last_big and self.section == _NOTHING and (tail := _VAGUE_TAIL.match(self.text, self.at)):
            self.relation, self.at = "at_least", tail.end()  # 一亿零几十万
            self.saved = self._number(self.total, self.at)
            return False
        if unit in SMALL and self.units:  # 一百几十万: at least 一百万
            self.num, self.relation = (0, 0), "at_least"
        elif unit in UNITS or (self.last > 1 and unit in "个家人名年月天项台平块元"):
            self.relation = "at_least"
        else:
            return False
        self.at += width
        return True

    def _plus_sign(self) -> bool:
        """20+ million, 5000+万."""
        match = _PLUS.match(self.text, self.at)
        if match is None or self.num is None or not self.arabic:
            return False
        self.relation, self.at = "at_least", match.end()
        return True

    def _measure_word(self) -> bool:
        """The 个 of 1.2个亿, 50个w; 个把亿."""
        if self.num is not None and self._char() == "点" and _FRACTION.match(self.text, self.at + 1):
            self.at += 1  # 一个点二亿
            return True
        if self._seen() and _AFTER_GE.match(self.text, self.at + 1):
            self.at += 1
            return True
        if self.at == self.start and self.text.startswith("个把", self.at) and self._char(2) in BIG:
            self.num, self.relation = (1, 1), "about"
            self.at += 2
            return True
        return False

    def _half(self) -> bool:
        """半个亿, 一个半亿, 一亿半; the 半 of 一年半 belongs to its measure word."""
        following = self._char()
        if not self._seen():
            if following != "亿" and not (following == "个" and _AFTER_GE.match(self.text, self.at + 2)):
                return False
            self.num = (_HALF, _HALF)
            self.at += 1
            return True
        if self.num is not None and self.text[self.at - 1] == "个" and following and following in "万亿wW小":
            self.num = _plus(self.num, (_HALF, _HALF))
            self.at += 1
            return True
        if self.num is None and self.last_big == self.last and following not in ("年", "个", "天", "月") and not self.arabic:
            self.total = _plus(self.total, (self.last // 2, self.last // 2))
            self.at += 1
            self.saved = self._number(self.total, self.at)
        return False

    def _number(self, value: Pair, end: int) -> Number:
        plain = not self.units and "." not in self.digits and self.scale == 1
        return Number(
            self.start, end, Decimal(value[0]), Decimal(value[1]), self.relation, self.scale, self.step or 1, self.arabic, plain,
            self.vague, self.units, self.implied, self.digits,
        )  # fmt: skip

    def _close(self) -> Number | None:
        if self.at == -1 or (self.num is None and self.section == _NOTHING):
            return self.saved
        thousands = self.last_big == WAN and self.total[1] < 100 * WAN and self.section[0] >= 1000  # 一万五千人
        if self.saved is not None and not self.zero and not thousands and COUNTED.match(self.text, self.at):
            return self.saved  # 两百万三百平
        end = self.at
        while end > self.start and self.text[end - 1] in " 个":
            end -= 1
        num = self.num if self.num is not None else _NOTHING
        if self.last >= 100 and not self.zero and 0 < num[1] < 10 and num[0] == int(num[0]):
            num = _times(num, self.last // 10)  # 一百二, 1亿2
        tail = _plus(self.section, num)
        if self.last_big == YI and not self.zero and 10 <= tail[0] < WAN and (self.arabic or tail[0] % 100 == 0):
            tail = _times(tail, WAN)  # 一亿两千, 1亿2000
        return self._number(_plus(self.total, tail), end)
