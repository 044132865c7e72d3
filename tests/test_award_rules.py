"""The shipped policy by the reading rules: every threshold below, on and above, every worked example."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.award.calculate import calculate
from corpus.award.result import AwardResult, Calculation, plain
from corpus.figures import read_yuan
from corpus.load import load_policy, shipped_folder
from corpus.model import Given, Policy

CASES = yaml.safe_load(Path(__file__).with_name("award_cases.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def haizhu() -> Policy:
    """The main policy that ships."""
    return load_policy(shipped_folder() / "haizhu-ai-2024")


def inputs_of(case: dict[str, Any]) -> dict[str, Given]:
    return {
        name: Given(**{**said, "value": said["value"]}) if isinstance(said, dict) else Given(value=said)
        for name, said in case["inputs"].items()
    }


def shown(result: AwardResult | Calculation) -> str:
    """A result in the short form of the cases file."""
    kind = result.kind if isinstance(result, AwardResult) else result.total_kind
    yuan = result.yuan if isinstance(result, AwardResult) else result.total_yuan
    if kind is None:
        return f"missing {', '.join(result.missing)}"
    return "none" if kind == "none" else f"{'≤ ' if kind == 'bound' else ''}{plain(yuan or Decimal(0))}"


def wanted(expected: Any) -> str:
    if isinstance(expected, dict):
        return f"missing {', '.join(expected['missing'])}"
    text = str(expected)
    if text == "none":
        return text
    bound, amount = text.startswith("≤"), text.lstrip("≤ ")
    return f"{'≤ ' if bound else ''}{plain(read_yuan(amount))}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_example(case: dict[str, Any]) -> None:
    """The awards, sums and assumptions of a worked example are as written there by hand."""
    found = calculate(haizhu(), case.get("asked") or list(case["expect"]), inputs_of(case))
    by_name = {result.award: result for result in found.awards}
    assert {name: shown(result) for name, result in by_name.items()} == {name: wanted(e) for name, e in case["expect"].items()}
    for name, expected in case["expect"].items():
        if isinstance(expected, dict) and "at_most" in expected:
            assert by_name[name].at_most == read_yuan(expected["at_most"])
        if by_name[name].kind == "none":
            assert any(check.state == "failed" for check in by_name[name].checks), "none without the condition that fails"
            assert by_name[name].yuan == 0
    if "total" in case:
        assert shown(found) == wanted(case["total"])
    for name, expected in case.get("groups", {}).items():
        assert found.groups[name] == read_yuan(expected)
    notes = [note.say for result in found.awards for note in result.assumptions]
    for words in case.get("assumed", []):
        assert any(words in note for note in notes), notes
    if "first_assumed" in case:
        assert case["first_assumed"] in notes[0]


def test_every_award_of_the_policy_has_a_case() -> None:
    """No award ships without a worked example here."""
    covered = {name for case in CASES for name in case["expect"]}
    assert covered == {award.id for award in haizhu().awards}


def test_a_step_quotes_the_words_it_rests_on() -> None:
    """Ratio and cap each come with the sentence of the clause that states them."""
    found = calculate(haizhu(), ["model-optimization"], {"optimization_cost": Given(value="800万"), "has_filing": Given(value=True)})
    steps = found.awards[0].steps
    assert [step.text for step in steps] == ["8000000 × 50% = 4000000", "min(4000000, 1500000) = 1500000"]
    assert all("50%" in step.quote or "150万元" in step.quote for step in steps)
    assert {step.clause for step in steps} == {"haizhu-ai-2024/model-optimization"}


def test_a_tier_that_is_not_stated_says_so() -> None:
    """Between 20 and 100 million of revenue the ratio is a gap in the source, and the result names it."""
    found = calculate(haizhu(), ["office-rent"], {"rent": Given(value="100万"), "revenue": Given(value="6000万")})
    unstated = found.awards[0].unstated
    assert unstated is not None and "未载明" in unstated.say and "not stated" in unstated.say_en


def test_missing_inputs_are_asked_in_the_policy_order() -> None:
    """The order of the questions is the order in which the policy declares its inputs."""
    found = calculate(haizhu(), ["application-promotion", "office-rent", "model-optimization"], {"has_filing": Given(value=False)})
    assert [result.missing for result in found.awards] == [("promotion_investment",), ("revenue", "rent"), ("revenue", "optimization_cost")]
