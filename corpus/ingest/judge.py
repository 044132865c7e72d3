"""The weighing of signs: boosted decision trees, small enough to read through, fitted on invented pages.

`data/fragments.json` holds them as plain lists. They were fitted (`eval.bench.ingest_fit`) on the project's invented pages
with fragments of their own headlines put in, and give the log odds of a place having been put in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).parents[1] / "data" / "fragments.json"


@dataclass(frozen=True)
class Judge:
    """Trees as rows of nodes: the sign asked, its threshold, where to go for less or equal and for more, the leaf's value."""

    base: float
    sign: np.ndarray  # (trees, nodes), -1 at a leaf
    threshold: np.ndarray
    less: np.ndarray
    more: np.ndarray
    value: np.ndarray

    def log_odds(self, signs: np.ndarray) -> np.ndarray:
        """Log odds for each row of signs."""
        if not len(signs):
            return np.zeros(0)
        total = np.full(len(signs), self.base)
        rows = np.arange(len(signs))
        for sign, threshold, less, more, value in zip(self.sign, self.threshold, self.less, self.more, self.value, strict=True):
            node = np.zeros(len(signs), dtype=int)
            while (sign[node] >= 0).any():
                asked = sign[node]
                there = np.where(signs[rows, np.maximum(asked, 0)] <= threshold[node], less[node], more[node])
                node = np.where(asked >= 0, there, node)
            total += value[node]
        return total

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Judge:
        """From plain lists, all trees made as long as the longest."""
        size = max(len(tree["sign"]) for tree in data["trees"])

        def table(key: str, kind: type) -> np.ndarray:
            rows: np.ndarray = np.zeros((len(data["trees"]), size), dtype=kind)
            for row, tree in zip(rows, data["trees"], strict=True):
                row[: len(tree[key])] = tree[key]
            return rows

        return cls(
            data["base"], table("sign", int), table("threshold", float), table("less", int), table("more", int), table("value", float)
        )


@lru_cache(maxsize=2)
def judge(which: str) -> Judge:
    """The trees that ship, read once: the `first` see a place alone, the `second` see its company as well."""
    return Judge.of(json.loads(FILE.read_text("utf-8"))[which])
