"""Units of a text: characters, bigrams, runs, words of a list, and canonical figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.highlight import spans
from index.tokens import figure_spans, normal, segment, units


class TestUnits:
    def test_characters_and_overlapping_bigrams_of_a_run(self) -> None:
        """Three characters give three units and two bigrams."""
        assert units("备案奖") == ["备", "案", "奖", "备案", "案奖"]

    def test_no_bigram_across_punctuation(self) -> None:
        """A comma ends a run."""
        assert "案奖" not in units("备案,奖励")

    def test_latin_and_numeric_runs_stay_whole(self) -> None:
        """Ids, model names and decimals are one unit."""
        assert units("haizhu-ai-2024 gpt4 3.5") == ["haizhu-ai-2024", "gpt4", "3.5"]

    def test_listed_words_are_added(self) -> None:
        """Words of three or four characters count where they occur, and only those listed."""
        assert [u for u in units("算法备案奖励", {"算法备案"}) if len(u) > 2] == ["算法备案"]

    @pytest.mark.parametrize("written", ["150万元", "1500000元", "1,500,000元", "一百五十万元", "150万"])
    def test_one_unit_for_an_amount(self, written: str) -> None:
        """150万元 is 1,500,000元."""
        assert "¥1500000" in units(normal(written))

    @pytest.mark.parametrize("written", ["50%", "\uff15\uff10\uff05", "五成", "百分之五十"])
    def test_one_unit_for_a_percentage(self, written: str) -> None:
        """Half is 50%."""
        assert "50%" in units(normal(written))

    def test_a_figure_knows_where_it_stands(self) -> None:
        """最高 is two characters, 150万元 five."""
        assert figure_spans("最高150万元") == [("¥1500000", 2, 7)]


class TestNormal:
    @pytest.mark.parametrize("written", ["大模型備案", "\u2f24模型备案", "大 模 型 备 案", "大\u200b模型备案"])
    def test_one_form(self, written: str) -> None:
        """Traditional, a Kangxi radical, blanks and an invisible character."""
        assert normal(written) == "大模型备案"


class TestHighlights:
    def test_spans_point_into_the_text_as_given(self) -> None:
        """Full-width writing keeps its own positions."""
        text = "补贴\uff11\uff15\uff10万元\uff0c\u2f24模型"
        assert [text[a:b] for a, b in spans(text, {"¥1500000", "大模"})] == ["\uff11\uff15\uff10万元", "\u2f24模"]

    def test_touching_marks_are_joined(self) -> None:
        """Two overlapping bigrams are one stretch."""
        assert spans("算法备案", {"算法", "法备"}) == ((0, 3),)

    def test_nothing_marked(self) -> None:
        """No unit, no span."""
        assert spans("算法备案", set()) == ()


def test_jieba_keeps_its_dictionary_in_the_folder_named(tmp_path: Path) -> None:
    """The cache lies where it was told to, and the policies' terms are words."""
    assert segment("申报大模型备案", tmp_path / "jieba", ("大模型备案",)) == ["申报", "大模型备案"]
    assert list((tmp_path / "jieba").iterdir())
