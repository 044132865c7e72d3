"""Proof of speed: a cold `huice ask` as a whole process, warm answers, kept conversations, REST, the index build.

    python -m eval.bench.answers [--rounds 20] [--json]

Prints wall times and, for whole processes, the CPU time beside them: on a busy machine only the latter says what the
program costs. Questions come from the `dev` sets; nothing is scored here.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

QUESTION = "模型优化花了260万,已经备案,能补多少?"
SETS = Path(__file__).parents[1] / "questions" / "dev"


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 by the nearest rank."""
    found = sorted(milliseconds)
    return {f"p{share}": round(found[min(len(found) - 1, -(-len(found) * share // 100) - 1)], 2) for share in (50, 95, 99)}


def cold(rounds: int) -> dict[str, Any]:
    """A whole process: `huice ask "…"`."""
    walls, cpus = [], []
    command = [sys.executable, "-m", "assistant.cli", "ask", QUESTION, "--json"]
    for _ in range(rounds + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=True)
        walls.append((time.perf_counter() - began) * 1000)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpus.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
        assert json.loads(done.stdout)["calculation"]["total_yuan"] == "1300000"
    return {"runs": rounds, "wall_ms": percentiles(walls[1:]), "best_wall_ms": round(min(walls), 1), "cpu_ms": percentiles(cpus[1:])}


def conversations() -> list[list[str]]:
    """The turns of the dev sets."""
    lines = [line for file in sorted(SETS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [[turn["user"] for turn in json.loads(line)["turns"]] for line in lines]


def asked(ask: Callable[[str, str], Any], new_thread: Callable[[], str], talks: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Every turn of every conversation, one after the other."""
    spent = []
    began, cpu = time.perf_counter(), time.process_time()
    for talk in talks:
        thread = new_thread()
        for question in talk:
            start = time.perf_counter()
            ask(question, thread)
            spent.append((time.perf_counter() - start) * 1000)
    busy = (time.process_time() - cpu) * 1000 / len(spent)
    rate = len(spent) / (time.perf_counter() - began)
    return {"turns": len(spent), **percentiles(spent), "cpu_ms_a_turn": round(busy, 2), "turns_a_second": round(rate, 1)}


def measure(rounds: int) -> dict[str, Any]:
    """Every figure, in one dictionary."""
    from starlette.testclient import TestClient

    from assistant.api import make_app
    from assistant.commands.indexes import up_to_date
    from assistant.service import Assistant, open_assistant
    from assistant.settings import load
    from corpus.load import load_policies

    talks = conversations()
    found: dict[str, Any] = {"cold huice ask": cold(rounds)}
    with tempfile.TemporaryDirectory() as folder:
        settings = load({**os.environ, "HUICE_HOME": folder})
        began = time.perf_counter()
        version = up_to_date(load_policies(settings.policies), settings)
        found["index build"] = {"clauses": version.clauses, "ms": round((time.perf_counter() - began) * 1000, 1)}

        plain = Assistant(settings)
        plain.loaded.warm()
        found["warm answer"] = asked(plain.ask, plain.new_thread, talks)

        kept = open_assistant(settings)
        kept.loaded.warm()
        found["warm answer, thread on disk"] = asked(kept.ask, kept.new_thread, talks)

        client = TestClient(make_app(kept))
        sample = talks[:: max(1, len(talks) // 100)]
        found["POST /api/ask"] = asked(lambda q, t: client.post("/api/ask", json={"question": q, "thread": t}), kept.new_thread, sample)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=20, help="cold processes")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = measure(given.rounds)
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    for name, values in found.items():
        print(f"{name:30} " + "  ".join(f"{key} {value}" for key, value in values.items()))


if __name__ == "__main__":
    main()
