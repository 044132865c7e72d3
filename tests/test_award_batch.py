"""Tables of companies: good rows computed, bad rows reported by line and column, nothing lost."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from award_policies import shapes, zone

from corpus.batch import BatchSummary, read_errors, run_batch
from corpus.errors import InputError


def run(tmp_path: Path, text: str | bytes, awards: list[str] | None = None) -> tuple[BatchSummary, list[dict[str, str]]]:
    source = tmp_path / "in.csv"
    source.write_bytes(text.encode() if isinstance(text, str) else text)
    found = run_batch(zone(), awards, source, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        return found, list(csv.DictReader(lines))


def test_good_rows(tmp_path: Path) -> None:
    """Amounts as people write them, columns by id or label, other columns carried along."""
    text = '企业,训练支出,filed,备注\n甲,260万,是,x\n乙,"3,000,000",TRUE,\n丙,一百三十万元,√,y\n丁,1.2亿元,有,\n'
    found, rows = run(tmp_path, text, ["training"])
    assert [row["training_yuan"] for row in rows] == ["1300000", "1500000", "650000", "1500000"]
    assert [row["企业"] for row in rows] == ["甲", "乙", "丙", "丁"]
    assert (found.rows, found.good, found.bad, found.carried) == (4, 4, 0, ("企业", "备注"))
    assert found.total_yuan == Decimal(4_950_000)


def test_bad_rows_are_reported_by_line_and_column_and_good_ones_stay(tmp_path: Path) -> None:
    """Each wrong cell is one line of the error file; a row with two wrong cells is one row."""
    text = 'name,cost,filed\na,100万,是\nb,-5,也许\nc,1,2,3\n"d\nd",abc,是\n\ne,约100万,是\nf,200万,是\n'
    found, rows = run(tmp_path, text, ["training"])
    assert [row["name"] for row in rows] == ["a", "f"]
    assert (found.rows, found.good, found.bad) == (6, 2, 4)
    errors = read_errors(tmp_path / "out.errors.csv")
    assert [(one.line, one.column, one.value) for one in errors] == [
        (3, "cost", "-5"), (3, "filed", "也许"), (4, "", ""), (5, "cost", "abc"), (8, "cost", "约100万"),
    ]  # fmt: skip
    assert all(one.problem for one in errors)


def test_a_check_up_sums_what_a_row_speaks_of(tmp_path: Path) -> None:
    """Without awards named, each row is checked for all of them."""
    found, rows = run(tmp_path, "cost,rent,revenue\n260万,,1亿\n,100万,1亿\n,100万,6000万\n,100万,\n")
    assert [(row["training_yuan"], row["rent_yuan"], row["rent_kind"], row["total_yuan"]) for row in rows] == [
        ("1300000", "", "missing", "1300000"), ("", "900000", "ceiling", "900000"),
        ("", "900000", "bound", "900000"), ("", "", "missing", ""),
    ]  # fmt: skip
    assert [row["missing"] for row in rows] == ["rent", "cost", "cost", "revenue"]
    assert found.total_yuan == Decimal(3_100_000)


def test_a_variant_is_in_the_column_of_its_award(tmp_path: Path) -> None:
    """A subsidiary's rent stands where rent stands."""
    _, rows = run(tmp_path, "rent,revenue,is_branch,parent_filed\n100万,500万,是,是\n", ["rent"])
    assert (rows[0]["rent_kind"], rows[0]["rent_yuan"]) == ("ceiling", "600000")


def test_chinese_spreadsheets(tmp_path: Path) -> None:
    """GB 18030 and UTF-8 with a mark are both read."""
    text = "企业,训练支出,已备案\n甲,260万,是\n"
    for data in (text.encode("gb18030"), text.encode("utf-8-sig"), text.replace("\n", "\r\n").encode()):
        assert run(tmp_path, data, ["training"])[1][0]["training_yuan"] == "1300000"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("name,other\n1,2\n", "no column names an input"),
        ("costt,rent\n1,2\n", "did you mean 'cost'"),
        ("cost,训练支出\n1,2\n", "second time"),
    ],
)
def test_a_header_that_cannot_be_meant(tmp_path: Path, text: str, words: str) -> None:
    """A header that would silently lose an input is refused."""
    with pytest.raises(InputError, match=words):
        run(tmp_path, text, ["training"])


def test_files_stay_apart(tmp_path: Path) -> None:
    """The source is never overwritten, and a missing one is named."""
    source = tmp_path / "in.csv"
    source.write_text("cost\n1\n")
    with pytest.raises(InputError, match="other than"):
        run_batch(zone(), None, source, source)
    with pytest.raises(InputError, match="cannot be read"):
        run_batch(zone(), None, tmp_path / "no.csv", tmp_path / "out.csv")


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    """Called every thousand rows and at the end, never going back."""
    source = tmp_path / "in.csv"
    source.write_text("cost,filed\n" + "100万,是\n" * 2500, encoding="utf-8")
    seen: list[tuple[int, int]] = []
    found = run_batch(zone(), ["training"], source, tmp_path / "out.csv", progress=lambda done, size: seen.append((done, size)))
    assert found.good == 2500 and len(seen) == 3 and seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] == source.stat().st_size


def test_every_kind_of_input(tmp_path: Path) -> None:
    """Choices by id or label, shares with a percent sign, counts with their unit."""
    source = tmp_path / "in.csv"
    rows = ["国家级,30%,12人,10万", "provincial,五成,3,10万", "省级,三成,0,1", "市级,,,", ",,1.5,", ",多半,,"]
    source.write_text("\n".join(["level,share,n,d", *rows]), encoding="utf-8")
    found = run_batch(shapes(), ["choice", "shared", "per-unit"], source, tmp_path / "out.csv")
    assert (found.good, found.bad) == (3, 3)
    assert [one.column for one in read_errors(tmp_path / "out.errors.csv")] == ["level", "n", "share"]


def test_several_processes_give_the_same_files(tmp_path: Path) -> None:
    """Rows shared among processes come back in their order, good and bad."""
    rows = [f"{n}万,{'是' if n % 7 else '不知道'}" for n in range(3100)]
    source = tmp_path / "in.csv"
    source.write_text("cost,filed\n" + "\n".join(rows), encoding="utf-8")
    one = run_batch(zone(), ["training"], source, tmp_path / "one.csv")
    two = run_batch(zone(), ["training"], source, tmp_path / "two.csv", workers=2)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (tmp_path / "one.errors.csv").read_bytes() == (tmp_path / "two.errors.csv").read_bytes()
    assert (one.good, one.bad, one.total_yuan) == (two.good, two.bad, two.total_yuan)
    assert one.bad == 443  # 0, 7, … 3094
