"""The assistant as one object: policies in, Answers out. Every surface asks through it.

It is safe to share between the threads of a server: what is loaded is one frozen value, replaced as a whole when a
policy folder changes, and a thread's turns follow one another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer
from assistant.family import Family
from assistant.loaded import Loaded, fingerprint
from assistant.routing import choose, which
from assistant.settings import Settings, load
from assistant.state import State
from assistant.threads import Locks, MemoryThreads, Threads, checked_id, new_id
from corpus.load import Library, load_policies
from corpus.model import Policy
from index.search import Hit, Searcher

if TYPE_CHECKING:
    from assistant.store import Store

WATCH = 2.0  # seconds between looks at the policy folders


class Assistant:
    """Answers questions about the loaded policies.

    `threads` keeps the conversations (in memory by default), `store` whose they are and what was said (nothing by
    default), `watch` follows changes of the policy folders while running.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library | None = None,
        *,
        threads: Threads | None = None,
        store: Store | None = None,
        watch: bool = False,
    ) -> None:
        self.settings, self.threads, self.store = settings, threads or MemoryThreads(), store
        self.locks = Locks()
        self.trouble = ""  # why the newest change of the policy folders is not served
        self._watch = watch and library is None
        self._seen = fingerprint(settings.policies) if self._watch else ()
        self._looked = time.monotonic()
        self._loading = threading.Lock()
        self._loaded = Loaded(library or load_policies(settings.policies), settings)

    # ------------------------------------------------------------ what is loaded

    @property
    def loaded(self) -> Loaded:
        """What is served now; a change of a policy folder is taken up here, a broken one is left aside and told."""
        if self._watch and time.monotonic() - self._looked > WATCH and self._loading.acquire(blocking=False):
            try:
                self._refresh()
            finally:
                self._looked = time.monotonic()
                self._loading.release()
        return self._loaded

    def _refresh(self) -> None:
        from corpus.errors import HuiceError

        seen = fingerprint(self.settings.policies)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            library = load_policies(self.settings.policies)
        except HuiceError as error:
            self.trouble = str(error)
            return
        self.trouble = ""
        if library.hash != self._loaded.library.hash:
            fresh = Loaded(library, self.settings)
            fresh.warm()
            self._loaded = fresh

    @property
    def library(self) -> Library:
        return self.loaded.library

    @property
    def families(self) -> tuple[Family, ...]:
        return self.loaded.families

    @property
    def searcher(self) -> Searcher:
        return self.loaded.searcher

    def policy(self, name: str = "") -> Policy:
        """The main policy of this name (or of its supplement's); the only one when there is no other."""
        return self.loaded.main(name)

    # ------------------------------------------------------------ asking

    def ask(self, question: str, thread: str | None = None, *, owner: str = "") -> Answer:
        """One question, one Answer; with a thread id, in that conversation.

        ThreadError for an id that is none, NoSuchThread for a thread of another owner.
        """
        started = time.perf_counter()
        loaded = self.loaded
        if thread is None:
            answer = self._turn(loaded, question, "", MemoryThreads())
        else:
            with self.locks.of(checked_id(thread)):
                if self.store:
                    self.store.open(thread, owner, time.time())
                answer = self._turn(loaded, question, thread, self.threads)
                if self.store:
                    self.store.record(thread, question, answer.model_dump(mode="json", exclude={"latency_ms"}), time.time())
        spent = round((time.perf_counter() - started) * 1000, 2)
        return answer.model_copy(update={"thread": thread or "", "latency_ms": spent})

    def _turn(self, loaded: Loaded, question: str, thread: str, threads: Threads) -> Answer:
        families = loaded.families
        if len(families) == 1:
            return threads.turn(thread, question, loaded.world(families[0]))
        memory = threads.memory(thread)
        chosen = choose(loaded, question, memory)
        if len(chosen) > 1:
            return which(chosen, question)
        return threads.turn(thread, question, loaded.world(chosen[0]))

    def search(self, query: str, k: int = 5) -> list[Hit]:
        """The clauses most likely to answer, best first."""
        return self.searcher.search(query, k)

    # ------------------------------------------------------------ threads, by hand

    def new_thread(self) -> str:
        """A random thread id."""
        return new_id()

    def state(self, thread: str, *, owner: str = "", language: str = "zh") -> dict[str, Any]:
        """What the thread holds, for showing and editing: its policy, its inputs as `Answer.known` lists them, what it asked for."""
        from assistant.hand import view

        with self._own(thread, owner):
            return view(self.loaded, thread, self.threads.memory(thread), language)

    def set_inputs(self, thread: str, inputs: Mapping[str, Any], *, owner: str = "", policy: str = "") -> dict[str, Any]:
        """Set inputs of the thread by hand, clear those given as None; used from the next turn on. Returns `state`.

        Values are written as people write them (`6000万`, true, 3); InputError and UnknownName say what does not fit.
        """
        from assistant.hand import with_inputs

        with self._own(thread, owner):
            memory = with_inputs(self.loaded, self.threads.memory(thread), inputs, policy)
            self.threads.put(thread, memory)
        return self.state(thread, owner=owner)

    def clear(self, thread: str, *, owner: str = "") -> dict[str, Any]:
        """Clear every input of the thread and what it asked for. Returns `state`."""
        with self._own(thread, owner):
            memory = self.threads.memory(thread)
            states = {name: State(policy=state.policy, turn=state.turn) for name, state in memory.states.items()}
            self.threads.put(thread, memory.model_copy(update={"states": states}))
        return self.state(thread, owner=owner)

    def forget(self, thread: str, *, owner: str = "") -> None:
        """Delete the thread with all that was said in it."""
        with self._own(thread, owner):
            self.threads.forget(thread)
            if self.store:
                self.store.forget([thread])

    def forget_owner(self, owner: str) -> int:
        """Delete every thread of an owner; returns how many there were."""
        found = self.store.threads(owner, limit=100_000) if self.store and owner else []
        for thread in found:
            self.forget(thread.id, owner=owner)
        return len(found)

    def prune(self, now: float | None = None) -> int:
        """Delete threads unused for longer than `retention_days`; returns how many there were."""
        if self.store is None:
            return 0
        old = self.store.older((time.time() if now is None else now) - self.settings.retention_days * 86_400)
        for thread in old:
            self.threads.forget(thread)
        self.store.forget(old)
        return len(old)

    def _own(self, thread: str, owner: str) -> threading.RLock:
        lock = self.locks.of(checked_id(thread))
        if self.store:
            with lock:
                self.store.open(thread, owner, time.time())
        return lock


def make_asker() -> Assistant:
    """An assistant from the settings of the environment, its threads in memory; what evaluation runs ask."""
    return Assistant(load())


def open_assistant(settings: Settings, *, watch: bool = False) -> Assistant:
    """An assistant whose threads and turns are kept in `settings.home`: what the server and `--thread` use."""
    from assistant.dialogue import Dialogue
    from assistant.store import Store

    store = Store(settings.home / "huice.db")
    assistant = Assistant(settings, threads=Dialogue(settings.home / "threads.db"), store=store, watch=watch)
    assistant.prune()
    return assistant
