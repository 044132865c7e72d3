"""How a scraper cut the headline: the list of pieces that explains the page best, found by climbing.

A list of pieces is worth what the chains made of them explain (`chains`), less what it costs to say: sizes other
than two letters, letters left out, a piece or a foreign string hung on another. From a few plain cuts the search
takes, one step after the other, the change that gains most, until none gains any more. The lists that come close
to the best one are kept, so that what hangs on a choice between them is not taken for sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.ingest.chains import Rates, Weighed, weigh
from corpus.ingest.fluency import is_han
from corpus.ingest.page import Page
from corpus.ingest.pieces import Headline, Piece

_SIZES = {2: -0.2, 3: -1.2, 4: -1.8, 5: -4.0, 6: -5.0}  # log chance of a piece of so many letters
_LONG = -8.0
_LEFT_OUT, _LEFT_OUT_MOST = -1.0, -4.0  # for each letter of a run that is in no piece
_HUNG, _HUNG_ODD = (
    -3.0,
    -6.5,
)  # a piece hung on another: the last of the headline, which is left over; any other …
_TAKEN = -8.0  # … that stands in the order as well
_FOREIGN, _LETTER, _LETTER_ONCE = -2.0, -3.5, -4.7  # a foreign string, and each letter of it: recurring with its piece, or found once
_TELLING = 20.0  # log odds of all places of a recurring piece, from which it is tried
_STANDS_OUT, _WIDEST = 5.0, 5  # log odds of one place of a stretch of the headline, from which it is tried as a piece; its letters at most
_READABLE = -12.0  # a foreign string that is a run of words: the article's own phrases recur as well
_LONGEST, _TOO_LONG = 9, -20.0
_FREE = 4.0  # nats by which pieces in their order must explain a page better than pieces in none
_LEAST = 3  # pieces
_STEP, _STEPS = 0.3, 8  # nats that a step must gain; steps
_CLOSE = 7.0  # nats within which another list counts
Cut = tuple[Piece, ...]


@dataclass(frozen=True)
class Explained:
    """A list of pieces with its worth, and the lists that come close with theirs."""

    worth: float
    cut: Cut
    ordered: bool
    close: tuple[tuple[float, Cut], ...] = ()


def plain(title: Headline, size: int, offset: int = 0) -> Cut:
    """Each run cut into pieces of this size; a last lone letter goes with the piece before."""
    found = []
    for start, stop in title.runs:
        place = start + offset
        while place < stop and is_han(title.letters[start:stop]):
            end = stop if stop - place - size <= 1 else place + size
            if end - place > 1:
                found.append(Piece(place, end))
            place = end
    return tuple(found)


def worth(page: Page, cut: Cut, ordered: bool, rates: Rates) -> float:
    """What this list explains, less what it costs to say."""
    if len(cut) < _LEAST:
        return float("-inf")
    return weighed(page, cut, ordered, rates, full=False).total + _cost(page, cut) + (0.0 if ordered else _FREE)


def weighed(page: Page, cut: Cut, ordered: bool, rates: Rates, full: bool = True) -> Weighed:
    return weigh(page.ground, page.places(cut), len(cut), ordered, rates, full)


def _cost(page: Page, cut: Cut) -> float:
    covered = {place for piece in cut for place in range(piece.place, piece.stop)}
    cost = 0.0
    hung: set[int] = set()
    for piece in cut:
        text = piece.text(page.title)
        cost += _SIZES.get(piece.stop - piece.place, _LONG) + (_TOO_LONG if len(text) > _LONGEST else 0.0)
        if piece.source:
            hung.update(range(*piece.source))
            cost += (_HUNG if last(piece.source[1], page.title) else _HUNG_ODD) + (_TAKEN if covered & set(range(*piece.source)) else 0.0)
        if piece.foreign:
            recurs = len(page.where(text)) > 1 and page.text.count(piece.foreign) == page.text.count(text)
            cost += _FOREIGN + (_LETTER if recurs else _LETTER_ONCE) * len(piece.foreign) + (0.0 if page.odd(piece.foreign) else _READABLE)
    for start, stop in page.title.runs:
        free = sum(place not in covered and place not in hung for place in range(start, stop))
        cost += max(_LEFT_OUT * free, _LEFT_OUT_MOST)
    return cost


def last(stop: int, title: Headline) -> bool:
    """Whether a piece that ends here is the last one, a lone letter behind it left aside."""
    return stop >= len(title.letters) - 1


def _recurring(page: Page) -> list[Piece]:
    """Pieces that a foreign string follows in two places or more, and that string stands nowhere else."""
    found = []
    title, text = page.title, page.text
    for begin, stop in title.runs:
        for place in range(begin, stop - 1):
            for size in range(2, min(4, stop - place) + 1):
                at = page.where(title.letters[place : place + size])
                tails = {text[end : end + more] for _, end in at for more in range(2, 6)}
                for tail in sorted(
                    tail for tail in tails if is_han(tail) and title.letters.find(tail[:2]) < 0 and tail[0] != title.behind(place + size)
                ):
                    piece = Piece(place, place + size, tail)
                    spans = page.where(piece.text(title))
                    recurs = text.count(tail) == len(spans) > len({text[end : end + 1] for _, end in spans}) - 1 > 0
                    if recurs and sum(one.weight for one in page.places([piece])) > _TELLING:
                        found.append(piece)
    return found


def _with(cut: Cut, pieces: list[Piece]) -> Iterator[Cut]:
    """Each of these pieces in the place of those that it overlaps."""
    for new in pieces:
        yield tuple(sorted([*(one for one in cut if one.stop <= new.place or new.stop <= one.place), new]))


def _outstanding(page: Page) -> list[Piece]:
    """Stretches of the headline, plain words of two letters left aside, that stand out in one place at least."""
    found = []
    for begin, stop in page.title.runs:
        for place in range(begin, stop - 1):
            for size in range(2, min(_WIDEST, stop - place) + 1):
                piece = Piece(place, place + size)
                if size == 2 and not page.torn(piece):
                    continue
                if any(one.weight > _STANDS_OUT for one in page.places([piece])):
                    found.append(piece)
    return found


def _fitted(cut: Cut, stretches: list[Piece]) -> Iterator[Cut]:
    """Each of these stretches made a piece, with the pieces beside it cut back to its borders."""
    for new in stretches:
        if new in cut:
            continue
        rest = []
        for one in cut:
            if one.stop <= new.place or new.stop <= one.place:
                rest.append(one)
                continue
            if new.place - one.place > 1:
                rest.append(Piece(one.place, new.place))
            if one.stop - new.stop > 1:
                rest.append(replace(one, place=new.stop))
        yield tuple(sorted([*rest, new]))


def climb(page: Page, cut: Cut, ordered: bool, rates: Rates) -> Explained:
    """The best list that can be reached from this one, a step at a time."""
    best = worth(page, cut, ordered, rates)
    known = {cut: best}
    recurring, outstanding = _recurring(page), _outstanding(page)
    for _ in range(_STEPS):
        found = weighed(page, cut, ordered, rates)
        for new in (
            *_recut(cut),
            *_with(cut, recurring),
            *_fitted(cut, outstanding),
            *_refilled(cut, page.title),
            *_rehung(cut, page, found),
        ):
            if new not in known:
                known[new] = worth(page, new, ordered, rates)
        top = max(known, key=lambda one: known[one])
        if known[top] <= best + _STEP:
            break
        best, cut = known[top], top
    close = [(value, one) for one, value in known.items() if best - _CLOSE < value <= best and one != cut]
    return Explained(best, cut, ordered, tuple(close))


def _recut(cut: Cut) -> Iterator[Cut]:
    """A piece left out, split, shortened, or freed of what hangs on it; two neighbours made one or their border moved."""
    for at, piece in enumerate(cut):
        head, rest = cut[:at], cut[at + 1 :]
        yield head + rest
        size = piece.stop - piece.place
        if piece.hung:
            yield (*head, Piece(piece.place, piece.stop), *rest)
            if len(piece.foreign) > 2:
                yield (*head, replace(piece, hung=piece.hung[:-1]), *rest)
            continue
        for middle in range(piece.place + 2, piece.stop - 1):
            yield (*head, Piece(piece.place, middle), Piece(middle, piece.stop), *rest)
        if size > 2:
            yield (*head, Piece(piece.place, piece.stop - 1), *rest)
            yield (*head, Piece(piece.place + 1, piece.stop), *rest)
        if rest and rest[0].place == piece.stop:
            after = rest[0]
            yield (*head, replace(after, place=piece.place), *rest[1:])
            for border in (piece.stop - 1, piece.stop + 1):
                if border - piece.place > 1 and after.stop - border > 1:
                    yield (*head, Piece(piece.place, border), replace(after, place=border), *rest[1:])


def _refilled(cut: Cut, title: Headline) -> Iterator[Cut]:
    """Letters in no piece made a piece or two, or added to a neighbour."""
    covered = {place for piece in cut for place in range(piece.place, piece.stop)}
    for start, stop in title.runs:
        if not is_han(title.letters[start:stop]):
            continue
        place = start
        while place < stop:
            end = place
            while end < stop and end not in covered:
                end += 1
            for begin in range(place, end - 1):
                for size in range(2, min(4, end - begin) + 1):
                    yield tuple(sorted((*cut, Piece(begin, begin + size))))
            if end - place == 4:
                yield tuple(sorted((*cut, Piece(place, place + 2), Piece(place + 2, end))))
            for at, piece in enumerate(cut):
                if place < end and piece.stop == place and not piece.hung:
                    yield (*cut[:at], Piece(piece.place, place + 1), *cut[at + 1 :])
                if place < end and piece.place == end:
                    yield (*cut[:at], replace(piece, place=end - 1), *cut[at + 1 :])
            place = max(end, place + 1)


def _rehung(cut: Cut, page: Page, found: Weighed) -> Iterator[Cut]:
    """What stands behind a likely place hung on its piece: a piece of the headline, or a foreign string."""
    for place, chance in zip(found.places, found.chance, strict=True):
        piece = cut[place.piece]
        if chance < 0.2:
            continue
        for size in range(1 if piece.foreign else 2, 6):
            string = page.text[place.end : place.end + size]
            if len(string) < size or not is_han(string) or (not piece.hung and string[0] == page.title.behind(piece.stop)):
                break  # the piece itself would be longer
            at = page.title.letters.find(string)
            if at >= 0 and size > 1 and not piece.hung:
                new, source = Piece(piece.place, piece.stop, string, (at, at + size)), (at, at + size)
                for one in cut:  # as a rule the piece that hangs is the last one, and stands nowhere else
                    if page.title.letters[one.place : one.stop] == string and not one.hung and one != piece:
                        source = (one.place, one.stop)
                        new = replace(new, source=source)
                yield tuple(new if one == piece else one for one in cut if (one.place, one.stop) != source)
            elif not any(string[i : i + 2] in page.title.letters for i in range(size - 1)):
                yield tuple(replace(one, hung=one.hung + string) if one == piece else one for one in cut)
