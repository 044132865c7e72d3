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
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import HuiceError
from index.embed import SHIPPED, StaticModel
from index.errors import TrainingError
from index.lexical import Background
from index.phrases import Phrases
from index.rank import Ranker, Words, groups_of
from index.tokens import normal, units
from index.vectors import ExactVectors, best

if TYPE_CHECKING:
    from index.learn import fusing
    from index.learn.data import Collection
    from index.learn.static import Encoded, Recipe
    from index.learn.vocabulary import Vocabulary

FOLDS = 3
LARGE = 500  # a collection of fewer documents teaches the fusion alone: a table would learn that library by heart
JUDGED = {True: 450, False: 250}  # questions of a fold that the fusion learns from: of the first collection, of each other one
PHRASES = 60  # phrases cut from its documents: what is quoted must be found
SMALL = 100  # of its questions also asked of a library of the size of one policy
FOREIGN = 50  # questions of another collection: what a low score must mean
Tell = Callable[[str, int, int], None]


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
    large = [collection for collection in collections if len(collection.documents) >= LARGE]
    if not large:
        raise TrainingError(f"no collection has {LARGE} documents or more: a table needs one, the smaller ones teach the fusion")
    stamp = hashlib.sha256(repr([(c.name, len(c.documents), len(c.questions)) for c in large]).encode()).hexdigest()[:12]
    place = work / stamp
    place.mkdir(parents=True, exist_ok=True)
    if not (place / "vocabulary.txt").is_file():
        choose(large, work / "jieba").save(place / "vocabulary.txt")
    vocabulary = read(place / "vocabulary.txt")
    background = Background(vocabulary.size, vocabulary.counts)
    words, encoded = [], []
    for collection in collections:
        postings = place / f"words-{collection.name}"
        if not (postings / "lengths.npy").is_file():
            Words.build(collection.documents, background).save(postings)
        words.append(Words.load(postings))
        negatives = place / f"negatives-{collection.name}.npy"
        if not negatives.is_file():
            np.save(negatives, _negatives(collection, words[-1], tell))
        encoded.append(static.encode(collection, vocabulary, np.load(negatives).tolist()))
    decides = (recipe.dim, recipe.seed, recipe.cloze_steps, recipe.cloze_batch, recipe.cloze_rate)
    label = hashlib.sha256(repr(decides).encode()).hexdigest()[:8]
    kept = place / f"cloze-{label}.npy"
    if not kept.is_file():
        texts = [ids for part, collection in zip(encoded, collections, strict=True) if collection in large for ids in part.documents]
        np.save(kept, static.cloze(static.start(texts, len(vocabulary.counts), recipe), large, vocabulary, recipe, tell))
    return Prepared(collections, vocabulary, tuple(encoded), tuple(words), np.load(kept), recipe, place)


def _negatives(collection: Collection, words: Words, tell: Tell) -> NDArray[np.int64]:
    """BM25's best documents of every question, right ones among them."""
    found = []
    for i, question in enumerate(collection.questions):
        found.append(best(words.body.rough(units(normal(question.text))), min(60, len(collection.documents)))[0])
        tell(f"negatives {collection.name}", i + 1, len(collection.questions))
    return np.stack(found)


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


def ranker(prepared: Prepared, which: int, model: StaticModel, grouped: bool, fold: int, fusion: fusing.Fusion | None = None) -> Ranker:
    """A ranker over one collection's documents with this model; questions of other folds are known phrases of their answers."""
    collection = prepared.collections[which]
    known = asked(prepared, which, grouped, fold)
    groups = groups_of(collection.documents)
    vectors = ExactVectors(model.sums(prepared.encoded[which].documents))
    return Ranker(prepared.words[which], vectors, model, fusion, phrases=phrases(known, model), groups=groups)


def asked(prepared: Prepared, which: int, grouped: bool, fold: int) -> list[tuple[str, ...]]:
    """Every document's phrases: its own, and the questions of the other folds that it answers.

    Grouped folds have their own alone: there the other folds' questions belong to wrong documents by construction.
    """
    collection = prepared.collections[which]
    found = [list(document.asked) for document in collection.documents]
    if not grouped and which in tables_used(prepared, grouped):
        of = collection.folds(FOLDS, grouped=grouped)
        for question, rows, own in zip(collection.questions, collection.relevant, of, strict=True):
            for row in rows if own != fold else ():
                found[row].append(question.text)
    return [tuple(texts) for texts in found]


