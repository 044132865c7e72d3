"""Asking and scoring, end to end, with a system under test whose answers are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval import questions, run, score, sources, summary
from eval.cli import app
from eval.errors import RunError

CATALOGUE = sources.Catalogue(
    clauses={
        "p/model": "模型补贴\n\n按实际支付的最高50%补助,每家每年最高150万元,资金池3000万元。\n",
        "p/rent": "房租\n\n最高90%,100万元封顶。\n",
    },
    awards=("model",),
    inputs=("cost",),
    policies={"p": "hash-1"},
)
GOOD = {
    "status": "answered", "route": "calculate", "answer": "最高可得130万元(260万元的50%)。",
    "citations": [{"clause": "p/model", "title": "模型补贴", "policy_title": "P", "quote": "每家每年最高150万元", "source": "p"}],
    "calculation": {"awards": [{"award": "model", "kind": "ceiling", "yuan": "1300000"}], "total_yuan": "1300000"},
    "figures": [
        {"text": "130万元", "value": "1300000", "unit": "元", "origin": "calculation"},
        {"text": "260万元", "value": "2600000", "unit": "元", "origin": "user"},
        {"text": "50%", "value": "50", "unit": "%", "origin": "clause:p/model"},
    ],
    "ask_for": [], "suggestions": [], "thread": "t", "latency_ms": 2.0,
}  # fmt: skip
REFUSAL = {
    "status": "not_stated",
    "route": "lookup",
    "answer": "来源未载明。",
    "citations": [],
    "calculation": None,
    "figures": [],
    "ask_for": [],
}
ASKED: list[str] = []


class Fake:
    """Answers by the question's first word; counts its threads, so that a mixed-up thread shows."""

    def __init__(self) -> None:
        self.threads = 0
        self.history: dict[str, list[str]] = {}

    def new_thread(self) -> str:
        self.threads += 1
        return f"t{self.threads}"

    def ask(self, question: str, thread: str | None = None) -> dict:
        ASKED.append(question)
        self.history.setdefault(thread or "", []).append(question)
        if question.startswith("crash"):
            raise RuntimeError("boom")
        if question.startswith("refuse"):
            return REFUSAL | {"thread": thread}
        return GOOD | {"thread": thread, "turns": len(self.history[thread or ""])}


def make_fake() -> Fake:
    """The factory that a run names."""
    return Fake()


def broken_factory() -> Fake:
    raise RunError("the index is missing: build it")


SET = [
    {"id": "a", "tags": ["calculate"], "turns": [
        {"user": "花了260万", "expect": {
            "status": "answered", "award": {"model": {"kind": "ceiling", "yuan": "1300000.00"}}, "figures": ["1300000元"]}},
        {"user": "再说一遍260万", "expect": {"total_yuan": "1500000"}}]},
    {"id": "b", "tags": ["silent"], "turns": [{"user": "refuse 有效期", "expect": {"status": "not_stated"}}]},
    {"id": "c", "tags": ["silent"], "turns": [{"user": "refuse 比例", "expect": {"status": ["answered", "needs_info"]}}]},
    {"id": "d", "tags": ["calculate"], "turns": [{"user": "260万", "expect": {"status": "not_stated"}}]},
    {"id": "e", "tags": ["calculate"], "turns": [{"user": "crash", "expect": {"status": "answered"}}]},
]  # fmt: skip


@pytest.fixture
def conversations() -> tuple[questions.Conversation, ...]:
    return tuple(questions.parse(json.dumps(line)) for line in SET)


def execute(conversations, folder: Path, **options) -> run.Run:
    from eval import asker

    asker.make.cache_clear()
    return run.execute(conversations, folder, asker=f"{__name__}:make_fake", catalogue=CATALOGUE, **options)


