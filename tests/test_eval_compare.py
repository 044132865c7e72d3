"""Comparing two runs, the gate, intervals and tests of significance, stability: all against sums by hand."""

from __future__ import annotations

import json
from math import comb
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval import compare, gate, questions, run, score, sources, stability, stats, summary
from eval.cli import app
from eval.errors import GateError, RunError
from eval.metrics.registry import METRICS, named


def answer(ok: bool, text: str = "未载明。") -> dict:
    return {
        "status": "not_stated" if ok else "answered",
        "route": "lookup",
        "answer": text,
        "citations": [],
        "figures": [],
        "latency_ms": 2.0,
    }


def make_run(
    folder: Path, verdicts: dict[str, str], *, tags: tuple[str, ...] = ("t",), text: str = "未载明。", words: str = "q"
) -> run.Run:
    """A run whose conversations hold (`1`) or fail (`0`) turn by turn."""
    folder.mkdir(parents=True, exist_ok=True)
    expect = {"status": "not_stated"}
    lines = [
        {"id": i, "tags": list(tags), "turns": [{"user": words + str(n), "expect": expect} for n in range(len(v))]}
        for i, v in verdicts.items()
    ]
    records = [run.Record(i, n, answer(mark == "1", text), 3.0) for i, v in verdicts.items() for n, mark in enumerate(v, start=1)]
    (folder / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "results.jsonl").write_text("".join(r.line() + "\n" for r in records))
    sources.write(sources.Catalogue(), folder / "sources.json")
    return run.read(folder)


def summarised(done: run.Run) -> dict:
    return summary.summarise(score.score_turns(done))


class TestStatistics:
    def test_mean_is_over_turns_and_interval_over_conversations(self):
        """3 of 4 turns; two clusters of one value each would be narrower as four."""
        found = stats.estimate([[1, 1, 1], [0]])
        assert (found.value, found.n, found.clusters) == (0.75, 4, 2)
        assert found.low == 0 and found.high == 1  # each of the two conversations can be drawn twice

    def test_interval_of_many_independent_turns_is_the_binomial_one(self):
        """100 conversations of one turn, 90 right: 90% ± 1.96·√(0.9·0.1/100) = 84.1% to 95.9%."""
        found = stats.estimate([[1.0]] * 90 + [[0.0]] * 10)
        assert found.low == pytest.approx(0.841, abs=0.015)
        assert found.high == pytest.approx(0.959, abs=0.015)

    def test_all_right_still_leaves_doubt(self):
        """20 of 20: the exact lower bound is 0.025^(1/20) = 83.2%; none of 20: at most 16.8%."""
        assert stats.estimate([[1.0]] * 20).low == pytest.approx(0.8316, abs=0.0005)
        assert stats.estimate([[0.0]] * 20).high == pytest.approx(0.1684, abs=0.0005)

    def test_nothing_measured_is_no_score(self):
        """Not a zero."""
        assert stats.estimate([[], []]) is None

    def test_the_same_values_give_the_same_interval(self):
        """Seeded."""
        values = [[1.0], [0.0], [1.0, 1.0], [0.0, 1.0]]
        assert stats.estimate(values) == stats.estimate(list(values))

    @pytest.mark.parametrize(
        ("better", "worse", "p"),
        [(0, 0, 1.0), (5, 5, 1.0), (6, 0, 2 / 2**6), (8, 2, 2 * (1 + comb(10, 1) + comb(10, 2)) / 2**10)],
    )
    def test_mcnemar_by_hand(self, better, worse, p):
        """Twice the binomial tail, at most 1."""
        assert stats.mcnemar(better, worse) == pytest.approx(p)

    def test_paired_difference_and_its_chance(self):
        """10 of 10 changed for the better: p is near 2/2^10; one of two changed: p is 1."""
        difference, low, high, p = stats.paired([[0.0]] * 10, [[1.0]] * 10)
        assert (difference, low, high) == (1, 1, 1)
        assert p == pytest.approx(2 / 2**10, abs=0.002)
        assert stats.paired([[0.0], [1.0]], [[1.0], [1.0]])[3] == 1


