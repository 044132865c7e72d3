"""Loading policy folders: what a file means, what a library knows, what changes its hash."""

from __future__ import annotations

import shutil
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from corpus.dated import as_of
from corpus.errors import PolicyError, UnknownName
from corpus.figures import read_count, read_ratio, read_yuan
from corpus.load import Library, load_policies, load_policy, policy_folders, shipped_folder
from corpus.model import PerUnit, Policy, Share, Slices
from corpus.strict_yaml import line_of, parse_yaml

POLICIES = Path(__file__).parent / "policies"
BASE = Path(__file__).parent / "broken" / "base"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_policies([shipped_folder(), POLICIES])


class TestLibrary:
    def test_a_folder_of_folders_and_a_folder_are_both_taken(self) -> None:
        """Three invented policies in one folder, one by itself; none twice."""
        folders = policy_folders([POLICIES, POLICIES / "yunxi-smart-factory"])
        assert [path.name for path in folders] == ["beigang-trade-fair", "linhai-talent-housing", "yunxi-smart-factory"]

    def test_mains_supplement_nothing(self, library: Library) -> None:
        """A supplement is found with its main policy, from either side."""
        assert [policy.id for policy in library.mains] == [
            "haizhu-ai-2024",
            "beigang-trade-fair",
            "linhai-talent-housing",
            "yunxi-smart-factory",
        ]
        for name in ("haizhu-ai-2024", "haizhu-ai-2024-notice"):
            assert [policy.id for policy in library.family(name)] == ["haizhu-ai-2024", "haizhu-ai-2024-notice"]
        assert [policy.id for policy in library.family("beigang-trade-fair")] == ["beigang-trade-fair"]

    def test_a_clause_is_found_by_its_full_id(self, library: Library) -> None:
        """The id of one policy may be the beginning of another's."""
        assert library.clause("haizhu-ai-2024/issuance").title == "印发与定位"
        assert library.clause("haizhu-ai-2024-notice/document").policy == "haizhu-ai-2024-notice"

    @pytest.mark.parametrize("name", ["haizhu-ai-2024/nowhere", "nowhere/issuance", "issuance", ""])
    def test_an_unknown_clause_is_said(self, library: Library, name: str) -> None:
        """Never None: a citation that leads nowhere must not pass unseen."""
        with pytest.raises(UnknownName, match="there is no clause"):
            library.clause(name)

    def test_an_unknown_policy_lists_the_known_ones(self, library: Library) -> None:
        """So that the next try is right."""
        with pytest.raises(UnknownName, match="beigang-trade-fair"):
            library.policy("beigang")

    def test_values_are_frozen(self, library: Library) -> None:
        """Nobody downstream can change a loaded policy."""
        with pytest.raises(ValidationError):
            library.policies[0].title = "x"  # type: ignore[misc]  # that it is frozen is what is tested
        with pytest.raises(AttributeError):
            library.hash = "x"  # type: ignore[misc]  # as above

    def test_both_shipped_policies_load_fast(self) -> None:
        """Cold commands wait for this: 60 ms is the bound on an idle machine, tenfold here against a busy one."""
        best = min(_seconds_to_load() for _ in range(3))
        assert best < 0.6


def _seconds_to_load() -> float:
    start = time.perf_counter()
    load_policies([shipped_folder()])
    return time.perf_counter() - start


class TestHash:
    def test_any_byte_changes_it(self, tmp_path: Path) -> None:
        """A receipt names the policy version by this hash."""
        shutil.copytree(BASE, tmp_path / "a")
        before = load_policy(tmp_path / "a").hash
        with (tmp_path / "a" / "cases.yaml").open("a", encoding="utf-8") as file:
            file.write("# one more remark\n")
        assert load_policy(tmp_path / "a").hash != before

    def test_line_ends_and_other_files_do_not(self, tmp_path: Path) -> None:
        """Git may write CRLF; a README beside the policy is no part of it."""
        shutil.copytree(BASE, tmp_path / "a")
        before = load_policy(tmp_path / "a").hash
        for file in (tmp_path / "a").iterdir():
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        (tmp_path / "a" / "README.md").write_text("x")
        assert load_policy(tmp_path / "a").hash == before

    def test_the_library_hash_follows_its_policies(self) -> None:
        """More policies, another library."""
        one = load_policies([POLICIES / "beigang-trade-fair"])
        assert one.hash != load_policies([POLICIES]).hash
        assert one.hash == load_policies([POLICIES / "beigang-trade-fair"]).hash


