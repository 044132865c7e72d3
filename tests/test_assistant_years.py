"""Sums over several years: how years are told, what rules fill them, what later turns do to them.

Expected values by hand, from the clauses: rent at 90 % up to 100万 with revenue of 1亿 or more (bound below), three years;
optimisation at 50 % up to 150万 a year; promotion at 30 %.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def totals(asker, *turns: str) -> list[str]:
    """The total of each turn's answer in 万元."""
    thread = asker.new_thread()
    found = []
    for turn in turns:
        calculation = asker.ask(turn, thread).model_dump(mode="json")["calculation"] or {}
        total = calculation.get("total_yuan")
        found.append("" if total is None else format((Decimal(total) / 10000).normalize(), "f"))
    return found


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("房租三年分别55万、75万、115万,营收年年1.3亿,一共能补多少", "217"),  # 49.5 + 67.5 + 100
        ("营收第一年1900万,第二年2600万,第三年1.1亿,每年租金80万,三年总共", "144"),  # 0 + 72 + 72
        ("第一年:租金40万,营收1.2亿;第二年:租金70万,营收1.5亿。两年合计", "99"),  # 36 + 63
        ("头两年房租各60万,最后一年100万,主营都是2亿,三年共计", "198"),  # 54 + 54 + 90
        ("2025年训练优化花120万、2026年花260万,备案早有,两年加起来", "190"),  # 60 + 130
        ("2024至2026年每年房租90万,营收都是1.2亿,总共", "243"),  # 81 × 3
        ("年租70万,主营1.4亿,窗口期内总共能拿多少", "189"),  # 63 × 3
        ("第二年租金50万、第三年租金90万,营收都2亿,两年合计", "126"),  # 45 + 81
        ("推广第一年投400万、第二年投900万,都评过了,两年一共", "390"),  # 120 + 270
        ("首次算法备案,再加每年优化花200万,三年总共能拿多少", "320"),  # 20 + 100 × 3
    ],
)
def test_years_told_in_many_ways(asker, question: str, total: str) -> None:
    assert totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("房租首年50万,逐年上浮20%,营收一直1.5亿,三年合计", "163.8"),  # 45 + 54 + 64.8
        ("首年租金60万,往后每年便宜10万,主营都是2亿,三年总共", "135"),  # 54 + 45 + 36
        ("优化支出第一年80万,之后年年翻番,备案有了,算三年,总共", "270"),  # 40 + 80 + 150
        ("第一年房租100万,第二年起打八折,营收每年3亿,三年加起来", "234"),  # 90 + 72 + 72
        ("前两年租金50万,后一年翻倍,营收都是1.5亿,三年总共", "180"),  # 45 + 45 + 90
        ("Rent starts at 400k and rises 25% every year, revenue 300 million throughout, three years total", "137.25"),  # 36 + 45 + 56.25
    ],
)
def test_a_rule_fills_the_years(asker, question: str, total: str) -> None:
    assert totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("租金三年分别50万、60万、70万,营收都1.2亿,一共", "第二年改成90万", "第三年营收只有7000万"), ["162", "189", "189"]),
        (("三年房租都是80万,营收1.6亿,合计", "再算上第四年"), ["216", "216"]),  # a fourth year is outside the window
        (("2025年优化100万,2026年240万,有备案,两年合计", "2027年再投90万"), ["170", "215"]),  # 50 + 120 + 45
        (("首年租金50万,每年涨10万,营收2亿,三年合计", "首年改成70万"), ["162", "216"]),  # 45+54+63, 63+72+81
        (("首年租金50万,每年涨10万,营收2亿,三年合计", "换成每年涨20万"), ["162", "189"]),  # 45+63+81
        (("三年优化费各200万,有备案,总共", "只看前两年", "四年呢"), ["300", "200", "400"]),
    ],
)
def test_a_later_turn_changes_adds_or_leaves_out_a_year(asker, turns: tuple[str, ...], expected: list[str]) -> None:
    assert totals(asker, *turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("我们2025年落户,2027年房租80万,主营1.3亿,补多少", "2028年呢", "2026年呢"), ["72", "0", "72"]),
        (("去年搬来的,今年租金60万,营收1.2亿,能补多少", "明年呢", "后年呢"), ["54", "54", "0"]),
        (("去年主营1.3亿,今年7600万,今年房租60万,第二年自用,补多少", "去年房租也是60万,去年能补多少"), ["54", "54"]),
        (("租金60万营收1.5亿,第一年能补多少", "第二年租金涨到90万呢", "两年加起来"), ["54", "81", "135"]),
        (("今年租金50万营收2亿,刚落户,补多少", "公司其实是四年前设的"), ["45", "0"]),
    ],
)
def test_calendar_years_place_a_case_in_its_window(asker, turns: tuple[str, ...], expected: list[str]) -> None:
    assert totals(asker, *turns) == expected


def test_one_year_changed_leaves_the_others_as_they_were(asker):
    """Rent 84 → 75.6 a year; the third year 120 → 100; the second year's revenue below 2000万 → 0 (万元)."""
    turns = ("三年每年房租84万,每年主营都1.4亿,总补多少", "第三年房租涨到120万,总数?", "第二年主营掉到1200万,三年总数又变多少")
    assert totals(asker, *turns) == ["226.8", "251.2", "175.6"]


def test_a_rise_by_a_share_in_a_single_year(asker):
    """100 → 90; one tenth more: 110 → 99; the fourth year is outside the window (万元)."""
    assert totals(asker, "租金100万营收1.1亿,第二年", "明年租金涨一成", "再下一年呢") == ["90", "99", "0"]


def test_years_gone_are_no_years_asked_about(asker):
    """三年都领过了: the fourth year alone is asked about, and gives nothing."""
    assert totals(asker, "前三年都领过了,今年第四年,房租70万,主营2亿,还能补多少") == ["0"]
