"""The index versions on disk, and the pointer that says which one is served.

    HOME/index/current             {"version": "0003-5f0c…", "pinned": false}, replaced atomically
    HOME/index/build.lock          held by the one process that builds
    HOME/index/versions/0003-5f0c…/
        manifest.json              library and policy hashes, model, file hashes; written last
        entries.jsonl              the clauses as indexed
        vectors.npy                one unit vector a clause
        cells.npz, heads.npy       only where cells serve very many vectors
        words/                     the postings
        chroma/                    only where Chroma serves the vectors in process

A version never changes once it is whole: a reader opens one and keeps it, whatever is built beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.cells import CellVectors
from index.embed import Embedding
from index.entries import Entry, read_entries
from index.errors import EmbeddingError, IndexBroken, SearchError
from index.phrases import Phrases
from index.rank import Ranker, Words, groups_of
from index.vectors import ExactVectors, VectorStore

FORMAT = 3  # raised when the files of a version change: older versions are built anew


@dataclass(frozen=True, slots=True)
class Version:
    """One built index, as its manifest says."""

    name: str
    library: str
    policies: dict[str, str]  # id → hash
    clauses: int
    model: str
    model_hash: str
    store: str  # "numpy", "chroma", or the server's address
    files: dict[str, str]  # relative path → sha256
    shards: tuple[tuple[str, int, int], ...] = ()  # collection, first row, rows
    embedded: int = 0  # vectors computed anew, the rest reused
    format: int = FORMAT


def folder_of(home: Path) -> Path:
    """Where the index of this home lives."""
    return home / "index"


def versions(home: Path) -> list[Version]:
    """Every whole version, oldest first."""
    found = []
    for manifest in sorted((folder_of(home) / "versions").glob("*/manifest.json")):
        if not manifest.parent.name.startswith("building-"):
            found.append(read_manifest(manifest))
    return found


def current(home: Path) -> Version | None:
    """The version served, or None before the first build."""
    name, _ = pointer(home)
    manifest = folder_of(home) / "versions" / name / "manifest.json"
    return read_manifest(manifest) if name and manifest.is_file() else None


def pointer(home: Path) -> tuple[str, bool]:
    """The name of the version served, and whether a person pinned it; an empty name before the first build."""
    try:
        data = json.loads((folder_of(home) / "current").read_text(encoding="utf-8"))
        return str(data["version"]), bool(data["pinned"])
    except (OSError, ValueError, KeyError):
        return "", False


def use(home: Path, name: str) -> Version:
    """Serve this version (a unique beginning of its name will do) until another is built or chosen."""
    known = versions(home)
    chosen = [version for version in known if version.name == name] or [version for version in known if version.name.startswith(name)]
    if len(chosen) != 1:
        raise IndexBroken(f"there is no single version {name!r}: huice index list shows {', '.join(v.name for v in known) or 'none'}")
    if not intact(home, chosen[0]):
        raise IndexBroken(f"version {chosen[0].name} fails its hashes: choose another, or run huice index build")
    point(folder_of(home), chosen[0].name, pinned=True)
    return chosen[0]


def rollback(home: Path) -> Version:
    """Serve the version before the one served now."""
    name, _ = pointer(home)
    earlier = [version for version in versions(home) if version.name < name]
    if not earlier:
        raise IndexBroken("there is no earlier version to go back to: huice index list shows what there is")
    return use(home, earlier[-1].name)


def intact(home: Path, version: Version) -> bool:
    """Whether every file of the version has the hash its manifest gives."""
    folder = folder_of(home) / "versions" / version.name
    return all((folder / file).is_file() and file_hash(folder / file) == digest for file, digest in version.files.items())


@dataclass(frozen=True)
class Opened:
    """A version opened for reading."""

    version: Version
    entries: tuple[Entry, ...]
    ranker: Ranker


def open_version(home: Path, embedding: Embedding, version: Version, *, verify: bool = True) -> Opened:
    """Open a version; EmbeddingError when it was built with another model, IndexBroken when a file is damaged."""
    if version.format != FORMAT:
        raise IndexBroken(f"version {version.name} was written by another release: run huice index build")
    if version.model_hash != embedding.hash:
        raise EmbeddingError(
            f"the index was built with the embedding {version.model!r}, the setting names {embedding.name!r}: "
            "run huice index build, or set HUICE_EMBEDDING back"
        )
    if verify and not intact(home, version):
        raise IndexBroken(f"version {version.name} fails its hashes: run huice index build")
    folder = folder_of(home) / "versions" / version.name
    matrix = np.load(folder / "vectors.npy", mmap_mode="r")
    found = read_entries(folder / "entries.jsonl")
    groups = groups_of([entry.document for entry in found])
    ranker = Ranker(Words.load(folder / "words"), _store(folder, version, matrix), embedding, phrases=Phrases.load(folder), groups=groups)
    return Opened(version, found, ranker)


def read_manifest(file: Path) -> Version:
    """A version from its manifest."""
    data = json.loads(file.read_text(encoding="utf-8"))
    return Version(**{**data, "shards": tuple((name, start, size) for name, start, size in data["shards"])})


def file_hash(file: Path) -> str:
    """The sha256 of a file."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def answers(home: Path, version: Version) -> bool:
    """Whether the version's vectors can be searched: its Chroma collections are there, whole, and answer."""
    folder = folder_of(home) / "versions" / version.name
    try:
        matrix = np.load(folder / "vectors.npy", mmap_mode="r")
        found, _ = _store(folder, version, matrix).nearest(np.ones(matrix.shape[1], np.float32), 1)
        return len(found) == min(1, version.clauses)
    except SearchError:
        return False


def _store(folder: Path, version: Version, matrix: NDArray[np.float32]) -> VectorStore:
    if version.store == "numpy":
        return CellVectors(matrix, folder) if (folder / "cells.npz").is_file() else ExactVectors(np.asarray(matrix))
    from index.chroma import ChromaVectors, Shard, client

    chroma = client(folder=folder / "chroma") if version.store == "chroma" else client(version.store)
    return ChromaVectors(chroma, [Shard(*shard) for shard in version.shards], version.model_hash, matrix)


def point(root: Path, name: str, *, pinned: bool) -> None:
    """Serve this version from now on: readers that open the index see the old one or the new one, never neither."""
    temporary = root / f"current.{os.getpid()}"
    temporary.write_text(json.dumps({"version": name, "pinned": pinned}), encoding="utf-8")
    temporary.replace(root / "current")
