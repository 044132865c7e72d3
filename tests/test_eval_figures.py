"""The reader of figures: every form that one figure takes, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.figures import figures, occurs, phrase_occurs, same
from eval.numerals import read


def values(text: str, weak: bool = False) -> list[tuple[str, str]]:
    return [(f.value, f.unit) for f in figures(text) if weak or not f.weak]


ONE_POINT_THREE_MILLION = [
    "130万元", "130萬元", "1300000元", "1,300,000元", "１３０万元", "一百三十万元", "壹佰叁拾万元", "RMB 1.3 million", "CNY 1,300,000",
    "1.3 million yuan", "¥1,300,000.00",
    "人民币130万元", "130万", "130 万元", "**130**万元", "**130万元**", "1.3百万元", "130w", "0.013亿元",
    "一百三十万", "一百三十萬圓", "1300 thousand yuan", "130万块", "one point three million yuan 130万元",
]  # fmt: skip

TABLE: dict[str, list[tuple[str, str]]] = {
    # amounts
    "3000万": [("30000000", "元")],
    "1.2亿": [("120000000", "元")],
    "一点二亿元": [("120000000", "元")],
    "1亿2000万元": [("120000000", "元")],
    "一亿二": [("120000000", "元")],
    "三万五": [("35000", "元")],
    "一百零五万": [("1050000", "元")],
    "一百五万": [("1500000", "元")],
    "十二万三千元": [("123000", "元")],
    "两千万元": [("20000000", "元")],
    "3千5百万": [("35000000", "元")],
    "16,666,666.67元": [("16666666.67", "元")],
    "16666666.67元": [("16666666.67", "元")],
    "999,999.999元": [("999999.999", "元")],
    "800元": [("800", "元")],
    "八百块": [("800", "元")],
    "20k": [("20000", "元")],
    "RMB 10 million": [("10000000", "元")],
    "RMB 500,000": [("500000", "元")],
    "up to 5 million yuan a year": [("5000000", "元")],
    "7.5 million": [("7500000", "元")],
    "two million yuan": [("2000000", "元")],
    "CNY 310m": [("310000000", "元")],
    "四五百万": [("4000000", "元"), ("5000000", "元")],
    "一笔100万一笔60万": [("1000000", "元"), ("600000", "元")],
    "租金七八十万一年": [("700000", "元"), ("800000", "元")],
    "三十六点五万一年": [("365000", "元")],
    "九十九万八一年": [("998000", "元")],
    "4万2": [("42000", "元")],
    "4万2家": [("40000", "元"), ("2", "家")],
    "16.5 million invested": [("16500000", "元")],
    "五百平": [("500", "平方米")],
    "40-50万元": [("400000", "元"), ("500000", "元")],
    "300至500万": [("3000000", "元"), ("5000000", "元")],
    "20万元、100万元": [("200000", "元"), ("1000000", "元")],
    "2000万元/5000万元/1亿元": [("20000000", "元"), ("50000000", "元"), ("100000000", "元")],
    "80元/平方米": [("80", "元")],
    "500万美元": [("5000000", "美元")],
    "US$5 million": [("5000000", "美元")],
    "300万港币": [("3000000", "港元")],
    # percentages
    "50%": [("50", "%")],
    "５０％": [("50", "%")],
    "50 %": [("50", "%")],
    "百分之五十": [("50", "%")],
    "百分之90": [("90", "%")],
    "五成": [("50", "%")],
    "9成": [("90", "%")],
    "三成半": [("35", "%")],
    "八折": [("80", "%")],
    "95折": [("95", "%")],
    "九五折": [("95", "%")],
    "90 percent": [("90", "%")],
    "21.3%": [("21.3", "%")],
    "30-60%": [("30", "%"), ("60", "%")],
    "三至五成": [("30", "%"), ("50", "%")],
    # dates
    "2024年7月2日": [("2024-07-02", "date")],
    "2024-07-02": [("2024-07-02", "date")],
    "2024/7/2": [("2024-07-02", "date")],
    "2024.7.2": [("2024-07-02", "date")],
    "July 2, 2024": [("2024-07-02", "date")],
    "2 July 2024": [("2024-07-02", "date")],
    "2nd of July 2024": [("2024-07-02", "date")],
    "二〇二四年七月二日": [("2024-07-02", "date")],
    "2024年6月": [("2024-06", "date")],
    "June 2024": [("2024-06", "date")],
    "2023年": [("2023", "date")],
    "7月2日": [("--07-02", "date")],
    "2025年2月17日至3月20日": [("2025-02-17", "date"), ("2025-03-20", "date")],
    "17 February to 20 March 2025": [("2025-02-17", "date"), ("2025-03-20", "date")],
    "from 17 February 2025 to 20 March 2025": [("2025-02-17", "date"), ("2025-03-20", "date")],
    # durations
    "三年": [("3", "年")],
    "3 years": [("3", "年")],
    "three years": [("3", "年")],
    "a three-year window": [("3", "年")],
    "两年半": [("2.5", "年")],
    "12个月": [("12", "月")],
    "5个工作日": [("5", "天")],
    "30天": [("30", "天")],
    "6 months": [("6", "月")],
    # counts
    "20家": [("20", "家")],
    "二十家企业": [("20", "家")],
    "20 enterprises": [("20", "enterprises")],
    "6名以上": [("6", "名")],
    "50多个大模型": [("50", "个")] ,
    "100多万元": [("1000000", "元")],
    "2000余家": [("2000", "家")],
    "近2000家": [("2000", "家")],
    "3000万家": [("30000000", "家")],
    "六个方向": [("6", "个")],
    "两种方式": [("2", "种")],
    # sums
    "2600000 × 50% = 1300000": [("2600000", ""), ("50", "%"), ("1300000", "")],
    "100+20=120万元": [("100", ""), ("20", ""), ("1200000", "元")],
    "10万元×12个月=120万元": [("100000", "元"), ("12", "月"), ("1200000", "元")],
    # no figures
    "一次性奖励": [],
    "单家企业": [],
    "首次备案": [],
    "第三年": [],
    "year 1 RMB 540,000 = RMB 540,000": [("540000", "元"), ("540000", "元")],
    "540,000 RMB": [("540000", "元")],
    "第2条": [],
    "第一批": [],
    "海科工商信规字〔2024〕1号": [],
    "haizhu-ai-2024/model-optimization": [],
    "haizhu-ai-2024": [],
    "1. 模型优化\n2. 租房": [],
    "(1)持有备案": [],
    "① 持有备案": [],
    "[1]": [],
    "A100显卡": [],
    "GPT-4": [],
    "7B模型": [],
    "一般情况下统一办理,万一不行": [],
    "按1:1分担": [],
    "https://example.org/2024/07/02": [],
    "唯一、一起、一定、十分": [],
    "三方协议": [],
    "单位:万元": [],
}  # fmt: skip


class TestReading:
    @pytest.mark.parametrize("text", ONE_POINT_THREE_MILLION)
    def test_one_figure_many_forms(self, text):
        """Every form of 1300000元 is that figure."""
        assert ("1300000", "元") in values(text)

    @pytest.mark.parametrize("text", list(TABLE))
    def test_table(self, text):
        """Every figure of the text, in order, and nothing else."""
        assert values(text) == TABLE[text]

    @pytest.mark.parametrize(
        "text", ["一家企业", "一个项目", "每一年", "2024 and after", "共 5", "two ways to apply", "二百九十九呢", "the two together"]
    )
    def test_weak_figures_need_no_origin(self, text):
        """An article (一家), a bare year or a bare number outside a sum counts only where it is looked for."""
        assert values(text) == []
        assert values(text, weak=True)

    @pytest.mark.parametrize(
        ("text", "value"),
        [("一百", 100), ("一百零五", 105), ("一百一", 110), ("十五", 15), ("二十", 20), ("两万零五十", 20050), ("三亿一千万", 310_000_000),
         ("二〇二四", 2024), ("one hundred", 100), ("twenty-five", 25), ("3.1", "3.1"), ("1,111,111.12", "1111111.12")],
    )  # fmt: skip
    def test_numbers(self, text, value):
        """Chinese, English and Arabic numbers to exact decimals."""
        assert str(read(text)) in (str(value), f"{value}.0")


class TestOccurring:
    @pytest.mark.parametrize("form", ONE_POINT_THREE_MILLION[:-1])
    def test_every_form_is_found_in_every_form(self, form):
        """The expectation and the text may write it differently."""
        for other in ("最高可得130万元。", "up to RMB 1.3 million", "共1300000元"):
            assert occurs(form, other)

    @pytest.mark.parametrize(
        ("wanted", "text"),
        [("20万元", "最高120万元"), ("30%", "130%"), ("100万元", "1100万元"), ("5%", "0.5%"), ("2024-07-02", "2024-07-20"),
         ("3年", "13年"), ("20家", "120家"), ("130万元", "130万家"), ("130万元", "130万美元"), ("50%", "50元"),
         ("100万元", "最高1,100万元"), ("1元", "一次性")],
    )  # fmt: skip
    def test_a_figure_counts_as_a_whole(self, wanted, text):
        """Part of a longer figure, or another unit, is another figure."""
        assert not occurs(wanted, text)

    @pytest.mark.parametrize(
        ("wanted", "text"),
        [("20家", "enough for 20 enterprises"), ("3年", "for three years"), ("50%", "五成"), ("2024年7月2日", "on July 2, 2024"),
         ("2025年3月20日", "2025年2月17日至3月20日"), ("90%", "按九折算"), ("1500000元", "= 1,500,000元"), ("1:1", "市区按 1:1 分担")],
    )  # fmt: skip
    def test_languages_and_forms_meet(self, wanted, text):
        """Measure words, number words and dates of both languages are one."""
        assert occurs(wanted, text)

    def test_measure_words_are_one_kind_and_units_are_not(self):
        """20家 is 20 enterprises; 3年 is not 3个月 and not 3%."""
        a, b = figures("20家")[0], figures("20 firms")[0]
        assert same(a, b)
        assert not same(figures("3年")[0], figures("3个月")[0])
        assert not same(figures("3年")[0], figures("3%")[0])


class TestPhrases:
    @pytest.mark.parametrize(
        ("phrase", "text", "there"),
        [
            ("2600000元奖励", "可以拿到 260万元 奖励", True),
            ("2600000元奖励", "可以拿到 1260万元奖励", False),
            ("2600000元奖励", "花了260万元,奖励130万元", False),
            ("改为5000万元", "上限已改为 5,000万元", True),
            ("改为5000万元", "上限不会改为15000万元", False),
            ("30%", "比例为30%", True),
            ("30%", "比例为130%", False),
            ("27万元", "即 270,000 元", True),
            ("保证获批", "我们保证 获批", True),
            ("200万元", "最高不是２００万元", True),
        ],
    )
    def test_phrase_with_figure(self, phrase, text, there):
        """The words as text, the figure as a whole figure, blanks and width aside."""
        assert phrase_occurs(phrase, text) is there


def chinese(value: int) -> str:
    """A whole number in Chinese numerals, written here and not by the reader under test."""
    digits, small = "零一二三四五六七八九", ("", "十", "百", "千")

    def section(n: int) -> str:
        out, zero = "", False
        for place in (3, 2, 1, 0):
            digit = n // 10**place % 10
            if digit:
                out += ("零" if zero and out else "") + digits[digit] + small[place]
                zero = False
            else:
                zero = True
        return out

    out = ""
    for scale, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = value // scale % 10**4
        if part:
            out += ("零" if out and part < 1000 else "") + section(part) + word
    return out


def plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


FORMS = {
    "元": lambda v: f"{v}元",
    "commas": lambda v: f"{v:,}元",
    "万元": lambda v: plain(Decimal(v) / 10**4) + "万元",
    "亿": lambda v: plain(Decimal(v) / 10**8) + "亿",
    "Chinese": lambda v: chinese(v) + "元",
    "full width": lambda v: "".join(chr(ord(c) + 0xFEE0) for c in str(v)) + "元",
    "RMB": lambda v: f"RMB {v:,}",
    "million": lambda v: f"{plain(Decimal(v) / 10**6)} million yuan",
}
AROUND = ["最高可得{}。", "({})", "up to {} a year", "其中{},另有20家", "**{}**", "合计\n{}\n完"]


class TestLaws:
    @given(st.integers(1, 10**11 - 1), st.sampled_from(sorted(FORMS)), st.sampled_from(AROUND))
    def test_every_amount_in_every_form_reads_back(self, value, form, around):
        """Whatever stands around it, the amount is found, whole and once."""
        text = around.format(FORMS[form](value))
        assert [f.value for f in figures(text) if f.unit == "元"] == [str(value)], text

    @given(st.integers(1, 10**9), st.integers(1, 10**9), st.sampled_from(sorted(FORMS)), st.sampled_from(sorted(FORMS)))
    def test_equal_amounts_meet_and_others_do_not(self, a, b, form, other):
        """A figure occurs exactly where its value does."""
        assert occurs(FORMS[form](a), FORMS[other](b)) is (a == b)

    @given(st.text(max_size=60))
    def test_no_text_breaks_the_reader(self, text):
        """Any Unicode gives figures with places inside the cleaned text, in order, never an error."""
        found = figures(text)
        assert list(found) == sorted(found, key=lambda f: f.start)
        assert all(f.start < f.end for f in found)
