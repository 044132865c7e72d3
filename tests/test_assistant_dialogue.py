"""Conversations: the graph gives the bytes of the plain walk, threads survive, nobody's facts reach another's answer."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.dialogue import Dialogue
from assistant.errors import NoSuchThread, StoreError, ThreadError
from assistant.service import Assistant, open_assistant
from assistant.settings import Settings, load
from assistant.threads import checked_id, new_id
from corpus.errors import InputError, UnknownName

CONVERSATIONS = (
    ("模型调优付了260万,备案办好了,补多少?", "要是付了400万呢?", "怎么算出来的?", "谢谢"),
    ("房租一年100万,第一年,自用,补多少", "营收1.2亿", "有效期到哪天?"),
    ("首次大模型备案给多少?", "The training bill is RMB 800,000 and we have the filing, how much?", "", "今天天气如何"),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"HUICE_HOME": str(tmp_path / "home")})


class TestSameBytes:
    def test_graph_and_walk_give_the_same_bytes(self, settings):
        """The server's graph is built from the steps that a single question walks."""
        plain, kept = Assistant(settings), open_assistant(settings)
        for turns in CONVERSATIONS:
            thread = new_id()
            for question in turns:
                assert kept.ask(question, thread).stable() == plain.ask(question, thread).stable(), question

    def test_a_question_without_a_thread_is_the_first_turn_of_one(self, settings):
        """`huice ask` without --thread answers as a new thread does."""
        plain, kept = Assistant(settings), open_assistant(settings)
        for turns in CONVERSATIONS:
            assert plain.ask(turns[0]).stable() == kept.ask(turns[0], new_id()).stable()


class TestThreads:
    def test_facts_survive_a_restart(self, settings):
        """260万 × 50% = 130万 before, min(400万 × 50%, 150万) = 150万 after: the filing is remembered."""
        thread = new_id()
        first = open_assistant(settings).ask("模型优化花了260万,已备案,补多少", thread)
        assert first.calculation["total_yuan"] == "1300000"
        second = open_assistant(settings).ask("如果是400万呢", thread)
        assert second.calculation["total_yuan"] == "1500000"
        assert second.calculation["inputs"]["has_filing"] is True

    def test_two_threads_do_not_mix(self, settings):
        """One says 260万, the other 80万; asked in turn, each keeps its own: 130万 and 40万."""
        assistant = open_assistant(settings)
        one, two = new_id(), new_id()
        assistant.ask("模型优化花了260万,已备案", one)
        assistant.ask("模型优化花了80万,已备案", two)
        assert assistant.state(one)["calculation"]["total_yuan"] == "1300000"
        assert assistant.state(two)["calculation"]["total_yuan"] == "400000"

    def test_many_at_once_do_not_mix(self, settings):
        """Eight conversations in eight threads of the server, each with its own amount: n0万 pays n × 5万."""
        assistant = open_assistant(settings)
        gate = threading.Barrier(8)

        def talk(number: int) -> list[str]:
            thread, totals = new_id(), []
            gate.wait()
            for amount in (number * 10, number * 10 + 5):
                totals.append(assistant.ask(f"模型优化花了{amount}万,已备案,补多少", thread).calculation["total_yuan"])
            return totals

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(talk, range(1, 9)))
        assert found == [[str(n * 50_000), str(n * 50_000 + 25_000)] for n in range(1, 9)]

    def test_turns_of_one_thread_follow_one_another(self, settings):
        """Ten questions sent into one thread at once are ten turns of it."""
        assistant = open_assistant(settings)
        thread = new_id()
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda _: assistant.ask("大模型备案奖励多少", thread), range(10)))
        assert assistant.state(thread)["turn"] == 10
        assert len(assistant.store.turns(thread)) == 10

    def test_only_ids_and_values_are_in_the_checkpoint(self, settings):
        """One checkpoint a thread, without a word of the question or the answer."""
        assistant = open_assistant(settings)
        thread = new_id()
        for _ in range(3):
            assistant.ask("绿皮小火车 模型优化花了260万,已备案,补多少", thread)
        with sqlite3.connect(settings.home / "threads.db") as db:
            rows = db.execute("SELECT checkpoint FROM checkpoints WHERE thread_id = ?", (thread,)).fetchall()
            writes = db.execute("SELECT count(*) FROM writes").fetchone()[0]
        assert len(rows) == 1 and writes == 0
        assert "绿皮小火车".encode() not in rows[0][0] and "最高可得".encode() not in rows[0][0]
        assert b"optimization_cost" in rows[0][0]

    def test_a_failing_step_leaves_the_thread_as_it_was(self, settings, monkeypatch):
        """The turn is lost, not the conversation."""
        assistant = open_assistant(settings)
        thread = new_id()
        assistant.ask("模型优化花了260万,已备案", thread)
        world = assistant.loaded.world

        def broken(family):
            def boost(text: str):
                raise RuntimeError("index gone")

            return replace(world(family), boost=boost)

        monkeypatch.setattr(assistant.loaded, "world", broken)
        with pytest.raises(RuntimeError, match="index gone"):
            assistant.ask("要是400万呢", thread)
        monkeypatch.undo()
        assert assistant.ask("要是400万呢", thread).calculation["total_yuan"] == "1500000"

    @pytest.mark.parametrize("wrong", ["", "a b", "x" * 65, "../x", "线程", "a\x00b", "a\n"])
    def test_a_malformed_id_is_one_clear_sentence(self, wrong):
        with pytest.raises(ThreadError, match="is no thread id"):
            checked_id(wrong)

    def test_new_ids_are_random_and_well_formed(self):
        """A thousand of them, no two the same."""
        made = {new_id() for _ in range(1000)}
        assert len(made) == 1000 and all(checked_id(one) == one for one in made)

    def test_a_damaged_file_is_one_clear_sentence(self, tmp_path):
        """What is no database says where it lies and what to do."""
        (tmp_path / "threads.db").write_bytes(b"no database at all, but long enough to be read as a header" * 20)
        with pytest.raises(StoreError, match=r"threads\.db.*HUICE_HOME"):
            Dialogue(tmp_path / "threads.db")


