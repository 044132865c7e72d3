"""A receipt: what was asked of the calculator, under which version of the policy and of the rules, and what it gave.

It holds no clock time and nothing of the machine, so the same question under the same versions is the same bytes.
`replay` computes it again and either gives those bytes back or says what changed and why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol

from pydantic import Field, ValidationError

from corpus.award.calculate import calculate
from corpus.award.explain import as_text
from corpus.award.result import RULE_VERSION, Calculation, Note, plain, to_json
from corpus.award.scenario import at_maximum, checkup, compare, schedule, span, together
from corpus.award.solve import required
from corpus.dated import as_of
from corpus.errors import HuiceError, InputError
from corpus.model import Given, Model, Policy

FORMAT = 1
What = Literal["calculate", "maximum", "checkup", "compare", "together", "span", "schedule", "required"]
_CASES: dict[str, tuple[int, int]] = {
    "calculate": (1, 1), "maximum": (0, 0), "checkup": (1, 1), "compare": (2, 2), "together": (1, 100), "span": (2, 2),
    "schedule": (1, 100), "required": (1, 1),
}  # fmt: skip


class Library(Protocol):
    """Where policies are found by id: `corpus.load.Library`."""

    def policy(self, name: str) -> Policy: ...


class Request(Model):
    """Everything that decides a calculation, besides the policy: kept on the receipt so that it can be done again."""

    what: What = "calculate"
    awards: tuple[str, ...] = ()
    cases: tuple[dict[str, Given], ...] = ()  # one for a single case; one for each case or year otherwise
    labels: tuple[str, ...] = ()
    on: date | None = None  # the day whose rules apply; None: the newest
    target: Decimal | None = None  # required: the amount to reach
    input: str = ""  # required: the input asked for
    counted_once: dict[str, int] = Field(default_factory=dict)  # schedule: award → year
    per_year: tuple[str, ...] = ()


def perform(policy: Policy, request: Request) -> Calculation:
    """Do what the request says under this policy."""
    least, most = _CASES[request.what]
    if not least <= len(request.cases) <= most:
        raise InputError(f"{request.what} takes {least if least == most else f'{least} to {most}'} cases, not {len(request.cases)}")
    then = policy if request.on is None else as_of(policy, request.on)
    cases, awards = request.cases, request.awards
    names: dict[str, Any] = {"labels": request.labels} if request.labels else {}
    if request.what == "maximum":
        return at_maximum(then, awards or None)
    if request.what == "checkup":
        return checkup(then, cases[0]).calculation
    if request.what == "compare":
        return compare(then, awards, cases[0], cases[1], **names)
    if request.what == "together":
        return together(then, awards, cases, **names)
    if request.what == "span":
        return span(then, awards, cases[0], cases[1], **names)
    if request.what == "schedule":
        return schedule(then, awards, cases, counted_once=request.counted_once, per_year=request.per_year, **names)
    if request.what == "required":
        if len(awards) != 1:
            raise InputError(f"a reverse calculation is about one award, not {len(awards)}")
        found = required(then, awards[0], cases[0], target=request.target, input=request.input or None)
        return Calculation(policy.id, required=found, inputs=dict(cases[0]), policy_hash=policy.hash)
    return calculate(then, awards, cases[0])


# ---------------------------------------------------------------- writing


def receipt(policy: Policy, request: Request, language: str = "zh") -> dict[str, Any]:
    """The receipt of a request as JSON values."""
    return _receipt(policy, request, perform(policy, request), language)


def _receipt(policy: Policy, request: Request, calculation: Calculation, language: str) -> dict[str, Any]:
    return {
        "receipt": FORMAT,
        "policy": {"id": policy.id, "hash": policy.hash},
        "rule_version": RULE_VERSION,
        "language": language,
        "request": _request_json(request),
        "trace": as_text(policy, calculation, language).split("\n"),
        "result": to_json(calculation, language),
    }


def _request_json(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {"what": request.what, "awards": list(request.awards)}
    found["cases"] = [{name: _given_json(given) for name, given in sorted(case.items())} for case in request.cases]
    if request.labels:
        found["labels"] = list(request.labels)
    if request.on is not None:
        found["on"] = request.on.isoformat()
    if request.target is not None:
        found["target"] = plain(request.target)
    if request.input:
        found["input"] = request.input
    if request.counted_once:
        found["counted_once"] = dict(sorted(request.counted_once.items()))
    if request.per_year:
        found["per_year"] = list(request.per_year)
    return found


def _given_json(given: Given) -> dict[str, Any]:
    found: dict[str, Any] = {"value": plain(given.value) if isinstance(given.value, Decimal) else given.value}
    if given.relation != "exact":
        found["relation"] = given.relation
    if given.planned:
        found["planned"] = True
    if given.note:
        found |= {"note": given.note, "note_en": given.note_en}
    return found


def to_bytes(made: Mapping[str, Any]) -> bytes:
    """A receipt as the bytes that are kept: UTF-8 JSON, two blanks of indent, a line end."""
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()


# ---------------------------------------------------------------- replaying


@dataclass(frozen=True, slots=True)
class Replay:
    """A receipt computed again: the same bytes, or what changed (`data` is the new receipt)."""

    same: bool
    data: bytes
    changes: tuple[Note, ...] = ()


def replay(kept: bytes | str, library: Library) -> Replay:
    """Compute a receipt again with the policies loaded now.

    InputError for something that is no receipt, UnknownName for a policy that is not loaded.
    """
    old = _read(kept)
    policy = library.policy(old["policy"]["id"])
    try:
        new = receipt(policy, Request.model_validate(old["request"]), old["language"])
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"the receipt's request is not readable at {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except InputError:
        raise
    except HuiceError as error:
        said = Note(f"现在无法再算：{error}", f"it can no longer be computed: {error}")
        return Replay(False, b"", (*_versions(old, policy), said))
    data = to_bytes(new)
    same = data == (kept.encode() if isinstance(kept, str) else kept)
    return Replay(same, data, () if same else tuple(_changes(old, new, policy)))


def _read(kept: bytes | str) -> dict[str, Any]:
    try:
        found = json.loads(kept)
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(f"this is no receipt: it is not JSON ({error})") from error
    if not isinstance(found, dict):
        raise InputError("this is no receipt: it is not a JSON object")
    lacking = [key for key in ("receipt", "policy", "rule_version", "language", "request", "result") if key not in found]
    if not lacking and not (isinstance(found["policy"], dict) and isinstance(found["policy"].get("id"), str)):
        lacking = ["policy.id"]
    if lacking:
        raise InputError(f"this is no receipt of a calculation: {', '.join(lacking)} is missing")
    if found["receipt"] != FORMAT:
        raise InputError(f"this receipt has format {found['receipt']}; this version reads format {FORMAT}")
    return found


def _versions(old: Mapping[str, Any], policy: Policy) -> Iterator[Note]:
    if old["policy"].get("hash") != policy.hash:
        was, now = str(old["policy"].get("hash"))[:12], policy.hash[:12]
        yield Note(f"政策版本由{was}变为{now}", f"the policy changed from version {was} to {now}")
    if old["rule_version"] != RULE_VERSION:
        was = old["rule_version"]
        yield Note(f"计算规则版本由{was}变为{RULE_VERSION}", f"the calculator's rules changed from version {was} to {RULE_VERSION}")


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], policy: Policy) -> Iterator[Note]:
    """The versions that differ, then every value that does, by its place."""
    versions = list(_versions(old, policy))
    yield from versions
    differing = list(_differences(old["result"], new["result"], "result"))
    if not versions and (differing or old.get("trace") != new["trace"]):
        yield Note("版本相同而内容不同：凭据被改动过", "the versions are the same but the content is not: the receipt was altered")
    elif not differing and not versions:
        yield Note("内容相同，只是写法不同", "the content is the same, only written differently")
    for place, was, now in differing:
        if not place.endswith((".policy_hash", ".rule_version")):
            yield Note(f"{place}：由{was}变为{now}", f"{place}: was {was}, is {now}")


def _differences(old: Any, new: Any, place: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _differences(old.get(key), new.get(key), f"{place}.{key}")
    elif isinstance(old, list) and isinstance(new, list):
        for number in range(max(len(old), len(new))):
            was = old[number] if number < len(old) else None
            now = new[number] if number < len(new) else None
            yield from _differences(was, now, f"{place}[{number}]")
    elif old != new:
        yield place, json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False)
