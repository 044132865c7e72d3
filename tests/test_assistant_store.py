"""What is kept on disk: owners, turns, feedback, what nobody could answer."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.errors import NoSuchThread, StoreError
from assistant.store import MIGRATIONS, Store

ANSWERED, SILENT, FOREIGN = ({"status": status, "answer": "…"} for status in ("answered", "not_stated", "out_of_scope"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "huice.db")


class TestTurns:
    def test_turns_come_back_in_order_with_their_answers(self, store):
        store.open("t", "", 1.0)
        for number, answer in enumerate((ANSWERED, SILENT)):
            store.record("t", f"问{number}", answer, 2.0 + number)
        assert [(t.question, t.answer["status"], t.at) for t in store.turns("t")] == [("问0", "answered", 2.0), ("问1", "not_stated", 3.0)]

    def test_a_thread_is_called_by_its_first_question(self, store):
        """At most sixty characters of it."""
        store.open("t", "me", 1.0)
        store.record("t", "一" * 100, ANSWERED, 2.0)
        store.record("t", "后来", ANSWERED, 3.0)
        assert [t.title for t in store.threads("me")] == ["一" * 60]

    def test_threads_are_listed_last_used_first(self, store):
        for number, thread in enumerate("abc"):
            store.open(thread, "me", number)
        store.open("a", "me", 900.0)
        assert [t.id for t in store.threads("me")] == ["a", "c", "b"]

    def test_broken_input_can_be_kept(self, store):
        """Lone surrogates (bytes that were no UTF-8) and NUL do not stop the answer."""
        store.open("t", "", 1.0)
        store.record("t", "a\udcff\x00b", SILENT, 2.0)
        assert store.turns("t")[0].question == "a?\x00b"


class TestUnanswered:
    def test_silences_foreign_matters_and_marked_answers_are_listed(self, store):
        """Newest first: marked wrong (4), foreign (3), silent (2); answered (1) is none, nor is a silence marked helpful (5)."""
        store.open("t", "", 1.0)
        ids = [store.record("t", str(n), answer, n) for n, answer in enumerate((ANSWERED, SILENT, FOREIGN, ANSWERED, SILENT), start=1)]
        store.mark(ids[3], "down", "金额不对", 9.0)
        store.mark(ids[4], "up", "", 9.0)
        assert [(t.question, t.verdict, t.reason) for t in store.unanswered()] == [("4", "down", "金额不对"), ("3", "", ""), ("2", "", "")]

    def test_a_later_word_replaces_an_earlier_one(self, store):
        store.open("t", "", 1.0)
        turn = store.record("t", "问", ANSWERED, 1.0)
        store.mark(turn, "down", "错", 2.0)
        store.mark(turn, "up", "", 3.0)
        assert [t.verdict for t in store.turns("t")] == ["up"]

    def test_a_turn_that_is_gone_cannot_be_marked(self, store):
        with pytest.raises(NoSuchThread, match="no turn 7"):
            store.mark(7, "up", "", 1.0)


class TestFile:
    def test_forgetting_a_thread_takes_its_turns_and_feedback(self, store):
        store.open("t", "", 1.0)
        store.mark(store.record("t", "问", SILENT, 1.0), "down", "", 2.0)
        store.forget(["t"])
        assert store.turns("t") == [] and store.unanswered() == []
        with sqlite3.connect(store.file) as db:
            assert [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("threads", "turns", "feedback")] == [0, 0, 0]

    def test_the_schema_is_numbered_and_write_ahead_logged(self, store):
        with sqlite3.connect(store.file) as db:
            assert db.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
            assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"

    def test_a_file_of_a_newer_version_is_left_alone(self, tmp_path):
        with sqlite3.connect(tmp_path / "huice.db") as db:
            db.execute("PRAGMA user_version = 99")
        with pytest.raises(StoreError, match=r"newer Huice.*schema 99"):
            Store(tmp_path / "huice.db")

    def test_many_may_start_on_a_new_file_at_once(self, tmp_path):
        """Eight openers, one schema."""
        with ThreadPoolExecutor(8) as pool:
            for store in pool.map(lambda _: Store(tmp_path / "huice.db"), range(8)):
                assert store.threads("") == []

    def test_what_is_no_database_is_one_clear_sentence(self, tmp_path):
        (tmp_path / "huice.db").write_bytes(b"\xff" * 5000)
        with pytest.raises(StoreError, match=r"huice\.db"):
            Store(tmp_path / "huice.db")
