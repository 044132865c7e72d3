"""Training on a toy collection: read, folds, seeded tables, a fusion that learns which ranker to trust."""

from __future__ import annotations

import json
import math
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import TrainingError
from index.fuse import load_fusion
from index.learn.data import Collection, Question, read_collection
from index.phrases import LEAST, Phrases, Votes, like, likeness
from index.rank import Document
from index.tokens import units

pytest.importorskip("torch")

from index.learn import fusing, static
from index.learn.vocabulary import Vocabulary, read

CHARS = "茶园采摘船坞渔网冷库租金补贴奖励申报材料办理期限单位职工"


def toy() -> Collection:
    """Forty documents of two sentences about two characters each, and a question for each."""
    documents, questions = [], []
    for n in range(40):
        one, two = CHARS[n % 26], CHARS[(n * 7 + 3) % 26]
        documents.append(Document(f"甲法第{n}条", f"{one}{two}的规定。有关{two}{one}的事项。", group="甲法"))
        questions.append(Question(str(n), f"{two}{one}怎么办", ""))
    return Collection("toy", tuple(documents), tuple(questions), tuple((n,) for n in range(40)))


def vocabulary() -> Vocabulary:
    known = sorted({char for document in toy().documents for char in document.body if char > "\u3400"})
    return Vocabulary(dict.fromkeys(known, 3), frozenset(), 40)


class TestData:
    def test_a_folder_in_the_usual_form(self, tmp_path: Path) -> None:
        """Documents, questions and who answers what; questions without an answer are left out."""
        documents = [{"id": "a", "title": "甲法第一条", "body": "正文"}, {"id": "b", "text": "全文", "asked": ["怎么问"]}]
        (tmp_path / "docs.jsonl").write_text("".join(json.dumps(d) + "\n" for d in documents), encoding="utf-8")
        (tmp_path / "queries.jsonl").write_text('{"id": "1", "text": "问"}\n{"id": "2", "text": "无"}\n', encoding="utf-8")
        (tmp_path / "qrels.tsv").write_text("1\t0\tb\t1\n1\t0\ta\t0\n", encoding="utf-8")
        found = read_collection(tmp_path)
        assert [q.id for q in found.questions] == ["1"]
        assert found.relevant == ((1,),)
        assert (found.documents[0].group, found.documents[1].asked) == ("甲法", ("怎么问",))

    def test_a_folder_that_lacks_a_file(self, tmp_path: Path) -> None:
        """One sentence that names the folder and the file."""
        with pytest.raises(TrainingError, match=r"no docs.jsonl.gz or docs.jsonl there"):
            read_collection(tmp_path)

    def test_grouped_folds_share_no_document(self) -> None:
        """Questions 0 and 1 share a document, 1 and 2 another: all three lie in one fold."""
        documents = tuple(Document(str(n), "") for n in range(6))
        questions = tuple(Question(str(n), "") for n in range(5))
        found = Collection("x", documents, questions, ((0,), (0, 1), (1,), (2,), (3,))).folds(2, grouped=True)
        assert len({found[0], found[1], found[2]}) == 1
        assert set(found) == {0, 1}


