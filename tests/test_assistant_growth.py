"""Amounts that change by a rule from year to year, the rule changed later, and a year numbered in another year.

Expected values by hand: optimisation 50 % up to 150万 a year, rent 90 % up to 100万 a year for three years.
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
    ("turns", "total"),
    [
        (("年租40万起逐年递增10%,租三年,营收都2亿,合计",), "119.16"),  # (40 + 44 + 48.4) × 90%
        (("年租40万起逐年递增10%,租三年,营收都2亿,合计", "改成每年降10%"), "97.56"),  # (40 + 36 + 32.4) × 90%
        (("今年训练付100万,往后每年涨20%,连今年三年一共,备案早有", "涨幅改成四成"), "218"),  # (100 + 140 + 196) ÷ 2
        (("优化首年80万,次年翻倍,第三年再翻倍,有备案,三年合计", "第三年不翻了 跟次年持平"), "200"),  # (80 + 160 + 160) ÷ 2
        (("训练预算今年60万,明年涨一半,后年再涨一半,备案有,三年总额",), "142.5"),  # (60 + 90 + 135) ÷ 2
        (("年租50万,每年涨6万,租三年,营收都1.3亿", "第三年不涨"), "145.8"),  # (50 + 56 + 56) × 90%
    ],
)
def test_a_rule_and_its_change(asker, turns, total):
    assert Decimal(ask(asker, *turns)["calculation"]["total_yuan"]) == Decimal(total) * 10_000


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("去年是新增第二年,今年年租60万营收1.5亿自用能补多少", 3),
        ("2023年是第一年,2025年租金90万营收1.1亿能补多少", 3),
        ("上年度已经享受完第三年,今年年租70万,营收1.2亿", 4),
        ("Last year was our third year, this year rent 800k revenue 150 million", 4),
        ("今年是第二年,年租70万,营收1.2亿", 2),
    ],
)
def test_a_year_numbered_in_another_year(asker, question, year):
    found = ask(asker, question)["calculation"]
    assert found["inputs"]["rent_year"] == year and (found["total_yuan"] == "0") == (year > 3)


def test_a_budget_of_ones_own(asker):
    """650 × 30%."""
    assert ask(asker, "推广预算900万,评审能过", "预算砍到650呢")["calculation"]["total_yuan"] == "1950000"


@pytest.mark.parametrize(
    ("turns", "total", "figure"),
    [
        (("已备案,今年训练付190万,明年打算240万,明年能比今年多补几多",), 215, "25万元"),  # 95, 120
        (("优化去年付110万今年付150万 都备案了 两年差几多",), 130, "20万元"),  # 55, 75
        (("已备案,今年训练付190万,明年打算240万,明年比今年多补几多", "两年一起呢"), 215, "215万元"),
    ],
)
def test_two_years_set_against_each_other(asker, turns, total, figure):
    answer = ask(asker, *turns)
    assert answer["calculation"]["total_yuan"] == str(total * 10_000) and figure in answer["answer"]


@pytest.mark.parametrize(
    ("turns", "total"),
    [
        # 90 × 60% twice, then its own 2300万 of revenue: judged as any enterprise, at most 90 × 90%
        (("全资子公司,新设,母公司有大模型备案,年租每年90万;营收头年600万、次年1500万、第三年2300万。三年租金补贴一共?",), "189"),
        # 0 + 80 × 90% + 90 × 90%
        (("新增当年起三年房租依次60万、80万、90万,每年营收都是1.2亿,三年加总", "更正:头一年营收只有1800万,后两年照旧"), "153"),
    ],
)
def test_years_with_revenues_of_their_own(asker, turns, total):
    assert Decimal(ask(asker, *turns)["calculation"]["total_yuan"]) == Decimal(total) * 10_000
