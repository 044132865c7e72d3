"""What one firm has in terms of another, and what is claimed of several firms together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker() -> Any:
    return make_asker()


def total(asker: Any, *questions: str) -> Decimal | None:
    """In 万元, after the last of these turns."""
    thread = asker.new_thread()
    for question in questions:
        answer = asker.ask(question, thread)
    found = (answer.model_dump(mode="json")["calculation"] or {}).get("total_yuan")
    return None if found is None else Decimal(found) / 10_000


class TestMeasured:
    """One firm is told by another: so many times as much, so much more, the same."""

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("甲公司做推理优化付了140万,乙公司是甲的两倍,都有备案,两家合计", 210),  # 70 + min(140, 150)
            ("甲调优付了140万,乙只有甲的一半,都备过案,一共", 105),  # 70 + 35
            ("甲优化付了60万,乙比甲多50万,都备过案,加起来", 85),  # 30 + 55
            ("一家优化付了110万,另一家比它少30万,均已备案,合计补多少", 95),  # 55 + 40
            ("一家推广投了300万,另一家是它的三倍,都过评了,合计", 360),  # 90 + 270
            ("甲营收1.3亿租70万,乙租50万其他跟甲一样,都首年自用,合计", 108),  # (70 + 50) × 90%
            ("甲付130万做优化,乙也一样,都有备案,两家合计", 130),
            ("Firm A spent 1.6 million on optimisation, firm B spent half of what A did, both have filings, total?", 120),
            ("哥哥那家租40万,营收1.4亿,弟弟那家租金比哥哥贵10万,营收1.5亿,首年自用,合计", 81),  # 36 + 45
        ],
    )
    def test_in_one_turn(self, asker: Any, question: str, expected: int) -> None:
        assert total(asker, question) == expected

    def test_in_a_later_turn(self, asker: Any) -> None:
        """240万 of one and 240万 − 90万 of the other: 120 + 75."""
        assert total(asker, "甲优化240万,乙优化100万,都有备案,一共", "乙比甲少90万的话") == 195


class TestHandedOver:
    """把乙的50万挪到甲: the one has less, the other more. Before: min(400 × 50%, 150) + 40 = 190."""

    _BEFORE = "甲公司优化花了400万,乙公司花了80万,都有备案,合计"

    @pytest.mark.parametrize(
        ("turn", "expected"),
        [
            ("把甲的100万挪到乙呢", 240),  # 150 + 90
            ("甲分60万给乙", 220),  # 150 + 70
            ("从甲那边匀100万给乙", 240),
            ("甲公司划100万到乙公司账上", 240),
            ("前面那家的四分之一转给后面那家", 240),  # 300 and 180
            ("如果甲的一半算到乙头上呢", 240),  # 200 and 280
            ("move 1 million from A to B", 240),
        ],
    )
    def test_the_ways_of_saying_it(self, asker: Any, turn: str, expected: int) -> None:
        assert total(asker, self._BEFORE, turn) == expected

    def test_rent_paid_to_a_landlord_moves_nothing(self, asker: Any) -> None:
        assert total(asker, self._BEFORE, "乙又付给供应商20万") == 200  # 150 + 50


class TestClaimedTogether:
    """Each firm has its own first filing: 100万 for a model, 20万 for an algorithm."""

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("A公司和B公司都首次完成了大模型备案,两家一共奖多少", 200),
            ("甲、乙两家首次算法备案,合计奖励", 40),
            ("甲算法备案首次,乙也是,一共奖多少", 40),
            ("母公司首次大模型备案,全资子公司首次算法备案,两边加一块多少", 120),
            ("甲首次大模型备案,乙首次算法备案,丙两个都是首次,三家合计", 240),
            ("两家公司都首备了大模型,其中一家算法也首备,总共多少", 220),
            ("四家都首次完成大模型备案,其中一家是第二次备案,合计", 300),
            ("五家企业都首次完成算法备案,其中两家还首次完成了大模型备案,合计", 300),  # 5 × 20 + 2 × 100
        ],
    )
    def test_the_sum(self, asker: Any, question: str, expected: int) -> None:
        assert total(asker, question) == expected


class TestFirstsInOneThread:
    """A filing named beside another, or settled later, counts once for each kind."""

    @pytest.mark.parametrize(
        ("turns", "expected"),
        [
            (("首次算法备案和优化64万一共多少",), 52),  # 20 + 32; 万一 is not said
            (("第一次大模型备案,推广投了700万过评,合计",), 310),  # 100 + 210
            (("算法第一次备案,大模型也一样,合计",), 120),
            (("大模型首备没过,算法首备过了", "后来大模型也过了"), 120),
            (("深度合成备案首次过了,信息服务算法备案被驳回,奖多少",), 20),  # either kind will do
            (("我们今年备案了三款模型,首次,奖多少",), 100),
            (("四个模型都首次备案,能拿多少",), 100),
            (("算法首备加上租金(年50万,营收1.4亿,首年自用)多少", "换成大模型首备而不是算法", "两个备案都有呢"), 165),  # 120 + 45
        ],
    )
    def test_the_sum(self, asker: Any, turns: tuple[str, ...], expected: int) -> None:
        assert total(asker, *turns) == expected


class TestNamesBehindTheirAmounts:
    """1.2亿营收60万租金: each amount of a stretch is followed by its name."""

    @pytest.mark.parametrize(
        ("turns", "expected"),
        [
            (("甲1.3亿营收60万租金,乙1.1亿营收30万租金,都首年自用,合计",), 81),  # 54 + 27
            (("全资子公司900万营收70万租金,母公司有大模型备案",), 42),  # 70 × 60%
            (("母公司5亿营收90万租金,子公司800万营收50万租金,全资,母公司有大模型备案,合计房租补贴",), 111),  # 81 + 30
            (("母公司5亿营收90万租金第一年自用,补多少", "子公司300万营收40万租金,全资,母公司备案了大模型,合计"), 105),  # 81 + 24
        ],
    )
    def test_the_sum(self, asker: Any, turns: tuple[str, ...], expected: int) -> None:
        assert total(asker, *turns) == expected


class TestGroupsOfEachFirm:
    """Each firm has ceilings of its own: 1000万 of industry awards, 500万 of talent awards a year."""

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("甲产业奖1300万,乙800万,两家封顶后合计", 1800),  # 1000 + 800
            ("A公司产业奖励算下来900万,人才奖600万;B公司产业奖励1200万,人才奖300万。两家年度一共", 2700),  # 1400 + 1300
            ("两家公司产业奖励分别算到1200万和900万,年度一共最多多少", 1900),
            ("母公司产业奖励合计1500万,子公司产业奖励合计700万,集团年度能拿多少", 1700),
        ],
    )
    def test_the_sum(self, asker: Any, question: str, expected: int) -> None:
        assert total(asker, question) == expected


class TestWhoOwnsWhom:
    """The owner named before what it owns is the parent: 60% of the rent, at most 80万, below 2000万 of revenue."""

    @pytest.mark.parametrize(
        ("turns", "expected"),
        [
            (("一家已备案大模型企业的全资新公司,营收500万,年租200万,最高补多少",), 80),
            (("已有大模型备案的企业新开的全资子公司,营收600万,年租90万自用,补多少",), 54),
            (("我司是某大模型企业100%控股的新子公司,营收330万,租金一年45万自用,补几多", "有备案的"), 27),
            (("母公司营收5亿,子公司只有900万,子公司年租100万,全资,母公司有大模型备案",), 60),
            (("营收1100万,租金90万,上头也没有母公司,能补多少",), 0),
            (("全资子公司营收680万年租80万自用,母公司还没有大模型备案", "要是母公司拿到了呢"), 48),
            (("母公司租金120万营收3亿首年自用,全资子公司租金90万营收1500万,分别补多少", "母公司有大模型备案"), 154),  # 100 + 54
        ],
    )
    def test_the_sum(self, asker: Any, turns: tuple[str, ...], expected: int) -> None:
        assert total(asker, *turns) == expected


class TestMerged:
    """合并成一家: what all have, under the ceilings of one firm."""

    @pytest.mark.parametrize(
        ("turns", "expected"),
        [
            (("甲优化220万,乙优化260万,都有备案,各拿多少", "合并成一家呢"), 150),  # 110 + 130; min(480 × 50%, 150)
            (("甲推广投900万乙推广投1000万,都过评,合计", "合并到一家报的话"), 500),  # 270 + 300; min(1900 × 30%, 500)
            (("A公司租金80万营收1.5亿,B公司租金60万营收6000万,都首年自用,合计", "如果并成一家"), 100),  # min(140 × 90%, 100)
        ],
    )
    def test_the_sum(self, asker: Any, turns: tuple[str, ...], expected: int) -> None:
        assert total(asker, *turns) == expected


def test_asking_of_another_matter_starts_a_new_list(asker: Any) -> None:
    """再问 turns to the rent alone (50万 × 90%); 再加 would add it."""
    assert total(asker, "优化花了300万有备案", "再问房租,营收1.2亿租金50万自用首年") == 45
    assert total(asker, "优化花了300万有备案", "再加房租,营收1.2亿租金50万自用首年") == 195
