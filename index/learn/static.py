"""Training the static table: from co-occurrence, to telling which rest a sentence was cut from, to questions.

1. Start: the leading directions of the tf-idf matrix (randomised SVD), each row scaled by its idf, so that the sum
   of a text's rows is its latent semantic vector.
2. Inverse cloze: one sentence of a document must find the rest of it among a batch of others (InfoNCE). No labels.
3. Questions: each must find its document among the batch's, hard negatives from BM25 and strangers; expert answers, where a
   collection has them, stand in for the question now and then and must find their question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy, embedding_bag, normalize

from index.learn.data import Collection
from index.learn.vocabulary import Ids, Vocabulary
from index.tokens import normal

Table = NDArray[np.float32]
Tell = Callable[[str, int, int], None]
_SENTENCE = re.compile(r"(?<=[。;；\n!?！？])")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number that decides the weights."""

    dim: int = 256
    seed: int = 0
    cloze_steps: int = 1_500
    cloze_batch: int = 1_024
    cloze_rate: float = 3e-3
    question_steps: int = 100
    question_rate: float = 1e-2
    temperature: float = 0.05  # of inverse cloze
    question_temperature: float = 0.02
    averaged: float = 0.5  # share of the question steps, the last ones, over which the table is averaged
    hard: int = 2  # documents that BM25 takes for right, for each question of a batch
    strangers: int = 1_000  # documents drawn at random, for each batch
    dropped: float = 0.1  # share of a question's units left out at random
    longest: int = 400  # units of a document that are read while training


@dataclass(frozen=True)
class Encoded:
    """A collection in rows of the vocabulary."""

    documents: list[Ids]
    questions: list[Ids]
    answers: list[Ids]  # empty where there is none worth reading
    relevant: tuple[tuple[int, ...], ...]
    hard: list[list[int]]  # documents that BM25 takes for relevant and that are not


def encode(collection: Collection, vocabulary: Vocabulary, hard: list[list[int]]) -> Encoded:
    """Rows of everything; `hard` are BM25's best documents of each question."""
    answers = [vocabulary.ids(normal(q.answer)) if len(q.answer) >= 40 else np.zeros(0, np.int32) for q in collection.questions]
    wrong = [[row for row in rows if row not in right] for rows, right in zip(hard, collection.relevant, strict=True)]
    documents = [vocabulary.ids(normal(document.text)) for document in collection.documents]
    questions = [vocabulary.ids(normal(question.text)) for question in collection.questions]
    return Encoded(documents, questions, answers, collection.relevant, wrong)


def start(documents: Sequence[Ids], size: int, recipe: Recipe) -> Table:
    """The latent semantic table of the documents, `size` rows."""
    counted = [np.unique(ids, return_counts=True) for ids in documents]
    rows = np.repeat(np.arange(len(documents)), [len(ids) for ids, _ in counted])
    cols = np.concatenate([ids for ids, _ in counted])
    tf = np.concatenate([n for _, n in counted]).astype(np.float32)
    idf = np.log((len(documents) + 1) / (np.bincount(cols, minlength=size) + 1)).astype(np.float32)
    matrix = sp.csr_matrix(((1 + np.log(tf)) * idf[cols], (rows, cols)), shape=(len(documents), size), dtype=np.float32)
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    matrix = sp.csr_matrix(sp.diags(1 / np.maximum(norms, 1e-6)).astype(np.float32) @ matrix)
    basis = matrix @ np.random.default_rng(recipe.seed).standard_normal((size, recipe.dim + 32)).astype(np.float32)
    for _ in range(2):
        inner, _ = np.linalg.qr(basis)
        outer, _ = np.linalg.qr(matrix.T @ inner)
        basis = matrix @ outer
    inner, _ = np.linalg.qr(basis)
    left, _, _ = np.linalg.svd(matrix.T @ inner, full_matrices=False)
    table = left[:, : recipe.dim] * idf[:, None]
    return np.asarray(table / np.sqrt((table**2).sum(1).mean()), np.float32)


def cloze(table: Table, collections: Sequence[Collection], vocabulary: Vocabulary, recipe: Recipe, tell: Tell) -> Table:
    """The table after inverse-cloze training on the documents' sentences."""
    split = [
        [vocabulary.ids(part) for part in _SENTENCE.split(normal(document.text)) if len(part.strip()) > 3]
        for collection in collections
        for document in collection.documents
    ]
    sentences = [found for parts in split if len(found := [part for part in parts if len(part)]) >= 2]
    random = np.random.default_rng(recipe.seed)
    weights, optimiser = _weights(table, recipe.cloze_rate)
    batch = min(recipe.cloze_batch, len(sentences))
    for step in range(recipe.cloze_steps):
        _rate(optimiser, recipe.cloze_rate, step, recipe.cloze_steps, warm=20)
        asked, rest = [], []
        for pick in random.choice(len(sentences), batch, replace=False):
            parts = sentences[pick]
            cut = int(random.integers(len(parts)))
            left = [part for i, part in enumerate(parts) if i != cut] if random.random() < 0.9 else parts
            asked.append(parts[cut])
            rest.append(np.concatenate(left)[: recipe.longest])
        scores = _bags(asked, weights) @ _bags(rest, weights).T / recipe.temperature
        right = torch.arange(batch)
        loss = (cross_entropy(scores, right) + cross_entropy(scores.T, right)) / 2
        _step(optimiser, loss)
        tell("cloze", step + 1, recipe.cloze_steps)
    return np.asarray(weights.detach().numpy(), np.float32)


