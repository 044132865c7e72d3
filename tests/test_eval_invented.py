"""Invented policies with question sets of their own: what is understood must hold for a policy nobody fitted anything to.

Each folder was written from `docs/policy-folder.md` alone, its questions and their answers by hand from its clauses. The floor
is a little below what is reached, so that a change may trade one turn for another, and no more.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import settings
from assistant.service import Assistant
from corpus.check import check_folder
from eval.checks import expected_checks
from eval.questions import load

POLICIES = Path(__file__).parent / "asked"
FLOORS = {"yunzhan-debut-stores": 0.95, "lanting-biomedicine": 0.95, "wangchao-cold-chain": 0.95}


@pytest.mark.parametrize("name", FLOORS)
def test_an_invented_policy_is_understood(name: str, tmp_path: Path):
    """At least the floor of its turns pass every check."""
    asker = Assistant(settings.load({"HUICE_HOME": str(tmp_path), "HUICE_POLICIES": str(POLICIES / name)}))
    failed, turns = [], 0
    for conversation in load([POLICIES / name / "questions.jsonl"]):
        thread = asker.new_thread()
        for turn in conversation.turns:
            answer = asker.ask(turn.user, thread).model_dump(mode="json")
            turns += 1
            if reasons := [check.reason for check in expected_checks(turn.expect, answer) if check.reason]:
                failed.append(f"{conversation.id}: {turn.user}: {'; '.join(reasons)}")
    assert turns >= 60
    assert len(failed) <= (1 - FLOORS[name]) * turns, "\n".join(failed)


ROUTED = [
    ("亚洲首店落户奖励多少", "yunzhan-debut-stores"),
    ("首次办展,馆租100万能补多少", "yunzhan-debut-stores"),
    ("引进博士补贴的上限是多少", "lanting-biomedicine"),
    ("当年利息80万,贴息多少", "lanting-biomedicine"),
    ("大模型备案奖多少", "haizhu-ai-2024"),
    ("模型优化花了260万,已备案,能补多少", "haizhu-ai-2024"),
]


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folders = f"{POLICIES.parent.parent / 'corpus/policies'}:{POLICIES}"
    return Assistant(settings.load({"HUICE_HOME": str(tmp_path_factory.mktemp("home")), "HUICE_POLICIES": folders}))


@pytest.mark.parametrize(("question", "policy"), ROUTED)
def test_of_several_policies_loaded_the_words_decide(together: Assistant, question: str, policy: str):
    """Haizhu beside two invented ones: each question names a matter of one of them."""
    assert together.ask(question).policy == policy


@pytest.mark.parametrize("name", FLOORS)
def test_the_folders_hold_together(name: str):
    """As `huice check` would say."""
    assert check_folder(POLICIES / name).findings == ()
