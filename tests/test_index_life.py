"""The life of an index: built once, vectors reused, switched atomically, rolled back, killed, damaged, locked."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from index_library import small_library, small_model

from index.build import build
from index.embed import StaticModel
from index.errors import EmbeddingError, IndexBroken, IndexBusy
from index.search import Searcher, SearchSettings, open_searcher
from index.versions import FORMAT, current, folder_of, intact, open_version, pointer, rollback, use, versions


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> StaticModel:
    return small_model(tmp_path_factory.mktemp("model"))


def served(home: Path, model: StaticModel) -> Searcher:
    version = current(home)
    assert version is not None
    opened = open_version(home, model, version)
    return Searcher(opened.entries, opened.ranker, version.name)


class TestBuilding:
    def test_a_version_says_what_it_holds(self, tmp_path: Path, model: StaticModel) -> None:
        """Six clauses of two policies, the model's hash, and every file with its hash."""
        version = build(small_library(), tmp_path, model)
        assert (version.clauses, version.model_hash, version.store, version.embedded) == (6, model.hash, "numpy", 6)
        assert set(version.policies) == {"tea", "boat"}
        assert {"vectors.npy", "entries.jsonl", "words/lengths.npy"} <= set(version.files)
        assert intact(tmp_path, version)

    def test_nothing_changed_nothing_built(self, tmp_path: Path, model: StaticModel) -> None:
        """The second build serves the first version."""
        assert build(small_library(), tmp_path, model) == build(small_library(), tmp_path, model)
        assert len(versions(tmp_path)) == 1

    def test_only_changed_clauses_are_embedded(self, tmp_path: Path, model: StaticModel) -> None:
        """One text of six changed: one vector is new, the others are the same rows."""
        before = build(small_library(), tmp_path, model)
        after = build(small_library(brand="首次取得授权的茶企,一次性奖励16万元。"), tmp_path, model)
        assert (after.embedded, after.name[:4]) == (1, "0002")
        old, new = (np.load(folder_of(tmp_path) / "versions" / v.name / "vectors.npy") for v in (before, after))
        assert [bool((old[i] == new[i]).all()) for i in range(6)] == [True, True, False, True, True, True]

    def test_a_served_version_answers_as_memory_does(self, tmp_path: Path, model: StaticModel) -> None:
        """Built or not, the same clauses in the same order with the same scores."""
        build(small_library(), tmp_path, model)
        on_disk = served(tmp_path, model)
        in_memory = open_searcher(small_library(), SearchSettings(embedding=str(model.folder)))
        for question in ("冷库租金补贴", "茶园改造", "15万元", "渔船发动机"):
            assert on_disk.search(question) == in_memory.search(question)

    def test_old_versions_are_pruned(self, tmp_path: Path, model: StaticModel) -> None:
        """Seven builds leave five versions, the last one served."""
        for n in range(7):
            build(small_library(salt=str(n)), tmp_path, model)
        assert [v.name[:4] for v in versions(tmp_path)] == ["0003", "0004", "0005", "0006", "0007"]
        assert pointer(tmp_path)[0].startswith("0007")


class TestSwitching:
    def test_rollback_and_use(self, tmp_path: Path, model: StaticModel) -> None:
        """Back to the first, forward to the second by the beginning of its name."""
        first = build(small_library(), tmp_path, model)
        second = build(small_library(brand="奖励16万元。"), tmp_path, model)
        assert rollback(tmp_path) == first
        assert served(tmp_path, model).search("tea/brand")[0].text.endswith("15万元。")
        assert use(tmp_path, second.name[:6]) == second

    def test_a_pinned_version_is_served_whatever_the_folders_say(self, tmp_path: Path, model: StaticModel) -> None:
        """After `use` a changed library is answered from the version chosen; after a build it follows again."""
        settings = SearchSettings(home=tmp_path, embedding=str(model.folder))
        first = build(small_library(), tmp_path, model)
        changed = small_library(brand="奖励16万元。")
        assert open_searcher(changed, settings).search("tea/brand")[0].text == "奖励16万元。"
        use(tmp_path, first.name)
        assert open_searcher(changed, settings).search("tea/brand")[0].text.endswith("15万元。")
        build(changed, tmp_path, model)
        assert open_searcher(changed, settings).search("tea/brand")[0].text == "奖励16万元。"

    def test_nothing_to_go_back_to(self, tmp_path: Path, model: StaticModel) -> None:
        """The first version has none before it."""
        build(small_library(), tmp_path, model)
        with pytest.raises(IndexBroken, match="no earlier version"):
            rollback(tmp_path)
        with pytest.raises(IndexBroken, match="huice index list"):
            use(tmp_path, "0099")

    def test_a_reader_is_unharmed_by_a_rebuild(self, tmp_path: Path, model: StaticModel) -> None:
        """An open searcher answers the same after its version was replaced and even removed."""
        build(small_library(), tmp_path, model)
        reader = served(tmp_path, model)
        before = reader.search("冷库租金补贴")
        for n in range(6):
            build(small_library(salt=str(n), policies=("tea",)), tmp_path, model)
        assert reader.version not in {version.name for version in versions(tmp_path)}
        assert reader.search("冷库租金补贴") == before


