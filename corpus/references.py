"""Names inside a policy folder that must lead somewhere: clauses, inputs, awards, groups."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from corpus.clauses import KEY
from corpus.model import AllOf, Amount, AnyOf, Award, Condition, HigherOf, Input, NotStated, Policy, SumOf, Test, Tiers

Place = tuple[str | int, ...]
Problem = tuple[str, Place, str]
"""File name, place in it, what is wrong and what to do."""

_BASES = ("of", "over", "by", "count", "approved")
"""Fields of a shape that name an input."""


def unresolved(policy: Policy) -> list[Problem]:
    """Every name that leads nowhere, every id that is taken or malformed."""
    problems = [("awards.yaml", place, say) for place, say in _awards_file(policy)]
    problems += [("policy.yaml", place, say) for place, say in _policy_file(policy)]
    return problems


def inputs_of(award: Award) -> list[str]:
    """Ids of the inputs that decide this award, each once, in the order they are met."""
    found: list[str] = []
    conditions = [*award.conditions, *([award.when] if award.when else []), *([award.hand_over.when] if award.hand_over else [])]
    for condition in conditions:
        found += [test.input for _, test in tests(condition, ())]
    found += [name for _, name in _bases(award.amount, ())]
    if award.window:
        found.append(award.window.year)
    return list(dict.fromkeys(found))


def tests(condition: Condition, place: Place) -> Iterator[tuple[Place, Test]]:
    """The single tests of a condition, each with its place."""
    if isinstance(condition, Test):
        yield place, condition
        return
    parts, key = (condition.any, "any") if isinstance(condition, AnyOf) else (condition.all, "all")
    for number, part in enumerate(parts):
        yield from tests(part, (*place, key, number))


def _bases(amount: Amount, place: Place) -> Iterator[tuple[Place, str]]:
    for field in _BASES:
        name = getattr(amount, field, "")
        if name:
            yield (*place, field), name
    if isinstance(amount, HigherOf):
        for number, option in enumerate(amount.options):
            yield from _bases(option, (*place, "options", number))
    if isinstance(amount, SumOf):
        for number, part in enumerate(amount.parts):
            yield from _bases(part, (*place, "parts", number))


def _lookup(name: str, known: Collection[str], what: str) -> str:
    near = get_close_matches(name, known, 1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"there is no {what} {name!r}{hint}: known are {', '.join(known) or 'none yet'}"


def _ids(place: str, ids: list[str], what: str) -> Iterator[tuple[Place, str]]:
    seen: dict[str, int] = {}
    for number, name in enumerate(ids):
        if not KEY.match(name):
            yield (place, number, "id"), f"{name!r} is no id: use lower-case letters, digits, - and _"
        if name in seen:
            yield (place, number, "id"), f"the id {name} is taken by {what} {seen[name] + 1}: choose another"
        seen.setdefault(name, number)


def _awards_file(policy: Policy) -> Iterator[tuple[Place, str]]:
    clauses = [clause.key for clause in policy.clauses]
    inputs = {item.id: item for item in policy.inputs}
    awards = [award.id for award in policy.awards]
    groups = [group.id for group in policy.groups]
    yield from _ids("inputs", [item.id for item in policy.inputs], "input")
    yield from _ids("awards", awards, "award")
    yield from _ids("groups", groups, "group")
    yield from _ids("pools", [pool.id for pool in policy.pools], "pool")

    def clause(name: str, place: Place) -> Iterator[tuple[Place, str]]:
        if name and name not in clauses:
            yield place, _lookup(name, clauses, "clause")

    for number, item in enumerate(policy.inputs):
        yield from _input(item, ("inputs", number), inputs)
    for number, award in enumerate(policy.awards):
        here: Place = ("awards", number)
        yield from clause(award.clause, (*here, "clause"))
        for n, key in enumerate(award.also):
            yield from clause(key, (*here, "also", n))
        if award.group and award.group not in groups:
            yield (*here, "group"), _lookup(award.group, groups, "group")
        if award.variant_of and (award.variant_of not in awards or award.variant_of == award.id):
            yield (*here, "variant_of"), _lookup(award.variant_of, [a for a in awards if a != award.id], "award")
        if award.variant_of and award.when is None:
            yield (*here, "variant_of"), "needs `when`: say for whom this award takes the place of the other"
        if award.when is not None and not award.variant_of:
            yield (*here, "when"), "stands only beside `variant_of`; a condition of the award belongs under `conditions`"
        if award.hand_over and (award.hand_over.to not in awards or award.hand_over.to == award.id):
            yield (*here, "hand_over", "to"), _lookup(award.hand_over.to, [a for a in awards if a != award.id], "award")
        conditions: list[tuple[Place, Condition]] = [((*here, "conditions", n), c) for n, c in enumerate(award.conditions)]
        if award.when is not None:
            conditions.append(((*here, "when"), award.when))
        if award.hand_over:
            conditions.append(((*here, "hand_over", "when"), award.hand_over.when))
        for place, condition in conditions:
            yield from _condition(condition, place, inputs, clauses)
        yield from _amount(award.amount, (*here, "amount"), inputs)
        if award.window and award.window.year not in inputs:
            yield (*here, "window", "year"), _lookup(award.window.year, inputs, "input")
        for n, assumption in enumerate(award.assumptions):
            if assumption.when and assumption.when not in inputs:
                yield (*here, "assumptions", n, "when"), _lookup(assumption.when, inputs, "input")
    for number, group in enumerate(policy.groups):
        yield from clause(group.clause, ("groups", number, "clause"))
        if group.cap is not None and not group.clause:
            yield ("groups", number, "cap"), "needs `clause`: say which clause states this cap"
    if policy.total:
        yield from clause(policy.total.clause, ("total", "clause"))
    for number, pool in enumerate(policy.pools):
        yield from clause(pool.clause, ("pools", number, "clause"))
        if pool.award and pool.award not in awards:
            yield ("pools", number, "award"), _lookup(pool.award, awards, "award")
    for number, exclusive in enumerate(policy.exclusives):
        yield from clause(exclusive.clause, ("exclusives", number, "clause"))
        for n, name in enumerate(exclusive.awards):
            if name not in awards:
                yield ("exclusives", number, "awards", n), _lookup(name, awards, "award")
    if policy.sharing:
        yield from clause(policy.sharing.clause, ("sharing", "clause"))
        told = policy.clause(policy.sharing.clause)
        if told is not None and policy.sharing.ratio not in told.text.replace("：", ":"):
            yield ("sharing", "payers"), f"{policy.sharing.ratio} does not stand in the clause {policy.sharing.clause}"
    for number, fact in enumerate(policy.facts):
        yield from clause(fact.clause, ("facts", number, "clause"))


def _input(item: Input, here: Place, inputs: dict[str, Input]) -> Iterator[tuple[Place, str]]:
    if (item.kind == "choice") != bool(item.options):
        say = "a choice needs `options`" if item.kind == "choice" else f"is for choice inputs only; this one is {item.kind}"
        yield (*here, "options"), say
    for name in item.implies:
        if name not in inputs or inputs[name].kind != "boolean":
            yield (*here, "implies", name), _lookup(name, [i for i, x in inputs.items() if x.kind == "boolean"], "boolean input")
    if item.otherwise and (item.otherwise not in inputs or inputs[item.otherwise].kind != "boolean"):
        yield (*here, "otherwise"), _lookup(item.otherwise, [i for i, x in inputs.items() if x.kind == "boolean"], "boolean input")
    if item.kind != "boolean":
        for field in ("yes", "no", "only_with", "otherwise", "implies"):
            if getattr(item, field):
                yield (*here, field), f"is for boolean inputs only; this one is {item.kind}"
    if item.beside and item.kind != "amount":
        yield (*here, "beside"), f"is for amounts only; this one is {item.kind}"
    if item.per and item.kind not in ("amount", "integer"):
        yield (*here, "per"), f"is for amounts and whole numbers only; this one is {item.kind}"
    if item.assume is not None:
        wanted = {"boolean": bool, "integer": int}.get(item.kind)
        if wanted is None or type(item.assume) is not wanted:
            yield (*here, "assume"), f"does not fit a {item.kind} input: true or false for a boolean, a whole number for an integer"
        elif wanted is int and not (item.minimum or item.assume) <= item.assume <= (item.maximum or item.assume):
            yield (*here, "assume"), "lies outside minimum and maximum"
        if not item.assume_say:
            yield (*here, "assume"), "needs `assume_say`: the words in which the assumption is shown"


def _condition(condition: Condition, here: Place, inputs: dict[str, Input], clauses: list[str]) -> Iterator[tuple[Place, str]]:
    stack: list[tuple[Place, Condition]] = [(here, condition)]
    while stack:
        place, part = stack.pop()
        if part.clause and part.clause not in clauses:
            yield (*place, "clause"), _lookup(part.clause, clauses, "clause")
        if isinstance(part, AnyOf):
            stack += [((*place, "any", n), c) for n, c in enumerate(part.any)]
        elif isinstance(part, AllOf):
            stack += [((*place, "all", n), c) for n, c in enumerate(part.all)]
        else:
            yield from _test(part, place, inputs)


def _test(test: Test, place: Place, inputs: dict[str, Input]) -> Iterator[tuple[Place, str]]:
    item = inputs.get(test.input)
    if item is None:
        yield (*place, "input"), _lookup(test.input, inputs, "input")
        return
    bounds = [name for name in ("at_least", "more_than", "at_most", "below") if getattr(test, name) is not None]
    if (test.is_ is None) == (not bounds):
        yield place, "needs either `is` or a bound (at_least, more_than, at_most, below)"
    if test.is_ is not None:
        options = [option.id for option in item.options]
        if item.kind == "boolean" and not isinstance(test.is_, bool):
            yield (*place, "is"), f"{item.id} is a boolean: write true or false"
        elif item.kind == "choice" and test.is_ not in options:
            yield (*place, "is"), _lookup(str(test.is_), options, f"option of {item.id}")
        elif item.kind not in ("boolean", "choice"):
            yield (*place, "is"), f"{item.id} is {item.kind}: use at_least, more_than, at_most or below"
    if bounds and item.kind in ("boolean", "choice"):
        yield (*place, bounds[0]), f"{item.id} is {item.kind}: use `is`"


def _amount(amount: Amount, here: Place, inputs: dict[str, Input]) -> Iterator[tuple[Place, str]]:
    for place, name in _bases(amount, here):
        if name not in inputs:
            yield place, _lookup(name, inputs, "input")
    parts: list[tuple[Place, Amount]] = [(here, amount)]
    while parts:
        place, part = parts.pop()
        if isinstance(part, HigherOf):
            parts += [((*place, "options", n), a) for n, a in enumerate(part.options)]
        elif isinstance(part, SumOf):
            parts += [((*place, "parts", n), a) for n, a in enumerate(part.parts)]
        elif isinstance(part, Tiers):
            yield from _tiers(part, place)
        elif part.shape == "slices":
            tops = [piece.up_to for piece in part.slices]
            if any(top is None for top in tops[:-1]):
                yield (*place, "slices"), "only the last slice may leave `up_to` out (it takes the rest)"
            known = [top for top in tops if top is not None]
            if known != sorted(set(known)):
                yield (*place, "slices"), "must rise: list the lowest slice first"
        elif part.shape == "choice" and part.by in inputs:
            item = inputs[part.by]
            options = [option.id for option in item.options]
            if item.kind != "choice":
                yield (*place, "by"), f"{item.id} is {item.kind}: a choice shape needs a choice input"
            for name in part.amounts:
                if item.kind == "choice" and name not in options:
                    yield (*place, "amounts", name), _lookup(name, options, f"option of {item.id}")
        elif isinstance(part, NotStated) and part.approved in inputs and inputs[part.approved].kind != "amount":
            yield (*place, "approved"), "must name an input of kind amount"


def _tiers(part: Tiers, place: Place) -> Iterator[tuple[Place, str]]:
    starts = [tier.at_least for tier in part.tiers]
    if starts != sorted(set(starts)):
        yield (*place, "tiers"), "must rise: list the lowest tier first, each `at_least` once"
    for number, tier in enumerate(part.tiers):
        said = [name for name in ("ratio", "amount", "bound_ratio", "bound_amount") if getattr(tier, name) is not None]
        if len(said) != 1:
            yield (*place, "tiers", number), "needs exactly one of ratio, amount, bound_ratio, bound_amount"
        if any(name.endswith("ratio") for name in said) and not part.of:
            yield (*place, "of"), "is missing: a tier ratio needs the input it is taken of"


def _policy_file(policy: Policy) -> Iterator[tuple[Place, str]]:
    clauses = [clause.key for clause in policy.clauses]
    if not KEY.match(policy.id):
        yield ("id",), f"{policy.id!r} is no id: use lower-case letters, digits, - and _"
    if policy.supplements == policy.id:
        yield ("supplements",), "a policy cannot supplement itself: name the other policy, or leave it out"
    if policy.valid.since and policy.valid.until and policy.valid.until < policy.valid.since:
        yield ("valid", "until"), "lies before `from`"
    yield from _ids("silences", [silence.id for silence in policy.silences], "silence")
    for number, silence in enumerate(policy.silences):
        for n, key in enumerate(silence.near):
            if key.split("/")[-1] not in clauses and "/" not in key:
                yield ("silences", number, "near", n), _lookup(key, clauses, "clause")
