"""What a turn wants: a sum of the asker's own case, or the rule itself, whatever figures stand in the question."""

from __future__ import annotations

import pytest

from assistant.decide import WANTS, Decision
from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker():
    return make_asker()


@pytest.mark.parametrize(
    "question",
    [
        "500万那个顶,是按每家还是每个项目来的",
        "优化的池子听说有三千万,真有这么多?",
        "租金奖80万封顶讲的是哪类公司",
        "备案跟两千万营收,是缺一不可还是有一个就行",
        "推广最多三成、五百万封顶,我没写错吧",
        "年营收一个亿那档是不是九成",
        "一千万产业奖励里头算不算人才的钱",
        "Is the 1.5 million cap per company or per year?",
        "150万到底是补贴封顶还是花费封顶",
        "他们说的1500万是一家一年的总数?",
    ],
)
def test_a_figure_of_the_policy_in_a_question_about_a_rule_is_no_fact_of_the_asker(asker, question):
    """Nothing is computed of it and nothing is asked for."""
    answer = asker.ask(question, asker.new_thread())
    assert answer.route == "lookup" and answer.calculation is None and not answer.ask_for


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("先说背景:融资到了A轮2亿,客户回款6500万。推理优化今年真正付出去210万,算法备案早有。求补贴数", "1050000"),  # 210 × 50%
        ("我们的情况:注册资金800万——训练优化付了64万——备案有了——能补多少?", "320000"),  # 64 × 50%
        ("We raised 40 million, paid a 300k deposit and 1.2 million for training optimisation, filed - how much?", "600000"),  # 1.2m × 50%
        ("优化花了三千万,有备案,补多少", "1500000"),  # 3000 × 50% = 1500, over the cap of 150
        ("营收两千万整,优化付了三百万,没备案,给多少", "1500000"),  # 300 × 50% = 150: revenue meets the threshold
    ],
)
def test_own_facts_are_computed_though_they_equal_a_figure_of_the_policy_or_stand_among_noise(asker, question, total):
    answer = asker.ask(question, asker.new_thread())
    assert answer.route == "calculate" and answer.calculation["total_yuan"] == total


def test_shares_of_all_wants_add_up_and_unknown_evidence_weighs_nothing():
    """e^1 ÷ (e^1 + 3 · e^0) = 0.4754: one piece of evidence of weight 1 for a sum, and one that no weight is known of."""
    shares = Decision({"base": [1.0, 0.0, 0.0, 0.0]}, [0.0] * len(WANTS)).shares({"base": 1.0, "unheard": 9.0})
    assert next(iter(shares)) == "sum"
    assert shares["sum"] == pytest.approx(0.4754, abs=1e-4)
    assert sum(shares.values()) == pytest.approx(1.0)
