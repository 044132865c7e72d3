"""What a change brings, and first filings said of several things at once.

Expected values by hand: optimisation 50 % up to 150万, promotion 30 % up to 500万, rent 90 % up to 100万; a first model
filing 100万, a first algorithm filing 20万.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.service import make_asker
from tests.told_sums import ask


@pytest.fixture(scope="module")
def asker():
    return make_asker()


@pytest.mark.parametrize(
    ("turns", "total", "gap"),
    [
        (("今年训练已付170万,有备案,再砸60万能多拿几多",), 115, 30),  # 230 × 50% − 170 × 50%
        (("推广项目现投900万,再追加800万,奖励会多出多少",), 500, 230),  # 510 cut to 500, less 270
        (("优化花了240万,已备案", "再多投100万能多补多少"), 150, 30),  # 170 cut to 150, less 120
        (("优化花了340万,备案齐了", "再投200万多拿多少"), 150, 0),  # capped before and after
        (("已备案,训练付了200万,要是少付50万会少拿多少",), 75, 25),  # 100 − 75
        (("首次大模型备案今年过了,优化付200万", "再办一个首次算法备案能多拿多少"), 220, 20),
        (("年租60万营收1.5亿第一年", "租金涨到90万能多补几多"), 81, 27),  # 81 − 54
        (("We spent 1.6 million on training, filing done. Another 400k: how much extra?",), 100, 20),  # 100 − 80
    ],
)
def test_what_a_change_brings(asker, turns, total, gap):
    found = ask(asker, *turns)["calculation"]
    assert Decimal(found["total_yuan"]) == total * 10_000
    assert Decimal(found["difference_yuan"]) == gap * 10_000


def test_nothing_more_is_said_in_words(asker):
    assert "没有变化" in ask(asker, "优化花了500万,备案有", "多花100万能多拿多少")["answer"]


@pytest.mark.parametrize(
    ("question", "yuan"),
    [
        ("房补目标54万 营收1.3亿 首年自用 租金需?", "600000"),  # 54 ÷ 90%
        ("推广奖励目标150万→项目投资=", "5000000"),  # 150 ÷ 30%
        ("优化补贴想要90万,支出要=?", "1800000"),  # 90 ÷ 50%
    ],
)
def test_a_place_left_open_asks_for_the_input(asker, question, yuan):
    assert ask(asker, question)["calculation"]["required"]["yuan"] == yuan


def test_an_amount_tried_against_a_tier_counts_once(asker):
    """1500 × 30% = 450, 50 short of 500."""
    answer = ask(asker, "推广实际投了1500万,够不够五百万那档")
    assert answer["calculation"]["total_yuan"] == "4500000" and "50万" in answer["answer"]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("大模型备案 算法备案 首次 合计", 120),
        ("备案双首次 优化200w", 220),  # 100 + 20 + 100
        ("两项备案都是头一回,推广投500万评过,总共", 270),  # 120 + 150
        ("Both filings are our first, plus 1 million on training: total?", 170),  # 120 + 50
        ("大模型备案前年就有了,算法备案今年首次,优化100万,合计", 70),  # 20 + 50: the one alone
        ("互联网信息服务算法和深度合成算法今年双双首次备案,合计", 20),  # 「或」: one award
    ],
)
def test_a_first_said_of_several(asker, question, total):
    assert Decimal(ask(asker, question)["calculation"]["total_yuan"]) == total * 10_000


def test_an_award_left_out_beside_other_amounts(asker):
    """120 + 150 + 300, growth left out by name."""
    answer = ask(asker, "备案两个首次都有、优化500万、推广实投1000万评过,产业奖励一共多少,不算增量")
    assert answer["calculation"]["total_yuan"] == "5700000"


def test_another_change_in_place_of_the_first(asker):
    """230 × 50% = 115; after 60 more 145; with only 20 more 125, 10 above."""
    turns = ("优化花到230万了,备案有,再追加60万能多拿几个钱", "只追加20万呢")
    found = ask(asker, *turns)["calculation"]
    assert (found["total_yuan"], found["difference_yuan"]) == ("1250000", "100000")


def test_room_beside_awards_told_one_by_one(asker):
    """1000 − 400 − 150 − 100."""
    answer = ask(asker, "今年已拿推广奖400万、模型优化150万、租房100万,产业奖励还能再拿多少")
    assert "350万元" in answer["answer"]