class TestWhatIsNoPolicy:
    def test_a_missing_folder(self, tmp_path: Path) -> None:
        """Named, with what to give instead."""
        with pytest.raises(PolicyError, match="is no folder: give a policy folder"):
            load_policies([tmp_path / "nowhere"])

    def test_a_folder_without_policies(self, tmp_path: Path) -> None:
        """An empty folder is no empty library."""
        with pytest.raises(PolicyError, match="holds no policy"):
            load_policies([tmp_path])

    def test_a_policy_without_clauses(self, tmp_path: Path) -> None:
        """Half a folder is refused, and the missing half is named."""
        shutil.copy(BASE / "policy.yaml", tmp_path)
        with pytest.raises(PolicyError, match=r"has no clauses\.md"):
            load_policies([tmp_path])

    def test_two_policies_of_one_id(self, tmp_path: Path) -> None:
        """Both folders are named."""
        shutil.copytree(BASE, tmp_path / "a")
        shutil.copytree(BASE, tmp_path / "b")
        with pytest.raises(PolicyError, match=r"b/policy\.yaml:1: id: the id teahouse is taken by .*a"):
            load_policies([tmp_path])

    def test_a_supplement_alone(self) -> None:
        """What it supplements must be loaded too."""
        with pytest.raises(PolicyError, match=r"policy\.yaml:2: supplements: the policy haizhu-ai-2024 is not loaded"):
            load_policies([shipped_folder() / "haizhu-ai-2024-notice"])

    def test_a_file_that_is_not_utf_8(self, tmp_path: Path) -> None:
        """GBK is common in offices: say what to do."""
        shutil.copytree(BASE, tmp_path / "a")
        (tmp_path / "a" / "clauses.md").write_bytes("## 总则 {#general}".encode("gbk"))
        with pytest.raises(PolicyError, match="save it as UTF-8"):
            load_policies([tmp_path])

    def test_a_byte_order_mark_is_no_matter(self, tmp_path: Path) -> None:
        """Windows editors write one."""
        shutil.copytree(BASE, tmp_path / "a")
        for name in ("policy.yaml", "clauses.md"):
            file = tmp_path / "a" / name
            file.write_text("\ufeff" + file.read_text(encoding="utf-8"), encoding="utf-8")
        assert load_policy(tmp_path / "a").clauses[0].title == "总则"

    def test_awards_terms_and_cases_may_be_missing(self, tmp_path: Path) -> None:
        """A policy of clauses alone can be searched and cited."""
        shutil.copytree(BASE, tmp_path / "a")
        for name in ("awards.yaml", "terms.yaml", "cases.yaml"):
            (tmp_path / "a" / name).unlink()
        policy = load_policy(tmp_path / "a")
        assert (policy.awards, policy.synonyms, len(policy.clauses)) == ((), {}, 3)


class TestClauses:
    def test_a_clause_has_two_languages_and_its_fields(self) -> None:
        """Title, text, English twin, aliases, line."""
        clause = load_policy(BASE).clauses[1]
        assert (clause.id, clause.policy, clause.key) == ("teahouse/leaves", "teahouse", "leaves")
        assert clause.title == "茶叶补贴" and clause.title_en == "Leaves"
        assert clause.text.startswith("年收入100万元以上的茶馆") and clause.text.endswith("连续三年。")
        assert clause.text_en.startswith("A teahouse with a yearly revenue")
        assert clause.aliases == ("买茶叶",)
        assert clause.line == 11

    def test_lists_and_long_fields(self, tmp_path: Path) -> None:
        """`* ` is a list of the text; a field runs on over indented lines; full-width colons are fine."""
        shutil.copytree(BASE, tmp_path / "a")
        (tmp_path / "a" / "clauses.md").write_text(
            "before the first heading: a note\n\n## 条件 {#leaves}\n\n满足一项：\n\n* 甲；\n* 乙。\n\n- aliases： 一、二；三\n  、四\n"
            "- basis: 第一条\n- from: 2024-01-01\n- until: 2024-12-31\n## 总则 {#general}\n一\n## 上限 {#cap}\n二\n",
            encoding="utf-8",
        )
        clause = load_policy(tmp_path / "a").clauses[0]
        assert clause.text == "满足一项：\n\n* 甲；\n* 乙。"
        assert clause.aliases == ("一", "二", "三", "四")
        assert clause.basis == "第一条"
        assert clause.valid.since == date(2024, 1, 1) and clause.valid.until == date(2024, 12, 31)


