"""What each amount of a question is, beside others: noise, notes, parts, corrections, restatements."""

from __future__ import annotations

import pytest

from assistant.service import make_asker


@pytest.fixture(scope="module")
def asker():
    return make_asker()


def _totals(asker, *questions: str) -> list[str]:
    thread = asker.new_thread()
    found = []
    for question in questions:
        calculation = asker.ask(question, thread).calculation
        found.append(calculation["total_yuan"] if calculation else "")
    return found


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("训练优化花了120万,请顾问花了30万,团建5万,有备案,补多少", "600000"),  # 120 × 50%
        ("推广项目实投700万,另外请明星代言花了80万,评审过了,奖多少", "2100000"),  # 700 × 30%
        ("缴税260万,净利润400万,主营收入1.1亿,年租70万,租房补贴", "630000"),  # 70 × 90%
    ],
)
def test_an_amount_with_a_noun_of_its_own_is_noise(asker, question, total):
    assert _totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("推理加速50万(已付)、集群调优100万(已付)、蒸馏30万(还没付),有备案,补多少", "750000"),  # 150 × 50%
        ("训练优化三笔:40万已付,60万已付,80万未付,算法备案有,补贴多少", "500000"),  # 100 × 50%
        ("优化费:A供应商70万(付清),B供应商50万(退款了),C供应商30万(付清),备案有,能补", "500000"),  # 100 × 50%
        ("优化投入:推理引擎60万,已付;训练平台90万,合同签了没给钱;有备案,补贴最多", "300000"),  # 60 × 50%
    ],
)
def test_a_note_after_an_item_says_whether_it_counts(asker, question, total):
    assert _totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("优化总共付了200万,后来供应商退了40万,有备案,补多少", "800000"),  # 160 × 50%
        ("优化付款318万,里面供应商多收退回了42万,净付276万,备案有", "1380000"),  # 276 × 50%
        ("推广项目投了800万,其中200万是广告费,评定通过,奖多少", "1800000"),  # 600 × 30%
        ("训练优化发票200万,60万没付,备案有,补多少", "700000"),  # 140 × 50%
        ("训练120万、推理80万,一共200万,都付了,有备案,补多少", "1000000"),  # 200 × 50%
    ],
)
def test_what_goes_off_an_amount_and_what_it_comes_to(asker, question, total):
    assert _totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("训练开支370万,哦不,是37万,已备案", "185000"),  # 37 × 50%
        ("年租金90万 说错了 是60万 营收1.5亿 补多少", "540000"),  # 60 × 90%
        ("租金原来80万,现在谈到70万,主营1.3亿,房补多少", "630000"),  # 70 × 90%
        ("营收由1.1亿降到9000万,租金60万,房补多少", "540000"),  # 60 × 90% at most
    ],
)
def test_a_later_value_of_the_same_thing_stands_for_the_earlier(asker, question, total):
    assert _totals(asker, question) == [total]


def test_an_addition_may_be_said_before_the_comma(asker):
    """(120 + 60) × 50% = 90; then 15 refunded: 165 × 50% = 82.5 (万元)."""
    said = ("推理优化付了120万,有备案,补多少", "再加一笔刚付的训练费,60万", "里面有15万退回来了")
    assert _totals(asker, *said) == ["600000", "900000", "825000"]


