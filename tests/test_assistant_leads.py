"""The first sentence, the one read out on the telephone, answers what was asked."""

from __future__ import annotations

import pytest

from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker():
    return make_asker()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("房租补贴可以连拿几年", "共三年"),
        ("优化补贴的池子一共多少钱", "3000万元"),
        ("优化补贴要什么条件", "备案"),
        ("子公司租房补贴什么条件", "全资"),
        ("钱是市里出还是区里出", "1:1"),
        ("有哪两种申报方式", "集中申报"),
        ("what are the conditions of the optimisation subsidy", "20 million yuan"),
    ],
)
def test_the_first_sentence_holds_what_was_asked(asker, question: str, said: str):
    lead = asker.ask(question).answer.split("\n")[0]
    assert said in lead and len(lead) < 220


def test_a_sentence_that_opens_a_list_ends_as_a_sentence(asker):
    lead = asker.ask("大模型企业怎么认定").answer.split("\n")[0]
    assert not lead.endswith(("：。", ":。", "：", ":"))
