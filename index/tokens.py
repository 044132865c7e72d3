"""Text into search units, for the lexical index, the embedding and highlights alike.

Units are characters, overlapping bigrams and whole Latin or numeric runs; amounts and percentages get one
canonical unit each (`150万元`, `1,500,000元` and `一百五十万` all give `¥1500000`), so that exact figures match
however they are written. Three- and four-character words are looked up in a given word list, never segmented,
so a question needs no jieba. jieba segments where word boundaries are wanted (training vocabularies, the
word-level baseline) and is imported here and nowhere else, on first use: loading its dictionary costs 0.5 s.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.amounts import find_figures, format_yuan
from corpus.text import normalise

_RUN = re.compile(r"([\u3400-\u9fff\U00020000-\U0003ffff]+)|([a-z0-9]+(?:[.-][a-z0-9]+)*)")
_HAS_FIGURE = re.compile(r"[万亿元块%成百千]|\d[wk]")


def normal(text: str) -> str:
    """The form that is indexed and searched: compatibility forms folded, Simplified, lower case."""
    return normalise(text).text.lower()


def figure_spans(text: str) -> list[tuple[str, int, int]]:
    """Canonical units of the amounts and percentages in a text, each with where it is written: `¥1500000`, `50%`."""
    if not _HAS_FIGURE.search(text):
        return []
    written = {"元": "¥{}", "%": "{}%"}
    return [(written[f.unit].format(f.value), f.start, f.end) for f in find_figures(text) if f.unit in written]


def alike(text: str) -> str:
    """A normalised question with every amount of money in one writing, so that 150000元, 150,000元 and 十五万元 find the same."""
    if not _HAS_FIGURE.search(text):
        return text
    for figure in reversed([f for f in find_figures(text) if f.unit == "元"]):
        text = f"{text[: figure.start]}{format_yuan(Decimal(figure.value))}{text[figure.end :]}"
    return text


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
    out.extend(unit for unit, _, _ in figure_spans(text))
    return out


def is_han(unit: str) -> bool:
    """Whether the unit is made of Han characters."""
    return "\u3400" <= unit[0] <= "\u9fff" or unit[0] >= "\U00020000"


def segment(text: str, cache: Path | None = None, terms: Sequence[str] = ()) -> list[str]:
    """Words of a normalised text by jieba, punctuation left out; `terms` join its dictionary, `cache` holds its pickle."""
    tokenizer = _jieba(str(cache or ""), tuple(terms))
    return [word for word in tokenizer.lcut(text) if _RUN.search(word)]


@lru_cache(maxsize=4)
def _jieba(cache: str, terms: tuple[str, ...]) -> Any:
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