class TestTable:
    def test_the_same_seed_gives_the_same_table(self) -> None:
        """Twice through start, cloze and questions."""
        recipe = static.Recipe(dim=8, cloze_steps=3, cloze_batch=16, question_steps=3)
        tables = []
        for _ in range(2):
            encoded = static.encode(toy(), vocabulary(), [[] for _ in range(40)])
            table = static.start(encoded.documents, len(vocabulary().counts), recipe)
            table = static.cloze(table, [toy()], vocabulary(), recipe, lambda *_: None)
            tables.append(static.tune(table, [(encoded, np.arange(40))], recipe, lambda *_: None))
        assert np.array_equal(*tables)

    def test_questions_teach_the_table(self) -> None:
        """After training more questions find their document first than before."""
        recipe = static.Recipe(dim=8, question_steps=60)
        encoded = static.encode(toy(), vocabulary(), [[] for _ in range(40)])
        before = static.start(encoded.documents, len(vocabulary().counts), recipe)
        after = static.tune(before, [(encoded, np.arange(40))], recipe, lambda *_: None)

        def first(table: np.ndarray) -> int:
            scores = static.vectors(table, encoded.questions) @ static.vectors(table, encoded.documents).T
            return int((scores.argmax(1) == np.arange(40)).sum())

        assert first(after) > first(before)

    def test_the_table_is_the_mean_of_the_last_steps(self) -> None:
        """Of three steps at share 2/3 that is halfway between the second and the third."""
        encoded = static.encode(toy(), vocabulary(), [[] for _ in range(40)])
        recipe = static.Recipe(dim=8, averaged=0.01)
        table = static.start(encoded.documents, len(vocabulary().counts), recipe)

        def after(steps: int, averaged: float) -> np.ndarray:
            changed = replace(recipe, question_steps=steps, averaged=averaged)
            return static.tune(table, [(encoded, np.arange(40))], changed, lambda *_: None)

        assert after(3, 0.66) == pytest.approx((after(2, 0.01) + after(3, 0.01)) / 2, abs=1e-5)

    def test_a_vocabulary_survives_the_disk(self, tmp_path: Path) -> None:
        """Units, counts, words and size."""
        known = Vocabulary({"茶": 3, "茶园": 2, "采茶机": 1}, frozenset({"采茶机"}), 40)
        known.save(tmp_path / "vocabulary.txt")
        assert read(tmp_path / "vocabulary.txt") == known


class TestFusion:
    def test_it_learns_which_ranker_to_trust(self) -> None:
        """Where cosine is right and coverage is noise, the learned function ranks by cosine."""
        rng = np.random.default_rng(0)
        items = []
        for _ in range(840):
            table = rng.random((10, len(fusing.FEATURES))).astype(np.float32)
            right = np.zeros(10, np.bool_)
            right[int(table[:, 0].argmax())] = True
            items.append(fusing.Judged(table, right, np.arange(10), small=True))
        fusion = fusing.learn(items[:800])
        hits = [bool(item.right[int(fusion.logits(item.table).argmax())]) for item in items[800:]]
        assert sum(hits) >= 30  # of 40; at random 4

    def test_judged_candidates_survive_the_disk(self, tmp_path: Path) -> None:
        """Home and foreign, with weights and sizes."""
        table = np.ones((3, len(fusing.FEATURES)), np.float32)
        home = [fusing.Judged(table, np.array([True, False, False]), np.array([4, 5, 6]), 0.5, True)]
        foreign = [fusing.Judged(table[:1], np.array([False]), np.array([9]))]
        fusing.write_judged(tmp_path / "judged.npz", home, foreign)
        mine, others = fusing.read_judged(tmp_path / "judged.npz")
        assert (mine[0].rows.tolist(), mine[0].weight, mine[0].small) == ([4, 5, 6], 0.5, True)
        assert (len(mine), len(others), others[0].rows.tolist()) == (1, 1, [9])

    def test_small_and_large_libraries_have_weights_of_their_own(self, tmp_path: Path) -> None:
        """Written together, read apart."""
        rng = np.random.default_rng(1)
        tables = rng.random((40, 4, len(fusing.FEATURES))).astype(np.float32)
        items = [fusing.Judged(table, np.arange(4) == 0, np.arange(4)) for table in tables]
        small, large = fusing.learn(items, seed=0), fusing.learn(items, seed=1)
        fusing.save(small, large, tmp_path / "fusion.json")
        assert load_fusion(tmp_path / "fusion.json", large=False).hidden == pytest.approx(small.hidden, abs=1e-5)
        assert load_fusion(tmp_path / "fusion.json", large=True).hidden == pytest.approx(large.hidden, abs=1e-5)

    def test_features_added_later_count_for_nothing(self, tmp_path: Path) -> None:
        """Weights learned before the last feature existed rank as they did; other features are refused."""
        tables = np.random.default_rng(2).random((40, 4, len(fusing.FEATURES))).astype(np.float32)
        fusion = fusing.learn([fusing.Judged(table, np.arange(4) == 0, np.arange(4)) for table in tables])
        file = tmp_path / "fusion.json"
        fusing.save(fusion, fusion, file)
        data = json.loads(file.read_text(encoding="utf-8"))
        for part in (data["small"], data["large"]):
            for name in ("mean", "scale", "hidden"):
                part[name] = part[name][:-1]
        file.write_text(json.dumps({**data, "features": data["features"][:-1]}), encoding="utf-8")
        older, changed = load_fusion(file, large=True), tables[0].copy()
        changed[:, -1] = 9
        assert np.array_equal(older.logits(tables[0]), older.logits(changed))
        file.write_text(json.dumps({**data, "features": data["features"][1:]}), encoding="utf-8")
        with pytest.raises(ValueError, match="trained on other features"):
            load_fusion(file, large=True)


