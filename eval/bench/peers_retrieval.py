"""What people usually build for Chinese search, each as it comes: rank_bm25, LangChain, Haystack, LlamaIndex.

Each peer is a function from texts to an answering function; its library is imported when it is built, so that one
that is not installed is skipped. The dense half of the ensembles is this project's own model, which flatters them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.tokens import normal, segment

Answer = Callable[[str], list[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Peer:
    """A system by name; `build` gets the texts and the embedding that its dense half may use."""

    name: str
    build: Callable[[Sequence[str], Any], Answer]


def peers() -> Iterator[Peer]:
    """All of them, cheap ones first."""
    yield Peer("LlamaIndex BM25 (bm25s, its own splitting)", llama_index)
    yield Peer("rank_bm25 over jieba words", rank_bm25)
    yield Peer("LangChain ensemble, as it comes (dense half: ours)", lambda texts, model: ensemble(texts, model, None))
    yield Peer("LangChain ensemble with jieba (dense half: ours)", lambda texts, model: ensemble(texts, model, words))
    yield Peer("Haystack in-memory BM25", haystack)


def words(text: str) -> list[str]:
    """Words by jieba."""
    return segment(normal(text))


def ranked(rows: Sequence[int]) -> list[tuple[int, float]]:
    """Rows in order, each once, as falling scores."""
    return [(row, 1.0 / (i + 1)) for i, row in enumerate(dict.fromkeys(rows))]


def rank_bm25(texts: Sequence[str], model: Any) -> Answer:
    """rank_bm25's BM25Okapi."""
    import numpy as np
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([words(text) for text in texts])

    def answer(question: str) -> list[tuple[int, float]]:
        scores = index.get_scores(words(question))
        return ranked(np.argsort(-scores, kind="stable")[:100].tolist())

    return answer


def ensemble(texts: Sequence[str], model: Any, tokenizer: Callable[[str], list[str]] | None) -> Answer:
    """RecursiveCharacterTextSplitter, BM25Retriever and a vector store in an EnsembleRetriever, half and half."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.vectorstores import InMemoryVectorStore
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from index.langchain import HuiceEmbeddings

    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)
    chunks = [(part, {"row": row}) for row, text in enumerate(texts) for part in splitter.split_text(text)]
    parts, metadatas = [part for part, _ in chunks], [data for _, data in chunks]
    chosen: dict[str, Any] = {"preprocess_func": tokenizer} if tokenizer else {}
    lexical = BM25Retriever.from_texts(parts, metadatas=metadatas, k=100, **chosen)
    store = InMemoryVectorStore(HuiceEmbeddings(model))
    store.add_texts(parts, metadatas=metadatas)
    both = EnsembleRetriever(retrievers=[lexical, store.as_retriever(search_kwargs={"k": 100})], weights=[0.5, 0.5])

    def answer(question: str) -> list[tuple[int, float]]:
        return ranked([document.metadata["row"] for document in both.invoke(question)])[:100]

    return answer


def haystack(texts: Sequence[str], model: Any) -> Answer:
    """InMemoryDocumentStore with its BM25 retriever and its own tokenisation."""
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore()
    store.write_documents([Document(id=str(row), content=text) for row, text in enumerate(texts)])
    retriever = InMemoryBM25Retriever(store, top_k=100)

    def answer(question: str) -> list[tuple[int, float]]:
        return ranked([int(document.id) for document in retriever.run(query=question)["documents"]])

    return answer


def llama_index(texts: Sequence[str], model: Any) -> Answer:
    """BM25Retriever over one node a text."""
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    nodes = [TextNode(id_=str(row), text=text) for row, text in enumerate(texts)]
    retriever = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=100)

    def answer(question: str) -> list[tuple[int, float]]:
        return ranked([int(found.node.node_id) for found in retriever.retrieve(question)])

    return answer
