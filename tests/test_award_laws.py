"""Laws of the calculator, tried on every award of every policy at hand: the shipped one, two built by hand, and the folders."""

from __future__ import annotations

import itertools
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from award_policies import shapes, zone
from hypothesis import given, settings
from hypothesis import strategies as st
from test_award_rules import haizhu

from corpus.award.book import book
from corpus.award.calculate import calculate
from corpus.award.result import to_json
from corpus.award.scenario import checkup, curve
from corpus.award.shapes import ceiling_of
from corpus.award.solve import required
from corpus.load import load_policy
from corpus.model import Given, Input, Policy

FEN = Decimal("0.01")
FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("policies/*/policy.yaml"))
POLICIES = [haizhu(), zone(), shapes(), *(load_policy(folder) for folder in FOLDERS)]
AWARDS = [(policy, award.id) for policy in POLICIES for award in policy.awards]
NAMES = [f"{policy.id}-{award}" for policy, award in AWARDS]
# more of the base never pays less, except where a condition on the base itself ends the award
FALLS = {("shapes", "small"), ("shapes", "until")}

amounts = st.one_of(
    st.integers(0, 3 * 10**10).map(lambda fen: Decimal(fen) / 100),
    st.sampled_from([Decimal(n * 10_000) for n in (0, 50, 99, 100, 101, 300, 500, 1000, 2000, 5000, 10_000, 12_000)]),
)


def spread(most: int) -> st.SearchStrategy[Decimal]:
    """Amounts to the fen spread evenly up to `most` 元 (plain integers favour the small ones)."""
    return st.builds(lambda part, fen: max(FEN, Decimal(most) * part / 128 + Decimal(fen) / 100), st.integers(0, 127), st.integers(0, 199))


def targets(policy: Policy, award: str) -> st.SearchStrategy[Decimal]:
    """Amounts up to a little beyond the award's ceiling."""
    most = ceiling_of(book(policy).award(award).amount)[0]
    return spread(int((most or 1_000_000) * Decimal("1.05")))


def values(item: Input) -> st.SearchStrategy[Given]:
    """Any value that this input takes, given in any way."""
    if item.kind == "boolean":
        return st.builds(Given, value=st.booleans(), planned=st.booleans())
    if item.kind == "choice":
        return st.builds(Given, value=st.sampled_from([option.id for option in item.options]))
    if item.kind == "integer":
        return st.builds(Given, value=st.integers(int(item.minimum or 0), 30))
    if item.kind == "percent":
        return st.builds(Given, value=st.integers(0, 100).map(lambda share: Decimal(share) / 100))
    return st.builds(Given, value=amounts, relation=st.sampled_from(["exact", "about", "below", "at_least"]))


def cases(policy: Policy) -> st.SearchStrategy[dict[str, Given]]:
    """Some of the policy's inputs, the others not said."""
    return st.fixed_dictionaries({}, optional={item.id: values(item) for item in policy.inputs})


def rich_cases(policy: Policy) -> st.SearchStrategy[dict[str, Given]]:
    """Everything said, every condition met, and enough of everything that the caps are near."""
    rich = {
        item.id: st.just(Given(value=True)) if item.kind == "boolean" else st.just(Given(value=1)) if item.kind == "integer"
        else st.builds(Given, value=spread(2 * 10**7)) if item.kind == "amount" else values(item)
        for item in policy.inputs
    }  # fmt: skip
    return st.fixed_dictionaries(rich)


def full_cases(policy: Policy) -> st.SearchStrategy[dict[str, Given]]:
    """All of the policy's inputs."""
    return st.fixed_dictionaries({item.id: values(item) for item in policy.inputs})


@pytest.mark.parametrize("policy", POLICIES, ids=[policy.id for policy in POLICIES])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_no_amount_is_negative_or_above_a_cap(policy: Policy, data: st.DataObject) -> None:
    """0 ≤ award ≤ its ceiling, group ≤ its cap, total ≤ its cap, and never more than the parts."""
    found = calculate(policy, [award.id for award in policy.awards], data.draw(st.one_of(cases(policy), rich_cases(policy))))
    for one in found.awards:
        award = policy.award(one.award)
        assert award is not None
        most = ceiling_of(award.amount)[0]
        if one.yuan is None:
            assert one.kind is None and (one.missing or one.unstated)
            continue
        assert one.yuan >= 0 and one.yuan == one.yuan.quantize(FEN)
        assert most is None or one.yuan <= most
        assert (one.kind == "none") <= (one.yuan == 0)
    for group in policy.groups:
        if group.id in found.groups and group.cap is not None:
            assert found.groups[group.id] <= group.cap
    if found.total_yuan is not None:
        assert policy.total is None or found.total_yuan <= policy.total.cap
        assert found.total_yuan <= sum((one.yuan or Decimal(0) for one in found.awards), Decimal(0))


