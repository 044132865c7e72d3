"""A page cleaned: what is cut, what is doubtful, where something seems missing. Nothing is ever put in.

Positions are those of the source text throughout, so that kept and removed together are the source,
character for character.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.ingest.fluency import cut
from corpus.ingest.gaps import Gap, find_gaps
from corpus.ingest.layout import Layout, lay_out
from corpus.ingest.noise import find_noise

Reason = Literal["fragment", "tail", "mark"]


@dataclass(frozen=True, slots=True)
class Removed:
    """Characters cut from the source. `probability` is that of a fragment having been put in, 1 for the rest."""

    start: int
    end: int
    text: str
    reason: Reason
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Characters that may have been put in, and stay."""

    start: int
    end: int
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The source with its findings."""

    source: str
    layout: Layout
    removed: tuple[Removed, ...]
    doubtful: tuple[Doubtful, ...]
    gaps: tuple[Gap, ...]

    @property
    def text(self) -> str:
        """What is kept."""
        return cut(self.source, [(one.start, one.end) for one in self.removed])

    def between(self, start: int, end: int) -> str:
        """What is kept of the source between two places."""
        inside = [(max(one.start, start) - start, min(one.end, end) - start) for one in self.removed if one.start < end and start < one.end]
        return cut(self.source[start:end], inside)


def clean(source: str, markdown: bool = False) -> Cleaned:
    """Clean one page, headline in its first line. `markdown`: the marks of headings are cut too."""
    layout = lay_out(source)
    removed = [Removed(line.start, line.end, source[line.start : line.end], "tail") for line in layout.of("tail")]
    if markdown:
        removed += _marks(source, layout)
    body = _body(source, layout)
    findings = find_noise(layout.headline, body)
    doubtful = [Doubtful(f.start, f.end, f.text, f.probability) for f in findings if not f.sure]
    removed += [Removed(f.start, f.end, source[f.start : f.end], "fragment", f.probability) for f in findings if f.sure]
    removed.sort(key=lambda one: one.start)
    hidden = [(one.start, one.end) for one in removed if one.reason == "fragment"]
    return Cleaned(source, layout, tuple(removed), tuple(doubtful), find_gaps(body, hidden))


def _body(source: str, layout: Layout) -> str:
    """The source with every other line blanked out, so that places stay the same."""
    kept = {(line.start, line.end) for line in layout.of("body")}
    return "".join(
        source[line.start : line.end] if (line.start, line.end) in kept else "\n" * (line.end - line.start) for line in layout.lines
    )


def _marks(source: str, layout: Layout) -> list[Removed]:
    """The leading marks of Markdown headings."""
    found = []
    for line in layout.of("headline", "body"):
        start = line.start + source[line.start : line.end].find(line.text)
        size = len(line.text) - len(line.text.lstrip("#").lstrip()) if line.text.startswith("#") else 0
        if size:
            found.append(Removed(start, start + size, source[start : start + size], "mark"))
    return found
