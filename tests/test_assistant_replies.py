"""Short turns of a thread: answers to what was asked, what came of a plan, a swap, one more award, an amount in foreign money."""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from tests.told_sums import totals


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def test_a_refusal_overturns_what_was_counted_on(asker):
    """100 + 100 × 50% = 150 while planned; refused: 0, and the cost waits for revenue; 2300 meets it: 50 (万元)."""
    said = ("首个大模型备案预计下季度拿到,加上优化花了100万,一共?", "备案没下来", "营收有2300万")
    assert totals(asker, *said) == ["1500000", "0", "500000"]


def test_a_refusal_without_a_noun_means_the_one_plan(asker):
    assert totals(asker, "今年首次算法备案,正在审,下个月能过的话多少", "黄了") == ["200000", "0"]


def test_the_words_of_the_asked_input_answer_the_question(asker):
    """40 × 60% = 24 (万元) once the parent's filing and full ownership are said."""
    said = ("子公司房租40万,营收500万,今年新设,能补多少", "母公司有大模型备案", "全资")
    assert totals(asker, *said)[-1] == "240000"
    assert totals(asker, said[0], "有的", "不是,参股的")[-1] == "0"


def test_one_claim_is_swapped_for_another(asker):
    """100 + 60 = 160; the algorithm filing instead: 20 + 60 = 80 (万元)."""
    assert totals(asker, "首次大模型备案和优化120万,一共多少", "换成算法首次备案,不是大模型") == ["1600000", "800000"]


def test_awards_come_and_go(asker):
    """400 × 30% = 120; + 20 = 140; without promotion 20; with it again 140 (万元)."""
    said = ("推广项目投了400万,评过", "那再加首次算法备案呢", "先不管推广", "推广加回来")
    assert totals(asker, *said) == ["1200000", "1400000", "200000", "1400000"]
    assert totals(asker, "推广项目投了400万,评过", "另外,办公室年租30万,营收1.1亿")[-1] == "1470000"  # 120 + 30 × 90%


@pytest.mark.parametrize(
    ("first", "then", "total"),
    [
        ("训练优化付了新加坡团队20万美元,算法备案齐了,能拿多少", "按人民币是143万", "715000"),  # 143 × 50%
        ("推广项目实投50万欧元,评过了,奖多少", "约合390万元", "1170000"),  # 390 × 30%
        ("优化花了80万港币,有备案", "折人民币74万", "370000"),  # 74 × 50%
        ("we paid USD 300k for training optimisation, filed. how much?", "that is 2.15 million RMB", "1075000"),  # 2.15m × 50%
    ],
)
def test_foreign_money_is_named_and_its_amount_in_yuan_taken_next(asker, first, then, total):
    thread = asker.new_thread()
    answer = asker.ask(first, thread)
    assert answer.status == "needs_info" and len(answer.ask_for) == 1
    assert asker.ask(then, thread).calculation["total_yuan"] == total


def test_two_claims_spoken_of_are_both_first(asker):
    """100 + 20 = 120 (万元)."""
    assert totals(asker, "大模型备案奖几多", "算法的呢", "这两个我们都是第一次办下来,一起多少")[-1] == "1200000"


def test_a_target_goes_on(asker):
    """45 ÷ 90% = 50: 18 more than 32 (万元); 240 ÷ 30% = 800: 200 more than 600."""
    thread = asker.new_thread()
    asker.ask("营收1.5亿,房补想拿45万,一年租金要多少", thread)
    assert asker.ask("已经租了32万,还差多少", thread).calculation["required"]["more"] == "180000"
    thread = asker.new_thread()
    asker.ask("推广想拿300万要投多少", thread)
    assert asker.ask("已经投了600万呢,还差多少", thread).calculation["required"]["more"] == "4000000"  # 1000 − 600
    assert asker.ask("要是只想拿240万", thread).calculation["required"]["yuan"] == "8000000"


def test_a_word_for_too_goes_on_with_the_list(asker):
    """58 × 50% = 29; with the first model filing 129. 300 × 30% = 90; with 45 × 90% = 40.5 of rent 130.5 (万元)."""
    assert totals(asker, "算法号下来了,优化花了58万", "大模型证也拿了,第一次") == ["290000", "1290000"]
    assert totals(asker, "推广投了300万过评", "房子也租了,年45万,营收1.2亿") == ["900000", "1305000"]
