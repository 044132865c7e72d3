"""A cleaned page cut into clauses along its own structure: headings, paragraph leads, one award a clause.

Segments lie side by side and cover the source from its first character to its last; what was removed lies
inside them (or is the tail). So every character of the source is kept once or removed once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from corpus.amounts import find_figures
from corpus.ingest.clean import Cleaned
from corpus.ingest.fluency import narrow
from corpus.ingest.slug import slug

Kind = Literal["headline", "heading", "clause", "byline", "appendix", "tail"]
_SENTENCE = re.compile(r"[^。!?;！？；]*[。!?;！？；]+[”’』」)》)]*|[^。!?;！？；]+$")
_GRANT = re.compile(r"给予|补贴|补助|奖励|奖补|资助|扶持|减免|支持|兑付|投入|发放|拨付|返还")
_CEILING = re.compile(r"最高|不超过|上限|封顶|至多")
_CONNECTOR = re.compile(r"^(?:其中|另外|此外|同时|当前|目前|据了解|据介绍|据悉|据统计|近日|日前)[,、]?")
_LEAD, _LEAD_SENTENCE, _HEADING, _TITLE = 14, 34, 44, 20  # characters at most
_STATEMENT = 60  # characters that make a clause by themselves


@dataclass(frozen=True, slots=True)
class Segment:
    """Source characters `start` to `end`; `text` is what is kept of them, `section` the heading above."""

    start: int
    end: int
    kind: Kind
    text: str
    title: str = ""
    key: str = ""
    section: str = ""


def segment(cleaned: Cleaned, taken: set[str] | None = None) -> tuple[Segment, ...]:
    """The segments of a page, in order; `taken` holds the keys that other pages of the draft have."""
    parts: list[Segment] = []
    section: list[str] = []
    opened = False
    for line in cleaned.layout.lines:
        kept = cleaned.between(line.start, line.end).strip()
        if line.kind == "blank":
            parts.append(Segment(line.start, line.end, "heading", ""))
        elif line.kind == "tail":
            parts.append(Segment(line.start, line.end, "tail", ""))
        elif line.kind != "body":
            parts.append(Segment(line.start, line.end, line.kind, kept, kept))
        elif _is_heading(kept):
            section = [*section, kept] if opened else [kept]
            opened = True
            parts.append(Segment(line.start, line.end, "heading", kept, kept))
            continue
        else:
            clauses = _clauses(cleaned, line.start, line.end)
            parts += [replace(one, section=" / ".join(section)) for one in clauses]
        opened = opened and line.kind == "blank"
    return _keyed(_joined(parts), set() if taken is None else taken)


def _is_heading(line: str) -> bool:
    plain = narrow(line).lstrip("# ")
    return 0 < len(plain) <= _HEADING and not re.search(r"[。!?;]", plain.rstrip("!?"))


def _clauses(cleaned: Cleaned, start: int, end: int) -> list[Segment]:
    """One paragraph: its sentences in groups of one award each."""
    sentences = _sentences(cleaned, start, end)
    lead = _lead(sentences[0].text)
    groups: list[list[Segment]] = [[sentences[0]]]
    for index, sentence in enumerate(sentences[1:], start=1):
        current = "".join(one.text for one in groups[-1][1 if lead and len(groups) == 1 else 0 :])
        if _starts_anew(current, sentence.text, sentences[index - 1].text, bool(lead) and len(groups) == 1):
            groups.append([sentence])
        else:
            groups[-1].append(sentence)
    found = []
    for number, group in enumerate(groups):
        text = "".join(one.text for one in group).strip()
        title = lead if lead and number == 0 else _title(group[0].text)
        found.append(Segment(group[0].start, group[-1].end, "clause", text, title))
    return found


def _sentences(cleaned: Cleaned, start: int, end: int) -> list[Segment]:
    """The sentences of what is kept, each with the source characters it takes in (removed ones go with the sentence before)."""
    gone = [False] * (end - start)
    for one in cleaned.removed:
        for place in range(max(one.start, start), min(one.end, end)):
            gone[place - start] = True
    places = [start + offset for offset, removed in enumerate(gone) if not removed]
    kept = "".join(cleaned.source[place] for place in places)
    cuts = [match.end() for match in _SENTENCE.finditer(kept) if match[0].strip()]
    if not cuts:
        return [Segment(start, end, "clause", kept)]
    cuts[-1] = len(kept)
    bounds = [start, *(places[cut] for cut in cuts[:-1]), end]
    return [Segment(first, last, "clause", cleaned.between(first, last)) for first, last in pairwise(bounds)]


def _lead(sentence: str) -> str:
    """The name a paragraph opens with: a short sentence by itself, or the words before the first comma of a short one."""
    plain = narrow(sentence).strip()
    if len(plain) <= _LEAD and plain.endswith("。") and not find_figures(plain):
        return plain[:-1]
    first, comma, rest = plain.partition(",")
    short = len(plain) <= _LEAD_SENTENCE and 2 <= len(first) <= _LEAD - 2
    condition = first.endswith(("的", "后", "时"))
    return first if comma and rest and short and not condition and find_figures(rest) and not find_figures(first) else ""


def _starts_anew(current: str, sentence: str, previous: str, led: bool) -> bool:
    """Whether a sentence begins another matter: both it and what stands before carry money of their own."""
    if not led and len(current) >= _STATEMENT and _grants(sentence) and not _has_money(current):
        return True  # a statement without money of its own, then an award
    if not (_grants(current) and _grants(sentence)):
        return not led and _has_money(sentence) and _has_money(current) and not previous.rstrip().endswith((";", "；"))
    if previous.rstrip().endswith((";", "；")):
        return not led and "最高" in sentence and "最高" in previous
    return not led or (bool(_CEILING.search(sentence)) and "最高" in current)


def _has_money(text: str) -> bool:
    return any(figure.unit in ("元", "%") for figure in find_figures(text))


def _grants(text: str) -> bool:
    return bool(_GRANT.search(text)) and _has_money(text)


def _title(sentence: str) -> str:
    """A working title: the opening words of the sentence."""
    plain = _CONNECTOR.sub("", narrow(sentence).strip())
    plain = re.sub(r"^\d{1,2}月\d{1,2}日,", "", plain)
    first = re.split(r"[,。;:!?]", plain, maxsplit=1)[0].removesuffix("的")
    return first if len(first) <= _TITLE else first[: _TITLE - 1] + "…"


def _joined(parts: list[Segment]) -> list[Segment]:
    """Blank lines go with what stands before them (the first ones with what follows)."""
    joined: list[Segment] = []
    pending: Segment | None = None
    for part in parts:
        if not part.text and part.kind == "heading":
            if joined:
                joined[-1] = replace(joined[-1], end=part.end)
            else:
                pending = replace(part, start=pending.start if pending else part.start)
            continue
        if pending:
            part, pending = replace(part, start=pending.start), None
        joined.append(part)
    return joined


def _keyed(parts: list[Segment], taken: set[str]) -> tuple[Segment, ...]:
    """The clauses with ids of their own."""
    keyed = []
    for part in parts:
        if part.kind == "clause":
            base = slug(part.title) or "clause"
            key, number = base, 2
            while key in taken:
                key, number = f"{base}-{number}", number + 1
            taken.add(key)
            part = replace(part, key=key)
        keyed.append(part)
    return tuple(keyed)
