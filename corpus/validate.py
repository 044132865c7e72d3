"""From what pydantic says about a file to what a person can act on: file, line, field, what is allowed."""

from __future__ import annotations

import types
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from corpus.errors import PolicyError
from corpus.strict_yaml import dotted, line_of

M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], tree: dict[str, Any], text: str, path: Path) -> tuple[M | None, list[PolicyError]]:
    """The tree as a model, or every way in which it is not one."""
    try:
        return model.model_validate(tree), []
    except ValidationError as error:
        return None, explained(error, model, tree, text, path)


def explained(error: ValidationError, model: type[BaseModel], tree: Any, text: str, path: Path) -> list[PolicyError]:
    """One PolicyError for each thing that is wrong, in the order of the file."""
    problems = []
    for detail in error.errors(include_url=False):
        place, here = _walk(model, tree, detail["loc"])
        say = _say(detail, here)
        problems.append(PolicyError(say, file=path, line=line_of(text, path, place), field=dotted(place)))
    return sorted(problems, key=lambda problem: problem.line or 0)


def _walk(model: type[BaseModel], tree: Any, loc: tuple[int | str, ...]) -> tuple[list[int | str], Any]:
    """The place in the file that `loc` means, and what the format has one step above it.

    Where the format has a choice of models, pydantic's path names the one chosen; no file spells that name.
    """
    place: list[int | str] = []
    here: Any = model
    above: Any = model
    for step in loc:
        members = _members(here)
        if len(members) > 1 and (chosen := _tagged(members, step)) is not None:
            here = above = chosen
            continue
        place.append(step)
        above = here
        here = _field(here, step)
    return place, above


def _tagged(members: list[Any], step: int | str) -> Any:
    """The member of a union that a step of the path names: by its shape, its deciding key, or its type."""
    for member in members:
        if not (isinstance(member, type) and issubclass(member, BaseModel)):
            if step == getattr(member, "__name__", None):
                return member
            continue
        shape = member.model_fields.get("shape")
        if shape is not None:
            if step in get_args(shape.annotation):
                return member
        elif step == member.__name__ or step in member.model_fields or (step == "test" and "input" in member.model_fields):
            return member
    return None


def _field(annotation: Any, step: int | str) -> Any:
    """What the format has at one step further."""
    for member in _members(annotation):
        if get_origin(member) is tuple and isinstance(step, int):
            return get_args(member)[0]
        if get_origin(member) is dict:
            return get_args(member)[1]
        if isinstance(member, type) and issubclass(member, BaseModel):
            for name, field in member.model_fields.items():
                if step in (name, field.alias):
                    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return None


def _say(detail: Any, above: Any) -> str:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = _allowed(above)
        near = get_close_matches(str(detail["loc"][-1]), allowed, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        if given is None and " " in str(detail["loc"][-1]):
            hint = " (inside { } a text with a comma needs quotes)"
        return f"unknown key{hint}: allowed here are {', '.join(allowed)}"
    if kind == "missing":
        return "is missing: add it"
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        tags = str(context.get("expected_tags", "")).replace("'", "")
        return f"`shape` must be one of {tags}" + (f", not {context.get('tag')!r}" if "tag" in context else "")
    if kind == "literal_error":
        return f"{given!r} is not allowed: write one of {context.get('expected')}"
    if kind == "string_type":
        if given is None:
            return "is empty: write a text, or leave the key out"
        if isinstance(given, (dict, list)):
            return "must be a text, not a list or a mapping"
        return f"must be a text: put it in quotes ('{str(given).lower() if isinstance(given, bool) else given}')"
    if kind in ("tuple_type", "list_type"):
        return "must be a list: [一, 二] or one `- ` item a line" + (" (or leave the key out)" if given is None else "")
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return "must hold keys of its own (`key: value`, indented)" + (" (or leave the key out)" if given is None else "")
    if kind.startswith("date"):
        return f"{given!r} is no date: write it as 2024-06-18"
    if kind.startswith("bool"):
        return f"{given!r} is not allowed: write true or false"
    if kind.startswith("int"):
        return f"{given!r} is no whole number: write it as 3"
    return f"{detail['msg']} (given: {given!r})"


def _allowed(above: Any) -> list[str]:
    """The keys that a model allows, as a file spells them."""
    models = [m for m in _members(above) if isinstance(m, type) and issubclass(m, BaseModel)]
    return [field.alias or name for model in models[:1] for name, field in model.model_fields.items()]


def _members(annotation: Any) -> list[Any]:
    """The members of a union with annotations peeled off."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _members(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [part for member in get_args(annotation) for part in _members(member)]
    return [] if annotation is type(None) or origin is Literal else [annotation]
