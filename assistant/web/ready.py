"""Ready questions for the desk, made from what policies declare, and found while one types."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.web.words import pick
from corpus.load import Library
from corpus.text import normalise


@dataclass(frozen=True, slots=True)
class Ready:
    """A question the assistant is sure to have an answer to, and the words by which it is found."""

    question: str
    title: str
    grams: frozenset[str]


def grams(text: str) -> frozenset[str]:
    """Letters, digits and Han characters of a text, and their pairs."""
    plain = "".join(c for c in normalise(text).text.lower() if c.isalnum())
    return frozenset(plain) | frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


_KEPT: dict[tuple[str, str], tuple[Ready, ...]] = {}


def ready(library: Library, language: str) -> tuple[Ready, ...]:
    """Every ready question of these policies; made once a version."""
    key = (library.hash, language)
    if key not in _KEPT:
        if len(_KEPT) > 8:
            _KEPT.clear()
        _KEPT[key] = _made(library, language)
    return _KEPT[key]


def _made(library: Library, language: str) -> tuple[Ready, ...]:
    """Two questions an award, one a matter on which the sources are silent, one for the year's cap."""
    english, found = language == "en", []
    for policy in library.policies:
        for award in policy.awards:
            title = pick(award.title, award.title_en, language)
            words = " ".join((title, *award.words))
            asked = ("How much is the {} at most?", "What are the conditions of the {}?") if english else ("{}最高多少？", "{}要什么条件？")
            for text in asked:
                question = text.format(title)
                found.append(Ready(question, title, grams(question + words)))
        for silence in policy.silences:
            topic = pick(silence.topic, silence.topic_en, language)
            question = f"What about {topic}?" if english else f"{topic}？"
            found.append(Ready(question, topic, grams(question + " ".join(silence.words))))
        if policy.total:
            question = "How much can one enterprise get in a year at most?" if english else "一家企业一年最多能拿多少？"
            found.append(Ready(question, question, grams(question + "年度上限封顶annual cap")))
    return tuple(found)


def find(library: Library, query: str, language: str, most: int = 3) -> list[Ready]:
    """The ready questions that share most with what was typed."""
    asked = grams(query)
    pairs = [gram for gram in asked if len(gram) == 2] or list(asked)
    if not pairs:
        return []
    scored = [(sum(gram in one.grams for gram in pairs) / len(pairs), -place, one) for place, one in enumerate(ready(library, language))]
    return [one for score, _, one in sorted(scored, key=lambda row: row[:2], reverse=True)[:most] if score >= 0.5]
