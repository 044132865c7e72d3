"""The check: figures as whole figures in any wording, both languages, and how sharp it is under mutation."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.check import check_folder, check_folders
from corpus.load import load_policy, shipped_folder
from corpus.mutation import mutants, sharpness
from corpus.provenance import figures_used, twins_differ

BASE = Path(__file__).parent / "broken" / "base"
POLICIES = sorted((Path(__file__).parent / "policies").iterdir())
Change = Callable[[str, str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """The base folder with one text replaced in one file."""

    def make(name: str, find: str, put: str) -> Path:
        folder = tmp_path / "teahouse"
        if not folder.exists():
            shutil.copytree(BASE, folder)
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert find in text
        file.write_text(text.replace(find, put), encoding="utf-8")
        return folder

    return make


class TestProof:
    @pytest.mark.parametrize(
        "written", ["20万元", "200000元", "200,000元", "二十万元", "20万", "20萬元", "二十万", "０.2百万元", "人民币20万元"]
    )
    def test_one_figure_in_any_wording(self, changed: Change, written: str) -> None:
        """20万 in awards.yaml is proven by every way to write it."""
        report = check_folder(changed("clauses.md", "20万元", written))
        assert report.ok, [str(one) for one in report.errors]

    @pytest.mark.parametrize("written", ["120万元", "20.5万元", "2万元", "20亿元", "20万美元", "200000个", "若干"])
    def test_another_figure_is_no_proof(self, changed: Change, written: str) -> None:
        """20万 does not occur in 120万, and 20 is not 20万."""
        report = check_folder(changed("clauses.md", "20万元", written))
        assert any("20万元 is not stated in teahouse/leaves" in one.message for one in report.errors)

    @pytest.mark.parametrize("written", ["30%", "３０％", "三成", "百分之三十", "30 %"])
    def test_a_share_in_any_wording(self, changed: Change, written: str) -> None:
        """So are ratios."""
        report = check_folder(changed("clauses.md", "30%补贴", f"{written}补贴"))
        assert report.ok, [str(one) for one in report.errors]

    def test_the_clause_cited_must_state_it(self, changed: Change) -> None:
        """The figure standing in another clause is not enough."""
        report = check_folder(changed("awards.yaml", "cap: 20万}", "cap: 25万}"))
        assert any("25万元 is not stated in teahouse/leaves" in one.message for one in report.errors)

    def test_a_further_clause_may_state_it(self, changed: Change) -> None:
        """`also` names clauses that state a part of the award."""
        changed("awards.yaml", "    clause: leaves", "    clause: leaves\n    also: [cap]")
        changed("clauses.md", "，最高20万元", "")
        changed("clauses.md", ", at most 200,000 yuan", "")
        changed("clauses.md", "最高25万元", "最高25万元，其中茶叶最高20万元")
        folder = changed("clauses.md", "250,000 yuan per", "250,000 yuan (leaves: 200,000 yuan) per")
        report = check_folder(folder)
        assert report.ok, [str(one) for one in report.errors]

    def test_every_figure_that_decides_is_looked_up(self) -> None:
        """teahouse: day in force, threshold, window, ratio, cap, group cap."""
        used = {(one.kind, one.value) for one in figures_used(load_policy(BASE))}
        assert used == {
            ("date", "2025-01-01"),
            ("money", "1000000"),
            ("count", "3"),
            ("ratio", "30"),
            ("money", "200000"),
            ("money", "250000"),
        }


class TestTwins:
    @pytest.mark.parametrize(
        ("chinese", "english"),
        [
            ("最高150万元，比例50%", "up to 50%, at most 1.5 million yuan"),
            ("2024年7月2日", "2 July 2024"),
            ("分三类", "in three kinds"),
            ("之后两年（共三年）", "the two years after (three years in all)"),
            ("超过50个", "more than 50"),
            ("一次性奖励", "a one-off award"),
            ("按1:1分担", "shared 1:1"),
        ],
    )
    def test_the_same_figures_in_two_languages(self, chinese: str, english: str) -> None:
        """Whatever the order and the wording."""
        assert twins_differ(chinese, english) == []

    @pytest.mark.parametrize(
        ("chinese", "english", "differ"),
        [
            ("最高150万元", "at most 15 million yuan", ["15000000元", "1500000元"]),
            ("比例50%", "a ratio of 60%", ["50%", "60%"]),
            ("2024年7月2日", "3 July 2024", ["2024-07-02", "2024-07-03"]),
            ("连续三年", "for two years", ["2年", "3年"]),
            ("超过50个", "more than 60", ["50"]),
            ("20万元和20万元", "200,000 yuan", ["200000元"]),
        ],
    )
    def test_different_figures_are_named(self, chinese: str, english: str, differ: list[str]) -> None:
        """Both sides are listed, so that one sees which is wrong."""
        assert twins_differ(chinese, english) == differ


class TestReports:
    def test_shipped_policies_are_in_order(self) -> None:
        """No error, no warning; the counts are those of the folders."""
        reports = {report.policy: report for report in check_folders([shipped_folder()])}
        assert [str(one) for report in reports.values() for one in report.findings] == []
        assert reports["haizhu-ai-2024"].clauses == 16 and reports["haizhu-ai-2024-notice"].clauses == 9
        assert reports["haizhu-ai-2024"].cases >= 60

    @pytest.mark.parametrize("folder", POLICIES, ids=lambda path: path.name)
    def test_invented_policies_are_in_order(self, folder: Path) -> None:
        """They use every shape, with an example below, on and above each threshold."""
        assert [str(one) for one in check_folder(folder).findings] == []

    def test_a_summary_says_what_was_proven(self) -> None:
        """One line for the command."""
        assert check_folder(BASE).summary() == (
            "teahouse: ok: 3 clauses, 6 figures looked up in their clauses, 5 worked examples, 0 errors, 0 warnings"
        )

    def test_a_policy_named_but_absent_is_said(self) -> None:
        """A supplement checked alone: a warning, for the folder itself is in order."""
        (report,) = check_folders([shipped_folder() / "haizhu-ai-2024-notice"])
        assert report.ok and any("haizhu-ai-2024 is not among the folders checked" in one.message for one in report.warnings)

    def test_a_near_clause_in_another_policy(self, tmp_path: Path) -> None:
        """Alone it can't be looked up: a warning. Beside the other policy it must be there: an error."""
        for folder in shipped_folder().iterdir():
            shutil.copytree(folder, tmp_path / folder.name)
        file = tmp_path / "haizhu-ai-2024" / "policy.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("notice/applicant", "notice/aplicant", 1), encoding="utf-8")
        (alone,) = check_folders([tmp_path / "haizhu-ai-2024"])
        assert alone.ok and any("check both together" in one.message for one in alone.warnings)
        both = check_folders([tmp_path])
        assert [one.message for one in both[0].errors] == ["haizhu-ai-2024-notice has no clause aplicant: correct the id"]


