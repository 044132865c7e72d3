"""Learning the fusion: which candidate of a question is its answer, from what both rankers say of each.

Every question is scored by a table that was not trained on it (folds), since a table remembers its own questions
and would make words look worthless. Each collection also comes a second time with a table that saw none of its
questions: that is what a library nobody has seen looks like. Two thirds of the calibration questions are asked of a
collection that cannot answer them, so that a low score says so: libraries of the size of one policy, with the answer,
without it, and asked about something else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from index.fuse import FEATURES, SURE, Fusion, evidence, features
from index.phrases import Votes
from index.rank import Ranker

HIDDEN = 12  # of each seed
SEEDS = 3  # perceptrons trained from different beginnings and added up: one of three times the width, and steadier
EPOCHS = 20
BATCH = 32
RATE = 4e-3
DECAY = 1e-3
NEAR = 110  # candidates of each ranker that the weights learn from: with 60 those that are ranked later are too unlike them


@dataclass(frozen=True)
class Judged:
    """The candidates of one question: features, which are right, and how many right ones exist in all."""

    table: NDArray[np.float32]
    right: NDArray[np.bool_]
    rows: NDArray[np.int64]
    weight: float = 1.0
    small: bool = False  # asked of a library of the size of one policy: these calibrate the score


def judge(
    ranker: Ranker, question: str, relevant: Sequence[int], weight: float = 1.0, small: bool = False, bare: bool = False
) -> list[Judged]:
    """The candidates of a question as the ranker sees them; `bare`: a second time as if no phrases were known."""
    rows, found = ranker.consider(question)
    right = np.isin(rows, np.asarray(relevant, np.int64))
    none = np.zeros_like(found.asked)
    seen = [found, replace(found, asked=none, often=none, kin_often=none, votes=Votes.none(len(rows)))] if bare else [found]
    return [Judged(features(candidates), right, rows, weight / len(seen), small) for candidates in seen]


def write_judged(file: Path, home: Sequence[Judged], foreign: Sequence[Judged]) -> None:
    """Keep a fold's candidates."""
    items = (*home, *foreign)
    np.savez(
        file,
        table=np.concatenate([item.table for item in items]),
        right=np.concatenate([item.right for item in items]),
        rows=np.concatenate([item.rows for item in items]),
        sizes=np.array([len(item.rows) for item in items]),
        weight=np.array([item.weight for item in items]),
        small=np.array([item.small for item in items]),
        home=len(home),
    )


def read_judged(file: Path) -> tuple[list[Judged], list[Judged]]:
    """What `write_judged` kept."""
    with np.load(file) as data:
        table, right, rows, home = data["table"], data["right"], data["rows"], int(data["home"])
        weights, smalls = data["weight"], data["small"]
        ends = np.cumsum(data["sizes"])
        starts = ends - data["sizes"]
    items = [
        Judged(table[a:b], right[a:b], rows[a:b], float(weight), bool(small))
        for a, b, weight, small in zip(starts, ends, weights, smalls, strict=True)
    ]
    return items[:home], items[home:]


def learn(judged: Sequence[Judged], others: Sequence[Judged] = (), seed: int = 0) -> Fusion:
    """Weights that rank right candidates first (listwise softmax), then what makes logits probabilities, learned on `others` too."""
    used = [_contested(item) for item in judged or others if item.right.any()]
    everything = np.concatenate([item.table for item in used])
    mean, scale = everything.mean(0), np.maximum(everything.std(0), 0.02)
    varies = torch.from_numpy(everything.std(0) >= 1e-3)
    longest, width = max(len(item.table) for item in used), len(FEATURES)
    table, mask, target = torch.zeros(len(used), longest, width), torch.full((len(used), longest), -1e9), torch.zeros(len(used), longest)
    weight = torch.tensor([item.weight for item in used])
    for i, item in enumerate(used):
        n = len(item.table)
        table[i, :n] = torch.from_numpy((item.table - mean) / scale)
        mask[i, :n] = 0
        target[i, :n] = torch.from_numpy(item.right.astype(np.float32) / item.right.sum())
    parts = [_perceptron(table, mask, target, weight, varies, SEEDS * seed + n) for n in range(SEEDS)]
    hidden, bias, out = (np.concatenate([part[i] for part in parts], axis=-1) for i in range(3))
    plain = Fusion(
        mean.astype(np.float32),
        scale.astype(np.float32),
        hidden,
        bias,
        (out / SEEDS).astype(np.float32),
        np.zeros(1 + len(SURE), np.float32),
        0.0,
    )
    return _calibrated(plain, [*judged, *others])


