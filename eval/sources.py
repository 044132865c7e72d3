"""The clauses that a citation may name, as they were when the run was made.

Kept beside the raw answers (`sources.json`), so that scoring needs no policy folder and an old run is judged by the
text it was answered from. Where no policy could be loaded, the catalogue is empty and only the form of a citation is judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Clause id → the texts a quote may come from (Chinese, English, titles); award ids and input ids by policy."""

    clauses: dict[str, str] = field(default_factory=dict)
    awards: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    policies: dict[str, str] = field(default_factory=dict)  # id → hash

    def __bool__(self) -> bool:
        return bool(self.clauses)


def of(policies: Iterable[Any]) -> Catalogue:
    """The catalogue of loaded policies."""
    loaded = list(policies)
    return Catalogue(
        clauses={c.id: "\n".join((c.title, c.title_en, c.text, c.text_en)) for p in loaded for c in p.clauses},
        awards=tuple(dict.fromkeys(a.id for p in loaded for a in p.awards)),
        inputs=tuple(dict.fromkeys(i.id for p in loaded for i in p.inputs)),
        policies={p.id: p.hash for p in loaded},
    )


def write(catalogue: Catalogue, path: Path) -> None:
    data = {"policies": catalogue.policies, "awards": catalogue.awards, "inputs": catalogue.inputs, "clauses": catalogue.clauses}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def read(path: Path) -> Catalogue:
    if not path.is_file():
        return Catalogue()
    data = json.loads(path.read_text(encoding="utf-8"))
    return Catalogue(data["clauses"], tuple(data["awards"]), tuple(data["inputs"]), data["policies"])