class TestStrictYaml:
    def test_what_yaml_would_bend_is_kept(self) -> None:
        """Keys are text even where YAML 1.1 reads True; dates stay as written; empty is None."""
        assert parse_yaml("yes: [a]\nno: b\n2024: c\nwhen: 2024-06-18\nempty:\n", Path("x.yaml")) == {
            "yes": ["a"],
            "no": "b",
            "2024": "c",
            "when": "2024-06-18",
            "empty": None,
        }

    @pytest.mark.parametrize("value", ["0.5", ".5", "8.10", "010", "1_000", "0x10", "1:30", "yes", "On", "!!set {a}"])
    def test_what_two_readers_read_differently_is_refused(self, value: str) -> None:
        """Each would silently become something else."""
        with pytest.raises(PolicyError, match=r"x\.yaml:2: a\.b: "):
            parse_yaml(f"a:\n  b: {value}\n", Path("x.yaml"))

    def test_lines_are_those_of_the_value(self) -> None:
        """A missing place has the line of its nearest parent."""
        text = "a:\n  - b: 1\n  - b: 2\n    c:\n      d: 3\n"
        assert line_of(text, Path("x"), ("a", 1, "c", "d")) == 5
        assert line_of(text, Path("x"), ("a", 1, "nowhere")) == 3


class TestFigures:
    @pytest.mark.parametrize(
        ("text", "yuan"),
        [("150万", 1_500_000), ("1.2亿", 120_000_000), ("800元", 800), ("1,300,000", 1_300_000), ("3千万元", 30_000_000), (5000, 5000)],
    )
    def test_amounts_as_people_write_them(self, text: str | int, yuan: int) -> None:
        """万, 亿, 千万, separators, plain whole numbers."""
        assert read_yuan(text) == Decimal(yuan)

    @pytest.mark.parametrize("text", ["", "万", "-1万", "1.2.3万", "150万美元", 0.5, 1.0, True, None, "约150万", "1e6"])
    def test_what_is_no_exact_amount_is_refused(self, text: object) -> None:
        """No float, no sign, no approximation, no other currency."""
        with pytest.raises(ValueError, match=r"write (it|the figure) as"):
            read_yuan(text)

    @pytest.mark.parametrize(("text", "ratio"), [("50%", "0.5"), ("五成", "0.5"), ("0.5%", "0.005"), ("100%", "1")])
    def test_ratios(self, text: str, ratio: str) -> None:
        """Exact, never a float."""
        assert read_ratio(text) == Decimal(ratio)

    def test_a_threshold_may_be_a_share(self) -> None:
        """For inputs of kind percent."""
        assert read_count("30%") == Decimal("0.3") and read_count("2000万") == 20_000_000 and read_count(3) == 3


class TestDated:
    """yunxi: cap 4 million before 2026, 6 million since. beigang: 0.5% before 2025, 1% since."""

    @staticmethod
    def cap(policy: Policy) -> Decimal | None:
        amount = next(award for award in policy.awards if award.id == "upgrade").amount
        assert isinstance(amount, Slices)
        return amount.cap

    @pytest.mark.parametrize(("day", "cap"), [("2025-12-31", 4_000_000), ("2026-01-01", 6_000_000), ("2026-01-02", 6_000_000)])
    def test_the_figure_of_the_day(self, library: Library, day: str, cap: int) -> None:
        """The day named in `from` is the first of the new figure."""
        policy = library.policy("yunxi-smart-factory")
        assert self.cap(as_of(policy, date.fromisoformat(day))) == cap

    def test_the_newest_without_a_day(self, library: Library) -> None:
        """What is loaded is the newest rule; asking for a day leaves it as it is."""
        policy = library.policy("yunxi-smart-factory")
        as_of(policy, date(2025, 1, 1))
        assert self.cap(policy) == 6_000_000

    def test_awards_out_of_force_are_gone(self, library: Library) -> None:
        """linhai: the settling subsidy is taken until 2026-12-31."""
        policy = library.policy("linhai-talent-housing")
        assert policy.award("talent-flat") in as_of(policy, date(2026, 12, 31)).awards
        assert as_of(policy, date(2027, 1, 1)).award("talent-flat") is None
        assert len(as_of(policy, date(2027, 1, 1)).awards) == len(policy.awards) - 1

    def test_shapes_are_read_as_written(self, library: Library) -> None:
        """Amounts to 元, ratios to shares, a maximum count to a whole number."""
        policy = library.policy("beigang-trade-fair")
        stand = policy.award("stand")
        insurance = policy.award("premium-subsidy")
        assert stand is not None and insurance is not None
        assert stand.amount == PerUnit(shape="per_unit", count="stand_area", amount=Decimal(500), max_count=100)
        assert insurance.amount == Share(shape="ratio", of="premium", ratio=Decimal("0.3"), cap=Decimal(500_000))