class TestSharpness:
    """Every figure changed in turn; the goal is that every change is caught."""

    def test_mutants_change_one_place_each(self) -> None:
        """The base has its figures in awards.yaml, policy.yaml and both languages of clauses.md."""
        found = list(mutants(BASE))
        assert {one.file for one in found} == {"awards.yaml", "policy.yaml", "clauses.md"}
        for one in found:
            before = (BASE / one.file).read_text(encoding="utf-8")
            assert one.text != before and abs(len(one.text) - len(before)) <= 1
        changed = {(one.where, one.before, one.after) for one in found}
        assert ("awards[0].amount.ratio", "3", "4") in changed
        assert ("awards[0].amount.cap", "20", "120") in changed
        assert ("leaves", "三", "四") in changed

    def test_a_blunt_check_would_be_seen(self, tmp_path: Path) -> None:
        """Without its English twin a count in a clause is proven by nothing: the mutation shows it."""
        folder = tmp_path / "teahouse"
        shutil.copytree(BASE, folder)
        clauses = folder / "clauses.md"
        text = clauses.read_text(encoding="utf-8").partition("### Cap")[0]
        clauses.write_text(text.replace("最高25万元。", "最高25万元，分两类。"), encoding="utf-8")
        found = sharpness(folder)
        assert found.share < 1 and any(one.before == "两" for one in found.slipped)

    @pytest.mark.parametrize("folder", [BASE, *POLICIES, *sorted(shipped_folder().iterdir())], ids=lambda path: path.name)
    def test_every_changed_figure_is_caught(self, folder: Path) -> None:
        """In awards.yaml, policy.yaml and both languages of clauses.md, twice a figure."""
        found = sharpness(folder)
        print(f"\n{folder.name}: {found}")
        assert found.tried > 20
        assert [str(one) for one in found.slipped] == []