class TestCompare:
    def test_what_got_better_and_worse(self, tmp_path):
        """a2 was broken, b1 fixed, c stays wrong with another text."""
        a = make_run(tmp_path / "a", {"a": "11", "b": "0", "c": "0"})
        b = make_run(tmp_path / "b", {"a": "10", "b": "1", "c": "0"}, text="来源未载明。")
        found = compare.compare(a, b)
        assert [(t.id, t.turn) for _, t in found.broken] == [("a", 2)]
        assert [(t.id, t.turn) for _, t in found.fixed] == [("b", 1)]
        assert [(t.id, t.turn) for _, t in found.reworded] == [("a", 1), ("c", 1)]
        accuracy = next(c for c in found.changes if c.metric.name == "turn_accuracy")
        assert (accuracy.before, accuracy.after) == (0.5, 0.5)
        refusals = next(c for c in found.changes if c.metric.name == "false_answer")
        assert not refusals.better

    def test_only_what_both_were_asked_is_paired(self, tmp_path):
        """Other conversations are counted as left out; other words are another question."""
        a = make_run(tmp_path / "a", {"a": "1", "b": "1", "x": "11"})
        b = make_run(tmp_path / "b", {"a": "1", "y": "1"})
        found = compare.compare(a, b)
        assert [t.id for t in found.after] == ["a"] and found.unpaired == (3, 1)
        with pytest.raises(RunError, match="no conversation in common"):
            compare.compare(a, make_run(tmp_path / "c", {"a": "1"}, words="other"))

    def test_diff_of_texts(self, tmp_path):
        """Kept, taken out, put in."""
        a, b = make_run(tmp_path / "a", {"a": "1"}, text="最高未载明。"), make_run(tmp_path / "b", {"a": "1"}, text="比例未载明!")
        pieces = compare.diff(compare.compare(a, b).before[0], compare.compare(a, b).after[0])
        assert pieces == [("-", "最高"), ("+", "比例"), (" ", "未载明"), ("-", "。"), ("+", "!")]

    def test_page_escapes_and_shows_every_change(self, tmp_path):
        """What the answers hold is text."""
        a = make_run(tmp_path / "a", {"a": "1", "b": "0"}, text="<b>x</b>")
        page = compare.render(compare.compare(a, make_run(tmp_path / "b", {"a": "0", "b": "1"}, text="<i>y</i>")), "<a>", "b")
        assert "<i>" not in page and "<a>" not in page and "&lt;" in page
        assert page.count("<article>") == 2

    def test_same_expectations_judges_both_by_the_newer_set(self, tmp_path):
        """A corrected expectation is no progress of the system."""
        a, b = make_run(tmp_path / "a", {"a": "0"}), make_run(tmp_path / "b", {"a": "0"})
        text = (tmp_path / "b/questions.jsonl").read_text().replace('"not_stated"', '"answered"')
        (tmp_path / "b/questions.jsonl").write_text(text)
        b = run.read(tmp_path / "b")
        assert len(compare.compare(a, b).fixed) == 1
        assert compare.compare(a, b, same_expectations=True).fixed == []

    def test_a_perturbed_run_is_paired_with_its_originals(self, tmp_path):
        """`a~typos` asked other words than `a`, and is its pair all the same; `b` was not perturbed."""
        a = make_run(tmp_path / "a", {"a": "11", "b": "1"})
        b = make_run(tmp_path / "b", {"a~typos": "10"}, words="qq")
        found = compare.compare(a, b, perturbed=True)
        assert [(t.id, t.turn) for _, t in found.broken] == [("a", 2)] and found.unpaired == (1, 0)