class TestRun:
    def test_results_have_one_line_a_turn_in_the_order_of_the_set(self, conversations, tmp_path):
        """Turns count from 1, and every line has id, turn and answer."""
        execute(conversations, tmp_path)
        lines = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
        assert [(line["id"], line["turn"]) for line in lines] == [("a", 1), ("a", 2), ("b", 1), ("c", 1), ("d", 1), ("e", 1)]
        assert lines[0]["answer"]["status"] == "answered"

    def test_turns_of_one_conversation_share_a_thread_that_no_other_has(self, conversations, tmp_path):
        """The fake counts the turns it saw in a thread."""
        done = execute(conversations, tmp_path)
        assert done.records["a", 2].answer["turns"] == 2
        assert done.records["d", 1].answer["turns"] == 1

    def test_a_crash_is_recorded_and_the_run_goes_on(self, conversations, tmp_path):
        """A system that raises gets a failed turn, not an aborted run."""
        done = execute(conversations, tmp_path)
        assert done.records["e", 1].answer is None
        assert "boom" in done.records["e", 1].error

    @pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing", "sequential"])
    def test_workers_give_the_same_file_as_one_process(self, conversations, tmp_path, backend):
        """Order and answers do not depend on the number of workers; the clock and the thread's name do."""
        one, two = execute(conversations, tmp_path / "1"), execute(conversations, tmp_path / "2", workers=2, backend=backend)

        def stable(done: run.Run) -> list:
            answers = [(r.answer or {}) | {"thread": "", "turns": 0} for r in done.records.values()]
            return list(zip(done.records, answers, strict=True))

        assert stable(one) == stable(two)

    def test_an_interrupted_run_goes_on_where_it_stopped(self, conversations, tmp_path):
        """Conversations answered before the interruption are not asked again; a torn last line is."""
        execute(conversations, tmp_path)
        lines = (tmp_path / "results.jsonl").read_text().splitlines()
        (tmp_path / "results.jsonl").unlink()
        (tmp_path / "results.jsonl.part").write_text("\n".join(lines[:3]) + "\n" + lines[3][:20])
        ASKED.clear()
        done = execute(conversations, tmp_path)
        assert ASKED == ["refuse 比例", "260万", "crash"]
        assert list(done.records) == [("a", 1), ("a", 2), ("b", 1), ("c", 1), ("d", 1), ("e", 1)]
        assert done.meta["resumed"] == 2

    def test_a_finished_run_is_asked_anew(self, conversations, tmp_path):
        """What is judged may have changed since, so old answers are not passed off as new."""
        execute(conversations, tmp_path)
        ASKED.clear()
        execute(conversations, tmp_path)
        assert len(ASKED) == 6

    def test_other_policies_end_the_resuming(self, conversations, tmp_path):
        """An interrupted run on another version of the policy is started over."""
        execute(conversations, tmp_path)
        (tmp_path / "results.jsonl").rename(tmp_path / "results.jsonl.part")
        changed = sources.Catalogue(CATALOGUE.clauses, policies={"p": "hash-2"})
        ASKED.clear()
        from eval import asker

        asker.make.cache_clear()
        run.execute(conversations, tmp_path, asker=f"{__name__}:make_fake", catalogue=changed)
        assert len(ASKED) == 6

    def test_an_unknown_or_absent_backend_is_one_sentence(self, conversations, tmp_path):
        """What is allowed, or what to install."""
        with pytest.raises(RunError, match="'cluster' is unknown: use loky"):
            execute(conversations, tmp_path, backend="cluster")

    @pytest.mark.parametrize(
        ("name", "words"),
        [("nodots", "package.module:function"), ("no.such.module:make", "no.such"), (f"{__name__}:nothing", "has no nothing")],
    )
    def test_a_wrong_asker_is_one_sentence(self, conversations, tmp_path, name, words):
        """The name that does not resolve is in the message."""
        with pytest.raises(RunError, match=words):
            run.execute(conversations, tmp_path, asker=name)


