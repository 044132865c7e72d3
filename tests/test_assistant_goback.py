"""What a later turn does to what a thread holds: a part replaced, an item put back, a change undone, an amount put off."""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from tests.told_sums import totals


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def test_a_new_value_is_the_part_that_it_comes_near_to(asker):
    """6.2 × 12 × 90% = 66.96; 5.4 × 12 × 90% = 58.32; 5 less a month … 4.9: 52.92; the year's 70: 63 (万元)."""
    said = ("每月租金6.2万,主营1.6亿,首年自用", "房东松口说5万4", "再降5千", "那年租金70万包干呢")
    assert totals(asker, *said) == ["669600", "583200", "529200", "630000"]


def test_a_number_without_a_unit_is_in_the_unit_of_what_it_replaces(asker):
    """43,500 × 12 × 90% = 469,800; 45,500 × 12 × 90% = 491,400 元."""
    assert totals(asker, "月租43,500,主营1.6亿,首年自用", "抄错了,是45,500") == ["469800", "491400"]


def test_items_are_taken_off_together_and_put_back_one_by_one(asker):
    """10 + 20 + 30 + 40 = 100 → 50; without the 20 and the 40: 40 → 20; the 40 again: 80 → 40 (万元)."""
    said = ("已备案,优化分四笔:2月10万,5月20万,8月30万,11月40万", "5月和11月的都退款了", "11月的没退成")
    assert totals(asker, *said) == ["500000", "200000", "400000"]


def test_only_some_items_are_kept_and_the_others_can_come_back(asker):
    """(120 + 80 + 50) × 30% = 75; 120 + 50: 51; all three: 75 (万元)."""
    said = ("推广做了三个项目:交通120万,医疗80万,游戏50万,都过评", "只留交通和游戏", "医疗那个放回来")
    assert totals(asker, *said) == ["750000", "510000", "750000"]


def test_what_was_not_paid_yet_counts_once_it_is(asker):
    """70 → 35; with the last payment of 50: 120 → 60 (万元)."""
    assert totals(asker, "有算法备案,优化费首款70万已付,尾款50万没付", "尾款今年结清了") == ["350000", "600000"]


def test_what_was_taken_off_an_amount_counts_again(asker):
    """900 × 30% = 270; 780: 234; 900 again: 270 (万元)."""
    assert totals(asker, "推广实投900万,评审过了", "其中120万是投广告的,去掉", "那笔又能算了,加回来") == ["2700000", "2340000", "2700000"]


def test_a_change_is_undone(asker):
    """200 → 100; 260 → 130; back: 100; 230 → 115; back: 100 (万元)."""
    said = ("优化200万,有备案", "改成260万", "撤回", "再加30万", "刚才那句当我没说")
    assert totals(asker, *said) == ["1000000", "1300000", "1000000", "1150000", "1000000"]


def test_one_amount_goes_back_to_what_it_was(asker):
    """60 × 90% = 54; 80: 72; revenue of 18 million: nothing; revenue as before: 72 (万元)."""
    assert totals(asker, "租金60万,主营1.5亿,首年", "租金改成80万", "主营改成1800万", "主营还是按原来的") == [
        "540000",
        "720000",
        "0",
        "720000",
    ]


def test_an_award_is_put_back_on_the_list(asker):
    """100 + 100 = 200; without the filing 100; with it again 200 (万元)."""
    assert totals(asker, "大模型备案今年首次拿到,训练优化花了200万,一共", "先不算备案", "备案放回来") == ["2000000", "1000000", "2000000"]


def test_an_award_put_off_to_next_year_leaves_the_sum(asker):
    """55 × 90% = 49.5 and 60 × 50% = 30: 79.5; without the rent 30 (万元)."""
    assert totals(asker, "主营8000万,房租一年55万,优化花了60万,一共", "房租推到明年再签") == ["795000", "300000"]


def test_a_year_in_which_nothing_is_rented(asker):
    """3 × 63 = 189; without the third year 126 (万元)."""
    assert totals(asker, "三年房租每年70万,主营都是1.2亿,三年一共多少", "第三年不租了") == ["1890000", "1260000"]


def test_rent_free_months_are_taken_back(asker):
    """6 × 10 × 90% = 54; 6 × 12 × 90% = 64.8 (万元)."""
    assert totals(asker, "每月租金6万,两个月免租,主营1.5亿,首年", "免租取消了") == ["540000", "648000"]


def test_another_award_asked_about_is_no_sum_of_the_one_before(asker):
    """The thread computes rent (80 × 90% = 72); the filing awards are told with their ceilings; the rent is not asked for again."""
    first = asker.ask("主营一亿二,房租一年80万,能补多少", "aside")
    second = asker.ask("那备案的奖是多少", "aside")
    third = asker.ask("回到房租,要是95万呢", "aside")
    assert first.calculation["total_yuan"] == "720000"
    assert "100万元" in second.answer and "20万元" in second.answer
    assert third.calculation["total_yuan"] == "855000"


@pytest.mark.parametrize("lost", ["要是母公司备案没了呢", "母公司的备案被吊销了", "母公司备案过期了"])
def test_a_filing_that_is_lost_is_one_no_longer(asker, lost):
    """70 × 60% = 42; without the parent's filing nothing (万元)."""
    assert totals(asker, "全资新设子公司,母公司有大模型备案,子公司营收900万,租金70万", lost) == ["420000", "0"]


def test_ordinary_words_are_not_heard_as_others(asker):
    """对了 is no 兑了, 总有 no 中有, 首款付错了 no 首付款错了."""
    repair = asker.families[0].repair
    for text in ("对了,人才最多多少", "最高一档的门槛总有吧", "首款付错了,应该是80万"):
        assert repair.mend(text)[0] == text
