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
from index.chroma import ChromaVectors, Shard, client, fill
from index.embed import StaticModel
from index.errors import StoreError
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

    def test_fewer_rows_than_asked(self) -> None:
        """Two rows are all there is."""
        assert best(np.array([0.1, 0.2], np.float32), 9)[0].tolist() == [1, 0]
        assert best(np.zeros(0, np.float32), 3)[0].tolist() == []


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
