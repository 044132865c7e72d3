"""Telling fragments from words: what the method knows of a page, and what it must never cut."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.ingest.chains import Ground, Place, Rates, weigh
from corpus.ingest.cuts import plain
from corpus.ingest.doubt import another_cut, stretch
from corpus.ingest.fluency import Reader, narrow
from corpus.ingest.noise import find_noise
from corpus.ingest.page import Page
from corpus.ingest.pieces import Headline, Piece, names_of, places_of
from corpus.ingest.strays import alone, find_strays

HEADLINE = "最高扶持松河新区冷链物流扶持办法看点多"
CLEAN = """4月2日,松河新区正式发布冷链仓储发展措施,自发布之日起施行,有效期三年。
新建冷库补贴,按照设备投资的25%给予补贴,单个项目不超过80万元。企业购买冷藏车辆的,每辆补贴3万元。
申请材料由企业提交到区商务局,审核通过以后,资金在三十日内拨付到企业账户。"""


def _put(*parts: tuple[str, str]) -> str:
    """CLEAN with each second string put in before the first occurrence of the first one."""
    text = CLEAN
    for before, fragment in parts:
        assert before in text
        text = text.replace(before, fragment + before, 1)
    return text


def test_a_site_word_is_found_by_its_company() -> None:
    """A foreign string that hangs on the same piece in two places is cut with it; no list knows it."""
    body = _put(
        ("自发布", "持松"), ("有效期", "河新"), ("新建", "区冷乐岛"), ("单个", "链物"), ("企业购买", "流扶"), ("每辆", "持办"),
        ("申请材料", "持松"), ("审核通过", "河新"), ("资金在", "区冷乐岛"), ("企业账户", "链物"),
    )  # fmt: skip
    sure = [finding.text for finding in find_noise(HEADLINE, body) if finding.sure]
    assert sure.count("区冷乐岛") == 2


def test_one_odd_fragment_alone_proves_nothing() -> None:
    """A page must show several telling fragments before anything is cut: one may be a slip of the article."""
    assert not [finding for finding in find_noise(HEADLINE, _put(("单个", "链物"))) if finding.sure]


@pytest.mark.parametrize("headline", ["", "补贴", "1500万元!", "Subsidies announced"])
def test_a_headline_without_enough_letters_finds_nothing(headline: str) -> None:
    """Too short to cut into pieces, or in another script."""
    assert not [finding for finding in find_noise(headline, CLEAN) if finding.sure]


def test_an_empty_body_is_no_error() -> None:
    """Nothing in, nothing out."""
    assert find_noise(HEADLINE, "") == find_noise(HEADLINE, " \n\n") == ()


def test_a_cut_that_leaves_the_same_text_counts_once() -> None:
    """松河松河新区: cutting the first or the second 松河 is one and the same place."""
    assert places_of("松河", "会上,松河松河新区发布办法。") == [(3, 5)]


def test_words_that_the_text_goes_on_with_are_marked() -> None:
    """链物 between 冷 and 流 is the article's own; 链物 before 企 tears a word."""
    title, text = Headline.of(HEADLINE), "冷链物流扶持很多,链物企业也来了。"
    place = title.letters.index("链物")
    piece = Piece(place, place + 2)
    assert [piece.goes_on(title, text, *span) for span in places_of("链物", text)] == [2, 0]


def test_names_of_the_headline_are_words() -> None:
    """A place that the dictionary lacks is split at its 市 or 区 and counts as a word, so it is not odd in the text."""
    assert "宁川市" in names_of(Headline.of("宁川市北塘区补助办法"), "")


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ("资金奖励范围包括大模型、励政集成电路设计企业。", "励政"),
        ("申请材料由企业提交到区流扶商务局。", "流扶"),
        ("按照设备投链物资的25%给予补贴。", "链物"),
    ],
)
def test_a_line_reads_better_without_a_fragment(line: str, fragment: str) -> None:
    """The gain is clear where a word is healed or two words that belong together meet."""
    start = line.index(fragment)
    assert Reader(CLEAN).gain(line, start, start + len(fragment)) > 8


@pytest.mark.parametrize(
    ("line", "word"),
    [("集成电路设计企业可以申请。", "电路"), ("按照设备投资的25%给予补贴。", "投资"), ("审核通过以后拨付资金。", "通过")],
)
def test_a_line_does_not_read_better_without_its_own_word(line: str, word: str) -> None:
    """Words in their place gain little or nothing by going."""
    start = line.index(word)
    assert Reader(CLEAN).gain(line, start, start + len(word)) < 8


def test_full_width_signs_keep_their_places() -> None:
    """Positions are those of the source, so widths are changed one for one."""
    text = "（一），１２％：ＡＢ　。"
    assert narrow(text) == "(一),12%:AB 。"
    assert len(narrow(text)) == len(text)


def test_a_plain_cut_leaves_no_lone_letter() -> None:
    """Cut in twos, the odd letter at the end goes with the piece before it."""
    title = Headline.of(HEADLINE)
    pieces = ["最高", "扶持", "松河", "新区", "冷链", "物流", "扶持", "办法", "看点多"]
    assert [piece.text(title) for piece in plain(title, 2)] == pieces


