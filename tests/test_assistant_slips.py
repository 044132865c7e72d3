"""Words written wrong: slips of the keyboard, mishearings, pinyin; what stands right stays."""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from assistant.understand.repair import Repair


@pytest.fixture(scope="module")
def repair() -> Repair:
    return make_asker().families[0].repair


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("化优花了88万", "优化花了88万"),  # two characters change places
        ("今年收营2.4亿", "今年营收2.4亿"),
        ("母公公司有备案", "母公司有备案"),  # one doubled
        ("要是改成自用呢呢", "要是改成自用呢"),
        ("办公房补贴多少", "办公用房补贴多少"),  # one missing
        ("优88万,已备案", "优化88万,已备案"),  # jotted before an amount
        ("守次大模型备案", "首次大模型备案"),  # heard wrong
        ("还有别的条荐吗", "还有别的条件吗"),
        ("youhua butie 比例 duoshao", "优化补贴 比例 多少"),  # typed as pinyin
        ("suanfa beian jiang duoshao", "算法备案奖多少"),
    ],
)
def test_what_is_meant_is_read(repair: Repair, written: str, meant: str) -> None:
    assert repair.mend(written)[0].replace(" ", "") == meant.replace(" ", "")


@pytest.mark.parametrize(
    "right",
    [
        "财务说收入其实是1999.8万",
        "写字楼340平,92块一平一个月",  # a price and its unit are no 一并
        "优化付了260万,备了案",
        "全资子公司想拿满80万要多少租金",
        "推广投了360万,评过",
        "三家公司分别过了算法备案",
        "how do we apply for the rent subsidy",
        "GPT-4o能塞多少token",
        "从广州南站过来坐几号线",
    ],
)
def test_what_stands_right_stays(repair: Repair, right: str) -> None:
    assert repair.mend(right)[0] == right


def test_blanks_move_with_what_is_put_back(repair: Repair) -> None:
    """A blank stood before 自用 (place 6); one character is put back before it."""
    assert repair.mend("办公房补贴自用", frozenset({5})) == ("办公用房补贴自用", frozenset({6}))
