"""Policies made up at random, every shape inside every other: the laws hold for rules that nobody has written yet."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.award.book import book
from corpus.award.calculate import calculate, judged_under
from corpus.award.result import AwardResult
from corpus.award.scenario import curve
from corpus.award.shapes import ceiling_of
from corpus.award.solve import required
from corpus.errors import InputError
from corpus.model import Given, Policy

FEN = Decimal("0.01")
MOST = Decimal(3000)  # the amounts tried lie below this

INPUTS: list[dict[str, Any]] = [
    *({"id": name, "label": name, "kind": "amount", "unit": "元", "ask": "?"} for name in ("a", "b")),
    {"id": "n", "label": "n", "kind": "integer", "unit": "个", "ask": "?"},
    {"id": "ok", "label": "ok", "kind": "boolean", "ask": "?"},
    {"id": "level", "label": "level", "kind": "choice", "ask": "?", "options": [{"id": "x", "label": "x"}, {"id": "y", "label": "y"}]},
]

money = st.integers(1, 2000)
caps = st.none() | money
ratios = st.sampled_from(["1%", "7%", "30%", "33.3%", "50%", "90%", "100%"])
spending = st.sampled_from(["a", "b"])


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def shape(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"shape": st.just(name), **fields}).map(_clean)


tier = st.one_of(
    st.fixed_dictionaries({"ratio": ratios}), st.fixed_dictionaries({"bound_ratio": ratios}),
    st.fixed_dictionaries({"amount": money}), st.fixed_dictionaries({"bound_amount": money}),
)  # fmt: skip


@st.composite
def tiers(draw: st.DrawFn) -> dict[str, Any]:
    starts = sorted(draw(st.sets(money, min_size=1, max_size=3)))
    steps = [{"at_least": start, **draw(tier)} for start in starts]
    return _clean({"shape": "tiers", "by": draw(spending), "of": draw(spending), "tiers": steps, "cap": draw(caps)})


@st.composite
def slices(draw: st.DrawFn) -> dict[str, Any]:
    ends = sorted(draw(st.sets(money, max_size=3)))
    parts = [{"up_to": end, "ratio": draw(ratios)} for end in ends]
    if draw(st.booleans()) or not parts:
        parts.append({"ratio": draw(ratios)})
    return _clean({"shape": "slices", "of": draw(spending), "slices": parts, "cap": draw(caps)})


leaf = st.one_of(
    shape("fixed", amount=money),
    shape("ratio", of=spending, ratio=ratios, cap=caps),
    tiers(),
    slices(),
    shape("per_unit", count=st.just("n"), amount=money, max_count=st.none() | st.integers(1, 20), cap=caps),
    st.sampled_from([("a", "b"), ("b", "a")]).flatmap(
        lambda pair: shape("increment", of=st.just(pair[0]), over=st.just(pair[1]), ratio=ratios, min_growth=st.none() | ratios, cap=caps)
    ),
    shape("choice", by=st.just("level"), amounts=st.fixed_dictionaries({"x": money}, optional={"y": money})),
    shape("not_stated", at_most=money, approved=st.sampled_from(["", "b"])),
)
amounts = st.one_of(
    leaf,
    shape("higher_of", options=st.lists(leaf, min_size=1, max_size=3)),
    shape("sum_of", parts=st.lists(leaf, min_size=1, max_size=3), cap=caps),
    shape("higher_of", options=st.lists(shape("sum_of", parts=st.lists(leaf, min_size=1, max_size=2), cap=caps), min_size=1, max_size=2)),
)
tests = st.one_of(
    st.builds(lambda name, kind, figure: {"input": name, kind: figure}, spending,
              st.sampled_from(["at_least", "more_than", "at_most", "below"]), money),
    st.just({"input": "ok", "is": True}),
    st.just({"input": "level", "is": "x"}),
)  # fmt: skip
conditions = st.lists(
    st.one_of(
        tests,
        st.builds(lambda parts, mode: {"any": parts, "if_unknown": mode}, st.lists(tests, min_size=2, max_size=3),
                  st.sampled_from(["ask", "premise"])),
        st.builds(lambda one, parts: {"any": [one, {"all": parts}]}, tests, st.lists(tests, min_size=2, max_size=2)),
    ),
    max_size=2,
)  # fmt: skip


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    award = {"id": "w", "title": "w", "clause": "c", "amount": draw(amounts), "conditions": draw(conditions)}
    awards = [award]
    if draw(st.integers(0, 3)) == 0:
        start = draw(money)
        award["hand_over"] = {"to": "v", "when": {"input": draw(spending), "at_least": start}}
        awards.append({"id": "v", "title": "v", "clause": "c", "amount": draw(amounts), "conditions": draw(conditions)})
    clause = {"id": "p/c", "policy": "p", "key": "c", "title": "c", "text": "c"}
    return Policy.model_validate(
        {"id": "p", "title": "p", "source": {"outlet": "o"}, "inputs": INPUTS, "awards": awards, "clauses": [clause]}
    )


yuan = st.builds(lambda whole, fen: Decimal(whole) + Decimal(fen) / 100, st.integers(0, 2200), st.sampled_from([0, 1, 50, 99]))
full = st.fixed_dictionaries(
    {"a": yuan, "b": yuan, "n": st.integers(0, 25), "ok": st.booleans(), "level": st.sampled_from(["x", "y"])}
)  # fmt: skip


def pay(policy: Policy, case: dict[str, Any]) -> AwardResult:
    return calculate(policy, ["w"], {name: Given(value=value) for name, value in case.items()}).awards[0]


@given(policies(), full)
@settings(max_examples=120, deadline=None)
def test_a_full_case_always_has_an_amount(policy: Policy, case: dict[str, Any]) -> None:
    """With every input given nothing is missing, the amount is whole fen, not negative, not above the ceiling."""
    found = pay(policy, case)
    award = policy.award(found.award)
    assert award is not None
    assert found.missing == () and found.kind is not None and found.yuan is not None
    most = ceiling_of(award.amount)[0]
    assert 0 <= found.yuan == found.yuan.quantize(FEN)
    assert most is None or found.yuan <= most
    assert (found.unstated is not None) >= (found.kind == "bound")
    assert (found.kind == "none") == any(check.state == "failed" for check in found.checks)


@given(policies(), full, st.sets(st.sampled_from(["a", "b", "n", "ok", "level"]), min_size=1))
@settings(max_examples=120, deadline=None)
def test_what_is_missing_decides_nothing_that_was_said(policy: Policy, case: dict[str, Any], hidden: set[str]) -> None:
    """With inputs hidden, an amount already given is right for every way they may turn out, and `at_most` is never passed."""
    known = {name: value for name, value in case.items() if name not in hidden}
    before, after = pay(policy, known), pay(policy, case)
    if before.kind is None:
        assert before.missing and set(before.missing) <= hidden
        if before.at_most is not None:
            assert (after.yuan or 0) <= before.at_most
    elif before.kind == "none":
        assert after.kind == "none" or after.award != before.award
    elif not any(check.premise for check in before.checks):
        assert after.award == before.award and after.yuan is not None and before.yuan is not None
        assert after.yuan == before.yuan if before.kind == "ceiling" else after.yuan <= before.yuan


@given(policies(), full, st.sampled_from(["a", "b", "n"]), st.integers(1, 1500))
@settings(max_examples=200, deadline=None)
def test_reverse_and_forward_agree(policy: Policy, case: dict[str, Any], by: str, target: int) -> None:
    """What the reverse says is reached forwards, one step less does not reach it, and unreachable is unreachable."""
    rest = {name: value for name, value in case.items() if name != by}
    given_rest = {name: Given(value=value) for name, value in rest.items()}
    found = required(policy, "w", given_rest, target=Decimal(target), input=by)
    step = Decimal(1) if by == "n" else FEN

    def at(value: Decimal, exact: bool = True) -> Decimal:
        one = pay(policy, {**rest, by: int(value) if by == "n" else value})
        return Decimal(0) if exact and one.kind == "bound" else one.yuan or Decimal(0)

    if found.yuan is not None:
        assert at(found.yuan) >= target
        assert found.yuan == 0 or at(found.yuan - step) < target
    if found.at_least is not None:
        assert at(found.at_least, exact=False) >= target
        assert found.at_least == 0 or at(found.at_least - step, exact=False) < target
        assert found.reason is not None
    tried = [Decimal(value) for value in (0, 1, 20, 100, 333, 700, 1000, 1500, 2000, 2999)]
    if found.yuan is None:
        assert found.reason is not None
        judged = book(policy).award(judged_under(policy, "w", given_rest))
        if by in book(policy).reach(judged) and not found.missing:
            reached = [value for value in tried if at(value, exact=found.at_least is not None) >= target]
            assert not reached, [one.model_dump(exclude_defaults=True, exclude={"id", "title", "clause"}) for one in policy.awards]


@given(policies(), full, st.sampled_from(["a", "b"]), yuan)
@settings(max_examples=120, deadline=None)
def test_the_curve_passes_through_every_amount(policy: Policy, case: dict[str, Any], by: str, x: Decimal) -> None:
    """Strictly between two corners the straight line is what the calculator gives, to the fen."""
    rest = {name: value for name, value in case.items() if name != by}
    points = curve(policy, "w", by, {name: Given(value=value) for name, value in rest.items()}, MOST)
    assert points[0].x == 0 and points[-1].x == MOST
    assert all(left.x <= right.x for left, right in pairwise(points))
    for left, right in pairwise(points):
        if left.x + FEN < x < right.x - FEN:
            slope = Fraction(right.yuan - left.yuan) / Fraction(right.x - left.x)
            line = Fraction(left.yuan) + slope * Fraction(x - left.x)
            found = pay(policy, {**rest, by: x})
            assert abs(line - Fraction(found.yuan or 0)) <= Fraction(4, 100)
            assert (found.kind == "bound") == left.bound or not found.yuan


@given(policies(), full, st.sampled_from(["a", "b"]))
@settings(max_examples=20, deadline=None)
def test_a_target_of_nothing_is_refused(policy: Policy, case: dict[str, Any], by: str) -> None:
    """No reverse answer to a target that is no amount, whatever the rule."""
    try:
        required(policy, "w", {name: Given(value=value) for name, value in case.items()}, target=Decimal(0), input=by)
    except InputError:
        return
    raise AssertionError("a target of 0 was accepted")
