"""Text in one plain form, with a way back to the words as given; its language; whether it can be read at all."""

from __future__ import annotations

import subprocess
import sys
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import has_traditional, language, normalise, readable


class TestNormalise:
    """One plain form."""

    @pytest.mark.parametrize(
        ("given_", "expected"),
        [
            ("营收1.2亿,已备案?", "营收1.2亿,已备案?"),  # full width
            ("\uff12\uff10\uff10万\uff0c50\uff05", "200万,50%"),
            ("ABC 123", "ABC 123"),
            ("我們去年營收壹億", "我们去年营收壹亿"),
            ("資金預算與後臺軟體", "资金预算与后台软体"),
            ("呢個補貼係咪真嘅", "呢个补贴是咪真嘅"),
            ("關係", "关系"),
            ("显著提高", "显著提高"),  # 著 is Simplified here
            ("第\u2f00条", "第一条"),  # Kangxi radical
            ("\u2ed3期\u2fa6额", "长期金额"),  # radicals of PDF tools
            ("补\u200b贴\ufeff", "补贴"),
            ("补\x00贴\x1b", "补贴"),
            ("大 模 型 备 案", "大模型备案"),
            ("  前后有空格  ", "前后有空格"),
            ("花了两百万 三百平", "花了两百万 三百平"),  # two quantities stay apart
            ("花了 260 万", "花了 260 万"),
            ("a  b", "a b"),
            ("为什么???!!!", "为什么?!"),
            ("好的。。。。", "好的。"),
            ("等等......", "等等…"),
            ("①备案②营收", "(1)备案(2)营收"),
            ("1\ufe0f\u20e3备案", "(1)备案"),
            ("300㎡", "300m2"),
            ("500 m²", "500 m2"),
            ("¥100", "¥100"),
            ("🚀补贴👍", "🚀补贴👍"),
            ("第一行\n第二行", "第一行\n第二行"),
            ("", ""),
            (" \n ", ""),
        ],
    )
    def test_form(self, given_: str, expected: str) -> None:
        """Each text as given becomes the text expected."""
        assert normalise(given_).text == expected

    @pytest.mark.parametrize(
        ("given_", "piece", "original"),
        [
            ("我們去年營收壹億", "壹亿", "壹億"),
            ("补\u200b贴 最高 150 万", "150 万", "150 万"),
            ("①备案②营收200万", "200万", "200万"),
            ("面积300㎡整", "300m2", "300㎡"),
            ("大 模 型备案", "大模型", "大 模 型"),
            ("什么???\uff12\uff10\uff10万", "200万", "\uff12\uff10\uff10万"),
            ("  最高50%", "50%", "50%"),
        ],
    )
    def test_the_way_back(self, given_: str, piece: str, original: str) -> None:
        """A span of the plain text leads back to the words as given."""
        normal = normalise(given_)
        start = normal.text.index(piece)
        begin, end = normal.original(start, start + len(piece))
        assert given_[begin:end].strip() == original

    @given(st.text(max_size=200))
    def test_any_text(self, text: str) -> None:
        """No text breaks it; it is stable; every span leads back inside the text as given."""
        normal = normalise(text)
        assert normalise(normal.text).text == normal.text
        assert normal.source == text
        length = len(normal.text)
        for start, end in ((0, length), (length // 2, length), (0, length // 2)):
            begin, stop = normal.original(start, end)
            assert 0 <= begin <= stop <= len(text)

    def test_speed(self) -> None:
        """4,000 characters of anything cost milliseconds."""
        for piece in ("中 ", "!?", "\u200b", "①", "億", "a ", "㎡", "\u0301", "1\u20e3", "—", " \n"):
            start = process_time()
            normalise((piece * 4000)[:4000])
            assert process_time() - start < 0.5

    def test_simplified_text_does_not_load_opencc(self) -> None:
        """A cold start on Simplified text pays nothing for the converter."""
        code = "import sys; from corpus.text import normalise; normalise('我们营收一亿,显著增长'); sys.exit('opencc' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_traditional_is_told_from_simplified() -> None:
    """Characters that exist only in Traditional writing tell it."""
    assert has_traditional("備案")
    assert not has_traditional("备案,显著,乾坤,瞭望")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LLM备案多少钱", "zh"),
        ("What is 大模型备案 worth?", "en"),
        ("模型优化补贴多少", "zh"),
        ("how much for the first LLM filing?", "en"),
        ("我们用PyTorch和TensorFlow训练,spent 260w能补多少", "zh"),
        ("Does 海珠区 give money for rent?", "en"),
        ("RMB 2 million", "en"),
        ("260w", "zh"),
        ("260", "zh"),
        ("GPT-4备案", "zh"),
        ("office rent 补多少", "zh"),
        ("Is 《广州市海珠区建设人工智能大模型应用示范区实施细则》 in force?", "en"),
        ("备案奖励 LLM filing reward", "zh"),
        ("請問備案有咩獎勵", "zh"),
        ("rent subsidy?", "en"),
        ("yes", "en"),
        ("thanks!", "en"),
        ("我们公司revenue 1.2亿 rent 200万", "zh"),
        ("Model optimization subsidy ratio", "en"),
        ("", "zh"),
        ("WHAT IS THE RENT SUBSIDY", "en"),
        ("LLM?", "zh"),
        ("da moxing beian bu duoshao qian", "zh"),
        ("modelling database rate", "en"),
    ],
)
def test_language(text: str, expected: str) -> None:
    """The language of most letters; Latin names and units do not count."""
    assert language(text) == expected


@pytest.mark.parametrize("text", ["备案", "a", "1", "?1?", "\uff11", "備", "营收\ufffd亿是多少", "🚀补贴", "ночь", "50%"])
def test_readable(text: str) -> None:
    """A letter, a digit or a Han character is enough."""
    assert readable(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "???", "。。。", "🚀🚀", "\u200b", "\x00\x01",
         "\ufffd\ufffd\ufffd\ufffd", "营\ufffd\ufffd\ufffd\ufffd", "\udce8\udca1\udca5", "锟斤拷锟斤拷",
        "å¤§æ¨¡å\u009e\u008bå¤\u0087æ¡\u0088",
    ],
)  # fmt: skip
def test_unreadable(text: str) -> None:
    """Nothing to read, or the debris of a wrong decoding."""
    assert not readable(text)