class TestOwners:
    def test_a_thread_opens_only_for_its_owner(self, settings):
        """Another browser, and REST without an owner, find no such thread."""
        assistant = open_assistant(settings)
        thread = new_id()
        assistant.ask("模型优化花了260万", thread, owner="browser-a")
        for other in ("browser-b", ""):
            for act in (lambda o: assistant.ask("400万呢", thread, owner=o), lambda o: assistant.state(thread, owner=o),
                        lambda o: assistant.clear(thread, owner=o), lambda o: assistant.forget(thread, owner=o)):  # fmt: skip
                with pytest.raises(NoSuchThread):
                    act(other)
        assert [t.id for t in assistant.store.threads("browser-a")] == [thread]
        assert assistant.store.threads("browser-b") == []

    def test_forgetting_an_owner_leaves_nothing(self, settings):
        """Threads, turns and feedback of one browser go; another's stay."""
        assistant = open_assistant(settings)
        mine, other = new_id(), new_id()
        assistant.ask("模型优化花了260万,已备案", mine, owner="a")
        assistant.ask("模型优化花了80万,已备案", other, owner="b")
        assistant.store.mark(assistant.store.turns(mine)[0].id, "down", "不对", 1.0)
        assert assistant.forget_owner("a") == 1
        assert assistant.store.turns(mine) == [] and assistant.threads.memory(mine).states == {}
        assert [t.question for t in assistant.store.turns(other)] == ["模型优化花了80万,已备案"]

    def test_old_threads_are_pruned(self, settings):
        """Retention is 30 days: at 29 the thread is there, at 31 it is not."""
        assistant = open_assistant(settings)
        thread = new_id()
        assistant.ask("模型优化花了260万", thread)
        used = assistant.store.threads("")[0].used
        assert assistant.prune(used + 29 * 86_400) == 0
        assert assistant.prune(used + 31 * 86_400) == 1
        assert assistant.store.threads("") == [] and assistant.threads.threads() == ()


class TestByHand:
    def test_a_value_set_by_hand_is_used_at_once(self, settings):
        """80万 × 50% = 40万 in the state right away, and in the next turn."""
        assistant = open_assistant(settings)
        thread = new_id()
        assistant.ask("模型优化花了260万,已备案,补多少", thread)
        state = assistant.set_inputs(thread, {"optimization_cost": "80万"})
        assert state["calculation"]["total_yuan"] == "400000"
        known = {one["input"]: one["value"] for one in state["known"]}
        assert known == {"optimization_cost": "800000", "has_filing": True}

    def test_a_value_is_cleared_by_none_and_by_nothing(self, settings):
        """Clearing the cost leaves the filing."""
        assistant = open_assistant(settings)
        thread = new_id()
        for nothing in (None, " "):
            assistant.ask("模型优化花了260万,已备案,补多少", thread)
            state = assistant.set_inputs(thread, {"optimization_cost": nothing})
            assert [one["input"] for one in state["known"]] == ["has_filing"]

    def test_clear_forgets_every_value(self, settings):
        assistant = open_assistant(settings)
        thread = new_id()
        assistant.ask("模型优化花了260万,已备案,补多少", thread)
        assert assistant.clear(thread)["known"] == []
        assert assistant.state(thread)["awards"] == []

    @pytest.mark.parametrize(
        ("name", "value", "error"),
        [("revenue", "很多", InputError), ("has_filing", "也许", InputError), ("nix", "1", UnknownName), ("revenue", -1, InputError)],
    )
    def test_a_value_that_does_not_fit_changes_nothing(self, settings, name, value, error):
        """The sentence names the input, or lists the known ones."""
        from corpus.errors import AmountError

        assistant = open_assistant(settings)
        thread = new_id()
        assistant.ask("模型优化花了260万,已备案,补多少", thread)
        before = assistant.state(thread)
        with pytest.raises((error, AmountError)):
            assistant.set_inputs(thread, {"optimization_cost": "1万", name: value})
        assert assistant.state(thread) == before
