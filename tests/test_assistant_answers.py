"""Answers end to end: a question in, the contract's Answer out; every expected figure is worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from corpus.load import shipped_folder

P = "haizhu-ai-2024/"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(Settings(policies=(Path(shipped_folder()),), home=tmp_path_factory.mktemp("home")))


SUMS = [
    ("模型优化花了260万,已备案,能补多少", "model-optimization", "ceiling", "1300000"),  # 2,600,000 × 50%
    ("训练优化支出800万,有备案,能补多少", "model-optimization", "ceiling", "1500000"),  # 4,000,000, cut at 1,500,000
    ("营收1.2亿,年租80万自用首年,租金补贴多少", "office-rent", "ceiling", "720000"),  # 800,000 × 90%
    ("营收6000万,年租100万自用首年,租金补贴多少", "office-rent", "bound", "900000"),  # ratio of the tier not stated: at most 90%
    ("营收1999万,年租100万自用首年,租金补贴多少", "office-rent", "none", "0"),  # below 20,000,000
    ("推广项目实际投入2000万,通过评定,奖多少", "application-promotion", "ceiling", "5000000"),  # 6,000,000, cut at 5,000,000
    ("全资子公司,母公司有大模型备案,营收800万,年租150万自用,补多少", "office-rent-subsidiary", "ceiling", "800000"),  # 900,000 cut
    ("Optimisation cost RMB 2.6 million, filing done, how much subsidy?", "model-optimization", "ceiling", "1300000"),
]


@pytest.mark.parametrize(("question", "award", "kind", "yuan"), SUMS)
def test_amounts(assistant: Assistant, question: str, award: str, kind: str, yuan: str) -> None:
    """The award, its kind and its amount, with the clause it rests on."""
    answer = assistant.ask(question)
    assert (answer.status, answer.route) == ("answered", "calculate")
    found = {a["award"]: (a["kind"], a["yuan"]) for a in (answer.calculation or {})["awards"]}
    assert found[award] == (kind, yuan)
    assert P + award in {c.clause for c in answer.citations}


LOOKUPS = [
    ("模型优化补贴比例是多少", "model-optimization", "50%"),
    ("算法备案奖多少", "algorithm-filing", "20万元"),
    ("单家企业一年封顶多少", "enterprise-annual-cap", "1500万元"),
    ("每年总共投多少钱", "annual-budget", "3.1亿元"),
    ("How much is the first LLM filing award?", "model-filing", "RMB 1 million"),
]


@pytest.mark.parametrize(("question", "clause", "figure"), LOOKUPS)
def test_clauses(assistant: Assistant, question: str, clause: str, figure: str) -> None:
    """A clause alone answers: cited, with its figure, and every figure has an origin."""
    answer = assistant.ask(question)
    assert (answer.status, answer.route, answer.calculation) == ("answered", "lookup", None)
    assert P + clause in {c.clause for c in answer.citations}
    assert figure in answer.answer
    assert all(f.origin == "user" or f.origin.startswith("clause:") for f in answer.figures)


def test_what_the_sources_leave_out_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("这个政策有效期到哪年")
    assert answer.status == "not_stated" and "未载明" in answer.answer


@pytest.mark.parametrize("question", ["今天天气怎么样", "深圳南山有没有算力补贴", "帮我做假流水凑营收"])
def test_no_matter_for_the_policy(assistant: Assistant, question: str) -> None:
    """Foreign matters, other places, requests to falsify."""
    assert assistant.ask(question).status == "out_of_scope"


@pytest.mark.parametrize(("question", "word"), [("", "输入"), ("   ", "输入"), ("。。。", "输入"), ("啊" * 4001, "太长")])
def test_what_cannot_be_read_is_rejected_with_the_reason(assistant: Assistant, question: str, word: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "rejected" and word in answer.answer


def test_a_missing_input_is_asked_for_and_answered_with_a_bare_number(assistant: Assistant) -> None:
    """Rent alone: revenue decides the kind and is asked for; 1.2亿 then gives 800,000 × 90%."""
    thread = assistant.new_thread()
    first = assistant.ask("年租80万自用首年,租房补贴多少", thread)
    assert (first.status, first.ask_for) == ("needs_info", ("revenue",))
    second = assistant.ask("1.2亿", thread)
    assert second.status == "answered" and (second.calculation or {})["total_yuan"] == "720000"


def test_a_thread_keeps_what_was_said_and_changes_what_is_corrected(assistant: Assistant) -> None:
    """260万, then 400万: 130万, then the ceiling of 150万; the filing stays known."""
    thread = assistant.new_thread()
    assert (assistant.ask("调模型花了260万,已备案,能补多少", thread).calculation or {})["total_yuan"] == "1300000"
    changed = assistant.ask("说错了,是400万", thread)
    assert (changed.calculation or {})["total_yuan"] == "1500000"
    assert {k["input"] for k in changed.known} >= {"optimization_cost", "has_filing"}


def test_two_threads_do_not_mix(assistant: Assistant) -> None:
    one, two = assistant.new_thread(), assistant.new_thread()
    assistant.ask("调模型花了260万,已备案,能补多少", one)
    assistant.ask("推广实投1000万,评定通过,奖多少", two)
    assert (assistant.ask("要是400万呢", one).calculation or {})["total_yuan"] == "1500000"
    assert (assistant.ask("要是400万呢", two).calculation or {})["total_yuan"] == "1200000"  # 4,000,000 × 30%


def test_the_same_question_gives_the_same_bytes(assistant: Assistant) -> None:
    for question in ("模型优化花了260万,已备案,能补多少", "有效期到哪年", "怎么申请"):
        assert assistant.ask(question).stable() == assistant.ask(question).stable()


def test_homophones_of_speech_recognition_are_read(assistant: Assistant) -> None:
    answer = assistant.ask("大摸型上线备按奖利多少钱")
    assert P + "model-filing" in {c.clause for c in answer.citations} and "100万元" in answer.answer


def test_foreign_currency_is_named_and_not_converted(assistant: Assistant) -> None:
    answer = assistant.ask("模型优化花了30万美元,有备案,能补多少")
    assert answer.status == "needs_info" and "USD" in answer.answer and "optimization_cost" in answer.ask_for