class TestMishaps:
    def test_another_builder_is_waited_for_or_refused(self, tmp_path: Path, model: StaticModel) -> None:
        """While the lock is held a build says so in one sentence."""
        folder_of(tmp_path).mkdir(parents=True)
        with FileLock(folder_of(tmp_path) / "build.lock"), pytest.raises(IndexBusy, match="another process is building"):
            build(small_library(), tmp_path, model)

    def test_another_model_is_a_clear_error(self, tmp_path: Path, model: StaticModel) -> None:
        """The message names both models and says how to rebuild."""
        version = build(small_library(), tmp_path, model)
        other = small_model(tmp_path / "other", dim=16)
        with pytest.raises(EmbeddingError, match=r"built with the embedding .* run huice index build"):
            open_version(tmp_path, other, version)

    @pytest.mark.parametrize("file", ["vectors.npy", "entries.jsonl", "words/all/lexical.npz"])
    def test_a_damaged_file_is_found_and_built_anew(self, tmp_path: Path, model: StaticModel, file: str) -> None:
        """One byte flipped: the version is not opened, and the next build replaces it."""
        version = build(small_library(), tmp_path, model)
        damaged = folder_of(tmp_path) / "versions" / version.name / file
        data = bytearray(damaged.read_bytes())
        data[len(data) // 2] ^= 0xFF
        damaged.write_bytes(bytes(data))
        with pytest.raises(IndexBroken, match="run huice index build"):
            open_version(tmp_path, model, version)
        again = build(small_library(), tmp_path, model)
        assert again.name != version.name
        assert served(tmp_path, model).search("采茶机补贴")[0].clause == "tea/machine"

    def test_a_version_of_another_release_is_built_anew(self, tmp_path: Path, model: StaticModel) -> None:
        """An older format is not opened, whatever its files hold; the next build replaces it."""
        version = build(small_library(), tmp_path, model)
        manifest = folder_of(tmp_path) / "versions" / version.name / "manifest.json"
        manifest.write_text(manifest.read_text(encoding="utf-8").replace(f'"format": {FORMAT}', '"format": 1'), encoding="utf-8")
        old = current(tmp_path)
        assert old is not None
        with pytest.raises(IndexBroken, match="another release"):
            open_version(tmp_path, model, old)
        assert build(small_library(), tmp_path, model).name != version.name

    def test_a_damaged_pointer_or_manifest_is_as_no_index(self, tmp_path: Path, model: StaticModel) -> None:
        """Half a pointer names no version; the next build writes a good one."""
        build(small_library(), tmp_path, model)
        (folder_of(tmp_path) / "current").write_text('{"versi', encoding="utf-8")
        assert current(tmp_path) is None
        build(small_library(), tmp_path, model)
        assert current(tmp_path) is not None


BUILDER = """
import sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from index_library import small_library
from index.build import build
from index.embed import StaticModel
model = StaticModel(Path(sys.argv[2]))
print("ready", flush=True)
for n in range(10_000):
    build(small_library(salt=sys.argv[4] + str(n), machine=f"购买采茶机按{n % 60 + 1}%补贴。"), Path(sys.argv[1]), model, force=True)
"""


def test_kill_at_any_moment_leaves_a_whole_version_served(tmp_path: Path, model: StaticModel) -> None:
    """Ten builders, each killed with SIGKILL at a random moment: what is served is whole, and a new build goes through."""
    home, rng = tmp_path / "home", random.Random(5)
    build(small_library(), home, model)
    for attempt in range(10):
        worker = subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(home), str(model.folder), str(Path(__file__).parent), f"{attempt}-"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 0.15))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        version = current(home)
        assert version is not None
        assert intact(home, version)
        assert served(home, model).search("茶园改造")[0].clause == "tea/garden"
    build(small_library(salt="after"), home, model)
    assert not list((folder_of(home) / "versions").glob("building-*"))
    assert json.loads((folder_of(home) / "current").read_text(encoding="utf-8"))["pinned"] is False


def test_dates_survive_the_disk(tmp_path: Path, model: StaticModel) -> None:
    """A version read back filters by day as the library does."""
    build(small_library(), tmp_path, model)
    assert {hit.policy for hit in served(tmp_path, model).search("冷库", on=date(2025, 2, 28))} == {"tea"}
