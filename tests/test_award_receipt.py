"""Receipts: the same bytes again under the same versions, and what changed under others."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from award_policies import ZONE, given, zone

from corpus.errors import InputError, UnknownName
from corpus.load import Library
from corpus.model import Given, Policy
from corpus.receipt import Request, receipt, replay, to_bytes

CASE = given(
    cost=Decimal("2600000.50"), filed=Given(value=True, planned=True), rent=Given(value=Decimal(10), relation="about", note="一次付清")
)

REQUESTS = [
    Request(awards=("training", "rent"), cases=(CASE,)),
    Request(what="maximum"),
    Request(what="checkup", cases=(CASE,)),
    Request(what="compare", awards=("training",), cases=(CASE, given(cost=1)), labels=("甲", "乙")),
    Request(what="together", awards=("training",), cases=(CASE, CASE)),
    Request(what="span", awards=("training",), cases=(given(cost="400万"), given(cost="500万"))),
    Request(what="schedule", awards=("rent", "filing"), cases=(given(rent="10万", revenue="1亿"),) * 3, counted_once={"filing": 2}),
    Request(what="required", awards=("training",), cases=({},), target=Decimal(100), input="cost"),
]


def library(policy: Policy) -> Library:
    return Library((policy,), policy.hash)


def changed(hash: str = "1" * 64, **award: Any) -> Policy:
    """The zone policy with another version and another training award."""
    data = {**ZONE, "hash": hash, "awards": [{**one, **award} if one["id"] == "training" else one for one in ZONE["awards"]]}
    return Policy.model_validate(data)


@pytest.mark.parametrize("request_", REQUESTS, ids=[one.what for one in REQUESTS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_replay_gives_the_same_bytes(request_: Request, language: str) -> None:
    """Whatever was asked, the same versions give the bytes that were kept."""
    kept = to_bytes(receipt(zone(), request_, language))
    again = replay(kept, library(Policy.model_validate(ZONE)))
    assert again.same and again.data == kept and again.changes == ()


def test_a_receipt_names_its_versions_and_holds_no_time() -> None:
    """Policy hash, rule version, inputs as given, trace, result."""
    made = receipt(zone(), REQUESTS[0])
    assert made["policy"] == {"id": "zone", "hash": "0" * 64} and made["rule_version"]
    assert made["request"]["cases"][0]["rent"] == {"value": "10", "relation": "about", "note": "一次付清", "note_en": ""}
    assert made["request"]["cases"][0]["filed"] == {"value": True, "planned": True}
    assert made["trace"][0].startswith("训练补贴") and made["result"]["awards"][0]["yuan"] == "1300000.25"
    assert not {"time", "date", "created", "at"} & set(made)


def test_another_policy_version_says_what_changed() -> None:
    """A ratio of 40% instead of 50%: the version, the amount and the sums differ."""
    kept = to_bytes(receipt(zone(), Request(awards=("training",), cases=(given(cost="100万", filed=True),))))
    amount = {"shape": "ratio", "of": "cost", "ratio": "40%", "cap": "150万"}
    found = replay(kept, library(changed(amount=amount)))
    assert not found.same
    says = [note.say for note in found.changes]
    assert says[0].startswith("政策版本由000000000000变为111111111111")
    assert 'result.awards[0].yuan：由"500000"变为"400000"' in says
    assert json.loads(found.data)["result"]["total_yuan"] == "400000"


def test_another_version_with_the_same_result_says_only_the_version() -> None:
    """A new hash alone changes nothing else."""
    kept = to_bytes(receipt(zone(), Request(awards=("training",), cases=(given(cost="100万", filed=True),))))
    found = replay(kept, library(changed()))
    assert not found.same and len(found.changes) == 1


def test_an_altered_receipt_is_noticed() -> None:
    """Same versions, another figure: it was altered."""
    made = receipt(zone(), Request(awards=("training",), cases=(given(cost="100万", filed=True),)))
    made["result"]["total_yuan"] = "5000000"
    found = replay(to_bytes(made), library(zone()))
    assert not found.same and "改动" in found.changes[0].say
    assert 'result.total_yuan：由"5000000"变为"500000"' in [note.say for note in found.changes]


def test_the_same_content_written_differently() -> None:
    """Other blanks are not an alteration."""
    made = receipt(zone(), Request(what="maximum"))
    found = replay(json.dumps(made), library(zone()))
    assert not found.same and "写法" in found.changes[0].say


def test_an_award_that_is_gone() -> None:
    """The policy no longer has it: said with the versions, not raised."""
    kept = to_bytes(receipt(zone(), Request(awards=("training",), cases=(given(cost=1),))))
    gone = Policy.model_validate({**ZONE, "hash": "2" * 64, "awards": ZONE["awards"][:1]})
    found = replay(kept, library(gone))
    assert not found.same and "无法再算" in found.changes[-1].say


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "receipt, policy"),
        (b"\xff\xfe", "not JSON"),
        ('{"receipt": 9, "policy": {"id": "zone"}, "rule_version": "1", "language": "zh", "request": {}, "result": {}}', "format 9"),
        ('{"receipt": 1, "policy": {}, "rule_version": "1", "language": "zh", "request": {}, "result": {}}', "policy.id"),
        ('{"receipt": 1, "policy": {"id": "zone"}, "rule_version": "1", "language": "zh", "request": {"what": "x"}, "result": {}}', "what"),
        ('{"receipt": 1, "policy": {"id": "zone"}, "rule_version": "1", "language": "zh", "request": {}, "result": {}}', "1 cases"),
    ],
)
def test_what_is_no_receipt_is_refused(kept: bytes | str, words: str) -> None:
    """One clear sentence for each way of being none."""
    with pytest.raises(InputError, match=words):
        replay(kept, library(zone()))


def test_a_policy_that_is_not_loaded() -> None:
    """The policies there are get listed."""
    kept = to_bytes(receipt(zone(), Request(what="maximum"))).replace(b'"zone"', b'"gone"')
    with pytest.raises(UnknownName, match="zone"):
        replay(kept, library(zone()))


def test_newer_rules_of_the_calculator_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt of an older calculator says so when it is replayed."""
    kept = to_bytes(receipt(zone(), Request(what="maximum")))
    monkeypatch.setattr("corpus.receipt.RULE_VERSION", "2")
    found = replay(kept, library(zone()))
    assert not found.same and [note.say_en for note in found.changes] == ["the calculator's rules changed from version 1 to 2"]
