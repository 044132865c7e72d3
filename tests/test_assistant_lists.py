"""Which amounts of a list count: what no award covers, parts of a whole, totals said again, months that are names."""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from tests.told_sums import totals


@pytest.fixture(scope="module")
def asker():
    return make_asker()


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("复印机3万、官网8万、算力账单218万,备案有,能补多少", "1090000"),  # 218 × 50% (万元)
        ("推理优化94万之外,还花了15万做官网和8万办年会,备案有", "470000"),  # 94 × 50%
        ("训练优化掏了66万,还掏了12万买桌椅,备案有", "330000"),  # 66 × 50%
        ("算力租了130万,又花5万请律师看合同,备案有", "650000"),  # 130 × 50%: hired computing power is no rent
        ("官网改版6万、推理优化72万、搬家费3万,备案有", "360000"),  # 72 × 50%
        ("训练42万、蒸馏20万、量化16万,备案有", "390000"),  # 78 × 50%: all of it optimising
        ("优化花了86万,再加20万云训练的钱,备案有", "530000"),  # 106 × 50%
    ],
)
def test_what_no_award_covers_is_not_added(asker, question: str, total: str) -> None:
    assert totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("优化一共花了210万,其中训练90万、推理60万、蒸馏60万,备案有", "1050000"),  # 210 × 50%
        ("推广一共花1100万,其中250万是广告宣传,其余850万是项目实际投资,评过", "2550000"),  # 850 × 30%
        ("训练90万加推理70万,总共160万,备案有", "800000"),  # 160 × 50%
    ],
)
def test_a_whole_and_its_parts_count_once(asker, question: str, total: str) -> None:
    assert totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("conversation", "amounts"),
    [
        # 40 + 60 + 30 = 130 → 65; without March 70 → 35 (万元)
        ("优化费一月40万、三月60万、八月30万,备案有|3月的不算呢", ["650000", "350000"]),
        ("一月付了32万,六月付了70万,都是训练费,备案有", ["510000"]),  # 102 × 50%
        ("房租一月4万,营收1.5亿,自用首年", ["432000"]),  # 48 × 90%: so much a month
    ],
)
def test_a_named_month_is_no_monthly_amount(asker, conversation: str, amounts: list[str]) -> None:
    assert totals(asker, *conversation.split("|")) == amounts


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("办公室450平,85块一平一个月,营收1.3亿,首年自用", "413100"),  # 450 × 85 × 12 = 45.9万, × 90%
        ("办公室按平米算105块一个月,150平,营收1.5亿,首年自用", "170100"),  # 150 × 105 × 12 = 18.9万
        ("写字楼租金月月6万8,营收一亿二、首年自用", "734400"),  # 81.6万 × 90%
    ],
)
def test_a_price_in_plain_words(asker, question: str, total: str) -> None:
    assert totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("conversation", "amounts"),
    [
        # 217 by the bank's record × 50%, not the 300 that was said (万元)
        ("老板说训练优化砸了300万,我查银行流水实付217万,备案没问题,补多少", ["1085000"]),
        ("优化发票370万但银行回单只有226万,备案有,上限多少", ["1130000"]),  # 226 × 50%
        ("优化费不含税104万,税6万2,备案有", ["520000"]),  # 104 × 50%
        ("租金80万,物业费另付5万,营收1.5亿,自用首年", ["720000"]),  # 80 × 90%
        # 36 − 6 − 2 = 28 × 90%: the second fee goes off with the first
        ("房东一年收我们三十六万 里面物业费六万 水电两万 营收两亿三 头一年来 能补多少", ["252000"]),
    ],
)
def test_what_was_paid_counts(asker, conversation: str, amounts: list[str]) -> None:
    assert totals(asker, *conversation.split("|")) == amounts


@pytest.mark.parametrize(
    ("conversation", "amounts"),
    [
        ("租金100万,营收2.1亿,首年自用|租金降20w", ["900000", "720000"]),  # 80 × 90%
        ("租金95万,营收1.1亿,自用首年|若年租金减为63.5万", ["855000", "571500"]),  # it became 63.5
        # 150 + 390; 1000 × 30% = 300 beside the 150
        ("优化320万,推广1300万,备案有评过|推广那块压缩300万呢", ["5400000", "4500000"]),
        # 412 + 358 + 290 = 1060 × 30% = 318; without games 231; with 1100 more above the cap: 500
        (
            "三个项目:金融客服实投412万、交通调度358万、游戏290万,评审都过了|游戏那个黄了,不算|又签下一个医疗的,实投1100万,补进去",
            ["3180000", "2310000", "5000000"],
        ),
    ],
)
def test_an_amount_moves_by_or_to(asker, conversation: str, amounts: list[str]) -> None:
    assert totals(asker, *conversation.split("|")) == amounts
