"""docs/policy-folder.md is enough to write a policy from: its example works, and no key is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from corpus.cases import Case, CaseValue, Expected
from corpus.check import check_folder
from corpus.clauses import FIELDS
from corpus.load import load_policy
from corpus.model import (
    AllOf,
    Amount,
    AnyOf,
    Assumption,
    Award,
    Exclusive,
    Fact,
    Group,
    HandOver,
    Input,
    InputKind,
    Option,
    Pool,
    Relation,
    Silence,
    Slice,
    Source,
    Test,
    Tier,
    Total,
    Validity,
    Window,
)
from corpus.mutation import sharpness
from corpus.schema import AwardsFile, PolicyFile, TermsFile

DOC = (Path(__file__).parent.parent / "docs" / "policy-folder.md").read_text(encoding="utf-8")
SHAPES = get_args(get_args(Amount)[0])


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder printed in the page, file by file."""
    folder = tmp_path_factory.mktemp("policies") / "bookshop-2025"
    folder.mkdir()
    for name, text in re.findall(r"```\w+ file=(\S+)\n(.*?)```", DOC, re.DOTALL):
        (folder / name).write_text(text, encoding="utf-8")
    assert sorted(file.name for file in folder.iterdir()) == ["awards.yaml", "cases.yaml", "clauses.md", "policy.yaml", "terms.yaml"]
    return folder


def test_the_example_passes_the_check(example: Path) -> None:
    """Without a warning, and the page prints what the check says."""
    report = check_folder(example)
    assert [str(one) for one in report.findings] == []
    assert report.summary() in DOC


def test_every_changed_figure_of_the_example_is_caught(example: Path) -> None:
    """It is a good example also in that."""
    assert [str(one) for one in sharpness(example).slipped] == []


def test_the_example_can_be_loaded_alone(example: Path) -> None:
    """It names no other policy."""
    assert load_policy(example).title == "青石区扶持实体书店办法"


MODELS = [
    PolicyFile, AwardsFile, TermsFile, Source, Silence, Validity, Input, Option, Award, Window, Assumption, HandOver, Test, AnyOf, AllOf,
    Tier, Slice, Group, Total, Pool, Exclusive, Fact, Case, CaseValue, Expected, *SHAPES,
]  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_described(model: type) -> None:
    """A key nobody can find in the page does not exist for a stranger."""
    quoted = " ".join(re.findall(r"`[^`\n]+`", DOC))
    keys = [field.alias or name for name, field in model.model_fields.items()]  # type: ignore[attr-defined]  # every kind listed is a pydantic model
    assert [key for key in keys if not re.search(rf"\b{key}\b", quoted)] == []


@pytest.mark.parametrize(
    "value", [*get_args(InputKind), *get_args(Relation), *(get_args(s.model_fields["shape"].annotation)[0] for s in SHAPES), *FIELDS]
)
def test_every_value_is_described(value: str) -> None:
    """Kinds, relations, shapes and the fields of a clause."""
    assert re.search(rf"\b{value}\b", DOC)
