"""What each amount of a question is, beside others: noise, notes, parts, corrections, restatements."""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from tests.told_sums import totals


@pytest.fixture(scope="module")
def asker():
    return make_asker()


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("训练优化花了120万,请顾问花了30万,团建5万,有备案,补多少", "600000"),  # 120 × 50%
        ("推广项目实投700万,另外请明星代言花了80万,评审过了,奖多少", "2100000"),  # 700 × 30%
        ("缴税260万,净利润400万,主营收入1.1亿,年租70万,租房补贴", "630000"),  # 70 × 90%
    ],
)
def test_an_amount_with_a_noun_of_its_own_is_noise(asker, question, total):
    assert totals(asker, question) == [total]


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
    assert totals(asker, question) == [total]


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
    assert totals(asker, question) == [total]


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
    assert totals(asker, question) == [total]


def test_an_addition_may_be_said_before_the_comma(asker):
    """(120 + 60) × 50% = 90; then 15 refunded: 165 × 50% = 82.5 (万元)."""
    said = ("推理优化付了120万,有备案,补多少", "再加一笔刚付的训练费,60万", "里面有15万退回来了")
    assert totals(asker, *said) == ["600000", "900000", "825000"]


def test_dearer_and_cheaper_change_what_is_known(asker):
    """(100 + 1) × 60% = 60.6; less 5: 96 × 60% = 57.6 (万元)."""
    said = ("独资子公司新设,年租金100万,主营1200万,母公司有大模型备案", "再贵1万", "便宜5万呢")
    assert totals(asker, *said) == ["600000", "606000", "576000"]


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
    assert totals(asker, question) == [total]


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
    assert totals(asker, question) == [total]


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
    assert totals(asker, question) == [total]


def test_two_sites_with_a_price_and_an_area_each(asker):
    """(300 × 95 + 180 × 120) × 12 × 90% = 541,080; with 105 for 120: 511,920."""
    said = ("A座300平每平每月95块,B座180平每平每月120块,都自用付满全年,主营1.02亿,补多少", "B座单价谈到105了")
    assert totals(asker, *said) == ["541080", "511920"]


def test_two_monthly_rents_and_the_months_of_both(asker):
    """(3 + 2) × 12 × 90% = 54; ten months of both: 45 (万元)."""
    said = ("琶洲办公室月租3万,客村办公室月租2万,主营1.5亿,房补", "今年都只租了10个月")
    assert totals(asker, *said) == ["540000", "450000"]


def test_a_site_given_up_and_taken_again(asker):
    """(30 + 45) × 90% = 67.5; without the second 27; with it again 67.5 (万元)."""
    said = ("两处办公室,一处年租30万,另一处年租45万,主营1.5亿,房补多少", "第二处退租了", "又租回来了")
    assert totals(asker, *said) == ["675000", "270000", "675000"]


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
    assert totals(asker, question) == [total]


def test_an_amount_pointed_at_is_known_already(asker):
    """6.5 × 10 × 90% = 58.5; (6.5 − 0.8) × 10 × 90% = 51.3 (万元)."""
    said = ("租了层楼 月付6.5万 只付10个月 主营收入1.3亿 房租补贴多少", "这6.5万里头每个月还含8000块物业")
    assert totals(asker, *said) == ["585000", "513000"]


def test_one_fen_more(asker):
    """1,111,111.11 × 90% = 999,999.999, rounded down; one fen more meets the cap."""
    assert totals(asker, "租金1111111.11元,营收1.2亿,自用", "再多一分钱") == ["999999.99", "1000000"]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("省显存那个推理优化项目付了五十六万,备案有,能给几个钱", "280000"),  # 56 × 50%
        ("备案有,训练优化掏了一百九十万两样工具都包了,补多少", "950000"),  # 190 × 50%; 两样 counts tools
        ("注册资本5000万,银行贷款800万,推理优化实付134万,网信办备案过了——调优补贴算下来?", "670000"),  # 134 × 50%
    ],
)
def test_words_next_to_an_amount(asker, question, total):
    assert totals(asker, question) == [total]


def test_the_share_used_and_the_payments_made_may_change(asker):
    """72 × 60% × 90% = 38.88, then 72 × 80% × 90% = 51.84; 48 a year of four payments, then 36 of three (万元)."""
    said = ("整租每月6万,60%面积自己坐班,剩下的分租出去,主营2.5亿,房补", "自用比例改八成")
    assert totals(asker, *said) == ["388800", "518400"]
    said = ("每季度付模型优化服务费12万,四个季度都付了,备案有,补多少", "四季度那笔拖到明年付,今年只有三个季度")
    assert totals(asker, *said) == ["240000", "180000"]


