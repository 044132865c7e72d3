"""Fits the decision of what a turn wants: `python -m eval.fit_decision eval/questions/dev/*.jsonl`.

Walks every conversation of the sets with the right want told at each turn, so that the thread is in the state it should be in,
lays out the evidence of the turns that no certain rule takes, and fits a multinomial logistic model with a ridge penalty.
An expectation that leaves several wants open (answered or not stated) counts for any of them. Cross-validated by
conversation; writes `assistant/understand/data/decision.json` and prints the report, which is stored beside the weights.
The sets have few questions from elsewhere, so that
invented ones (`wants.yaml`) stand beside them. Fitted twice: for policies that bring questions asked before (which are told, too,
each without its own count), and for those that bring none. Deterministic, a minute. Sets kept as `held` never come here.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.decide import WANTS, WEIGHTS, Decision, Want
from assistant.family import Family
from assistant.state import State
from assistant.turn import STEPS, World
from eval.learning import ELSEWHERE, Without, gathered, prepared
from eval.questions import Conversation, Expect, Turn, load

INVENTED = Path(__file__).parent / "wants.yaml"
_RIDGE, _FOLDS, _RARE = 0.004, 8, 4
_SILENCE = 1.5
"""How much more a silence counts where nothing is learned: silences are rare in the sets, more so than in life."""
_ASKED = 0.25
"""How much a question that a policy brings counts beside a turn of the sets."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One turn: the evidence, and which wants its expectation allows."""

    conversation: str
    question: str
    found: Mapping[str, float]
    allowed: frozenset[Want]
    weight: float = 1.0


class Told(Decision):
    """A decision told in advance."""

    def __init__(self, wants: Sequence[Want]) -> None:
        super().__init__({}, [0.0] * len(WANTS))
        self._wants = wants

    def shares(self, found: Mapping[str, float]) -> dict[Want, float]:
        return dict.fromkeys(self._wants, 1.0)


def allowed(expect: Expect) -> frozenset[Want]:
    """The wants that an expectation leaves open; all of them where it says nothing."""
    found: set[Want] = set()
    for status in expect.status or ("answered", "needs_info", "not_stated", "out_of_scope"):
        if status == "not_stated":
            found.add("silence")
        elif status == "out_of_scope":
            found.add("foreign")
        elif status in ("answered", "needs_info"):
            routes = set(expect.route or ("calculate", "lookup"))
            if expect.award or expect.total_yuan or expect.required or expect.ask_for or status == "needs_info":
                routes &= {"calculate"}
            kinds: dict[str, Want] = {"calculate": "sum", "lookup": "clause"}
            found |= {kinds[route] for route in routes if route in kinds}
    return frozenset(found)


