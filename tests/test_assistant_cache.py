"""The cache of prepared policies: the same bytes with and without it, and never in the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant import cache
from assistant.service import Assistant
from assistant.settings import Settings, load

QUESTIONS = ("模型优化花了260万,已经备案,能补多少?", "有效期到哪天", "房租能补多少", "How much is the model filing award?", "深圳呢")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"HUICE_HOME": str(tmp_path)})


def files(settings: Settings) -> list[Path]:
    return sorted((settings.home / "cache").glob("*"))


def answers(settings: Settings) -> list[dict]:
    assistant = Assistant(settings)
    return [assistant.ask(question).stable() for question in QUESTIONS]


def test_answers_are_the_same_bytes_from_the_cache(settings):
    """Computed, then read back."""
    first = answers(settings)
    assert len(files(settings)) == 1
    assert answers(settings) == first


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x80\x05.", b"cos\nnix\n."])
def test_a_damaged_file_is_ignored_and_written_anew(settings, content):
    first = answers(settings)
    (file,) = files(settings)
    whole = file.stat().st_size
    file.write_bytes(content)
    assert answers(settings) == first
    assert file.stat().st_size == whole


def test_another_policy_or_another_code_is_another_file(settings, monkeypatch):
    """Names follow from content, so nothing stale can be read."""
    family = Assistant(settings).families[0]
    one = cache._key(family)
    monkeypatch.setattr(type(family), "version", "other@1")
    two = cache._key(family)
    monkeypatch.setattr(cache, "_files", lambda: iter([("assistant/turn.py", 1, 1)]))
    assert len({one, two, cache._key(family)}) == 3


def test_a_folder_that_cannot_be_written_is_no_fault_of_a_question(tmp_path):
    """The home is a file: the question is answered all the same."""
    (tmp_path / "file").write_text("")
    settings = load({"HUICE_HOME": str(tmp_path / "file")})
    assert Assistant(settings).ask(QUESTIONS[0]).calculation["total_yuan"] == "1300000"


def test_only_the_newest_files_stay(settings):
    """One more than are kept, the oldest goes."""
    (settings.home / "cache").mkdir()
    for number in range(cache.KEEP):
        old = settings.home / "cache" / f"prepared-{number}.pickle"
        old.write_bytes(b"")
        os.utime(old, (number, number))
    Assistant(settings).ask(QUESTIONS[0])
    names = [file.name for file in files(settings)]
    assert len(names) == cache.KEEP and "prepared-0.pickle" not in names
