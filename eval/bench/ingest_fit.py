"""Builds what `corpus.ingest` ships for fragments put in without an order: word pairs of public law, and the judge.

    python -m eval.bench.ingest_fit pairs statutes.jsonl.gz
    python -m eval.bench.ingest_fit judge tests/pages [--seeds 5]

`statutes.jsonl.gz`: a JSON object a line with the text of an article of law as "body"; it is no part of the project, only the
counts are. The judge is fitted on the invented pages but those of `last`, spoiled in seeded styles, a sixth of them left as
they are. What the second judge is told by the first comes from a first one that was fitted on other pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from corpus.ingest import judge, pairs
from corpus.ingest.clean import body_of
from corpus.ingest.fluency import EDGE, is_han, narrow, units
from corpus.ingest.judge import Judge
from corpus.ingest.layout import lay_out
from corpus.ingest.loose import Seen, given, see, stretches, with_company
from corpus.ingest.page import Page
from eval.bench.ingest import STYLES, Spoiled, leftmost, pages, spoil

_LEAST = 4  # times that a pair must be found
_UNSEEN = "last/"  # pages that are measured and never fitted on
_FOLDS = 3
_COMMON = 20  # times that a word must be found to be kept without a pair


def count_pairs(bodies: Iterator[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Words, and pairs of neighbours; a number stands for all numbers."""
    import jieba

    words: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for body in bodies:
        for line in body.splitlines():
            row = [EDGE]
            for _, unit in units(narrow(line)):
                if is_han(unit):
                    row += jieba.lcut(unit, HMM=False)
                else:
                    row.append(("0%" if unit.endswith("%") else "0") if unit[0].isdigit() else unit)
            row.append(EDGE)
            words.update(row)
            both.update(pairwise(row))
    return words, both


def write_pairs(words: Counter[str], both: Counter[tuple[str, str]], file: Path) -> None:
    """The file that `corpus.ingest.pairs` reads."""
    kept = {pair: count for pair, count in both.items() if count >= _LEAST}
    names = {word for pair in kept for word in pair} | {word for word, count in words.items() if count >= _COMMON}
    order = sorted(names, key=lambda word: (-words[word], word))
    number = {word: at for at, word in enumerate(order)}
    after: dict[str, list[tuple[int, int]]] = {}
    for (first, second), count in kept.items():
        after.setdefault(first, []).append((number[second], round(2 * math.log2(count))))
    lines = []
    for word in order:
        parts, last = [], 0
        for at, size in sorted(after.get(word, [])):
            parts.append(f"{at - last}:{size}")
            last = at
        lines.append(f"{word}\t{words[word]}\t{' '.join(parts)}")
    file.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))


def spoiled(page: str, seed: int, rng: random.Random) -> Spoiled:
    """The page in a style without order, thin or thick, the whole or half of it; one in six as it is."""
    name = rng.choice(("words", "stretches", "both", "shuffled", "shuffled", "clean page"))
    style = next(style for style in STYLES if style.name == name)
    if style.gap:
        style = replace(style, gap=rng.choice((20, 30, 45, 70)), part=rng.choice((0.5, 1.0, 1.0)), site=False)
        if not style.loose:
            style = replace(style, sizes=rng.choice(((2,), (2, 3), (2, 3, 4))))
    return spoil(page, style, seed)


@dataclass(frozen=True)
class Example:
    """One spoiled page as it is seen at first: whether each place was put in, and what it weighs in the fitting."""

    page: Page
    spoiled: Spoiled
    seen: Seen
    group: int

    def truth(self, seen: Seen) -> tuple[np.ndarray, np.ndarray]:
        """Half a fragment is a lesser mistake than a word of the article."""
        text = self.spoiled.text
        put_in = {leftmost(text, *span) for span in self.spoiled.spans}
        inside = {place for span in self.spoiled.spans for place in range(*span)}
        true = np.array([leftmost(text, *span) in put_in for span in seen.spans], dtype=bool)
        half = np.array([inside.issuperset(range(*span)) for span in seen.spans], dtype=bool)
        return true, np.where(half & ~true, 0.3, 1.0)


def examples(folder: Path, seeds: int, rng: random.Random) -> list[Example]:
    """Every page but the last ones, spoiled by each seed."""
    found = []
    names = [name for name, _, _ in pages(folder) if not name.startswith(_UNSEEN)]
    texts = {name: text.rstrip("\n") for name, text, _ in pages(folder)}
    for seed in range(seeds):
        for number, name in enumerate(names):
            spoiled_page = spoiled(texts[name], 1000 + seed, rng)
            layout = lay_out(spoiled_page.text)
            page = Page(layout.headline, body_of(spoiled_page.text, layout))
            found.append(Example(page, spoiled_page, see(page, stretches(page)), number % _FOLDS))
    return found


def fit_judges(found: Sequence[Example]) -> dict[str, object]:
    """The first judge, and the second by what first judges of other pages say."""
    first = {fold: _fitted([(one.seen.signs, *one.truth(one.seen)) for one in found if one.group != fold]) for fold in range(_FOLDS)}
    rows = []
    for one in found:
        chance = given(one.page, one.seen, Judge.of(first[one.group]).log_odds(one.seen.signs))
        seen = see(one.page, stretches(one.page))
        if seen.spans:
            rows.append((with_company(one.page, seen, chance), *one.truth(seen)))
    return {"first": _fitted([(one.seen.signs, *one.truth(one.seen)) for one in found]), "second": _fitted(rows)}


def _fitted(rows: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> dict[str, Any]:
    kept = [row for row in rows if len(row[1])]
    return fit(*(np.concatenate(column) for column in zip(*kept, strict=True)))


def fit(rows: np.ndarray, true: np.ndarray, weight: np.ndarray) -> dict[str, Any]:
    """The trees as plain lists, as `corpus.ingest.judge` reads them."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=160, max_depth=4, learning_rate=0.08, l2_regularization=5.0, early_stopping=False, random_state=1
    )
    model.fit(rows, true, sample_weight=weight)
    trees = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        trees.append(
            {
                "sign": np.where(leaf, -1, nodes["feature_idx"]).tolist(),
                "threshold": [float(f"{value:.9g}") for value in nodes["num_threshold"]],
                "less": nodes["left"].tolist(),
                "more": nodes["right"].tolist(),
                "value": [round(float(value), 4) for value in np.where(leaf, nodes["value"], 0.0)],
            }
        )
    return {"base": round(float(model._baseline_prediction.ravel()[0]), 4), "share": round(float(true.mean()), 4), "trees": trees}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.ingest_fit", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("pairs", "judge"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    if chosen.what == "pairs":
        with gzip.open(chosen.file, "rt", encoding="utf-8") as lines:
            write_pairs(*count_pairs(json.loads(line)["body"] for line in lines), pairs.FILE)
        return 0
    judges = fit_judges(examples(chosen.file, chosen.seeds, random.Random(11)))
    judge.FILE.write_text(json.dumps(judges, separators=(",", ":")) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