class TestPhrases:
    def test_a_document_is_as_near_as_its_nearest_phrase(self) -> None:
        """Two phrases, none, one: the better of two, zero, and the one; a negative cosine counts as none."""
        vectors = np.array([[1, 0], [0, 1], [-1, 0]], np.float32)
        phrases = Phrases.build([2, 0, 1], vectors)
        assert phrases.near(np.array([0.6, 0.8], np.float32), np.array([0, 1, 2])).tolist() == pytest.approx([0.8, 0, 0])
        assert phrases.candidates(np.array([0.6, 0.8], np.float32), 1).tolist() == [0]
        assert phrases.candidates(np.array([-1, 0], np.float32), 1).tolist() == [2]

    def test_phrases_vote_for_their_documents_and_groups(self) -> None:
        """A phrase next to the question outweighs one across from it; kin share the votes, a stranger has the least there is."""
        vectors = np.array([[1, 0], [0, 1]], np.float32)
        phrases = Phrases.build([1, 0, 1, 0], vectors, ["怎么领补贴", "租房合同"])
        votes = phrases.votes(np.array([1, 0], np.float32), units("怎么领补贴"), np.arange(4), np.array([0, 0, 1, 2]))
        least = math.log(LEAST) / 4
        assert votes.voted.tolist() == pytest.approx([math.log(1 + LEAST) / 4, least, least, least], abs=1e-3)
        assert votes.kin_voted.tolist() == pytest.approx([math.log(1 + LEAST) / 4] * 2 + [least, least], abs=1e-3)
        assert votes.worded.tolist() == pytest.approx([1, 0, 0, 0], abs=1e-5)
        assert votes.kin_worded[0] == votes.kin_worded[1] > votes.kin_worded[2] > votes.kin_worded[3]

    def test_without_phrases_nobody_votes(self) -> None:
        """The same as what a small library is told."""
        phrases = Phrases.build([0, 0], np.zeros((0, 2), np.float32))
        votes = phrases.votes(np.array([1, 0], np.float32), ["茶"], np.arange(2), np.zeros(2, np.int32))
        assert [column.tolist() for column in astuple(votes)] == [column.tolist() for column in astuple(Votes.none(2))]

    def test_votes_survive_the_disk(self, tmp_path: Path) -> None:
        """Vectors, starts and words."""
        vectors, groups = np.array([[1, 0], [0, 1]], np.float32), np.arange(2, dtype=np.int32)
        built = Phrases.build([1, 1], vectors, ["茶园", "采茶"])
        built.save(tmp_path)
        asked = (np.array([0.6, 0.8], np.float32), ["茶", "园"], np.arange(2), groups)
        first, second = (astuple(phrases.votes(*asked)) for phrases in (built, Phrases.load(tmp_path)))
        assert [column.tolist() for column in first] == [column.tolist() for column in second]


class TestLikeness:
    def test_a_text_is_most_like_itself(self) -> None:
        """One for itself, less for half of it, nothing for strangers or for a question without a known unit."""
        words = likeness(["公积金提取", "公积金", "契税"])
        itself, half, stranger = like(words, units("公积金提取")).tolist()
        assert itself == pytest.approx(1, abs=1e-5)
        assert (0.2 < half < 0.9, stranger) == (True, 0)
        assert like(words, units("hello")).tolist() == [0, 0, 0]