GATE = """
[floors]
turn_accuracy = "80%"
[ceilings]
unproven = 0
false_answer = 0.25
[latency_ms]
p50 = 10
[losses]
tag = "5%"
score = 0.2
turns = 2
"""
BROKEN_GATES = {
    "not toml": ("floors = [", "no TOML"),
    "unknown section": ("[floor]\na = 1", "floor: unknown section: allowed are floors, ceilings"),
    "unknown score": ("[floors]\naccuracy = 0.9", "floors.accuracy: unknown: allowed are turn_accuracy"),
    "an error rate as floor": ("[floors]\nunproven = 0", "floors.unproven: unknown"),
    "a score as ceiling": ("[ceilings]\nturn_accuracy = 1", "ceilings.turn_accuracy: unknown: allowed are crashes"),
    "percent without sign": ("[floors]\nturn_accuracy = 97", 'floors.turn_accuracy: 97 is no share: write "97%" or 0.97'),
    "truth as share": ("[floors]\nturn_accuracy = true", "is no share"),
    "unknown percentile": ("[latency_ms]\np90 = 1", "latency_ms.p90: unknown: allowed are p50, p95, p99, max"),
    "negative time": ("[latency_ms]\np50 = -1", "is no number"),
    "unknown loss": ("[losses]\naward = 0.1", "losses.award: unknown: allowed are tag, score, turns"),
}


class TestGate:
    @pytest.fixture
    def limits(self, tmp_path):
        (tmp_path / "gate.toml").write_text(GATE)
        return gate.load(tmp_path / "gate.toml")

    def test_on_the_limit_passes_and_below_fails(self, limits, tmp_path):
        """80% of 5 turns is 4; false_answer 1 of 5 is under a quarter, 2 of 5 is not."""
        assert gate.failures(limits, summarised(make_run(tmp_path / "a", {"a": "11110"}))) == []
        problems = gate.failures(limits, summarised(make_run(tmp_path / "b", {"a": "11100"})))
        assert problems == ["turn_accuracy 60.00% is below 80.00%", "false_answer 40.00% is above 25.00%"]

    def test_what_is_not_measured_does_not_pass(self, tmp_path):
        """A floor under a score that the set does not measure."""
        (tmp_path / "g.toml").write_text("[floors]\naward = 0.9")
        found = gate.failures(gate.load(tmp_path / "g.toml"), summarised(make_run(tmp_path / "a", {"a": "1"})))
        assert found == ["award is not measured by this set: the gate wants at least 90.0%"]

    def test_no_tag_may_lose_more(self, limits, tmp_path):
        """From 100% to 75% on 4 turns loses more than 5%; on fewer turns than 2 it is not looked at."""
        before, after = (summarised(make_run(tmp_path / n, {"a": v}, tags=("rent",))) for n, v in (("a", "1111"), ("b", "1110")))
        assert gate.lost(limits, before, after)[0] == "tag rent lost 25.0% (100.0% → 75.0%)"
        assert any("false_answer got worse by 25.0%" in p for p in gate.lost(limits, before, after))
        before, after = (summarised(make_run(tmp_path / n, {"a": v}, tags=("rent",))) for n, v in (("c", "1"), ("d", "0")))
        assert not any(p.startswith("tag") for p in gate.lost(limits, before, after))

    @pytest.mark.parametrize("case", list(BROKEN_GATES))
    def test_a_broken_gate_says_what_is_allowed(self, case, tmp_path):
        """Section, key, and the words of the table."""
        text, words = BROKEN_GATES[case]
        (tmp_path / "gate.toml").write_text(text)
        with pytest.raises(GateError) as error:
            gate.load(tmp_path / "gate.toml")
        assert words in str(error.value)

    def test_the_command_exits_1_with_a_line_a_problem(self, limits, tmp_path):
        """And 0 with a word when passed."""
        make_run(tmp_path / "a", {"a": "11111"}), make_run(tmp_path / "b", {"a": "11100"})
        good = CliRunner().invoke(app, ["score", str(tmp_path / "a"), "--gate", str(tmp_path / "gate.toml")])
        assert good.exit_code == 0 and "gate passed" in good.output
        bad = CliRunner().invoke(app, ["compare", str(tmp_path / "a"), str(tmp_path / "b"), "--gate", str(tmp_path / "gate.toml")])
        assert bad.exit_code == 1
        assert "gate: turn_accuracy 60.00% is below 80.00%" in bad.stderr and "gate: tag t lost 40.0%" in bad.stderr

    def test_the_projects_own_gate_loads(self):
        """The one that CI uses."""
        assert gate.load(Path(__file__).parent.parent / "eval/gate.toml").ceilings["unproven"] == 0


