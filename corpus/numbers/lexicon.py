"""The words around numbers: measure words, words that only look like numbers, currencies, percent signs, areas.

Chinese word lists are data (`corpus/data/measures.txt`, `not_numbers.txt`), looked up by their first character, longest
word first, so that a list can grow without costing time.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent.parent / "data"

CURRENCIES = {
    "CNY": "¥ rmb cny 人民币 renminbi yuan 元 圆 块 块钱 蚊 元人民币 块人民币 kuai 万蚊",
    "USD": "us$ usd $ 美元 美金 美刀 刀 dollar dollars bucks",
    "HKD": "hk$ hkd 港元 港币 港纸",
    "EUR": "€ eur 欧元 欧 euro euros",
    "GBP": "£ gbp 英镑 pounds",
    "JPY": "jpy 日元 日币 yen",
    "KRW": "₩ krw 韩元 韩币",
    "TWD": "nt$ twd 台币 新台币",
    "SGD": "s$ sgd 新加坡元 新币",
    "AUD": "aud 澳元 澳币",
    "CAD": "cad 加元",
    "RUB": "rub 卢布",
    "CHF": "chf 瑞士法郎",
    "MOP": "mop 澳门元 澳门币",
    "USDT": "usdt",
    "BTC": "btc 比特币",
}
CURRENCY_OF = {name: code for code, names in CURRENCIES.items() for name in names.split()}
CURRENCY_OF |= {"us dollars": "USD", "hong kong dollars": "HKD", "hong kong dollar": "HKD"}

_CODES = r"RMB|CNY|US\$|USD|HK\$|HKD|EUR|GBP|JPY|NT\$|SGD|S\$|AUD|CAD"
PREFIX_CODES = _CODES
PREFIX = re.compile(rf"(?:人民币|美元|美金|港币|港元|欧元|日元|英镑|(?:{_CODES})(?![A-Za-z])|[¥$€£₩])[ :]*", re.IGNORECASE)
MONEY = re.compile(
    "[ ]?(?:元人民币|块人民币|人民币|美元|美金|美刀|刀(?![具片口])|港元|港币|港纸|欧元|欧(?![洲美盟])|英镑|日元|日币|韩元|韩币|新台币|台币"
    "|新加坡元|新币|澳门元|澳门币|澳元|澳币|加元|卢布|瑞士法郎|比特币"
    "|元(?!素|宇宙|器件|组|老|论|旦|化|月)整?|圆整?|块钱|块(?![儿屏卡显板地牌业内拼]|GPU|gpu|芯)|蚊(?!子)"
    rf"|(?:{_CODES}|USDT|yuan|renminbi|kuai|us dollars|hong kong dollars?|dollars?|bucks|euros?|pounds|yen)(?![A-Za-z]))",
    re.IGNORECASE,
)
PERCENT = re.compile(
    "[ ]?(?:%|(?:percent(?:age points?)?|per cent|pct)(?![A-Za-z])|个百分点|百分点|个点(?![位评\\d一二三四五六七八九]))", re.IGNORECASE
)
TENTHS = re.compile(
    "成(?![立本果功长员交熟都绩分人型品套就效年事份语行全色])(?!(?<=[^第]一成)为)(?:([一二三四五六七八九半])(?![个家年万百十]))?"
)
DISCOUNT = re.compile("折(?![算旧腾扣现合磨断叠])")
TIMES = re.compile("[ ]?倍|[ ]times(?![A-Za-z])|-?fold")
AREA = re.compile(
    "[ ]?(?:个平方|平方米|平方公尺|平米|平方(?!公里|千米)|平(?![台均时安衡等稳板常行凡静白日方审估])|㎡|m2|m²|坪"
    "|方(?![案面向法便式可才针程位块])"
    "|(?:sqm|sq ?m|square met(?:er|re)s?)(?![A-Za-z]))",
    re.IGNORECASE,
)
# After 万 and 亿: what is counted is no money.
SCALED_COUNT = re.compile(
    "[ ]?个?(?:级参数|规模参数|参数|tokens?|词元|条|字|用户|粉丝|日活|月活|人次|次|人|家|张|台|卡|股|小时|公里|行(?![不吗吧么])|份|亩|核时"
    "|算力|平|级模型|规模模型)(?!均)",
    re.IGNORECASE,
)
_EN_UNITS = {
    "年": "year",
    "个月": "month",
    "天": "day|calendar day",
    "个工作日": "working day|business day",
    "季度": "quarter",
    "周": "week",
    "小时": "hour",
    "家": "enterprise|company|companie|firm|subsidiary|subsidiarie|applicant|startup",
    "人": "people|person|staff|employee|talent|expert",
    "项": "award|condition|patent|benefit|item|clause|rule",
    "个": "team|project|filing|model|llm|direction|certificate|field|scenario|pool|group|cap",
    "张": "gpu|card",
    "套": "set",
    "次": "time|application|round",
    "批": "batch|batche|call",
    "期": "installment|instalment",
    "种": "way|kind|type|mode",
    "档": "tier|level",
    "步": "step",
    "部分": "part",
    "处": "place",
}
_EN_MEASURES = {word: unit for unit, words in _EN_UNITS.items() for word in words.split("|")}
_NO_ADJECTIVE = "and|or|to|of|in|for|at|the|on|with|is|are|was|a|per|from|million|billion|yuan|rmb|percent"
_EN_NOUNS = "|".join(sorted(_EN_MEASURES, key=len, reverse=True))
_EN_MEASURE = re.compile(
    rf"(?:[ ]|-)(?:(?!(?:{_NO_ADJECTIVE})[ ])[a-z][a-z-]*[ ]){{0,3}}?({_EN_NOUNS})s?(?![a-z]|[ ](?:{_EN_NOUNS})s?(?![a-z]))",
    re.IGNORECASE,
)
DURATIONS = frozenset(("年", "个月", "季度", "周", "天", "个工作日", "小时", "分钟", "秒"))


class Words:
    """A list of words found at a position by their first character, longest first, each with what may not follow."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[str, str, tuple[str, str]]]] = {}

    def add(self, token: str, payload: tuple[str, str] = ("", "")) -> None:
        word, _, unless = token.partition("!")
        entries = self._by_first.setdefault(word[0], [])
        entries.append((word, unless, payload))
        entries.sort(key=lambda entry: -len(entry[0]))

    def match(self, text: str, start: int) -> tuple[int, tuple[str, str]] | None:
        """End and payload of the longest word at `start`, or None."""
        for word, unless, payload in self._by_first.get(text[start : start + 1], ()):
            if text.startswith(word, start):
                end = start + len(word)
                if not unless or text[end : end + 1] == "" or text[end] not in unless:
                    return end, payload
        return None


def _lines(name: str) -> list[str]:
    return [line for line in (_DATA / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@cache
def not_numbers() -> Words:
    """Words that begin like a number and are none (万一, 一共, 四川)."""
    words = Words()
    for line in _lines("not_numbers.txt"):
        for token in line.split():
            words.add(token)
    return words


@cache
def measures() -> Words:
    """Measure words with (kind, unit)."""
    words = Words()
    for line in _lines("measures.txt"):
        head, _, tokens = line.partition(":")
        kind, unit = head.split()
        for token in tokens.split():
            words.add(token, (kind, token.partition("!")[0] if unit == "=" else unit))
    return words


def read_measure(text: str, start: int) -> tuple[int, str, str] | None:
    """(end, kind, unit) of the measure word at `start`, a blank allowed before it; English nouns after up to three adjectives."""
    at = start + 1 if text[start : start + 1] == " " else start
    if found := measures().match(text, at):
        return found[0], *found[1]
    if at < len(text) and text[at] < "\x80" and (match := _EN_MEASURE.match(text, start)):
        unit = _EN_MEASURES[match[1].lower()]
        return match.end(), "duration" if unit in DURATIONS else "count", unit
    return None
