"""BM25 over characters, bigrams and figures, with weighted fields, as plain NumPy columns.

One column per unit holds its postings already weighted, so a query adds up a few slices. bm25s does the same over
SciPy or Numba arrays; on 57,326 statutes it takes twice as long (2.0 ms against 0.9 ms, its p95 7.2 ms) and 0.6 s
to import (docs/retrieval.md), hence these columns. Small libraries know too little about which words are common:
document frequencies are blended with those of a background collection, which ships with the vocabulary.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
PSEUDO_DOCUMENTS = 200  # how much the background counts for, in documents
COMMON = 0.10  # units in more than this share of documents choose no candidates in a large library …
MOST_POSTINGS = 40_000  # … nor do those with more postings than this
RAREST = 5  # units of a query that count as its rarest
CHUNK = 4_000_000  # postings collected before they are packed


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
    """BM25 of documents, and the query's own mass: the weight of all its units."""

    values: NDArray[np.float32]
    covered: NDArray[np.float32]  # share of the query's weight (idf) that the document holds, 0..1
    mass: float
    known: float  # share of the query's weight whose units occur in the library at all


@dataclass(frozen=True, slots=True)
class Details:
    """What `Lexical.at` says besides: where the score of each document comes from."""

    scores: Scores
    single: NDArray[np.float32]  # the part of the score that single characters bring
    paired: NDArray[np.float32]  # share of the weight of longer units that the document holds
    salient: NDArray[np.float32]  # share of what makes up the query's vector that the document holds literally
    rare: NDArray[np.float32]  # how many of the query's rarest units it holds, as a share of RAREST
    figures: NDArray[np.float32]  # share of the query's amounts and percentages that the document holds


