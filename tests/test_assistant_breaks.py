"""Marks left out are put back: where an unpunctuated question pauses, and what stays in one piece."""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from assistant.understand.breaks import shipped


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def _put(asker, text: str) -> str:
    return shipped().put(text, frozenset(), asker.families[0].lexicon)[0]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("我们营收一亿三租金六十万自用今年刚搬来能补多少", "540000"),  # 60 × 90% (万元)
        ("子公司全资的母公司有大模型备案营收六百万房租四十五万自己用能拿多少", "270000"),  # 45 × 60%
        ("推广项目实际投了八百万评审也过了另外算法是第一次备案这两样一共多少", "2600000"),  # 800 × 30% + 20
        ("优化付了90万里面有20万还没付备案有能拿多少", "350000"),  # (90 − 20) × 50%
        ("租金88万营收1.5亿第二年自用租房补多少", "792000"),  # 88 × 90%
        ("去年营收9500万今年营收1.1亿今年房租66万自用算今年的补贴", "594000"),  # 66 × 90%, by this year's revenue
        ("三千二百万收入优化掏了七十八万没备案能有多少", "390000"),  # revenue above 2000: 78 × 50%
    ],
)
def test_a_question_without_marks_is_worked_out(asker, question: str, total: str) -> None:
    assert asker.ask(question).calculation["total_yuan"] == total


@pytest.mark.parametrize(
    "text",
    [
        "算法备案奖励最高多少",
        "里头含8000块物业费",  # what is part of the rest runs into its name
        "九百万营收",  # an amount that opens a clause is of what follows
        "营收1.2亿,租金80万,自用",  # marks enough
        "大模型首次上线备案给多少奖金",
        "GPT-4o能塞多少token",
    ],
)
def test_what_is_one_phrase_stays(asker, text: str) -> None:
    assert _put(asker, text) == text


def test_blanks_move_with_the_marks(asker) -> None:
    """Pauses are put in before the blank that stood before 自用, and it still stands there."""
    text, blanks = shipped().put("我们营收一亿三租金六十万自用能补多少", frozenset({12}), asker.families[0].lexicon)
    assert text[next(iter(blanks)) :] == "自用能补多少"
