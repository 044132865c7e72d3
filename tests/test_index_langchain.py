"""The LangChain surface: retriever (sync, async, batch), embeddings, and the five lines of docs/index.md."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from index_library import small_library, small_model
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from index.langchain import HuiceEmbeddings, HuiceRetriever
from index.search import SearchSettings, open_searcher


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> HuiceRetriever:
    model = small_model(tmp_path_factory.mktemp("model"))
    return HuiceRetriever(searcher=open_searcher(small_library(), SearchSettings(embedding=str(model.folder))), k=2)


class TestRetriever:
    def test_documents_carry_clause_score_and_highlights(self, retriever: HuiceRetriever) -> None:
        """The text is the content; the id is the clause's."""
        found = retriever.invoke("采茶机购置补贴")
        assert len(found) == 2
        assert (found[0].id, found[0].metadata["policy"], found[0].metadata["title"]) == ("tea/machine", "tea", "采茶机购置补贴")
        assert found[0].page_content.startswith("茶农购买采茶机")
        assert 0 <= found[0].metadata["score"] <= 1

    def test_async_and_batch_give_the_same(self, retriever: HuiceRetriever) -> None:
        """One question three ways."""
        plain = retriever.invoke("渔船发动机")
        assert asyncio.run(retriever.ainvoke("渔船发动机")) == plain
        assert retriever.batch(["渔船发动机", "茶园改造"])[0] == plain

    def test_filters(self, retriever: HuiceRetriever) -> None:
        """Policies, a day, and a lowest score."""
        searcher = retriever.searcher
        assert HuiceRetriever(searcher=searcher, policies=("boat",)).invoke("冷库")[0].metadata["policy"] == "boat"
        assert {d.metadata["policy"] for d in HuiceRetriever(searcher=searcher, on=date(2024, 5, 1)).invoke("冷库")} == {"tea"}
        assert HuiceRetriever(searcher=searcher, at_least=1.1).invoke("冷库") == []

    def test_a_chain(self, retriever: HuiceRetriever) -> None:
        """It composes like any runnable."""
        titles: RunnableLambda[list[Document], list[str]] = RunnableLambda(lambda found: [d.metadata["title"] for d in found])
        assert "茶园改造奖励" in (retriever | titles).invoke("茶园改造")


class TestEmbeddings:
    def test_questions_and_texts(self, tmp_path: Path) -> None:
        """Lists of floats of the model's size; the same text gives the same vector either way."""
        embeddings = HuiceEmbeddings(small_model(tmp_path))
        assert embeddings.embed_documents(["茶园"])[0] == embeddings.embed_query("茶园")
        assert len(embeddings.embed_query("茶园")) == 32


def test_the_lines_in_the_documentation_run() -> None:
    """The example of docs/index.md, as it stands there."""
    page = (Path(__file__).parents[1] / "docs" / "index.md").read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.*?)```", page, re.S)[0]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "haizhu-ai-2024/office-rent" in done.stdout
