"""政策体检 in a browser: validation as one types, the shared address, what is taken away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from visitors import PHONE, WIDE, Server, sideways

pytestmark = pytest.mark.browser
TYPED = {"revenue": "1.2亿", "rent": "80万", "optimization_cost": "260万", "promotion_investment": "1000万"}


def fill(page: Any, site: Server, path: str = "/checkup") -> None:
    page.goto(site.url + path)
    for name, value in TYPED.items():
        page.fill(f"#in-{name}", value)
    page.select_option("#in-first_model_filing", "true")
    page.locator("#result .headline strong", has_text="602" if "en" not in path else "6.02").wait_for()


@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["1440", "390"])
def test_checks_as_one_types(visit: Any, site: Server, pictures: Path, width: dict[str, int]) -> None:
    """100 + 130 + 72 + 300 = 602万; a word in a number's field is refused beside the field, the rest still counts."""
    page = visit(width).page
    fill(page, site)
    page.fill("#in-talent_award", "不少")
    page.locator("#why-talent_award", has_text="不能识别").wait_for()
    assert page.get_attribute("#in-talent_award", "aria-invalid") == "true"
    assert page.locator("#result tbody tr").count() >= 7
    assert page.locator("#result svg[role=img]").count() >= 4
    page.fill("#in-talent_award", "")
    page.locator("#in-talent_award[aria-invalid]").wait_for(state="detached")
    page.locator("#in-revenue").focus()
    page.screenshot(path=pictures / f"checkup-{width['width']}.png")
    page.locator("#result .pictures").screenshot(path=pictures / f"pictures-{width['width']}.png")
    assert not sideways(page, width)


def test_address_carries_the_case_and_the_log_does_not(visit: Any, site: Server) -> None:
    """The values stand after '#': another browser opens the same case, and no request line holds them."""
    first = visit()
    asked: list[str] = []
    first.page.on("request", lambda request: asked.append(request.url))
    fill(first.page, site)
    address = first.page.url
    assert "#" in address and "revenue" in address.split("#")[1]
    assert not any("revenue" in url.split("#")[0] for url in asked)
    second = visit().page
    second.goto(address)
    second.locator("#result .headline strong", has_text="602").wait_for()


def test_files_are_taken_away(visit: Any, site: Server) -> None:
    page = visit().page
    fill(page, site)
    for kind, suffix, begins in (("xlsx", ".xlsx", b"PK"), ("json", ".json", b"{")):
        with page.expect_download() as waiting:
            page.locator(f'.take button[value="{kind}"]').click()
        assert waiting.value.suggested_filename.endswith(suffix)
        assert Path(waiting.value.path()).read_bytes().startswith(begins)
    with page.expect_popup() as opened:
        page.locator('.take button[value="html"]').click()
    opened.value.locator(".trace").wait_for()
    assert "602万元" in opened.value.locator(".headline").inner_text()


def test_works_without_its_script(visit: Any, site: Server) -> None:
    """The form posts itself where scripts are off."""
    page = visit(java_script_enabled=False).page
    page.goto(site.url + "/checkup")
    page.fill("#in-optimization_cost", "260万")
    page.select_option("#in-has_filing", "true")
    page.locator("button.main").click()
    assert "130万元" in page.locator("#result").inner_text()
    assert page.input_value("#in-optimization_cost") == "260万"


def test_english(visit: Any, site: Server) -> None:
    page = visit().page
    fill(page, site, "/checkup?lang=en")
    assert "Model optimisation" in page.locator("#result").inner_text()
