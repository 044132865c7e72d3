"""axe-core on every page, light and dark: nothing serious in our own markup; what is Gradio's is named with its cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from visitors import COST, PHONE, WIDE, Server, ask, open_chat

pytestmark = pytest.mark.browser

GRADIO: dict[str, str] = {}
"""Findings in Gradio's own markup: rule and cause."""


def findings(page: Any) -> dict[str, list[str]]:
    """Serious and critical findings: rule to the elements found."""
    import axe_playwright_python as axe

    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
    return {
        one["id"]: [f"{node['target']} {node['html'][:120]} {node.get('failureSummary', '')[:200]}" for node in one["nodes"]]
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["1440", "390"])
def test_chat(visit: Any, site: Server, width: dict[str, int], scheme: str) -> None:
    page = visit(width, color_scheme=scheme).page
    open_chat(page, site)
    ask(page, COST)
    ask(page, "办公室租金100万，能补多少？")
    page.locator(".chip summary").first.click()
    found = {rule: nodes for rule, nodes in findings(page).items() if rule not in GRADIO}
    assert not found, found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["1440", "390"])
def test_checkup(visit: Any, site: Server, width: dict[str, int], scheme: str) -> None:
    page = visit(width, color_scheme=scheme).page
    page.goto(site.url + "/checkup")
    for name, value in {"revenue": "1500万", "rent": "80万", "optimization_cost": "260万"}.items():
        page.fill(f"#in-{name}", value)
    page.select_option("#in-has_filing", "true")
    page.fill("#in-talent_award", "x")
    page.locator("#result svg").first.wait_for()
    page.locator("#why-talent_award", has_text="不能识别").wait_for()
    page.locator("#result details summary").first.click()
    assert not (found := findings(page)), found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["1440", "390"])
def test_desk(visit: Any, site: Server, width: dict[str, int], scheme: str) -> None:
    page = visit(width, color_scheme=scheme).page
    page.goto(site.url + "/desk")
    page.keyboard.type("租金100万，能补多少？")
    page.keyboard.press("Enter")
    page.locator("#log li").first.wait_for()
    page.keyboard.type("备案")
    page.locator(".hit").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert not (found := findings(page)), found


def test_login(visit: Any, site: Server) -> None:
    page = visit().page
    page.goto(site.url + "/desk/login")
    assert not (found := findings(page)), found
