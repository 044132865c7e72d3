"""What a conversation is made of: its id, what it remembers, and the interface of whatever keeps it.

A thread remembers one state a policy (ids and values, never texts), so that changing the policy and coming back
loses nothing. `MemoryThreads` keeps threads in the process and walks the steps directly; `dialogue.Dialogue` keeps
them on disk and runs the same steps as a graph. Both give the same bytes.
"""

from __future__ import annotations

import re
import secrets
import threading
from typing import Protocol

from pydantic import Field

from assistant.answer import Answer
from assistant.errors import ThreadError
from assistant.state import State
from assistant.turn import World, walk
from corpus.model import Model

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LOCKS = 256


class Memory(Model):
    """What a thread remembers between two turns: the policy spoken of last, and one state a policy."""

    policy: str = ""
    states: dict[str, State] = Field(default_factory=dict)

    def state(self, policy: str) -> State:
        """The state under this policy; a fresh one before the first turn about it."""
        return self.states.get(policy) or State()

    def after(self, policy: str, state: State) -> Memory:
        """The memory once a turn about this policy has left this state."""
        return Memory(policy=policy, states={**self.states, policy: state})


class Threads(Protocol):
    """Where threads are kept. A thread that nobody has used yet is an empty one."""

    def turn(self, thread: str, question: str, world: World) -> Answer:
        """One turn of this thread in this world."""

    def memory(self, thread: str) -> Memory:
        """What the thread remembers."""

    def put(self, thread: str, memory: Memory) -> None:
        """Replace what the thread remembers."""

    def forget(self, thread: str) -> None:
        """Delete the thread."""


class MemoryThreads:
    """Threads of this process: for one question, for evaluation runs, for tests."""

    def __init__(self) -> None:
        self._kept: dict[str, Memory] = {}

    def turn(self, thread: str, question: str, world: World) -> Answer:
        policy, memory = world.family.main.id, self.memory(thread)
        answer, after = walk(world, question, memory.state(policy))
        self._kept[thread] = memory.after(policy, after)
        return answer

    def memory(self, thread: str) -> Memory:
        return self._kept.get(thread) or Memory()

    def put(self, thread: str, memory: Memory) -> None:
        self._kept[thread] = memory

    def forget(self, thread: str) -> None:
        self._kept.pop(thread, None)


class Locks:
    """One turn at a time in a thread; different threads hardly ever wait for each other."""

    def __init__(self) -> None:
        self._locks = tuple(threading.RLock() for _ in range(_LOCKS))

    def of(self, thread: str) -> threading.RLock:
        return self._locks[hash(thread) % _LOCKS]


def new_id() -> str:
    """A random thread id that nobody can guess (144 bits)."""
    return secrets.token_urlsafe(18)


def checked_id(thread: str) -> str:
    """The id, if it has the form of one; ThreadError otherwise."""
    if not _ID.fullmatch(thread):
        shown = ascii(thread[:40])[1:-1]
        raise ThreadError(f"'{shown}' is no thread id: use 1 to 64 letters, digits, '-' and '_', or leave it out to start a new thread")
    return thread