def test_dearer_and_cheaper_change_what_is_known(asker):
    """(100 + 1) × 60% = 60.6; less 5: 96 × 60% = 57.6 (万元)."""
    said = ("独资子公司新设,年租金100万,主营1200万,母公司有大模型备案", "再贵1万", "便宜5万呢")
    assert _totals(asker, *said) == ["600000", "606000", "576000"]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("年租100万,三成转租出去,营收1.5亿,房补多少", "630000"),  # 100 × 70% × 90%
        ("整层年租80万,四分之一转租给别家,主营收入2.1亿,问补贴", "540000"),  # 80 × 75% × 90%
        ("整租每月5万,60%面积自己坐班,剩下的分租出去,主营2.5亿,房补", "324000"),  # 60 × 60% × 90%
        ("租了一层一年90万,一半给了别的公司用,主营1.2亿,补贴", "405000"),  # 90 × 50% × 90%
    ],
)
def test_a_share_let_out_or_kept(asker, question, total):
    assert _totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("推理优化一季度付了30万,二季度付了45万,三季度付了25万,备案有,补贴多少", "500000"),  # 100 × 50%
        ("训练费上半年60万下半年80万,已备案,补多少", "700000"),  # 140 × 50%
        ("优化支出:引擎改造40万、提速80万、缓存20万,备案有,补多少", "700000"),  # 140 × 50%
        ("每季度付模型优化服务费12万,四个季度都付了,备案有,补多少", "240000"),  # 48 × 50%
    ],
)
def test_lists_counted_by_their_periods_or_under_a_heading(asker, question, total):
    assert _totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("租金含物业一共80万,其中物业10万,主营1.3亿,房补多少", "630000"),  # 70 × 90%
        ("付了一百四十六万做训练优化,大模型备案有,能退多少", "730000"),  # 146 × 50%
        ("月租从6万涨到7万,全年都按新价,主营1.5亿,自用,补多少", "756000"),  # 84 × 90%
        ("营收不到一个亿,八千万肯定有,年租80万,房补多少", "720000"),  # at most 80 × 90%
    ],
)
def test_nouns_around_an_amount(asker, question, total):
    assert _totals(asker, question) == [total]


def test_two_sites_with_a_price_and_an_area_each(asker):
    """(300 × 95 + 180 × 120) × 12 × 90% = 541,080; with 105 for 120: 511,920."""
    said = ("A座300平每平每月95块,B座180平每平每月120块,都自用付满全年,主营1.02亿,补多少", "B座单价谈到105了")
    assert _totals(asker, *said) == ["541080", "511920"]


def test_two_monthly_rents_and_the_months_of_both(asker):
    """(3 + 2) × 12 × 90% = 54; ten months of both: 45 (万元)."""
    said = ("琶洲办公室月租3万,客村办公室月租2万,主营1.5亿,房补", "今年都只租了10个月")
    assert _totals(asker, *said) == ["540000", "450000"]


def test_a_site_given_up_and_taken_again(asker):
    """(30 + 45) × 90% = 67.5; without the second 27; with it again 67.5 (万元)."""
    said = ("两处办公室,一处年租30万,另一处年租45万,主营1.5亿,房补多少", "第二处退租了", "又租回来了")
    assert _totals(asker, *said) == ["675000", "270000", "675000"]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("租共享工位60个,每个每月1200元,全年,营收1.2亿自用首年", "777600"),  # 60 × 1200 × 12 × 90%
        ("房租半年一交,每次36万,主营1.5亿,房补多少", "648000"),  # 72 × 90%
        ("房租按季付,一次18万,营收1.5亿,补多少", "648000"),  # 72 × 90%
        ("优化明细:1)引擎改造40万 2)训练提速80万 3)蒸馏20万;备案OK。可补多少", "700000"),  # 140 × 50%
        ("有备案。训练58万、推理42万,其中推理那笔还欠着没付,补多少", "290000"),  # 58 × 50%
    ],
)
def test_pieces_payments_and_numbered_lists(asker, question, total):
    assert _totals(asker, question) == [total]


def test_an_amount_pointed_at_is_known_already(asker):
    """6.5 × 10 × 90% = 58.5; (6.5 − 0.8) × 10 × 90% = 51.3 (万元)."""
    said = ("租了层楼 月付6.5万 只付10个月 主营收入1.3亿 房租补贴多少", "这6.5万里头每个月还含8000块物业")
    assert _totals(asker, *said) == ["585000", "513000"]


def test_one_fen_more(asker):
    """1,111,111.11 × 90% = 999,999.999, rounded down; one fen more meets the cap."""
    assert _totals(asker, "租金1111111.11元,营收1.2亿,自用", "再多一分钱") == ["999999.99", "1000000"]
