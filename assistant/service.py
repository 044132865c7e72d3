"""The assistant as one object: policies in, Answers out. Every surface asks through it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from functools import cached_property

from assistant.answer import Answer
from assistant.family import Family, families
from assistant.settings import Settings, load
from assistant.state import State
from assistant.turn import World, walk
from assistant.understand.reader import Reading
from corpus.load import Library, load_policies
from index.search import Searcher, SearchSettings, open_searcher


class Assistant:
    """Answers questions about the loaded policies. Threads live in memory here; see `dialogue` for kept ones."""

    def __init__(self, settings: Settings, library: Library | None = None) -> None:
        self.settings = settings
        self.library = library or load_policies(settings.policies)
        self.families: tuple[Family, ...] = families(self.library)
        self._threads: dict[str, State] = {}

    @cached_property
    def searcher(self) -> Searcher:
        """Opened when a question first needs it."""
        return open_searcher(self.library, SearchSettings(home=self.settings.home, embedding=self.settings.embedding, chroma_url=self.settings.chroma_url))

    def world(self, family: Family) -> World:
        """What a turn about this family works with."""
        ids = [policy.id for policy in family.members]

        def boost(text: str) -> Mapping[str, float]:
            return {hit.clause: 2.0 * hit.score for hit in self.searcher.search(text, 6, policies=ids)}

        def foreign(reading: Reading) -> bool:
            return False

        return World(family, boost, foreign)

    def ask(self, question: str, thread: str | None = None) -> Answer:
        """One question, one Answer; with a thread id, in that conversation."""
        started = time.perf_counter()
        state = self._threads.get(thread or "", State())
        answer, after = walk(self.world(self.families[0]), question, state)
        if thread is not None:
            self._threads[thread] = after
        spent = round((time.perf_counter() - started) * 1000, 2)
        return answer.model_copy(update={"thread": thread or "", "latency_ms": spent})

    def new_thread(self) -> str:
        """A random thread id."""
        return secrets.token_urlsafe(18)


def make_asker() -> Assistant:
    """An assistant from the settings of the environment; what evaluation runs ask."""
    return Assistant(load())
