"""From an Answer to HTML: conclusion first, clauses as chips, everything escaped."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.settings import load
from assistant.web import render
from assistant.web.chat import said
from assistant.web.examples import examples
from assistant.web.owner import owner_of
from assistant.web.words import KEYS, SAID
from corpus.load import Library, load_policies

EVIL = '<script>x</script>"onload="y'


@pytest.fixture(scope="module")
def library() -> Library:
    return load_policies(load({}).policies)


def answer(**changes: Any) -> dict[str, Any]:
    """An answer as the store keeps it."""
    found: dict[str, Any] = {
        "status": "answered",
        "route": "calculate",
        "language": "zh",
        "policy": "haizhu-ai-2024",
        "answer": "最高可得72万元。\n\n**测算**\n- 80万元 × 90% = 72万元\n\n**依据**\n- 「办公用房补贴」:…\n\n金额均为上限。",
        "citations": [
            {
                "clause": "haizhu-ai-2024/office-rent",
                "title": "办公用房补贴",
                "policy_title": "p",
                "quote": "最高按90%给予补贴,最高100万元",
                "source": "haizhu-ai-2024",
            }
        ],
        "figures": [{"text": "90%", "value": "90", "unit": "%", "origin": "clause:haizhu-ai-2024/office-rent"}],
        "ask_for": [],
        "suggestions": ["怎么算的?"],
        "calculation": None,
    }
    return found | changes


class TestAnswer:
    def test_conclusion_leads_and_chips_replace_the_block_of_clauses(self, library: Library) -> None:
        html = render.answer_html(library, answer(), 7, "zh", last=True)
        assert html.index('class="lead"') < html.index("测算") < html.index('class="chips"')
        assert "「办公用房补贴」" not in html
        assert '<div class="caution">' in html

    def test_chip_says_whose_words_it_shows_and_marks_the_figure(self, library: Library) -> None:
        html = render.answer_html(library, answer(), 7, "zh", last=True)
        assert "非原文" in html and "南方网" in html and "主要来源" in html
        assert "<mark>90%</mark>" in html

    def test_a_figure_is_marked_as_a_whole(self) -> None:
        """20万元 is not marked inside 120万元."""
        assert "<mark>" not in render.highlighted("最高120万元", ["20万元"])

    def test_everything_is_escaped(self, library: Library) -> None:
        citation = {**answer()["citations"][0], "title": EVIL, "quote": EVIL}
        made = answer(answer=EVIL, citations=[citation], suggestions=[EVIL], figures=[{"text": EVIL, "origin": "user"}])
        html = render.answer_html(library, made, 7, "zh", last=True)
        assert "<script" not in html and 'onload="y' not in html.replace("&quot;", "")

    def test_links_and_pictures_of_markdown_stay_text(self) -> None:
        html = render.markdown("![x](http://a/b.png) [y](javascript:z) <img src=q>")
        assert "<img" not in html and "<a" not in html

    def test_only_the_last_answer_asks_on(self, library: Library) -> None:
        made = answer(status="needs_info", ask_for=["revenue"])
        assert 'class="ask-form"' in render.answer_html(library, made, 1, "zh", last=True)
        earlier = render.answer_html(library, made, 1, "zh", last=False)
        assert "ask-form" not in earlier and "suggest" not in earlier

    def test_page_words_follow_the_page(self, library: Library) -> None:
        assert "Helpful" in render.answer_html(library, answer(), 1, "en", last=True)


class TestTypesetting:
    @pytest.mark.parametrize(
        ("typed", "printed"),
        [
            ("你好,世界", "你好，世界"),
            ("合计:0元", "合计：0元"),
            ("1,500,000元", "1,500,000元"),
            ("最高90%,每年", "最高90%，每年"),
            ("a, b: c", "a, b: c"),
            ("怎么算?", "怎么算？"),
            ("10:30", "10:30"),
        ],
    )
    def test_only_between_chinese(self, typed: str, printed: str) -> None:
        assert render.typeset(typed) == printed


class TestCompany:
    def test_every_value_can_be_edited_and_cleared_and_the_rest_added(self, library: Library) -> None:
        policy = library.mains[0]
        known = [{"input": "rent", "label": "x", "kind": "amount", "value": "800000", "relation": "about", "planned": True}]
        html = render.company(policy, known, "zh")
        assert 'id="own-rent"' in html and 'value="80万元"' in html and 'id="clear-rent"' in html
        assert "约" in html and "计划" in html
        assert html.count('id="add-') == len(policy.inputs) - 1

    def test_trouble_is_escaped(self, library: Library) -> None:
        assert "<script" not in render.company(library.mains[0], (), "zh", trouble=EVIL)

    def test_form_values_become_a_sentence(self, library: Library) -> None:
        text = said(library.mains[0], {"revenue": "1.2亿", "self_use": "true"}, "zh")
        assert text == "年度主营业务收入：1.2亿；办公用房为自用：是"


def test_blank_lines_end_no_block() -> None:
    assert "\n\n" not in render.one_line("<div>a\n \n![x](y)</div>")
    assert "\n" not in render.verbatim("a\r\n\n<b>")


def test_owner_is_a_hash_and_the_cookie_decides() -> None:
    assert owner_of({"huice_owner": "s"}, "p") == owner_of({"huice_owner": "s"}, "q") != owner_of({}, "p")
    assert owner_of({"huice_owner": "p"}) != owner_of({}, "p"), "a page's session must not stand for a browser's cookie"
    assert "s3cret" not in owner_of({"huice_owner": "s3cret"})


def test_examples_come_from_the_policies(library: Library) -> None:
    for language in ("zh", "en"):
        found = examples(library, language)
        assert 3 <= len(found) <= 5 and len(set(found)) == len(found)


def test_every_text_has_its_twin() -> None:
    assert all(chinese and english and chinese != english for chinese, english in SAID.values())
    assert all(chinese and english for _, chinese, english in KEYS)
