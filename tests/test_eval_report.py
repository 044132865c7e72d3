"""The report and its kin: complete, self-contained, escaped."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest

from eval import exports, pictures, questions, report, score, show, summary
from eval.run import Record, Run
from eval.sources import Catalogue

NASTY = "<script>alert('x')</script>&\x0b=1+1"


def scored_run(tmp_path, *, user: str = "有效期?", text: str = "未载明。"):
    lines = [
        {"id": "good-1", "tags": ["silent"], "turns": [{"user": "q", "expect": {"status": "not_stated"}}]},
        {"id": "bad-1", "tags": ["silent", "colloquial"], "turns": [
            {"user": "先说一句"}, {"user": user, "expect": {"status": "answered", "figures": ["50%"]}}]},
    ]  # fmt: skip
    conversations = tuple(questions.parse(json.dumps(line)) for line in lines)
    answer = {"status": "not_stated", "route": "lookup", "answer": text, "citations": [], "figures": [], "latency_ms": 3.0}
    records = {(c.id, n): Record(c.id, n, answer, 4.0) for c in conversations for n in range(1, len(c.turns) + 1)}
    turns = score.score_turns(Run(tmp_path, conversations, records, Catalogue()))
    return summary.summarise(turns, {"asker": "fake", "files": ["s.jsonl"]}), turns


class TestPage:
    def test_every_failing_turn_is_there_with_its_thread_and_reason(self, tmp_path):
        """Question, what was said before, answer, expectation, reason; turns that hold are left out."""
        found, turns = scored_run(tmp_path)
        page = report.render(found, turns, "run-1")
        assert page.count("<article ") == 1
        for words in ("bad-1", "先说一句", "有效期?", "未载明。", "not in the text: 50%", "status not_stated, expected answered"):
            assert words in page
        assert "good-1" not in page

    def test_nothing_is_fetched_from_anywhere(self, tmp_path):
        """No address in the page but none at all, and a policy that forbids it."""
        page = report.render(*scored_run(tmp_path), "run-1")
        assert not re.search(r"https?://(?!www\.w3\.org)|src=|@import|url\(", page)
        assert "default-src 'none'" in page

    def test_what_people_wrote_is_escaped(self, tmp_path):
        """A question or an answer can hold a script; it is shown, not run."""
        page = report.render(*scored_run(tmp_path, user=NASTY, text=NASTY), "<b>run</b>")
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
        assert "<b>run</b>" not in page

    def test_scores_carry_definition_and_interval(self, tmp_path):
        """1 of 3 turns fails: 66.7%."""
        page = report.render(*scored_run(tmp_path), "run-1")
        assert "66.7%" in page
        assert "Share of turns with the expected status" in page

    def test_the_intent_model_is_shown_where_the_run_kept_it(self, tmp_path):
        """Labels numbered, slips in the description."""
        found, turns = scored_run(tmp_path)
        assert "guessed by column" not in report.render(found, turns, "run-1")
        found["run"]["intents"] = {"labels": ["ratio", "cap"], "confusion": [[3, 1], [0, 2]]}
        page = report.render(found, turns, "run-1")
        assert "guessed by column" in page and "ratio as cap: 1" in page

    def test_a_run_without_failures_says_so(self, tmp_path):
        """No filters without anything to filter."""
        _, turns = scored_run(tmp_path)
        good = tuple(t for t in turns if t.ok)
        page = report.render(summary.summarise(good), good, "run-1")
        assert "No turn failed" in page and 'role="search"' not in page


class TestPictures:
    def test_intervals_sit_where_the_numbers_say(self):
        """A value of 50% is drawn in the middle between 0% and 100%."""
        svg = pictures.intervals({"a": {"value": 0.5, "low": 0.25, "high": 0.75, "n": 8}}, "t")
        ticks = re.findall(r'<line x1="([\d.]+)" y1="14.0"', svg)
        dot = float(re.search(r'circle cx="([\d.]+)"', svg)[1])
        assert dot == pytest.approx((float(ticks[0]) + float(ticks[-1])) / 2, abs=0.1)

    def test_pictures_are_xml_with_a_text_alternative(self):
        """Labels are escaped; title and desc are there."""
        score_ = {"value": 0.5, "low": 0.2, "high": 0.8, "n": 3}
        for svg in (
            pictures.intervals({"<a&b>": score_}, "标签"),
            pictures.confusion({"answered": {"answered": 3, "not_stated": 1}}, "状态"),
            pictures.latency([1, 2, 3, 100.0], {"p50": 2.5, "p95": 80, "p99": 96, "max": 100}, "用时"),
            pictures.matrix(["a<b", "c"], [[3, 1], [0, 2]], "意图"),
            pictures.latency([5.0], {"p50": 5, "p95": 5, "p99": 5}, "用时"),
        ):
            root = ElementTree.fromstring(svg)
            assert root.find("title") is not None and root.find("desc").text

    def test_nothing_to_draw_is_no_picture(self):
        """An empty table gives an empty text, not an empty frame."""
        assert pictures.intervals({}, "t") == pictures.confusion({}, "t") == pictures.latency([], {}, "t") == ""


class TestExports:
    def test_junit_counts_and_survives_control_characters(self, tmp_path):
        """3 turns, 1 failure, readable by any XML parser."""
        _, turns = scored_run(tmp_path, user=NASTY)
        root = ElementTree.fromstring(exports.junit(turns))
        assert (root.get("tests"), root.get("failures")) == ("3", "1")
        assert "not in the text: 50%" in root.find(".//failure").text

    def test_csv_marks_checks_and_disarms_formulas(self, tmp_path):
        """1 holds, 0 fails, empty is not checked; a cell that starts with = is text."""
        _, turns = scored_run(tmp_path, user='=HYPERLINK("x")')
        rows = list(csv.DictReader(io.StringIO(exports.table(turns))))
        assert [r["given_status"] for r in rows] == ["not_stated"] * 3
        assert [r["status"] for r in rows] == ["1", "", "0"]
        assert rows[2]["figures"] == "0" and rows[0]["figures"] == ""
        assert rows[2]["question"] == '\'=HYPERLINK("x")'

    def test_markdown_tables_are_not_broken_by_a_pipe(self, tmp_path):
        """A pipe in a tag or a question is escaped."""
        found, turns = scored_run(tmp_path, user="a|b\nc")
        text = exports.markdown(found, turns)
        assert "a\\|b c" in text and "| 66.7% |" in text

    def test_excel_opens_the_csv_as_utf8(self, tmp_path):
        """A byte order mark is what Excel looks for."""
        found, turns = scored_run(tmp_path)
        exports.write(found, turns, tmp_path)
        assert (tmp_path / "turns.csv").read_bytes().startswith(b"\xef\xbb\xbf")


class TestTerminal:
    def test_failures_name_the_check_and_the_reason(self, tmp_path):
        """And stop at the limit."""
        _, turns = scored_run(tmp_path)
        text = "\n".join(show.failures(turns, 5))
        assert "bad-1 turn 2" in text and "- figures: not in the text: 50%" in text
        assert "1 more failing turns" in "\n".join(show.failures(turns, 0))
