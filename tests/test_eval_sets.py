"""Set tools: looking a set over, writing it worse, making one from a spreadsheet."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner

from corpus.load import load_policies, shipped_folder
from eval import importing, perturb, questions, reachable
from eval.cli import app
from eval.errors import SetError
from eval.figures import figures
from eval.lint import lint, skeleton


def conversation(name: str, *turns: str, **expect) -> questions.Conversation:
    last = {"expect": expect} if expect else {}
    listed = [{"user": user} | (last if user is turns[-1] else {}) for user in turns]
    return questions.parse(json.dumps({"id": name, "turns": listed}, ensure_ascii=False))


@pytest.fixture(scope="module")
def policies():
    return load_policies([shipped_folder()]).policies


class TestRepetition:
    def test_same_words_are_an_error_whatever_the_punctuation(self):
        """Width, blanks and marks make no new question."""
        found = lint([conversation("a", "能补多少?260万"), conversation("b", "能补多少 ２６０万!"), conversation("c", "别的问题")])
        assert [(f.kind, f.level, f.ids) for f in found] == [("duplicate", "error", ("a", "b"))]

    def test_the_same_skeleton_around_other_figures(self):
        """Figures in digits or words are masked; other words are another skeleton."""
        found = lint(
            [conversation("a", "花了260万,能补多少"), conversation("b", "花了三百万能补多少"), conversation("c", "租金260万")], near=1.0
        )
        assert [(f.kind, f.ids) for f in found] == [("skeleton", ("a", "b"))]
        assert skeleton(conversation("x", "花了1,300,000元")) == skeleton(conversation("y", "花了八十万"))

    def test_questions_without_figures_have_no_skeleton_to_repeat(self):
        """Two different short questions are not one."""
        assert lint([conversation("a", "谢谢"), conversation("b", "你好")]) == []

    def test_near_duplicates_by_character_pairs(self):
        """One word more in a long question is nearly the same."""
        text = "我们公司去年刚搬到海珠区想问一下办公用房的补贴怎么申请"
        found = lint([conversation("a", text), conversation("b", text + "呢"), conversation("c", "模型优化的资金池一年多少钱来着")])
        assert [(f.kind, f.ids) for f in found] == [("near-duplicate", ("a", "b"))]

    def test_an_order_of_turns_is_part_of_the_conversation(self):
        """The same two turns the other way round are another conversation."""
        assert lint([conversation("a", "花了一百万", "已备案"), conversation("b", "已备案", "花了一百万")], near=1.0) == []


CONTRADICTIONS = [
    ({"citations": ["haizhu-ai-2024/optimisation"]}, "error", "no clause 'haizhu-ai-2024/optimisation'"),
    ({"award": {"optimization": {"kind": "ceiling", "yuan": "1"}}}, "error", "no award 'optimization'"),
    ({"ask_for": ["cost"]}, "error", "no input 'cost'"),
    ({"status": "not_stated", "total_yuan": "100"}, "error", "yet a calculation is expected"),
    ({"route": "lookup", "award": {"talent": {"kind": "bound"}}}, "error", "has no calculation"),
    ({"citations_max": 0, "citations": ["haizhu-ai-2024/talent"]}, "error", "1 citations expected, at most 0"),
    ({"figures": ["150万元"], "figures_absent": ["1500000元"]}, "error", "must be there and must not be there"),
    ({"figures": ["很多"]}, "warning", "holds no figure"),
    ({"award": {"model-optimization": {"kind": "ceiling", "yuan": "1600000"}}}, "error", "above its ceiling 1500000"),
    ({"award": {"model-optimization": {"kind": "none", "yuan": "1"}}}, "error", "kind none is 0"),
    ({"award": {"model-optimization": {"kind": "ceiling", "yuan": "1200000"}}}, "warning", "no figure said so far gives ceiling 1200000"),
    ({"award": {"office-rent": {"kind": "ceiling", "yuan": "1300000"}}}, "error", "above its ceiling 1000000"),
]
CONSISTENT = [
    ("花了260万", {"award": {"model-optimization": {"kind": "ceiling", "yuan": "1300000"}}}),
    ("花了800万", {"award": {"model-optimization": {"kind": "ceiling", "yuan": "1500000"}}}),
    ("两笔,一笔100万一笔60万", {"award": {"model-optimization": {"kind": "ceiling", "yuan": "800000"}}}),
    ("合同400万,有90万没付", {"award": {"model-optimization": {"kind": "ceiling", "yuan": "1500000"}}}),
    ("月租8万,营收1.2亿", {"award": {"office-rent": {"kind": "ceiling", "yuan": "864000"}}}),
    ("500平,一平每月80元,营收一亿", {"award": {"office-rent": {"kind": "ceiling", "yuan": "432000"}}}),
    ("月租10万免租三个月,营收2亿", {"award": {"office-rent": {"kind": "ceiling", "yuan": "810000"}}}),
    ("租金100万,营收6000万", {"award": {"office-rent": {"kind": "bound", "yuan": "900000"}}}),
    ("全资子公司,租金100万", {"award": {"office-rent-subsidiary": {"kind": "ceiling", "yuan": "600000"}}}),
    ("260", {"award": {"application-promotion": {"kind": "ceiling", "yuan": "780000"}}}),
    ("人才奖批了320万", {"award": {"talent": {"kind": "ceiling", "yuan": "3200000"}}}),
    ("人才奖能有多少", {"award": {"talent": {"kind": "bound", "yuan": "5000000"}}}),
    ("大模型首次备案", {"award": {"model-filing": {"kind": "ceiling", "yuan": "1000000"}}}),
]


class TestContradictions:
    @pytest.mark.parametrize(("expect", "level", "words"), CONTRADICTIONS, ids=str)
    def test_is_found_with_its_reason(self, expect, level, words, policies):
        """260万 gives 130万 under the optimisation subsidy and nothing else."""
        found = lint([conversation("a", "花了260万", **expect)], policies)
        assert [(f.kind, f.level) for f in found] == [("contradiction", level)]
        assert words in found[0].why

    @pytest.mark.parametrize(("said", "expect"), CONSISTENT, ids=str)
    def test_right_expectations_pass(self, said, expect, policies):
        """Sums, months, areas, parts taken off and ceilings are reached."""
        assert lint([conversation("a", said, **expect)], policies) == []

    def test_bases_are_exact(self):
        """1/3 of 100万 to the digits of Decimal, never a float."""
        assert all(type(b).__name__ == "Decimal" for b in reachable.bases(["一百万的三分之一"]))


class TestPerturb:
    @pytest.mark.parametrize("kind", list(perturb.KINDS))
    def test_figures_survive_every_perturbation(self, kind):
        """What the expectation rests on is not touched."""
        text = "我们去年优化模型一共花了1,260.5万元,房租一百二十万一年,比例是不是50%,没有备案,第2年?"
        (changed,) = perturb.perturb([conversation("a", text)], kind)
        assert [(f.value, f.unit) for f in figures(changed.turns[0].user)] == [(f.value, f.unit) for f in figures(text)]
        assert "没有" in changed.turns[0].user or "沒有" in changed.turns[0].user

    @pytest.mark.parametrize(
        ("kind", "text", "changed"),
        [
            ("traditional", "备案奖励多少万", "備案獎勵多少萬"),
            ("full-width", "花了260万,能补?", "花了２６０万，能补？"),
            ("no-punctuation", "花了260万,房租80万,补多少?", "花了260万房租80万补多少"),
            ("no-punctuation", "房租80万,260万优化", "房租80万 260万优化"),
            ("no-punctuation", "收入1.2亿。", "收入1.2亿"),
        ],
    )
    def test_by_hand(self, kind, text, changed):
        """Marks inside a number stay; a blank keeps two figures apart."""
        assert perturb.perturb([conversation("a", text)], kind)[0].turns[0].user == changed

    def test_homophones_sound_the_same(self):
        """Every replaced character has the same toneless pinyin."""
        from pypinyin import lazy_pinyin

        text = "算法备案完成之后可以申请什么奖励呢请问怎么办理手续"
        changed = perturb.perturb([conversation("a", text)], "homophones")[0].turns[0].user
        assert changed != text and len(changed) == len(text)
        assert all(lazy_pinyin(a) == lazy_pinyin(b) for a, b in zip(text, changed, strict=True))

    def test_the_same_set_gives_the_same_copy(self):
        """Seeded by id and kind."""
        original = [conversation("a", "算法备案完成之后可以申请什么奖励")]
        assert perturb.perturb(original, "typos") == perturb.perturb(original, "typos")

    def test_ids_and_tags_name_the_kind_and_expectations_stay(self):
        """So that a report breaks the score down by kind."""
        (changed,) = perturb.perturb([conversation("a", "备案奖励多少", status="answered")], "traditional")
        assert (changed.id, changed.tags[-1]) == ("a~traditional", "perturbed:traditional")
        assert changed.turns[0].expect.status == ("answered",)

    def test_what_cannot_change_is_left_out(self):
        """Garbage that must be rejected, English under a Chinese perturbation."""
        assert perturb.perturb([conversation("a", "!!??", status="rejected"), conversation("b", "rent")], "homophones") == []


class TestImport:
    def write(self, path, rows, encoding="utf-8-sig"):
        with path.open("w", encoding=encoding, newline="") as out:
            csv.writer(out).writerows(rows)
        return path

    def test_a_chinese_table_becomes_a_set(self, tmp_path):
        """Rows with one id are one conversation; cells in people's words become the contract's values."""
        rows = [
            ["编号", "问题", "标签", "状态", "路由", "奖项", "类型", "金额", "数字", "条款", "应提"],
            [
                "1",
                "花了260万能补多少",
                "测算、口语",
                "已答",
                "测算",
                "model-optimization",
                "上限",
                "130万",
                "130万元;50%",
                "p/model",
                "资金池/3000万;审核",
            ],
            ["1", "那400万呢", "", "", "", "", "", "", "150万元", "", ""],
            ["", "", "", "", "", "", "", "", "", "", ""],
            ["2", "有效期多久", "沉默", "未载明/需补充", "", "", "", "", "", "", ""],
        ]
        done = importing.read(self.write(tmp_path / "t.csv", rows))
        assert done.problems == ()
        first, second = done.conversations
        assert (first.id, first.tags, len(first.turns)) == ("1", ("测算", "口语"), 2)
        expect = first.turns[0].expect
        assert (expect.status, expect.route) == (("answered",), ("calculate",))
        assert expect.award["model-optimization"].model_dump() == {"kind": "ceiling", "yuan": "1300000"}
        assert expect.figures == ("130万元", "50%")
        assert expect.mentions == (("资金池", "3000万"), ("审核",))
        assert second.turns[0].expect.status == ("not_stated", "needs_info")

    def test_bad_cells_are_named_and_good_rows_are_kept(self, tmp_path):
        """Line, column, and what to write; the other conversations come out."""
        rows = [
            ["id", "question", "status", "total", "colour"],
            ["a", "q1", "done", "", ""],
            ["b", "q2", "answered", "about 5", ""],
            ["c", "", "answered", "", "red"],
            ["d", "q4", "answered", "120万", ""],
        ]
        done = importing.read(self.write(tmp_path / "t.csv", rows))
        assert [c.id for c in done.conversations] == ["d"]
        assert done.conversations[0].turns[0].expect.total_yuan == "1200000"
        text = "\n".join(done.problems)
        expected = ["1: column 'colour'", "2: column status: 'done' is not allowed", "3: column total: 'about 5' is no amount"]
        for words in (*expected, "4: column question: is empty"):
            assert "t.csv:" + words in text

    def test_excel_and_gbk_are_read(self, tmp_path):
        """What Excel saves on a Chinese Windows."""
        from openpyxl import Workbook

        book = Workbook()
        book.active.append(["问题", "合计"])
        book.active.append(["花了多少", 1300000])
        book.save(tmp_path / "t.xlsx")
        (only,) = importing.read(tmp_path / "t.xlsx").conversations
        assert (only.id, only.turns[0].expect.total_yuan) == ("t-002", "1300000")
        self.write(tmp_path / "g.csv", [["问题"], ["备案奖多少"]], encoding="gbk")
        assert importing.read(tmp_path / "g.csv").conversations[0].turns[0].user == "备案奖多少"

    def test_the_desks_export_is_a_set_and_repeated_ids_get_a_number(self, tmp_path):
        """A question marked twice at the desk comes twice."""
        line = '{"id": "desk-1", "tags": ["unanswered"], "turns": [{"user": "q"}]}\n'
        (tmp_path / "d.jsonl").write_text(line * 2 + "{}\n")
        done = importing.read(tmp_path / "d.jsonl")
        assert [c.id for c in done.conversations] == ["desk-1", "desk-1-2"]
        assert "d.jsonl:3" in done.problems[0]

    def test_what_the_desk_writes_is_what_is_read(self, tmp_path):
        """Both of its exports; the status it gave to an answer marked wrong is no expectation."""
        from types import SimpleNamespace

        from assistant.web import calls

        said = {"status": "answered", "answer": "x"}
        first = SimpleNamespace(id=1, thread="t", question="花了260万", answer=said, verdict="", reason="", at=0.0)
        wrong = SimpleNamespace(id=2, thread="t", question="=那400万呢", answer=said, verdict="down", reason="金额不对", at=0.0)
        store = SimpleNamespace(unanswered=lambda limit: [wrong], turns=lambda thread: [first, wrong])
        (tmp_path / "d.jsonl").write_text(calls.as_jsonl(calls.open_cases(store)))
        (tmp_path / "d.csv").write_text(calls.as_csv(store))
        lines, table = importing.read(tmp_path / "d.jsonl"), importing.read(tmp_path / "d.csv")
        assert lines.problems == table.problems == ()
        assert [t.user for t in lines.conversations[0].turns] == ["花了260万", "=那400万呢"]
        (only,) = table.conversations
        assert (only.id, only.tags, only.turns[0].user) == ("desk-2", ("desk",), "=那400万呢")
        assert only.turns[0].expect.status is None

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [("t.docx", b"", "cannot be imported"), ("t.xlsx", b"junk", "no Excel workbook"),
         ("t.csv", b"a,b\n1,2\n", "no column of questions"),
         ("t.csv", b"", "is empty"), ("u.csv", b"\xff\xff\xff", "neither UTF-8 nor GBK")],
    )  # fmt: skip
    def test_files_that_are_no_table(self, tmp_path, name, content, words):
        """One sentence each."""
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SetError, match=words):
            importing.read(tmp_path / name)


class TestCommands:
    def test_lint_fails_on_errors_and_passes_on_warnings(self, tmp_path):
        """Exit 1 for an error; a warning fails only when told to."""
        path = tmp_path / "s.jsonl"
        path.write_text(questions.dump(conversation("a", "花了1万", figures=["很多"])) + "\n")
        assert CliRunner().invoke(app, ["lint", str(path)]).exit_code == 0
        assert CliRunner().invoke(app, ["lint", "--strict", str(path)]).exit_code == 1
        path.write_text(questions.dump(conversation("a", "问题一二三", citations=["x/y"])) + "\n")
        result = CliRunner().invoke(app, ["lint", str(path)])
        assert result.exit_code == 1 and "no clause 'x/y'" in result.output
        assert "x/y" not in CliRunner().invoke(app, ["lint", "--ids-only", str(path)]).output

    def test_perturb_writes_one_file_a_kind(self, tmp_path):
        """And names an unknown kind."""
        (tmp_path / "s.jsonl").write_text(questions.dump(conversation("a", "备案奖励多少,请问?")) + "\n")
        assert CliRunner().invoke(app, ["perturb", str(tmp_path / "s.jsonl"), "--out", str(tmp_path / "o")]).exit_code == 0
        assert sorted(p.stem for p in (tmp_path / "o").iterdir()) == sorted(perturb.KINDS)
        assert len(questions.load([tmp_path / "o/typos.jsonl"])) == 1
        result = CliRunner().invoke(app, ["perturb", str(tmp_path / "s.jsonl"), "--out", str(tmp_path / "o"), "--kind", "upside-down"])
        assert result.exit_code == 2 and "upside-down" in result.stderr

    def test_import_says_what_was_lost(self, tmp_path):
        """Exit 1 with the problems on stderr, and the good rows written."""
        (tmp_path / "t.csv").write_text("id,question,status\na,q,nope\nb,q2,answered\n")
        result = CliRunner().invoke(app, ["import", str(tmp_path / "t.csv"), "--out", str(tmp_path / "s.jsonl")])
        assert result.exit_code == 1 and "t.csv:2" in result.stderr
        assert [c.id for c in questions.load([tmp_path / "s.jsonl"])] == ["b"]
