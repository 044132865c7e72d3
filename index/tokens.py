"""Text into search units, for the lexical index, the embedding and highlights alike.

Units are characters, overlapping bigrams and whole Latin or numeric runs; amounts and percentages get one
canonical unit each (`150万元`, `1,500,000元` and `一百五十万` all give `¥1500000`), so that exact figures match
however they are written. Three- and four-character words are looked up in a given word list, never segmented,
so a question needs no jieba. jieba segments where word boundaries are wanted (training vocabularies, the
word-level baseline) and is imported here and nowhere else, on first use: loading its dictionary costs 0.5 s.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import ModuleType

_RUN = re.compile(r"([\u3400-\u9fff\U00020000-\U0003ffff]+)|([a-z0-9]+(?:[.-][a-z0-9]+)*)")
_DIGITS = "零一二三四五六七八九"
_NUMERAL = {c: i for digits in (_DIGITS, "〇壹贰叁肆伍陆柒捌玖") for i, c in enumerate(digits)} | {"两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MAGNITUDE = {"": 1, "千": 10**3, "k": 10**3, "万": 10**4, "w": 10**4, "百万": 10**6, "千万": 10**7, "kw": 10**7, "亿": 10**8}
_HAN_NUMBER = "零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖十百千拾佰仟"
_AMOUNT = re.compile(
    rf"百分之(?P<share>[{_HAN_NUMBER}]+)"
    rf"|(?P<arabic>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>千万|百万|亿|万|千|kw|w(?![a-z])|k(?![a-z]))?\s*(?P<unit>元|块|人民币|%|成)?"
    rf"|(?P<han>[{_HAN_NUMBER}]+)(?P<hanscale>亿|万)?(?P<hanunit>元|块|成)?"
)


def normal(text: str) -> str:
    """The form that is indexed and searched: compatibility forms folded, Simplified, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def han_number(text: str) -> int | None:
    """The integer below 一万 that Chinese numerals write, or None where they write none (`一`, `两百五十`, `二〇二四`)."""
    if not any(c in _SMALL for c in text):
        return int("".join(str(_NUMERAL[c]) for c in text)) if text else None
    total, current = 0, 0
    for char in text:
        if char in _SMALL:
            total += (current or 1) * _SMALL[char]
            current = 0
        else:
            current = _NUMERAL[char]
    last = text[-2:-1]
    if current and last in _SMALL and _SMALL[last] > 10:  # 一百五 says 150
        current *= _SMALL[last] // 10
    return total + current


def figure_spans(text: str) -> list[tuple[str, int, int]]:
    """Canonical units of the amounts and percentages in a normalised text, each with where it is written."""
    found: list[tuple[str, int, int]] = []
    for match in _AMOUNT.finditer(text):
        unit = _figure(match)
        if unit:
            found.append((unit, match.start(), match.end()))
    return found


def figures(text: str) -> list[str]:
    """Canonical units of the amounts and percentages in a normalised text: `¥1500000`, `50%`."""
    return [unit for unit, _, _ in figure_spans(text)]


def _figure(match: re.Match[str]) -> str:
    if match["share"]:
        return f"{han_number(match['share'])}%"
    if match["arabic"]:
        number, scale, unit = Decimal(match["arabic"].replace(",", "")), match["scale"] or "", match["unit"] or ""
    else:
        number, scale, unit = Decimal(han_number(match["han"]) or 0), match["hanscale"] or "", match["hanunit"] or ""
    if unit == "%":
        return f"{_plain(number)}%"
    if unit == "成":
        return f"{_plain(number * 10)}%"
    return f"¥{_plain(number * _MAGNITUDE[scale])}" if unit or scale else ""  # a bare number is no amount


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def units(text: str, words: Collection[str] = ()) -> list[str]:
    """Every unit of a normalised text in order, repeats kept: characters, bigrams, listed words, runs, figures.

    `words` are the words of three or four characters that count as units where they occur.
    """
    out: list[str] = []
    for match in _RUN.finditer(text):
        run = match[1]
        if run is None:
            out.append(match[2])
            continue
        out.extend(run)
        out.extend(run[i : i + 2] for i in range(len(run) - 1))
        if words:
            for size in (3, 4):
                out.extend(gram for i in range(len(run) - size + 1) if (gram := run[i : i + size]) in words)
    out.extend(figures(text))
    return out


def is_han(unit: str) -> bool:
    """Whether the unit is made of Han characters."""
    return "\u3400" <= unit[0] <= "\u9fff" or unit[0] >= "\U00020000"


def segment(text: str, cache: Path | None = None, terms: Sequence[str] = ()) -> list[str]:
    """Words of a normalised text by jieba, punctuation left out; `terms` join its dictionary, `cache` holds its pickle."""
    tokenizer = _jieba(str(cache or ""), tuple(terms))
    return [word for word in tokenizer.lcut(text) if _RUN.search(word)]


@lru_cache(maxsize=4)
def _jieba(cache: str, terms: Iterable[str]) -> ModuleType:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    if cache:  # the default is the system's shared temp folder
        Path(cache).mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir = cache
    for term in terms:
        tokenizer.add_word(term)
    return tokenizer
