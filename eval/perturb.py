"""The same set, written worse: how far a score falls when nothing but the writing changes.

Figures, negations and the words between digits stay as they are, so the expectations stay right. Everything is seeded by
the conversation's id: the same set gives the same copy.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from eval.questions import Conversation, Turn

_HAN = re.compile(r"[\u4e00-\u9fff]")
_KEPT = set("零〇一二两三四五六七八九十百千万亿点半元块成折年月日号天个家名项次人倍第%"
            "不没未无非否别冇勿免除减去加再还和或以上下内外达超过近约来多少至到每平米方亩间")  # fmt: skip
_MARKS = re.compile(r"[,，.。?？!！;；:：、~～…\"'“”‘’()（）【】《》—-]")


def traditional(text: str, rng: random.Random) -> str:
    """Simplified written in Traditional, Hong Kong forms."""
    converted: str = _converter().convert(text)
    return converted


def full_width(text: str, rng: random.Random) -> str:
    """Letters, digits and marks at full width, as some input methods leave them."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


def homophones(text: str, rng: random.Random) -> str:
    """One character in twelve, at least one, replaced by a common one that sounds the same (speech recognition)."""
    return _replace(text, rng, 12, lambda i: _same_sound(text[i], rng))


def typos(text: str, rng: random.Random) -> str:
    """One character in fifteen, at least one, dropped, doubled, or swapped with the next."""
    out = list(text)
    for i in _places(text, rng, 15):
        kind = rng.choice(("drop", "double", "swap"))
        if kind == "drop":
            out[i] = ""
        elif kind == "double":
            out[i] = out[i] * 2
        elif i + 1 < len(text) and _touchable(text[i + 1]):
            out[i], out[i + 1] = out[i + 1], out[i]
    return "".join(out)


def no_punctuation(text: str, rng: random.Random) -> str:
    """Marks dropped; a blank between what would run together into another figure, marks inside a number kept."""
    text = re.sub(r"(?<=\d)[.,](?=\d)", lambda m: {".": "\ue000", ",": "\ue001"}[m[0]], text)
    text = re.sub(
        rf"(?<=[0-9A-Za-z%零〇一二两三四五六七八九十百千万亿])(?:{_MARKS.pattern})+(?=[0-9A-Za-z零〇一二两三四五六七八九十百千万亿])",
        " ",
        text,
    )
    return _MARKS.sub("", text).replace("\ue000", ".").replace("\ue001", ",").strip()


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "traditional": traditional, "full-width": full_width, "homophones": homophones, "typos": typos, "no-punctuation": no_punctuation,
}  # fmt: skip


def perturb(conversations: Iterable[Conversation], kind: str) -> list[Conversation]:
    """The conversations whose words change, with ids `ID~kind` and the tag `perturbed:kind`; expectations as they were."""
    changed = []
    for conversation in conversations:
        rng = random.Random(f"{kind}:{conversation.id}")
        turns = tuple(_turn(turn, KINDS[kind], rng) for turn in conversation.turns)
        if turns != conversation.turns:
            update: dict[str, Any] = {"id": f"{conversation.id}~{kind}", "tags": (*conversation.tags, f"perturbed:{kind}"), "turns": turns}
            changed.append(conversation.model_copy(update=update))
    return changed


def _turn(turn: Turn, change: Callable[[str, random.Random], str], rng: random.Random) -> Turn:
    """A turn of garbage, or one that expects a rejection, is left alone: there is nothing to write worse."""
    if turn.expect.status == ("rejected",) or len(turn.user) > 1000:
        return turn
    changed = change(turn.user, rng)
    return turn.model_copy(update={"user": changed}) if changed.strip() and changed != turn.user else turn


def _touchable(character: str) -> bool:
    return bool(_HAN.match(character)) and character not in _KEPT


def _places(text: str, rng: random.Random, every: int) -> list[int]:
    free = [i for i, c in enumerate(text) if _touchable(c)]
    count = max(1, round(len(free) / every)) if free else 0
    chosen: list[int] = []
    for i in rng.sample(free, len(free)):
        if len(chosen) < count and all(abs(i - other) > 1 for other in chosen):
            chosen.append(i)
    return sorted(chosen)


def _replace(text: str, rng: random.Random, every: int, by: Callable[[int], str]) -> str:
    out = list(text)
    for i in _places(text, rng, every):
        out[i] = by(i)
    return "".join(out)


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2hk")


@lru_cache(maxsize=1)
def _sounds() -> dict[str, list[str]]:
    """Toneless syllable → the common characters of that sound (the 3,755 of GB 2312's first level)."""
    from pypinyin import lazy_pinyin

    common = [bytes((a, b)).decode("gb2312") for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF) if (a, b) < (0xD7, 0xFA)]
    groups: dict[str, list[str]] = {}
    for character in common:
        groups.setdefault(lazy_pinyin(character)[0], []).append(character)
    return groups


def _same_sound(character: str, rng: random.Random) -> str:
    """Another common character of the same syllable, of the same tone where there is one."""
    from pypinyin import Style, lazy_pinyin

    others = [c for c in _sounds().get(lazy_pinyin(character)[0], []) if c != character and c not in _KEPT]
    tone = lazy_pinyin(character, style=Style.TONE3)
    nearest = [c for c in others if lazy_pinyin(c, style=Style.TONE3) == tone] or others
    return rng.choice(nearest) if nearest else character
