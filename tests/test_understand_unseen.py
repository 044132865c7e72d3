"""Policies that the assistant was never tuned for: whole conversations, with the amounts worked out by hand.

The invented policies under `tests/policies` and the worked example of `docs/policy-folder.md` have shapes, units and
words of their own; what a company would ask of them must come out without a line of code about them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
POLICIES = ROOT / "tests" / "policies"
W = 10_000

# Each row: the turns of one conversation, and what the last one comes to: amounts by award, or the total.
FACTORY: tuple[tuple[tuple[str, ...], dict[str, int]], ...] = (
    (("设备投资1000万,技改能补多少?",), {"upgrade": 125 * W}),  # 500 × 10% + 500 × 15%
    (("设备花了800万 能补多少",), {"upgrade": 95 * W}),  # 50 + 300 × 15%
    (("设备投了299万,能补吗,能拿多少",), {"upgrade": 0}),  # below the threshold of 300
    (("生产线投入2000万,厂房花了500万,能补多少",), {"upgrade": 275 * W}),  # the building counts nothing
    (("今年产值1.2亿,去年1亿,增产奖多少?",), {"output-growth": 40 * W}),  # 2000 × 2%
    (("去年产值9000万,今年1.2亿,增产奖能拿多少",), {"output-growth": 60 * W}),  # 3000 × 2%
    (("产值从1亿涨到1.2亿,增产奖多少",), {"output-growth": 40 * W}),
    (("2024年产值1亿,2025年产值1.3亿,增产奖多少",), {"output-growth": 60 * W}),
    (("上年产值8000万,本年做到8500万,有增产奖吗,能拿多少",), {"output-growth": 0}),  # 6.25% growth
    (("增产奖怎么给,我们产值1.5亿", "去年1.2亿"), {"output-growth": 60 * W}),
    (("Output was 120 million this year and 100 million last year. How much growth award?",), {"output-growth": 40 * W}),
    (("我们被评为国家级小巨人,能拿多少钱",), {"specialised": 50 * W}),
    (("刚评上省级专精特新,奖多少?",), {"specialised": 20 * W}),
    (("今年认定创新型中小企业有多少奖励",), {"specialised": 5 * W}),
    (("检测费花了50万,体系认证10万,一共能补多少",), {"testing": 25 * W}),  # 20 + 5
    (("检测费50万能补多少?",), {"testing": 20 * W}),
    (("认证费用8万补几多",), {"testing": 4 * W}),
    (("首次破亿,产值1.3亿,上台阶奖多少",), {"scale-step": 20 * W}),
    (("去年就破亿了,今年1.3亿,上台阶奖能拿多少",), {"scale-step": 0}),
    (("设备花了800万 能补多少", "改成1200万呢"), {"upgrade": 155 * W}),  # 50 + 700 × 15%
    (("设备花了800万 能补多少", "改成1200万呢", "再加上检测费20万"), {"total": 163 * W}),  # 155 + 8
    (("设备投资3000万,再加上国家级小巨人,一共多少",), {"total": 525 * W}),  # 475 + 50
    (("产值5亿去年3亿,增产奖和上台阶奖一共拿多少",), {"total": 100 * W}),  # the higher of 100 and 50
    (("全部拿满一年最多多少",), {"total": 785 * W}),  # 600 + min(100 + 50, 150) + 35
    (("机器换人花了600万能补多少",), {"upgrade": 65 * W}),  # 50 + 100 × 15%
)
HOUSING: tuple[tuple[tuple[str, ...], dict[str, int]], ...] = (
    (("招了10个博士,研发占比6%,能补多少",), {"recruiting": 20 * W}),  # 10 × 2
    (("引进博士5人,员工120人,能拿多少引才补贴",), {"recruiting": 10 * W}),
    (("研发占比4% 员工正好100人 博士3名 能拿多少",), {"recruiting": 0}),  # neither 5% nor more than 100
    (("引进30个博士,研发强度8%,多少钱",), {"recruiting": 30 * W}),  # the cap
    (("引进3名博士能补多少?", "研发占比7%"), {"recruiting": 6 * W}),
    (("成立3年,租宿舍花了50万,住了20人,能补多少",), {"staff-rent": 25 * W}),  # 50% of 50 > 20 × 0.6
    (("公司成立2年,给员工租房每月5万,入住40人,补贴多少",), {"staff-rent": 30 * W}),  # 50% of 60 > 24
    (("公司成立四年,员工宿舍一年租金30万,住了60人,补多少",), {"staff-rent": 36 * W}),  # 60 × 0.6 > 15
    (("成立6年的公司,员工宿舍租金50万,住20人,能补多少",), {"staff-rent": 0}),
    (("成立4年,享受补贴第5年,租金50万住1人,多少",), {"staff-rent": 25 * W}),
    (("成立5年,补贴第六年了,租房50万,住5人,还能拿多少",), {"staff-rent": 0}),
    (("宿舍租金100万,住了30个人", "成立4年了"), {"staff-rent": 50 * W}),
    (("引进一名领军人才安家补贴多少",), {"talent-flat": 50 * W}),
    (("揭榜奖励批了250万,能拿多少",), {"challenge": 200 * W}),
    (("研发占比6% 引进15名博士 顶尖人才1名 一共多少",), {"total": 130 * W}),  # 30 + 100
    (("we recruited 10 PhDs, R&D share 6%, how much?",), {"recruiting": 20 * W}),
)
FAIRS: tuple[tuple[tuple[str, ...], dict[str, int]], ...] = (
    (("境外展会租了5个展位,能补多少",), {"fair": 4 * W}),  # 5 × 0.8
    (("国外展会3个摊位,国内展会展位费4万,一共补多少",), {"fair": 44_000}),  # 24,000 + 20,000
    (("特装80平米补多少?",), {"stand": 4 * W}),  # 80 × 500
    (("特装面积150平方米,补贴多少",), {"stand": 5 * W}),  # 100 × 500
    (("12个展位,特装100平,一共能拿多少",), {"total": 12 * W}),  # 8 + 5, cap of the group
    (("境内展位费10万能补多少",), {"fair": 3 * W}),
    (("出口今年1.3亿去年1亿,增量奖多少",), {"export-growth": 30 * W}),  # 3000 × 1%
    (("上年出口1亿,今年9000万,出口奖能拿多少",), {"export-growth": 0}),
    (("Exports rose from 100 million to 130 million yuan, award?",), {"export-growth": 30 * W}),
    (("小微企业,去年出口500万,信保费10万,补多少",), {"premium-subsidy-small": 8 * W}),  # 80%
    (("我们是小微,去年出口2000万,保费10万,能补多少",), {"premium-subsidy": 3 * W}),  # judged as any exporter
    (("信保费每月2万能补多少",), {"premium-subsidy": 72_000}),  # 24 × 30%
    (("保费交了50万", "加到80万呢", "我们是小微企业,上年出口300万"), {"premium-subsidy-small": 20 * W}),
    (("我们拿了国家级品牌,能奖多少?",), {"brand-award": 60 * W}),
    (("展位5个", "改成8个"), {"fair": 64_000}),
    (("展位5个", "改成8个", "境内展位费再加2万"), {"fair": 74_000}),
    (("国家级品牌,再加上出口从1亿涨到1.3亿,一共多少",), {"total": 60 * W}),  # the higher of 60 and 30
)
BOOKSHOP: tuple[tuple[tuple[str, ...], dict[str, int]], ...] = (
    (("书店月租1万,能补多少?",), {"shop-rent-support": 48_000}),  # 120,000 × 40%
    (("书屋房租一个月8000,补多少",), {"shop-rent-support": 38_400}),
    (("开业第4年,房租15万,还有补贴吗 能拿多少",), {"shop-rent-support": 0}),
    (("办了12场读书会,一年卖6000册书,补多少",), {"reading-support": 24_000}),
    (("搞了30场读书会,卖了两万册,多少钱",), {"reading-support": 4 * W}),  # 20 × 2,000
    (("年销售4999册,办了10场,能拿多少",), {"reading-support": 0}),
    (("办了10场读书会能补多少", "6000册"), {"reading-support": 2 * W}),
    (("房租30万,卖书6000册,活动20场,一共能拿多少",), {"total": 10 * W}),  # 8 + 4, cap
    (("三年房租每年15万,一共补多少",), {"total": 18 * W}),
    (("房租押金3万,租金20万,补多少",), {"shop-rent-support": 8 * W}),
)
REACH = (
    ("yunxi-smart-factory", "想拿满技改补贴要投多少设备", 3625 * W),  # 275 + (c − 2000) × 20% = 600
    ("beigang-trade-fair", "要拿满信保补贴得交多少保费", Decimal("1666666.67")),  # 500,000 ÷ 30%, rounded up
    ("linhai-talent-housing", "想拿30万引才补贴要引进多少博士,研发占比6%", 15),
    ("bookshop-2025", "租满8万补贴要多少房租", 20 * W),
)


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    """One assistant a policy; the bookshop is unpacked from the documentation."""
    home = tmp_path_factory.mktemp("home")
    shop = tmp_path_factory.mktemp("policies") / "bookshop-2025"
    shop.mkdir()
    page = (ROOT / "docs" / "policy-folder.md").read_text("utf-8")
    for name, body in re.findall(r"```(?:yaml|markdown) file=(\S+)\n(.*?)```", page, re.S):
        (shop / name).write_text(body, "utf-8")
    folders = [shop, *(POLICIES / name for name in ("yunxi-smart-factory", "linhai-talent-housing", "beigang-trade-fair"))]
    return {folder.name: Assistant(Settings(policies=(folder,), home=home / folder.name)) for folder in folders}


ROWS = [
    pytest.param(policy, turns, expected, id=" » ".join(turns))
    for policy, rows in (
        ("yunxi-smart-factory", FACTORY), ("linhai-talent-housing", HOUSING), ("beigang-trade-fair", FAIRS), ("bookshop-2025", BOOKSHOP),
    )
    for turns, expected in rows
]  # fmt: skip


@pytest.mark.parametrize(("policy", "turns", "expected"), ROWS)
def test_a_policy_never_seen_is_calculated(
    assistants: dict[str, Assistant], policy: str, turns: tuple[str, ...], expected: dict[str, int]
) -> None:
    """The last turn's amounts are those worked out beside the row."""
    assistant = assistants[policy]
    thread = assistant.new_thread()
    for turn in turns[:-1]:
        assistant.ask(turn, thread)
    calculation = assistant.ask(turns[-1], thread).calculation
    assert calculation is not None
    found = {a["award"]: a["yuan"] for a in calculation["awards"]} | {"total": calculation["total_yuan"]}
    assert {name: found.get(name) for name in expected} == {name: str(value) for name, value in expected.items()}


