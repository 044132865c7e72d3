"""How well `huice ingest` cleans: seeded noise put into invented pages, and what is lost and what stays.

The noise is of the kind that scrapers leave: the headline cut into pieces, a site word hung on one of
them, put between the words of the article in the headline's order. Styles vary the cut, the order and
the places. Two figures a page: policy characters lost (goal 0) and fragments removed (goal 90%).

Spoiled pages that were seen had their pieces in the headline's order. The styles without any order are harder than
those: an ordinary word put in behind a comma often reads as well as the text without it. They are run and counted with
the others, and shown apart as well: pieces of one cut in any order (`shuffled`), and `words`, `stretches` (one to six
letters from anywhere in the headline) and `both`, each piece one to five times, at any place: behind a mark, before one,
at the end of a sentence, inside a word.

    python -m eval.bench.ingest [--seeds 5] [--pages tests/pages]
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.ingest.clean import clean

SITES = ("星彩体育", "万棋", "金帆娱乐", "乐岛", "极竞")  # invented
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_MARKS = "，。、；：,;:、"


@dataclass(frozen=True)
class Style:
    """One way of spoiling a page."""

    name: str
    sizes: tuple[int, ...] = (2,)  # characters of a piece
    ordered: bool = True  # pieces follow the headline, round and round
    after_marks: float = 0.75  # share of fragments put after a punctuation mark; the rest between any two characters
    words: bool = True  # the rest goes between words rather than into them
    gap: int = 22  # characters between fragments, on average
    part: float = 0.5  # share of the page that is spoiled, from its start
    site: bool = True
    loose: tuple[str, ...] = ()  # pieces of no cut: "words" of the headline, any "stretches" of it


STYLES = (
    Style("as seen"),
    Style("whole page", part=1.0, gap=35),
    Style("longer pieces", sizes=(2, 3, 4)),
    Style("inside words", after_marks=0.3, words=False),
    Style("shuffled", ordered=False),
    Style("words", ordered=False, loose=("words",), part=1.0, gap=35),
    Style("stretches", ordered=False, loose=("stretches",), part=1.0, gap=35),
    Style("both", ordered=False, loose=("words", "stretches"), part=1.0, gap=35),
    Style("no site word", site=False, gap=30),
    Style("clean page", gap=0),
)


@dataclass(frozen=True)
class Spoiled:
    """A page with noise: its text and the spans that were put in."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Score:
    """One page under one style and seed."""

    page: str
    style: str
    lost: int
    fragments: int
    removed: int
    doubtful: int
    tail_kept: int
    what: tuple[str, ...] = ()


