"""The guard: a figure that nothing proves never reaches a person."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.guard import Evidence, prove

CLAUSE = {"p/opt": "最高可按实际支出的50%补贴，单个企业每年最高150万元，资金池每年3000万元，2024年7月2日启动。"}
SUM = {
    "awards": [{"award": "opt", "yuan": "1300000", "steps": [{"text": "2600000 × 50% = 1300000", "clause": "p/opt"}]}],
    "total_yuan": "1300000",
    "inputs": {"cost": "2600000"},
}
FALLBACK = "没有听明白。"


def proven(text: str, calculation: dict[str, object] | None = SUM, said: str = "花了260万") -> tuple[str, dict[str, str], int]:
    """The text left, the origin of each figure, and how many sentences went."""
    result = prove(text, Evidence(CLAUSE, calculation, [said]), FALLBACK)
    return result.text, {figure.text: figure.origin for figure in result.figures}, len(result.removed)


def test_figures_of_a_calculation_are_its_own() -> None:
    """The amount and the ratio of the sum have origin calculation, the pool that of the clause."""
    text, origins, removed = proven("最高可得130万元，比例50%，池3000万元。")
    assert (text, removed) == ("最高可得130万元，比例50%，池3000万元。", 0)
    assert origins == {"130万元": "calculation", "50%": "calculation", "3000万元": "clause:p/opt"}


def test_what_the_person_said_is_the_persons() -> None:
    assert proven("您说的260万元已记下。", None)[1] == {"260万元": "user"}


@pytest.mark.parametrize(
    "sentence",
    [
        "最高可得131万元。",
        "最高可得一百三十一万元。",
        "比例为60%。",
        "比例为六成。",
        "2024年7月3日启动。",
        "够21家企业。",
        "15天内到账。",
        "You get RMB 1.31 million.",
        "You get 60 percent.",
    ],
)
def test_a_sentence_with_an_unproven_figure_is_taken_out(sentence: str) -> None:
    """In digits, in Chinese numerals, as 成, as date, as count, in English."""
    text, origins, removed = proven(f"最高可得130万元。\n{sentence}\n资金池每年3000万元。")
    assert sentence not in text
    assert "最高可得130万元" in text and "资金池每年3000万元" in text
    assert removed == 1
    assert set(origins.values()) <= {"calculation", "clause:p/opt"}


def test_a_number_of_a_step_proves_no_other_unit() -> None:
    """50% in the sum proves neither 50 days nor 50 enterprises."""
    for sentence in ("50天内到账。", "够50家企业。"):
        assert proven(f"最高可得130万元。{sentence}")[2] == 1, sentence


def test_a_figure_inside_a_longer_one_proves_nothing() -> None:
    """50万元 is not proven by 150万元."""
    assert "50万元" not in proven("最高50万元。补贴如下。")[0]


def test_where_nothing_is_left_the_fixed_sentence_is_given() -> None:
    text, origins, removed = proven("最高可得999万元。")
    assert (text, origins, removed) == (FALLBACK, {}, 1)


def test_the_same_amount_written_differently_is_the_same_figure() -> None:
    """1300000元, 130万元, 1,300,000元 and RMB 1.3 million are one amount."""
    for written in ("1300000元", "130万元", "1,300,000元", "一百三十万元", "RMB 1.3 million"):
        assert proven(f"最高{written}。")[2] == 0, written


def test_values_held_by_the_thread_are_the_persons() -> None:
    """An amount said turns ago is still the person's own."""
    result = prove("租金72万元。", Evidence({}, None, [], [Decimal(720000)]), FALLBACK)
    assert [figure.origin for figure in result.figures] == ["user"]


def test_a_long_hostile_text_ends() -> None:
    """Every sentence unproven: all go, one by one, and the fallback stands."""
    assert prove("得7万元。" * 200, Evidence({}, None, []), FALLBACK).text == FALLBACK


def test_an_article_is_nobodys_figure() -> None:
    """一个年度 in an answer is not what somebody meant who said 一年."""
    result = prove("按一个年度测算。", Evidence(CLAUSE, None, ["一年租金多少"]), FALLBACK)
    assert result.text == "按一个年度测算。" and result.figures == ()
