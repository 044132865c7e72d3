"""Whatever is done to the files of a policy folder, loading and checking say so and never fall over."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from corpus.check import check_folder
from corpus.errors import PolicyError
from corpus.load import FOLDER_FILES, load_policies, shipped_folder

FOLDERS = sorted((Path(__file__).parent / "policies").iterdir()) + sorted(shipped_folder().iterdir())
WORDS = ["true", "3", "~", "0.5", "[1]", "{a: b}", "2024-01-01", "x", "!!python/object:os.system", "&a", "*a", "\x00", "“", "-"]


def _spoil(lines: list[str], chance: random.Random) -> None:
    """Change one line as a careless hand does: lost, without its colon, indented, a bracket gone, a word replaced."""
    number = chance.randrange(len(lines))
    line = lines[number]
    kind = chance.randrange(5)
    if kind == 0:
        del lines[number]
    elif kind == 1:
        lines[number] = line.replace(":", "", 1)
    elif kind == 2:
        lines[number] = "  " + line
    elif kind == 3:
        lines[number] = line.replace("[", "").replace("{", "")
    elif words := line.split():
        words[chance.randrange(len(words))] = chance.choice(WORDS)
        lines[number] = line[: len(line) - len(line.lstrip())] + " ".join(words)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_spoiled_files_raise_nothing_but_policy_errors(folder: Path, tmp_path: Path) -> None:
    """60 spoilt copies: each loads or raises PolicyError, and the check always returns a report."""
    chance = random.Random(20240618)
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    files = [name for name in FOLDER_FILES if (folder / name).is_file()]
    beside = [path for path in FOLDERS if folder.name.startswith(f"{path.name}-")]  # what a supplement supplements
    refused = 0
    for _ in range(60):
        name = chance.choice(files)
        lines = (folder / name).read_text(encoding="utf-8").split("\n")
        _spoil(lines, chance)
        (copy / name).write_text("\n".join(lines), encoding="utf-8")
        try:
            load_policies([copy, *beside])
        except PolicyError as error:
            assert "\n" not in str(error)
            refused += 1
        check_folder(copy)
        shutil.copy(folder / name, copy / name)
    assert refused > 5
