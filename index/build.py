"""Building an index version: vectors reused where the text is unchanged, written aside, renamed when whole.

A version is written under a temporary name and only then renamed and pointed to (`index.versions`), so
whatever kills a build leaves the version served untouched. One process builds at a time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.load import Library
from index import cells
from index.embed import Embedding, StaticModel
from index.entries import Entry, entries, read_entries, write_entries
from index.errors import IndexBusy
from index.lexical import NO_BACKGROUND
from index.phrases import Phrases
from index.rank import EXACT, Words
from index.versions import FORMAT, Version, answers, current, file_hash, folder_of, intact, point, versions

KEEP = 5  # versions kept, the one served always among them
Progress = Callable[[str, int, int], None]


def build(
    library: Library,
    home: Path,
    embedding: Embedding,
    *,
    exact_limit: int = 10_000,
    chroma_url: str = "",
    force: bool = False,
    wait: float = 0,
    progress: Progress | None = None,
) -> Version:
    """Build the library's index and serve it; returns the version served. Unchanged libraries are not built again.

    `wait` is how many seconds to wait for another builder before IndexBusy is raised; `force` builds even if nothing changed.
    """
    return build_entries(
        entries(library),
        library.hash,
        {policy.id: policy.hash for policy in library.policies},
        home,
        embedding,
        exact_limit=exact_limit,
        chroma_url=chroma_url,
        force=force,
        wait=wait,
        progress=progress,
    )


def build_entries(
    found: Sequence[Entry],
    library: str,
    policies: dict[str, str],
    home: Path,
    embedding: Embedding,
    *,
    exact_limit: int = 10_000,
    chroma_url: str = "",
    force: bool = False,
    wait: float = 0,
    progress: Progress | None = None,
) -> Version:
    """`build` for entries that come from elsewhere than policy folders."""
    root = folder_of(home)
    (root / "versions").mkdir(parents=True, exist_ok=True)
    store = chroma_url or ("chroma" if exact_limit < len(found) <= cells.FROM else "numpy")
    try:
        with FileLock(root / "build.lock", timeout=wait):
            now = current(home)
            same = now and (now.library, now.model_hash, now.store, now.format) == (library, embedding.hash, store, FORMAT)
            if now and same and not force and intact(home, now) and answers(home, now):
                point(root, now.name, pinned=False)
                return now
            for stray in (root / "versions").glob("building-*"):
                shutil.rmtree(stray, ignore_errors=True)
            version = _write(root, found, library, policies, embedding, store, progress or (lambda *_: None))
            point(root, version.name, pinned=False)
            _prune(home, version.name)
            return version
    except Timeout:
        raise IndexBusy(f"another process is building the index in {root}: wait for it, or try again later") from None


def _write(
    root: Path, found: Sequence[Entry], library: str, policies: dict[str, str], embedding: Embedding, store: str, tell: Progress
) -> Version:
    taken = [int(p.name[:4]) for p in (root / "versions").iterdir() if p.name[:4].isdigit()]
    content = hashlib.sha256("\n".join([embedding.hash, *(entry.hash for entry in found)]).encode()).hexdigest()
    name = f"{max(taken, default=0) + 1:04d}-{content[:10]}"
    folder = root / "versions" / f"building-{os.getpid()}"
    folder.mkdir(parents=True)
    vectors, embedded = _vectors(root, found, embedding, tell)
    np.save(folder / "vectors.npy", vectors)
    if store == "numpy" and len(vectors) > cells.FROM:
        cells.write_cells(vectors, folder)
    write_entries(folder / "entries.jsonl", found)
    tell("words", 0, len(found))
    background = embedding.background if isinstance(embedding, StaticModel) else NO_BACKGROUND
    Words.build([entry.document for entry in found], background).save(folder / "words")
    phrases = [phrase for entry in found for phrase in entry.asked]
    worded = phrases if len(found) > EXACT else ()  # they vote in a large library alone
    Phrases.build([len(entry.asked) for entry in found], embedding.texts(phrases), worded, background).save(folder)
    shards: list[tuple[str, int, int]] = []
    if store != "numpy":
        shards = _fill(folder, store, found, vectors, embedding, tell)
    served = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.relative_to(folder).parts[0] != "chroma"]
    files = {str(p.relative_to(folder)): file_hash(p) for p in served}
    version = Version(name, library, policies, len(found), embedding.name, embedding.hash, store, files, tuple(shards), embedded)
    (folder / "manifest.json").write_text(json.dumps(asdict(version), ensure_ascii=False, indent=1), encoding="utf-8")
    folder.rename(root / "versions" / name)
    return version


def _fill(
    folder: Path, store: str, found: Sequence[Entry], vectors: NDArray[np.float32], embedding: Embedding, tell: Progress
) -> list[tuple[str, int, int]]:
    from index.chroma import Shard, client, fill

    chroma = client(folder=folder / "chroma") if store == "chroma" else client(store)
    shards, start = [], 0
    for policy, group in groupby(found, key=lambda entry: entry.policy):
        part = list(group)
        digest = hashlib.sha256("\n".join([embedding.hash, str(start), *(entry.hash for entry in part)]).encode()).hexdigest()
        shard = Shard(f"huice-{digest[:32]}", start, len(part))
        tell(f"chroma {policy}", start, len(found))
        texts, metadatas = [entry.document.text for entry in part], [_metadata(entry) for entry in part]
        fill(chroma, shard, vectors[start : start + len(part)], embedding.hash, texts, metadatas)
        shards.append((shard.name, shard.start, shard.size))
        start += len(part)
    if store == "chroma":
        _close(chroma)
    return shards


def _metadata(entry: Entry) -> dict[str, Any]:
    """What a collection says of a clause; dates as numbers, so that `$lte` and `$gte` work on them."""
    since, until = entry.since, entry.until
    return {
        "clause": entry.clause,
        "policy": entry.policy,
        "title": entry.title,
        "since": int(since.strftime("%Y%m%d")) if since else 0,
        "until": int(until.strftime("%Y%m%d")) if until else 99991231,
    }


def _close(chroma: Any) -> None:
    """Let go of the folder before it is renamed: Chroma keeps one system a path for the life of the process."""
    from chromadb.api.shared_system_client import SharedSystemClient

    system = getattr(chroma, "_system", None)
    if system is not None:
        system.stop()
    SharedSystemClient.clear_system_cache()


def _vectors(root: Path, found: Sequence[Entry], embedding: Embedding, tell: Progress) -> tuple[NDArray[np.float32], int]:
    """One vector an entry, those of unchanged texts taken from earlier versions of the same model; and how many are new."""
    vectors = np.zeros((len(found), embedding.dim), np.float32)
    wanted: dict[str, list[int]] = {}
    for row, entry in enumerate(found):
        wanted.setdefault(entry.hash, []).append(row)
    for version in reversed([v for v in versions(root.parent) if v.model_hash == embedding.hash]):
        folder = root / "versions" / version.name
        if not wanted or any(file_hash(folder / file) != version.files.get(file) for file in ("vectors.npy", "entries.jsonl")):
            continue
        matrix = np.load(folder / "vectors.npy", mmap_mode="r")
        for row, entry in enumerate(read_entries(folder / "entries.jsonl")):
            for mine in wanted.pop(entry.hash, ()):
                vectors[mine] = matrix[row]
    todo = list(wanted.values())
    for start in range(0, len(todo), 2_000):
        part = todo[start : start + 2_000]
        tell("vectors", start, len(todo))
        for rows, vector in zip(part, embedding.texts([found[rows[0]].document.text for rows in part]), strict=True):
            vectors[rows] = vector
    return vectors, len(todo)


def _prune(home: Path, served: str) -> None:
    """Remove the oldest versions beyond KEEP; readers that hold one open keep their mapped files."""
    known = [version.name for version in versions(home)]
    for name in known[:-KEEP]:
        if name != served:
            shutil.rmtree(folder_of(home) / "versions" / name, ignore_errors=True)
