"""Fits the weights by which topics are ranked: `python -m eval.fit_topics eval/questions/dev/*.jsonl`.

Reads first turns whose expected clauses (or whose expectation of silence) are known, measures every topic, and fits a
listwise logistic model (softmax over topics) by gradient ascent; prints its cross-validated accuracy and writes
`assistant/understand/data/topics.json`. The measurements know no policy; sets kept as `held` never come here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.family import Family
from assistant.state import State
from assistant.turn import World, read, receive
from assistant.understand.topics import LEARNED, MEASURES, WEIGHTS
from eval.learning import ELSEWHERE, Without, gathered, prepared
from eval.questions import Turn, load

_STEPS, _RATE, _DECAY, _FOLDS = 200, 0.1, 0.01, 5


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: measurements of its topics (n, len(MEASURES)) and which of them are right."""

    table: NDArray[np.float64]
    right: NDArray[np.int64]
    silent: bool


def samples(files: Sequence[Path], learned: bool) -> list[Sample]:
    """Measured questions of the sets; `learned`: and of the policies' folders, whose questions take part in the measurement."""
    family = prepared(learned)
    world = World(family, lambda text: {}, lambda reading: False)
    likely, found = family.topics.likely, []
    told = [("", conversation.turns[0]) for conversation in load(files)]
    for topic, turn in (*told, *_asked(family)):
        family.topics.likely = likely if not topic or likely is None else Without(likely, topic)
        keys: dict[str, object] = {"question": turn.user, "state": State()}
        keys.update(receive(world, keys))
        if keys["fault"]:
            continue
        reading = read(world, keys)["reading"]
        if topic == ELSEWHERE:
            continue
        rows = family.topics.measure(reading.scan, family.planner.matters.boost(reading, State(), {}))
        kept = [(topic, row) for topic, row in zip(family.topics.topics, rows, strict=True) if row is not None]
        wanted = set(turn.expect.citations or ())
        silent = turn.expect.status == ("not_stated",)
        if topic:
            right = [i for i, (one, _) in enumerate(kept) if one.id == topic]
        elif turn.expect.status == ("answered",) and wanted:
            right = [i for i, (topic, _) in enumerate(kept) if topic.id in wanted]
        elif silent:
            right = [i for i, (topic, _) in enumerate(kept) if topic.kind == "silence"]
        else:
            continue
        if right:
            silent = silent or (bool(topic) and kept[right[0]][0].kind == "silence")
            found.append(Sample(np.array([row for _, row in kept], float), np.array(right), silent))
    family.topics.likely = likely
    return found


def _asked(family: Family) -> list[tuple[str, Turn]]:
    return [(name, Turn(user=question)) for name, questions in gathered(family.members).items() for question in questions]


def fit(data: Sequence[Sample], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of the measurements that make the right topics likeliest."""
    tables = [sample.table / scale for sample in data]
    weights = np.zeros(len(scale))
    speed, power = np.zeros_like(weights), np.zeros_like(weights)
    for _ in range(_STEPS):
        slope = -_DECAY * weights
        for table, sample in zip(tables, data, strict=True):
            share = _softmax(table @ weights)
            target = np.zeros_like(share)
            target[sample.right] = share[sample.right] / share[sample.right].sum()
            slope += table.T @ (target - share) / len(data)
        speed, power = 0.9 * speed + 0.1 * slope, 0.99 * power + 0.01 * slope**2
        weights = weights + _RATE * speed / (np.sqrt(power) + 1e-6)
    return weights / scale


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum())


def judge(data: Sequence[Sample], weights: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """Clause questions answered right, of how many; silences seen, of how many."""
    right = answered = seen = silent = 0
    for sample in data:
        scores = sample.table @ weights
        if sample.silent:
            silent += 1
            seen += int(np.argmax(scores)) in sample.right
        else:
            answered += 1
            right += int(np.argmax(scores)) in sample.right
    return right, answered, seen, silent


def main(arguments: Sequence[str]) -> int:
    files = [Path(name) for name in arguments]
    plain, learned = fitted(samples(files, False), MEASURES), fitted(samples(files, True), LEARNED)
    WEIGHTS.write_text(json.dumps({"weights": plain, "learned": learned}, indent=1) + "\n", "utf-8")
    return 0


def fitted(data: Sequence[Sample], names: Sequence[str]) -> dict[str, float]:
    """The weights by name, printed with their cross-validated accuracy."""
    scale = np.std(np.vstack([sample.table for sample in data]), axis=0) + 1e-6
    order = np.random.default_rng(0).permutation(len(data))
    totals = np.zeros(4, int)
    for fold in range(_FOLDS):
        tested = set(order[fold::_FOLDS].tolist())
        weights = fit([s for i, s in enumerate(data) if i not in tested], scale)
        totals += judge([data[i] for i in tested], weights)
    print(f"{len(data)} questions, {_FOLDS}-fold: right topic {totals[0]}/{totals[1]}, silences seen {totals[2]}/{totals[3]}")
    result = {name: round(float(weight), 3) for name, weight in zip(names, fit(data, scale), strict=True)}
    print(result)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
