"""Searching small libraries in process: right clause first, figures, ids, filters, highlights, scores."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from index_library import small_library

from index.search import Searcher, open_searcher


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return open_searcher(small_library())


class TestRanking:
    @pytest.mark.parametrize(
        ("question", "clause"),
        [
            ("买采茶机能补多少", "tea/machine"),
            ("老茶园翻新有奖励吗", "tea/garden"),
            ("拿到地理标志有什么奖", "tea/brand"),
            ("茶叶冷库的租金补贴比例", "tea/store"),
            ("渔船换发动机", "boat/engine"),
            ("渔船上装冷库补多少", "boat/cold"),
        ],
    )
    def test_the_clause_that_speaks_of_it_comes_first(self, searcher: Searcher, question: str, clause: str) -> None:
        """Plain questions in other words than the clause's."""
        assert searcher.search(question)[0].clause == clause

    @pytest.mark.parametrize("written", ["15万", "150000元", "150,000元", "15萬元", "十五万元", "\uff11\uff15万元"])
    def test_an_amount_finds_its_clause_however_it_is_written(self, searcher: Searcher, written: str) -> None:
        """15万元 stands in one clause alone."""
        assert searcher.search(f"{written}是哪条")[0].clause == "tea/brand"

    @pytest.mark.parametrize("written", ["25%", "\uff12\uff15\uff05", "百分之二十五"])
    def test_a_percentage_finds_its_clause(self, searcher: Searcher, written: str) -> None:
        """25% stands in one clause alone."""
        assert searcher.search(f"{written}的补助")[0].clause == "boat/cold"

    @pytest.mark.parametrize("question", ["tea/store", "看一下 tea/store 这条", "store"])
    def test_a_clause_id_is_exact(self, searcher: Searcher, question: str) -> None:
        """The full id anywhere, a bare key when it is all that was asked."""
        found = searcher.search(question)
        assert (found[0].clause, found[0].score) == ("tea/store", 1.0)
        assert len({hit.clause for hit in found}) == len(found)

    @pytest.mark.parametrize("written", ["茶園改造獎勵", "茶园改造工程验收", "茶园 改造 奖励", "「茶园」改造奖励!"])
    def test_writing_does_not_matter(self, searcher: Searcher, written: str) -> None:
        """Traditional, blanks and plain give the same clause first."""
        assert searcher.search(written)[0].clause == "tea/garden"


class TestLimits:
    def test_at_most_k_hits(self, searcher: Searcher) -> None:
        """k is an upper limit, also above the number of clauses."""
        assert len(searcher.search("补贴", k=2)) == 2
        assert len(searcher.search("补贴", k=50)) == 6

    @pytest.mark.parametrize("question", ["", "   ", "\n"])
    def test_nothing_asked_nothing_found(self, searcher: Searcher, question: str) -> None:
        """An empty question has no hits and no familiarity."""
        assert searcher.search(question) == []
        assert searcher.familiarity(question) == 0.0

    def test_punctuation_and_other_scripts_do_no_harm(self, searcher: Searcher) -> None:
        """Whatever is typed gives a list of hits with scores between 0 and 1."""
        for question in ("???", "😀😀", "مرحبا", "a" * 4000, "补" * 4000):
            assert all(0 <= hit.score <= 1 for hit in searcher.search(question))


class TestFilters:
    def test_only_the_policies_named(self, searcher: Searcher) -> None:
        """A filter keeps other policies out, even where they fit better."""
        assert {hit.policy for hit in searcher.search("冷库租金补贴", policies=["boat"])} == {"boat"}

    @pytest.mark.parametrize(
        ("day", "policies"),
        [
            (date(2023, 12, 31), set()),
            (date(2024, 1, 1), {"tea"}),
            (date(2025, 2, 28), {"tea"}),
            (date(2025, 3, 1), {"tea", "boat"}),
            (date(2025, 12, 31), {"tea", "boat"}),
            (date(2026, 1, 1), {"boat"}),
        ],
    )
    def test_only_what_is_in_force_that_day(self, searcher: Searcher, day: date, policies: set[str]) -> None:
        """tea: 2024-01-01 to 2025-12-31; boat: from 2025-03-01 on. Both ends included."""
        assert {hit.policy for hit in searcher.search("冷库补助", on=day)} == policies


class TestScores:
    def test_familiar_questions_score_above_foreign_ones(self, searcher: Searcher) -> None:
        """What the policies speak of is told from what they do not."""
        familiar = [searcher.familiarity(q) for q in ("采茶机补贴多少", "茶园改造每亩奖励", "渔船发动机补助")]
        foreign = [searcher.familiarity(q) for q in ("今天天气怎么样", "谁赢了世界杯", "how to cook noodles")]
        assert min(familiar) > max(foreign) + 0.2

    def test_the_same_question_has_the_same_answer(self, searcher: Searcher) -> None:
        """Twice asked, twice the same."""
        assert searcher.search("冷库补贴") == searcher.search("冷库补贴")


class TestHighlights:
    def test_highlights_are_spans_of_the_text(self, searcher: Searcher) -> None:
        """What is marked is what was asked, in the clause's own writing."""
        hit = searcher.search("采茶机最高三万元")[0]
        marked = [hit.text[start:end] for start, end in hit.highlights]
        assert "采茶机" in marked
        assert any("3万元" in part for part in marked)


def test_a_small_search_needs_no_heavy_library() -> None:
    """No jieba, torch, Chroma, LangChain or SciPy for a question on a small library."""
    heavy = ["jieba", "torch", "chromadb", "langchain_core", "sentence_transformers", "scipy", "sklearn", "bm25s"]
    code = (
        "import sys\nfrom corpus.load import Library\nfrom corpus.model import Clause, Policy, Source\n"
        "from index.search import open_searcher\n"
        "c = Clause(id='p/a', policy='p', key='a', title='采茶机补贴', text='最高3万元')\n"
        "l = Library((Policy(id='p', title='p', source=Source(outlet='o'), clauses=(c,)),), 'h')\n"
        "assert open_searcher(l).search('采茶机')[0].clause == 'p/a'\n"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