def phrases(known: Sequence[Sequence[str]], model: StaticModel) -> Phrases:
    """Their vectors and words."""
    texts = [text for phrases in known for text in phrases]
    return Phrases.build([len(phrases) for phrases in known], model.texts(texts), texts, model.background)


def train(data: Sequence[Path], out: Path, work: Path, recipe: Recipe, tell: Tell) -> None:
    """Train everything and write the model folder."""
    from index.learn import fusing
    from index.learn.folder import write_light

    prepared = prepare(data, work, recipe, tell)
    small, large = fusions(prepared, tell)
    model = fold_model(prepared, False, None, tables_used(prepared, False), tell)
    rows, scales = model.table
    card = {
        "recipe": asdict(recipe),
        "data": {c.name: {"documents": len(c.documents), "questions": len(c.questions)} for c in prepared.collections},
        "units": len(model.vocabulary),
        "dim": model.dim,
    }
    write_light(out, prepared.vocabulary, rows.astype(np.float32) * scales[:, None], card)
    fusing.save(small, large, out / "fusion.json")


def tables_used(prepared: Prepared, grouped: bool) -> list[int]:
    """Whose questions the tables of a fold are trained on: everybody's, or with grouped folds the first collection's alone.

    So a grouped table meets questions about documents that no training question had, and every other collection as
    one whose questions it never saw: what a library that nobody has seen looks like.
    """
    large = [i for i, collection in enumerate(prepared.collections) if len(collection.documents) >= LARGE]
    return large[:1] if grouped else large


def judged(
    prepared: Prepared, tell: Tell, leave_out: tuple[bool, int] | None = None, unseen: int | None = None
) -> tuple[tuple[list[fusing.Judged], list[fusing.Judged]], tuple[list[fusing.Judged], list[fusing.Judged]]]:
    """Questions with their candidates: of small libraries and of large ones, to rank by, and others that only calibrate.

    `leave_out` (grouped, fold) keeps to the other folds of that kind, for cross-validation; `unseen` leaves out a
    collection, and every table that was trained on its questions, for the test on an unseen domain. Small libraries are
    strange ones: judged by tables that know neither their documents' questions nor, but for the first collection, their kind.
    """
    found: dict[int, list[fusing.Judged]] = {}
    foreign: list[fusing.Judged] = []
    familiar: list[fusing.Judged] = []
    for grouped in (False, True):
        if (leave_out and leave_out[0] != grouped) or (unseen in tables_used(prepared, False) and not grouped):
            continue
        for fold in range(FOLDS):
            if leave_out and leave_out[1] == fold:
                continue
            for which in range(len(prepared.collections)):
                if which != unseen:
                    mine, others = _judged_fold(prepared, grouped, fold, which, tell)
                    strange = grouped or which not in tables_used(prepared, grouped)
                    found.setdefault(which, []).extend(item for item in mine if strange or not item.small)
                    familiar += [item for item in mine if item.small and not strange]
                    foreign += others
    return (_balanced(found, True), familiar), (_balanced(found, False), foreign)


def _balanced(found: dict[int, list[fusing.Judged]], small: bool) -> list[fusing.Judged]:
    """What each collection gave for libraries of this size, weighed by collection, however much each gave.

    Among large ones the first, the hardest, counts twice as much as another: its questions are what words alone miss.
    Among small ones it counts a third: the tables know its kind, and a library that nobody has seen is like the others.
    """
    kept = {which: [item for item in items if item.small == small] for which, items in found.items()}
    most = max((len(items) for items in kept.values()), default=0)
    weigh = {which: (1.0 if which == 0 else 3.0 if small else 0.5) * most / max(len(items), 1) for which, items in kept.items()}
    return [replace(item, weight=item.weight * weigh[which]) for which, items in kept.items() for item in items]


def fusions(
    prepared: Prepared, tell: Tell, leave_out: tuple[bool, int] | None = None, unseen: int | None = None
) -> tuple[fusing.Fusion, fusing.Fusion]:
    """The fusion of small libraries and that of large ones, learned on what `judged` gives."""
    from index.learn import fusing

    small, large = judged(prepared, tell, leave_out, unseen)
    return fusing.learn(*small, seed=prepared.recipe.seed), fusing.learn(*large, seed=prepared.recipe.seed)


