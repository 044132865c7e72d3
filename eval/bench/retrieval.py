"""Retrieval on public collections, beside plain BM25 and what people usually build.

    python -m eval.bench.retrieval --data FOLDER… [--work DIR] [--out DIR] [--sample 200] [--peers]
    python -m eval.bench.retrieval export eval/questions/dev DIR     clauses and questions as a collection for training

The first collection is cross-validated in three folds, once at random and once grouped by gold document, so that the
questions scored have answers that training never saw. The tables of each fold are trained once and kept in the work
folder, where `python -m index.train` keeps its own. Every system answers a fixed seeded sample of the first fold; the
fast ones answer every question as well. Metrics by ranx, intervals by bootstrap over questions.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.load import load_policies, shipped_folder
from eval.bench.peers_retrieval import Peer, peers
from eval.questions import load
from index import train
from index.entries import entries
from index.learn.data import Collection
from index.learn.progress import bars
from index.rank import EXACT, Ranker
from index.tokens import normal, segment, units
from index.vectors import best

METRICS = ("ndcg@10", "recall@100", "mrr@10")
PLAIN = "BM25 over jieba words (bm25s)"
Answer = Callable[[str], list[tuple[int, float]]]
Runs = dict[str, dict[str, float]]  # question → document → score


@dataclass(frozen=True)
class Row:
    """One system on one set of questions: metric → (mean, low, high), and milliseconds a question."""

    system: str
    questions: int
    scores: dict[str, tuple[float, float, float]]
    milliseconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and print one table a set."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.retrieval", description=__doc__)
    parser.add_argument("--data", nargs="+", type=Path, required=True, help="collections; the first is cross-validated")
    parser.add_argument("--work", type=Path, default=Path("runs/train"), help="where tables and postings are kept")
    parser.add_argument("--out", type=Path, default=Path("runs/retrieval"), help="where the figures go, as JSON")
    parser.add_argument("--sample", type=int, default=200, help="questions that the slow systems answer")
    parser.add_argument("--peers", action="store_true", help="also rank_bm25, LangChain, Haystack and LlamaIndex, where installed")
    parser.add_argument("--seed", type=int, default=11)
    if (words := list(sys.argv[1:] if arguments is None else arguments))[:1] == ["export"]:
        return export(Path(words[1]), Path(words[2]))
    given = parser.parse_args(words)
    given.out.mkdir(parents=True, exist_ok=True)
    with bars() as tell:
        prepared = train.prepare(given.data, given.work, train.default_recipe(), tell)
        tables: dict[str, list[Row]] = {}
        plain = jieba_bm25(prepared.collections[0], given.work / "jieba")
        for grouped in (False, True):
            name = f"{prepared.collections[0].name}, three folds {'grouped by gold document' if grouped else 'at random'}"
            tables[name] = crossed(prepared, grouped, plain, given.sample, given.seed, given.peers and not grouped, tell)
        for which in range(1, len(prepared.collections)):
            name = f"{prepared.collections[which].name}, by tables and a fusion that saw none of it"
            tables[name] = unseen(prepared, which, given.sample, given.seed, tell)
    for name, rows in tables.items():
        print(f"\n{name}\n{table(rows)}")
    figures = {name: [asdict(row) for row in rows] for name, rows in tables.items()}
    (given.out / "retrieval.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


def export(questions: Path, folder: Path) -> int:
    """Write the shipped policies' clauses and the first turns of question sets as a collection that training can read."""
    found = entries(load_policies([shipped_folder()]))
    folder.mkdir(parents=True, exist_ok=True)
    ids = {entry.clause for entry in found}
    documents = [
        {"id": e.clause, "title": e.title, "body": e.document.body, "aliases": e.names, "asked": e.asked, "group": e.group} for e in found
    ]
    asked, gold = [], []
    for conversation in load(sorted(questions.glob("*.jsonl"))):
        turn = conversation.turns[0]
        cited = [clause for clause in turn.expect.citations or () if clause in ids]
        if 1 <= len(cited) <= 2 and len(turn.user) <= 200:
            asked.append({"id": conversation.id, "text": turn.user})
            gold += [f"{conversation.id}\t0\t{clause}\t1" for clause in cited]
    for name, rows in (("docs.jsonl", documents), ("queries.jsonl", asked)):
        (folder / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    (folder / "qrels.tsv").write_text("\n".join(gold) + "\n", encoding="utf-8")
    print(f"{len(documents)} clauses, {len(asked)} questions in {folder}")
    return 0


def crossed(
    prepared: train.Prepared, grouped: bool, plain: Answer, sample: int, seed: int, with_peers: bool, tell: train.Tell
) -> list[Row]:
    """The first collection's questions, each answered by what was trained on the other folds."""
    which = 0
    collection = prepared.collections[which]
    fold_of = collection.folds(train.FOLDS, grouped=grouped)
    systems: dict[str, tuple[Runs, list[float]]] = {}
    for fold in range(train.FOLDS):
        model = train.fold_model(prepared, grouped, fold, train.tables_used(prepared, grouped), tell)
        _, fusion = train.fusions(prepared, tell, leave_out=(grouped, fold))
        ours = train.ranker(prepared, which, model, grouped, fold, fusion)
        picks = np.flatnonzero(fold_of == fold)
        for name, answer in own_systems(ours).items():
            ask(name, answer, collection, picks, systems, tell)
    ask(PLAIN, plain, collection, np.arange(len(collection.questions)), systems, tell)
    first = np.flatnonzero(fold_of == 0)  # of one fold, so that the peers' dense half has seen none of them in training
    sampled = sorted(np.random.default_rng(seed).choice(first, min(sample, len(first)), replace=False).tolist())
    if with_peers:
        whole = train.fold_model(prepared, grouped, 0, train.tables_used(prepared, grouped), tell)
        for peer in peers():
            found = built(peer, collection, whole)
            if found is not None:
                ask(peer.name, found, collection, np.array(sampled), systems, tell)
    keys = [collection.questions[i].id for i in sampled]
    rows = [row(name, collection, run, times) for name, (run, times) in systems.items() if len(run) == len(collection.questions)]
    rows += [row(f"{name} [sample]", collection, {key: run[key] for key in keys}, times) for name, (run, times) in systems.items()]
    return rows


def unseen(prepared: train.Prepared, which: int, sample: int, seed: int, tell: train.Tell) -> list[Row]:
    """A collection as a domain that nobody has seen: table and fusion were trained on the first collection alone."""
    collection = prepared.collections[which]
    model = train.fold_model(prepared, True, 0, train.tables_used(prepared, True), tell)
    small, large = train.fusions(prepared, tell, unseen=which)
    ours = train.ranker(prepared, which, model, True, 0, large if len(collection.documents) > EXACT else small)
    picks = np.random.default_rng(seed).choice(len(collection.questions), min(5 * sample, len(collection.questions)), replace=False)
    systems: dict[str, tuple[Runs, list[float]]] = {}
    for name, answer in own_systems(ours).items():
        ask(name, answer, collection, picks, systems, tell)
    ask(PLAIN, jieba_bm25(collection, prepared.work / "jieba"), collection, picks, systems, tell)
    return [row(name, collection, run, times) for name, (run, times) in systems.items()]


def own_systems(ranker: Ranker) -> dict[str, Answer]:
    """Each half alone, and both."""

    def words(question: str) -> list[tuple[int, float]]:
        return pairs(*best(ranker.words.body.score(units(normal(question))).values, 100))

    def vectors(question: str) -> list[tuple[int, float]]:
        assert ranker.embedding is not None and ranker.vectors is not None
        return pairs(*ranker.vectors.nearest(ranker.embedding.queries([question])[0], 100))

    def both(question: str) -> list[tuple[int, float]]:
        return [(int(row), 1.0 / (i + 1)) for i, row in enumerate(ranker.rank(question, 100).rows)]

    return {"BM25 over characters and bigrams": words, "vectors alone": vectors, "Huice": both}


def pairs(rows: NDArray[np.int64], scores: NDArray[np.float32]) -> list[tuple[int, float]]:
    """Rows with falling scores: ranx sorts by score, and equal ones must keep our order."""
    return [(int(r), float(s) - 1e-7 * i) for i, (r, s) in enumerate(zip(rows, scores, strict=True))]


def jieba_bm25(collection: Collection, cache: Path) -> Answer:
    """What most people start with: words by jieba, BM25 by bm25s with its defaults."""
    import bm25s

    index = bm25s.BM25()
    index.index([segment(normal(document.text), cache) for document in collection.documents], show_progress=False)

    def answer(question: str) -> list[tuple[int, float]]:
        words = segment(normal(question), cache)
        if not words:
            return []
        rows, scores = index.retrieve([words], k=min(100, len(collection.documents)), show_progress=False)
        return pairs(rows[0], scores[0])

    return answer


def built(peer: Peer, collection: Collection, model: object) -> Answer | None:
    """The peer over the collection, or None with a word where it is not installed."""
    try:
        began = time.perf_counter()
        answer = peer.build([document.text for document in collection.documents], model)
        print(f"{peer.name}: built in {time.perf_counter() - began:.0f} s", flush=True)
        return answer
    except ImportError as error:
        print(f"{peer.name}: skipped, not installed ({error.name}): pip install 'huice[peers]'", flush=True)
        return None


def ask(
    name: str,
    answer: Answer,
    collection: Collection,
    picks: NDArray[np.int64],
    systems: dict[str, tuple[Runs, list[float]]],
    tell: train.Tell,
) -> None:
    """Put the picked questions to a system; what it answers and how long it took are added to `systems`."""
    runs, times = systems.setdefault(name, ({}, []))
    for n, pick in enumerate(picks):
        question = collection.questions[int(pick)]
        began = time.perf_counter()
        found = answer(question.text)
        times.append((time.perf_counter() - began) * 1000)
        runs[question.id] = {str(r): s for r, s in found} or {"none": 0.0}
        tell(name, n + 1, len(picks))


def row(name: str, collection: Collection, run: Runs, times: Sequence[float]) -> Row:
    """Means with 95% bootstrap intervals over questions."""
    from ranx import Qrels, Run, evaluate

    gold = zip(collection.questions, collection.relevant, strict=True)
    qrels = Qrels({question.id: {str(r): 1 for r in right} for question, right in gold if question.id in run})
    each = evaluate(qrels, Run(run), list(METRICS), return_mean=False, make_comparable=True)
    random = np.random.default_rng(0)
    scores: dict[str, tuple[float, float, float]] = {}
    for metric in METRICS:
        values = np.asarray(each[metric])
        means = values[random.integers(0, len(values), (1000, len(values)))].mean(1)
        low, high = np.percentile(means, [2.5, 97.5])
        scores[metric] = (round(float(values.mean()), 4), round(float(low), 4), round(float(high), 4))
    return Row(name, len(run), scores, round(float(np.median(times)), 2))


def table(rows: Sequence[Row]) -> str:
    """As Markdown."""
    lines = ["| system | questions | nDCG@10 | Recall@100 | MRR@10 | ms (median) |", "| --- | --- | --- | --- | --- | --- |"]
    for found in rows:
        cells = [f"{mean:.3f} ({low:.3f}–{high:.3f})" for mean, low, high in (found.scores[metric] for metric in METRICS)]
        lines.append(f"| {found.system} | {found.questions} | {' | '.join(cells)} | {found.milliseconds} |")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
