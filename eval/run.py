"""Asking: a question set in, raw answers out. Nothing is judged here, so scoring never asks again.

`DIR/results.jsonl` holds one line a turn in the order of the set; it grows as conversations end, so an interrupted
run goes on where it stopped. `DIR/questions.jsonl` and `DIR/sources.json` keep what was asked and the clauses as they
were. Conversations run in worker processes through joblib; its backend is a name, so a cluster takes it without code.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval import asker as asking
from eval import questions, sources
from eval.errors import RunError
from eval.questions import Conversation

RESULTS, QUESTIONS, SOURCES, META = "results.jsonl", "questions.jsonl", "sources.json", "run.json"


@dataclass(frozen=True, slots=True)
class Record:
    """The raw answer of one turn, or the error in its place. `ms` is the whole call as the caller felt it."""

    id: str
    turn: int
    answer: dict[str, Any] | None
    ms: float = 0.0
    error: str = ""

    def line(self) -> str:
        data: dict[str, Any] = {"id": self.id, "turn": self.turn, "answer": self.answer, "ms": self.ms}
        return questions.to_line(data | ({"error": self.error} if self.error else {}))


@dataclass(frozen=True, slots=True)
class Run:
    """A run's folder, read back."""

    folder: Path
    conversations: tuple[Conversation, ...]
    records: dict[tuple[str, int], Record]
    catalogue: sources.Catalogue
    meta: dict[str, Any] = field(default_factory=dict)


def ask_conversation(name: str, conversation: Conversation) -> list[Record]:
    """Asks every turn of one conversation in one new thread. A crash is recorded for its turn, and the thread goes on."""
    asker = asking.make(name)
    thread = asker.new_thread()
    records = []
    for number, turn in enumerate(conversation.turns, start=1):
        began = time.perf_counter()
        answer, error = None, ""
        try:
            answer = asking.as_json(asker.ask(turn.user, thread))
        except Exception as problem:  # whatever the system under test does is a result of the run
            error = f"{type(problem).__name__}: {problem}"[:500]
        records.append(Record(conversation.id, number, answer, round((time.perf_counter() - began) * 1000, 3), error))
    return records


def ask_all(name: str, conversations: Sequence[Conversation], *, workers: int = 1, backend: str = "loky") -> Iterator[list[Record]]:
    """Answers conversation by conversation, in the order given whatever the number of workers."""
    if workers == 1 and backend == "loky":
        asking.make(name)  # a factory that fails is an error of the run, said once
        for conversation in conversations:
            yield ask_conversation(name, conversation)
        return
    from joblib import Parallel, delayed

    named = None if backend in CLUSTERS else backend
    with _backend(backend):
        if backend not in WHOLE:
            stream = Parallel(n_jobs=workers, return_as="generator", pre_dispatch="4*n_jobs", backend=named)
            yield from stream(delayed(ask_conversation)(name, c) for c in conversations)
            return
        with Parallel(
            n_jobs=workers, backend=named
        ) as pool:  # no stream of results there: portions, so that answers are stored as they come
            for start in range(0, len(conversations), PORTION):
                yield from pool(delayed(ask_conversation)(name, c) for c in conversations[start : start + PORTION])


CLUSTERS = ("ray", "dask")
WHOLE = ("ray", "multiprocessing")  # backends of joblib that only give all results at once
PORTION = 256


def _backend(name: str) -> AbstractContextManager[Any]:
    """joblib's own backends by name; `ray` and `dask` where their packages are installed (the cluster is named by their own settings)."""
    if name not in CLUSTERS:
        if name not in ("loky", "multiprocessing", "threading", "sequential"):
            raise RunError(f"backend {name!r} is unknown: use loky, multiprocessing, threading, sequential, ray or dask")
        return nullcontext()
    import joblib

    try:
        if name == "ray":
            from ray.util.joblib import register_ray  # type: ignore[import-not-found]  # installed by who has such a cluster

            register_ray()
        else:
            from distributed import Client  # type: ignore[import-not-found]  # as above

            Client()
    except ImportError as error:
        raise RunError(f"backend {name!r}: {error}; install it with pip, or use loky") from error
    config: AbstractContextManager[Any] = joblib.parallel_config(backend=name)
    return config