def test_a_word_heard_right_is_not_mended(asker):
    """财务说收入 says no 税收: revenue just below the threshold, and no filing."""
    said = ("我们没过任何备案,主营收入2000万整,优化花销240万,补贴上限多少", "财务说收入其实是1999.8万")
    assert totals(asker, *said) == ["1200000", "0"]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("租了600平,自用450平,其余转租,每平每月80元,主营1.3亿,房补", "388800"),  # 450 × 80 × 12 × 90%
        ("优化花了:算力120万,标注团队工资80万不算,框架授权费30万。备案有。能补多少", "750000"),  # 150 × 50%
        ("训练优化费用共计230万元(含去年的50万),备案有,今年能补多少", "900000"),  # 180 × 50%
        ("1-6月月租3万,7-12月月租4万,主营1.2亿,房补", "378000"),  # (18 + 24) × 90%
        ("Annual rent 840k incl. 60k management fee, revenue 130m yuan. Subsidy?", "702000"),  # 78 × 90%
    ],
)
def test_what_is_part_of_an_amount_and_part_of_a_year(asker, question, total):
    assert totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        (("优化付了200万,备案有", "打个八折呢"), ["1000000", "800000"]),
        (("优化付了200万,备案有", "要是只付七成"), ["1000000", "700000"]),
        (("年租100万,主营1.2亿", "涨了一成"), ["900000", "990000"]),
        (("年租60万,主营1.2亿", "每个月涨5000"), ["540000", "594000"]),  # (60 + 6) × 90%
        (("月租5万,主营1.2亿,房补多少", "下半年涨到6万"), ["540000", "594000"]),  # (30 + 36) × 90%
    ],
)
def test_a_known_amount_is_scaled_or_changed_for_part_of_its_year(asker, said, amounts):
    assert totals(asker, *said) == amounts


def test_lettered_things_of_one_firm_are_items(asker):
    """(300 + 500) × 30% = 240; B halved: 550 → 165; without A: 250 → 75 (万元)."""
    said = ("推广项目A投300万,项目B投500万,都过了评定", "B的砍半", "A不做了")
    assert totals(asker, *said) == ["2400000", "1650000", "750000"]


def test_the_middle_one_and_the_last(asker):
    """20 + 35 + 45 = 100 → 50; without 35: 65 → 32.5; the last at 65: 85 → 42.5 (万元)."""
    said = ("优化费用一共三笔,分别是20万、35万和45万,备案有", "中间那笔不算", "最后一笔改成65万")
    assert totals(asker, *said) == ["500000", "325000", "425000"]


def test_an_item_called_by_its_amount(asker):
    """30 + 52 + 25 = 107 → 53.5; without 52: 55 → 27.5; another 40: 95 → 47.5 (万元)."""
    said = ("三笔训练款:30万、52万、25万,有备案,共补?", "52万那笔不是训练,拿掉", "又补进来一笔训练款40万")
    assert totals(asker, *said) == ["535000", "275000", "475000"]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("每月打给房东10万,里头物业费1.2万、水电8千,主营正好1亿,办公用房能补多少", "864000"),  # 8 × 12 × 90%
        ("行业应用推广:设备300万+开发200万是项目里的,另外地铁广告投放90万。过了评审。奖多少", "1500000"),  # 500 × 30%
        ("微调做了两轮,头一轮60万,后一轮40万,有备案,补多少", "500000"),  # 100 × 50%
        ("我们跟隔壁公司合租一层,租金一年100万,我们用六成,营收1.5亿,能补多少", "540000"),  # 60 × 90%
    ],
)
def test_parts_of_a_month_headings_rounds_and_space_shared(asker, question, total):
    assert totals(asker, question) == [total]


def test_a_share_of_the_firm_scales_no_rent(asker):
    """58 × 60% = 34.8; 90% of the shares is not wholly owned (万元)."""
    said = ("新开的全资子公司,自己营收760万,年租58万,母公司大模型备案有,房补?", "更正:母公司只占90%股份")
    assert totals(asker, *said) == ["348000", "0"]


def test_another_currency_is_no_yuan(asker):
    """What was paid is asked for in yuan."""
    answer = asker.ask("推理优化的云账单是38万美元,备案齐全,能拿多少补贴")
    assert answer.status == "needs_info"
    assert "optimization_cost" in answer.ask_for


def test_what_is_fallen_short_of_is_no_value(asker):
    """One yuan below 1亿 lies in a tier whose ratio is not stated: at most 80 × 90% = 72 (万元)."""
    for question in ("主营离一亿就差一块钱(99999999元),租金80万,算办公房补", "主营离一亿还差一点,租金80万,房补多少"):
        calculation = asker.ask(question).calculation
        assert [(a["kind"], a["yuan"]) for a in calculation["awards"]] == [("bound", "720000")]


def test_spending_up_to_an_amount_is_no_goal(asker):
    """70 × 50% = 35; 410 × 50% is capped at 150 (万元)."""
    assert totals(asker, "花70万做推理提速,备过案,多少?", "那要花到410万呢") == ["350000", "1500000"]
