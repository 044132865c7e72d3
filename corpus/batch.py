"""A table of companies through the calculator: CSV in, CSV out, one row after the other, whatever its length.

The header names inputs by id or label; other columns (a company's name) are carried along. A row that cannot be
read or computed goes to the list of errors with its line and column, and the others go on.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, TextIO

from corpus.award.book import Book, book
from corpus.award.calculate import calculate_facts
from corpus.award.facts import facts_of, read_value
from corpus.award.result import Calculation, plain
from corpus.award.scenario import sum_up
from corpus.errors import AmountError, HuiceError, InputError
from corpus.figures import read_ratio, read_yuan
from corpus.model import Input, Policy
from corpus.numbers.written import parse_amount

YES = frozenset(["是", "有", "对", "真", "已", "已完成", "√", "✓", "1", "true", "yes", "y", "t"])
NO = frozenset(["否", "无", "没有", "不是", "未", "假", "×", "✗", "0", "false", "no", "n", "f"])
_EVERY = 1000  # rows between two calls of `progress`
_PROBE = 1 << 16


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row left out: its line in the file (from 1, the header is 1), the column, what stands there, what is wrong."""

    line: int
    column: str
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What a batch came to. `carried`: columns that name no input and were copied to the output."""

    rows: int
    good: int
    bad: int
    total_yuan: Decimal
    seconds: float
    carried: tuple[str, ...]

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class _Table:
    """The header understood: which column is which input, and which are only carried along."""

    header: tuple[str, ...]
    inputs: tuple[tuple[int, Input], ...]
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """All that a row needs: it travels to each process."""

    policy: Policy
    table: _Table
    shown: tuple[str, ...]  # the awards that have columns
    awards: Sequence[str] | None


class _Row(NamedTuple):
    line: int
    cells: list[str]
    broken: str = ""


class _Done(NamedTuple):
    cells: list[str]
    total: Decimal = Decimal(0)
    bad: tuple[BadRow, ...] = ()


def run_batch(
    policy: Policy,
    awards: Sequence[str] | None,
    source: Path,
    out: Path,
    errors: Path | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
    workers: int = 1,
) -> BatchSummary:
    """Calculate every row of a CSV file; results to `out`, rows left out to `errors` (default: `out` with `.errors.csv`).

    `awards`: those to compute for each row; None is a check-up, which sums the awards that the row has inputs for.
    `progress` gets (bytes read, bytes in all) every thousand rows and at the end. `workers`: processes to share the
    rows among; results keep their order. InputError for a file or header that cannot be read or written at all.
    """
    beside = errors or out.with_suffix(".errors.csv")
    if len({source.resolve(), out.resolve(), beside.resolve()}) < 3:
        raise InputError(f"{out}: results and errors must go to files other than {source}")
    try:
        size = source.stat().st_size
        with source.open("rb") as binary:
            encoding = _encoding(binary.read(_PROBE))
            binary.seek(0)
            with TextIOWrapper(binary, encoding, errors="replace", newline="") as lines:
                reader = _rows(csv.reader(lines))
                work = _Work(policy, _understand(book(policy), _header(reader, source), source), _shown(policy, awards), awards)
                told = (lambda: progress(min(size, binary.tell()), size)) if progress else None
                with (
                    out.open("w", encoding="utf-8-sig", newline="") as results,
                    beside.open("w", encoding="utf-8-sig", newline="") as problems,
                ):
                    return _run(work, reader, results, problems, told, workers)
    except OSError as error:
        raise InputError(f"{error.filename or source}: cannot be read or written ({error.strerror})") from error


def _header(reader: Iterator[_Row], source: Path) -> tuple[str, ...]:
    first = next(reader, None)
    if first is None or first.broken:
        raise InputError(f"{source}: is empty or has no header; the first line must name the columns")
    return tuple(cell.strip() for cell in first.cells)


def _shown(policy: Policy, awards: Sequence[str] | None) -> tuple[str, ...]:
    prepared = book(policy)
    return tuple(one.id for one in prepared.roots) if awards is None else tuple(prepared.award(one).id for one in awards)


def _encoding(start: bytes) -> str:
    """UTF-8 (with or without a mark) or, as spreadsheets in China write it, GB 18030."""
    try:
        start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 4:
            return "gb18030"
    return "utf-8-sig"


def _run(
    work: _Work, reader: Iterator[_Row], results: TextIO, problems: TextIO, told: Callable[[], None] | None, workers: int
) -> BatchSummary:
    began = perf_counter()
    good_rows, bad_rows = csv.writer(results, lineterminator="\n"), csv.writer(problems, lineterminator="\n")
    good_rows.writerow([*work.table.header, *_columns(work.shown)])
    bad_rows.writerow(["line", "column", "value", "problem"])
    rows = bad = 0
    total = Decimal(0)
    filled = (row for row in reader if row.broken or any(cell.strip() for cell in row.cells))
    for done in _done(work, filled, workers):
        rows += 1
        if done.bad:
            bad += 1
            bad_rows.writerows([one.line, one.column, one.value, one.problem] for one in done.bad)
        else:
            good_rows.writerow(done.cells)
            total += done.total
        if told and rows % _EVERY == 0:
            told()
    if told:
        told()
    return BatchSummary(rows, rows - bad, bad, Decimal(plain(total)), perf_counter() - began, work.table.carried)


def _rows(reader: Iterator[list[str]]) -> Iterator[_Row]:
    """The rows of a CSV file, each with the line where it begins, broken ones too."""
    before = 0
    while True:
        line = before + 1
        try:
            row = _Row(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            row = _Row(line, [], f"is no row of a CSV file: {error}")
        before = reader.line_num  # type: ignore[attr-defined]  # a csv reader has it, Iterator does not
        yield row


# ---------------------------------------------------------------- one row after the other, here or in processes


def _done(work: _Work, rows: Iterator[_Row], workers: int) -> Iterator[_Done]:
    if workers <= 1:
        yield from (_compute(work, row) for row in rows)
        return
    with ProcessPoolExecutor(workers, initializer=_take, initargs=(work,)) as pool:
        waiting: deque[Future[list[_Done]]] = deque()
        while block := list(islice(rows, _EVERY)):
            waiting.append(pool.submit(_block, block))
            if len(waiting) > 2 * workers:  # never more of the file in memory than the processes can chew
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


_TAKEN: list[_Work] = []


def _take(work: _Work) -> None:
    """Set up a process: it keeps the policy and builds its own prepared form of it."""
    _TAKEN[:] = [work]


def _block(rows: list[_Row]) -> list[_Done]:
    return [_compute(_TAKEN[0], row) for row in rows]


def _compute(work: _Work, row: _Row) -> _Done:
    table, prepared = work.table, book(work.policy)
    if row.broken:
        return _Done([], bad=(BadRow(row.line, "", "", row.broken),))
    if len(row.cells) != len(table.header):
        return _Done([], bad=(BadRow(row.line, "", "", f"has {len(row.cells)} cells, the header has {len(table.header)}"),))
    values: dict[str, Decimal | int | bool | str] = {}
    wrong: list[BadRow] = []
    for place, item in table.inputs:
        text = row.cells[place].strip()
        if not text:
            continue
        try:
            values[item.id] = read_cell(item, text)
        except HuiceError as error:
            wrong.append(BadRow(row.line, table.header[place], text, str(error)))
    if wrong:
        return _Done([], bad=tuple(wrong))
    try:
        facts = facts_of(prepared, values)
        found = sum_up(prepared, facts) if work.awards is None else calculate_facts(prepared, work.awards, facts, shown=False)
    except HuiceError as error:
        return _Done([], bad=(BadRow(row.line, "", "", str(error)),))
    return _Done([*row.cells, *_cells(prepared, found, work.shown)], found.total_yuan or Decimal(0))


# ---------------------------------------------------------------- columns and cells


def _understand(prepared: Book, header: tuple[str, ...], name: Path) -> _Table:
    """Match the header to inputs; a column that is nearly an input's name is refused rather than ignored."""
    known: dict[str, Input] = {}
    for item in prepared.inputs.values():
        for title in (item.id, item.label, item.label_en):
            if title:
                known.setdefault(title.casefold(), item)
    inputs: list[tuple[int, Input]] = []
    carried: list[str] = []
    for place, title in enumerate(header):
        found = known.get(title.casefold())
        if found is None:
            near = get_close_matches(title.casefold(), known, 1, 0.85)
            if near:
                raise InputError(f"{name}:1: column {title!r} names no input; did you mean {known[near[0]].id!r}?")
            carried.append(title)
        elif any(found is item for _, item in inputs):
            raise InputError(f"{name}:1: column {title!r} names the input {found.id!r} a second time")
        else:
            inputs.append((place, found))
    if not inputs:
        raise InputError(f"{name}:1: no column names an input; known are {', '.join(prepared.inputs)}")
    return _Table(header, tuple(inputs), tuple(carried))