class TestScores:
    @pytest.fixture
    def scored(self, conversations, tmp_path):
        return score.score_run(execute(conversations, tmp_path))

    def test_each_turn_is_right_or_wrong_for_the_reason_by_hand(self, scored):
        """a1 and b1 hold; a2 has the wrong total, c1 and d1 the wrong status, e1 crashed."""
        assert [(t.id, t.turn) for t in scored if t.ok] == [("a", 1), ("b", 1)]
        reasons = {(t.id, t.turn): [c.name for c in t.failed] for t in scored if not t.ok}
        assert reasons == {("a", 2): ["total_yuan"], ("c", 1): ["status"], ("d", 1): ["status"], ("e", 1): ["error", "status"]}
        assert "1500000" in scored[1].failed[0].reason and "1300000" in scored[1].failed[0].reason

    def test_summary_counts_by_hand(self, scored):
        """2 of 6 turns, 1 of 5 conversations; one false refusal of 3 that want an answer, one false answer of 2 that want none."""
        found = summary.summarise(scored)
        value = {name: score["value"] for name, score in found["scores"].items()}
        assert value["turn_accuracy"] == pytest.approx(2 / 6, abs=1e-6)
        assert value["conversation_accuracy"] == pytest.approx(1 / 5)
        assert value["false_refusal"] == pytest.approx(1 / 3, abs=1e-6)
        assert value["false_answer"] == pytest.approx(1 / 2)
        assert value["unproven"] == 0
        assert found["confusion"] == {
            "answered": {"answered": 1, "not_stated": 1, "no answer": 1}, "not_stated": {"not_stated": 1, "answered": 1},
        }  # fmt: skip
        assert found["by"]["turn"]["2"]["n"] == 1
        assert found["latency_ms"]["own"]["p50"] == 2.0

    def test_a_broken_paste_goes_all_the_way(self, tmp_path):
        """Half a surrogate pair is asked, stored, scored, reported and read again."""
        from eval import exports, report, show

        text = '{"id": "s", "turns": [{"user": "260\\ud83d", "expect": {"status": "rejected"}}]}'
        (conversation,) = (questions.parse(text),)
        assert conversation.turns[0].user == "260\ud83d"
        execute([conversation], tmp_path)
        done = run.read(tmp_path)
        assert done.conversations[0].turns[0].user == "260\ud83d"
        scored = score.score_run(done)
        found = summary.summarise(scored)
        report.write(found, scored, tmp_path)
        exports.write(found, scored, tmp_path)
        assert "260?" in "\n".join(show.failures(scored, 5))

    def test_scoring_again_asks_nothing(self, conversations, tmp_path):
        """Scores come from the raw answers in the folder."""
        execute(conversations, tmp_path)
        ASKED.clear()
        assert sum(t.ok for t in score.score_run(run.read(tmp_path))) == 2
        assert ASKED == []


class TestCommand:
    @pytest.fixture
    def files(self, tmp_path):
        for i, line in enumerate(SET):
            (tmp_path / f"{i}.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n")
        return [str(tmp_path / f"{i}.jsonl") for i in range(len(SET))]

    def invoke(self, *arguments: str):
        return CliRunner().invoke(app, list(arguments))

    def test_run_takes_many_files_after_one_flag(self, files, tmp_path, monkeypatch):
        """`--questions *.jsonl` expands to one option and several arguments."""
        monkeypatch.setattr("eval.cli.load_catalogue", lambda _: CATALOGUE)
        result = self.invoke("run", "--out", str(tmp_path / "x"), "--asker", f"{__name__}:make_fake", "--questions", *files)
        assert result.exit_code == 0, result.output
        assert "5 conversations, 6 turns" in result.output
        assert json.loads((tmp_path / "x/summary.json").read_text())["turns"] == 6

    def test_scores_only_prints_no_question(self, files, tmp_path, monkeypatch):
        """Held sets are looked at as scores."""
        monkeypatch.setattr("eval.cli.load_catalogue", lambda _: CATALOGUE)
        shown = self.invoke("run", "--out", str(tmp_path / "x"), "--asker", f"{__name__}:make_fake", "-q", *files).output
        hidden = self.invoke("run", "--out", str(tmp_path / "x"), "--asker", f"{__name__}:make_fake", "--scores-only", "-q", *files).output
        assert "再说一遍260万" in shown
        assert "260万" not in hidden and "boom" not in hidden and "turn_accuracy" in hidden

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("run", "--questions", "nowhere.jsonl", "--out", "x"), "nowhere.jsonl"),
            (("score", "nowhere"), "holds no run"),
        ],
    )
    def test_bad_input_is_one_line_and_exit_2(self, arguments, words, tmp_path, monkeypatch):
        """No traceback, and the line says what to do."""
        monkeypatch.chdir(tmp_path)
        result = self.invoke(*arguments)
        assert result.exit_code == 2
        assert words in result.stderr and len(result.stderr.strip().splitlines()) == 1
