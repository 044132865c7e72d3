"""What city and district bear of an amount: half each (1:1, clause cost-sharing). Values by hand."""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from tests.told_sums import ask

CLAUSE = "haizhu-ai-2024-notice/cost-sharing"


@pytest.fixture(scope="module")
def asker():
    return make_asker()


@pytest.mark.parametrize(
    ("turns", "part"),
    [
        (("一家公司核下来奖励260万,市里和区里各承担多少",), "1300000"),
        (("优化花了180万,备案有,推广投了900万,总共多少", "区里一共要掏多少"), "1800000"),  # (90 + 270) / 2
        (("年租60万,营收1.3亿,用房补贴里区财政要出多少",), "270000"),  # 54 / 2
        (("两家各拿600万,区里总共要掏多少",), "6000000"),
        (("奖励一共480万,落到区财政头上多少", "那市里呢"), "2400000"),
        (("We spent 2 million on training and have the filing. How much?", "How much of that does the district bear?"), "500000"),
    ],
)
def test_the_part_of_each_payer(asker, turns: tuple[str, ...], part: str) -> None:
    found = ask(asker, *turns)
    assert {p["yuan"] for p in found["calculation"]["shares"]["parts"]} == {part}
    assert found["citations"][0]["clause"] == CLAUSE


@pytest.mark.parametrize("question", ["这笔钱市里和区里各掏几成", "奖励是市里出还是区里出", "市区怎么分摊"])
def test_the_ratio_alone_is_a_clause(asker, question: str) -> None:
    found = ask(asker, question)
    assert (found["route"], found["citations"][0]["clause"]) == ("lookup", CLAUSE)


def test_what_the_district_gives_the_asker_is_no_part(asker) -> None:
    """50 % of 200万."""
    found = ask(asker, "区里能补我们多少?优化花了200万,有备案")
    assert found["calculation"]["total_yuan"] == "1000000" and "shares" not in found["calculation"]
