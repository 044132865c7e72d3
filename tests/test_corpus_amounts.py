"""Amounts as people write them, read back exactly; figures of answers, all of them; amounts written out."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.amounts import Quantity, find_figures, find_quantities, format_percent, format_yuan, parse_amount
from corpus.errors import AmountError
from corpus.text import normalise
from tests.strategies import WHOLE_WRITERS, WRITERS, amounts, plain, round_yuan, yuan

TABLE = yaml.safe_load((Path(__file__).parent / "amounts.yaml").read_text(encoding="utf-8"))
ROWS = [(str(text), expected) for group in TABLE.values() for text, expected in group.items()]
SIGNS = {"exact": "", "about": "~", "below": "<", "at_least": ">="}


def shown(quantity: Quantity) -> str:
    """A quantity in the notation of amounts.yaml."""
    value = f"{quantity.value:f}" if quantity.high is None else f"{quantity.low:f}..{quantity.high:f}"
    sign, per = SIGNS[quantity.relation], f"/{quantity.per}" if quantity.per else ""
    match quantity.kind:
        case "year":
            return f"{sign}year {value}"
        case "date":
            return f"date {quantity.date}"
        case "ordinal":
            return f"第{value}{quantity.measure}"
        case "bare":
            return f"{sign}bare {value}{per}"
        case "percent" if quantity.fraction is not None and 100 % quantity.fraction.denominator and 1000 % quantity.fraction.denominator:
            return f"{sign}{quantity.fraction}"
        case "amount" if quantity.currency != "CNY":
            return f"{sign}{value} {quantity.currency}{per}"
    return f"{'vague ' if quantity.vague else ''}{sign}{value}{quantity.unit}{per}"


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text for text, _ in ROWS])
def test_form(text: str, expected: str) -> None:
    """Each written form says what the table says, and nothing else."""
    found = find_quantities(normalise(text).text)
    assert " | ".join(shown(q) for q in found) == expected


def test_table_is_large_enough() -> None:
    """The table holds at least 200 forms."""
    assert len(ROWS) >= 200


# ---------------------------------------------------------------- laws


@pytest.mark.parametrize("written", WRITERS)
@settings(max_examples=50)
@given(value=amounts)
def test_written_amount_reads_back(written: str, value: Decimal) -> None:
    """Every amount reads back exactly from every way of writing it."""
    assert parse_amount(WRITERS[written](value)) == value


@pytest.mark.parametrize("written", WHOLE_WRITERS)
@given(value=st.one_of(yuan, round_yuan.filter(lambda v: v < 10**12)))
def test_numerals_read_back(written: str, value: Decimal) -> None:
    """Every whole amount reads back exactly from Chinese and financial numerals."""
    assert parse_amount(WHOLE_WRITERS[written](value)) == value


@pytest.mark.parametrize("language", ["zh", "en"])
@given(value=amounts)
def test_shown_amount_reads_back(language: str, value: Decimal) -> None:
    """What format_yuan shows is the amount itself, in both languages."""
    assert parse_amount(format_yuan(value, language)) == value


@given(value=amounts)
def test_shown_amount_is_one_figure(value: Decimal) -> None:
    """What format_yuan shows is found in a sentence as one whole figure of that value."""
    (figure,) = find_figures(f"最高可得{format_yuan(value)}。")
    assert Decimal(figure.value) == value
    assert figure.unit == "元"


@given(low=round_yuan, high=round_yuan)
def test_amounts_side_by_side_stay_apart(low: Decimal, high: Decimal) -> None:
    """Two amounts in one sentence are two quantities."""
    found = find_quantities(f"营收{plain(low / 10**4)}万,租金{plain(high / 10**4)}万")
    assert [q.value for q in found] == [low, high]


@given(st.text(alphabet="零一二两三四五六七八九十百千万亿半几多来个0123456789.,-%年月日元块平家第到、和 wkm", max_size=60))
def test_any_heap_of_numerals_is_read_without_error(text: str) -> None:
    """No heap of numerals breaks the reader, and what it finds lies in the text, in order."""
    plain_text = normalise(text).text
    found = find_quantities(plain_text)
    assert all(plain_text[q.start : q.end] == q.text and q.text for q in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@given(st.text(max_size=80))
def test_any_text_is_read_without_error(text: str) -> None:
    """No text breaks the reader; figures point at the text as given."""
    find_quantities(normalise(text).text)
    for figure in find_figures(text):
        assert text[figure.start : figure.end] == figure.text


HOSTILE = [
    "9", "一", "万", "百", "亿", "半", "个", "几", "第", "零", "¥", "两", "廿", "点", "1,", "1、", "一点", "1到", "1.1.", "A1-", "a1", "A_",
    "1 ", "1万", "1亿2", "一百", "三五", "百分之", "2024年", "每平", "一个月", "不到", "一个", "RMB ", "one ", "million ", "a hundred and ",
    "half ", "50 70 90万 ", "2024-", "7月", "(1)", "〔2024〕", "元/平/月", "50%", "约", "近", "/", "1/3", "twenty-", "三分之", "June 2 ",
    "to 3 ", "多", "三年", "3 big red ", "好几", "a couple ", "one point ", "1+", "十几",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_costs_linear_time(piece: str) -> None:
    """4,000 characters of anything are read in well under a second."""
    text = (piece * 4000)[:4000]
    start = process_time()
    find_quantities(text)
    find_figures(text)
    assert process_time() - start < 1.0


def test_a_question_is_read_in_a_fraction_of_a_millisecond() -> None:
    """A question of 60 characters with five quantities costs less than a millisecond even on a busy machine."""
    text = normalise("我们去年主营收入1.2亿,租了300平办公室,100元/平/月,模型优化花了260万,推广实投300万,已备案,能补多少?").text
    best = 1.0
    for _ in range(50):
        start = process_time()
        find_quantities(text)
        best = min(best, process_time() - start)
    assert best < 0.001


# ---------------------------------------------------------------- strict reading and writing


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6000万", "60000000"), ("1.2亿", "120000000"), ("RMB 1.3 million", "1300000"), ("800", "800"), ("1,300,000.50", "1300000.5"),
        ("150万元", "1500000"), ("六千", "6000"),
    ],
)  # fmt: skip
def test_parse_amount_reads_one_exact_amount(text: str, value: str) -> None:
    """Data files and the command line take an amount as people write it."""
    assert parse_amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "不是金额"), ("abc", "不是金额"), ("50%", "不是金额"), ("3年", "不是金额"), ("200万左右", "确数"),
        ("200到300万", "确数"), ("几百万", "确数"), ("30万美元", "外币"), ("100元/月", "确数"), ("200万 300万", "不是金额"),
        ("花了200万", "不是金额"), ("x" * 200, "…"),
    ],
)  # fmt: skip
def test_parse_amount_refuses_anything_else(text: str, words: str) -> None:
    """What is no single exact amount in 元 is refused in one sentence."""
    with pytest.raises(AmountError, match=words) as caught:
        parse_amount(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        ("1300000", "130万元", "RMB 1.3 million"),
        ("200000", "20万元", "RMB 200,000"),
        ("120000000", "1.2亿元", "RMB 120 million"),
        ("16666666.67", "16,666,666.67元", "RMB 16,666,666.67"),
        ("1111111.12", "1,111,111.12元", "RMB 1,111,111.12"),
        ("1125000", "112.5万元", "RMB 1.125 million"),
        ("1234567", "123.4567万元", "RMB 1,234,567"),
        ("10001", "1.0001万元", "RMB 10,001"),
        ("9999", "9999元", "RMB 9,999"),
        ("0", "0元", "RMB 0"),
        ("310000000", "3.1亿元", "RMB 310 million"),
        ("100000001", "10000.0001万元", "RMB 100,000,001"),
        ("0.5", "0.50元", "RMB 0.50"),
        ("90000000000", "900亿元", "RMB 90 billion"),
    ],
)
def test_format_yuan(value: str, chinese: str, english: str) -> None:
    """万元 and 亿元 without trailing zeros; 元 where 万元 would need more than four decimals; RMB in English."""
    assert format_yuan(Decimal(value)) == chinese
    assert format_yuan(Decimal(value), "en") == english


def test_format_yuan_in_plain_yuan() -> None:
    """On request an amount is shown in 元: plain digits, separators only beside 分."""
    assert format_yuan(Decimal(1300000), unit="元") == "1300000元"
    assert format_yuan(Decimal("16666666.67"), unit="元") == "16,666,666.67元"


def test_format_percent() -> None:
    """Ratios are shown as percentages without trailing zeros."""
    assert format_percent(Decimal("0.5")) == "50%"
    assert format_percent(Decimal("0.213")) == "21.3%"
    assert format_percent(Decimal(1)) == "100%"


def test_shares_are_exact() -> None:
    """三分之一 of 90万 is exactly 30万."""
    (quantity,) = find_quantities("三分之一")
    assert quantity.share is not None
    assert quantity.share * 900000 == 300000


def test_durations_in_months() -> None:
    """A duration of years, half years or quarters is known in months."""
    said = {text: find_quantities(text)[0].months for text in ("一年半", "半年", "两个季度", "18个月", "30天")}
    assert said == {"一年半": 18, "半年": 6, "两个季度": 6, "18个月": 18, "30天": None}
