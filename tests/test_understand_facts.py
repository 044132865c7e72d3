"""What is read from a sentence: the inputs of the first policy, with the values a person would write down."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from assistant.family import Family
from assistant.state import State
from assistant.turn import receive
from assistant.understand.merge import Merger
from corpus.load import load_policy

FOLDER = Path(__file__).parents[1] / "corpus" / "policies" / "haizhu-ai-2024"
W, Y = Decimal(10_000), Decimal(100_000_000)

ROWS: tuple[tuple[str, dict[str, object]], ...] = (
    # one amount, said in many ways
    ("模型优化花了260万", {"optimization_cost": 260 * W}),
    ("优化实付三百二十万", {"optimization_cost": 320 * W}),
    ("优化费¥2,400,000", {"optimization_cost": 240 * W}),
    ("训练支出180w", {"optimization_cost": 180 * W}),
    ("优化费用一百三十五万六", {"optimization_cost": Decimal(1_356_000)}),
    ("算力租赁付了88.8万元", {"optimization_cost": Decimal(888_000)}),
    ("推广项目实投1200万", {"promotion_investment": 1200 * W}),
    ("年营收1.2亿", {"revenue": Decimal(12) * Y / 10}),
    ("营业额八千五百万", {"revenue": 8500 * W}),
    ("主营业务收入2000万元", {"revenue": 2000 * W}),
    ("人才奖励已经核定380万", {"talent_award": 380 * W}),
    ("增量奖批了200万", {"growth_award": 200 * W}),
    ("營收1.5億,租金80萬", {"revenue": 15000 * W, "rent": 80 * W}),
    # two and three inputs
    ("租金80万,营收1.2亿", {"rent": 80 * W, "revenue": 12000 * W}),
    ("营收3500万,优化掏了180万", {"revenue": 3500 * W, "optimization_cost": 180 * W}),
    ("推广投了600万,优化花了90万,营收5000万", {"promotion_investment": 600 * W, "optimization_cost": 90 * W, "revenue": 5000 * W}),
    ("注册资本5000万,营收1.1亿", {"revenue": 11000 * W}),
    ("租金90万,押金20万", {"rent": 90 * W}),
    ("租金100万,物业费12万", {"rent": 100 * W}),
    # rates
    ("每月租金8万", {"rent": 96 * W}),
    ("房租每季度22万", {"rent": 88 * W}),
    ("半年租金30万", {"rent": 60 * W}),
    ("租金每天2000元", {"rent": 73 * W}),
    ("500平米,每平米每月租金130元", {"rent": 78 * W}),
    ("月租6万,今年租了8个月", {"rent": 48 * W}),
    ("月租10万,免租2个月", {"rent": 100 * W}),
    ("一年付四次房租,每次15万", {"rent": 60 * W}),
    ("租金120万,三成转租出去了", {"rent": 84 * W}),
    ("600平米每平米每月租金100元,其中100平米转租出去了", {"rent": 60 * W}),
    ("全年租金85万,含物业费5万", {"rent": 80 * W}),
    # items of one input are summed, deductions taken off
    ("推理花了90万,训练花了150万", {"optimization_cost": 240 * W}),
    ("优化分三笔付:20万、30万、50万", {"optimization_cost": 100 * W}),
    ("优化付了150万,后来退了30万", {"optimization_cost": 120 * W}),
    ("优化合同300万,实际只付了210万", {"optimization_cost": 210 * W}),
    ("两个推广项目,一个投600万一个投900万", {"promotion_investment": 1500 * W}),
    # years: of one thing said for two years, this year's counts
    ("去年营收8000万,今年营收1.3亿", {"revenue": 13000 * W}),
    ("营收从8000万涨到1.2亿", {"revenue": 12000 * W}),
    ("租金80万,第二年", {"rent": 80 * W, "rent_year": 2}),
    ("第4年了,租金60万", {"rent": 60 * W, "rent_year": 4}),
    # yes and no
    ("优化100万,已经备案", {"optimization_cost": 100 * W, "has_filing": True}),
    ("优化100万,还没备案", {"optimization_cost": 100 * W, "has_filing": False}),
    ("优化100万,备了案的", {"optimization_cost": 100 * W, "has_filing": True}),
    ("优化100万,备案被驳回了", {"optimization_cost": 100 * W, "has_filing": False}),
    ("推广投了300万,评审没通过", {"promotion_investment": 300 * W, "promotion_approved": False}),
    ("大模型首次备案下来了", {"first_model_filing": True, "has_filing": True}),
    ("大模型第二次备案了", {"first_model_filing": False, "has_filing": True}),  # a second one that is done: there is a filing
    ("租金60万,全部转租出去了", {"rent": 60 * W, "self_use": False}),
    (
        "全资子公司租金70万营收800万,母公司有大模型备案",
        {"is_subsidiary": True, "wholly_owned": True, "rent": 70 * W, "revenue": 800 * W, "parent_has_model_filing": True},
    ),
    ("母公司备了案,我们是全资子公司", {"is_subsidiary": True, "wholly_owned": True, "parent_has_model_filing": True}),
    # whose money it is
    ("母公司营收5亿,子公司营收300万租金50万", {"is_subsidiary": True, "revenue": 300 * W, "rent": 50 * W}),
    # English
    ("we spent 2.6 million on model training", {"optimization_cost": 260 * W}),
    ("office rent is 70k a month", {"rent": 84 * W}),
    ("annual revenue of 150 million yuan, rent 800,000", {"revenue": 15000 * W, "rent": 80 * W}),
    ("revenue 120 million; rent 200k per quarter; second year", {"revenue": 12000 * W, "rent": 80 * W, "rent_year": 2}),
    # figures that are no input
    ("想拿满150万要花多少", {}),
    ("听说优化最高补200万?", {}),
    ("3000万的资金池", {}),
    ("备案要多少钱", {}),
    ("优化花了50万美元", {}),
    ("你好", {}),
)  # fmt: skip


@pytest.fixture(scope="module")
def family() -> Family:
    policy = load_policy(FOLDER)
    return Family(policy, (policy,))


@pytest.mark.parametrize(("question", "expected"), ROWS, ids=[q for q, _ in ROWS])
def test_a_sentence_gives_these_inputs(family: Family, question: str, expected: dict[str, object]) -> None:
    """Exactly the inputs written beside the sentence, no more and no fewer."""
    text = receive(None, {"question": question})  # type: ignore[arg-type]  # this step looks at no world
    reading = family.reader.read(text["text"], State(), text["blanks"])
    held, _changed = Merger(family.reader.inputs).one({}, reading.facts, 1)
    assert {name: known.given.value for name, known in held.items() if known.given is not None} == expected


RELATIONS = (
    ("营收近1亿,租金80万", "revenue", "below"),
    ("营收不到2000万", "revenue", "below"),
    ("营收1亿出头", "revenue", "at_least"),
    ("营收超过5000万", "revenue", "at_least"),
    ("营收大概6000万", "revenue", "about"),
)


@pytest.mark.parametrize(("question", "name", "relation"), RELATIONS, ids=[q for q, _, _ in RELATIONS])
def test_words_around_a_number_say_on_which_side_of_it(family: Family, question: str, name: str, relation: str) -> None:
    """近 and 不到 lie below the number, 出头 and 超过 at least at it."""
    reading = family.reader.read(question, State())
    assert [f.relation for f in reading.facts if f.input == name] == [relation]
