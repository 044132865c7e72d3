"""How far clause search falls when nothing but the writing changes: Traditional, full width, homophones, typos, gaps.

    python -m eval.bench.robustness eval/questions/held [--out DIR]

First turns of question sets that expect one or two clauses, asked of the shipped policies as they are and perturbed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.load import load_policies, shipped_folder
from eval.perturb import KINDS
from eval.questions import load
from index.search import Searcher, open_searcher

Change = Callable[[str, random.Random], str]
Asked = list[tuple[str, str, frozenset[str]]]  # id, question, clauses


def missing(text: str, rng: random.Random) -> str:
    """One Han character left out."""
    places = [i for i, char in enumerate(text) if "\u4e00" <= char <= "\u9fff"]
    if len(places) < 4:
        return text
    gap = rng.choice(places)
    return text[:gap] + text[gap + 1 :]


def radicals(text: str, rng: random.Random) -> str:
    """Kangxi radicals for the characters that have one, as copied from a PDF."""
    return text.translate({0x5927: 0x2F24, 0x4EBA: 0x2F08, 0x91D1: 0x2FA6, 0x4E00: 0x2F00, 0x5B50: 0x2F26, 0x529B: 0x2F12, 0x7528: 0x2F64})


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask plain and perturbed, and print one line a perturbation."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.robustness", description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--out", type=Path, default=Path("runs/robustness"))
    given = parser.parse_args(arguments)
    searcher = open_searcher(load_policies([shipped_folder()]))
    asked = questions(given.questions)
    kinds: dict[str, Change] = {"plain": lambda text, rng: text, **KINDS, "radicals": radicals, "missing character": missing}
    rows = {name: scores(searcher, asked, change, name) for name, change in kinds.items()}
    lines = ["| writing | hit@1 | hit@3 | lost at 1 | lost at 3 |", "| --- | --- | --- | --- | --- |"]
    one, three = rows["plain"]
    lines += [f"| {name} | {a:.1%} | {b:.1%} | {(one - a) * 100:.1f} | {(three - b) * 100:.1f} |" for name, (a, b) in rows.items()]
    print(f"{len(asked)} questions\n" + "\n".join(lines))
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "robustness.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0


def questions(folder: Path) -> Asked:
    """First turns that expect one or two clauses."""
    found: Asked = []
    for conversation in load(sorted(folder.glob("*.jsonl"))):
        turn = conversation.turns[0]
        clauses = frozenset(turn.expect.citations or ())
        if 1 <= len(clauses) <= 2 and len(turn.user) <= 200:
            found.append((conversation.id, turn.user, clauses))
    return found


def scores(searcher: Searcher, asked: Asked, change: Change, name: str) -> tuple[float, float]:
    """The shares of questions with an expected clause first, and among the first three."""
    one = three = 0
    for key, question, clauses in asked:
        found = [hit.clause for hit in searcher.search(change(question, random.Random(f"{name}:{key}")), 3)]
        one += bool(clauses.intersection(found[:1]))
        three += bool(clauses.intersection(found))
    return one / len(asked), three / len(asked)


if __name__ == "__main__":
    raise SystemExit(main())
