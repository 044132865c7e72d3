"""Text to vectors: the shipped static model, read with NumPy alone, or any sentence-transformers model by name.

The shipped model is one table over characters, bigrams and common words: a text's vector is the normalised sum
of its units' rows. Rows are int8 with one scale each, 15 MB in all; a question reads a few dozen of them. torch
and sentence-transformers are imported only for a model that was named, and cost seconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbeddingError
from index.lexical import Background
from index.tokens import normal, units

Vectors = NDArray[np.float32]
SHIPPED = Path(__file__).parent / "model"


class Embedding(Protocol):
    """What the index needs of a model: a name and a hash to recognise it by, and unit vectors for texts."""

    @property
    def name(self) -> str: ...

    @property
    def hash(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def texts(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text to be found."""

    def queries(self, queries: Sequence[str]) -> Vectors:
        """One unit vector a question."""


class StaticModel:
    """The light reader of a folder with `vocabulary.txt` and `weights.safetensors`."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        if not (folder / "weights.safetensors").is_file():
            raise EmbeddingError(f"{folder}: no weights.safetensors there: reinstall Huice, or train with python -m index.train")
        self.folder = folder
        self.name = "shipped" if folder == SHIPPED else str(folder)

    @cached_property
    def hash(self) -> str:
        """The sha256 of vocabulary and weights, from the model card's data file when it is there."""
        card = self.folder / "model.json"
        if card.is_file():
            return str(json.loads(card.read_text(encoding="utf-8"))["sha256"])
        return model_hash(self.folder)

    @cached_property
    def _vocabulary(self) -> tuple[dict[str, int], frozenset[str], Background]:
        size, _, rest = (self.folder / "vocabulary.txt").read_text(encoding="utf-8").rstrip("\n").partition("\n")
        cells = rest.replace("\t", "\n").split("\n")  # a unit, its count, a unit, its count, …
        known = cells[0::2]
        words = frozenset(unit for unit in known if 2 < len(unit) < 5 and unit[0] > "\u3000")
        counts = dict(zip(known, map(int, cells[1::2]), strict=True))
        return dict(zip(known, range(len(known)), strict=True)), words, Background(int(size), counts)

    @property
    def vocabulary(self) -> dict[str, int]:
        return self._vocabulary[0]

    @property
    def words(self) -> frozenset[str]:
        """The words of three and four characters that the table knows."""
        return self._vocabulary[1]

    @property
    def background(self) -> Background:
        """Document frequencies of the units in the training collection."""
        return self._vocabulary[2]

    @cached_property
    def table(self) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """The int8 rows, and the scale of each."""
        from safetensors.numpy import load_file

        data = load_file(self.folder / "weights.safetensors")
        return data["rows"], data["scales"].astype(np.float32)

    @cached_property
    def dim(self) -> int:
        return int(self.table[0].shape[1])

    def ids(self, text: str) -> list[int]:
        """The rows of a normalised text."""
        known, words = self.vocabulary, self.words
        return [known[unit] for unit in units(text, words) if unit in known]

    def texts(self, texts: Sequence[str]) -> Vectors:
        return self.sums([self.ids(text) for text in _normal_all(texts)])

    queries = texts

    def salience(self, asked: Sequence[str], vector: Vectors) -> dict[str, float]:
        """How much of a question's vector each of its units brings; units that the table lacks are left out."""
        known = [unit for unit in dict.fromkeys(asked) if unit in self.vocabulary]
        rows, scales = self.table
        places = [self.vocabulary[unit] for unit in known]
        brought = np.einsum("ij,j->i", rows[places].astype(np.float32), vector) * scales[places]
        return dict(zip(known, brought.tolist(), strict=True))

    def sums(self, ids: Sequence[Sequence[int] | NDArray[np.int32]]) -> Vectors:
        """One unit vector a list of rows; an empty list gives zeros."""
        rows, scales = self.table
        out = np.zeros((len(ids), rows.shape[1]), np.float32)
        for i, found in enumerate(ids):
            if len(found):
                out[i] = np.einsum("i,ij->j", scales[found], rows[found].astype(np.float32))  # no BLAS: see vectors.products
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        return out / np.maximum(norms, 1e-12)


def _normal_all(texts: Sequence[str]) -> Sequence[str]:
    """Every text normalised; short ones as one text of many lines, which is ten times faster."""
    if len(texts) > 1 and max(map(len, texts)) < 40 and not any("\n" in text or not text.strip() for text in texts):
        lines = normal("\n".join(texts)).split("\n")
        if len(lines) == len(texts):
            return lines
    return [normal(text) for text in texts]


class NamedModel:
    """Any sentence-transformers model, by folder or hub name, with its own query prompt."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise EmbeddingError(f"the embedding {name!r} needs sentence-transformers: pip install 'huice[embed]'") from None
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except Exception as error:  # the library raises many kinds for a missing or broken folder
            say = f"cannot load the embedding {name!r} ({error}): name a sentence-transformers folder or hub model"
            raise EmbeddingError(say) from None
        self.name = name
        self.dim = int(self._model.get_embedding_dimension() or 0)
        probe = self.texts(["惠企政策条款", "办公用房补贴最高多少"])
        self.hash = hashlib.sha256(np.round(probe, 4).tobytes()).hexdigest()

    def texts(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, "document")

    def queries(self, queries: Sequence[str]) -> Vectors:
        return self._encode(queries, "query")

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        name = prompt if prompt in (self._model.prompts or {}) else None
        found = self._model.encode(list(texts), prompt_name=name, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(found, np.float32)


def model_hash(folder: Path) -> str:
    """The sha256 over vocabulary and weights of a static model folder."""
    digest = hashlib.sha256()
    for name in ("vocabulary.txt", "weights.safetensors"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def open_embedding(name: str = "") -> Embedding:
    """The model of this name: empty for the shipped one, a static folder of this project, else sentence-transformers."""
    if not name:
        return StaticModel()
    folder = Path(name).expanduser()
    if (folder / "vocabulary.txt").is_file():
        return StaticModel(folder)
    return NamedModel(name)
