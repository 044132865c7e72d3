"""The enterprise page as people use it, wide and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import PHONE, WIDE, Server

pytestmark = pytest.mark.browser

COST = "去年调模型花了260万，已经备案，能补多少？"  # 2,600,000 × 50% = 1,300,000, below the ceiling of 1,500,000


def ask(page: Any, text: str) -> Any:
    """Type a question, press Enter, wait for its answer."""
    before = page.locator(".answer").count()
    page.fill("#box textarea", text)
    page.press("#box textarea", "Enter")
    answer = page.locator(".answer").nth(before)
    answer.wait_for()
    return answer


@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["1440", "390"])
def test_asks_and_reads_the_conclusion_first(visit: Any, site: Server, pictures: Path, width: dict[str, int]) -> None:
    """The first words of an answer are its conclusion; the clause opens from a chip and says that it is a summary."""
    page = visit(width).page
    page.goto(site.url)
    page.locator(".welcome").wait_for()
    page.screenshot(path=pictures / f"welcome-{width['width']}.png")
    answer = ask(page, COST)
    assert "130万元" in answer.locator(".lead").inner_text()
    chip = answer.locator(".chip").first
    chip.locator("summary").click()
    assert "非原文" in chip.inner_text()
    assert "50%" in chip.locator("mark").all_inner_texts()
    page.screenshot(path=pictures / f"answer-{width['width']}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], "the page scrolls sideways"


def test_suggestion_is_asked_on_click(visit: Any, site: Server) -> None:
    """A click on an example question asks it."""
    page = visit().page
    page.goto(site.url)
    first = page.locator(".suggest").first
    text = first.inner_text()
    first.click()
    page.locator(".answer").first.wait_for()
    assert page.locator(".asked").first.inner_text() == text