def test_figures_and_latin_words_end_a_run() -> None:
    """A scraper's pieces don't reach across 300 or AI."""
    title = Headline.of("补贴300万元 松河AI冷链")
    assert [title.letters[start:stop] for start, stop in title.runs] == ["补贴", "万元", "松河", "冷链"]


def test_no_places_are_no_noise() -> None:
    """With nowhere to put anything, no insertion is the only explanation."""
    assert weigh(Ground(CLEAN), [], 5, True, Rates()).total == 0.0


def test_pieces_in_turn_explain_more_than_the_same_out_of_turn() -> None:
    """Four places that each weigh 5: worth more as pieces 0 1 2 3 than as 2 0 3 1."""
    ground = Ground("甲乙丙丁,戊己庚辛,壬癸子丑,寅卯辰巳,午未申酉")
    spans = [(5, 7), (10, 12), (15, 17), (20, 22)]

    def total(order: tuple[int, ...]) -> float:
        places = [Place(*span, piece, 5.0) for span, piece in zip(spans, order, strict=True)]
        return weigh(ground, places, 4, True, Rates()).total

    assert total((0, 1, 2, 3)) > total((2, 0, 3, 1)) + 5


def test_made_up_names_are_told_from_phrases() -> None:
    """A foreign string must be odd: the article's own phrases recur as well."""
    page = Page(HEADLINE, CLEAN)
    assert page.odd("极竞")
    assert not page.odd("用人单位")


def test_words_put_in_without_an_order_stay() -> None:
    """Ordinary words of the headline here and there: nothing tells them from the article's own, so they are listed at most."""
    body = _put(("自发布", "办法"), ("单个", "最高"), ("每辆", "物流"), ("审核通过", "扶持"), ("资金在", "新区"))
    assert not [finding for finding in find_noise(HEADLINE, body) if finding.sure]


def test_a_new_word_that_the_page_uses_often_is_no_fragment() -> None:
    """托育 is in no dictionary; a page about it keeps every one."""
    body = (
        "鹭洲区发布托育细则,鼓励社会办托育。托育机构备案以后可以申请,福利托育点也可以。\n"
        "新建托育园的,每个托位补助九千元;示范托育机构另外奖励三十万元。家门口的托育要便宜,托育要安全。\n"
        "材料交到街道托育窗口,由区里审核。"
    )
    assert not [finding for finding in find_noise("鹭洲区普惠托育奖补细则出台最高奖补多少", body) if finding.sure]


STATION = "加氢站建设运营补贴细则解读"
STATION_BODY = """新区对加氢站给予补贴,建成以后十二个月内没有投入运营的,运营补贴要退回。
销售价格不高的站点,补贴分三年发放。购买车辆的企业,补贴按照车辆数计算。退回的补贴转入下一年。
企业申请补贴,由新区审核。补贴不重复发放。"""


def _span(text: str, part: str) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


def test_a_cut_is_not_sure_where_a_shorter_one_reads_as_well() -> None:
    """的,运营补贴要退回: 运营 alone may be what was put in, since 补贴要退回 reads well; a person decides."""
    page = Page(STATION, STATION_BODY)
    assert another_cut(page, _span(page.text, "运营补贴"))


def test_a_torn_piece_has_no_other_cut() -> None:
    """设运 before 销售 leaves only rubbish when cut anywhere else."""
    page = Page(STATION, STATION_BODY.replace("销售", "设运销售"))
    assert not another_cut(page, _span(page.text, "设运"))


def test_the_stretch_goes_as_far_as_text_and_headline_agree() -> None:
    """运营 in 投入运营的 stands alone, in 运营补贴要退回 it goes on."""
    page = Page(STATION, STATION_BODY)
    first, second = page.where("运营")
    assert stretch(page.title, page.text, first) == first
    assert stretch(page.title, page.text, second) == _span(page.text, "运营补贴")


def test_stretches_from_anywhere_are_found_where_they_break_words() -> None:
    """No order, no list of pieces: 链物 in 投资 can be nothing of the article's; the article's own 冷链 and 物流 are not among them."""
    page = Page(HEADLINE, CLEAN.replace("投资", "投链物资").replace("商务局", "商流扶务局").replace("账户", "账持松户"))
    strays = {page.text[slice(*span)] for span, chance in find_strays(page, ()).items() if chance > 0.4 and alone(page, span)}
    assert strays == {"链物", "流扶", "持松"}


def test_words_cost_what_the_page_makes_of_them() -> None:
    """A word that the page uses often is cheaper than in the dictionary alone."""
    assert Reader(STATION_BODY).cost("补贴") < Reader("").cost("补贴")


def test_large_weights_are_summed_as_logarithms() -> None:
    """Plain numbers end at 709 nats; a chain of heavier places is weighed all the same."""
    ground = Ground("甲乙丙丁,戊己庚辛,壬癸子丑,寅卯辰巳,午未申酉")
    places = [Place(5, 7, 0, 400.0), Place(10, 12, 1, 400.0), Place(15, 17, 2, 400.0)]
    found = weigh(ground, places, 3, True, Rates())
    assert 1150 < found.total < 1200
    assert np.allclose(found.chance, 1.0, atol=1e-6)
