"""Whether one may apply, with figures of one's own: a sum where it can be worked out, else the conditions held against them.

The optimisation subsidy asks for a filing or 2000万 of revenue; rent for 2000万 of revenue.
"""

from __future__ import annotations

import pytest

from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def ask(asker, *turns: str):
    """The last turn's answer."""
    thread = asker.new_thread()
    return [asker.ask(turn, thread) for turn in turns][-1]


@pytest.mark.parametrize(
    ("question", "clause", "said"),
    [
        ("我们一个备案都没有,不过年收四千多万,推理优化沾得上边吗", "model-optimization", "可以满足"),
        ("没备案,年收入一千五百万,推理优化能补吗", "model-optimization", "2000万元"),
        ("年营收才1800万,租房补贴够不够格", "office-rent", "2000万元"),
        ("营收只有600万的公司,租金给不给补", "office-rent", "2000万元"),
        ("子公司营收2100万,还能走子公司那个房租补贴吗", "office-rent-subsidiary", "2000万元"),
    ],
)
def test_conditions_held_against_what_is_told(asker, question, clause, said):
    answer = ask(asker, question)
    assert (answer.status, answer.route) == ("answered", "lookup")
    assert any(c.clause.endswith("/" + clause) for c in answer.citations) and said in answer.answer


def test_one_thing_still_to_be_said(asker):
    """No filing: revenue decides; below 2000万 nothing; with a filing to come 180 × 50%."""
    turns = ("推理调优花了180万 啥备案都没有 能不能领", "主营才1200万", "如果下个月算法备案过了呢")
    first = ask(asker, turns[0])
    assert (first.status, first.ask_for) == ("needs_info", ("revenue",))
    assert ask(asker, *turns[:2]).model_dump(mode="json")["calculation"]["total_yuan"] == "0"
    assert ask(asker, *turns).model_dump(mode="json")["calculation"]["total_yuan"] == "900000"
