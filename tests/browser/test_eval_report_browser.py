"""The report's filters and its print, in a real browser: the page is a file, nothing is served and nothing is fetched."""

from __future__ import annotations

import json

import pytest
from conftest import CHROMIUM, FLAGS

from eval import questions, report, score, summary
from eval.run import Record, Run
from eval.sources import Catalogue

pytestmark = pytest.mark.browser


@pytest.fixture
def page_file(tmp_path):
    """Three failing turns: two wrong figures, one wrong status."""
    expects = [{"figures": ["50%"]}, {"figures": ["60%"]}, {"status": "not_stated"}]
    lines = [{"id": f"q{i}", "tags": [f"tag{i % 2}"], "turns": [{"user": f"第{i}问", "expect": e}]} for i, e in enumerate(expects)]
    conversations = tuple(questions.parse(json.dumps(line)) for line in lines)
    answer = {"status": "answered", "route": "lookup", "answer": "没有数字。", "citations": [], "figures": []}
    records = {(c.id, 1): Record(c.id, 1, answer, 1.0) for c in conversations}
    turns = score.score_turns(Run(tmp_path, conversations, records, Catalogue()))
    return report.write(summary.summarise(turns), turns, tmp_path)


def test_filters_narrow_the_failures_and_print_shows_what_is_left(page_file):
    """By check, by tag, by words; no error on the page, no request but the file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        visible = page.locator("article:visible")
        assert visible.count() == 3
        page.select_option("#f-check", "figures")
        assert visible.count() == 2 and page.inner_text("#f-count") == "2 / 3"
        page.select_option("#f-tag", "tag1")
        assert visible.count() == 1
        page.select_option("#f-check", "")
        page.select_option("#f-tag", "")
        page.fill("#f-text", "第2问")
        assert visible.count() == 1
        page.emulate_media(media="print")
        assert visible.count() == 1 and not page.locator(".filters").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        browser.close()
    assert said == [] and asked == [page_file.as_uri()]
