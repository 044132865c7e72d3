"""Deliberately broken policy folders: each error names its file, its line, its field and what to do.

`tests/broken/base` is in order; `tests/broken/changes.yaml` breaks it in one place at a time and says which
words the error must contain. The words are public: people read them.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.check import check_folder
from corpus.errors import PolicyError
from corpus.load import load_policies

BROKEN = Path(__file__).parent / "broken"
CHANGES: list[dict[str, Any]] = yaml.safe_load((BROKEN / "changes.yaml").read_text(encoding="utf-8"))


def broken_folder(change: dict[str, Any], where: Path) -> Path:
    """The base folder with one change made; the change must find its place."""
    folder = where / "teahouse"
    shutil.copytree(BROKEN / "base", folder)
    file = folder / change["file"]
    text = file.read_text(encoding="utf-8")
    assert change["find"] in text, "the change finds nothing to change"
    count = -1 if change["name"] == "no clauses at all" else 1
    file.write_text(text.replace(change["find"], change["put"], count), encoding="utf-8")
    return folder


def test_the_base_folder_is_in_order() -> None:
    """Otherwise the changes below would prove nothing."""
    report = check_folder(BROKEN / "base")
    assert [str(one) for one in report.findings] == []
    assert report.cases == 5


@pytest.mark.parametrize("change", [c for c in CHANGES if c["level"] == "load"], ids=lambda c: c["name"])
def test_what_is_malformed_is_refused_when_loading(change: dict[str, Any], tmp_path: Path) -> None:
    """One PolicyError with file and line, the field, and what is allowed; never another exception."""
    folder = broken_folder(change, tmp_path)
    with pytest.raises(PolicyError) as raised:
        load_policies([folder])
    said = str(raised.value)
    assert change["file"] in said
    assert [word for word in change["says"] if word not in said] == [], said
    if "at" in change:
        assert f"{change['file']}:{change['at']}:" in said, said
    assert not check_folder(folder).ok


@pytest.mark.parametrize("change", [c for c in CHANGES if c["level"] != "load"], ids=lambda c: c["name"])
def test_what_is_untrue_is_found_by_the_check(change: dict[str, Any], tmp_path: Path) -> None:
    """The folder loads; the check says what does not fit, with file, line and field."""
    report = check_folder(broken_folder(change, tmp_path))
    found = report.warnings if change["level"] == "warning" else report.errors
    assert report.ok == (change["level"] == "warning"), [str(one) for one in report.findings]
    fitting = [str(one) for one in found if all(word in str(one) for word in change["says"])]
    assert fitting, [str(one) for one in report.findings]
    if "at" in change:
        assert any(f":{change['at']}:" in one for one in fitting), fitting


def test_every_broken_folder_has_its_own_name() -> None:
    """Two changes of one name would hide each other in a report."""
    names = [change["name"] for change in CHANGES]
    assert len(names) == len(set(names)) >= 90
