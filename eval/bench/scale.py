"""How search grows: build rate, latency, memory, disk and recall at 1,000 to 1,000,000 clauses.

    python -m eval.bench.scale --data FOLDER [--sizes 1000 10000 100000] [--out DIR]

The clauses are the statutes of the collection, repeated with place names put in and numbers moved, so that no two are
the same text. Each size is built and searched in processes of its own, so that memory is that of the size. Recall is
that of the ten nearest vectors against exact search (equal cosines count as equal), and of the ten final hits against
those of exact candidates.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.build import build_entries
from index.embed import StaticModel
from index.entries import Entry
from index.learn.data import Collection, read_collection
from index.versions import current, folder_of, open_version

PLACES = ("江北", "云塘", "石浦", "临川", "白沙", "松岭", "河湾", "青原", "东陵", "平洲", "南屿",
          "西垣", "北浦", "金塘", "玉山", "长汀", "安澜", "定远", "丰泽", "永宁")
QUERIES = 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every size and print one table."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.scale", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a collection with statutes and questions")
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--exact-limit", type=int, default=10_000, help="above so many clauses vectors are served by Chroma")
    parser.add_argument("--out", type=Path, default=Path("runs/scale"))
    parser.add_argument("--stage", choices=("build", "ask"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.stage:
        stage = {"build": build_size, "ask": ask_size}[given.stage]
        print(json.dumps(stage(given.data, given.sizes[0], given.exact_limit, given.out / str(given.sizes[0]))))
        return 0
    rows = []
    for size in given.sizes:
        home = given.out / str(size)
        shutil.rmtree(home, ignore_errors=True)
        found: dict[str, Any] = {"clauses": size}
        for name in ("build", "ask"):
            command = [sys.executable, "-m", "eval.bench.scale", "--stage", name, "--data", str(given.data), "--sizes", str(size)]
            command += ["--exact-limit", str(given.exact_limit), "--out", str(given.out)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found |= json.loads(done.stdout.splitlines()[-1])
        print(json.dumps(found), flush=True)
        rows.append(found)
        (given.out / "scale.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
        shutil.rmtree(home, ignore_errors=True)
    print(table(rows))
    return 0


def clauses(collection: Collection, size: int) -> Iterator[Entry]:
    """That many clauses, each a statute in a place of its own with its numbers moved."""
    documents = collection.documents
    for n in range(size):
        document, turn = documents[n % len(documents)], n // len(documents)
        place = PLACES[turn % len(PLACES)]
        body = moved(document.body, turn)
        title = f"{place}{document.title}" if turn else document.title
        yield Entry(f"scale/{n}", "scale", title, f"在{place}范围内,{body}" if turn else body)


def moved(text: str, by: int) -> str:
    """The text with every number in digits larger by so much."""
    return re.sub(r"\d+", lambda match: str(int(match[0]) + by), text) if by else text


def build_size(data: Path, size: int, exact_limit: int, home: Path) -> dict[str, Any]:
    """Build one size; seconds, clauses a second, peak memory and disk."""
    found = list(clauses(read_collection(data), size))
    began = time.perf_counter()
    build_entries(found, f"scale-{size}", {"scale": str(size)}, home, StaticModel(), exact_limit=exact_limit)
    seconds = time.perf_counter() - began
    disk = sum(file.stat().st_size for file in folder_of(home).rglob("*") if file.is_file())
    return {"build_s": round(seconds, 1), "build_rate": round(size / seconds), "build_mb": peak(), "disk_mb": round(disk / 1e6)}


def ask_size(data: Path, size: int, exact_limit: int, home: Path) -> dict[str, Any]:
    """Open one size and ask: seconds to open, latency, peak memory, recall against exact search."""
    version = current(home)
    assert version is not None
    questions = [question.text for question in read_collection(data).questions[:QUERIES]]
    model = StaticModel()
    began = time.perf_counter()
    ranker = open_version(home, model, version).ranker
    ranker.rank(questions[0], 5)
    opened = time.perf_counter() - began
    times = []
    for question in questions:
        began = time.perf_counter()
        ranker.rank(question, 5)
        times.append((time.perf_counter() - began) * 1000)
    memory = peak()
    matrix = np.load(folder_of(home) / "versions" / version.name / "vectors.npy", mmap_mode="r")
    assert ranker.vectors is not None
    kept = []
    for question in questions[:100]:
        vector = model.queries([question])[0]
        exact = np.sort(matrix @ vector)[::-1][:10]
        _, got = ranker.vectors.nearest(vector, 10)
        kept.append(float((got >= exact[-1] - 1e-6).sum()) / len(exact))
    p50, p95 = np.percentile(times, [50, 95])
    return {"open_s": round(opened, 2), "p50_ms": round(float(p50), 2), "p95_ms": round(float(p95), 2), "ask_mb": memory,
            "store": version.store, "recall": round(float(np.mean(kept)), 4)}


def peak() -> int:
    """The largest resident size of this process so far, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def table(rows: Sequence[dict[str, Any]]) -> str:
    """As Markdown."""
    heads = {"clauses": "clauses", "store": "vectors", "build_s": "build s", "build_rate": "clauses/s", "build_mb": "build MB",
             "disk_mb": "disk MB", "open_s": "open s", "p50_ms": "p50 ms", "p95_ms": "p95 ms", "ask_mb": "search MB", "recall": "recall@10"}
    lines = [f"| {' | '.join(heads.values())} |", f"| {' | '.join('---' for _ in heads)} |"]
    return "\n".join(lines + [f"| {' | '.join(str(row[key]) for key in heads)} |" for row in rows])


if __name__ == "__main__":
    raise SystemExit(main())
