"""BM25 over characters, bigrams and figures, with weighted fields, as plain NumPy columns.

One column per unit holds its postings already weighted, so a query adds up a few slices. bm25s does the same
over SciPy or Numba arrays; measured on 57,326 statutes it takes more than the 2 ms wanted here and costs 0.8 s
to import (docs/retrieval.md), hence these columns. Small libraries know too little about which words are common:
document frequencies are blended with those of a background collection, which ships with the vocabulary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
PSEUDO_DOCUMENTS = 200  # how much the background counts for, in documents
COMMON = 0.10  # in large libraries units in more than this share of documents are skipped …
COMMON_FROM = 20_000  # … from this many documents on


@dataclass(frozen=True, slots=True)
class Background:
    """In how many of `size` documents of a large mixed collection each unit occurs."""

    size: int
    counts: Mapping[str, int]

    def share(self, unit: str) -> float:
        """The share of documents that hold the unit; an unseen one counts as rare, a figure as rarer."""
        return (self.counts.get(unit, 0) + 0.5) / (self.size + 1)


NO_BACKGROUND = Background(0, {})


@dataclass(frozen=True, slots=True)
class Scores:
    """BM25 of every document, and the query's own mass: what a document holding all of it would weigh."""

    values: NDArray[np.float32]
    covered: NDArray[np.float32]  # share of the query's weight (idf) that the document holds, 0..1
    mass: float
    known: float  # share of the query's weight whose units occur in the library at all


class Lexical:
    """The postings of a library; build it with `Lexical.build`, keep it with `save`, open it with `load`."""

    def __init__(self, units: Sequence[str], idf: NDArray[np.float32], starts: NDArray[np.int64], rows: NDArray[np.int32],
                 weights: NDArray[np.float32], size: int, unseen: float) -> None:
        self.columns = {unit: i for i, unit in enumerate(units)}
        self.idf, self.starts, self.rows, self.weights, self.size, self.unseen = idf, starts, rows, weights, size, unseen

    @classmethod
    def build(cls, documents: Sequence[Sequence[tuple[Sequence[str], float]]], background: Background = NO_BACKGROUND) -> Lexical:
        """Postings of documents given as fields: each a pair of units and the field's weight."""
        columns: dict[str, int] = {}
        rows: list[int] = []
        cols: list[int] = []
        freqs: list[float] = []
        lengths = np.zeros(len(documents), dtype=np.float32)
        for row, fields in enumerate(documents):
            counts: Counter[str] = Counter()
            for units, weight in fields:
                lengths[row] += weight * len(units)
                for unit, n in Counter(units).items():
                    counts[unit] += weight * n  # type: ignore[assignment]
            for unit, n in counts.items():
                rows.append(row)
                cols.append(columns.setdefault(unit, len(columns)))
                freqs.append(n)
        row_of, col_of, tf = np.asarray(rows, np.int32), np.asarray(cols, np.int32), np.asarray(freqs, np.float32)
        present = np.bincount(col_of, minlength=len(columns)).astype(np.float64)
        n = len(documents)
        rare = np.array([background.share(unit) for unit in columns]) if background.size else np.zeros(len(columns))
        pseudo = PSEUDO_DOCUMENTS if background.size else 0
        share = (present + pseudo * rare + 0.5) / (n + pseudo + 1)
        idf = np.log1p((1 - share) / share).astype(np.float32)
        mean = float(lengths.mean()) if n else 1.0
        weighted = idf[col_of] * tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengths[row_of] / max(mean, 1e-9)))
        order = np.argsort(col_of, kind="stable")
        starts = np.zeros(len(columns) + 1, np.int64)
        np.cumsum(present, out=starts[1:])
        unseen = float(np.log1p(2.0 * (n + pseudo + 1)))
        return cls(list(columns), idf, starts, row_of[order], weighted[order].astype(np.float32), n, unseen)

    def score(self, units: Sequence[str]) -> Scores:
        """BM25 of every document for the units of a query."""
        values, covered = np.zeros(self.size, np.float32), np.zeros(self.size, np.float32)
        mass, known = 0.0, 0.0
        limit = self.size * COMMON if self.size >= COMMON_FROM else self.size + 1
        for unit in dict.fromkeys(units):
            column = self.columns.get(unit)
            if column is None:
                mass += self.unseen if len(unit) > 1 else self.unseen / 2
                continue
            start, stop, idf = int(self.starts[column]), int(self.starts[column + 1]), float(self.idf[column])
            mass += idf
            known += idf
            if stop - start > limit:
                continue
            rows = self.rows[start:stop]
            values[rows] += self.weights[start:stop]
            covered[rows] += idf
        scale = 1.0 / mass if mass else 0.0
        return Scores(values, covered * np.float32(scale), mass, known * scale)

    def count(self, unit: str) -> int:
        """In how many documents the unit occurs."""
        column = self.columns.get(unit)
        return 0 if column is None else int(self.starts[column + 1] - self.starts[column])

    def save(self, folder: Path) -> None:
        """Write `lexical.npz` and `units.txt` into the folder."""
        np.savez(folder / "lexical.npz", idf=self.idf, starts=self.starts, rows=self.rows, weights=self.weights,
                 size=np.int64(self.size), unseen=np.float64(self.unseen))
        (folder / "units.txt").write_text("\n".join(self.columns), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Lexical:
        """Read what `save` wrote."""
        with np.load(folder / "lexical.npz") as data:
            units = (folder / "units.txt").read_text(encoding="utf-8").split("\n") if len(data["idf"]) else []
            return cls(units, data["idf"], data["starts"], data["rows"], data["weights"], int(data["size"]), float(data["unseen"]))
