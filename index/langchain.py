"""The index as LangChain knows it: a retriever, embeddings, and the version's vectors as a langchain-chroma store.

from index.langchain import HuiceRetriever
from index.search import open_searcher
from corpus.load import load_policies, shipped_folder

retriever = HuiceRetriever(searcher=open_searcher(load_policies([shipped_folder()])), k=3)
retriever.invoke("办公用房补贴最高多少")
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.embed import Embedding, open_embedding
from index.errors import StoreError
from index.search import Hit, Searcher
from index.versions import Version, folder_of


class HuiceRetriever(BaseRetriever):
    """Clauses as documents: the text as content; clause, policy, title, score and highlights as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = 5
    policies: tuple[str, ...] | None = None
    on: date | None = None
    at_least: float = 0.0  # hits scored below are left out

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        hits = self.searcher.search(query, self.k, self.policies, self.on)
        return [as_document(hit) for hit in hits if hit.score >= self.at_least]


def as_document(hit: Hit) -> Document:
    """A hit as LangChain passes texts around; its id is the clause id."""
    said: dict[str, Any] = {"clause": hit.clause, "policy": hit.policy, "title": hit.title, "score": hit.score}
    said["highlights"] = list(hit.highlights)
    return Document(id=hit.clause, page_content=hit.text, metadata=said)


class HuiceEmbeddings(Embeddings):
    """The shipped model, or any that `HUICE_EMBEDDING` may name, as LangChain embeddings."""

    def __init__(self, model: str | Embedding = "") -> None:
        self.model = open_embedding(model) if isinstance(model, str) else model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        found: list[list[float]] = self.model.texts(texts).tolist()
        return found

    def embed_query(self, text: str) -> list[float]:
        found: list[float] = self.model.queries([text])[0].tolist()
        return found


def vector_stores(home: Path, version: Version, embedding: Embedding) -> Sequence[Any]:
    """The version's collections, one a policy, as `langchain_chroma.Chroma` stores; read them, never add to them."""
    from langchain_chroma import Chroma

    from index.chroma import client

    if version.store == "numpy":
        raise StoreError(f"version {version.name} keeps its vectors in NumPy: build it with an exact limit of 0, or a Chroma server")
    folder = folder_of(home) / "versions" / version.name / "chroma"
    chroma = client(folder=folder) if version.store == "chroma" else client(version.store)
    embeddings = HuiceEmbeddings(embedding)
    return [
        Chroma(client=chroma, collection_name=name, embedding_function=embeddings, create_collection_if_not_exists=False)
        for name, _, _ in version.shards
    ]
