"""Fits where an unpunctuated question pauses: `python -m eval.fit_breaks eval/questions/dev/*.jsonl`.

Takes the marks out of every turn of the sets and learns to put them back; clauses of several questions, put in a row, teach
that any clause may follow any other. A turn that has no marks of its own teaches nothing. Reports precision and recall of
the marks, cross-validated by conversation; writes `assistant/understand/data/breaks.json`. Deterministic, a minute or so.
Sets kept as `held` never come here.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.service import make_asker
from assistant.understand.breaks import WEIGHTS, features, stretch
from assistant.understand.lexicon import Lexicon, fold
from corpus.text import normalise
from eval.questions import load

_RIDGE, _FOLDS, _RARE, _MIXED, _THRESHOLD, _LEAST = 1.0, 4, 3, 1.5, 0.57, 0.2
_MARK = re.compile(r"[,;。!?、:\n()—…]")
_LONG, _PHRASE = 400, 12
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A text without its marks, and the places where they stood."""

    conversation: str
    text: str
    cuts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Gap:
    """What speaks for or against a pause, and whether there was one."""

    conversation: str
    found: tuple[str, ...]
    paused: bool


def bare(text: str) -> tuple[str, frozenset[int]]:
    """The text without its marks, those inside figures apart, and where they stood."""
    kept: list[str] = []
    cuts = set()
    for place, char in enumerate(text):
        inside = char == "," and text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()
        if _MARK.match(char) and not inside:
            cuts.add(len(kept))
        else:
            kept.append(char)
    return "".join(kept), frozenset(cut for cut in cuts if 0 < cut < len(kept))


def samples(files: Sequence[Path]) -> list[Sample]:
    """The Chinese turns of the sets that are written with marks, or too short to need one."""
    found = []
    for conversation in load(files):
        for turn in conversation.turns:
            text = fold(normalise(turn.user).text)
            if len(text) > _LONG or 2 * sum(char.isascii() and char.isalpha() for char in text) > len(text):
                continue
            left, cuts = bare(text)
            if cuts or 4 <= len(left) <= _PHRASE:
                found.append(Sample(conversation.id, left, cuts))
    return found


def mixed(data: Sequence[Sample]) -> Iterator[Sample]:
    """Clauses of several questions in a row, the end of one question last."""
    rng = random.Random(0)
    openings, ends = [], []
    for sample in data:
        edges = [0, *sorted(sample.cuts), len(sample.text)]
        clauses = [sample.text[low:high] for low, high in itertools.pairwise(edges)]
        openings += [clause for clause in clauses[:-1] if clause.strip()]
        ends.append(clauses[-1])
    for _ in range(int(_MIXED * len(data))):
        text, cuts = "", set()
        for clause in [*(rng.choice(openings) for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))), rng.choice(ends)]:
            if not clause or (text[-1:].isascii() and text and clause[0].isascii()):
                continue
            if text:
                cuts.add(len(text))
            text += clause
        yield Sample("", text, frozenset(cuts))


def gaps(data: Sequence[Sample], lexicon: Lexicon) -> list[Gap]:
    """Every gap of the texts that is not within a name or an amount."""
    found = []
    for sample in data:
        laid, last = stretch(sample.text, lexicon), 0
        for place in range(1, len(sample.text)):
            paused = place in sample.cuts
            if place not in laid.inside and " " not in sample.text[place - 1 : place + 1]:
                found.append(Gap(sample.conversation, tuple(features(laid, place, last)), paused))
            last = place if paused else last
    return found


def fit(data: Sequence[Gap]) -> tuple[dict[str, float], float]:
    """Weights of a logistic model with a ridge penalty, and its bias."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    counts = Counter(name for gap in data for name in gap.found)
    names = sorted(name for name, count in counts.items() if count >= _RARE)
    rows = {name: place for place, name in enumerate(names)}
    columns = [[rows[name] for name in gap.found if name in rows] for gap in data]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.concatenate([np.array(row, int) for row in columns])
    table = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(data), len(names)))
    right = np.array([gap.paused for gap in data], float)

    def loss(weights: Vector) -> tuple[float, Vector]:
        score = table @ weights[:-1] + weights[-1]
        wrong = 1 / (1 + np.exp(-score)) - right
        slope = np.append(table.T @ wrong + _RIDGE * weights[:-1], wrong.sum())
        return float((np.logaddexp(0, score) - right * score).sum() + 0.5 * _RIDGE * (weights[:-1] ** 2).sum()), slope

    done = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    return dict(zip(names, done.x.tolist(), strict=False)), float(done.x[-1])


def judged(data: Sequence[Gap], weights: Mapping[str, float], bias: float) -> Counter[str]:
    """How many marks were put right, put wrong and missed."""
    limit = float(np.log(_THRESHOLD / (1 - _THRESHOLD)))
    counts: Counter[str] = Counter()
    for gap in data:
        put = bias + sum(weights.get(name, 0.0) for name in gap.found) > limit
        counts["right" if put and gap.paused else "wrong" if put else "missed" if gap.paused else "left"] += 1
    return counts


def main(arguments: Sequence[str]) -> int:
    lexicon = make_asker().families[0].lexicon
    data = samples([Path(name) for name in arguments])
    order = sorted({sample.conversation for sample in data})
    fold_of = {name: place % _FOLDS for place, name in enumerate(np.random.default_rng(0).permutation(order).tolist())}
    total: Counter[str] = Counter()
    for number in range(_FOLDS):
        seen = [sample for sample in data if fold_of[sample.conversation] != number]
        weights, bias = fit(gaps([*seen, *mixed(seen)], lexicon))
        total += judged(gaps([sample for sample in data if fold_of[sample.conversation] == number], lexicon), weights, bias)
    report = {
        "turns": len(data), "marks": total["right"] + total["missed"], "folds": _FOLDS,
        "precision": round(total["right"] / (total["right"] + total["wrong"]), 3),
        "recall": round(total["right"] / (total["right"] + total["missed"]), 3),
    }  # fmt: skip
    print(json.dumps(report))
    weights, bias = fit(gaps([*data, *mixed(data)], lexicon))
    kept = {name: round(weight, 2) for name, weight in weights.items() if abs(weight) >= _LEAST}
    lines = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}:{weight}" for name, weight in kept.items())
    head = f'"report": {json.dumps(report)},\n"threshold": {_THRESHOLD},\n"bias": {round(bias, 3)}'
    WEIGHTS.write_text(f'{{{head},\n"weights": {{\n{lines}\n}}}}\n', "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
