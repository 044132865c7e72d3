"""Question sets: what loads, and what is refused with which words."""

from __future__ import annotations

import json

import pytest

from eval import questions
from eval.errors import SetError

GOOD = {
    "id": "opt-017", "tags": ["calculate"],
    "turns": [{"user": "花了260万", "expect": {"status": "answered", "route": ["calculate", "lookup"], "total_yuan": "1300000"}}],
}  # fmt: skip


def with_expect(**expect) -> str:
    return json.dumps({"id": "x", "turns": [{"user": "q", "expect": expect}]}, ensure_ascii=False)


BROKEN = {
    "no JSON": ("{not json", ["no JSON object", "column"]),
    "a list": ('["a"]', ["a conversation is a JSON object"]),
    "no id": ('{"turns": [{"user": "q"}]}', ["id", "is missing"]),
    "no turns": ('{"id": "x"}', ["turns", "is missing"]),
    "empty turns": ('{"id": "x", "turns": []}', ["turns", "at least 1"]),
    "turn without user": ('{"id": "x", "turns": [{"expect": {}}]}', ["turns.1.user", "is missing"]),
    "unknown top field": ('{"id": "x", "turns": [{"user": "q"}], "tag": []}', ["tag", "allowed are id, tags, turns, note"]),
    "unknown turn field": ('{"id": "x", "turns": [{"user": "q", "expects": {}}]}', ["turns.1.expects", "allowed are user, expect"]),
    "misspelt check": (with_expect(citation=["a"]), ["turns.1.expect.citation", "allowed are status, route", "citations_any"]),
    "duplicate key": ('{"id": "x", "turns": [{"user": "q", "expect": {"total_yuan": "1", "total_yuan": "2"}}]}', ["total_yuan", "twice"]),
    "unknown status": (with_expect(status="refused"), ["status", "'refused' is not allowed", "'answered'", "'rejected'"]),
    "unknown route": (with_expect(route=["calc"]), ["route", "'calc' is not allowed", "'calculate'"]),
    "no status at all": (with_expect(status=[]), ["status", "at least 1"]),
    "amount as a number": (with_expect(total_yuan=1300000), ["total_yuan", "1300000 is no text", "decimal strings"]),
    "amount in words": (with_expect(total_yuan="130万"), ["total_yuan", "'130万' is no amount", "1300000"]),
    "exponent": (with_expect(required="1e6"), ["required", "'1e6' is no amount"]),
    "unknown kind": (with_expect(award={"m": {"kind": "max", "yuan": "1"}}), ["award.m.kind", "'max' is not allowed", "'ceiling'"]),
    "unknown award field": (with_expect(award={"m": {"amount": "1"}}), ["award.m.amount", "allowed are kind, yuan"]),
    "mentions not nested": (with_expect(mentions=["未载明"]), ["mentions.1", "is no list"]),
    "empty mention list": (with_expect(mentions=[[]]), ["mentions.1", "at least 1"]),
    "empty figure": (with_expect(figures=[""]), ["figures", "empty string"]),
    "negative citations_max": (with_expect(citations_max=-1), ["citations_max", "greater than or equal to 0"]),
    "figures as text": (with_expect(figures="130万元"), ["figures", "is no list"]),
    "own line number": ('{"id": "x", "turns": [{"user": "q"}], "line": 3}', ["line", "unknown field"]),
}  # fmt: skip


class TestLoading:
    def test_one_value_and_a_list_mean_any_of_these(self):
        """A status given as text is a list of one."""
        turn = questions.parse(json.dumps(GOOD)).turns[0]
        assert turn.expect.status == ("answered",)
        assert turn.expect.route == ("calculate", "lookup")

    def test_only_what_is_given_is_checked(self):
        """A check left out is no check; total_yuan null is one."""
        assert not questions.parse(with_expect(status="answered")).turns[0].expect.given("total_yuan")
        assert questions.parse(with_expect(total_yuan=None)).turns[0].expect.given("total_yuan")

    def test_written_and_read_again_is_the_same(self):
        """dump is the inverse of parse."""
        conversation = questions.parse(json.dumps(GOOD))
        assert questions.parse(questions.dump(conversation)) == conversation
        assert json.loads(questions.dump(conversation)) == GOOD

    def test_fingerprint_is_of_the_questions_alone(self):
        """A corrected expectation keeps the raw answers good; another word does not."""
        a, b = questions.parse(with_expect(total_yuan="1")), questions.parse(with_expect(total_yuan="2"))
        assert a.fingerprint == b.fingerprint
        assert a.fingerprint != questions.parse(with_expect().replace('"q"', '"q?"')).fingerprint

    def test_blank_lines_bom_and_windows_line_ends_are_fine(self, tmp_path):
        """Editors put them there."""
        path = tmp_path / "s.jsonl"
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n")
        assert [c.id for c in questions.load([path])] == ["opt-017"]


class TestRefusing:
    @pytest.mark.parametrize("case", list(BROKEN))
    def test_broken_line_says_where_and_what_is_allowed(self, case, tmp_path):
        """File, line, field, and the words of the table."""
        line, words = BROKEN[case]
        path = tmp_path / "set.jsonl"
        path.write_text(json.dumps(GOOD) + "\n\n" + line + "\n", encoding="utf-8")
        with pytest.raises(SetError) as error:
            questions.load([path])
        assert "set.jsonl:3: " in str(error.value)
        for word in words:
            assert word in str(error.value), str(error.value)
        assert "\n" not in str(error.value)

    def test_the_same_id_twice_names_both_places(self, tmp_path):
        """Ids are unique over all files."""
        for name in ("a.jsonl", "b.jsonl"):
            (tmp_path / name).write_text(json.dumps(GOOD) + "\n")
        with pytest.raises(SetError, match=r"b\.jsonl:1: id: 'opt-017' was used before, at .*a\.jsonl:1"):
            questions.load([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])

    def test_empty_and_unreadable_files(self, tmp_path):
        """A missing file, one that is not UTF-8, and one without a conversation."""
        (tmp_path / "gbk.jsonl").write_bytes("题".encode("gbk"))
        (tmp_path / "empty.jsonl").write_text("\n")
        for name, word in (("none.jsonl", "cannot be read"), ("gbk.jsonl", "not UTF-8"), ("empty.jsonl", "no conversation")):
            with pytest.raises(SetError, match=word):
                questions.load([tmp_path / name])