def _judged_fold(prepared: Prepared, grouped: bool, fold: int, which: int, tell: Tell) -> tuple[list[fusing.Judged], list[fusing.Judged]]:
    """A fold's questions of one collection, phrases cut from its documents, and another collection's questions."""
    from index.learn import fusing

    model = fold_model(prepared, grouped, fold, tables_used(prepared, grouped), tell)
    kept = model.folder / f"judged-{prepared.collections[which].name}.npz"
    if kept.is_file():
        return fusing.read_judged(kept)
    random = np.random.default_rng(fold)
    collection, over = prepared.collections[which], ranker(prepared, which, model, grouped, fold)
    known = asked(prepared, which, grouped, fold)
    picks = np.flatnonzero(collection.folds(FOLDS, grouped=grouped) == fold)
    if len(picks) > JUDGED[which == 0]:
        picks = random.choice(picks, JUDGED[which == 0], replace=False)
    tiny = len(collection.documents) < LARGE
    home = []
    for n, pick in enumerate(picks):
        home += fusing.judge(over, collection.questions[pick].text, collection.relevant[pick], small=tiny, bare=not grouped)
        tell(f"judging {collection.name}", n + 1, len(picks))
    if tiny:
        for other in (other for other in prepared.collections if other is not collection):
            strange = random.choice(len(other.questions), FOREIGN, replace=False)
            home += [item for pick in strange for item in fusing.judge(over, other.questions[pick].text, (), small=True)]
        fusing.write_judged(kept, home, [])
        return home, []
    for row in random.choice(len(collection.documents), PHRASES, replace=False):
        body = collection.documents[row].body
        size = min(int(random.integers(8, 31)), len(body))
        cut = int(random.integers(0, len(body) - size + 1))
        home += fusing.judge(over, body[cut : cut + size], (int(row),), weight=0.5)
    for pick in picks[:SMALL]:
        small, gold = _small_library(prepared, which, model, collection.relevant[pick], random, known)
        stranger = collection.questions[int(random.choice(picks))].text
        home += fusing.judge(small, collection.questions[pick].text, gold, small=True)
        home += fusing.judge(small, stranger, (), small=True)
        without, _ = _small_library(prepared, which, model, collection.relevant[pick], random, known, leave_out=True)
        home += fusing.judge(without, collection.questions[pick].text, (), small=True)
    other = prepared.collections[(which + 1) % len(prepared.collections)]
    foreign = []
    if other is not collection:
        strange = random.choice(len(other.questions), min(FOREIGN, len(other.questions)), replace=False)
        foreign = [item for pick in strange for item in fusing.judge(over, other.questions[pick].text, ())]
    fusing.write_judged(kept, home, foreign)
    return home, foreign


def _small_library(
    prepared: Prepared,
    which: int,
    model: StaticModel,
    right: Sequence[int],
    random: np.random.Generator,
    known: Sequence[Sequence[str]],
    leave_out: bool = False,
) -> tuple[Ranker, tuple[int, ...]]:
    """A library of the size of one policy around a question's answer: its kin from the same statute, and strangers.

    With `leave_out` the answer itself is not in it: the library speaks of the matter and is silent on the question.
    """
    documents = prepared.collections[which].documents
    size = int(random.integers(12, 40))
    kin = [row for row in prepared.collections[which].kin(right[0]) if row not in right]
    near = random.choice(kin, min(len(kin), size), replace=False).tolist() if kin else []
    far = random.choice(len(documents), size - len(near), replace=False).tolist()
    rows = [row for row in dict.fromkeys([*near, *far]) if row not in right]
    if not leave_out:
        rows += list(right)
    background = Background(prepared.vocabulary.size, prepared.vocabulary.counts)
    words = Words.build([documents[row] for row in rows], background)
    vectors = ExactVectors(model.sums([prepared.encoded[which].documents[row] for row in rows]))
    groups = groups_of([documents[row] for row in rows])
    small = Ranker(words, vectors, model, phrases=phrases([known[row] for row in rows], model), groups=groups)
    return small, tuple(rows.index(row) for row in right if not leave_out)


def default_recipe() -> Recipe:
    """The recipe of the shipped model."""
    from index.learn.static import Recipe

    return Recipe()


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
    began, used = time.perf_counter(), time.process_time()
    with bars() as tell:
        train(given.data, given.out, given.work, recipe, tell)
    print(f"trained in {(time.perf_counter() - began) / 60:.1f} min, {(time.process_time() - used) / 60:.1f} min of processor time")
    print(json.dumps(json.loads((given.out / "model.json").read_text(encoding="utf-8")), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except HuiceError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
