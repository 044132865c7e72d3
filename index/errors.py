"""What can go wrong with an index, and how it is said.

HuiceError (corpus.errors)
└── SearchError            root of this layer
    ├── EmbeddingError     a model cannot be loaded, or is not the one an index was built with
    ├── IndexBroken        a version on disk is missing a file or fails its hash
    ├── IndexBusy          another process is building
    ├── StoreError         the vector server does not answer, or lacks a collection
    └── TrainingError      training data is missing or does not fit
"""

from __future__ import annotations

from corpus.errors import HuiceError


class SearchError(HuiceError):
    """Root of what can go wrong while indexing or searching."""


class EmbeddingError(SearchError):
    """A model cannot be loaded, or is not the one an index was built with."""


class IndexBroken(SearchError):
    """A version on disk is missing a file or fails its hash."""


class IndexBusy(SearchError):
    """Another process is building."""


class StoreError(SearchError):
    """The vector server does not answer, or lacks a collection."""


class TrainingError(SearchError):
    """Training data is missing or does not fit."""
