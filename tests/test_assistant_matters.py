"""Which matter a question is about: premises that quote a rule, matters beside an award, what is meant by a short turn."""

from __future__ import annotations

import pytest

from assistant.service import Assistant, make_asker

RENT, SUBSIDIARY = "haizhu-ai-2024/office-rent", "haizhu-ai-2024/office-rent-subsidiary"


@pytest.fixture(scope="module")
def asker() -> Assistant:
    return make_asker()


def ask(asker: Assistant, *turns: str) -> tuple[str, str, list[str], str]:
    """Status, route, cited clauses and text of the last turn."""
    thread = asker.new_thread()
    for turn in turns:
        answer = asker.ask(turn, thread)
    return answer.status, answer.route, [c.clause for c in answer.citations], answer.answer


class TestFiguresOfARule:
    """An amount said of a ceiling or a pool is checked against the clause and computes nothing."""

    @pytest.mark.parametrize(
        ("question", "right"),
        [
            ("人才那边的盘子是五千万一年?", "3000万元"),  # pool of the talent awards: 3000万
            ("推广奖的天花板就是八百万吧", "500万元"),
            ("优化补贴上限才100万", "150万元"),
            ("优化的资金池一共是2亿,够大家分", "3000万元"),
            ("600万是增量奖的封顶?", "400万元"),
            ("推广奖≤投入的30%且≤500万,这么记对不对", "500万元"),
        ],
    )
    def test_is_checked(self, asker: Assistant, question: str, right: str) -> None:
        status, route, _, text = ask(asker, question)
        assert (status, route) == ("answered", "lookup")
        assert right in text

    def test_a_variants_figure_said_of_the_award_itself_is_corrected_from_the_award(self, asker: Assistant) -> None:
        """The ceiling of the rent award is 100万, 80万 is that of a subsidiary: both are said, the award first."""
        _, _, cited, text = ask(asker, "租房补贴封顶是80万")
        assert cited[:2] == [RENT, SUBSIDIARY]
        assert text.startswith("不对") and "100万元" in text

    def test_a_figure_alone_finds_the_clause_that_states_it(self, asker: Assistant) -> None:
        assert SUBSIDIARY in ask(asker, "办公用房补贴最高多少", "80万说的又是谁")[2]


class TestMattersBesideAnAward:
    """The award named says whose matter it is; the matter itself is what is asked."""

    @pytest.mark.parametrize(
        "question",
        [
            "推理优化的补贴款一次付清还是分期",
            "备案奖的材料清单发我",
            "推广奖要不要交税",
            "租房补贴的钱多久到账",
            "优化补贴跟省里的补贴能叠加吗",
        ],
    )
    def test_silence(self, asker: Assistant, question: str) -> None:
        assert ask(asker, question)[0] == "not_stated"


class TestShortTurns:
    def test_a_word_of_its_own_leaves_the_last_matter(self, asker: Assistant) -> None:
        assert ask(asker, "哪天印发的", "首批呢")[2][0] == "haizhu-ai-2024/first-batch"

    def test_the_rest_of_a_list_is_asked_for(self, asker: Assistant) -> None:
        assert ask(asker, "应用场景里包括医疗吗", "还有什么")[2] == ["haizhu-ai-2024-notice/promotion-fields"]

    def test_two_spoken_of(self, asker: Assistant) -> None:
        cited = ask(asker, "大模型备案奖多少", "算法备案奖呢", "这两个能都拿吗")[2]
        assert set(cited) >= {"haizhu-ai-2024/model-filing", "haizhu-ai-2024/algorithm-filing"}
