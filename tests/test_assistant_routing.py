"""Several policies at once: the question's words decide, then the thread, else the answer says which it could be."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import load

ROOT = Path(__file__).parents[1]
HAIZHU, FACTORY, FAIR, HOUSING = "haizhu-ai-2024", "yunxi-smart-factory", "beigang-trade-fair", "linhai-talent-housing"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The shipped policy beside three invented ones."""
    folders = f"{ROOT / 'corpus/policies'}:{ROOT / 'tests/policies'}"
    return Assistant(load({"HUICE_HOME": str(tmp_path_factory.mktemp("several")), "HUICE_POLICIES": folders}))


@pytest.mark.parametrize(
    ("question", "policy"),
    [
        ("首次大模型备案给多少", HAIZHU),
        ("海珠区的租房补贴最高多少", HAIZHU),
        ("工业机器人买了一批补多少", FACTORY),
        ("云溪区技改补贴按什么比例", FACTORY),
        ("参展补贴怎么算", FAIR),
        ("临海新城的租房补贴有多少", HOUSING),
        ("How much is the large-model filing award?", HAIZHU),
    ],
)
def test_words_decide(assistant, question, policy):
    """Names, areas and matters that one policy alone speaks of."""
    assert assistant.ask(question).policy == policy


def test_what_two_could_mean_is_asked(assistant):
    """Housing for talents and offices for companies both have rent: the answer names the two, not the four."""
    answer = assistant.ask("租金200万补多少")
    assert (answer.status, answer.route, answer.calculation) == ("needs_info", "lookup", None)
    assert "海珠区大模型政策" in answer.answer and "临海人才安居办法" in answer.answer and "云溪" not in answer.answer
    assert all(one.endswith("租金200万补多少") for one in answer.suggestions)


def test_a_suggestion_settles_it(assistant):
    """Clicking one of the two asks the same question of that policy."""
    for suggestion in assistant.ask("租金200万补多少").suggestions:
        assert assistant.ask(suggestion).policy in (HAIZHU, HOUSING)


def test_small_talk_is_nobody_s(assistant):
    """A greeting is answered, not asked back."""
    assert assistant.ask("你好").route == "chat"


def test_a_thread_goes_on_about_its_policy_and_comes_back_to_it(assistant):
    """260万 × 50% = 130万; a question about another policy in between loses nothing: min(400万 × 50%, 150万) = 150万."""
    thread = assistant.new_thread()
    assert assistant.ask("海珠区模型优化花了260万,已备案,补多少", thread).calculation["total_yuan"] == "1300000"
    assert assistant.ask("境外参展的展位补贴怎么算", thread).policy == FAIR
    back = assistant.ask("海珠区模型优化要是400万呢", thread)
    assert (back.policy, back.calculation["total_yuan"]) == (HAIZHU, "1500000")


def test_a_policy_must_be_named_where_there_are_several(assistant):
    """`huice calc` and REST say which there are."""
    from assistant.errors import UsageError

    with pytest.raises(UsageError, match=f"{HAIZHU}.*{FACTORY}"):
        assistant.policy()
    assert assistant.policy("haizhu-ai-2024-notice").id == HAIZHU  # a supplement is no policy of its own
