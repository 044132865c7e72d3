"""Bilingual wording of the calculator: money, values of inputs, conditions and notes.

Everything a policy says itself comes from its folder; here are only the words that every calculation needs.
Each function gives a `Note`, so that a result holds both languages and no later step has to translate.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from corpus.award.result import Note, plain
from corpus.model import Input, Option, Test
from corpus.numbers.written import format_yuan


def money(value: Decimal, language: str = "zh") -> str:
    """An amount as a person reads it, as answers write it (万元 or 亿元, RMB in English)."""
    return format_yuan(value, language)


def _grouped(value: Decimal) -> str:
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1024)
def percent(ratio: Decimal) -> str:
    return f"{plain(ratio * 100)}%"


@lru_cache(maxsize=4096)
def capped_at(cap: Decimal) -> Note:
    return money_note("封顶{}", "capped at {}", cap)


def money_note(zh: str, en: str, *values: Decimal) -> Note:
    """A sentence with `{}` for each amount, filled in the wording of each language."""
    return Note(zh.format(*(money(v) for v in values)), en.format(*(money(v, "en") for v in values)))


def label(item: Input | Option) -> Note:
    return Note(item.label, item.label_en or item.label)


def value_note(item: Input, value: Decimal | int | bool | str) -> Note:
    """A value of this input in words, with its unit."""
    if item.kind == "boolean":
        return Note("是", "yes") if value else Note("否", "no")
    if item.kind == "choice":
        found = next((option for option in item.options if option.id == value), None)
        return label(found) if found else Note(str(value), str(value))
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if item.kind == "percent":
        return Note(percent(number), percent(number))
    if item.kind == "amount":
        return Note(money(number), money(number, "en"))
    return Note(f"{plain(number)}{item.unit}", _grouped(number))


_RELATIONS = (
    ("at_least", "达到", "at least"),
    ("more_than", "超过", "more than"),
    ("at_most", "不超过", "at most"),
    ("below", "低于", "below"),
)


def test_note(test: Test, item: Input) -> Note:
    """The condition in words: the policy's own where it gives them, else put together from label and figure."""
    if test.say:
        return Note(test.say, test.say_en or test.say)
    name = label(item)
    zh, en = [], []
    for field, said, said_en in _RELATIONS:
        figure = getattr(test, field)
        if figure is not None:
            value = value_note(item, figure)
            zh.append(f"{said}{value.say}")
            en.append(f"{said_en} {value.say_en}")
    if test.is_ is not None:
        value = value_note(item, test.is_)
        if item.kind == "boolean":
            return Note(name.say, name.say_en) if test.is_ else Note(f"不是{name.say}", f"not: {name.say_en}")
        zh.append(f"为{value.say}")
        en.append(f"is {value.say_en}")
    return Note(name.say + "且".join(zh), f"{name.say_en} {' and '.join(en)}")


def joined(notes: list[Note], zh: str, en: str) -> Note:
    return Note(zh.join(n.say for n in notes), en.join(n.say_en or n.say for n in notes))


def premise(condition: Note) -> Note:
    return Note(f"前提：{condition.say}", f"Provided that: {condition.say_en or condition.say}")


def planned(condition: Note) -> Note:
    return Note(
        f"前提：{condition.say}（现按计划或假设视为满足）",
        f"Provided that: {condition.say_en or condition.say} (taken as met, as planned or supposed)",
    )


def planned_amount(item: Input) -> Note:
    name = label(item)
    return Note(f"前提：{name.say}按计划或假设的数额计", f"Provided that: {name.say_en} is as planned or supposed")


def taken(item: Input, value: Decimal | int | bool | str) -> Note:
    """An input that nobody gave and that the policy takes as given."""
    if item.assume_say:
        return Note(item.assume_say, item.assume_say_en or item.assume_say)
    name, said = label(item), value_note(item, value)
    if item.kind == "boolean":
        return Note(f"未说明{name.say}，按“{said.say}”计", f"{name.say_en} was not said: taken as “{said.say_en}”")
    return Note(f"未说明{name.say}，按{said.say}计", f"{name.say_en} was not said: taken as {said.say_en}")


def roughly(item: Input, value: Decimal | int | bool | str, relation: str, *, decides: bool) -> Note:
    """How an approximate figure was taken, and that it decides something where it does."""
    name, said = label(item), value_note(item, value)
    if relation == "about":
        zh, en = f"{name.say}约{said.say}，按{said.say}计", f"{name.say_en} is about {said.say_en}: taken as that figure"
    elif relation == "below":
        zh = f"{name.say}不到{said.say}：按{said.say}测算上限，遇门槛按低于{said.say}判断"
        en = f"{name.say_en} is just under {said.say_en}: the ceiling is worked out at it, a threshold at it is not met"
    else:
        zh = f"{name.say}不少于{said.say}：按{said.say}测算，遇门槛按已达到{said.say}判断"
        en = f"{name.say_en} is at least {said.say_en}: worked out at it, a threshold at it is met"
    if decides:
        zh += "；这一数字正在门槛上，确切数额会决定结论"
        en += "; it stands right at a threshold, so the exact figure decides"
    return Note(zh, en)
