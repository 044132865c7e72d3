"""Numbers as texts write them, Chinese and English, to exact Decimal. Judging's own reader.

The product has its own parser; this one is written apart from it, so that a slip in one shows up in the other.
`NUMBER` finds a number, `read` gives its value. Scales inside a number (十百千万亿, million) belong to it.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {c: Decimal(i) for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": Decimal(0), "两": Decimal(2), "俩": Decimal(2), "壹": Decimal(1), "贰": Decimal(2), "叁": Decimal(3), "肆": Decimal(4),
    "伍": Decimal(5), "陆": Decimal(6), "柒": Decimal(7), "捌": Decimal(8), "玖": Decimal(9),
}  # fmt: skip
SMALL = {"十": Decimal(10), "拾": Decimal(10), "百": Decimal(100), "佰": Decimal(100), "千": Decimal(1000), "仟": Decimal(1000)}
LARGE = {"万": Decimal(10**4), "亿": Decimal(10**8)}
ENGLISH_SCALE = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "w": 10**4, "million": 10**6, "mn": 10**6, "m": 10**6, "kw": 10**7,
    "billion": 10**9, "bn": 10**9,
}  # fmt: skip
_UNITS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
          "eighteen nineteen")  # fmt: skip
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: Decimal(i) for i, word in enumerate(_UNITS.split())} | {word: Decimal(20 + 10 * i) for i, word in enumerate(_TENS.split())}

_HAN = "".join(DIGITS)
_SCALES = "".join(SMALL) + "".join(LARGE)
# A digit before one of these begins a new number: 八十万一年, 一笔100万一笔60万.
_MEASURES = "年家个项次月天日成折人名种类条批档倍季周期层位度笔户张套台件门级轮道步段篇平%"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_ATOM = rf"(?:{_ARABIC}|[{_HAN}]+(?:点[{_HAN}]+)?)"
_GOES_ON = rf"(?:[{_HAN}](?![{_MEASURES}])|[{_SCALES}\d点{_MEASURES}])"  # then the last digit is no 五 of 一百五
_CHINESE = (
    rf"(?:{_ATOM}|[十拾])(?:[ \t]?[{_SCALES}])*(?:[零〇]?{_ATOM}[{_SCALES}]+|[零〇]?[十拾]万)*"
    rf"(?:[{_HAN}]{{1,2}}(?!{_GOES_ON})|(?<=[万亿])\d(?!{_GOES_ON}|[,.]\d))?"
)
_WORD = "|".join(sorted(ENGLISH, key=len, reverse=True))
_ENGLISH = (
    rf"(?:(?:{_ARABIC})|\b(?:{_WORD})(?:[- ](?:{_WORD}))?)"
    r"(?:[ \t-]?(?:hundred|thousand|million|billion|mn|bn)\b|[ \t]?(?:kw|k|w|m)(?![A-Za-z0-9]))+"
    rf"|\b(?:{_WORD})(?:[- ](?:{_WORD}))?\b"
)
NUMBER = re.compile(rf"(?:{_ENGLISH})|(?:{_CHINESE})", re.IGNORECASE)
_TOKENS = re.compile(rf"{_ARABIC}|[{_HAN}]+点[{_HAN}]+|[{_HAN}]|[{_SCALES}]")


def read(text: str) -> Decimal | None:
    """The value of what `NUMBER` matched; None where it is no number after all (一一, 三五)."""
    lowered = text.strip().lower()
    if re.search(r"[a-z]", lowered):
        return _read_english(lowered)
    return _read_chinese(lowered)


def _read_english(text: str) -> Decimal | None:
    total: Decimal | None = None
    for part in re.findall(rf"{_ARABIC}|[a-z]+", text):
        if part in ENGLISH_SCALE:
            total = (total if total is not None else Decimal(1)) * ENGLISH_SCALE[part]
        elif part in ENGLISH:
            total = (total or Decimal(0)) + ENGLISH[part]
        elif part[0].isdigit():
            total = Decimal(part.replace(",", ""))
        else:
            return None
    return total


def _read_chinese(text: str) -> Decimal | None:
    tokens = _TOKENS.findall(text)
    if all(t in DIGITS for t in tokens) and len(tokens) > 1:  # read digit by digit: 二〇二四
        return Decimal("".join(str(DIGITS[t]) for t in tokens))
    whole, section, current, last = Decimal(0), Decimal(0), None, Decimal(1)
    for i, token in enumerate(tokens):
        if token in SMALL:
            section += (current if current is not None else Decimal(1)) * SMALL[token]
            current, last = None, SMALL[token]
        elif token == "万":
            section = (section + (current or 0)) * LARGE[token]
            whole, section, current, last = whole + section, Decimal(0), None, LARGE[token]
        elif token == "亿":
            whole = (whole + section + (current or 0)) * LARGE[token]
            section, current, last = Decimal(0), None, LARGE[token]
        elif token in "零〇" and len(tokens) > 1:
            last = Decimal(10)  # what follows a zero is units: 一百零五
        elif token in DIGITS:
            current = DIGITS[token]
            ends = i + 1 == len(tokens) or tokens[i + 1] in LARGE
            if ends and last > 10 and i:  # 一百五 = 150, 三万五 = 35000, 一百五万
                current = current * last / 10
        elif "点" in token:
            left, right = token.split("点")
            current = Decimal("".join(str(DIGITS[c]) for c in left) + "." + "".join(str(DIGITS[c]) for c in right))
        else:
            current = Decimal(token.replace(",", ""))
            if i + 1 == len(tokens) and i and tokens[i - 1] in LARGE and len(token) == 1:  # 4万2
                current = current * last / 10
    return whole + section + (current or Decimal(0))
