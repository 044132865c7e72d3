"""How long it takes to build the index of the policies that ship, to build it again, and to search without one.

python -m eval.bench.index_build [--policies DIR…] [--repeat 20]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from corpus.load import load_policies, shipped_folder
from index.build import build
from index.embed import open_embedding
from index.search import open_searcher

_COLD = """
import sys, time
began = time.perf_counter()
from corpus.load import load_policies, shipped_folder
from index.search import open_searcher
from functools import partial
from pathlib import Path
searcher = open_searcher(load_policies([Path(sys.argv[1])]))
searcher.search("办公用房补贴最高多少")
print(time.perf_counter() - began)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print, one line a figure."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.index_build", description=__doc__)
    parser.add_argument("--policies", nargs="+", type=Path, default=[shipped_folder()])
    parser.add_argument("--repeat", type=int, default=20)
    given = parser.parse_args(arguments)
    library, model = load_policies(given.policies), open_embedding()
    count = sum(len(policy.clauses) for policy in library.policies)
    print(f"{count} clauses of {len(library.policies)} policies")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        print(f"first build: {seconds(lambda: build(library, home, model)) * 1000:.0f} ms")
        print(f"nothing changed: {seconds(lambda: build(library, home, model)) * 1000:.0f} ms")
        print(f"forced, every vector reused: {seconds(lambda: build(library, home, model, force=True)) * 1000:.0f} ms")
        print(f"in Chroma: {seconds(lambda: build(library, home, model, exact_limit=0)) * 1000:.0f} ms")
    print(f"opened in memory: {seconds(lambda: open_searcher(library)) * 1000:.0f} ms")
    cold = [
        float(subprocess.run([sys.executable, "-c", _COLD, str(given.policies[0])], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    print(f"cold process, imports to first hit: {min(cold) * 1000:.0f} ms (fastest of 5), {np.median(cold) * 1000:.0f} ms (median)")
    searcher = open_searcher(library)
    questions = [clause.title + "最高多少" for policy in library.policies for clause in policy.clauses]
    times = [seconds(partial(searcher.search, question)) for question in questions for _ in range(given.repeat)]
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    print(f"warm search: p50 {p50:.2f} ms, p95 {p95:.2f} ms over {len(times)} questions")
    return 0


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
