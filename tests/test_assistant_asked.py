"""Questions asked before: what they tell of a new one, and that a policy without them does as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.family import Family
from assistant.service import make_asker
from assistant.understand.likely import ELSEWHERE, Likely, signs
from corpus.asked import parse_asked
from corpus.errors import PolicyError
from corpus.load import load_policy, shipped_folder
from eval.learning import Without, prepared


@pytest.fixture(scope="module")
def family() -> Family:
    return make_asker().families[0]


class TestFile:
    def test_questions_stand_under_their_topic(self) -> None:
        """Blank lines part nothing; a question told twice counts once."""
        found, wrong = parse_asked("# a\n一\n\n二\n一\n# b\n三\n", Path("questions.txt"), {"a", "b"})
        assert found == {"a": ("一", "二"), "b": ("三",)} and not wrong

    def test_what_is_wrong_is_said_with_its_line(self) -> None:
        """An unknown topic in line 3, a question before any topic in line 1."""
        _, wrong = parse_asked("谁\n# a\n# c\n", Path("questions.txt"), {"a"})
        assert [problem.line for problem in wrong] == [1, 3]

    def test_an_unknown_topic_keeps_the_folder_out(self, tmp_path: Path) -> None:
        """A heading that no clause and no silence has."""
        for file in (shipped_folder() / "haizhu-ai-2024").iterdir():
            (tmp_path / file.name).write_bytes(file.read_bytes())
        (tmp_path / "questions.txt").write_text("# nowhere\n多少\n", "utf-8")
        with pytest.raises(PolicyError, match="nowhere"):
            load_policy(tmp_path)


class TestLikely:
    def test_signs_have_length_one(self) -> None:
        """So that a long question weighs no more than a short one."""
        assert sum(weight * weight for weight in signs("租金补几成, how much 30万").values()) == pytest.approx(1.0)

    def test_the_closest_matter_is_likeliest(self) -> None:
        """Two matters of two questions each; a third about the first."""
        told = Likely(
            {"tax": ("缴税",), "stay": ("迁出",)}, {"tax": ("奖金要交税吗",), "stay": ("搬走要退钱吗",), ELSEWHERE: ("今天下雨吗",)}
        )
        found = told.told("这笔奖金交不交税")
        assert found.shares[0] > found.shares[1] and found.near[0] > found.near[1] and found.odds < 0

    def test_another_matter_is_far(self) -> None:
        """Closer to a question from elsewhere than to any of ours."""
        told = Likely({"tax": ("缴税",)}, {"tax": ("奖金要交税吗",), ELSEWHERE: ("今天会下雨吗", "明天下不下雨")})
        found = told.told("后天下雨吗")
        assert found.odds > 0 and found.other > found.near[0]

    def test_a_question_left_out_does_not_tell_itself(self) -> None:
        """Without its own count the only question of a matter is like none."""
        told = Likely({"tax": ("税",), "stay": ("迁出",)}, {"tax": ("奖金要申报纳税吗",)})
        assert Without(told, "tax").told("奖金要申报纳税吗").near[0] == 0.0 < told.told("奖金要申报纳税吗").near[0]

    def test_a_policy_without_questions_does_without(self) -> None:
        """No model, no evidence of it, the weights of old."""
        family = prepared(False)
        assert family.topics.likely is None and family.topics.learned("多少") == {}


class TestAnswers:
    @pytest.mark.parametrize(
        "question",
        [
            "评委里要是有我们的对手,商业秘密怎么防",
            "交上去的表想撤下来重新填行不行",
            "派人上门看场地这道程序有没有",
            "十三家分完就没有了?第十四家还领得到不",
            "那三个多亿是打算连着给多少个年头",
        ],
    )
    def test_what_the_sources_leave_open(self, question: str) -> None:
        """Secrecy, corrections, visits, an empty pool, the years of the budget: nothing is stated on any."""
        asker = make_asker()
        assert asker.ask(question, asker.new_thread()).status == "not_stated"

    @pytest.mark.parametrize("question", ["进驻的行业大模型过了五十个,真的假的", "推广真给三成?这消息不会是假的吧"])
    def test_a_rumour_is_checked_and_no_trick(self, question: str) -> None:
        """50 models have settled, 30% is right: 真的假的 asks for the truth."""
        asker = make_asker()
        assert asker.ask(question, asker.new_thread()).status == "answered"

    @pytest.mark.parametrize("question", ["咋样把票面凑到三百万去申领", "营收掺点水报上去查不出来吧", "找个壳公司来套这笔房补行不行"])
    def test_a_trick_is_refused(self, question: str) -> None:
        """Invoices made up, revenue watered, a shell company."""
        asker = make_asker()
        assert asker.ask(question, asker.new_thread()).status == "out_of_scope"

    def test_what_becomes_of_cheats_is_a_question(self) -> None:
        """The penalty is not stated; asking for it is no trick."""
        asker = make_asker()
        assert asker.ask("有人交假合同,被查出来怎么处罚", asker.new_thread()).status == "not_stated"

    def test_thanks_around_a_question_are_no_small_talk(self) -> None:
        """Algorithm filing: 20万元."""
        asker = make_asker()
        answer = asker.ask("您好打扰一下,算法备案能奖几多,多谢啦辛苦了", asker.new_thread())
        assert answer.route == "lookup" and "20万元" in answer.answer
