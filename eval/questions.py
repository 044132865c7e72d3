"""Question sets: JSON Lines, one conversation a line, loaded strictly.

Every error says file, line, field and what is allowed. Unknown and duplicate keys are errors: a misspelt check
that silently never runs is worse than no check.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationError

from eval.errors import SetError

STATUSES = ("answered", "needs_info", "not_stated", "out_of_scope", "rejected")
ROUTES = ("calculate", "lookup", "chat")
Status = Literal["answered", "needs_info", "not_stated", "out_of_scope", "rejected"]
Route = Literal["calculate", "lookup", "chat"]


def _decimal_text(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "e" in value.lower():
        raise ValueError(f"{value!r} is no amount in 元: write a decimal string such as 1300000 or 16666666.67")
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    if any(not v.strip() for v in values):
        raise ValueError("holds an empty string: take it out")
    return values


def _said(value: Any) -> str:
    """Any text, half a surrogate pair included: what a person's machine sends is what is asked."""
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text: write it in quotes")
    return value


Yuan = Annotated[str, AfterValidator(_decimal_text)]
Texts = Annotated[tuple[str, ...], AfterValidator(_distinct)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedAward(_Strict):
    """What one award must come to; a field that is left out is not looked at."""

    kind: Literal["ceiling", "bound", "none"] | None = None
    yuan: Yuan | None = None


class Expect(_Strict):
    """The checks of one turn; all optional. A list of statuses or routes means: any of these."""

    status: Annotated[tuple[Status, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    route: Annotated[tuple[Route, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    award: dict[str, ExpectedAward] | None = None
    total_yuan: Yuan | None = None
    required: Yuan | None = None
    figures: Texts | None = None
    figures_absent: Texts | None = None
    citations: Texts | None = None
    citations_any: Annotated[Texts, Field(min_length=1)] | None = None
    citations_max: Annotated[int, Field(ge=0)] | None = None
    mentions: tuple[Annotated[Texts, Field(min_length=1)], ...] | None = None
    ask_for: Texts | None = None

    def given(self, field: str) -> bool:
        """Whether the set gives this check; `null` counts for total_yuan and required (the answer must hold null too)."""
        return field in self.model_fields_set


class Turn(_Strict):
    """One thing the user says, and what must hold for the answer."""

    user: Annotated[str, PlainValidator(_said)]
    expect: Expect = Expect()


class Conversation(_Strict):
    """One thread of turns. `tags` name its kind, award and style, for the breakdowns of the report."""

    id: Annotated[str, Field(min_length=1)]
    tags: tuple[str, ...] = ()
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)]
    note: str = ""  # for the people who keep the set
    file: str = Field(default="", exclude=True)
    line: int = Field(default=0, exclude=True)

    @property
    def fingerprint(self) -> str:
        """Hash of what is asked (not of what is expected): raw answers stay good when an expectation is corrected."""
        return hashlib.sha256(to_line([t.user for t in self.turns]).encode()).hexdigest()[:16]


def load(paths: Iterable[Path | str]) -> tuple[Conversation, ...]:
    """All conversations of the files, in the order given; ids must be unique over all files."""
    loaded: list[Conversation] = []
    for path in paths:
        loaded += _load_file(Path(path))
    seen: dict[str, Conversation] = {}
    for conversation in loaded:
        if other := seen.get(conversation.id):
            message = f"{conversation.id!r} was used before, at {other.file}:{other.line}: give each conversation its own id"
            raise SetError(message, file=conversation.file, line=conversation.line, field="id")
        seen[conversation.id] = conversation
    if not loaded:
        raise SetError("no conversation in the question sets given: pass files with one JSON object a line")
    return tuple(loaded)


def parse(text: str, *, file: str = "", line: int = 0) -> Conversation:
    """One line of a set."""
    try:
        data = json.loads(text, object_pairs_hook=_no_duplicates)
    except json.JSONDecodeError as error:
        raise SetError(
            f"no JSON object ({error.msg} at column {error.colno}): write one conversation a line", file=file, line=line
        ) from error
    except ValueError as error:
        raise SetError(str(error), file=file, line=line) from error
    if not isinstance(data, dict):
        raise SetError("a conversation is a JSON object with id, tags and turns", file=file, line=line)
    for key in ("file", "line"):
        if key in data:
            raise SetError("unknown field: allowed are id, tags, turns, note", file=file, line=line, field=key)
    try:
        return Conversation.model_validate(data | {"file": file, "line": line})
    except ValidationError as error:
        field, message = _explain(error)
        raise SetError(message, file=file, line=line, field=field) from error


def dump(conversation: Conversation) -> str:
    """The line of a set that loads as this conversation."""
    data = conversation.model_dump(exclude_unset=True)
    for turn in data["turns"]:
        for key in ("status", "route"):
            values = turn.get("expect", {}).get(key)
            if values and len(values) == 1:
                turn["expect"][key] = values[0]
    return to_line(data)


def to_line(data: Any) -> str:
    """One line of JSON, readable where it can be: half a surrogate pair (a broken paste) is no UTF-8 and is written as an escape."""
    line = json.dumps(data, ensure_ascii=False)
    return json.dumps(data) if any("\ud800" <= c <= "\udfff" for c in line) else line


def _load_file(path: Path) -> list[Conversation]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SetError(f"cannot be read ({error.strerror}): pass a .jsonl file of questions", file=path) from error
    except UnicodeDecodeError as error:
        raise SetError(f"not UTF-8 at byte {error.start}: save the file as UTF-8", file=path) from error
    return [parse(line, file=str(path), line=n) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _no_duplicates(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise ValueError(f"{twice}: given twice in one object: keep one")
    return dict(pairs)


_ALLOWED = {
    Conversation: "id, tags, turns, note",
    Turn: "user, expect",
    Expect: ", ".join(Expect.model_fields),
    ExpectedAward: "kind, yuan",
}


def _explain(error: ValidationError) -> tuple[str, str]:
    """Field path and one sentence of the first problem."""
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"] if part not in ("function-before", "tuple"))
    kind, given = first["type"], first.get("input")
    if kind == "extra_forbidden":
        return path, f"unknown field: allowed are {_ALLOWED[_owner(first['loc'])]}"
    if kind == "missing":
        return path, "is missing: add it"
    if kind == "literal_error":
        return path, f"{given!r} is not allowed: use {first['ctx']['expected']}"
    if kind == "value_error":
        return path, str(first["ctx"]["error"])
    if kind == "tuple_type":
        return path, f"{given!r} is no list: put it in square brackets"
    if kind == "string_type":
        return path, f"{given!r} is no text: write it in quotes" + (
            " (amounts too, as decimal strings)" if isinstance(given, int | float) else ""
        )
    return path, f"{first['msg'][0].lower()}{first['msg'][1:]}, given {given!r:.80}"


def _owner(path: Sequence[Any]) -> type[_Strict]:
    names = [part for part in path if isinstance(part, str)]
    if "award" in names:
        return ExpectedAward
    if "expect" in names:
        return Expect
    return Turn if "turns" in names else Conversation