@pytest.mark.parametrize(("policy", "question", "needed"), REACH, ids=[question for _, question, _ in REACH])
def test_what_it_takes_is_told(assistants: dict[str, Assistant], policy: str, question: str, needed: Decimal) -> None:
    """The input that reaches the amount asked for, counts as well as money."""
    answer = assistants[policy].ask(question)
    assert answer.calculation is not None
    assert Decimal(answer.calculation["required"]["yuan"]) == needed


def test_a_pool_that_names_no_award_is_shared_by_what_one_enterprise_gets(assistants: dict[str, Assistant]) -> None:
    """80,000,000 over the 7,850,000 that one enterprise can get of everything: ten, no error."""
    answer = assistants["yunxi-smart-factory"].ask("8000万的年度资金够几家拿满?")
    assert answer.calculation is not None
    assert answer.calculation["pool"]["count"] == 10


def test_two_threads_do_not_mix(assistants: dict[str, Assistant]) -> None:
    """What one person said is not known to another."""
    assistant = assistants["bookshop-2025"]
    first, second = assistant.new_thread(), assistant.new_thread()
    assistant.ask("房租10万,能补多少", first)
    assistant.ask("房租20万,能补多少", second)
    one = assistant.ask("第三年呢,能补多少", first).calculation
    two = assistant.ask("第三年呢,能补多少", second).calculation
    assert one is not None and two is not None
    assert (one["total_yuan"], two["total_yuan"]) == ("40000", "80000")
