"""Text as people type it and files give it, to one plain form: half width, Simplified, no invisible characters.

Every step keeps a map back to the text as given, so that a highlight or a figure can point at the person's own words.
OpenCC is loaded only when a character table says that the text holds Traditional characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

_DATA = Path(__file__).parent / "data"
Language = Literal["zh", "en"]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20, 0x2009: 0x20, 0x202F: 0x20, 0xFFE5: 0xA5}
_STRAIGHT = {ord(c): d for c, d in zip("‘’‛“”„‟′″﹣‐‑‒﹪٪∕⁄﹐", '\'\'\'""""\'"----%%//,', strict=True)}
_PLAIN = _WIDTH | {code: ord(c) for code, c in _STRAIGHT.items()}
_NUMBERED = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]|[0-9]\ufe0f?\u20e3")
_CANTONESE_IS = re.compile("(?<![關关體体聯联干派院譜谱])係(?![數数統统列])")
_BLANKS = re.compile(rf"(?<=[{_HAN}\u3001\u3002,!?;:])[ \t]+(?=[{_HAN}])|[ \t]{{2,}}|[ \t]+(?=[\n,。!?;])|\n{{3,}}")
_NUMERIC = frozenset("零〇一二三四五六七八九十百千万亿两俩仨半几第元块平%年月日家个人")  # a blank beside these parts two quantities
_REPEATS = re.compile("([!?。,、;:~\u2026—])\\1+|\\.{4,}")
_MOJIBAKE = re.compile("锟斤拷|烫烫烫|屯屯屯|(?:[\u00e0-\u00ef][\u0080-\u00bf\u0152-\u2122]{1,2}){3}")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text. `source` is the text as given; `_at` the position in it of each character (None: the same)."""

    text: str
    source: str
    _at: tuple[int, ...] | None = field(default=None, repr=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of `source` that became `text[start:end]`."""
        if self._at is None or start >= end:
            at = self._at
            return (start, end) if at is None else ((at[start], at[start]) if start < len(at) else (len(self.source),) * 2)
        return self._at[start], self._at[end]


@cache
def _traditional() -> frozenset[str]:
    return frozenset((_DATA / "traditional.txt").read_text(encoding="utf-8").replace("\n", ""))


