"""How fast the calculator is: one award, the whole check-up, a reverse answer, a table of companies.

Every award of the policy is timed with all its inputs given, so that conditions, sums, quotations and
assumptions are all worked out. Times are the best of several rounds, of processor time as well as wall
clock, since other work on the machine slows the clock only.

    python -m eval.bench.calculator [--policy FOLDER] [--rows 100000] [--seed 1] [--workers 1]
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

from corpus.award.book import book
from corpus.award.calculate import calculate
from corpus.award.explain import as_text
from corpus.award.result import to_json
from corpus.award.scenario import checkup
from corpus.award.solve import required
from corpus.batch import BatchSummary, run_batch
from corpus.load import load_policies, load_policy, shipped_folder
from corpus.model import Given, Input, Policy

AWARD_GOAL, CHECKUP_GOAL = 100.0, 1000.0  # µs
_ROUNDS, _TIMES = 7, 200


def best(work: Callable[[], object]) -> tuple[float, float]:
    """Microseconds for one call: (processor time, wall clock), the best round of several."""
    work()
    found = []
    for _ in range(_ROUNDS):
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(_TIMES):
            work()
        found.append(((time.process_time() - cpu) / _TIMES * 1e6, (time.perf_counter() - wall) / _TIMES * 1e6))
    return min(cpu for cpu, _ in found), min(wall for _, wall in found)


def value(item: Input, random_: random.Random) -> Decimal | int | bool | str:
    """A plausible value of an input."""
    if item.kind == "boolean":
        return random_.random() < 0.8
    if item.kind == "choice":
        return random_.choice(item.options).id
    if item.kind == "integer":
        return random_.randint(int(item.minimum or 0), 4)
    if item.kind == "percent":
        return Decimal(random_.randint(0, 100)) / 100
    return Decimal(random_.choice([random_.randint(10, 500), random_.randint(500, 20_000)]) * 10_000)


def company(policy: Policy, random_: random.Random) -> dict[str, Given]:
    """A company with every input given."""
    return {item.id: Given(value=value(item, random_)) for item in policy.inputs}


def _cell(found: Decimal | int | bool | str) -> str:
    if isinstance(found, bool):
        return "是" if found else "否"
    return f"{found / 10_000:f}万" if isinstance(found, Decimal) and found >= 10_000 else str(found)


def write_companies(policy: Policy, file: Path, rows: int, seed: int) -> None:
    """A table of companies as people write one: labels in the header, amounts in 万, four cells in five filled."""
    random_ = random.Random(seed)
    with file.open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines)
        table.writerow(["企业", *(item.label for item in policy.inputs)])
        for number in range(rows):
            table.writerow([f"企业{number}", *("" if random_.random() < 0.2 else _cell(value(i, random_)) for i in policy.inputs)])


def batch(policy: Policy, rows: int, seed: int, workers: int) -> BatchSummary:
    """Rows through the check-up, written to a file that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "companies.csv"
        write_companies(policy, source, rows, seed)
        return run_batch(policy, None, source, Path(folder) / "out.csv", workers=workers)


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; exit 1 when a goal is missed in processor time."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--policy", type=Path, help="a policy folder (default: the first that ships)")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="processes for the table")
    options = parser.parse_args(arguments)
    policy = load_policy(options.policy) if options.policy else load_policies([shipped_folder()]).mains[0]
    case = company(policy, random.Random(options.seed))
    began = time.perf_counter()
    prepared = book(policy)
    checkup(policy, case)
    print(f"{policy.id}: prepared and first check-up in {(time.perf_counter() - began) * 1000:.1f} ms")
    worst = 0.0
    for award in prepared.awards:
        cpu, wall = best(partial(calculate, policy, [award], case))
        worst = max(worst, cpu)
        print(f"  {award:28} {cpu:7.1f} µs processor {wall:7.1f} µs clock")
    whole, wall = best(lambda: checkup(policy, case))
    print(f"check-up of {len(prepared.roots)} awards: {whole:.1f} µs processor, {wall:.1f} µs clock")
    found = checkup(policy, case).calculation
    for name, work in (("as JSON", lambda: to_json(found)), ("as text", lambda: as_text(policy, found))):
        print(f"check-up {name}: {best(work)[0]:.1f} µs processor")
    based = next((name for name, base in prepared.bases.items() if base), "")
    if based:
        print(f"reverse of {based}: {best(lambda: required(policy, based, {}))[0]:.1f} µs processor")
    if options.rows:
        table = batch(policy, options.rows, options.seed, options.workers)
        print(f"table: {table.rows} rows in {table.seconds:.1f} s, {table.rate:.0f} rows/s, {table.bad} bad rows")
    print(f"goals: one award {worst:.1f} of {AWARD_GOAL:.0f} µs, check-up {whole:.1f} of {CHECKUP_GOAL:.0f} µs")
    return 0 if worst < AWARD_GOAL and whole < CHECKUP_GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
