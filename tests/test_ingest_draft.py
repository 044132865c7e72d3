"""`ingest`: a draft folder that loads, a review sheet that hides nothing, and nothing half-written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.errors import HuiceError
from corpus.ingest import draft as draft_module
from corpus.ingest.draft import Draft, ingest
from corpus.load import load_policy
from eval.bench.ingest import STYLES, pages, spoil

PAGES = {name: (text, tail) for name, text, tail in pages(Path(__file__).parent / "pages")}


@pytest.fixture(scope="module")
def spoiled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text, tail = PAGES["tune/chips"]
    file = tmp_path_factory.mktemp("source") / "chips.txt"
    file.write_text(spoil(text.rstrip("\n"), STYLES[0], 1).text + "\n" + tail, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def made(spoiled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Draft:
    return ingest([spoiled_file], "linjiang-chips", tmp_path_factory.mktemp("out") / "linjiang-chips")


def test_the_draft_loads_as_a_policy(made: Draft) -> None:
    """The strict loader takes every file; the clauses are the segments; no award is made up."""
    policy = load_policy(made.folder)
    assert policy.id == "linjiang-chips"
    assert policy.title == "临江区促进集成电路产业发展若干措施"
    assert len(policy.clauses) == made.clauses > 5
    assert policy.awards == ()
    assert policy.source.outlet == "云州日报"
    assert policy.source.author == "林知夏"
    lead = next(clause for clause in policy.clauses if clause.key == "tape-out-subsidy")
    assert lead.title == "流片补贴"
    assert "40%" in lead.text


def test_figures_are_offered_as_comments_beside_their_clause(made: Draft) -> None:
    """The 15% with its 1000万元 of the page are suggested, in a form that only a person can switch on."""
    text = (made.folder / "awards.yaml").read_text("utf-8")
    assert "#   amount: {shape: ratio, of: 待定, ratio: 15%, cap: 1000万元}" in text
    assert all(line.startswith("#") or not line or line in ("inputs: []", "awards: []") for line in text.splitlines())


def test_the_review_sheet_lists_everything_that_was_cut(made: Draft) -> None:
    """Each fragment with what stood around it, each line of the tail, and the sum of characters."""
    text = (made.folder / "REVIEW.md").read_text("utf-8")
    assert made.removed
    assert all(f"【{one.text}】" in text for one in made.removed)
    assert all(one.text.strip() in text for one in made.tail)
    assert f"{made.characters} = 保留 / kept {made.kept} + 删去 / removed {made.characters - made.kept}" in text


def test_doubtful_pieces_and_gaps_are_in_the_sheet_too(tmp_path: Path) -> None:
    """What was neither cut nor filled is listed."""
    file = tmp_path / "page.txt"
    file.write_text(
        "测试区补贴政策公布\n企业租赁办公用房的,给予租金补贴10万元。\n购买办公用房的,给予一次性补贴20万元。\n"
        "资金用于设备补贴、公用房补助等专项,由区财政局安排。\n",
        encoding="utf-8",
    )
    made = ingest([file], "ceshi", tmp_path / "ceshi")
    assert len(made.gaps) == 1
    assert "设备补贴、【▁】公用房补助" in (made.folder / "REVIEW.md").read_text("utf-8")


def test_the_same_source_gives_the_same_bytes(spoiled_file: Path, tmp_path: Path) -> None:
    """No clock, no chance, no order of a set in the files."""
    digests = []
    for name in ("one", "two"):
        made = ingest([spoiled_file], "linjiang-chips", tmp_path / name)
        digests.append({file: hashlib.sha256((made.folder / file).read_bytes()).hexdigest() for file in made.files})
    assert digests[0] == digests[1]


def test_several_files_make_one_draft_with_ids_of_their_own(tmp_path: Path) -> None:
    """Clauses with the same title in two files get different ids."""
    files = []
    for name in ("a", "b"):
        file = tmp_path / f"{name}.txt"
        file.write_text("测试区补贴政策公布\n人才补贴,每年最高50万元。引进博士的,按照每人5万元给予补贴。\n", encoding="utf-8")
        files.append(file)
    made = ingest(files, "ceshi", tmp_path / "ceshi")
    assert [clause.key for clause in load_policy(made.folder).clauses] == ["talent-subsidy", "talent-subsidy-2"]


def test_text_that_looks_like_markup_stays_text(tmp_path: Path) -> None:
    """Lines that open with #, - or a fence are no headings, fields or fences of clauses.md; YAML is quoted."""
    file = tmp_path / "page.txt"
    lines = [
        "测试区补贴: [政策] {公布} #1",
        "- aliases: 企业可以申请补贴,每年最高10万元。",
        "## 标题 {#x} 之后,企业还可以申请奖励20万元。",
        "```",
        "引用以后的补贴30万元也可以申请。",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    policy = load_policy(ingest([file], "ceshi", tmp_path / "ceshi").folder)
    whole = "".join(clause.text for clause in policy.clauses)
    assert policy.title == "测试区补贴: [政策] {公布} #1"
    assert all(figure in whole for figure in ("10万元", "20万元", "30万元"))
    assert all(not clause.aliases for clause in policy.clauses)


def test_an_existing_folder_is_kept_unless_forced(spoiled_file: Path, tmp_path: Path) -> None:
    """Someone's work is never overwritten by accident; with force the folder is replaced as a whole."""
    out = tmp_path / "mine"
    out.mkdir()
    (out / "work.md").write_text("mine", encoding="utf-8")
    with pytest.raises(HuiceError, match="exists already"):
        ingest([spoiled_file], "mine", out)
    assert (out / "work.md").read_text("utf-8") == "mine"
    ingest([spoiled_file], "mine", out, force=True)
    assert not (out / "work.md").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_failing_write_leaves_things_as_they_were(spoiled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up in the middle: the old folder is there, and no temporary one."""
    out = tmp_path / "mine"
    out.mkdir()
    (out / "work.md").write_text("mine", encoding="utf-8")
    real, written = Path.write_text, []

    def full(self: Path, *arguments: object, **named: object) -> int:
        written.append(self.name)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        return real(self, *arguments, **named)  # type: ignore[arg-type]  # stands in for a method, whatever it is called with

    monkeypatch.setattr(draft_module.Path, "write_text", full)
    with pytest.raises(HuiceError, match="No space left"):
        ingest([spoiled_file], "mine", out, force=True)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (out / "work.md").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "Bad", "a b", "../x", "测试"])
def test_a_policy_id_that_no_folder_may_have_is_refused(spoiled_file: Path, tmp_path: Path, name: str) -> None:
    """Before anything is read or written."""
    with pytest.raises(HuiceError, match="policy id"):
        ingest([spoiled_file], name, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_one_unreadable_file_stops_the_whole_draft(spoiled_file: Path, tmp_path: Path) -> None:
    """Nothing is written from the files before it."""
    with pytest.raises(HuiceError, match="no such file"):
        ingest([spoiled_file, tmp_path / "missing.txt"], "ceshi", tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_page_without_a_sentence_is_no_policy(tmp_path: Path) -> None:
    """A headline alone makes no clause."""
    file = tmp_path / "page.txt"
    file.write_text("测试区补贴政策公布\n", encoding="utf-8")
    with pytest.raises(HuiceError, match="no sentence"):
        ingest([file], "ceshi", tmp_path / "out")
    assert not (tmp_path / "out").exists()
