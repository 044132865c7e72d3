"""Where a cut could be another one: the letters around a fragment read about as well cut in a different place.

A fragment may stand beside the article's own words of the headline: 投入运营的,运营补贴要退回 reads well without
运营补贴 and with 补贴 kept, and only one of the two is what was put in. So each sure cut is held against every other
cut of the stretch of headline letters that it stands in. Another cut that keeps a character of this one, and leaves a
text in which what it keeps is no dearer than such words are anywhere, is as good a cut: then neither is sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from itertools import pairwise

from corpus.ingest.fluency import window
from corpus.ingest.page import Page
from corpus.ingest.pieces import Headline, Span

_REACH = 6  # letters on each side that are compared with the headline
_DEARER = -1.0  # nats by which words kept instead may be cheaper in their place than elsewhere on the page
_LEAST = 2  # letters of a cut
_OWN = 2  # times that a word of the article stands apart from what is suspected


def stretch(title: Headline, text: str, span: Span) -> Span:
    """The widest stretch around a span, its own letters included, in which text and headline agree."""
    start, end = span
    size = end - start
    while size and text[start : start + size] not in title.letters:
        size -= 1  # a foreign string hangs on it
    best = span
    at = title.letters.find(text[start : start + size]) if size else -1
    while at >= 0:
        left, right = 0, 0
        while left < _REACH and start - left > 0 and text[start - left - 1] == title.before(at - left):
            left += 1
        while start + size == end and right < _REACH and text[end + right : end + right + 1] == title.behind(at + size + right) != "":
            right += 1
        if left + right + end - start > best[1] - best[0]:
            best = (start - left, end + right)
        at = title.letters.find(text[start : start + size], at + 1)
    return best


def own_word(page: Page, text: str, suspected: Container[Span]) -> bool:
    """Whether the article uses these letters by themselves, for all that they tear a word of the headline (奖补 in 最高奖|补)."""
    free = (span for span in page.where(text) if span not in suspected and stretch(page.title, page.text, span) == span)
    return sum(1 for _ in free) >= _OWN


def another_cut(page: Page, span: Span, least: float = _DEARER) -> bool:
    """Whether a cut that keeps some of these characters leaves words dearer by less than `least`."""
    low, high = stretch(page.title, page.text, span)
    line, begin, stop = page.line_of((low, high))
    before, head, tail, after = window(line, begin, stop)
    middle = page.text[low:high]
    kept = head + middle[: span[0] - low] + middle[span[1] - low :] + tail
    own = Counter(pairwise([before, *page.reader.read(kept, None, before, after)[1], after]))
    well = page.reader.read(kept, own, before, after)[0]
    seen = {kept}
    for start in range(low, high):
        for end in range(start + _LEAST, high + 1):
            rest = head + middle[: start - low] + middle[end - low :] + tail
            if (start <= span[0] and span[1] <= end) or rest in seen:
                continue
            seen.add(rest)
            keeps = page.text[span[0] : min(start, span[1])] + page.text[max(end, span[0]) : span[1]]
            drops = page.text[start : min(span[0], end)] + page.text[max(span[1], start) : end]
            dearer = well - page.reader.read(rest, own, before, after)[0] - page.reader.cost(keeps) + page.reader.cost(drops)
            if dearer < least:
                return True
    return False
