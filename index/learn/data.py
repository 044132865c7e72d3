"""Retrieval collections for training and evaluation, in the TREC style: documents, questions, who answers what.

A folder holds `docs.jsonl.gz` (or `docs.jsonl`), `queries.train.jsonl` or `queries.jsonl`, and `qrels.train.tsv`
or `qrels.tsv`. A document is {"id", "text"} or {"id", "title", "body", and what stands above it, what people call it}.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import TrainingError
from index.rank import Document

_ARTICLE = re.compile("第[零一二三四五六七八九十百千]+条")


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `answer` is an expert's prose where the collection has it."""

    id: str
    text: str
    answer: str = ""


@dataclass(frozen=True)
class Collection:
    """Documents, questions, and for each question the rows of the documents that answer it."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    relevant: tuple[tuple[int, ...], ...]

    def kin(self, row: int) -> tuple[int, ...]:
        """The documents of the same statute: those whose titles begin alike up to the article's number."""
        return self._families.get(self.documents[row].group, ())

    @cached_property
    def _families(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for row, document in enumerate(self.documents):
            if document.group:
                found.setdefault(document.group, []).append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    def folds(self, count: int = 3, *, grouped: bool, seed: int = 7) -> NDArray[np.int64]:
        """The fold of each question: at random, or grouped so that no document is relevant in two folds."""
        if not grouped:
            return np.random.default_rng(seed).permutation(len(self.questions)) % count
        group = _components(self.relevant)
        sizes: dict[int, int] = {}
        for name in group:
            sizes[name] = sizes.get(name, 0) + 1
        filled, fold = [0] * count, {}
        for name in sorted(sizes, key=lambda g: (-sizes[g], g)):
            fold[name] = filled.index(min(filled))
            filled[fold[name]] += sizes[name]
        return np.array([fold[name] for name in group], np.int64)


def read_collection(folder: Path) -> Collection:
    """Read a folder; TrainingError says what is missing."""
    documents: list[Document] = []
    rows: dict[str, int] = {}
    for data in _lines(_one(folder, "docs.jsonl.gz", "docs.jsonl")):
        rows[str(data["id"])] = len(documents)
        title = data.get("title") or ""
        above = " ".join(part for part in (data.get("chapter"),) if part)
        documents.append(
            Document(
                f"{title} {above}".strip(),
                data.get("body") or data.get("text") or "",
                data.get("aliases") or "",
                tuple(data.get("asked") or ()),
                data.get("group") or _ARTICLE.split(title)[0],
            )
        )
    asked = _lines(_one(folder, "queries.train.jsonl", "queries.jsonl"))
    questions = tuple(Question(str(data["id"]), data["text"], data.get("answer") or "") for data in asked)
    relevant: dict[str, list[int]] = {question.id: [] for question in questions}
    for line in _one(folder, "qrels.train.tsv", "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        if int(grade) > 0 and query in relevant and document in rows:
            relevant[query].append(rows[document])
    answered = tuple(question for question in questions if relevant[question.id])
    return Collection(folder.name, tuple(documents), answered, tuple(tuple(relevant[q.id]) for q in answered))


def _one(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise TrainingError(f"{folder}: no {' or '.join(names)} there: name a folder with documents, queries and qrels")


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _components(relevant: tuple[tuple[int, ...], ...]) -> list[int]:
    """Questions that share a document, directly or through others, get the same number."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for question, rows in enumerate(relevant):
        for row in rows:
            parent[root(-1 - question)] = root(row)
    return [root(-1 - question) for question in range(len(relevant))]