def pieces(headline: str, style: Style, rng: random.Random) -> list[str]:
    """The headline cut up as the style says, in order; one piece may carry the site word, two may be joined."""
    found: list[str] = []
    for run in _RUN.findall(headline):
        place = 0
        while place < len(run):
            size = rng.choice(style.sizes)
            piece = run[place : place + size]
            if len(run) - place - size == 1:
                piece = run[place:]
            if len(piece) > 1:
                found.append(piece)
            place += len(piece)
    if len(found) > 6 and rng.random() < 0.5:  # the last piece hangs on one in the middle
        last = found.pop()
        found[len(found) // 2] += last
    if style.site:
        found[rng.randrange(len(found))] += rng.choice(SITES)
    return found


def spoil(page: str, style: Style, seed: int) -> Spoiled:
    """`page` (headline in its first line) with fragments of its headline put into the lines below."""
    import jieba

    if not style.gap:
        return Spoiled(page, ())
    rng = random.Random(f"{seed}/{style.name}/{page[:40]}")
    headline, body = page.split("\n", 1)
    if style.loose:
        return _spoil_loosely(headline, body, style, rng)
    cut = pieces(headline, style, rng)
    stop = int(len(body) * style.part)
    marks = [m.end() for m in re.finditer(rf"[{_MARKS}]", body) if m.end() < stop and body[m.end() - 2 : m.end() - 1] != "\n"]
    marks = [p for p in marks if p < len(body) and not (body[p - 1].isascii() and p > 1 and body[p].isdigit() and body[p - 2].isdigit())]
    if style.words:
        bounds, place = [], 0
        for word in jieba.lcut(body):
            place += len(word)
            bounds.append(place)
    else:
        bounds = list(range(1, len(body)))
    bounds = [p for p in bounds if p < stop and "\u4e00" <= body[p - 1] <= "\u9fff" and "\u4e00" <= body[p] <= "\u9fff"]
    places: set[int] = set()
    wanted = max(stop // style.gap, 4)
    for _ in range(wanted * 20):
        if len(places) >= wanted:
            break
        pool = marks if rng.random() < style.after_marks else bounds
        choice = rng.choice(pool)
        if all(abs(choice - other) > 5 for other in places):
            places.add(choice)
    text, spans, turn, last = headline + "\n", [], 0, 0
    for place in sorted(places):
        text += body[last:place]
        piece = cut[turn % len(cut)] if style.ordered else rng.choice(cut)
        spans.append((len(text), len(text) + len(piece)))
        text += piece
        turn, last = turn + 1, place
    return Spoiled(text + body[last:], tuple(spans))


def _loose_pieces(headline: str, style: Style, wanted: int, rng: random.Random) -> list[str]:
    """Words or any stretches of the headline, each drawn once and put in one to five times."""
    import jieba

    runs = _RUN.findall(headline)
    words = [word for run in runs for word in jieba.lcut(run) if len(word) > 1]
    found: list[str] = []
    while len(found) < wanted:
        if rng.choice(style.loose) == "words":
            piece = rng.choice(words)
        else:
            size = rng.choice((1, 2, 2, 3, 3, 4, 5, 6))
            piece = rng.choice([run[at : at + size] for run in runs for at in range(len(run) - size + 1)])
        found += [piece] * rng.randint(1, 5)
    found = found[:wanted]
    rng.shuffle(found)
    return found


def _spoil_loosely(headline: str, body: str, style: Style, rng: random.Random) -> Spoiled:
    """Pieces of no cut, at places of every kind."""

    def han(char: str) -> bool:
        return "\u4e00" <= char <= "\u9fff"

    inner = range(2, int(len(body) * style.part))
    behind = [p for p in inner if body[p - 1] in _MARKS and not (body[p - 2].isdigit() and body[p].isdigit())]
    ahead = [p for p in inner if body[p] in _MARKS and han(body[p - 1])]
    ends = [p for p in inner if body[p - 1] in "。；;！!？?"]
    between = [p for p in inner if han(body[p - 1]) and han(body[p])]
    cut = _loose_pieces(headline, style, max(len(inner) // style.gap, 6), rng)
    places: set[int] = set()
    for _ in range(100 * len(cut)):
        if len(places) == len(cut):
            break
        pool = rng.choices((behind, ahead, between, ends), (0.35, 0.1, 0.45, 0.1))[0]
        choice = rng.choice(pool or between)
        if all(abs(choice - other) > 3 for other in places):
            places.add(choice)
    text, spans, last = headline + "\n", [], 0
    for place, piece in zip(sorted(places), cut, strict=False):
        text += body[last:place]
        spans.append((len(text), len(text) + len(piece)))
        text, last = text + piece, place
    return Spoiled(text + body[last:], tuple(spans))


def common(first: str, second: str) -> int:
    """Length of the longest common subsequence, bit-parallel."""
    masks: dict[str, int] = {}
    for place, char in enumerate(first):
        masks[char] = masks.get(char, 0) | 1 << place
    full = (1 << len(first)) - 1
    row = full
    for char in second:
        match = row & masks.get(char, 0)
        row = ((row + match) | (row - match)) & full
    return len(first) - row.bit_count()


def leftmost(text: str, start: int, end: int) -> tuple[int, int]:
    """The same cut, moved left as far as the remaining text stays the same (海珠|海珠区)."""
    while start > 0 and text[start - 1] == text[end - 1]:
        start, end = start - 1, end - 1
    return start, end


def score(name: str, page: str, tail: str, style: Style, seed: int) -> Score:
    """Clean one spoiled page and compare with the page before."""
    spoiled = spoil(page.rstrip("\n"), style, seed)
    result = clean(spoiled.text + "\n" + tail)
    gone = {leftmost(spoiled.text, r.start, r.end) for r in result.removed if r.reason == "fragment"}
    put_in = {leftmost(spoiled.text, *span) for span in spoiled.spans}
    kept = result.text
    body = page.rstrip("\n")
    lost = len(body) - common(body, kept)
    tail_lines = [line for line in tail.splitlines() if line.strip() and line in kept]
    inside = {place for start, end in spoiled.spans for place in range(start, end)}
    wrong = sorted(gone - put_in)
    what = tuple(_shown(spoiled.text, span, "半删" if inside.issuperset(range(*span)) else "误删") for span in wrong) + tuple(
        _shown(spoiled.text, span, "未删") for span in sorted(put_in - gone)
    )
    return Score(name, style.name, lost, len(put_in), len(gone & put_in), len(result.doubtful), len(tail_lines), what)


def _shown(text: str, span: tuple[int, int], word: str) -> str:
    start, end = span
    return f"{word} {text[max(0, start - 8) : start]}[{text[start:end]}]{text[end : end + 8]}".replace("\n", "¶")


def pages(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Name, text and tail of each invented page."""
    for path in sorted(folder.rglob("*.txt")):
        if path.name.endswith(".tail.txt"):
            continue
        tail = path.with_name(path.stem + ".tail.txt")
        yield f"{path.parent.name}/{path.stem}", path.read_text("utf-8"), tail.read_text("utf-8") if tail.exists() else ""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.ingest", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=Path, default=Path(__file__).parents[2] / "tests" / "pages")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--style", action="append", help="only this style (may be repeated)")
    parser.add_argument("--show", action="store_true", help="list every wrong cut and every fragment left")
    chosen = parser.parse_args(arguments)
    styles = [style for style in STYLES if not chosen.style or style.name in chosen.style]
    began = time.perf_counter()
    scores = [score(*page, style, seed) for page in pages(chosen.pages) for style in styles for seed in range(chosen.seeds)]
    if not scores:
        print(f"{chosen.pages}: no pages (*.txt) here", file=sys.stderr)
        return 2
    report("page", {s.page for s in scores}, scores)
    report("style", {s.style for s in scores}, scores)
    if chosen.show:
        for one in scores:
            for line in one.what:
                print(f"{one.page} {one.style}: {line}")
    ordered = {style.name: style.ordered for style in STYLES}
    for name, wanted in (("in order", True), ("in no order", False)):
        part = [s for s in scores if ordered[s.style] is wanted and s.fragments]
        if part:
            lost, fragments, removed = (sum(getattr(s, key) for s in part) for key in ("lost", "fragments", "removed"))
            print(
                f"pieces {name}: {len(part)} runs, {lost} policy characters lost, {removed}/{fragments} = {removed / fragments:.1%} removed"
            )
    lost, fragments, removed = (sum(getattr(s, key) for s in scores) for key in ("lost", "fragments", "removed"))
    seconds = (time.perf_counter() - began) / len(scores)
    share = removed / max(fragments, 1)
    print(f"all: {len(scores)} runs, {lost} policy characters lost, {removed}/{fragments} = {share:.1%} removed, {seconds:.2f} s a page")
    return 0 if lost == 0 and removed >= 0.9 * fragments else 1


def report(key: str, values: set[str], scores: list[Score]) -> None:
    """One line for each page or style."""
    print(f"{key:24}{'runs':>6}{'lost':>6}{'removed':>16}{'doubtful':>10}{'tail kept':>11}")
    for value in sorted(values):
        part = [s for s in scores if getattr(s, key) == value]
        fragments, removed = sum(s.fragments for s in part), sum(s.removed for s in part)
        share = f"{removed}/{fragments} {removed / fragments:.1%}" if fragments else "-"
        print(
            f"{value:24}{len(part):>6}{sum(s.lost for s in part):>6}{share:>16}"
            f"{sum(s.doubtful for s in part):>10}{sum(s.tail_kept for s in part):>11}"
        )


if __name__ == "__main__":
    sys.exit(main())
