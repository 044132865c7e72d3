"""BM25 by hand, fields, backgrounds, and the three ways to score that must agree."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from index.lexical import Background, Lexical

DOCUMENTS = ["茶 园 茶园", "茶 船", "船 船 船 坞"]


def built(background: Background | None = None) -> Lexical:
    fields = [[(text.split(), 1.0)] for text in DOCUMENTS]
    return Lexical.build(fields, background) if background else Lexical.build(fields)


class TestFormula:
    def test_one_unit_by_hand(self) -> None:
        """坞 stands once in one of three documents, that of four units; the mean is three units."""
        idf = math.log(1 + (1 - 1.5 / 4) / (1.5 / 4))  # share (1 + 0.5) / (3 + 1)
        expected = idf * 1 * 2.2 / (1 + 1.2 * (1 - 0.75 + 0.75 * 4 / 3))
        assert built().score(["坞"]).values.tolist() == pytest.approx([0, 0, expected])

    def test_coverage_is_the_share_of_the_weight(self) -> None:
        """A document that holds every unit covers all of the question, one that holds none covers nothing."""
        covered = built().score(["茶", "船"]).covered.tolist()
        assert covered[1] == pytest.approx(1.0)
        assert 0 < covered[0] < 1

    def test_unknown_units_weigh_in(self) -> None:
        """What no document holds lowers how much of the question is known."""
        index = built()
        assert index.score(["茶"]).known == pytest.approx(1.0)
        assert index.score(["茶", "飞机"]).known < 0.5
        assert index.score([]).known == 0.0

    def test_a_title_weighs_more(self) -> None:
        """The same unit twice as heavy ranks its document first."""
        index = Lexical.build([[(["茶"], 1.0), (["园"], 1.0)], [(["茶"], 2.0), (["园"], 1.0)]])
        low, high = index.score(["茶"]).values
        assert high > low

    def test_a_background_tells_common_words_in_a_small_library(self) -> None:
        """A word in all ordinary text weighs less than one that is rare there, though both stand in one document here."""
        index = built(Background(1000, {"园": 900, "坞": 1}))
        assert index.score(["坞"]).values.max() > 2 * index.score(["园"]).values.max()


class TestAgreement:
    def test_chosen_rows_score_as_all_rows(self) -> None:
        """`at` gives what `score` gives, in the order of the rows; `rough` does so where nothing is common."""
        index, asked, rows = built(), ["茶", "船", "坞", "无"], np.array([2, 0])
        every, some = index.score(asked), index.at(asked, rows).scores
        assert some.values.tolist() == pytest.approx(every.values[rows].tolist())
        assert some.covered.tolist() == pytest.approx(every.covered[rows].tolist())
        assert index.rough(asked).tolist() == pytest.approx(every.values.tolist())

    def test_parts_of_a_score(self) -> None:
        """茶园 is no single character: document 0 holds it, and what 茶 brings is its part of single characters."""
        found = built().at(["茶", "茶园"], np.array([0, 1]))
        assert found.single.tolist() == pytest.approx(built().score(["茶"]).values[:2].tolist())
        assert found.paired.tolist() == [1.0, 0.0]
        assert found.rare.tolist() == pytest.approx([2 / 5, 1 / 5])

    def test_salience_weighs_what_is_held(self) -> None:
        """Document 1 holds 船, three quarters of the question by salience; a negative one counts as none."""
        found = built().at(["茶", "船", "坞"], np.array([0, 1, 2]), {"茶": 0.25, "船": 0.75, "坞": -0.5})
        assert found.salient.tolist() == pytest.approx([0.25, 1.0, 0.75])

    def test_chunks_do_not_matter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Packed after every posting or all at once: the same index."""
        whole = built()
        monkeypatch.setattr("index.lexical.CHUNK", 0)
        packed = built()
        assert packed.rows.tolist() == whole.rows.tolist()
        assert packed.weights.tolist() == whole.weights.tolist()

    def test_disk(self, tmp_path: Path) -> None:
        """Saved and loaded, every score is the same."""
        index = built()
        index.save(tmp_path)
        assert Lexical.load(tmp_path).score(["茶", "坞"]).values.tolist() == index.score(["茶", "坞"]).values.tolist()

    def test_an_empty_library(self) -> None:
        """No documents, no scores."""
        assert Lexical.build([]).score(["茶"]).values.tolist() == []
