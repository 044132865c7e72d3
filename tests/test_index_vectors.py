"""One interface, two stores: Chroma ranks as the exact search does, in process and over HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from index_library import small_library, small_model

from index.build import build
from index.cells import CellVectors, write_cells
from index.chroma import ChromaVectors, Shard, client, fill
from index.embed import StaticModel
from index.errors import IndexBroken, StoreError
from index.langchain import vector_stores
from index.search import Searcher
from index.vectors import ExactVectors, best
from index.versions import current, open_version


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> StaticModel:
    return small_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--path", str(tmp_path_factory.mktemp("server"))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        else:
            pytest.fail("the Chroma server did not come up within 30 s")
        yield url
    finally:
        process.terminate()
        process.wait(10)


def unit_rows(count: int, dim: int = 24, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class TestBest:
    def test_best_first_and_equal_scores_by_row(self) -> None:
        """Rows 1 and 3 tie at the top, rows 0 and 4 at the edge: the lower row wins."""
        rows, scores = best(np.array([0.5, 0.9, 0.1, 0.9, 0.5], np.float32), 3)
        assert rows.tolist() == [1, 3, 0]
        assert scores.tolist() == pytest.approx([0.9, 0.9, 0.5])

    @pytest.mark.parametrize("k", [1, 10, 200, 2_000])
    def test_many_scores_are_thinned_first(self, k: int) -> None:
        """50,000 scores with many ties, and as many that are mostly zero: what a full sort by score and row gives."""
        random = np.random.default_rng(k)
        tied = random.integers(0, 3_000, 50_000).astype(np.float32)
        sparse = np.where(random.random(50_000) < 0.01, tied, 0).astype(np.float32)
        for scores in (tied, sparse):
            assert best(scores, k)[0].tolist() == np.lexsort((np.arange(50_000), -scores))[:k].tolist()

    def test_fewer_rows_than_asked(self) -> None:
        """Two rows are all there is."""
        assert best(np.array([0.1, 0.2], np.float32), 9)[0].tolist() == [1, 0]
        assert best(np.zeros(0, np.float32), 3)[0].tolist() == []


def leaning_rows(count: int, seed: int = 1) -> np.ndarray:
    """Unit rows of 128 numbers around 40 centres, later directions ever weaker, as trained vectors are."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((40, 128))
    rows = (centres[random.integers(0, 40, count)] + random.standard_normal((count, 128))) * 0.97 ** np.arange(128)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


