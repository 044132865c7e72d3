"""One item of a list changed in a later turn, and figures in brackets beside an amount."""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from tests.told_sums import totals


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def test_a_list_of_payments_is_summed_and_one_of_them_refunded(asker):
    """40 + 65 + 31 = 136 → 68; without July 71 → 35.5; November put right to 53: 93 → 46.5 (万元)."""
    said = ("优化费分三笔:3月40万,7月65万,11月31万,备案齐", "7月那笔对方退款了", "11月那笔其实是53万")
    assert totals(asker, *said) == ["680000", "355000", "465000"]


def test_an_item_is_meant_by_its_place(asker):
    """推理80 + 训练120 = 200 → 100; the second set to 90: 170 → 85 (万元)."""
    assert totals(asker, "已备案,推理优化80万,训练优化120万", "第二笔改成90万") == ["1000000", "850000"]


def test_one_of_two_sites_is_given_up(asker):
    """(48 + 30) × 90% = 70.2; without 客村 43.2 (万元)."""
    said = ("两处办公点都自用:琶洲那处一年48万,客村那处30万,营收1.45亿,新设当年", "客村的下个月退租了,这处按零算")
    assert totals(asker, *said) == ["702000", "432000"]


def test_what_is_left_out_in_brackets_is_not_the_amount_after_them(asker):
    """Rent is 47万 (× 90% = 42.3), revenue 1.04亿; neither 400万 nor 6万 is either."""
    assert totals(asker, "营收(主营,不含补贴收入400万)1.04亿;租金(不含物业6万)47万;自用;首年。租房上限?") == ["423000"]


def test_a_firm_named_in_brackets_does_not_take_over_what_follows(asker):
    """The subsidiary's rent is 30万 × 60% = 18万."""
    assert totals(asker, "全资子公司(母公司有大模型备案)营收300万租金30万自用,补多少") == ["180000"]


@pytest.mark.parametrize(
    ("conversation", "amounts"),
    [
        # 110 + 90 = 200 → 100; 12 of the last payment go off: 188 → 94 (万元)
        ("推理优化首付款110万、尾款90万都打给供应商了,有备案|尾款里12万其实是电费,刨掉", ["1000000", "940000"]),
        # the tail is still to be paid: 50 → 25
        ("优化首款50万付了,尾款70万年底付,备案有", ["250000"]),
        # 30 + 80 paid, 150 not: 110 → 55; 60 of it paid: 170 → 85; the first put right to 40: 180 → 90
        (
            "蒸馏优化30万(已结清)、训练优化80万(已结清)、二期推理优化150万(未付),有备案|二期付了60万了|蒸馏那笔写错,是40",
            ["550000", "850000", "900000"],
        ),
    ],
)
def test_payments_of_a_list(asker, conversation: str, amounts: list[str]):
    assert totals(asker, *conversation.split("|")) == amounts


def test_by_how_much_a_threshold_is_missed_is_no_change_of_another_amount(asker):
    """96万 × 90% = 86.4万, whatever the revenue lacks of 1亿."""
    assert totals(asker, "营收刚好1亿,年租96万自用", "少一分钱不到一亿的话还是这数吗") == ["864000", "864000"]
