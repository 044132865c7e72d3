"""Questions to begin with, made from what the policy folders declare."""

from __future__ import annotations

from assistant.web.words import pick
from corpus.load import Library
from corpus.model import Amount, Award, Policy


def examples(library: Library, language: str, most: int = 5) -> list[str]:
    """A few questions over all policies: a sum, a ceiling, conditions, the year's cap, a matter to look up."""
    found: list[str] = []
    for policy in library.mains:
        found += _of(policy, language)
    step = max(1, len(found) // most) if len(library.mains) > 1 else 1
    return found[::step][:most]


def _of(policy: Policy, language: str) -> list[str]:
    english = language == "en"
    main = [award for award in policy.awards if not award.variant_of]
    priced = [(award, base) for award in main if (base := _base(award.amount)) and award.in_maximum]
    found: list[str] = []
    if priced:
        award, base = priced[0]
        item = policy.input(base)
        if item is not None and item.kind == "amount":
            title, label = pick(award.title, award.title_en, language), pick(item.label, item.label_en, language)
            found.append(f"{label}: 2 million yuan. How much can we get?" if english else f"{label}是200万元，{title}最高多少？")
    for award in main[:1]:
        found.append(_asked(award, language, "How much is the {} at most?", "{}最高多少？"))
    if len(priced) > 1:
        found.append(_asked(priced[1][0], language, "What are the conditions of the {}?", "{}要什么条件？"))
    if policy.total:
        found.append("How much can one enterprise get in a year at most?" if english else "一家企业一年最多能拿多少？")
    if policy.silences:
        topic = pick(policy.silences[1 % len(policy.silences)].topic, policy.silences[1 % len(policy.silences)].topic_en, language)
        found.append(f"What about {topic}?" if english else f"{topic}有哪些要求？")
    return found


def _asked(award: Award, language: str, english: str, chinese: str) -> str:
    title = pick(award.title, award.title_en, language)
    return (english if language == "en" else chinese).format(title)


def _base(amount: Amount) -> str:
    return str(getattr(amount, "of", "") or "")
