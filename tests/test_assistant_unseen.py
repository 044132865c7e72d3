"""Sentences on an invented policy: counts in 家, square metres, conditions told in passing, districts nobody has listed.

Figures follow from the clauses of `tests/asked`; the sums stand beside them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import settings
from assistant.service import Assistant

ASKED = Path(__file__).parent / "asked"


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home = str(tmp_path_factory.mktemp("stores"))
    return Assistant(settings.load({"HUICE_HOME": home, "HUICE_POLICIES": str(ASKED / "yunzhan-debut-stores")}))


@pytest.fixture(scope="module")
def biomedicine(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home = str(tmp_path_factory.mktemp("biomedicine"))
    return Assistant(settings.load({"HUICE_HOME": home, "HUICE_POLICIES": str(ASKED / "lanting-biomedicine")}))


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("外国展商来了35家,装修用了90万,一共补多少", "265000"),  # 35 × 5,000 + 90万 × 10%
        ("展馆租金花了50万,头一次来办,能补几多", "150000"),  # 50万 × 30%
        ("场租70万,这是第二次在这里办了,还补吗", "0"),  # not the first time
        ("UFI认证没批下来,还给奖励吗", "0"),
        ("办了8场购物节,投入15万,都报备过了,补多少", "160000"),  # 8 × 2万 > 15万 × 40%
    ],
)
def test_counts_and_conditions_in_passing(stores: Assistant, question: str, total: str):
    calculation = stores.ask(question).calculation
    assert calculation is not None and calculation["total_yuan"] == total


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("招了7个博士,五险全交齐了,补多少", "210000"),  # 7 × 3万
        ("引进11名博士,社会保险都缴了的,多少钱", "330000"),  # 11 × 3万
        ("租1500平的实验室,房租一年50万,能补多少", "360000"),  # 1,500 × 240 > 50万 × 50%
        ("入驻第三年了,实验室房租60万,500平方米,补多少", "0"),  # two years only
    ],
)
def test_verbs_of_completion_and_square_metres(biomedicine: Assistant, question: str, total: str):
    calculation = biomedicine.ask(question).calculation
    assert calculation is not None and calculation["total_yuan"] == total


def test_a_condition_asked_for_is_answered_by_its_verb_alone(biomedicine: Assistant):
    """3 × 3万."""
    thread = biomedicine.new_thread()
    assert biomedicine.ask("新招了3个博士,能补多少", thread).ask_for == ("insured",)
    assert biomedicine.ask("都缴齐了的", thread).calculation["total_yuan"] == "90000"


def test_square_metres_are_shown_as_such(stores: Assistant):
    """An area in the sum is no amount of money."""
    answer = stores.ask("展览面积35000平方米,展期5天,补多少")
    assert answer.calculation["total_yuan"] == "400000" and "3.5万元" not in answer.answer


@pytest.mark.parametrize("question", ["石桥县的首店奖励有多少", "换成柳塘区呢,开首店给多少", "青萝市有展会补贴吗"])
def test_a_district_that_nobody_has_listed(stores: Assistant, question: str):
    assert stores.ask(question).status == "out_of_scope"


@pytest.mark.parametrize("question", ["园区的展会补贴怎么算", "本区首店奖励多少", "云栈区的首店奖励有多少", "新区的首店奖励呢"])
def test_words_for_areas_that_are_no_district(stores: Assistant, question: str):
    assert stores.ask(question).status == "answered"


def test_whether_two_awards_go_together_cites_the_rule(biomedicine: Assistant):
    answer = biomedicine.ask("研发补贴和临床试验奖励可以同时领吗")
    assert answer.citations[0].clause == "lanting-biomedicine/exclusive"


def test_a_part_that_nothing_was_said_of_is_none_backwards(biomedicine: Assistant):
    """6万 ÷ 30%."""
    required = biomedicine.ask("想拿6万的信保补助,保费要交多少").calculation["required"]
    assert required["yuan"] == "200000"
