"""Conditions told of oneself and of a parent: what is said, denied, and of whom.

Base of every sum: model filing 100万, algorithm filing 20万, optimisation 50% of the cost up to 150万, rent of a wholly owned
subsidiary 60% up to 80万, rent of an enterprise with 1亿 or more 90% up to 100万, project 30% up to 500万.
"""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from assistant.understand.forms import spelled_out
from assistant.understand.lexicon import cues
from corpus.load import load_policy, shipped_folder


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def _last(asker, conversation: str):
    thread = asker.new_thread()
    for turn in conversation.split("|"):
        answer = asker.ask(turn, thread)
    return answer


@pytest.mark.parametrize(
    ("conversation", "total"),
    [
        # a filing called national is the asker's own where no parent is spoken of
        ("国家大模型备案我们这个月头一回拿下,奖金多少", "1000000"),
        ("刚领到大模型资质,是头一次,给多少奖励", "1000000"),
        ("微调花了90万,国家大模型备案前年就有,补多少", "450000"),  # 90 × 50%
        ("只办过算法备案,主营700万,推理优化付了60万,能补多少", "300000"),  # 60 × 50%
        ("网信办给了两张证:生成式一张、深度合成一张,今年都是头一次,合计多少", "1200000"),  # 100 + 20
        # none of a kind
        ("大模型备案、算法备案都没有,主营900万,优化付了50万,补多少", "0"),
        ("大模型那边被打回来,算法也从来没报过,主营900万,优化付了50万,补多少", "0"),
        ("啥备案都没做过,主营2600万,优化付了50万,补多少", "250000"),  # revenue of 2000万 will do
        ("算法办了但大模型没办下来,主营900万,优化付了50万,补多少", "250000"),  # one of the two is there
        # a parent's
        ("集团国家大模型备案在手,我们是它百分百出资的新公司,主营300万,年租金50万,补多少", "300000"),  # 50 × 60%
        ("母公司有大模型备案,它是子公司唯一的股东,主营300万,年租金50万,补多少", "300000"),
        ("母公司有大模型备案,子公司另有两个自然人股东,主营300万,年租金50万,补多少", "0"),
        ("子公司一年租金50万,主营300万,全资,能补多少|备的是算法", "0"),  # asked whether the parent has the model filing
        # of the office and of the project
        ("年租金100万,主营1.2亿,整层都借给关联公司坐了,补多少", "0"),
        ("项目投了600万,评审给刷下来了,能拿多少", "0"),
        ("项目投了600万,能拿多少|万一专家没认可呢", "0"),
        # a plan or a new state after a denial; 不过 that says but
        ("没备案,主营800万,训练优化支出90万,能补多少|不过下个月备案就批下来", "450000"),
        ("备案被退回来了,主营800万,训练优化支出90万,能补多少|重新递了,还在排队,估计能下来", "450000"),
        ("母公司有大模型备案,独资子公司年租金100万,主营700万,补多少|如果股权只占八成|股权还是百分百", "600000"),
        ("去年5月就拿到算法备案了,那时候细则还没出,优化付了60万,能补多少", "300000"),  # the rules, not the filing, were not there
        ("模型证、推荐算法证、深度合成证三张国家备案全是头一遭,合计多少", "1200000"),
        ("项目投了300万,评审不过呢,能拿多少", "0"),
        # 它自己 is whoever was spoken of
        ("子公司一年租金50万,它自己营收900万,能给多少|母公司有国家大模型备案|100%控股", "300000"),
        # old and new: two firms where each has a turnover of its own, else two places of one
        ("老厂主营2亿租金60万,新厂主营1.1亿租金40万,两边合计补多少", "900000"),  # 54 + 36
        ("老厂租金60万新厂租金40万,主营一共2亿,能补多少", "900000"),  # 100 × 90%
        ("大模型被驳回,算法首次拿到,合计多少|要是大模型补完材料也过了呢", "1200000"),
    ],
)
def test_conditions(asker, conversation: str, total: str):
    assert _last(asker, conversation).calculation["total_yuan"] == total


def test_no_filing_at_all_asks_for_the_revenue(asker):
    answer = asker.ask("我们零备案,训练花了120万,能补多少")
    assert (answer.status, answer.ask_for) == ("needs_info", ("revenue",))


def test_phrases_about_a_parent_name_it():
    """One that does not would be read as the parent's, whoever says it (只有算法备案)."""
    names = (*cues()["parent"], *cues()["parent_short"])
    policy = load_policy(shipped_folder() / "haizhu-ai-2024")
    phrases = [phrase for entry in policy.inputs if entry.owner == "parent" for phrase in (*entry.yes, *entry.no)]
    assert phrases
    assert [phrase for phrase in phrases if not any(name in phrase for name in names)] == []


def test_each_form_of_one_list_stands_before_each_of_the_other():
    assert spelled_out(["备案", {"of": ["没", "not yet"], "with": ["过", "passed"]}]) == ("备案", "没过", "not yet passed")
    assert spelled_out([{"of": ["100%"], "with": ["控股", "owned"]}]) == ("100%控股", "100% owned")
