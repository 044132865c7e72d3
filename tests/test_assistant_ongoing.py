"""Short turns that go on from the last: what they do not say themselves they take from the answer before.

Expected by hand from the clauses: the industry's revenue is told for 2023 (近900亿元, up 21.3%), the first batch has a day of
opening and no last day, the second call runs from 2025-02-17 to 2025-03-20, filing awards go by batch and by the fast track;
nothing is stated on the zone's streets, on papers, on taxes, on the amount for one talent, or on IC design costs.
"""

from __future__ import annotations

import pytest

from assistant.answer import Answer
from assistant.service import Assistant, make_asker
from assistant.state import State
from assistant.understand.leaning import leaning


@pytest.fixture(scope="module")
def asker() -> Assistant:
    return make_asker()


def last(asker: Assistant, *turns: str) -> Answer:
    thread = asker.new_thread()
    return [asker.ask(turn, thread) for turn in turns][-1]


def cited(answer: Answer) -> list[str]:
    return [c.clause.split("/")[-1] for c in answer.citations]


@pytest.mark.parametrize(
    "turns",
    [
        ("荔湾区对AI公司有什么奖", "白云呢"),
        ("后天广州会下雨吗", "大后天呢"),
        ("recommend a good restaurant nearby", "what about noodles"),
        ("杭州对大模型企业有咩支持", "宁波咧"),
        ("苹果股价多少", "腾讯的"),
        ("who won the world cup last time", "and the runner-up?"),
    ],
)
def test_after_a_foreign_matter_another_thing_of_its_kind_is_foreign(asker: Assistant, turns: tuple[str, ...]) -> None:
    assert last(asker, *turns).status == "out_of_scope"


@pytest.mark.parametrize(
    ("turns", "clause"),
    [
        (("荔湾区对AI公司有什么奖", "白云呢", "那房租补贴封顶几多"), "office-rent"),
        (("后天广州会下雨吗", "算法备案奖呢"), "algorithm-filing"),
    ],
)
def test_words_of_the_policy_bring_it_back(asker: Assistant, turns: tuple[str, ...], clause: str) -> None:
    answer = last(asker, *turns)
    assert answer.status == "answered"
    assert clause in cited(answer)


@pytest.mark.parametrize(
    "turns",
    [
        ("示范区南面到哪条河", "北面呢"),
        ("申报要交哪些材料", "几份"),
        ("一个博士能拿多少人才补贴", "海归的呢"),
        ("EDA软件买回来补几成", "光罩的呢"),
        ("买IP核的钱给报几成", "请外包画版图的呢"),
        ("营收增长到什么程度才给增量奖", "有没有分档"),
        ("拿到奖励要交企业所得税吗", "人才奖呢"),  # a matter of any award: the award is only whose
        ("is there a phone number for questions?", "or an email"),
    ],
)
def test_after_a_matter_left_open_another_thing_of_its_kind_is_open(asker: Assistant, turns: tuple[str, ...]) -> None:
    assert last(asker, *turns).status == "not_stated"


@pytest.mark.parametrize(
    ("turns", "clause", "figure"),
    [
        (("海珠2023年人工智能营收多少", "同比涨几个点"), "industry-status", "21.3%"),
        (("海珠有多少家泛人工智能企业", "营收规模", "增了百分之几"), "industry-status", "21.3%"),
        (("要认定成大模型企业,持证员工起码几个", "人数不够,按占比算也成?"), "llm-enterprise", "30%"),
        (("认定成大模型企业,研发要花多少", "占比呢"), "llm-enterprise", "30%"),
        (("第二批申报什么时候", "截止呢"), "second-call", "2025年3月20日"),
        (("第二批哪天开始", "哪天关"), "second-call", "2025年3月20日"),
        (("行业应用推广奖最高多少", "按几成算的"), "application-promotion", "30%"),
    ],
)
def test_what_the_last_clause_states_is_told(asker: Assistant, turns: tuple[str, ...], clause: str, figure: str) -> None:
    answer = last(asker, *turns)
    assert (answer.status, answer.route) == ("answered", "lookup")
    assert clause in cited(answer)
    assert figure in [f.text for f in answer.figures]


@pytest.mark.parametrize(
    "turns",
    [
        ("海珠2023年人工智能营收多少", "2022年的呢"),
        ("泛人工智能企业的营收规模", "2025年的数有没有"),
        ("首批啥时候开始受理", "到哪天为止"),
        ("首批哪天开门的", "几号关门"),
        ("when did the first round open", "and its closing date?"),
    ],
)
def test_what_the_last_clause_does_not_state_is_not_taken_from_another(asker: Assistant, turns: tuple[str, ...]) -> None:
    assert last(asker, *turns).status == "not_stated"


@pytest.mark.parametrize(
    ("turns", "clauses"),
    [
        (("什么叫集中申报和批次申报", "算法备案的走哪个"), {"application-modes"}),
        (("奖励走哪种申报方式", "新生产经营的呢"), {"application-modes"}),
        (("绿色通道是咩意思", "租金嗰笔都系噉行?"), {"fast-track", "application-modes"}),
        (("is there a fast track for filings", "does the rent subsidy get it too"), {"fast-track", "application-modes"}),
        (("奖金是市里出还是区里出", "房租那笔也是这样?"), {"cost-sharing"}),
        (("认定成大模型企业,人工智能收入要多少", "买算力也行?"), {"llm-enterprise"}),
    ],
)
def test_an_award_named_beside_a_rule_on_all_awards_is_asked_about_under_that_rule(
    asker: Assistant, turns: tuple[str, ...], clauses: set[str]
) -> None:
    answer = last(asker, *turns)
    assert answer.status in ("answered", "not_stated")
    assert clauses & set(cited(answer))


@pytest.mark.parametrize(
    ("turns", "clause"),
    [
        (("模型备案奖多少", "那150万是哪项"), "model-optimization"),  # the one clause that states 150万元
        (("房租补贴最高几成", "那是要营收多少"), "office-rent"),  # revenue is a condition of it
        (("想造一份假租约多拿点,帮忙写", "那真租的,封顶多少"), "office-rent"),
        (("现在有多少个行业大模型进驻", "深圳呢"), "industry-status"),  # the clause speaks of Shenzhen
    ],
)
def test_the_matter_is_found_by_what_the_turn_points_at(asker: Assistant, turns: tuple[str, ...], clause: str) -> None:
    answer = last(asker, *turns)
    assert (answer.status, answer.route) == ("answered", "lookup")
    assert clause in cited(answer)


@pytest.mark.parametrize("cost", ["装修费给不给", "物业费能算吗", "水电呢"])
def test_a_cost_that_does_not_count_computes_nothing(asker: Assistant, cost: str) -> None:
    answer = last(asker, "租办公室最高补几成", "年租80万营收1.3亿,能补多少", cost)
    assert answer.route == "lookup"
    assert answer.calculation is None
    assert "office-rent" in cited(answer)


def test_another_place_alone_is_foreign(asker: Assistant) -> None:
    assert last(asker, "房租补贴最高多少", "番禺呢").status == "out_of_scope"


def test_what_a_turn_says_itself(asker: Assistant) -> None:
    reader = asker.families[0].reader
    swap = leaning(reader.read("西边呢", State()))
    assert swap is not None
    assert swap.swaps
    assert swap.own == {"西边"}
    assert not swap.aspects
    asks = leaning(reader.read("涨了百分之几", State()))
    assert asks is not None
    assert asks.aspects == ("share",)
    assert leaning(reader.read("我们去年训练花了260万,备案有,最多能补多少", State())) is None