class Lexical:
    """The postings of a library; build it with `Lexical.build`, keep it with `save`, open it with `load`."""

    def __init__(
        self,
        units: Sequence[str],
        idf: NDArray[np.float32],
        starts: NDArray[np.int64],
        rows: NDArray[np.int32],
        weights: NDArray[np.float32],
        size: int,
        unseen: float,
    ) -> None:
        self.columns = {unit: i for i, unit in enumerate(units)}
        self.idf, self.starts, self.rows, self.weights, self.size, self.unseen = idf, starts, rows, weights, size, unseen

    @classmethod
    def build(cls, documents: Iterable[Sequence[tuple[Sequence[str], float]]], background: Background = NO_BACKGROUND) -> Lexical:
        """Postings of documents given as fields: each a pair of units and the field's weight. Read once, in order."""
        columns: dict[str, int] = {}
        chunks: list[tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]] = []
        cols, freqs, sizes = array("i"), array("f"), array("i")
        lengths = array("f")
        for fields in documents:
            counts: dict[str, float] = {}
            length = 0.0
            for units, weight in fields:
                length += weight * len(units)
                for unit in units:
                    counts[unit] = counts.get(unit, 0.0) + weight
            cols.extend([columns.setdefault(unit, len(columns)) for unit in counts])
            freqs.extend(counts.values())
            sizes.append(len(counts))
            lengths.append(length)
            if len(cols) > CHUNK:
                chunks.append((np.array(cols, np.int32), np.array(freqs, np.float32), np.array(sizes, np.int32)))
                cols, freqs, sizes = array("i"), array("f"), array("i")
        chunks.append((np.array(cols, np.int32), np.array(freqs, np.float32), np.array(sizes, np.int32)))
        return cls._from_chunks(columns, chunks, np.array(lengths, np.float32), background)

    @classmethod
    def _from_chunks(
        cls,
        columns: dict[str, int],
        chunks: list[tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]],
        lengths: NDArray[np.float32],
        background: Background,
    ) -> Lexical:
        n, width = len(lengths), len(columns)
        present = np.zeros(width, np.int64)
        for cols, _, _ in chunks:
            present += np.bincount(cols, minlength=width)
        pseudo = PSEUDO_DOCUMENTS if background.size else 0
        rare = np.array([background.share(unit) for unit in columns]) if pseudo else np.zeros(width)
        share = (present + pseudo * rare + 0.5) / (n + pseudo + 1)
        idf = np.log1p((1 - share) / share).astype(np.float32)
        starts = np.zeros(width + 1, np.int64)
        np.cumsum(present, out=starts[1:])
        rows, weights = np.empty(int(starts[-1]), np.int32), np.empty(int(starts[-1]), np.float32)
        norms = (K1 * (1 - B + B * lengths / max(float(lengths.mean()) if n else 1.0, 1e-9))).astype(np.float32)
        free, first = starts[:-1].copy(), 0
        while chunks:  # each chunk is let go once its postings are in place: a million documents fit in memory
            cols, freqs, sizes = chunks.pop(0)
            row = np.repeat(np.arange(first, first + len(sizes), dtype=np.int32), sizes)
            first += len(sizes)
            order = np.argsort(cols, kind="stable")
            cols, row, tf = cols[order], row[order], freqs[order]
            here = np.bincount(cols, minlength=width)
            place = free[cols] + np.arange(len(cols)) - np.repeat(np.cumsum(here) - here, here)
            rows[place], weights[place] = row, idf[cols] * tf * (K1 + 1) / (tf + norms[row])
            free += here
        return cls(list(columns), idf, starts, rows, weights, n, float(np.log1p(2.0 * (n + pseudo + 1))))

    def score(self, units: Sequence[str]) -> Scores:
        """BM25 of every document for the units of a query."""
        values, covered = np.zeros(self.size, np.float32), np.zeros(self.size, np.float32)
        known, mass, found = self._weigh(units)
        for column, idf in found:
            rows = self.rows[self.starts[column] : self.starts[column + 1]]
            values[rows] += self.weights[self.starts[column] : self.starts[column + 1]]
            covered[rows] += idf
        scale = 1.0 / mass if mass else 0.0
        return Scores(values, covered * np.float32(scale), mass, known * scale)

    def rough(self, units: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every document by the rarer units alone: enough to choose candidates from a large library."""
        values = np.zeros(self.size, np.float32)
        limit = min(max(self.size * COMMON, 1_000), MOST_POSTINGS)
        for column, _ in self._weigh(units)[2]:
            start, stop = self.starts[column], self.starts[column + 1]
            if stop - start <= limit:
                values[self.rows[start:stop]] += self.weights[start:stop]
        return values

    def at(self, units: Sequence[str], rows: NDArray[np.int64], salience: Mapping[str, float] | None = None) -> Details:
        """`score` of the rows given alone, in their order, and its parts; without `salience` units weigh by rarity there too."""
        known, mass, found = self._weigh(units)
        names = [unit for unit in dict.fromkeys(units) if unit in self.columns]
        held, brought = np.zeros((len(found), len(rows)), np.bool_), np.zeros((len(found), len(rows)), np.float32)
        for i, (column, _) in enumerate(found):
            start, stop = int(self.starts[column]), int(self.starts[column + 1])
            postings = self.rows[start:stop]
            place = np.searchsorted(postings, rows)
            place[place == stop - start] = 0
            held[i] = postings[place] == rows
            brought[i] = self.weights[start:stop][place]
        brought *= held
        idf = np.array([weight for _, weight in found], np.float32)
        short = np.array([len(name) == 1 for name in names], np.bool_)
        salient = idf if salience is None else np.array([max(salience.get(name, 0.0), 0.0) for name in names], np.float32)
        rarest = np.argsort(-idf, kind="stable")[:RAREST]
        scale = 1.0 / mass if mass else 0.0
        scores = Scores(brought.sum(0), _share(idf, held, mass), mass, known * scale)
        figures = np.array([name[0] == "¥" or name[-1] == "%" for name in names], np.bool_)
        written = max(sum(unit[0] == "¥" or unit[-1] == "%" for unit in dict.fromkeys(units)), 1)
        return Details(
            scores,
            brought[short].sum(0),
            _share(idf[~short], held[~short], float(idf[~short].sum())),
            _share(salient, held, float(salient.sum())),
            held[rarest].sum(0, dtype=np.float32) / RAREST,
            held[figures].sum(0, dtype=np.float32) / written,
        )

    def _weigh(self, units: Sequence[str]) -> tuple[float, float, list[tuple[int, np.float32]]]:
        """The weight of the units known here, that of all, and the known ones' columns; each unit counts once."""
        known, mass = 0.0, 0.0
        found = []
        for unit in dict.fromkeys(units):
            column = self.columns.get(unit)
            if column is None:
                mass += self.unseen if len(unit) > 1 else self.unseen / 2
                continue
            idf = self.idf[column]
            mass += float(idf)
            known += float(idf)
            found.append((column, idf))
        return known, mass, found

    def count(self, unit: str) -> int:
        """In how many documents the unit occurs."""
        column = self.columns.get(unit)
        return 0 if column is None else int(self.starts[column + 1] - self.starts[column])

    def save(self, folder: Path) -> None:
        """Write `lexical.npz` and `units.txt` into the folder."""
        np.savez(
            folder / "lexical.npz",
            idf=self.idf,
            starts=self.starts,
            rows=self.rows,
            weights=self.weights,
            size=np.int64(self.size),
            unseen=np.float64(self.unseen),
        )
        (folder / "units.txt").write_text("\n".join(self.columns), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Lexical:
        """Read what `save` wrote."""
        with np.load(folder / "lexical.npz") as data:
            units = (folder / "units.txt").read_text(encoding="utf-8").split("\n") if len(data["idf"]) else []
            return cls(units, data["idf"], data["starts"], data["rows"], data["weights"], int(data["size"]), float(data["unseen"]))


def _share(weights: NDArray[np.float32], held: NDArray[np.bool_], whole: float) -> NDArray[np.float32]:
    """How much of `whole` the held units weigh, a document each."""
    return np.asarray(np.einsum("i,ij->j", weights, held.astype(np.float32)) * np.float32(1.0 / whole if whole else 0.0), np.float32)
