"""Words heard right and written wrong: bigrams that nobody uses, read as the library's words that sound the same.

Speech recognition and pinyin keyboards write 大摸型 for 大模型. A bigram of the question that neither the library nor
ordinary text knows is compared by sound with the library's own bigrams: one character must be the same, the other
must sound the same (without tones; zh/z, ch/c, sh/s and final n/ng count as equal). What is found joins the question,
and nothing is taken away from it. The table of sounds ships with the model; pypinyin writes it, in training.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

SOUNDS = Path(__file__).parent / "model" / "sounds.txt"


class Sounds:
    """Characters by sound; a line of the file is a sound and its characters."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.characters: dict[str, str] = {}
        self.sounds: dict[str, list[str]] = {}
        for line in lines:
            sound, _, characters = line.partition(" ")
            self.characters[sound] = characters
            for character in characters:
                self.sounds.setdefault(character, []).append(sound)

    def alike(self, character: str) -> str:
        """The other characters that sound like this one."""
        found = "".join(self.characters[sound] for sound in self.sounds.get(character, ()))
        return found.replace(character, "")


@lru_cache(maxsize=1)
def shipped_sounds() -> Sounds:
    """The table that ships with the model; empty before there is one."""
    return Sounds(SOUNDS.read_text(encoding="utf-8").splitlines() if SOUNDS.is_file() else ())


def repairs(units: Sequence[str], usual: Callable[[str], bool], weight: Callable[[str], float], sounds: Sounds) -> list[str]:
    """For each unusual bigram the library's likeliest bigram of the same sound; `weight` is 0 for what the library lacks."""
    found: dict[str, None] = {}
    for unit in units:
        if len(unit) != 2 or unit.isascii() or usual(unit):
            continue
        first, second = unit[0], unit[1]
        options = [other + second for other in sounds.alike(first)] + [first + other for other in sounds.alike(second)]
        best = max(options, key=weight, default="")
        if best and weight(best) > 0:
            found[best] = None
    return list(found)


def sound(reading: str) -> str:
    """A toneless reading with the confusions of speech folded: `zhang` and `zan` are one."""
    for full, short in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if reading.startswith(full):
            reading = short + reading[2:]
    return reading[:-1] if reading.endswith("ng") else reading


def write_sounds(characters: Iterable[str], file: Path) -> None:
    """Write the table for these characters, every common reading of each."""
    from pypinyin import Style, pinyin

    lines: dict[str, list[str]] = {}
    for character in sorted(set(characters)):
        readings = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
        for key in dict.fromkeys(sound(reading) for reading in readings[:3] if reading.isalpha() and reading != character):
            lines.setdefault(key, []).append(character)
    file.write_text("".join(f"{key} {''.join(found)}\n" for key, found in sorted(lines.items())), encoding="utf-8")
