"""Writing a trained table: as the light folder that ships, and as a sentence-transformers folder for other tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed import StaticModel, model_hash
from index.learn.vocabulary import Vocabulary
from index.tokens import normal, units


def write_light(folder: Path, vocabulary: Vocabulary, table: NDArray[np.float32], card: dict[str, Any] | None = None) -> StaticModel:
    """Vocabulary and int8 rows with one scale each; `model.json` holds the hash and what the card says of the training."""
    folder.mkdir(parents=True, exist_ok=True)
    from safetensors.numpy import save_file

    scales = np.maximum(np.abs(table).max(1), 1e-9) / 127
    rows = np.clip(np.rint(table / scales[:, None]), -127, 127).astype(np.int8)
    vocabulary.save(folder / "vocabulary.txt")
    save_file({"rows": rows, "scales": scales.astype(np.float32)}, folder / "weights.safetensors")
    data = {"sha256": model_hash(folder), **(card or {})}
    (folder / "model.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return StaticModel(folder)


def expand(text: str, words: frozenset[str]) -> str:
    """A text as its units with blanks between: what the exported folder encodes, since no tokenizer knows overlapping bigrams."""
    return " ".join(units(normal(text), words))


def export(model: StaticModel, folder: Path) -> None:
    """The float32 sentence-transformers folder; encode `expand(text, model.words)` with it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    rows, scales = model.table
    ids = {**model.vocabulary, "[UNK]": len(model.vocabulary)}
    table = np.concatenate([rows.astype(np.float32) * scales[:, None], np.zeros((1, model.dim), np.float32)])
    tokenizer = Tokenizer(WordLevel(ids, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=table), Normalize()], device="cpu").save(str(folder))
