"""What is given once: a first filing claims it, a second or one received already does not, a bare filing claims nothing."""

from __future__ import annotations

import pytest

from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def _last(asker, conversation: str):
    thread = asker.new_thread()
    for turn in conversation.split("|"):
        answer = asker.ask(turn, thread)
    return answer


@pytest.mark.parametrize(
    ("conversation", "total"),
    [
        ("算法备案倒是头一遭,首次的,单算它多少", "200000"),
        ("来访登记:企业/深度合成备案/首次办成/问能拿多少", "200000"),
        ("以前没备过,这趟大模型备案批下来了,多少钱", "1000000"),
        ("算法备案最高多少|大模型备案呢|两个我们都是第一次过,一共多少", "1200000"),  # 20 + 100
        ("大模型备案的奖去年领过了,今年又备了一个,还能拿多少", "0"),
        ("第一个模型的备案奖已领,第二个大模型备案也过了,给多少", "0"),
        ("算法备案是第二个了(头一个领过奖),大模型备案是第一个,合计", "1000000"),  # 0 + 100
    ],
)
def test_claims(asker, conversation: str, total: str):
    assert _last(asker, conversation).calculation["total_yuan"] == total


def test_a_filing_that_is_merely_held_claims_nothing(asker):
    """Only the optimisation counts: 80万 × 50% = 40万."""
    answer = asker.ask("训练优化付了80万,深度合成算法备案号有。今年能报多少")
    assert answer.calculation["total_yuan"] == "400000"


def test_the_rule_itself_is_a_matter_of_the_clause(asker):
    assert asker.ask("首次算法备案奖多少").route == "lookup"