@pytest.mark.parametrize(("policy", "award"), AWARDS, ids=NAMES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_more_base_never_pays_less(policy: Policy, award: str, data: st.DataObject) -> None:
    """With everything else as it is, a larger base gives at least as much, and `more` says how much for one 万元."""
    base = book(policy).bases[award]
    if not base or (policy.id, award) in FALLS:
        return
    case = data.draw(full_cases(policy))
    case[base] = Given(value=case[base].value)
    first = calculate(policy, [award], case)
    step = data.draw(st.integers(1, 10)) if policy.input(base).kind == "integer" else Decimal(data.draw(st.integers(1, 10**9))) / 100
    second = calculate(policy, [award], {**case, base: Given(value=case[base].value + step)})
    if first.awards[0].award == second.awards[0].award:
        assert (second.awards[0].yuan or 0) >= (first.awards[0].yuan or 0)
    one = first.awards[0]
    if one.more is not None and one.base == base:
        plus = 1 if policy.input(base).kind == "integer" else 10_000
        then = calculate(policy, [award], {**case, base: Given(value=case[base].value + plus)}).awards[0]
        if then.award == one.award and one.kind != "none":
            assert (then.yuan or 0) - (one.yuan or 0) == one.more


@pytest.mark.parametrize(("policy", "award"), AWARDS, ids=NAMES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_reverse_then_forward_reaches_the_target_and_a_fen_less_does_not(policy: Policy, award: str, data: st.DataObject) -> None:
    """The input that `required` names gives the target; one step less gives less; no answer means no input does."""
    base = book(policy).bases[award]
    if not base:
        return
    case = {name: Given(value=one.value) for name, one in data.draw(full_cases(policy)).items() if name != base}
    target = data.draw(targets(policy, award))
    found = required(policy, award, case, target=target, input=base)
    integer = policy.input(base).kind == "integer"
    grid = Decimal(1) if integer else FEN

    def pays(value: Decimal) -> Decimal | None:
        one = calculate(policy, [award], {**case, base: Given(value=int(value) if integer else value)}).awards[0]
        return one.yuan if one.kind != "bound" else None

    if found.yuan is not None:
        reached = pays(found.yuan)
        assert reached is not None and reached >= target
        if found.yuan > 0:
            less = pays(found.yuan - grid)
            assert less is None or less < target
    else:
        assert found.reason is not None
        for value in (Decimal(1), Decimal(10_000), Decimal(10**8), Decimal(9 * 10**9)):
            paid = pays(value)
            assert paid is None or paid < target


@pytest.mark.parametrize(("policy", "award"), AWARDS, ids=NAMES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_the_curve_is_the_calculator(policy: Policy, award: str, data: st.DataObject) -> None:
    """Between two corners the curve is a straight line through what the calculator gives, to the fen."""
    base = book(policy).bases[award]
    if not base or policy.input(base).kind == "integer":
        return
    case = {name: Given(value=one.value) for name, one in data.draw(full_cases(policy)).items() if name != base}
    points = curve(policy, award, base, case, Decimal(10**7))
    x = data.draw(spread(10**7))
    around = [(left, right) for left, right in itertools.pairwise(points) if left.x < x < right.x]
    for left, right in around:
        slope = Fraction(right.yuan - left.yuan) / Fraction(right.x - left.x)
        line = Fraction(left.yuan) + slope * Fraction(x - left.x)
        paid = calculate(policy, [award], {**case, base: Given(value=x)}).awards[0].yuan or Decimal(0)
        assert abs(line - Fraction(paid)) <= Fraction(3, 100)


@pytest.mark.parametrize("policy", POLICIES, ids=[policy.id for policy in POLICIES])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_same_inputs_same_bytes(policy: Policy, data: st.DataObject) -> None:
    """The JSON does not depend on the order of the inputs, on a fresh copy of the policy, or on what was computed before."""
    case: dict[str, Any] = data.draw(cases(policy))
    names = [award.id for award in policy.awards]
    for language in ("zh", "en"):
        first = json.dumps(to_json(calculate(policy, names, case), language), ensure_ascii=False)
        turned = dict(reversed(list(case.items())))
        again = json.dumps(to_json(calculate(policy.model_copy(), names, turned), language), ensure_ascii=False)
        assert first == again


@pytest.mark.parametrize("policy", POLICIES, ids=[policy.id for policy in POLICIES])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_checkup_lists_every_benefit_once(policy: Policy, data: st.DataObject) -> None:
    """Each award (or its variant) is in the sum or among the prospects, and the sum is that of `calculate`."""
    case = data.draw(cases(policy))
    found = checkup(policy, case)
    prepared = book(policy)
    listed = [one.award for one in found.calculation.awards]
    roots = {prepared.root(prepared.award(name)) for name in listed}
    roots |= {prepared.root(prepared.award(one.result.award)) for one in found.prospects}
    assert roots == {award.id for award in policy.awards if not award.variant_of}
    assert found.calculation.total_yuan == calculate(policy, [one.asked or one.award for one in found.calculation.awards], case).total_yuan
