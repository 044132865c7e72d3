"""Questions over all awards: the highest ratio, the lowest ceiling, pools, what is paid once or for years."""

from __future__ import annotations

import pytest

from assistant.service import Assistant, make_asker


@pytest.fixture(scope="module")
def asker() -> Assistant:
    return make_asker()


@pytest.mark.parametrize(
    ("question", "clauses", "figure"),
    [
        ("百分比给得最狠的是哪一样", {"office-rent"}, "90%"),  # 90% against 60%, 50%, 30%
        ("比例垫底的是哪个补贴", {"application-promotion"}, "30%"),
        ("单项上限最高的是哪项奖", {"application-promotion", "talent"}, "500万元"),  # both 500万, against 400, 150, 100, 80, 20
        ("金额最小的是哪个奖", {"algorithm-filing"}, "20万元"),
        ("哪几样有共用的资金池", {"model-optimization", "talent"}, "3000万元"),
        ("哪些奖是一锤子买卖", {"model-filing", "algorithm-filing"}, "100万元"),
        ("哪些补贴连着给三年", {"office-rent", "office-rent-subsidiary"}, "90%"),
        ("which award has the lowest ratio", {"application-promotion"}, "30%"),
    ],
)
def test_the_awards_that_fit(asker: Assistant, question: str, clauses: set[str], figure: str) -> None:
    answer = asker.ask(question, asker.new_thread())
    assert {c.clause.rpartition("/")[2] for c in answer.citations} == clauses
    assert figure in answer.answer


def test_of_those_spoken_of(asker: Assistant) -> None:
    """Optimisation pays 50%, promotion 30%, a subsidiary's rent 60%: the least of these is promotion, the most the subsidiary's."""
    thread = asker.new_thread()
    for turn in ("优化补贴几成", "推广奖几成", "子公司房租几成"):
        asker.ask(turn, thread)
    answer = asker.ask("这三个里比例最高的是哪个", thread)
    assert answer.citations[0].clause == "haizhu-ai-2024/office-rent-subsidiary"


@pytest.mark.parametrize(
    ("question", "first", "also"),
    [
        ("封顶金额排第二的是哪个", "revenue-growth", "application-promotion"),  # 500, 500, 400: the second amount is 400万
        ("最高的三项奖励是哪几项", "application-promotion", "revenue-growth"),  # 500, 500, 400
        ("比例第二高的补贴", "office-rent-subsidiary", "office-rent"),  # 90 %, 60 %
        ("倒数第二的奖多少钱", "office-rent-subsidiary", "algorithm-filing"),  # 20, 80
        ("which award has the second highest ratio", "office-rent-subsidiary", "office-rent"),
    ],
)
def test_a_place_in_the_row(asker: Assistant, question: str, first: str, also: str) -> None:
    cited = [c.clause.rpartition("/")[2] for c in asker.ask(question, asker.new_thread()).citations]
    assert cited[0] == first and also in cited


def test_all_of_them_in_order(asker: Assistant) -> None:
    answer = asker.ask("各奖上限从高到低排一下", asker.new_thread()).answer
    places = [answer.index(name) for name in ("人才补贴", "营收增量奖励", "模型优化补贴", "算法备案奖励")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("那80万是一年还是三年", {"office-rent-subsidiary"}),  # the one ceiling of 80万
        ("房租那100万是一年的还是三年加起来的", {"office-rent"}),
        ("一百五十万是每年都有还是总共", {"model-optimization"}),
        ("算法备案20万年年都有吗", {"algorithm-filing"}),
        ("is the 1.5 million per year or in total?", {"model-optimization"}),
    ],
)
def test_a_year_or_all_together(asker: Assistant, question: str, clauses: set[str]) -> None:
    answer = asker.ask(question, asker.new_thread())
    assert answer.route == "lookup" and {c.clause.rpartition("/")[2] for c in answer.citations} == clauses


def test_a_period_that_is_not_stated(asker: Assistant) -> None:
    assert asker.ask("推广的500万是每年还是一次", asker.new_thread()).status == "not_stated"
