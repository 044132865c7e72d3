"""What speaks for a question being no matter of these policies: names of other things, no word of support, words nobody here uses.

Pieces of evidence for the decision (`assistant.decide`), none of which settles anything alone: LoRA微调要多少显存 holds a
word of the policy (微调), but also names of another matter, and nothing in it is given, applied for or paid.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.understand.files import words_of
from assistant.understand.scan import Scan
from assistant.understand.scope import Scope
from assistant.understand.topics import Topics

_LATIN = re.compile(r"[a-z][a-z0-9.+-]+")
_OURS = ("award", "clause", "silence", "input", "yes", "no", "policy", "place", "group", "option")
_LIGHT = frozenset("的了吗呢啊吧么是有在我你他们咱这那哪个什怎多少几给能可以要和跟与及也都就还会不没,.?!，。？！、;；:： ")


@cache
def _support() -> tuple[str, ...]:
    groups = words_of("support")["support"]
    return tuple(str(word).lower() for word in groups)


def strange(scan: Scan, scope: Scope, topics: Topics) -> dict[str, float]:
    """The evidence by name; see the module."""
    text = scan.text.lower()
    found = {"coverage": topics.coverage(text), **topics.learned(text)}
    found["coverage poor"] = float(found["coverage"] < 0.4)
    found["elsewhere named"] = min(len(scope.strangers(text)), 2) / 2
    found["support said"] = min(sum(word in text for word in _support()), 4) / 4
    found["no support said"] = float(not found["support said"])
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    if han > 1:
        names = [name for name in _LATIN.findall(text) if not topics.knows(name)]
        found["unknown name"] = min(len(names), 2) / 2
    content = [place for place, char in enumerate(text) if char not in _LIGHT]
    held = _held(scan)
    found["own share"] = sum(held[place] for place in content) / len(content) if content else 0.0
    return found


def _held(scan: Scan) -> list[bool]:
    """For each character, whether it stands in a word that the policies give a meaning."""
    held = [False] * len(scan.text)
    for mention in scan.mentions:
        if mention.kind in _OURS and mention.end - mention.start > 1:
            held[mention.start : mention.end] = [True] * (mention.end - mention.start)
    return held
