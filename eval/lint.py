"""Looking over a question set: repetitions that make a score worth less, and expectations that cannot be right.

A set of 600 questions of which 200 share a skeleton measures 400 things. Errors fail the command; warnings ask for a look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from corpus.model import Policy
from eval import contradictions
from eval.figures import clean, figures, squash
from eval.questions import Conversation

KINDS = ("duplicate", "near-duplicate", "skeleton", "contradiction")
_MARKS = re.compile(r"[^\w\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: the conversations it is about, and why."""

    kind: str
    level: str  # error, warning
    ids: tuple[str, ...]
    why: str

    def line(self) -> str:
        return f"{self.level}: {self.kind}: {', '.join(self.ids)}: {self.why}"


def plain(conversation: Conversation) -> str:
    """The words asked, without width, case, blanks and punctuation; turns kept apart."""
    return "\n".join(_MARKS.sub("", squash(turn.user)) or squash(turn.user) for turn in conversation.turns)


def skeleton(conversation: Conversation) -> str:
    """The words asked with every figure and number masked: 「花了260万补多少」 and 「花了80万补多少」 are one."""
    parts = []
    for turn in conversation.turns:
        text, at, out = clean(turn.user), 0, ""
        for figure in figures(turn.user):
            if figure.start >= at:
                out, at = out + text[at : figure.start] + "#", figure.end
        masked = re.sub(r"[\d零〇一二两三四五六七八九十百千万亿]+(?:\.\d+)?", "#", out + text[at:])
        parts.append(re.sub(r"#+", "#", _MARKS.sub("", squash(masked.replace("#", "卌"))).replace("卌", "#")))
    return "\n".join(parts)


def lint(conversations: Sequence[Conversation], policies: Sequence[Policy] = (), *, near: float = 0.8) -> list[Finding]:
    """All findings, errors first. `near`: share of common character pairs from which two conversations are near-duplicates."""
    found = [*_repeated(conversations), *_near(conversations, near), *_skeletons(conversations)]
    for conversation in conversations:
        for turn, (level, why) in contradictions.problems(conversation, policies) if policies else ():
            found.append(Finding("contradiction", level, (f"{conversation.id} turn {turn}",), why))
    return sorted(found, key=lambda f: (f.level != "error", KINDS.index(f.kind)))


def _groups(conversations: Sequence[Conversation], key: dict[str, str]) -> list[list[Conversation]]:
    groups: dict[str, list[Conversation]] = {}
    for conversation in conversations:
        groups.setdefault(key[conversation.id], []).append(conversation)
    return [group for group in groups.values() if len(group) > 1]


def _repeated(conversations: Sequence[Conversation]) -> list[Finding]:
    groups = _groups(conversations, {c.id: plain(c) for c in conversations})
    return [Finding("duplicate", "error", tuple(c.id for c in g), "the same words") for g in groups]


def _skeletons(conversations: Sequence[Conversation]) -> list[Finding]:
    words, bones = {c.id: plain(c) for c in conversations}, {c.id: skeleton(c) for c in conversations}
    found = []
    for group in _groups([c for c in conversations if "#" in bones[c.id]], bones):
        if len({words[c.id] for c in group}) > 1:
            found.append(Finding("skeleton", "warning", tuple(c.id for c in group), "the same words around other figures"))
    return found


def _pairs(text: str) -> frozenset[str]:
    return frozenset(a + b for a, b in pairwise(text)) or frozenset(text)


def _near(conversations: Sequence[Conversation], near: float) -> list[Finding]:
    """Pairs by Jaccard over character pairs; long and short ones that cannot reach the share are passed over by size."""
    texts = {c.id: plain(c) for c in conversations}
    sets = sorted(((_pairs(texts[c.id]), c.id) for c in conversations if len(texts[c.id]) >= 8), key=lambda item: (len(item[0]), item[1]))
    found = []
    for (a, first), (b, second) in combinations(sets, 2):
        if len(a) < near * len(b) or texts[first] == texts[second]:
            continue
        common = len(a & b)
        share = common / (len(a) + len(b) - common)
        if share >= near:
            found.append(
                Finding("near-duplicate", "warning", tuple(sorted((first, second))), f"{share:.0%} of the character pairs in common")
            )
    return found
