"""What only looks like a number: words, document numbers, telephones, versions, names of chips and models, list numbers."""

from __future__ import annotations

import re

from corpus.numbers.lexicon import not_numbers

_DIGITS = re.compile(
    r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\d万亿元块.wWkK]|[ ]?[万亿元])|0\d{2,3}-\d{7,8}(?!\d)"
    r"|[48]00-?\d{3,4}-?\d{3,4}(?![\d万亿元块.wWkK]|[ ]?[万亿元])"  # telephones
    r"|12345(?!\d|[ ]?[万亿元块%wWkK,.])|\d{15}[\dXx](?!\d)|\d{16,}"  # the hotline, ids
    r"|\d{1,2}:\d{1,2}(?::\d{2})?(?![\d.])|\d{1,2}[点时]\d{0,2}分?(?=[之前后开到整])"  # times of day
    r"|24[/x*]7|7[x*×]24|996(?=$|[制工加的吗。]|,(?!\d))|\d{1,3}\.\d{1,3}\.\d{1,3}(?:\.\d{1,3})?"  # versions, addresses
    r"|5G(?!\w)|4G(?!\w)|3D(?!\w)|2D(?!\w)|0day|2B(?!\w)|2C(?!\w)|1对1|360(?=安全|公司|集团)|1688(?=平台|网|采购)|51job|58同城"
    r"|(?<![^\s:;,。])(?<![-+×*÷/=] )\d{1,2}[)、](?![\d万亿]|[ ]?[-×*÷/+=])"  # list numbers
)
_BRACKETS = re.compile(r"[〔\[【(]\s?\d{4}\s?[〕\]】)]\s?第?\d{1,4}号|〔\d{4}〕|\(\d{1,2}\)|\([一二三四五六七八九十]{1,2}\)")
_NAME = re.compile(r"(?!(?i:vs|or|and|to|is|x)\d)[A-Za-z_][A-Za-z0-9_]*[-.]?\d[A-Za-z0-9._-]*")
_PRONOUN = re.compile(
    r"one-?(?:off|time|stop|way|on-one)(?![a-z])"
    r"|one(?= ?(?:$|[?,.!;]|(?:is|for|of|that|in|has|needs|must|can|should|will|would|may|gets|or|do|does"
    r"|with|to|at|on|per|and(?! a half))(?![a-z])))",
    re.IGNORECASE,
)
_BIT = re.compile("(?<=[差有早快多晚大小])一点")
_LATIN_NAME = re.compile(r"(?:[A-Za-z]*[A-Z][A-Za-z]*|llama|qwen|rtx|gpt|deepseek|glm|version|ver|model)[ -]$")
_NOT_NAME = re.compile(
    r"\b(?:of|and|to|is|was|paid|spent|rent|cost|revenue|about|over|RMB|CNY|USD|the|by|we|in|for|up|than|or|with|only|from|at|a|least|most|between|area|so|then"
    r"|another|around|roughly|nearly|under|below|above|our|my|it|its|plus|minus|say|be|pay|pays|get|got|have|had|has|if|what)[ -]$",
    re.IGNORECASE,
)


def skip(text: str, start: int) -> int:
    """End of what only looks like a number at `start`; 0 if there is none."""
    c = text[start]
    if c.isdigit():
        if start and text[start - 1].isdigit():
            return 0
        match = _DIGITS.match(text, start)
    elif c in "(〔[【":
        match = _BRACKETS.match(text, start)
    elif c.isascii():
        match = _PRONOUN.match(text, start) or _NAME.match(text, start)
    else:
        if found := not_numbers().match(text, start):
            return found[0]
        match = _BIT.match(text, start) if c == "一" else None
    return match.end() if match else 0


def after_name(text: str, start: int) -> bool:
    """Whether the digits at `start` belong to a Latin name before them (Llama 3.1, RTX 4090)."""
    before = text[max(0, start - 16) : start]
    return before.endswith((" ", "-")) and _LATIN_NAME.search(before) is not None and _NOT_NAME.search(before) is None
