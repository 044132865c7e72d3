"""The hotline desk with the keyboard alone."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from visitors import PHONE, WIDE, Server, sideways

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["1440", "390"])
def test_a_call_from_ring_to_work_order(visit: Any, site: Server, pictures: Path, width: dict[str, int]) -> None:
    """Search, choose, ask, hear what to ask next, compute, note, copy: no mouse."""
    page = visit(width, permissions=["clipboard-read", "clipboard-write"]).page
    page.goto(site.url + "/desk")
    page.keyboard.type("房租补贴", delay=20)
    page.locator(".hit.clause").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.locator(".hit[aria-selected=true]").count() == 1
    page.screenshot(path=pictures / f"desk-search-{width['width']}.png")
    page.keyboard.press("Enter")
    page.locator("#log li").first.wait_for()
    page.keyboard.type("那租金100万能补多少？")
    page.keyboard.press("Enter")
    page.locator("#ask-next", has_text="主营业务收入").wait_for()
    page.keyboard.type("营收1.2亿")
    page.keyboard.press("Enter")
    page.locator("#speak", has_text="90万元").wait_for()
    page.keyboard.press("Alt+g")
    page.locator('[data-mark="up"][aria-pressed=true]').wait_for()
    page.keyboard.press("Alt+c")
    page.locator("#status", has_text="已复制").wait_for()
    assert "90万元" in page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Alt+m")
    page.keyboard.type("来电询问房租补贴")
    page.keyboard.press("Alt+w")
    page.locator("#status", has_text="工单").wait_for()
    order = page.evaluate("navigator.clipboard.readText()")
    assert "来电询问房租补贴" in order and "1.2亿元" in order and "office-rent" in order
    page.screenshot(path=pictures / f"desk-{width['width']}.png")
    assert not sideways(page, width)


def test_calls_in_tabs_stay_apart_and_survive_a_reload(visit: Any, site: Server) -> None:
    page = visit().page
    page.goto(site.url + "/desk")
    page.keyboard.type("租金100万，营收1.2亿，能补多少？")
    page.keyboard.press("Enter")
    page.locator("#speak", has_text="90万元").wait_for()
    page.keyboard.press("Alt+n")
    page.keyboard.type("去年调模型花了260万，已经备案，能补多少？")
    page.keyboard.press("Enter")
    page.locator("#speak", has_text="130万元").wait_for()
    page.keyboard.press("Alt+1")
    page.locator("#speak", has_text="90万元").wait_for()
    page.reload()
    page.locator("#speak", has_text="90万元").wait_for()
    assert page.locator("#calls [role=tab]").count() == 2


def test_calculator_and_help(visit: Any, site: Server) -> None:
    """260万 × 50% = 130万, shown while typing; `?` shows the keys, Escape closes them."""
    page = visit().page
    page.goto(site.url + "/desk")
    page.select_option("#award", label="模型优化补贴")
    page.keyboard.press("Alt+k")
    page.locator("#calc-model-optimization-optimization_cost").fill("260万")
    page.locator("#sum", has_text="130万元").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


def test_unanswered_questions_are_exported(visit: Any, site: Server) -> None:
    page = visit().page
    page.goto(site.url + "/desk")
    page.keyboard.type("申报材料有哪些要求？")
    page.keyboard.press("Enter")
    page.locator("#log li").first.wait_for()
    page.keyboard.press("Alt+u")
    page.locator('[data-mark="unanswered"][aria-pressed=true]').wait_for()
    with urllib.request.urlopen(site.url + "/desk/api/open.jsonl") as answer:
        cases = [json.loads(line) for line in answer.read().decode().splitlines()]
    assert any(case["turns"][-1]["user"] == "申报材料有哪些要求？" for case in cases)


def test_injected_script_stays_text(visit: Any, site: Server) -> None:
    page = visit().page
    page.goto(site.url + "/desk")
    page.keyboard.type('租金100万<img src=x onerror="window.hit=1">能补多少？')
    page.keyboard.press("Enter")
    page.locator("#log li").first.wait_for()
    page.keyboard.type("<img src=x onerror='window.hit=2'>租金")
    page.locator("#hits li").first.wait_for()
    assert page.evaluate("window.hit") is None
    assert page.locator("#content img").count() == 0


def test_english(visit: Any, site: Server) -> None:
    page = visit().page
    page.goto(site.url + "/desk?lang=en")
    page.keyboard.type("Annual office rent is RMB 1 million and annual revenue is RMB 120 million. How much is the rent subsidy?")
    page.keyboard.press("Enter")
    page.locator("#speak", has_text="900,000").wait_for()