class TestManyRows:
    """Where every row is too much to read, the nearest ones are still found, and their cosines are exact."""

    def test_leading_directions_choose_what_is_compared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """6,000 rows, 2,000 of them compared in full: the ten nearest of 30 questions, in order."""
        monkeypatch.setattr("index.vectors.SKETCHED", 5_000)
        matrix = leaning_rows(6_000)
        store = ExactVectors(matrix)
        third = np.arange(6_000) % 3 == 0
        for query in leaning_rows(30, seed=2):
            rows, cosines = store.nearest(query, 10)
            assert rows.tolist() == best(matrix @ query, 10)[0].tolist()
            assert cosines.tolist() == pytest.approx((matrix[rows] @ query).tolist(), abs=1e-5)
            assert store.nearest(query, 10, third)[0].tolist() == best(np.where(third, matrix @ query, -2), 10)[0].tolist()

    def test_a_filter_that_leaves_few_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Three rows allowed: those three, best first."""
        monkeypatch.setattr("index.vectors.SKETCHED", 5_000)
        matrix, few = leaning_rows(6_000), np.zeros(6_000, np.bool_)
        few[[5, 70, 4_000]] = True
        assert sorted(ExactVectors(matrix).nearest(matrix[70], 10, few)[0].tolist()) == [5, 70, 4_000]

    def test_cells_find_the_nearest(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of 6,000 rows in 64 cells 16 are looked into: nine of the ten nearest, each row its own nearest, files read again alike."""
        monkeypatch.setattr("index.cells.CELLS", 64)
        monkeypatch.setattr("index.cells.PROBED", 16)
        matrix = leaning_rows(6_000)
        write_cells(matrix, tmp_path)
        store = CellVectors(matrix, tmp_path)
        kept = [np.isin(store.nearest(q, 10)[0], best(matrix @ q, 10)[0]).mean() for q in leaning_rows(40, seed=3)]
        assert np.mean(kept) >= 0.9
        assert [int(store.nearest(matrix[row], 1)[0][0]) for row in range(0, 6_000, 500)] == list(range(0, 6_000, 500))
        before = (tmp_path / "cells.npz").stat().st_size, np.load(tmp_path / "heads.npy")
        write_cells(matrix, tmp_path)
        assert np.array_equal(before[1], np.load(tmp_path / "heads.npy"))

    def test_cells_with_a_filter(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Three rows allowed, wherever their cells are."""
        monkeypatch.setattr("index.cells.CELLS", 64)
        monkeypatch.setattr("index.cells.PROBED", 8)
        matrix, few = leaning_rows(6_000), np.zeros(6_000, np.bool_)
        few[[5, 70, 4_000]] = True
        write_cells(matrix, tmp_path)
        assert sorted(CellVectors(matrix, tmp_path).nearest(matrix[70], 3, few)[0].tolist()) == [5, 70, 4_000]

    def test_a_version_of_many_clauses_is_served_from_cells(
        self, tmp_path: Path, model: StaticModel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With the bound at five vectors the six clauses come from cells, and a spoiled cell file is refused."""
        monkeypatch.setattr("index.cells.FROM", 5)
        monkeypatch.setattr("index.cells.CELLS", 2)
        monkeypatch.setattr("index.cells.PROBED", 1)
        monkeypatch.setattr("index.vectors.AXES", 8)
        monkeypatch.setattr("index.cells.AXES", 8)
        version = build(small_library(), tmp_path, model)
        opened = open_version(tmp_path, model, version)
        assert isinstance(opened.ranker.vectors, CellVectors)
        assert Searcher(opened.entries, opened.ranker).search("老茶园翻新")[0].clause == "tea/garden"
        spoiled = next(tmp_path.rglob("heads.npy"))
        spoiled.write_bytes(spoiled.read_bytes()[:-4] + b"oops")
        with pytest.raises(IndexBroken, match="fails its hashes"):
            open_version(tmp_path, model, version)


class TestSameRanking:
    def test_chroma_in_process_ranks_as_numpy(self, tmp_path: Path) -> None:
        """2,000 rows in two collections, 30 queries, the ten nearest each."""
        matrix = unit_rows(2000)
        matrix[7] = matrix[1500]  # equal cosines across collections
        chroma = client(folder=tmp_path)
        shards = [Shard("huice-first", 0, 1200), Shard("huice-second", 1200, 800)]
        for shard in shards:
            part = matrix[shard.start : shard.start + shard.size]
            fill(chroma, shard, part, "model", ["text"] * shard.size, [{"policy": "p"}] * shard.size)
        there, exact = ChromaVectors(chroma, shards, "model", matrix), ExactVectors(matrix)
        second = np.arange(2000) >= 1200  # a filter leaves out the first policy
        for query in [*unit_rows(30, seed=2), matrix[7]]:
            assert there.nearest(query, 10)[0].tolist() == exact.nearest(query, 10)[0].tolist()
            filtered = exact.nearest(query, 10, second)[0].tolist()
            assert there.nearest(query, 10, second)[0].tolist() == filtered
            assert min(filtered) >= 1200

    def test_a_half_built_collection_is_not_read(self, tmp_path: Path) -> None:
        """A collection of another model, or one never completed, is an error that says how to rebuild."""
        matrix = unit_rows(20)
        chroma = client(folder=tmp_path)
        shard = Shard("huice-only", 0, 20)
        fill(chroma, shard, matrix, "model", ["text"] * 20, [{"policy": "p"}] * 20)
        for wrong, name in ((shard, "other model"), (Shard("huice-only", 0, 21), "model"), (Shard("huice-missing", 0, 20), "model")):
            with pytest.raises(StoreError, match="run huice index build"):
                ChromaVectors(chroma, [wrong], name, matrix)

    def test_filling_again_after_a_kill_starts_over(self, tmp_path: Path) -> None:
        """A collection left at "filling" is emptied and filled."""
        chroma = client(folder=tmp_path)
        chroma.create_collection("huice-only", embedding_function=None, metadata={"state": "filling", "model": "model"})
        shard, matrix = Shard("huice-only", 0, 20), unit_rows(20)
        fill(chroma, shard, matrix, "model", ["text"] * 20, [{"policy": "p"}] * 20)
        assert ChromaVectors(chroma, [shard], "model", matrix).nearest(matrix[3], 1)[0].tolist() == [3]


class TestVersions:
    @pytest.mark.parametrize("where", ["in process", "server"])
    def test_a_version_in_chroma_answers_as_one_in_numpy(
        self, tmp_path: Path, model: StaticModel, where: str, request: pytest.FixtureRequest
    ) -> None:
        """The same questions, the same hits; one collection a policy; read back through langchain-chroma."""
        url = request.getfixturevalue("server") if where == "server" else ""
        build(small_library(), tmp_path / "numpy", model)
        build(small_library(), tmp_path / "chroma", model, exact_limit=0, chroma_url=url)
        searchers = []
        for home in (tmp_path / "numpy", tmp_path / "chroma"):
            version = current(home)
            assert version is not None
            opened = open_version(home, model, version)
            searchers.append(Searcher(opened.entries, opened.ranker))
        assert version.store == (url or "chroma")
        assert [rows for _, _, rows in version.shards] == [4, 2]
        for question in ("冷库租金补贴", "茶园改造", "渔船发动机"):
            assert searchers[0].search(question) == searchers[1].search(question)
        tea, boat = vector_stores(tmp_path / "chroma", version, model)
        assert tea.similarity_search("茶叶冷库的租金", k=1)[0].metadata["clause"] == "tea/store"
        assert boat.similarity_search("冷库", k=2, filter={"until": {"$gte": 20260101}})[0].metadata["policy"] == "boat"

    def test_lost_collections_are_built_anew(self, tmp_path: Path, model: StaticModel, server: str) -> None:
        """A server that forgot a collection: opening says so, and a build of the unchanged library fills it again."""
        version = build(small_library(salt="lost"), tmp_path, model, chroma_url=server)
        client(server).delete_collection(version.shards[0][0])
        with pytest.raises(StoreError, match="run huice index build"):
            open_version(tmp_path, model, version)
        assert open_version(tmp_path, model, build(small_library(salt="lost"), tmp_path, model, chroma_url=server))

    def test_no_server_is_one_clear_line(self, tmp_path: Path, model: StaticModel) -> None:
        """A closed port: said in one sentence, and nothing is served."""
        with pytest.raises(StoreError, match="no Chroma server answers"):
            build(small_library(), tmp_path, model, chroma_url="http://127.0.0.1:9")
        assert current(tmp_path) is None

    def test_an_unchanged_policy_is_not_sent_again(self, tmp_path: Path, model: StaticModel, server: str) -> None:
        """Collections are named by their content: the second version shares the one of the policy that did not change."""
        first = build(small_library(), tmp_path, model, chroma_url=server)
        second = build(small_library(policies=("tea",)), tmp_path, model, chroma_url=server)
        assert second.shards[0] == first.shards[0]