def read_cell(item: Input, text: str) -> Decimal | int | bool | str:
    """One cell as the value of this input, written as people write it; InputError or AmountError otherwise."""
    if item.kind == "boolean":
        word = text.casefold()
        if word in YES or word in NO:
            return word in YES
        raise InputError(f"{text!r} is neither yes nor no: write 是 or 否")
    if item.kind == "choice":
        for option in item.options:
            if text.casefold() in (option.id.casefold(), option.label.casefold(), option.label_en.casefold()):
                return option.id
        raise InputError(f"{text!r} is none of {', '.join(option.label for option in item.options)}")
    if item.kind == "percent":
        try:
            return read_value(item, read_ratio(text))
        except ValueError as error:
            raise InputError(str(error)) from error
    if item.kind == "integer" and item.unit and text.endswith(item.unit):
        text = text[: -len(item.unit)].strip()
    return read_value(item, _number(text))


@lru_cache(maxsize=1 << 16)
def _number(text: str) -> Decimal:
    """An amount in its usual spellings; the rest (一百三十万, RMB 1.3 million, full width) by the amount grammar."""
    try:
        return Decimal(text) if text.isascii() and text.isdigit() else read_yuan(text)
    except ValueError:
        if text.startswith("-"):
            raise AmountError(f"{text!r} is below 0") from None
        return parse_amount(text)


def _columns(shown: Sequence[str]) -> Iterator[str]:
    for name in shown:
        yield f"{name}_kind"
        yield f"{name}_yuan"
    yield from ("total_kind", "total_yuan", "missing")


def _cells(prepared: Book, calculation: Calculation, shown: Sequence[str]) -> Iterator[str]:
    """An award's cells are those of the award it was judged under; empty where it was not computed."""
    by_root = {prepared.root(prepared.awards[one.award]): one for one in calculation.awards}
    for name in shown:
        one = by_root.get(prepared.root(prepared.awards[name]))
        yield (one.kind or "missing") if one else ""
        yield plain(one.yuan) if one and one.yuan is not None else ""
    yield calculation.total_kind or ""
    yield "" if calculation.total_yuan is None else plain(calculation.total_yuan)
    yield ";".join(calculation.missing)


def read_errors(errors: Path, most: int = 20) -> list[BadRow]:
    """The first rows left out, for a message on the terminal."""
    with errors.open(encoding="utf-8-sig", newline="") as lines:
        return [BadRow(int(row["line"]), row["column"], row["value"], row["problem"]) for row in islice(csv.DictReader(lines), most)]
