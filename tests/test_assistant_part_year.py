"""Rents paid for part of a year, changed within it, brought down from a list price, or holding fees that do not count."""

from __future__ import annotations

import pytest

from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker():
    return make_asker()


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("从十月起租,月租8万,营收1.4亿", "216000"),  # 3 months: 24 × 90%
        ("今年11月才入驻,每月租金5万,营收1.4亿", "90000"),  # 2 months: 10 × 90%
        ("月租4万,租到五月底,营收1.4亿", "180000"),  # 5 months: 20 × 90%
        ("2月起租,9月底退租,月租5万,营收1.4亿", "360000"),  # 8 months: 40 × 90%
        ("我们是3月成立的,月租5万,营收1.4亿", "540000"),  # founding is no start of the lease: 60 × 90%
        ("去年10月搬进来的,月租5万,营收1.4亿", "540000"),  # another year
        ("月租4万,9月起涨到5万,营收1.4亿", "468000"),  # 8 × 4 + 4 × 5 = 52 × 90%
        ("月租5万,打八折,营收1.4亿", "432000"),  # 4 × 12 = 48 × 90%
        ("折后月租5万,是打八折来的,营收1.4亿", "540000"),  # what is paid already
        ("月租5万里物业6千包在里头,营收1.4亿", "475200"),  # 4.4 × 12 = 52.8 × 90%
        ("一年付房东50万,物业费2万在里头,营收1.4亿", "432000"),  # 48 × 90%
    ],
)
def test_what_is_paid_in_the_year(asker, question: str, total: str) -> None:
    """Worked out by hand beside each question; revenue is above the highest tier throughout."""
    calculation = asker.ask(question, asker.new_thread()).calculation
    assert calculation is not None and calculation["total_yuan"] == total


def test_the_start_of_a_lease_told_later(asker) -> None:
    """7 × 12 = 84 → 75.6; paid from August on 5 months: 35 → 31.5 (万元)."""
    thread = asker.new_thread()
    assert asker.ask("月租7万,营收1.4亿", thread).calculation["total_yuan"] == "756000"
    assert asker.ask("哦不对,8月才开始付租", thread).calculation["total_yuan"] == "315000"
