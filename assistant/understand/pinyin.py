"""Words typed as pinyin, read as what the policies and their talk call things: youhua butie 比例 duoshao → 优化补贴 比例 多少."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from index.repair import sound

_RUN = re.compile(r"[a-z]+(?: [a-z]+)*")
_ENGLISH = re.compile(
    r"(?<![a-z])(?:what|how|who|when|where|which|why|is|are|was|does?|did|can|could|will|would|should|the|an?|of|to|in|for|on|my|our|we|it"
    r"|this|that|if|and|or|much|many|any|have|has|get|please|with|about|i|yes|no|not)(?![a-z])"
)
_SYLLABLE = re.compile(
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:uang|iang|iong|ang|ong|eng|ing|ian|uan|iao|uai|an|ao|ai|ei|ie|ue|ve|uo|ou|iu|ui|un|in|en|er|ia|ua|[aoeiuv])"
)
_BETWEEN = re.compile("(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_LONGEST = 6
_SINGLE = {
    "jiang": "奖", "bu": "补", "na": "拿", "gei": "给", "hua": "花", "ma": "吗", "neng": "能", "shi": "是", "you": "有", "ji": "几",
    "de": "的", "le": "了", "zu": "租", "tou": "投", "wan": "万", "yi": "亿", "nian": "年", "zui": "最", "gao": "高",
}  # fmt: skip

COMMON = (
    "政策", "奖励", "补贴", "补助", "申请", "申报", "什么", "时候", "什么时候", "怎么", "怎么办", "多少钱",
    "可以", "最多", "最高", "我们", "你们", "一年", "条件", "材料", "电话", "截止", "开始", "印发",
    "请问", "能不能", "是不是", "有没有", "多久", "哪里", "哪些", "子公司", "公司", "企业", "流程", "要求",
    "额度", "到账",
)  # fmt: skip
"""Words of asking that no policy declares."""


def spelled(text: str, by_sound: Mapping[tuple[str, ...], str]) -> str:
    """The text with what is typed as pinyin written as the words it sounds like; English and names stay."""
    lowered = text.lower()
    if not any("a" <= char <= "z" for char in lowered) or _ENGLISH.search(lowered):
        return text
    mixed = any("\u4e00" <= char <= "\u9fff" for char in text)
    result = _RUN.sub(lambda found: _words(found[0], by_sound, mixed), lowered)
    return text if result == lowered else _BETWEEN.sub("", result)


def _words(run: str, by_sound: Mapping[tuple[str, ...], str], mixed: bool) -> str:
    syllables: list[str] = []
    for word in run.split(" "):
        parts = _syllables(word)
        if not parts:
            return run
        syllables += parts
    out, at, known = "", 0, 0
    while at < len(syllables):
        for size in range(min(_LONGEST, len(syllables) - at), 1, -1):
            term = by_sound.get(tuple(sound(s) for s in syllables[at : at + size]))
            if term:
                out, at, known = out + term, at + size, known + size
                break
        else:
            out += _SINGLE.get(syllables[at], f" {syllables[at]} ")
            at += 1
    alone = mixed and len(syllables) == 1 and syllables[0] in _SINGLE  # 算法备案jiang多少
    return out.strip() if alone or known * 2 >= len(syllables) else run


@lru_cache(maxsize=1024)
def _syllables(word: str) -> tuple[str, ...]:
    """A word as syllables, the longest first; none where it is no pinyin."""
    if not word:
        return ()
    found = _SYLLABLE.match(word)
    if found is None:
        return ()
    for end in range(found.end(), 0, -1):
        if _SYLLABLE.fullmatch(word, 0, end):
            if end == len(word):
                return (word,)
            rest = _syllables(word[end:])
            if rest:
                return (word[:end], *rest)
    return ()
