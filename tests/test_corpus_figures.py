"""Every figure of an answer is found, whole and in canonical form, in Chinese and in English."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from corpus.amounts import Figure, find_figures

TABLE = yaml.safe_load((Path(__file__).parent / "figures.yaml").read_text(encoding="utf-8"))


def shown(figure: Figure) -> str:
    """A figure in the notation of figures.yaml."""
    value = f"date {figure.value}" if figure.unit == "date" else f"{figure.value}{figure.unit}"
    return f"{figure.text.strip()}={value}" if not figure.article else f"{figure.text.strip()}=({value})"


@pytest.mark.parametrize(("text", "expected"), TABLE.items(), ids=list(TABLE))
def test_sentence(text: str, expected: str) -> None:
    """Each sentence holds the figures of the table and no other."""
    assert " ".join(shown(f) for f in find_figures(text)) == expected
