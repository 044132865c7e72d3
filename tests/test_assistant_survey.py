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
