"""The light reader beside sentence-transformers: the same vectors, other models by name, clear errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from index_library import CLAUSES, small_library, small_model

from index.build import build
from index.embed import SHIPPED, NamedModel, StaticModel, open_embedding
from index.errors import EmbeddingError
from index.learn.folder import expand, export
from index.search import Searcher
from index.versions import current, open_version

TEXTS = [text for policy in CLAUSES.values() for _, text, _ in policy.values()]


def cosine(left: np.ndarray, right: np.ndarray) -> float:
    return float((left * right).sum() / (np.linalg.norm(left) * np.linalg.norm(right)))


class TestLightReader:
    def test_a_text_is_the_normalised_sum_of_its_rows(self, tmp_path: Path) -> None:
        """By hand for a text of two characters: two characters and one bigram."""
        model = small_model(tmp_path)
        rows, scales = model.table
        total = sum(rows[model.vocabulary[unit]].astype(float) * scales[model.vocabulary[unit]] for unit in ("茶", "园", "茶园"))
        assert model.texts(["茶园"])[0] == pytest.approx(total / np.linalg.norm(total), abs=1e-6)

    def test_nothing_known_gives_zeros(self, tmp_path: Path) -> None:
        """A text without a known unit has no direction."""
        assert not small_model(tmp_path).texts(["xyz", ""]).any()

    def test_int8_keeps_the_direction(self, tmp_path: Path) -> None:
        """Quantised rows are within a hundredth of a scale step of the float ones."""
        from index.learn.folder import write_light
        from index.learn.vocabulary import Vocabulary

        table = np.random.default_rng(0).standard_normal((3, 64)).astype(np.float32)
        model = write_light(tmp_path, Vocabulary({"茶": 1, "园": 1, "船": 1}, frozenset(), 10), table)
        for row, char in enumerate("茶园船"):
            assert cosine(model.texts([char])[0], table[row]) > 0.9999

    def test_a_folder_without_weights_is_a_clear_error(self, tmp_path: Path) -> None:
        """It says what is missing and what to do."""
        with pytest.raises(EmbeddingError, match="no weights"):
            StaticModel(tmp_path)


class TestExport:
    def test_sentence_transformers_gives_the_same_vectors(self, tmp_path: Path) -> None:
        """The exported folder, saved and loaded, encodes the expanded text to the light reader's vector."""
        pytest.importorskip("sentence_transformers")
        from sentence_transformers import SentenceTransformer

        model = small_model(tmp_path / "light")
        export(model, tmp_path / "full")
        loaded = SentenceTransformer(str(tmp_path / "full"), device="cpu")
        there = loaded.encode([expand(text, model.words) for text in TEXTS])
        for ours, theirs in zip(model.texts(TEXTS), there, strict=True):
            assert cosine(ours, theirs) >= 0.9999


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small sentence-transformers folder with a query prompt, made here."""
    pytest.importorskip("sentence_transformers")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    chars = sorted({char for text in TEXTS for char in text} | set("问:"))
    tokenizer = Tokenizer(WordLevel({char: i for i, char in enumerate([*chars, "[UNK]"])}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    table = np.random.default_rng(1).standard_normal((len(chars) + 1, 48)).astype(np.float32)
    folder = tmp_path_factory.mktemp("named") / "model"
    module = StaticEmbedding(tokenizer, embedding_weights=table)
    model = SentenceTransformer(modules=[module], device="cpu", prompts={"query": "问问问:", "document": ""})
    model.save(str(folder))
    return str(folder)


class TestOtherModels:
    def test_a_named_folder_indexes_and_answers(self, tmp_path: Path, named: str) -> None:
        """Built and searched with it; the version records its name and hash."""
        model = open_embedding(named)
        assert isinstance(model, NamedModel)
        version = build(small_library(), tmp_path, model)
        assert (version.model, version.model_hash, model.dim) == (named, model.hash, 48)
        opened = open_version(tmp_path, open_embedding(named), version)
        assert Searcher(opened.entries, opened.ranker).search("采茶机购置补贴")[0].clause == "tea/machine"

    def test_questions_get_their_prompt(self, named: str) -> None:
        """The same words as question and as text differ by the prompt."""
        model = open_embedding(named)
        assert cosine(model.queries(["茶园"])[0], model.texts(["茶园"])[0]) < 0.95

    def test_a_mismatch_is_a_clear_error(self, tmp_path: Path, named: str) -> None:
        """An index of one model is not searched with another."""
        build(small_library(), tmp_path, small_model(tmp_path / "light"))
        version = current(tmp_path)
        assert version is not None
        with pytest.raises(EmbeddingError, match=r"run huice index build, or set HUICE_EMBEDDING back"):
            open_version(tmp_path, open_embedding(named), version)

    def test_an_unknown_name_is_a_clear_error(self, tmp_path: Path) -> None:
        """A folder that holds no model."""
        pytest.importorskip("sentence_transformers")
        (tmp_path / "empty").mkdir()
        with pytest.raises(EmbeddingError, match="cannot load the embedding"):
            open_embedding(str(tmp_path / "empty"))


class TestShipped:
    def test_sizes(self) -> None:
        """Weights at most 16 MB, vocabulary at most 4 MB."""
        assert (SHIPPED / "weights.safetensors").stat().st_size <= 16_000_000
        assert (SHIPPED / "vocabulary.txt").stat().st_size <= 4_000_000

    def test_the_hash_recorded_is_the_hash_of_the_files(self) -> None:
        """model.json speaks of these very weights."""
        from index.embed import model_hash

        assert StaticModel().hash == model_hash(SHIPPED)

    def test_meaning_is_nearer_than_letters(self) -> None:
        """Words that mean the same are nearer to each other than to another matter."""
        model = StaticModel()
        rent, office, child = model.texts(["租房押金不退怎么办", "房屋租赁合同", "未成年人抚养费"])
        assert rent @ office > rent @ child
