"""Amounts said in other ways: by what is missing to a round figure, in 个, of a matter that no word of an amount names."""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from tests.told_sums import ask


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def inputs(asker, *turns):
    return (ask(asker, *turns)["calculation"] or {}).get("inputs", {})


@pytest.mark.parametrize(
    ("question", "revenue"),
    [
        ("主营收入还差一块钱才到两千万,没备案,推理优化花了44万", "19999999"),
        ("我们营收离一个亿只差两千块,办公室年租72万,首年", "99998000"),
        ("离5000万营收差15万,年租64万自用,首年", "49850000"),  # 5000 − 15
        ("年收入比两千万少四万,没有备案,训练花了70万", "19960000"),
        ("主营比两千万多一块钱,没备案,训练费52万", "20000001"),
        ("营收两千万差六万,没备案,训练费52万", "19940000"),
        ("今年营收差一分钱不到一亿,年租77万", "99999999.99"),
        ("revenue is one yuan short of 20 million yuan, no filing, training cost 700,000 yuan", "19999999"),
    ],
)
def test_a_round_figure_and_what_is_missing_to_it_are_one_amount(asker, question, revenue):
    assert inputs(asker, question)["revenue"] == revenue


def test_what_is_still_owed_or_wished_for_is_no_gap(asker):
    """130万 are paid, 70万 are not; 240万 are spent, whatever is missing to the ceiling."""
    assert inputs(asker, "有备案,训练已付130万,还差70万没付")["optimization_cost"] == "1300000"
    assert inputs(asker, "有备案,训练费用240万,差60万就到封顶了吧")["optimization_cost"] == "2400000"


@pytest.mark.parametrize(
    ("question", "cost"),
    [
        ("算法备案有,微调烧掉二百四十个,补多少", "2400000"),  # so many 个 are so many 万
        ("已备案,训练支出180个左右,补几个", "1800000"),
        ("我们优化了20个模型,备案有,花了70万", "700000"),  # models are counted
    ],
)
def test_so_many_pieces_of_nothing_are_so_many_ten_thousands(asker, question, cost):
    assert inputs(asker, question)["optimization_cost"] == cost


@pytest.mark.parametrize(
    ("question", "investment"),
    [
        ("医院分诊的模型落地,我们前后投了840万,评审过了,奖多少", "8400000"),
        ("给物流园做的调度系统,自己掏了510万建的,评估合格,拿多少", "5100000"),
        ("在三家工厂铺了视觉质检,总共投资1050万,最高可以申多少", "10500000"),
        ("纺织厂验布大模型项目,我们投1200万,评估通过了,给多少", "12000000"),
    ],
)
def test_money_spent_on_the_matter_of_an_award_is_its_base(asker, question, investment):
    assert inputs(asker, question)["promotion_investment"] == investment


@pytest.mark.parametrize(
    ("question", "required"),
    [
        ("想把行业推广那笔做到390万,项目起码得砸进去多少", "13000000"),  # 390 ÷ 30%
        ("领导希望优化这块能有110万,那要投多少进去", "2200000"),  # 110 ÷ 50%
        ("老板想把调优那150个全吃下来,账上至少得砸进去多少", "3000000"),  # 150 ÷ 50%
    ],
)
def test_an_amount_wished_for_is_a_goal(asker, question, required):
    assert ask(asker, question)["calculation"]["required"]["yuan"] == required


def test_months_go_with_the_rate_before_them(asker):
    """8万 a month for 9 months is 72万; 92,000 for ten months is 920,000."""
    assert inputs(asker, "优化付款210万;租金8万/月、付了9个月、今年才入驻")["rent"] == "720000"
    assert inputs(asker, "头两个月免租 其余每月92000 年营收3.1亿 入驻首年 房租补贴多少")["rent"] == "920000"
    assert inputs(asker, "三层楼每层月租2万,主营1.3亿,首年")["rent"] == "720000"  # 3 × 2万 × 12


def test_a_number_written_out_is_in_yuan(asker):
    """No 万 is meant where every digit stands."""
    assert inputs(asker, "租赁费科目876,543.20,物业已剔,主营1.3亿,首年,补贴多少")["rent"] == "876543.2"


@pytest.mark.parametrize(
    ("question", "rent"),
    [
        ("三层办公楼每层月租4万,两层自家坐,一层转给别家;主业做了1亿整,首年", "960000"),  # 2 × 4万 × 12
        ("每两个月交一次房租,一次15万,营收1.2亿,首年", "900000"),  # 15 ÷ 2 × 12
        ("今年只租了半年,月租11万,营收1.2亿,首年", "660000"),  # 11 × 6
        ("4月到12月每月租金7万,主营1.2亿,首年", "630000"),  # 7 × 9
        ("今年付给业主157万,其中押金30万、物管15万、电费6万,主业做了2.9亿,首年", "1060000"),  # 157 − 30 − 15 − 6
        ("房租连物业一年110万,物业占18万,主营1.3亿,首年", "920000"),  # 110 − 18
    ],
)
def test_parts_and_periods_of_a_rent(asker, question, rent):
    assert inputs(asker, question)["rent"] == rent


def test_a_part_taken_off_may_change_or_go(asker):
    """157 − 40 − 6 = 111万; then 157 − 40 = 117万, as the electricity is no part of it."""
    told = ("今年付给业主157万,其中押金30万、电费6万,主业做了2.9亿,首年", "押金其实是40万", "电费是另外付的,不在这157万里")
    assert inputs(asker, *told[:2])["rent"] == "1110000"
    assert inputs(asker, *told)["rent"] == "1170000"


def test_what_others_pay_is_not_the_askers(asker):
    """410万 are the asker's own."""
    assert inputs(asker, "和客户合投的医院项目,我们出了410万,客户出300万,评审通过")["promotion_investment"] == "4100000"


def test_each_of_several_rounds_is_multiplied(asker):
    """3 × 31万."""
    assert inputs(asker, "有算法备案,今年微调三轮,每轮31万")["optimization_cost"] == "930000"
