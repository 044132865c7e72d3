"""Chroma behind the vector interface: in process for a version's own folder, or a server over HTTP.

One collection a policy, never changed once complete. Its metadata names the model it was filled with and how many
rows it must hold; a collection that lacks either was left half-built and is not read. Chroma's own hash of equal
cosines is arbitrary, so results are ordered here by cosine and row, as the exact search orders them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.vectors import Cosines, Rows, products

BATCH = 5_000  # Chroma takes 5,461 rows at a time
SPARE = 20  # asked for beyond k, so that equal cosines at the edge are not cut by chance


@dataclass(frozen=True, slots=True)
class Shard:
    """The rows of one policy: from `start`, as many as `vectors` has, in the collection `name`."""

    name: str
    start: int
    size: int


def client(url: str = "", folder: Path | None = None) -> Any:
    """A Chroma client: of the server at `url`, else in process over `folder`."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if not url:
        try:
            return chromadb.PersistentClient(str(folder), settings=settings)
        except Exception as error:  # a damaged folder shows in many ways
            raise StoreError(f"the vectors in {folder} cannot be opened ({error}): run huice index build") from None
    parts = urlsplit(url if "//" in url else f"http://{url}")
    try:
        return chromadb.HttpClient(parts.hostname or "localhost", parts.port or 8000, ssl=parts.scheme == "https", settings=settings)
    except Exception as error:  # the client wraps refusals, time-outs and wrong answers differently
        raise StoreError(f"no Chroma server answers at {url} ({error}): start it with chroma run, or unset HUICE_CHROMA_URL") from None


def fill(
    chroma: Any, shard: Shard, vectors: NDArray[np.float32], model: str, texts: Sequence[str], metadatas: Sequence[dict[str, Any]]
) -> None:
    """Create the shard's collection unless it is there complete; a half-built one is started again."""
    existing = _find(chroma, shard.name)
    if existing is not None:
        if _complete(existing, shard, model):
            return
        chroma.delete_collection(shard.name)
    collection = chroma.create_collection(
        shard.name,
        embedding_function=None,
        metadata={"model": model, "state": "filling"},
        configuration={"hnsw": {"space": "cosine", "ef_construction": 120, "max_neighbors": 16, "ef_search": 120}},
    )
    for start in range(0, shard.size, BATCH):
        stop = min(start + BATCH, shard.size)
        collection.add(
            ids=[str(shard.start + i) for i in range(start, stop)],
            embeddings=vectors[start:stop],
            documents=list(texts[start:stop]) if texts else None,
            metadatas=list(metadatas[start:stop]) if metadatas else None,
        )
    collection.modify(metadata={"model": model, "state": "complete", "rows": shard.size})


class ChromaVectors:
    """The collections of one version as one vector store. Rows are those of the version, across its shards."""

    def __init__(self, chroma: Any, shards: Sequence[Shard], model: str, matrix: NDArray[np.float32]) -> None:
        self.size = sum(shard.size for shard in shards)
        self._matrix = matrix  # memory-mapped: exact cosines of the few rows that are compared
        self._shards = []
        for shard in shards:
            collection = _find(chroma, shard.name)
            if collection is None or not _complete(collection, shard, model):
                raise StoreError(f"the vector collection {shard.name} is missing or half-built: run huice index build")
            self._shards.append((collection, shard))

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None) -> tuple[Rows, Cosines]:
        found = [row for rows in self._query(vector, k, allowed) for row in rows if allowed is None or allowed[row]]
        rows = np.array(sorted(found), np.int64)
        cosines = self.cosines(vector, rows)
        order = np.lexsort((rows, -cosines))[:k]
        return rows[order], cosines[order]

    def cosines(self, vector: NDArray[np.float32], rows: Rows) -> Cosines:
        return products(self._matrix[rows], vector)

    def _query(self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> Iterator[list[int]]:
        """The nearest rows of each shard; filters go by policy, so a shard is searched whole or not at all."""
        for collection, shard in self._shards:
            if allowed is None or allowed[shard.start : shard.start + shard.size].any():
                try:
                    found = collection.query(query_embeddings=[vector], n_results=min(k + SPARE, shard.size), include=[])
                except Exception as error:  # refused, timed out, or damaged on disk
                    raise StoreError(f"the vector collection {shard.name} does not answer ({error}): run huice index build") from None
                yield [int(row) for row in found["ids"][0]]


def _find(chroma: Any, name: str) -> Any:
    from chromadb.errors import NotFoundError

    try:
        return chroma.get_collection(name, embedding_function=None)
    except (NotFoundError, ValueError):
        return None
    except Exception as error:  # as above: the client raises many kinds
        raise StoreError(f"the vector collection {name} cannot be read ({error}): run huice index build") from None


def _complete(collection: Any, shard: Shard, model: str) -> bool:
    said = collection.metadata or {}
    named = (said.get("state"), said.get("rows"), said.get("model"))
    return named == ("complete", shard.size, model) and collection.count() == shard.size
