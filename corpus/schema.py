"""The files of a policy folder as models, and their JSON Schema for editors.

`policy.yaml`, `awards.yaml` and `terms.yaml` hold fields of `corpus.model.Policy`; `cases.yaml` has its own
module. `python -m corpus.schema DIR` writes the schemas; docs/ keeps them, and a test keeps them current.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import Field

from corpus.model import Award, Exclusive, Fact, Group, Input, Model, Pool, Sharing, Silence, Source, Total, Validity


class PolicyFile(Model):
    """policy.yaml: what the policy is, where its facts come from, what its sources leave out."""

    id: str
    supplements: str = ""
    title: str
    title_en: str = ""
    short_title: str = ""
    short_title_en: str = ""
    aliases: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    number: str = ""
    issuers: tuple[str, ...] = ()
    issuers_en: tuple[str, ...] = ()
    source: Source
    valid: Validity = Validity()
    silences: tuple[Silence, ...] = ()
    notice: str = ""
    notice_en: str = ""


class AwardsFile(Model):
    """awards.yaml: inputs, awards, caps, pools, and the figures that decide no award."""

    inputs: tuple[Input, ...] = ()
    awards: tuple[Award, ...] = ()
    groups: tuple[Group, ...] = ()
    total: Total | None = None
    pools: tuple[Pool, ...] = ()
    exclusives: tuple[Exclusive, ...] = ()
    sharing: Sharing | None = None
    facts: tuple[Fact, ...] = ()


class TermsFile(Model):
    """terms.yaml: the words of this policy, each with the words that mean the same."""

    synonyms: dict[str, tuple[str, ...]] = Field(default_factory=dict)


FILES: dict[str, type[Model]] = {"policy.yaml": PolicyFile, "awards.yaml": AwardsFile, "terms.yaml": TermsFile}


def json_schemas() -> dict[str, dict[str, Any]]:
    """`<name>.schema.json` of every YAML file of a policy folder."""
    from corpus.cases import CasesFile

    models: dict[str, type[Model]] = {**FILES, "cases.yaml": CasesFile}
    return {name.replace(".yaml", ".schema.json"): _schema(name, model) for name, model in models.items()}


def _schema(name: str, model: type[Model]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": name}


def write_schemas(folder: Path) -> None:
    """Write each schema as JSON with sorted keys, so that a change shows as a small difference."""
    for name, schema in json_schemas().items():
        (folder / name).write_text(json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