def tune(table: Table, sets: Sequence[tuple[Encoded, NDArray[np.int64]]], recipe: Recipe, tell: Tell) -> Table:
    """The table after training on questions: each set with the questions of it that may be used.

    The rate stays where it is, since with so few steps a falling one stops too early; the mean of the last tables takes
    out what single batches did to them.
    """
    random = np.random.default_rng(recipe.seed)
    weights, optimiser = _weights(table, recipe.question_rate)
    used = [(data, picks) for data, picks in sets if len(picks)]
    mean, first = torch.zeros_like(weights), int(recipe.question_steps * (1 - recipe.averaged))
    for step in range(recipe.question_steps):
        _rate(optimiser, recipe.question_rate, step, None, warm=5)
        loss = torch.zeros(())
        for data, picks in used:
            with_answers = any(len(answer) for answer in data.answers)
            loss = loss + _question_loss(data, picks, weights, random, recipe, 256 if with_answers else 96) * (1.0 if with_answers else 0.5)
            if with_answers:
                loss = loss + 0.5 * _answer_loss(data, picks, weights, random, recipe)
        _step(optimiser, loss)
        if step >= first:
            mean += (weights.detach() - mean) / (step - first + 1)
        tell("questions", step + 1, recipe.question_steps)
    return np.asarray(mean.numpy(), np.float32)


def _question_loss(
    data: Encoded, picks: NDArray[np.int64], weights: torch.Tensor, random: np.random.Generator, recipe: Recipe, size: int
) -> torch.Tensor:
    batch = random.choice(picks, min(size, len(picks)), replace=False)
    asked, right, wrong = [], [], []
    for pick in batch:
        ids = data.questions[pick]
        if len(data.answers[pick]) and random.random() < 0.3:
            ids = data.answers[pick] if random.random() < 0.5 else np.concatenate([ids, data.answers[pick]])
        asked.append(ids[random.random(len(ids)) > recipe.dropped])
        right.append(int(random.choice(data.relevant[pick])))
        if data.hard[pick]:
            wrong += random.choice(data.hard[pick][:50], min(recipe.hard, len(data.hard[pick][:50])), replace=False).tolist()
    if len(data.documents) > 10 * recipe.strangers:
        wrong += random.integers(0, len(data.documents), recipe.strangers).tolist()
    shown = list(dict.fromkeys(right + wrong))
    place = {row: i for i, row in enumerate(shown)}
    found = _bags([data.documents[row][: recipe.longest] for row in shown], weights)
    scores = _bags(asked, weights) @ found.T / recipe.question_temperature
    also = torch.zeros(scores.shape)
    for i, pick in enumerate(batch):  # another right answer in the batch is no wrong one
        for row in data.relevant[pick]:
            if row in place and row != right[i]:
                also[i, place[row]] = -1e4
    return cross_entropy(scores + also, torch.tensor([place[row] for row in right]))


def _answer_loss(
    data: Encoded, picks: NDArray[np.int64], weights: torch.Tensor, random: np.random.Generator, recipe: Recipe
) -> torch.Tensor:
    batch = [pick for pick in random.choice(picks, min(128, len(picks)), replace=False) if len(data.answers[pick])]
    scores = _bags([data.questions[pick] for pick in batch], weights) @ _bags([data.answers[pick] for pick in batch], weights).T
    return cross_entropy(scores / recipe.question_temperature, torch.arange(len(batch)))


def _weights(table: Table, rate: float) -> tuple[torch.Tensor, torch.optim.Optimizer]:
    weights = torch.nn.Parameter(torch.from_numpy(table.copy()))
    return weights, torch.optim.Adam([weights], lr=rate, fused=True)


def _rate(optimiser: torch.optim.Optimizer, rate: float, step: int, steps: int | None, warm: int) -> None:
    """Rising over `warm` steps, then falling to nothing at `steps`, or with None staying."""
    for group in optimiser.param_groups:
        group["lr"] = rate * min(1.0, (step + 1) / warm) * (1 - step / steps if steps else 1.0)


def _bags(lists: Sequence[Ids], weights: torch.Tensor) -> torch.Tensor:
    full = [ids if len(ids) else np.zeros(1, np.int32) for ids in lists]
    offsets = np.zeros(len(full), np.int64)
    np.cumsum([len(ids) for ids in full[:-1]], out=offsets[1:])
    ids = torch.from_numpy(np.concatenate(full).astype(np.int64))
    return normalize(embedding_bag(ids, weights, torch.from_numpy(offsets), mode="sum"), dim=1)


def _step(optimiser: torch.optim.Optimizer, loss: torch.Tensor) -> None:
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


def vectors(table: Table, lists: Sequence[Ids]) -> Table:
    """Unit vectors of texts given as rows, with the float table."""
    out = np.zeros((len(lists), table.shape[1]), np.float32)
    for i, ids in enumerate(lists):
        if len(ids):
            out[i] = table[ids].sum(0)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12), np.float32)
