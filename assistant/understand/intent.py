"""What a turn wants, by a small linear model over character n-grams and words.

The weights are trained from labelled, policy-neutral phrases (`data/intents.yaml`, `python -m assistant.understand.train`),
stored as arrays, and applied here with NumPy alone. Awards and matters of a question are replaced by the slot A,
amounts by N, before it is read, so that the model knows ways of asking and no policy.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

MODEL = Path(__file__).parent / "data" / "intent.npz"
_PIECES = re.compile(r"[A-Z](?![A-Za-z])|[a-z']+|\d+|[\u3400-\u9fff]+")


def features(text: str) -> list[str]:
    """Character 1–3-grams of Han runs (slots A and N count as characters), words and word pairs of Latin text."""
    pieces = _PIECES.findall(text)
    found: list[str] = []
    run = ""
    words: list[str] = []
    for piece in [*pieces, ""]:
        if piece and ((len(piece) == 1 and piece.isupper()) or "\u3400" <= piece[0] <= "\u9fff"):
            run += piece
            continue
        if run:
            padded = f"^{run}$"
            found += [padded[i : i + n] for n in (1, 2, 3) for i in range(len(padded) - n + 1)]
            run = ""
        if piece:
            words.append(piece)
    found += [f"w:{word}" for word in words]
    found += [f"p:{a} {b}" for a, b in itertools.pairwise(words)]
    return found


@dataclass(frozen=True, slots=True)
class Intents:
    """Probabilities of a turn's intents, most likely first."""

    scores: tuple[tuple[str, float], ...]

    @property
    def best(self) -> str:
        return self.scores[0][0]

    def __getitem__(self, label: str) -> float:
        return next((score for name, score in self.scores if name == label), 0.0)

    def over(self, *labels: str) -> float:
        """Summed probability of several labels."""
        return sum(score for name, score in self.scores if name in labels)


class IntentModel:
    """The linear model: rows are features, columns are labels."""

    def __init__(self, vocabulary: list[str], idf: np.ndarray, weights: np.ndarray, bias: np.ndarray, labels: list[str]) -> None:
        self._rows = {name: i for i, name in enumerate(vocabulary)}
        self._idf, self._weights, self._bias, self.labels = idf, weights, bias, labels

    @classmethod
    def load(cls, path: Path = MODEL) -> IntentModel:
        with np.load(path, allow_pickle=False) as data:
            return cls(
                str(data["vocabulary"]).split("\n"),
                data["idf"].astype(np.float32),
                data["weights"].astype(np.float32),
                data["bias"].astype(np.float32),
                str(data["labels"]).split("\n"),
            )

    def read(self, text: str) -> Intents:
        """Intents of slotted text."""
        counts: dict[int, int] = {}
        for name in features(text):
            row = self._rows.get(name)
            if row is not None:
                counts[row] = counts.get(row, 0) + 1
        scores = self._bias.copy()
        if counts:
            rows = np.fromiter(counts, dtype=np.int64)
            values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * self._idf[rows]
            values /= np.linalg.norm(values) or 1.0
            scores = scores + values @ self._weights[rows]
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-shares, kind="stable")
        return Intents(tuple((self.labels[i], float(shares[i])) for i in order))


@cache
def model() -> IntentModel:
    """The shipped model, read once."""
    return IntentModel.load()
