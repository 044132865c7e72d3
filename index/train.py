"""Training the shipped model: `python -m index.train --data FOLDER…`, and `python -m index.train export DIR`.

Stages are kept in the work folder and reused when their inputs are unchanged: vocabulary, the table without labels,
one table a fold, the table of all questions, the fusion. Each stage is seeded; the figures of the run go to model.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import HuiceError
from index.embed import SHIPPED, StaticModel
from index.lexical import Background
from index.rank import Ranker, Words
from index.tokens import normal, units
from index.vectors import ExactVectors, best

if TYPE_CHECKING:
    from index.learn import fusing
    from index.learn.data import Collection
    from index.learn.static import Encoded, Recipe, Tell
    from index.learn.vocabulary import Vocabulary

FOLDS = 3


@dataclass(frozen=True)
class Prepared:
    """Everything the stages share: the collections, the vocabulary, their rows and their postings."""

    collections: tuple[Collection, ...]
    vocabulary: Vocabulary
    encoded: tuple[Encoded, ...]
    words: tuple[Words, ...]
    table: NDArray[np.float32]  # trained without labels
    recipe: Recipe
    work: Path


def prepare(data: Sequence[Path], work: Path, recipe: Recipe, tell: Tell) -> Prepared:
    """Vocabulary, postings, hard negatives and the table trained without labels, each from the work folder when it is there."""
    from index.learn import static
    from index.learn.data import read_collection
    from index.learn.vocabulary import choose, read

    collections = tuple(read_collection(folder) for folder in data)
    stamp = hashlib.sha256(repr([(c.name, len(c.documents), len(c.questions)) for c in collections]).encode()).hexdigest()[:12]
    place = work / stamp
    place.mkdir(parents=True, exist_ok=True)
    if not (place / "vocabulary.txt").is_file():
        choose(collections, work / "jieba").save(place / "vocabulary.txt")
    vocabulary = read(place / "vocabulary.txt")
    background = Background(vocabulary.size, vocabulary.counts)
    words, encoded = [], []
    for collection in collections:
        postings = place / f"words-{collection.name}"
        if not (postings / "lengths.npy").is_file():
            Words.build(collection.documents, background).save(postings)
        words.append(Words.load(postings))
        hard = []
        for i, question in enumerate(collection.questions):
            scores = words[-1].body.score(units(normal(question.text))).values
            hard.append(best(scores, 60)[0].tolist())
            tell(f"negatives {collection.name}", i + 1, len(collection.questions))
        encoded.append(static.encode(collection, vocabulary, hard))
    decides = (recipe.dim, recipe.seed, recipe.cloze_steps, recipe.cloze_batch, recipe.cloze_rate)
    label = hashlib.sha256(repr(decides).encode()).hexdigest()[:8]
    kept = place / f"cloze-{label}.npy"
    if not kept.is_file():
        start = static.start([ids for data_ in encoded for ids in data_.documents], len(vocabulary.counts), recipe)
        np.save(kept, static.cloze(start, collections, vocabulary, recipe, tell))
    return Prepared(collections, vocabulary, tuple(encoded), tuple(words), np.load(kept), recipe, place)


def fold_model(prepared: Prepared, grouped: bool, fold: int | None, used: Sequence[int], tell: Tell) -> StaticModel:
    """The model trained on the questions of these collections outside `fold` (None: all), kept on disk."""
    from index.learn import static
    from index.learn.folder import write_light

    label = hashlib.sha256(repr((asdict(prepared.recipe), grouped, fold, tuple(used))).encode()).hexdigest()[:10]
    folder = prepared.work / f"model-{'grouped' if grouped else 'random'}-{'all' if fold is None else fold}-{label}"
    if not (folder / "model.json").is_file():
        sets = []
        for i in used:
            of = prepared.collections[i].folds(FOLDS, grouped=grouped)
            sets.append((prepared.encoded[i], np.flatnonzero(of != fold) if fold is not None else np.arange(len(of))))
        write_light(folder, prepared.vocabulary, static.tune(prepared.table, sets, prepared.recipe, tell))
    return StaticModel(folder)


def ranker(prepared: Prepared, which: int, model: StaticModel) -> Ranker:
    """A ranker over one collection's documents with this model."""
    return Ranker(prepared.words[which], ExactVectors(model.sums(prepared.encoded[which].documents)), model)


