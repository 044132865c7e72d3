"""The systems, each built from the same text in the way its own documentation shows, and once more with jieba.

Nothing is tuned against them: chunk sizes are the ones of their guides. The dense half of LangChain's ensemble is the model
that ships with this project, for no other can be had without a download; the table says so. Each package is imported when
its system is built, and a missing one is a word in the table.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eval.bench.peers.task import Ask

K = 3
os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
logging.getLogger("haystack").setLevel(logging.ERROR)


def _words(text: str) -> list[str]:
    import jieba

    jieba.setLogLevel(logging.ERROR)
    return [w for w in jieba.lcut(text) if w.strip()]


def _chunks(text: str, size: int = 500, overlap: int = 50) -> list[str]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap).split_text(text)


def _bm25_retriever() -> Any:
    """LangChain's BM25Retriever; its package announces its own end as a warning on import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from langchain_community.retrievers import BM25Retriever
    return BM25Retriever


def langchain_bm25(text: str, jieba: bool, size: int = 500) -> Ask:
    """RecursiveCharacterTextSplitter and BM25Retriever; its default tokenizer splits at blanks."""
    options = {"preprocess_func": _words} if jieba else {}
    retriever = _bm25_retriever().from_texts(_chunks(text, size, size // 10), **options)
    retriever.k = K
    return lambda question: [d.page_content for d in retriever.invoke(question)]


def langchain_ensemble(text: str, jieba: bool) -> Ask:
    """The recipe of the guides: BM25 and vectors through EnsembleRetriever, half and half."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_core.vectorstores import InMemoryVectorStore

    from index.langchain import HuiceEmbeddings

    chunks = _chunks(text)
    options = {"preprocess_func": _words} if jieba else {}
    lexical = _bm25_retriever().from_texts(chunks, **options)
    lexical.k = K
    dense = InMemoryVectorStore.from_texts(chunks, HuiceEmbeddings()).as_retriever(search_kwargs={"k": K})
    retriever = EnsembleRetriever(retrievers=[lexical, dense], weights=[0.5, 0.5])
    return lambda question: [d.page_content for d in retriever.invoke(question)][:K]


def haystack_bm25(text: str, jieba: bool) -> Ask:
    """DocumentSplitter by passage and InMemoryBM25Retriever; with jieba the words are set apart by blanks first."""
    from haystack import Document
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    splitter = DocumentSplitter(split_by="passage", split_length=1)
    splitter.warm_up()
    plain = [d.content for d in splitter.run(documents=[Document(content=text)])["documents"] if d.content and d.content.strip()]
    shown = {(" ".join(_words(p)) if jieba else p): p for p in plain}
    options: dict[str, Any] = {"bm25_tokenization_regex": r"\S+"} if jieba else {}
    store = InMemoryDocumentStore(**options)
    store.write_documents([Document(content=content) for content in shown])
    retriever = InMemoryBM25Retriever(store, top_k=K)

    def ask(question: str) -> list[str]:
        found = retriever.run(query=" ".join(_words(question)) if jieba else question)["documents"]
        return [shown[str(d.content)] for d in found]

    return ask


def llamaindex_bm25(text: str, jieba: bool) -> Ask:
    """SentenceSplitter and BM25Retriever; with jieba the words are set apart by blanks first."""
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    plain = [n.get_content() for n in SentenceSplitter(chunk_size=512, chunk_overlap=50).get_nodes_from_documents([Document(text=text)])]
    shown = {(" ".join(_words(p)) if jieba else p): p for p in plain}
    options: dict[str, Any] = {"token_pattern": r"(?u)\S+", "skip_stemming": True} if jieba else {}
    retriever = BM25Retriever.from_defaults(
        nodes=[TextNode(text=content) for content in shown], similarity_top_k=min(K, len(shown)), **options
    )

    def ask(question: str) -> list[str]:
        return [shown[n.node.get_content()] for n in retriever.retrieve(" ".join(_words(question)) if jieba else question)]

    return ask


def huice_search(folders: list[Path]) -> Ask:
    """This project's clause search."""
    from corpus.load import load_policies
    from index.search import open_searcher

    searcher = open_searcher(load_policies(folders))
    return lambda question: [hit.text for hit in searcher.search(question, K)]


def peers(text: str) -> dict[str, Callable[[], Ask]]:
    """Every peer by the name that the table shows."""
    return {
        "LangChain BM25": lambda: langchain_bm25(text, jieba=False),
        "LangChain BM25 + jieba": lambda: langchain_bm25(text, jieba=True),
        "LangChain BM25 + jieba, chunks of 200": lambda: langchain_bm25(text, jieba=True, size=200),
        "LangChain ensemble": lambda: langchain_ensemble(text, jieba=False),
        "LangChain ensemble + jieba": lambda: langchain_ensemble(text, jieba=True),
        "Haystack BM25": lambda: haystack_bm25(text, jieba=False),
        "Haystack BM25 + jieba": lambda: haystack_bm25(text, jieba=True),
        "LlamaIndex BM25": lambda: llamaindex_bm25(text, jieba=False),
        "LlamaIndex BM25 + jieba": lambda: llamaindex_bm25(text, jieba=True),
    }