class TestStability:
    def test_only_thread_and_time_may_differ(self, tmp_path):
        """A changed text is found and named."""
        done = make_run(tmp_path / "a", {"a": "11"})
        lines = (tmp_path / "a/results.jsonl").read_text().replace('"latency_ms": 2.0', '"latency_ms": 9.0, "thread": "x"').splitlines()
        (tmp_path / "a/again.jsonl").write_text(lines[0] + "\n" + lines[1].replace("未载明", "没写") + "\n")
        assert stability.stability(done) == {"turns": 2, "same": 1, "changed": ["a turn 2"]}

    def test_not_asked_again_is_not_stable(self, tmp_path):
        """Nothing is claimed."""
        assert stability.stability(make_run(tmp_path / "a", {"a": "1"})) is None

    def test_asked_again_in_another_order(self, tmp_path):
        """A system that answers by the order it is asked in is found out."""
        lines = [{"id": str(i), "turns": [{"user": f"q{i}"}]} for i in range(8)]
        conversations = [questions.parse(json.dumps(line)) for line in lines]
        from eval import asker

        asker.make.cache_clear()
        done = run.execute(conversations, tmp_path, asker=f"{__name__}:make_counting")
        asker.make.cache_clear()
        stability.ask_again(done, asker=f"{__name__}:make_counting")
        found = stability.stability(done)
        assert found["turns"] == 8 and found["same"] < 8


class Counting:
    """Answers with the number of questions so far: what a stable system must not do."""

    def __init__(self) -> None:
        self.count = 0

    def new_thread(self) -> str:
        return "t"

    def ask(self, question: str, thread: str | None = None) -> dict:
        self.count += 1
        return answer(True, f"第{self.count}问")


def make_counting() -> Counting:
    return Counting()


class TestMetrics:
    def test_every_metric_defines_itself(self):
        """The docstring is the definition that the report shows; names are unique."""
        assert all(len(m.definition) > 30 for m in METRICS)
        assert len({m.name for m in METRICS}) == len(METRICS)
        assert all(named(m.name) is m for m in METRICS)
        assert named("accuracy") is None

    @pytest.mark.parametrize(
        ("expect", "citations", "recall", "precision"),
        [
            ({"citations": ["a", "b"]}, ["a", "c"], 1 / 2, 1 / 2),
            ({"citations": ["a"]}, ["a", "b", "c", "d"], 1, 1 / 4),
            ({"citations": ["a"]}, [], 0, None),
            ({"status": "answered"}, ["a"], None, None),
            ({"citations": ["a"], "citations_any": ["b"]}, ["a", "b"], 1, 1),
        ],
    )
    def test_citation_recall_and_precision_by_hand(self, expect, citations, recall, precision):
        """Expected ∩ cited over expected, and over cited."""
        conversation = questions.parse(json.dumps({"id": "x", "turns": [{"user": "q", "expect": expect}]}))
        given = answer(True) | {"citations": [{"clause": c, "title": "t", "quote": "q", "source": "s"} for c in citations]}
        (turn,) = score.score_conversation(conversation, [run.Record("x", 1, given)], sources.Catalogue())
        assert named("citation_recall").of(turn) == recall
        assert named("citation_precision").of(turn) == precision