def train(data: Sequence[Path], out: Path, work: Path, recipe: Recipe, tell: Tell) -> None:
    """Train everything and write the model folder."""
    from index.learn import fusing
    from index.learn.folder import write_light

    began = time.monotonic()
    prepared = prepare(data, work, recipe, tell)
    everything = list(range(len(prepared.collections)))
    fusion = fusing.learn(*judged(prepared, tell), seed=recipe.seed)
    model = fold_model(prepared, False, None, everything, tell)
    rows, scales = model.table
    card = {
        "recipe": asdict(recipe),
        "data": {c.name: {"documents": len(c.documents), "questions": len(c.questions)} for c in prepared.collections},
        "units": len(model.vocabulary), "dim": model.dim, "seconds": round(time.monotonic() - began),
    }
    write_light(out, prepared.vocabulary, rows.astype(np.float32) * scales[:, None], card)
    fusing.save(fusion, out / "fusion.json")


def judged(prepared: Prepared, tell: Tell, leave_out: tuple[bool, int] | None = None) -> tuple[list[fusing.Judged], list[fusing.Judged]]:
    """Questions with their candidates, for the fusion to learn from, and foreign ones.

    `leave_out` (grouped, fold) keeps a fold's questions out, for cross-validation.
    """
    from index.learn import fusing

    home: list[fusing.Judged] = []
    foreign: list[fusing.Judged] = []
    everything = list(range(len(prepared.collections)))
    for grouped in (False, True):
        if leave_out and leave_out[0] != grouped:
            continue
        for fold in range(FOLDS):
            if leave_out and leave_out[1] == fold:
                continue
            for which, collection in enumerate(prepared.collections):
                # grouped folds: the table knows no question of this collection's kind, or none about these documents
                used = everything if not grouped else [which] if which == 0 else [0]
                model = fold_model(prepared, grouped, fold, used, tell)
                over = ranker(prepared, which, model)
                picks = np.flatnonzero(collection.folds(FOLDS, grouped=grouped) == fold)
                if len(picks) > 500:
                    picks = np.random.default_rng(fold).choice(picks, 500, replace=False)
                for n, pick in enumerate(picks):
                    home.append(fusing.judge(over, collection.questions[pick].text, collection.relevant[pick]))
                    tell(f"judging {collection.name}", n + 1, len(picks))
                other = prepared.collections[(which + 1) % len(everything)]
                for pick in np.random.default_rng(fold).choice(len(other.questions), 150, replace=False) if len(everything) > 1 else ():
                    foreign.append(fusing.judge(over, other.questions[pick].text, ()))
    return home, foreign


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, call one function, print."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["export"]:
        from index.learn.folder import export

        export(StaticModel(), Path(words[1]))
        print(f"sentence-transformers folder written to {words[1]}")
        return 0
    parser = argparse.ArgumentParser(prog="python -m index.train", description=__doc__)
    parser.add_argument("--data", nargs="+", type=Path, required=True, help="folders with documents, queries, qrels; the hardest first")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where the model folder goes (default: the one that ships)")
    parser.add_argument("--work", type=Path, default=Path("runs/train"), help="where stages are kept")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cloze-steps", type=int)
    parser.add_argument("--question-steps", type=int)
    given = parser.parse_args(words)
    import torch

    from index.learn.progress import bars
    from index.learn.static import Recipe

    torch.set_num_threads(given.threads)
    steps = {name: value for name in ("cloze_steps", "question_steps") if (value := getattr(given, name))}
    recipe = replace(Recipe(seed=given.seed), **steps)
    with bars() as tell:
        train(given.data, given.out, given.work, recipe, tell)
    print(json.dumps(json.loads((given.out / "model.json").read_text(encoding="utf-8")), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except HuiceError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
