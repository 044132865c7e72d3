"""`huice calc`: an award, several, or all of them, from inputs given as options; receipts; tables of companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.commands import console
from assistant.errors import UsageError
from assistant.hand import given
from assistant.settings import load
from corpus.award.book import Book, book
from corpus.award.explain import as_text
from corpus.award.result import to_json
from corpus.batch import read_errors, run_batch
from corpus.errors import AmountError, InputError
from corpus.load import Library, load_policies
from corpus.model import Given, Policy
from corpus.numbers.written import parse_amount
from corpus.receipt import Request, perform, to_bytes
from corpus.receipt import receipt as make_receipt
from corpus.receipt import replay as replay_receipt

DONE, CHANGED = 0, 1
ALL = "all"
_LARGEST = 10_000_000  # bytes of a receipt


@dataclass(frozen=True, slots=True)
class Asked:
    """A calculation as the command line asks for it; `options` are the words it left over: the policy's inputs."""

    award: str | None
    policy: str = ""
    on: date | None = None
    target: str = ""
    options: Sequence[str] = ()


def calc(asked: Asked, as_json: bool, language: str, receipt: Path | None) -> int:
    """Compute and print; with `receipt`, keep what can be replayed."""
    if language not in ("zh", "en"):
        raise UsageError(f"--lang is zh or en, not {language!r}")
    policy = main_policy(load_policies(load().policies), asked.policy)
    prepared = book(policy)
    if not asked.award:
        raise UsageError(f"say which award: {', '.join(prepared.awards)}, or {ALL}")
    request = make_request(prepared, asked.award, inputs_of(prepared, asked.options), on=asked.on, target=asked.target)
    calculation = perform(policy, request)
    if receipt is not None:
        receipt.write_bytes(to_bytes(make_receipt(policy, request, language)))
    if as_json:
        console.show_json(to_json(calculation, language))
    else:
        console.show(as_text(policy, calculation, language))
    return DONE


def main_policy(library: Library, name: str) -> Policy:
    """The policy meant; without a name the only one that supplements no other."""
    if name:
        return library.family(name)[0]
    if len(library.mains) != 1:
        raise UsageError(f"say which policy: {', '.join(p.id for p in library.mains) or 'none is loaded'}")
    return library.mains[0]


def make_request(
    prepared: Book, award: str | Sequence[str], inputs: dict[str, Given], *, on: date | None = None, target: str | Decimal = ""
) -> Request:
    """What to compute: the awards named, or everything the inputs speak of; with a target, backwards."""
    names = [name.strip() for name in award.split(",")] if isinstance(award, str) else list(award)
    if names == [ALL]:
        if target:
            raise UsageError("a reverse calculation is about one award: name it instead of all")
        return Request(what="checkup", cases=(inputs,), on=on)
    for name in names:
        prepared.award(name)
    if target:
        wanted = None if target == "max" else target if isinstance(target, Decimal) else parse_amount(target)
        return Request(what="required", awards=tuple(names), cases=(inputs,), on=on, target=wanted)
    return Request(what="calculate", awards=tuple(dict.fromkeys(names)), cases=(inputs,), on=on)


def inputs_of(prepared: Book, words: Sequence[str]) -> dict[str, Given]:
    """`--revenue 6000万 --rent=200万 --has-filing --no-self-use` as inputs of the policy."""
    found: dict[str, Given] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--") or len(word) < 3:
            raise UsageError(f"{word!r} belongs to no option: write inputs as --{next(iter(prepared.inputs), 'input')} VALUE")
        written, equals, value = word[2:].partition("=")
        name, denied = _input_name(prepared, written)
        item = prepared.input(name)
        if denied or (not equals and item.kind == "boolean" and (not rest or rest[0].startswith("--"))):
            found[name] = Given(value=not denied)
            continue
        if not equals:
            if not rest or rest[0].startswith("--"):
                raise UsageError(f"--{written} needs a value, such as --{written}={_example(item.kind)}")
            value = rest.pop(0)
        try:
            found[name] = given(item, value)
        except (InputError, AmountError) as error:
            raise UsageError(f"--{written}: {error}") from error
    return found


def _input_name(prepared: Book, written: str) -> tuple[str, bool]:
    """The input an option names (hyphens or underscores), and whether `no-` denies it."""
    name = written.replace("-", "_")
    if (
        name not in prepared.inputs
        and name.startswith("no_")
        and name[3:] in prepared.inputs
        and prepared.inputs[name[3:]].kind == "boolean"
    ):
        return name[3:], True
    if name not in prepared.inputs:
        from difflib import get_close_matches

        near = get_close_matches(name, prepared.inputs, 1)
        hint = f"did you mean --{near[0]}?" if near else f"inputs of {prepared.policy.id}: {', '.join(prepared.inputs)}"
        raise UsageError(f"no input or option --{written}: {hint}")
    return name, False


def _example(kind: str) -> str:
    return {"amount": "6000万", "integer": "1", "percent": "30%", "boolean": "true"}.get(kind, "…")


def replay(file: Path) -> int:
    """Compute a receipt again: exit 0 for the same bytes, 1 with what changed."""
    if file.stat().st_size > _LARGEST:
        raise UsageError(f"{file}: over {_LARGEST // 10**6} MB is no receipt")
    found = replay_receipt(file.read_bytes(), load_policies(load().policies))
    if found.same:
        console.show("相同:重算结果逐字节一致 / same: computed again, byte for byte")
        return DONE
    console.show("\n".join(["不同 / changed:", *(f"  {note.say} / {note.say_en}" for note in found.changes)]))
    return CHANGED


def batch(source: Path, award: str | None, policy_id: str, out: Path | None) -> int:
    """Every row of a CSV file; bad rows are listed, good ones are not lost. Exit 1 when there were bad rows."""
    if out is None:
        raise UsageError("--batch needs --out FILE for its results")
    policy = main_policy(load_policies(load().policies), policy_id)
    awards = None if award in (None, ALL) else [name.strip() for name in str(award).split(",")]
    for name in awards or ():
        book(policy).award(name)
    errors = out.with_suffix(".errors.csv")
    with _Bar() as bar:
        summary = run_batch(policy, awards, source, out, errors, progress=bar.update)
    console.show(
        f"{summary.good} 行已测算 → {out};合计 {format(summary.total_yuan, 'f')} 元;{summary.rate:,.0f} 行/秒"
        f" / {summary.good} rows computed, RMB {format(summary.total_yuan, 'f')} in all, {summary.rate:,.0f} rows a second"
    )
    if not summary.bad:
        return DONE
    for row in read_errors(errors, 5):
        console.tell(f"line {row.line}, {row.column or 'row'}: {row.value!r}: {row.problem}")
    console.tell(f"huice calc: {summary.bad} of {summary.rows} rows left out, all listed in {errors}")
    return CHANGED


class _Bar:
    """A progress bar on a terminal, nothing elsewhere."""

    def __enter__(self) -> _Bar:
        from rich.console import Console
        from rich.progress import Progress

        self._progress: Any = Progress(console=Console(stderr=True), disable=not Console(stderr=True).is_terminal, transient=True)
        self._progress.start()
        self._task = self._progress.add_task("测算 / computing", total=None)
        return self

    def update(self, done: int, size: int) -> None:
        self._progress.update(self._task, completed=done, total=size)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