def execute(
    conversations: Sequence[Conversation],
    folder: Path,
    *,
    asker: str = asking.DEFAULT,
    workers: int = 1,
    backend: str = "loky",
    catalogue: sources.Catalogue | None = None,
    fresh: bool = False,
    meta: dict[str, Any] | None = None,
    on_done: Callable[[Conversation, list[Record]], None] | None = None,
) -> Run:
    """Runs the set into the folder and returns the run; what an earlier, interrupted run has answered is kept.

    `fresh` asks everything again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = catalogue or sources.Catalogue()
    kept = {} if fresh else _kept(folder, conversations, asker, catalogue)
    (folder / RESULTS).unlink(missing_ok=True)  # a run in progress shows no results of an older one
    header = {
        "asker": asker,
        "policies": catalogue.policies,
        "conversations": len(conversations),
        "turns": sum(len(c.turns) for c in conversations),
        "resumed": len(kept),
    } | (meta or {})
    (folder / META).write_text(json.dumps(header, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / QUESTIONS).write_text("".join(questions.dump(c) + "\n" for c in conversations), encoding="utf-8")
    sources.write(catalogue, folder / SOURCES)
    partial = folder / (RESULTS + ".part")
    with partial.open("w", encoding="utf-8") as out:
        for conversation in conversations:
            if conversation.id in kept:
                _put(out, kept[conversation.id])
                if on_done:
                    on_done(conversation, kept[conversation.id])
        todo = [c for c in conversations if c.id not in kept]
        for conversation, records in zip(todo, ask_all(asker, todo, workers=workers, backend=backend), strict=True):
            _put(out, records)
            if on_done:
                on_done(conversation, records)
    _finish(partial, folder / RESULTS, conversations)
    return read(folder)


def _put(out: Any, records: list[Record]) -> None:
    out.write("".join(record.line() + "\n" for record in records))
    out.flush()


def _finish(partial: Path, results: Path, conversations: Sequence[Conversation]) -> None:
    """Puts the lines in the order of the set (a resumed run wrote the kept ones first) and lets the file appear whole."""
    place = {c.id: i for i, c in enumerate(conversations)}
    found = sorted(records(partial), key=lambda r: (place.get(r.id, len(place)), r.turn))
    partial.write_text("".join(r.line() + "\n" for r in found), encoding="utf-8")
    partial.replace(results)


def _kept(folder: Path, conversations: Sequence[Conversation], asker: str, catalogue: sources.Catalogue) -> dict[str, list[Record]]:
    """Whole conversations that an interrupted run has answered, by id; one with an error in it is asked again.

    Only an unfinished run (its `.part` is there) of the same system on the same policies goes on: a finished one is
    asked anew, for what is judged may have changed since.
    """
    partial = folder / (RESULTS + ".part")
    if not partial.is_file() or not (folder / QUESTIONS).is_file() or not (folder / META).is_file():
        return {}
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    if meta.get("asker") != asker or sources.read(folder / SOURCES).policies != catalogue.policies:
        return {}
    before = {c.id: c.fingerprint for c in questions.load([folder / QUESTIONS])}
    groups: dict[str, list[Record]] = {}
    for record in records(partial):
        groups.setdefault(record.id, []).append(record)
    kept = {}
    for conversation in conversations:
        latest = {r.turn: r for r in groups.get(conversation.id, [])}
        whole = sorted(latest) == list(range(1, len(conversation.turns) + 1))
        if whole and before.get(conversation.id) == conversation.fingerprint and not any(r.error for r in latest.values()):
            kept[conversation.id] = [latest[n] for n in sorted(latest)]
    return kept


def records(path: Path) -> list[Record]:
    """The lines of a results file; a last line torn by an interruption is left out."""
    if not path.is_file():
        return []
    found = []
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            found.append(Record(data["id"], data["turn"], data["answer"], data.get("ms", 0.0), data.get("error", "")))
        except (ValueError, KeyError, TypeError) as error:
            if number >= len(lines) - 1:
                break
            raise RunError(f"{path}:{number}: no result line ({error}): run again with --fresh") from error
    return found


def read(folder: Path) -> Run:
    """A run's folder with its questions, raw answers and clauses."""
    for name in (QUESTIONS, RESULTS):
        if not (folder / name).is_file():
            raise RunError(f"{folder} holds no run ({name} is missing): make one with huice eval run --out {folder}")
    meta = json.loads((folder / META).read_text(encoding="utf-8")) if (folder / META).is_file() else {}
    answers = {(r.id, r.turn): r for r in records(folder / RESULTS)}
    return Run(folder, questions.load([folder / QUESTIONS]), answers, sources.read(folder / SOURCES), meta)