def _perceptron(
    table: torch.Tensor, mask: torch.Tensor, target: torch.Tensor, weight: torch.Tensor, varies: torch.Tensor, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """One perceptron: hidden weights, their offsets, and what each hidden unit counts for."""
    torch.manual_seed(seed)
    hidden, out = torch.nn.Linear(table.shape[2], HIDDEN), torch.nn.Linear(HIDDEN, 1, bias=False)
    with torch.no_grad():  # what never varied here says nothing elsewhere
        hidden.weight[:, ~varies] = 0
    optimiser = torch.optim.AdamW([*hidden.parameters(), *out.parameters()], lr=RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for batch in torch.randperm(len(table)).split(BATCH):
            longest = int((mask[batch] == 0).sum(1).max())
            logits = out(torch.relu(hidden(table[batch, :longest]))).squeeze(-1) + mask[batch, :longest]
            loss = -(target[batch, :longest] * torch.log_softmax(logits, 1)).sum(1) @ weight[batch] / weight[batch].sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return hidden.weight.detach().numpy().T.copy(), hidden.bias.detach().numpy().copy(), out.weight.detach().numpy()[0].copy()


def save(small: Fusion, large: Fusion, file: Path) -> None:
    """Readable weights, six digits each."""
    names = ("mean", "scale", "hidden", "hidden_bias", "out", "sure")
    data: dict[str, object] = {"features": FEATURES}
    for size, fusion in (("small", small), ("large", large)):
        arrays = {name: np.round(getattr(fusion, name).astype(float), 6).tolist() for name in names}
        data[size] = {**arrays, "offset": round(fusion.offset, 6)}
    file.write_text(json.dumps(data, indent=None, separators=(",", ":")), encoding="utf-8")


def _contested(item: Judged) -> Judged:
    """The right candidates and those that either ranker puts near the top: the others teach nothing."""
    if len(item.rows) <= 2 * NEAR:
        return item
    kept = item.right.copy()
    for name in ("cosine", "bm25", "asked"):
        kept[np.argsort(-item.table[:, FEATURES.index(name)], kind="stable")[: NEAR if name != "asked" else NEAR // 6]] = True
    return Judged(item.table[kept], item.right[kept], item.rows[kept], item.weight, item.small)


def _calibrated(fusion: Fusion, judged: Sequence[Judged]) -> Fusion:
    """Logistic regression of "this candidate is right" for the best three of answerable, silent and foreign questions."""
    seen, right = [], []
    for item in judged:
        logits = fusion.logits(item.table)
        top = np.argsort(-logits, kind="stable")[:3]
        seen.append(evidence(item.table[top], logits[top]))
        right.append(item.right[top])
    x, y = np.concatenate(seen), torch.from_numpy(np.concatenate(right).astype(np.float32))
    mean, scale = x.mean(0), x.std(0) + 1e-6
    inputs = torch.from_numpy((x - mean) / scale)
    weight, offset = torch.zeros(x.shape[1], requires_grad=True), torch.zeros((), requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, offset], max_iter=200)

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(inputs @ weight + offset, y) + 1e-4 * (weight**2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    sure = weight.detach().numpy() / scale
    return replace(fusion, sure=sure.astype(np.float32), offset=float(offset.detach()) - float(sure @ mean))
