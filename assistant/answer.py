"""The Answer: the one thing that every surface of the assistant gives, and its JSON form.

The field names are a contract with users of the CLI, the REST interface and evaluation runs: new fields may be
added, these may not change. Money is a decimal string in 元.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Status = Literal["answered", "needs_info", "not_stated", "out_of_scope", "rejected"]
Route = Literal["calculate", "lookup", "chat"]


class Citation(BaseModel):
    """One clause the answer rests on; `quote` is a passage of this project's own summary of it."""

    model_config = ConfigDict(frozen=True)

    clause: str
    title: str
    policy_title: str
    quote: str
    source: str


class FigureOrigin(BaseModel):
    """One figure of the answer's text and where it comes from: `clause:ID`, `calculation` or `user`."""

    model_config = ConfigDict(frozen=True)

    text: str
    value: str
    unit: str
    origin: str


class Answer(BaseModel):
    """What a person, a program or an evaluation run gets for one question."""

    model_config = ConfigDict(frozen=True)

    status: Status
    route: Route
    answer: str
    citations: tuple[Citation, ...] = ()
    calculation: dict[str, Any] | None = None
    figures: tuple[FigureOrigin, ...] = ()
    ask_for: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    speakable: str = ""  # the one sentence a hotline agent reads out
    known: tuple[dict[str, Any], ...] = ()  # what the thread holds: input, label, value, turn it came from
    language: Literal["zh", "en"] = "zh"
    policy: str = ""  # id of the policy meant
    policy_version: str = ""
    thread: str = ""
    latency_ms: float = 0.0

    def stable(self) -> dict[str, Any]:
        """The JSON that is the same bytes for the same question, thread state and policy version."""
        return self.model_dump(mode="json", exclude={"thread", "latency_ms"})
