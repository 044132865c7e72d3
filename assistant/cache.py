"""What preparing a policy costs is paid once: vocabulary, repair and ranked topics are kept in HUICE_HOME for the next process.

A file is named by everything that its content follows from: the policies' hashes, the model's, Python's version, and
size and time of every module and data file that takes part. It is written whole or not at all; a damaged or foreign one
is ignored and written anew. It is a pickle, trusted as far as the folder itself: whoever can write there is the user.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embed import StaticModel

if TYPE_CHECKING:
    from assistant.family import Family

_PREPARED = ("lexicon", "repair", "topics")  # what a family makes only when asked, and that takes long
KEEP = 8  # files kept, the newest
_ROOT = Path(__file__).parents[1]
_PARTS = (
    "assistant",
    "assistant/understand",
    "assistant/understand/data",
    "corpus",
    "corpus/data",
    "corpus/numbers",
    "index",
    "index/model",
)


def prepare(family: Family, home: Path) -> None:
    """Give the family what takes long to make from the cache, or make it and keep it."""
    if all(name in vars(family) for name in _PREPARED):
        return
    file = home / "cache" / f"prepared-{_key(family)}.pickle"
    found = _read(file)
    if not isinstance(found, dict) or set(found) != set(_PREPARED):
        found = {name: getattr(family, name) for name in _PREPARED}
        vars(family.topics.ranker)
        family.repair.prepare()
        _write(file, found)
    vars(family).update(found)


def _key(family: Family) -> str:
    """Changes whenever anything changes that the topics are made from."""
    digest = hashlib.sha256(f"{family.version} {sys.version}".encode())
    for name, size, changed in _files():
        digest.update(f"{name} {size} {changed}\n".encode())
    return digest.hexdigest()[:32]


def _files() -> Iterator[tuple[str, int, int]]:
    for part in _PARTS:
        with os.scandir(_ROOT / part) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if entry.is_file():
                    stat = entry.stat()
                    yield f"{part}/{entry.name}", stat.st_size, stat.st_mtime_ns


def _read(file: Path) -> Any:
    try:
        return pickle.loads(file.read_bytes())
    except Exception:  # absent, damaged, or of classes that are no more: computed anew
        return None


def _write(file: Path, prepared: Any) -> None:
    """Write aside, then rename; a folder that cannot be written to is no fault of a question."""
    out = io.BytesIO()
    _Pickler(out, protocol=5).dump(prepared)
    temporary = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(out.getvalue())
        temporary.replace(file)
        for old in sorted(file.parent.glob("prepared-*.pickle"), key=lambda one: one.stat().st_mtime)[:-KEEP]:
            old.unlink(missing_ok=True)
    except OSError:
        return


class _Pickler(pickle.Pickler):
    """Keeps a model's vocabulary, which takes long to read, and leaves its table of vectors where it is."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, StaticModel):
            return _model, (value.folder, value._vocabulary)
        return NotImplemented


def _model(folder: Path, vocabulary: Any) -> StaticModel:
    found = StaticModel(folder)
    vars(found)["_vocabulary"] = vocabulary
    return found
