"""The conversation as a LangGraph graph, built from the very steps of `turn`, with threads that survive a restart.

    recall → receive → read → plan → compose → guard → keep

Every step writes one channel of its own and reads what the earlier ones wrote. Only `memory` (ids and values) is
tracked: questions, readings, drafts and answers never reach the checkpoint. One checkpoint is written a turn, at its
end; older ones of the thread are deleted right after, since a thread is continued from its last state only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypedDict, cast

from langchain_core.runnables import RunnableConfig
from langgraph.channels import UntrackedValue
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from assistant.answer import Answer
from assistant.errors import StoreError
from assistant.threads import Memory
from assistant.turn import STEPS, Step, World

BUSY = 10_000  # milliseconds that one process waits for another's write


def channel(step: str) -> str:
    """The channel that holds what a step wrote (a node may not have the name of a channel)."""
    return f"{step}_wrote"


_LAST = channel(STEPS[-1][0])  # the last step writes the answer, and the state after it
_CHANNELS: dict[str, Any] = {
    "question": Annotated[str, UntrackedValue],
    "state": Annotated[Any, UntrackedValue],
    **{channel(name): Annotated[Any, UntrackedValue] for name, _ in STEPS},
    "memory": dict[str, Any],
}
Channels = TypedDict("Channels", _CHANNELS, total=False)  # type: ignore[misc]  # its fields follow from STEPS
Values = Mapping[str, Any]


def recall(values: Values, runtime: Runtime[World]) -> dict[str, Any]:
    """The thread's state under the policy of this turn."""
    memory = Memory.model_validate(values.get("memory") or {})
    return {"state": memory.state(runtime.context.family.main.id)}


def keep(values: Values, runtime: Runtime[World]) -> dict[str, Any]:
    """What the thread remembers from now on."""
    memory = Memory.model_validate(values.get("memory") or {})
    after = _written(values)["after"]
    return {"memory": memory.after(runtime.context.family.main.id, after).model_dump()}


def _written(values: Values) -> dict[str, Any]:
    """The keys of this turn so far, as a step reads them."""
    keys = {"question": values["question"], "state": values["state"]}
    for name, _ in STEPS:
        keys.update(values.get(channel(name)) or {})
    return keys


def _node(name: str, step: Step) -> Callable[[Values, Runtime[World]], dict[str, Any]]:
    """A step as a node: the world comes from the run's context."""

    def node(values: Values, runtime: Runtime[World]) -> dict[str, Any]:
        return {channel(name): step(runtime.context, _written(values))}

    return node


def build() -> StateGraph[Any, Any, Any, Any]:
    """The graph, not yet compiled."""
    graph: StateGraph[Any, Any, Any, Any] = StateGraph(Channels, context_schema=World)
    nodes: Iterable[tuple[str, Any]] = (("recall", recall), *((name, _node(name, step)) for name, step in STEPS), ("keep", keep))
    before = START
    for name, node in nodes:
        graph.add_node(name, node)
        graph.add_edge(before, name)
        before = name
    graph.add_edge(before, END)
    return graph


class Dialogue:
    """Threads kept in one SQLite file; safe for the threads of a server, and for a second process beside it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(file, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute(f"PRAGMA busy_timeout={BUSY}")
            self._saver = SqliteSaver(self._connection)
            self._saver.setup()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{file}: threads cannot be kept there ({error}): move the file away, or set HUICE_HOME to another folder"
            ) from error
        self._graph = build().compile(checkpointer=self._saver)

    def turn(self, thread: str, question: str, world: World) -> Answer:
        try:
            wrote = self._graph.invoke({"question": question}, _config(thread), context=world, durability="exit", output_keys=_LAST)
            self._drop_older(thread)
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        return cast(Answer, wrote["answer"])

    def memory(self, thread: str) -> Memory:
        try:
            kept = self._saver.get_tuple(_config(thread))
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        return Memory.model_validate(kept.checkpoint["channel_values"].get("memory") or {}) if kept else Memory()

    def put(self, thread: str, memory: Memory) -> None:
        try:
            self._graph.update_state(_config(thread), {"memory": memory.model_dump()}, as_node="keep")
            self._drop_older(thread)
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def forget(self, thread: str) -> None:
        try:
            self._saver.delete_thread(thread)
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def threads(self) -> tuple[str, ...]:
        """Every thread kept."""
        with self._saver.cursor(transaction=False) as cursor:
            return tuple(row[0] for row in cursor.execute("SELECT DISTINCT thread_id FROM checkpoints ORDER BY thread_id"))

    def close(self) -> None:
        self._connection.close()

    def _drop_older(self, thread: str) -> None:
        """Delete all but the newest checkpoint of a thread: SqliteSaver has no pruning of its own."""
        with self._saver.cursor() as cursor:
            cursor.execute(
                "DELETE FROM checkpoints WHERE thread_id = ?1 "
                "AND checkpoint_id < (SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ?1)",
                (thread,),
            )

    def _unusable(self, error: sqlite3.Error) -> StoreError:
        return StoreError(f"{self.file}: {error}: free some space or stop the process that holds it, then ask again")


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread, "checkpoint_ns": ""}}
