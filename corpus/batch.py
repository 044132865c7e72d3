"""A table of companies through the calculator: CSV in, CSV out, one row after the other, whatever its length.

The header names inputs by id or label; other columns (a company's name) are carried along. A row that cannot be
read or computed goes to the list of errors with its line and column, and the others go on.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TextIO

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


def run_batch(
    policy: Policy,
    awards: Sequence[str] | None,
    source: Path,
    out: Path,
    errors: Path | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> BatchSummary:
    """Calculate every row of a CSV file; results to `out`, rows left out to `errors` (default: `out` with `.errors.csv`).

    `awards`: those to compute for each row; None is a check-up, which sums the awards that the row has inputs for.
    `progress` gets (bytes read, bytes in all) every thousand rows and at the end. InputError for a file or header
    that cannot be read at all.
    """
    beside = errors or out.with_suffix(".errors.csv")
    if len({source.resolve(), out.resolve(), beside.resolve()}) < 3:
        raise InputError(f"{out}: results and errors must go to files other than {source}")
    size = _size(source)
    with source.open("rb") as raw:
        encoding = _encoding(raw.read(_PROBE))
    with (
        source.open("rb") as binary,
        TextIOWrapper(binary, encoding, errors="replace", newline="") as lines,
        out.open("w", encoding="utf-8-sig", newline="") as results,
        beside.open("w", encoding="utf-8-sig", newline="") as problems,
    ):
        told = (lambda: progress(min(size, binary.tell()), size)) if progress else None
        return _run(policy, awards, lines, results, problems, str(source), told)


def _size(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror})") from error


def _encoding(start: bytes) -> str:
    """UTF-8 (with or without a mark) or, as spreadsheets in China write it, GB 18030."""
    try:
        start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 4:
            return "gb18030"
    return "utf-8-sig"


def _run(
    policy: Policy,
    awards: Sequence[str] | None,
    lines: TextIO,
    results: TextIO,
    problems: TextIO,
    name: str,
    told: Callable[[], None] | None,
) -> BatchSummary:
    prepared = book(policy)
    shown = [prepared.award(one).id for one in awards] if awards is not None else [a.id for a in policy.awards if not a.variant_of]
    began = perf_counter()
    reader = _rows(csv.reader(lines))
    first = next(reader, None)
    if first is None or first[2]:
        raise InputError(f"{name}: is empty or has no header; the first line must name the columns")
    table = _understand(prepared, tuple(cell.strip() for cell in first[1]), name)
    good_rows, bad_rows = csv.writer(results, lineterminator="\n"), csv.writer(problems, lineterminator="\n")
    good_rows.writerow([*table.header, *_columns(shown)])
    bad_rows.writerow(["line", "column", "value", "problem"])
    rows = bad = 0
    total = Decimal(0)
    for line, cells, broken in reader:
        if not broken and not any(cell.strip() for cell in cells):
            continue
        rows += 1
        found = broken or _compute(prepared, awards, table, line, cells)
        if isinstance(found, Calculation):
            good_rows.writerow([*cells, *_cells(prepared, found, shown)])
            total += found.total_yuan or 0
        else:
            bad += 1
            for one in found:
                bad_rows.writerow([one.line, one.column, one.value, one.problem])
        if told and rows % _EVERY == 0:
            told()
    if told:
        told()
    return BatchSummary(rows, rows - bad, bad, total, perf_counter() - began, table.carried)


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str], list[BadRow]]]:
    """(line, cells, what is wrong with the row as CSV); the line is the one where the row begins."""
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = before + 1
            before = reader.line_num  # type: ignore[attr-defined]
            yield line, [], [BadRow(line, "", "", f"is no row of a CSV file: {error}")]
            continue
        line, before = before + 1, reader.line_num  # type: ignore[attr-defined]
        yield line, cells, []


def _understand(prepared: Book, header: tuple[str, ...], name: str) -> _Table:
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


def _compute(prepared: Book, awards: Sequence[str] | None, table: _Table, line: int, cells: list[str]) -> Calculation | list[BadRow]:
    if len(cells) != len(table.header):
        return [BadRow(line, "", "", f"has {len(cells)} cells, the header has {len(table.header)}")]
    values: dict[str, Decimal | int | bool | str] = {}
    wrong: list[BadRow] = []
    for place, item in table.inputs:
        text = cells[place].strip()
        if not text:
            continue
        try:
            values[item.id] = read_cell(item, text)
        except HuiceError as error:
            wrong.append(BadRow(line, table.header[place], text, str(error)))
    if wrong:
        return wrong
    try:
        facts = facts_of(prepared, values)
        return sum_up(prepared, facts) if awards is None else calculate_facts(prepared, awards, facts, shown=False)
    except HuiceError as error:
        return [BadRow(line, "", "", str(error))]


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