def invented(path: Path = INVENTED) -> list[Conversation]:
    """Questions of `wants.yaml`, as conversations of one turn."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    told = [(question, Expect(status=("out_of_scope",))) for question in raw["foreign"]]
    told += [(question, Expect(status=("not_stated",))) for question in raw["silence"]]
    for clause, questions in raw["clause"].items():
        told += [(question, Expect(status=("answered",), route=("lookup",), citations=(clause,))) for question in questions]
    return [Conversation(id=f"invented-{n}", turns=(Turn(user=user, expect=expect),)) for n, (user, expect) in enumerate(told)]


def samples(files: Sequence[Path], learned: bool) -> list[Sample]:
    """The turns of the sets, and the invented ones, that the decision is for; `learned`: with the questions the policies bring."""
    family = prepared(learned)
    world = World(family, lambda text: {}, lambda reading: False)
    planner = family.planner
    model, likely_of, found = planner.decision, family.topics.likely, []
    told = [(None, conversation) for conversation in (*load(files), *invented())]
    for topic, conversation in (*told, *asked(family)):
        state = State()
        family.topics.likely = likely_of if topic is None or likely_of is None else Without(likely_of, topic)
        for turn in conversation.turns:
            wants = allowed(turn.expect)
            keys: dict[str, Any] = {"question": turn.user, "state": state}
            for name, step in STEPS:
                if name == "plan" and keys["reading"] is not None:
                    reading, boost = keys["reading"], world.boost(keys["text"])
                    fresh = State() if reading.has("new_case") else state
                    ranked = planner.ranked(reading, fresh, boost)
                    if planner.certain(reading, fresh, ranked, world.foreign(reading)) is None and wants:
                        found.append(
                            Sample(conversation.id, turn.user, planner.evidence(reading, fresh, ranked), wants, _ASKED if topic else 1.0)
                        )
                    likely = model.shares(planner.evidence(reading, fresh, ranked))
                    planner.decision = Told([w for w in likely if w in wants] or list(likely))
                keys.update(step(world, keys))
            planner.decision = model
            state = keys["after"]
    family.topics.likely = likely_of
    return found


def asked(family: Family) -> list[tuple[str, Conversation]]:
    """The questions that the policies bring, each with its topic, as conversations of one turn."""
    likely = family.topics.likely
    if likely is None:
        return []
    expected = {topic.id: Expect(status=("not_stated",)) for topic in family.topics.topics}
    expected |= {
        topic.id: Expect(status=("answered",), route=("lookup",), citations=(topic.id,))
        for topic in family.topics.topics
        if topic.kind == "clause"
    }
    expected[ELSEWHERE] = Expect(status=("out_of_scope",))
    pairs = [(name, question) for name, questions in gathered(family.members).items() if name in expected for question in questions]
    turns = [(name, (Turn(user=question, expect=expected[name]),)) for name, question in pairs]
    return [(name, Conversation(id=f"asked-{number}", turns=turn)) for number, (name, turn) in enumerate(turns)]


def table(data: Sequence[Sample], names: Sequence[str]) -> tuple[Matrix, Matrix]:
    """Evidence (turns × names, a last column of ones) and allowed wants (turns × wants)."""
    rows = {name: place for place, name in enumerate(names)}
    evidence = np.zeros((len(data), len(names) + 1))
    evidence[:, -1] = 1.0
    for number, sample in enumerate(data):
        for name, value in sample.found.items():
            if name in rows:
                evidence[number, rows[name]] = value
    return evidence, np.array([[want in sample.allowed for want in WANTS] for sample in data], float)


def fit(evidence: Matrix, right: Matrix, counted: Matrix) -> Matrix:
    """Weights (names + 1 × wants) that make the allowed wants likeliest; `counted`: how much each turn counts."""
    from scipy.optimize import minimize

    shape = (evidence.shape[1], len(WANTS))
    keep = np.ones(shape)
    keep[-1] = 0.0  # no penalty on the bias
    share_of = counted / counted.sum()

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(shape)
        share = _softmax(evidence @ weights)
        hit = share * right
        mass = hit.sum(axis=1, keepdims=True) + 1e-12
        slope = evidence.T @ (share_of[:, None] * (share - hit / mass)) + _RIDGE * keep * weights
        return float(-(share_of * np.log(mass[:, 0])).sum() + 0.5 * _RIDGE * (keep * weights**2).sum()), slope.ravel()

    done = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return np.asarray(done.x.reshape(shape))


def _softmax(scores: Matrix) -> Matrix:
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def main(arguments: Sequence[str]) -> int:
    files = [Path(name) for name in arguments if not name.startswith("--")]
    parts = {kind: fitted(samples(files, kind == "learned"), "--wrong" in arguments) for kind in ("plain", "learned")}
    body = ",\n".join(f"{json.dumps(kind)}: {part}" for kind, part in parts.items())
    WEIGHTS.write_text(f'{{"wants": {json.dumps(WANTS)},\n{body}\n}}\n', "utf-8")
    return 0


def fitted(data: Sequence[Sample], shown: bool) -> str:
    """The fitted weights with their cross-validated report, as JSON with a line for each piece of evidence."""
    counts = Counter(name for sample in data for name in sample.found)
    names = sorted(name for name, count in counts.items() if count >= _RARE)
    evidence, right = table(data, names)
    order = sorted({sample.conversation for sample in data})
    fold_of = {name: place % _FOLDS for place, name in enumerate(np.random.default_rng(0).permutation(order).tolist())}
    silent = right[:, WANTS.index("silence")] / right.sum(axis=1)
    counted = np.array([sample.weight for sample in data])
    if not any(sample.weight != 1.0 for sample in data):
        counted = counted + (_SILENCE - 1.0) * silent
    folds = np.array([fold_of[sample.conversation] for sample in data])
    guessed = np.zeros(len(data), int)
    for fold in range(_FOLDS):
        weights = fit(evidence[folds != fold], right[folds != fold], counted[folds != fold])
        guessed[folds == fold] = np.argmax(evidence[folds == fold] @ weights, axis=1)
    hits = right[np.arange(len(data)), guessed] > 0
    report: dict[str, object] = {"turns": len(data), "conversations": len(order), "folds": _FOLDS, "accuracy": round(float(hits.mean()), 4)}
    confusion = {}
    for place, want in enumerate(WANTS):
        only = (right[:, place] > 0) & (right.sum(axis=1) == 1)
        confusion[want] = {other: int((guessed[only] == n).sum()) for n, other in enumerate(WANTS)}
    report["expected, then guessed"] = confusion
    print(json.dumps(report, ensure_ascii=False, indent=1))
    if shown:
        for sample, hit, guess in zip(data, hits, guessed, strict=True):
            if not hit:
                print(f"{sample.conversation}: {'/'.join(sorted(sample.allowed))} read as {WANTS[guess]}: {sample.question[:90]}")
    weights = fit(evidence, right, counted)
    stored = {name: [round(float(w), 3) for w in row] for name, row in zip(names, weights, strict=False)}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in stored.items())
    bias = [round(float(w), 3) for w in weights[-1]]
    return f'{{"report": {json.dumps(report)},\n"bias": {json.dumps(bias)},\n"weights": {{\n{lines}\n}}}}'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
