"""What each amount of a question is, beside others: noise, notes, parts, corrections, restatements."""

from __future__ import annotations

import pytest

from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def _totals(asker, *questions: str) -> list[str]:
    thread = asker.new_thread()
    found = []
    for question in questions:
        calculation = asker.ask(question, thread).calculation
        found.append(calculation["total_yuan"] if calculation else "")
    return found


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("训练优化花了120万,请顾问花了30万,团建5万,有备案,补多少", "600000"),  # 120 × 50%
        ("推广项目实投700万,另外请明星代言花了80万,评审过了,奖多少", "2100000"),  # 700 × 30%
        ("缴税260万,净利润400万,主营收入1.1亿,年租70万,租房补贴", "630000"),  # 70 × 90%
    ],
)
def test_an_amount_with_a_noun_of_its_own_is_noise(asker, question, total):
    assert _totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("推理加速50万(已付)、集群调优100万(已付)、蒸馏30万(还没付),有备案,补多少", "750000"),  # 150 × 50%
        ("训练优化三笔:40万已付,60万已付,80万未付,算法备案有,补贴多少", "500000"),  # 100 × 50%
        ("优化费:A供应商70万(付清),B供应商50万(退款了),C供应商30万(付清),备案有,能补", "500000"),  # 100 × 50%
        ("优化投入:推理引擎60万,已付;训练平台90万,合同签了没给钱;有备案,补贴最多", "300000"),  # 60 × 50%
    ],
)
def test_a_note_after_an_item_says_whether_it_counts(asker, question, total):
    assert _totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("优化总共付了200万,后来供应商退了40万,有备案,补多少", "800000"),  # 160 × 50%
        ("优化付款318万,里面供应商多收退回了42万,净付276万,备案有", "1380000"),  # 276 × 50%
        ("推广项目投了800万,其中200万是广告费,评定通过,奖多少", "1800000"),  # 600 × 30%
        ("训练优化发票200万,60万没付,备案有,补多少", "700000"),  # 140 × 50%
        ("训练120万、推理80万,一共200万,都付了,有备案,补多少", "1000000"),  # 200 × 50%
    ],
)
def test_what_goes_off_an_amount_and_what_it_comes_to(asker, question, total):
    assert _totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("训练开支370万,哦不,是37万,已备案", "185000"),  # 37 × 50%
        ("年租金90万 说错了 是60万 营收1.5亿 补多少", "540000"),  # 60 × 90%
        ("租金原来80万,现在谈到70万,主营1.3亿,房补多少", "630000"),  # 70 × 90%
        ("营收由1.1亿降到9000万,租金60万,房补多少", "540000"),  # 60 × 90% at most
    ],
)
def test_a_later_value_of_the_same_thing_stands_for_the_earlier(asker, question, total):
    assert _totals(asker, question) == [total]


def test_an_addition_may_be_said_before_the_comma(asker):
    """(120 + 60) × 50% = 90; then 15 refunded: 165 × 50% = 82.5 (万元)."""
    said = ("推理优化付了120万,有备案,补多少", "再加一笔刚付的训练费,60万", "里面有15万退回来了")
    assert _totals(asker, *said) == ["600000", "900000", "825000"]


def test_dearer_and_cheaper_change_what_is_known(asker):
    """(100 + 1) × 60% = 60.6; less 5: 96 × 60% = 57.6 (万元)."""
    said = ("独资子公司新设,年租金100万,主营1200万,母公司有大模型备案", "再贵1万", "便宜5万呢")
    assert _totals(asker, *said) == ["600000", "606000", "576000"]
