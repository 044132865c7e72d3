"""Which of the firms that a thread knows a turn means: by what it was called, by its place among them, or as the other one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.understand.firms import OTHER, PARENT, SELF, SUBSIDIARY, Naming

_FIRST = re.compile(r"前面?(?:那|这)?(?:一)?(?:家|个|间)|前者|头一?(?:家|个|间)|先说的|第一(?:种|个)|the first|the former")
_LAST = re.compile(r"后面?(?:那|这)?(?:一)?(?:家|个|间)|后者|最后(?:那|一)?(?:家|个|间)|第二(?:种|个)|the second|the latter|the last")
_REST = re.compile(r"公司|科技|分公司|那家|这家|那边|企业|[\s的]")


def known_as(who: str, known: Sequence[str], about: str) -> str:
    """The case that a name stands for: beside a subsidiary the asker is the parent, of two the other is the other."""
    if who in known:
        return who
    if who in (SELF, PARENT) and SUBSIDIARY in known:
        return next((k for k in known if k in (SELF, PARENT)), "")
    if who == OTHER and len(known) == 2:
        return next((k for k in known if k != (about or known[0])), "")
    return ""


def named(text: str, found: Sequence[Naming], labels: Mapping[str, str], about: str) -> list[str]:
    """The cases of a thread that a turn names, by key, by label or by place. `labels`: who → what each was called."""
    known = list(labels)
    keys = list(dict.fromkeys(w for n in found if (w := known_as(n.who, known, about))))
    if keys:
        return keys
    return list(dict.fromkeys(who for _, _, who in by_place(text, labels)))[:1]


def by_place(text: str, labels: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Where a text names one of the firms by its label, or by its place among them (前面那家, 后者): start, end, who."""
    known = list(labels)
    found: list[tuple[int, int, str]] = []
    called = {who: own for who, label in labels.items() if len(own := _REST.sub("", label)) > 1 and own in text}
    for who, own in called.items() if len(called) == 1 or len(set(called.values())) == len(called) else ():
        found += [(m.start(), m.end(), who) for m in re.finditer(re.escape(own), text)]
    for pattern, who in ((_FIRST, known[0]), (_LAST, known[-1])):
        found += [(m.start(), m.end(), who) for m in pattern.finditer(text) if not any(a < m.end() and m.start() < b for a, b, _ in found)]
    return found
