"""Cleaning: fragments of the headline go, policy text stays, and every character is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.ingest.clean import Cleaned, clean
from eval.bench.ingest import STYLES, common, leftmost, pages, spoil

PAGES = {name: (text.rstrip("\n"), tail) for name, text, tail in pages(Path(__file__).parent / "pages")}
STYLE = {style.name: style for style in STYLES}

# An invented page, spoiled by hand: its headline cut in twos (最高 扶持 松河 新区 冷链 物流 扶持 办法) and walked through twice.
HEADLINE = "最高扶持松河新区冷链物流扶持办法看点多"
CLEAN = """4月2日,松河新区正式发布冷链仓储发展措施,自发布之日起施行,有效期三年。
新建冷库补贴,按照设备投资的25%给予补贴,单个项目不超过80万元。企业购买冷藏车辆的,每辆补贴3万元。
申请材料由企业提交到区商务局,审核通过以后,资金在三十日内拨付到企业账户。"""
SPOILED = """4月2日,最高松河新区正式发布冷链仓储发展措施,持松自发布之日起施行,河新有效期三年。
区冷新建冷库补贴,按照设备投资的链物25%给予补贴,流扶单个项目不超过80万元。持办企业购买冷藏车辆的,法看每辆补贴3万元。
申请材料由企业提交到区商务局,持松审核通过以后,河新资金在三十日内拨付到企业账户。区冷"""


@pytest.fixture(scope="module")
def by_hand() -> Cleaned:
    return clean(f"{HEADLINE}\n{SPOILED}\n")


def test_fragments_go_and_policy_text_stays(by_hand: Cleaned) -> None:
    """All sixteen fragments are cut, the ordinary word 最高 among them, and not a character more."""
    assert by_hand.text == f"{HEADLINE}\n{CLEAN}\n"
    assert [one.text for one in by_hand.removed][:4] == ["最高", "持松", "河新", "区冷"]


def test_kept_and_removed_together_are_the_source(by_hand: Cleaned) -> None:
    """Putting the removed pieces back where they were gives the source, character for character."""
    source, place, parts = by_hand.source, 0, []
    for one in by_hand.removed:
        assert source[one.start : one.end] == one.text
        assert one.start >= place
        parts += [source[place : one.start], one.text]
        place = one.end
    assert "".join([*parts, source[place:]]) == source
    assert len(by_hand.text) + sum(len(one.text) for one in by_hand.removed) == len(source)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_without_noise_loses_its_foreign_tail_only(name: str) -> None:
    """Words of the headline that the article uses stay, all of them, and so do appendix and reporter lines; link titles at the end go."""
    page, tail = PAGES[name]
    cleaned = clean(f"{page}\n{tail}")
    assert [one.text for one in cleaned.removed] == tail.splitlines(keepends=True)
    assert cleaned.text == page + "\n"


# The styles in turn over the pages never fitted on, and what was lost once.
NOISY = [style.name for style in STYLES if style.gap]
SPOILED_PAGES = [(name, NOISY[at % len(NOISY)], 7) for at, name in enumerate(sorted(n for n in PAGES if n.startswith("blind")))] + [
    ("last/hydrogen", "whole page", 0),
    ("last/waste", "no site word", 0),
]


@pytest.mark.parametrize(("name", "style", "seed"), SPOILED_PAGES)
def test_a_spoiled_page_loses_no_policy_text(name: str, style: str, seed: int) -> None:
    """A style and a seed for each page; `python -m eval.bench.ingest` runs them all and prints the shares."""
    page, _ = PAGES[name]
    spoiled = spoil(page, STYLE[style], seed)
    cleaned = clean(spoiled.text)
    assert common(page, cleaned.text) == len(page)
    put_in = {leftmost(spoiled.text, *span) for span in spoiled.spans}
    gone = {leftmost(spoiled.text, one.start, one.end) for one in cleaned.removed}
    assert len(put_in & gone) >= len(put_in) * (0.7 if STYLE[style].ordered else 0)


def test_a_list_that_belongs_to_the_policy_is_no_tail() -> None:
    """Bullets about the policy's own matter share its words, so they stay."""
    body = "企业申请补贴需要提交营业执照、租赁合同和租金发票,由区商务局审核以后拨付补贴资金。"
    items = ["- 营业执照复印件", "- 租赁合同和租金发票", "- 补贴申请表", "- 企业账户信息"]
    page = "测试区租金补贴申请指南\n" + body + "\n" + "\n".join(items) + "\n"
    cleaned = clean(page)
    assert cleaned.text == page
    assert not cleaned.removed


def test_a_missing_character_is_listed_and_not_filled() -> None:
    """办公用房 occurs twice, 公用房 once: the place is named, the text is left alone."""
    page = (
        "测试区补贴政策公布\n企业租赁办公用房的,给予补贴。\n购买办公用房的,给予一次性补贴。\n"
        "资金用于设备补贴、公用房补助等专项,由区财政局安排。\n"
    )
    cleaned = clean(page)
    assert [(gap.missing, gap.phrase) for gap in cleaned.gaps] == [("办", "办公用房")]
    assert page[cleaned.gaps[0].at :].startswith("公用房补助")
    assert cleaned.text == page


def test_without_a_headline_nothing_is_guessed() -> None:
    """Fragments are known by the headline only; a text that opens with a sentence is left as it is."""
    page = "企业租赁办公用房的,按照租金的50%给予补贴。\n单个企业每年最高补贴60万元。\n"
    assert clean(page).text == page


def test_markdown_marks_are_removed_and_listed() -> None:
    """The signs of a Markdown heading are no policy text; they are among the removed pieces."""
    page = "# 测试区补贴政策公布\n\n## 一、补贴对象\n\n在测试区注册的企业都可以申请补贴。\n"
    cleaned = clean(page, markdown=True)
    assert [one.text for one in cleaned.removed] == ["# ", "## "]
    assert cleaned.text == "测试区补贴政策公布\n\n一、补贴对象\n\n在测试区注册的企业都可以申请补贴。\n"