@cache
def _radicals() -> dict[str, str]:
    lines = (_DATA / "radicals.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[2] for line in lines if line and line[0] != "#"}


@cache
def _opencc() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def has_traditional(text: str) -> bool:
    """Whether the text holds a character that exists only in Traditional writing."""
    return not _traditional().isdisjoint(text)


def simplify(text: str) -> str:
    """Traditional to Simplified, character by character aligned; Cantonese 係 to 是."""
    if not has_traditional(text):
        return text
    text = _CANTONESE_IS.sub("是", text)
    simple: str = _opencc().convert(text)
    return simple if len(simple) == len(text) else "".join(_opencc().convert(c) for c in text)


def normalise(text: str) -> Normalised:
    """NFKC, radicals, half width, Simplified; no invisible characters, no blanks inside Chinese, no repeated punctuation."""
    plain = text.translate(_PLAIN)
    at: list[int] | None = None
    if _needs_map(plain):
        plain, at = _map(plain)
    plain = simplify(plain)
    plain, at = _fold(_BLANKS, _blank, plain, at)
    plain, at = _fold(_REPEATS, _repeat, plain, at)
    stripped = plain.strip()
    if len(stripped) != len(plain):
        lead = len(plain) - len(plain.lstrip())
        at = at if at is not None else list(range(len(plain) + 1))
        at = [*at[lead : lead + len(stripped)], at[lead + len(stripped)]]
        plain = stripped
    return Normalised(plain, text, None if at is None else tuple(at))


def _needs_map(text: str) -> bool:
    if not text.replace("\n", "").isprintable():
        return True
    return not text.isascii() and (not unicodedata.is_normalized("NFKC", text) or not _odd().isdisjoint(text))


@cache
def _odd() -> frozenset[str]:
    return frozenset(_radicals()) | frozenset("\ufe0f\u20e3")


def _map(text: str) -> tuple[str, list[int]]:
    """NFKC, radicals and invisible characters, one cluster at a time, with positions."""
    radicals = _radicals()
    out: list[str] = []
    at: list[int] = []
    position = 0
    for match in re.finditer("(?s)[0-9]\ufe0f?\u20e3|.[\u0300-\u036f\u3099\u309a]*", text):
        piece = match[0]
        if _NUMBERED.fullmatch(piece):
            number = piece[0] if piece[0].isascii() else str(int(unicodedata.numeric(piece)))
            piece = f"({number})"
        elif len(piece) == 1 and piece.isascii() and (piece.isprintable() or piece in "\n\t"):
            pass
        else:
            piece = "".join(radicals.get(c, c) for c in unicodedata.normalize("NFKC", piece))
            piece = "".join(c for c in piece.translate(_PLAIN) if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)
        out.append(piece)
        at.extend([match.start()] * len(piece))
        position = match.end()
    at.append(position)
    return "".join(out), at


_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"))


def _blank(match: re.Match[str]) -> str:
    if "\n" in match[0]:
        return "\n\n"
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    if after in "\n,。!?;":
        return ""
    return " " if before.isascii() or after.isascii() or before in _NUMERIC or after in _NUMERIC else ""


def _repeat(match: re.Match[str]) -> str:
    return "…" if match[0][0] in ".…" else match[0][0] if match[0][0] != "—" else "——"


def _fold(pattern: re.Pattern[str], replace: Any, text: str, at: list[int] | None) -> tuple[str, list[int] | None]:
    """Replace matches with something no longer than they are, and keep the positions."""
    if not pattern.search(text):
        return text, at
    source = at if at is not None else list(range(len(text) + 1))
    out: list[str] = []
    positions: list[int] = []
    last = 0
    for match in pattern.finditer(text):
        new = replace(match)
        out += [text[last : match.start()], new]
        positions += source[last : match.start()]
        positions += source[match.start() : match.start() + len(new)]
        last = match.end()
    out.append(text[last:])
    positions += source[last:]
    return "".join(out), positions


# ---------------------------------------------------------------- language

_TITLES = re.compile("《[^》]*》|“[^”]*”|「[^」]*」")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'-]*")
_UNITS = frozenset(
    (
        "w",
        "kw",
        "k",
        "m",
        "rmb",
        "cny",
        "usd",
        "hkd",
        "yuan",
        "million",
        "billion",
        "sqm",
        "vs",
        "ok",
        "app",
        "ai",
        "llm",
        "gpu",
        "api",
        "saas",
        "token",
    )
)
_ZH_WORDS = re.compile("[的了吗呢吧啊嘛么咩嘅怎什几能是有没不要给这那请谁哪算拿想咋得]|多少|可以|我|你")
_EN_WORDS = re.compile(
    r"(?<![a-z])(?:what|how|who|when|where|which|why|is|are|was|were|am|do|does|did|can|could|will|would|should|may|the|an?|of|to|in|for|on"
    r"|my|our|we|you|it|this|that|if|and|or|much|many|any|have|has|had|get|please|with|about|i|yes|no|not|he|me)(?![a-z])",
    re.IGNORECASE,
)
_PINYIN = re.compile(
    "(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:uang|iang|iong|ueng|ang|ong|eng|ing|ian|uan|iao|uai|an|ao|ai|ei|ie|ue|ve|uo|ou|iu|ui|un|in|en|er|ia|ua|[aoeiuv]))+$"
)


def language(text: str, default: Language = "zh") -> Language:
    """The language a text is to be answered in: that of most letters; Latin names and units do not count, nor do quoted titles."""
    bare = _TITLES.sub("", text)
    words = _LATIN.findall(bare)
    han = len(_HAN_CHARACTER.findall(bare))
    latin = sum(len(w) for w in words if not w.isupper() and w.lower() not in _UNITS)
    if han and not latin:
        return "zh"
    english = len(_EN_WORDS.findall(bare))
    if not han:
        if not english and _HAN_CHARACTER.search(text):
            return "zh"
        spoken = [w for w in words if len(w) > 2 and (english or not w.isupper())]
        return default if not spoken and not english else "zh" if _is_pinyin(words, english) else "en"
    chinese = len(_ZH_WORDS.findall(bare))
    if bool(english) != bool(chinese):
        return "en" if english else "zh"
    return "zh" if han * 3 >= latin else "en"


def _is_pinyin(words: list[str], english: int) -> bool:
    """A question typed as pinyin (da moxing beian bu duoshao)."""
    return not english and len(words) > 2 and sum(map(len, words)) < 80 and all(_PINYIN.match(w.lower()) for w in words if not w.isupper())


# ---------------------------------------------------------------- readable


def readable(text: str) -> bool:
    """Whether a text has a letter, a digit or a Han character and is not the debris of a wrong decoding."""
    if text.isascii():
        return any(c.isalnum() for c in text)
    broken = sum(1 for c in text if c == "\ufffd" or (not c.isprintable() and unicodedata.category(c) in ("Cs", "Co", "Cn")))
    clear = sum(1 for c in text if c.isalnum())
    return clear > 0 and broken * 3 < clear + 2 * (broken < 2) and not _MOJIBAKE.search(text)
