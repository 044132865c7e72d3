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
import math
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
from index.cells import CellVectors
from index.embed import StaticModel
from index.entries import Entry
from index.learn.data import Collection, read_collection
from index.versions import current, folder_of, open_version

PLACES = (
    "江北",
    "云塘",
    "石浦",
    "临川",
    "白沙",
    "松岭",
    "河湾",
    "青原",
    "东陵",
    "平洲",
    "南屿",
    "西垣",
    "北浦",
    "金塘",
    "玉山",
    "长汀",
    "安澜",
    "定远",
    "丰泽",
    "永宁",
)
QUERIES = 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every size and print one table."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.scale", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a collection with statutes and questions")
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--exact-limit", type=int, default=10_000, help="above so many clauses vectors are served by Chroma, up to 200,000")
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
    (given.out / "scale.svg").write_text(plot(rows), encoding="utf-8")
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
    store = "cells" if isinstance(ranker.vectors, CellVectors) else version.store
    return {
        "open_s": round(opened, 2),
        "p50_ms": round(float(p50), 2),
        "p95_ms": round(float(p95), 2),
        "ask_mb": memory,
        "store": store,
        "recall": round(float(np.mean(kept)), 4),
    }


def peak() -> int:
    """The largest resident size of this process so far, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def table(rows: Sequence[dict[str, Any]]) -> str:
    """As Markdown."""
    heads = {
        "clauses": "clauses",
        "store": "vectors",
        "build_s": "build s",
        "build_rate": "clauses/s",
        "build_mb": "build MB",
        "disk_mb": "disk MB",
        "open_s": "open s",
        "p50_ms": "p50 ms",
        "p95_ms": "p95 ms",
        "ask_mb": "search MB",
        "recall": "recall@10",
    }
    lines = [f"| {' | '.join(heads.values())} |", f"| {' | '.join('---' for _ in heads)} |"]
    return "\n".join(lines + [f"| {' | '.join(str(row[key]) for key in heads)} |" for row in rows])


def plot(rows: Sequence[dict[str, Any]]) -> str:
    """Latency, memory, disk and build time against clauses, both axes logarithmic, as SVG."""
    width, height, left, bottom = 720, 400, 60, 40
    series = {"p50_ms": "p50 ms", "p95_ms": "p95 ms", "ask_mb": "search MB", "disk_mb": "disk MB", "build_s": "build s"}
    colours = ("#1b6ca8", "#c8553d", "#588157", "#8e6c8a", "#777777")
    low, high = (math.log10(edge(row["clauses"] for row in rows)) for edge in (min, max))

    def x(clauses: float) -> float:
        return left + (math.log10(clauses) - low) / max(high - low, 1e-9) * (width - left - 120)

    def y(value: float) -> float:
        return height - bottom - math.log10(max(value, 0.1) * 10) / 6 * (height - bottom - 20)  # 0.1 to 100,000

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        "<title>Cost of search by number of clauses</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for power in range(-1, 6):
        place = y(10.0**power)
        parts.append(f'<line x1="{left}" x2="{width - 120}" y1="{place:.0f}" y2="{place:.0f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 6}" y="{place + 4:.0f}" text-anchor="end">{10.0**power:g}</text>')
    parts += [f'<text x="{x(row["clauses"]):.0f}" y="{height - 14}" text-anchor="middle">{row["clauses"]:,}</text>' for row in rows]
    for (key, name), colour in zip(series.items(), colours, strict=True):
        points = [(x(row["clauses"]), y(row[key])) for row in rows]
        joined = " ".join(f"{a:.0f},{b:.0f}" for a, b in points)
        parts.append(f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{points[-1][0] + 8:.0f}" y="{points[-1][1] + 4:.0f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    raise SystemExit(main())
