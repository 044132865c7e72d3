"""Cutting a page into clauses: along its own structure, one award a clause, every character once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from corpus.clauses import KEY
from corpus.ingest.clean import clean
from corpus.ingest.facts import facts_of
from corpus.ingest.segment import Segment, segment
from corpus.ingest.slug import slug
from eval.bench.ingest import STYLES, pages, spoil

PAGES = {name: (text, tail) for name, text, tail in pages(Path(__file__).parent / "pages")}
SOME = sorted(PAGES)[::6]  # cleaning takes most of the time, and test_ingest_clean does all pages


def _clauses(page: str) -> list[Segment]:
    return [one for one in segment(clean(page)) if one.kind == "clause"]


@pytest.mark.parametrize("name", SOME)
def test_every_source_character_is_in_one_segment_or_removed(name: str) -> None:
    """Segments lie side by side from the first character to the last, also on a spoiled page with a tail."""
    text, tail = PAGES[name]
    for source in (text + tail, spoil(text.rstrip("\n"), STYLES[0], 3).text + "\n" + tail):
        cleaned = clean(source)
        parts = segment(cleaned)
        assert parts[0].start == 0
        assert parts[-1].end == len(source)
        assert all(first.end == second.start for first, second in pairwise(parts))
        kept = "".join(cleaned.between(one.start, one.end) for one in parts)
        assert kept == cleaned.text
        assert len(kept) + sum(one.end - one.start for one in cleaned.removed) == len(source)


def test_a_paragraph_with_a_lead_is_one_clause_named_by_it() -> None:
    """The words before the first comma of a short opening sentence name the paragraph."""
    page = "测试区补贴新政公布\n流片补贴,每年最高500万元。首次流片的企业,按照费用的40%给予补贴,单个企业每年最高500万元。\n"
    clauses = _clauses(page)
    assert [one.title for one in clauses] == ["流片补贴"]
    assert clauses[0].key == "tape-out-subsidy"


def test_a_second_award_in_a_led_paragraph_is_a_clause_of_its_own() -> None:
    """Each ceiling stands in one clause, so that a figure can be proven by its clause."""
    page = (
        "测试区补贴新政公布\n租金补贴,最高补贴90%。企业租赁办公用房的,按照租金的90%给予补贴,每年最高100万元。"
        "企业新设的子公司租赁办公用房的,按照租金的60%给予补贴,每年最高80万元。\n"
    )
    clauses = _clauses(page)
    assert len(clauses) == 2
    assert "100万元" in clauses[0].text and "80万元" not in clauses[0].text
    assert "80万元" in clauses[1].text and "100万元" not in clauses[1].text


def test_awards_in_a_row_are_told_apart() -> None:
    """Sentences, and halves of a sentence with a ceiling each, are clauses of their own."""
    page = (
        "测试区奖励新政公布\n企业首次完成甲类登记的,给予最高100万元一次性奖励;企业首次完成乙类登记的,给予最高20万元一次性奖励。"
        "开展推广的,按照不超过投入的30%给予奖励,最高奖励500万元。\n"
    )
    ceilings = ("100万元", "20万元", "500万元")
    assert [[word for word in ceilings if word in one.text] for one in _clauses(page)] == [["100万元"], ["20万元"], ["500万元"]]


def test_headings_are_the_section_of_what_follows() -> None:
    """Short lines without a full stop are headings, and a later heading takes their place."""
    page = "测试区奖励新政公布\n亮点一:快\n急企业之所急\n企业提交材料以后,区商务局当日受理。\n亮点二:准\n区商务局逐户上门解读。\n"
    assert [one.section for one in _clauses(page)] == ["亮点一:快 / 急企业之所急", "亮点二:准"]


@pytest.mark.parametrize("name", SOME)
def test_ids_are_valid_and_unique(name: str) -> None:
    """The ids proposed can go into clauses.md as they are."""
    keys = [one.key for one in _clauses(PAGES[name][0])]
    assert len(keys) == len(set(keys)) > 3
    assert all(KEY.match(key) for key in keys)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("人才补贴", "talent-subsidy"),
        ("设备购置补助", "equipment-purchase-subsidy"),
        ("梅花奖", "mei-hua-jiang"),
        ("AI 奖励", "ai-award"),
        ("——", ""),
    ],
)
def test_ids_are_english_where_the_word_is_common_and_pinyin_else(title: str, expected: str) -> None:
    """Known words of policy prose are translated, the others spelt."""
    assert slug(title) == expected


def test_facts_are_read_off_the_page() -> None:
    """Title, short title, dates, places, outlet and reporter come from the page's own words."""
    facts = facts_of(segment(clean(PAGES["tune/trade"][0])))
    assert facts.title == "青浦湾新区支持跨境电商高质量发展奖励办法"
    assert facts.short_title == "办法"
    assert (facts.valid_from, facts.valid_until) == ("2025-01-01", "2027-12-31")
    assert (facts.outlet, facts.author) == ("南屿商报", "贺一舟")
    assert facts.number == ""
