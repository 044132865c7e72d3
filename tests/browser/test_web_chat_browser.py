"""The enterprise page as people use it, wide and on a phone."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from visitors import COST, PHONE, WIDE, Server, ask, free_port, open_chat, sideways

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [WIDE, PHONE], ids=["1440", "390"])
EVIL = '<script>window.hit=1</script><img src=x onerror="window.hit=2"><svg onload="window.hit=3">[a](javascript:window.hit=4)'


@WIDTHS
def test_asks_and_reads_the_conclusion_first(visit: Any, site: Server, pictures: Path, width: dict[str, int]) -> None:
    """The first words of an answer are its conclusion; the clause opens from a chip and says that it is a summary."""
    page = visit(width).page
    open_chat(page, site)
    page.screenshot(path=pictures / f"welcome-{width['width']}.png")
    answer = ask(page, COST)
    assert "130万元" in answer.locator(".lead").inner_text()
    chip = answer.locator(".chip").first
    chip.locator("summary").click()
    assert "非原文" in chip.inner_text()
    assert "50%" in chip.locator("mark").all_inner_texts()
    page.screenshot(path=pictures / f"answer-{width['width']}.png")
    assert not sideways(page, width)


def test_clauses_stand_beside_on_a_wide_screen(visit: Any, site: Server) -> None:
    page = visit().page
    open_chat(page, site)
    ask(page, COST)
    beside, chat = page.locator("#basis").bounding_box(), page.locator("#chat").bounding_box()
    assert beside["x"] >= chat["x"] + chat["width"]
    assert "50%" in page.locator("#basis .clause").first.inner_text()


def test_suggestion_is_asked_on_click(visit: Any, site: Server) -> None:
    """A click on an example question asks it."""
    page = visit().page
    open_chat(page, site)
    first = page.locator(".suggest").first
    text = first.inner_text()
    first.click()
    page.locator(".answer").first.wait_for()
    assert page.locator(".asked").first.inner_text() == text


@WIDTHS
def test_company_values_are_edited_and_used_at_once(visit: Any, site: Server, pictures: Path, width: dict[str, int]) -> None:
    """260万 becomes 400万: the card says 最高150万元 (the ceiling) at once, and the next turn keeps it; clearing takes it out."""
    page = visit(width).page
    open_chat(page, site)
    ask(page, COST)
    field = page.locator("#own-optimization_cost")
    assert field.input_value() == "260万元"
    field.fill("400万")
    field.press("Enter")
    page.locator(".now strong", has_text="150万元").wait_for()
    page.screenshot(path=pictures / f"company-{width['width']}.png")
    page.locator("#clear-optimization_cost").click()
    page.locator("#own-optimization_cost").wait_for(state="detached")
    page.locator("#own-has_filing").wait_for()


def test_bad_value_is_refused_with_a_sentence(visit: Any, site: Server) -> None:
    page = visit().page
    open_chat(page, site)
    ask(page, COST)
    page.fill("#own-optimization_cost", "很多")
    page.press("#own-optimization_cost", "Enter")
    page.locator("#company-trouble").wait_for()
    assert "很多" in page.locator("#company-trouble").inner_text()


def test_missing_input_is_given_in_a_form(visit: Any, site: Server) -> None:
    """Rent of 100万 needs the revenue; 1.2亿 in the form gives 90% = 90万."""
    page = visit().page
    open_chat(page, site)
    first = ask(page, "办公室租金100万，能补多少？")
    first.locator(".ask-form #ask-revenue").fill("1.2亿")
    first.locator(".ask-form .apply").click()
    second = page.locator(".answer").nth(1)
    second.wait_for()
    assert "90万元" in second.inner_text()


def test_history_is_restored_and_forgotten(visit: Any, site: Server) -> None:
    """A reload shows the conversation again; a new one begins empty; the old one opens from the list; forgetting deletes all."""
    visitor = visit()
    page = visitor.page
    open_chat(page, site)
    ask(page, COST)
    page.reload()
    page.locator(".answer").first.wait_for()
    assert page.locator(".asked").first.inner_text() == COST
    page.locator("#new").click()
    page.locator(".welcome").wait_for()
    page.locator(".history summary").click()
    page.locator(".open-thread").first.click()
    page.locator(".answer").first.wait_for()
    page.locator(".history summary").click()
    page.locator(".forget").click()
    page.locator(".welcome").wait_for()
    page.reload()
    page.locator(".welcome").wait_for()
    assert page.locator(".open-thread").count() == 0


def test_feedback_with_a_reason(visit: Any, site: Server) -> None:
    page = visit().page
    open_chat(page, site)
    ask(page, COST)
    page.locator(".rate-wrong").click()
    page.locator(".why input").fill("少算了一项")
    page.locator(".why-send").click()
    page.locator(".rate", has_text="已记录").wait_for()
    page.reload()
    page.locator(".rate", has_text="已记录").wait_for()


def test_two_visitors_never_meet(visit: Any, site: Server) -> None:
    """Two browsers at once: each sees its own values, and a thread id of the other opens nothing."""
    one, two = visit().page, visit().page
    open_chat(one, site)
    open_chat(two, site)
    ask(one, COST)
    ask(two, "办公室租金80万，营收1.2亿，能补多少？")
    assert one.locator("#own-rent").count() == 0 and two.locator("#own-optimization_cost").count() == 0
    thread = one.locator("#thread textarea, #thread input").input_value()
    assert len(thread) >= 20
    two.evaluate(
        """(thread) => { const box = document.querySelector("#bridge textarea, #bridge input");
        const value = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value");
        value.set.call(box, JSON.stringify({do: "open", thread}));
        box.dispatchEvent(new Event("input", {bubbles: true}));
        setTimeout(() => document.querySelector("button#go, #go button").click(), 0); }""",
        thread,
    )
    two.locator(".welcome").wait_for()
    assert COST not in two.locator("body").inner_text()


def test_injected_script_stays_text(visit: Any, site: Server) -> None:
    """Script in a question, in a value and in a reason is shown as text, now and after a reload."""
    page = visit().page
    open_chat(page, site)
    ask(page, f"租金100万{EVIL}能补多少？")
    page.locator(".rate-wrong").click()
    page.locator(".why input").fill(EVIL)
    page.locator(".why-send").click()
    page.locator(".rate", has_text="已记录").wait_for()
    page.fill("#own-rent", EVIL)
    page.press("#own-rent", "Enter")
    page.locator("#company-trouble").wait_for()
    page.reload()
    page.locator(".asked").first.wait_for()
    assert page.evaluate("window.hit") is None
    assert page.locator("#chat script, #chat .asked img, #chat .asked svg").count() == 0
    assert "<script>" in page.locator(".asked").first.inner_text()


def test_long_question_and_one_too_long(visit: Any, site: Server) -> None:
    """4,000 characters are read; 4,001 are refused with the reason."""
    page = visit().page
    open_chat(page, site)
    head = "租金100万，营收1.2亿，能补多少？"
    assert "90万元" in ask(page, head + "谢" * (4000 - len(head))).inner_text()
    assert ask(page, "租" * 4001).locator(".flag-rejected").count() == 1


def test_slow_network(visit: Any, site: Server) -> None:
    """At 400 ms a round trip and 50 kB/s after the first visit the page still answers."""
    visitor = visit()
    page = visitor.page
    open_chat(page, site)
    session = visitor.context.new_cdp_session(page)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
    session.send("Network.emulateNetworkConditions", slow)
    assert "130万元" in ask(page, COST).inner_text()


def test_server_restarts_in_the_middle(visit: Any, chromium: Any, tmp_path: Path) -> None:
    """Stop and start the server between two turns: the next question is answered with what was said before."""
    server = Server(tmp_path, free_port())
    server.start()
    try:
        page = visit().page
        open_chat(page, server)
        ask(page, COST)
        server.stop()
        server.start()
        answer = ask(page, "那要是花了400万呢？")
        assert "150万元" in answer.inner_text()
    finally:
        server.stop()


def test_english_page(visit: Any, site: Server, pictures: Path) -> None:
    page = visit().page
    open_chat(page, site, "/en/")
    assert page.evaluate("document.documentElement.lang") == "en"
    answer = ask(page, "We spent RMB 2.6 million on model optimisation and have the filing. How much can we get?")
    assert "1.3 million" in answer.inner_text()
    page.screenshot(path=pictures / "english-1440.png")


def test_dark_page(visit: Any, site: Server, pictures: Path) -> None:
    page = visit(color_scheme="dark").page
    open_chat(page, site)
    ask(page, COST)
    page.screenshot(path=pictures / "dark-1440.png")
    background = page.evaluate("getComputedStyle(document.querySelector('#chat')).backgroundColor")
    assert background == "rgb(28, 33, 40)"


def test_question_is_shown_as_it_was_typed(visit: Any, site: Server) -> None:
    """Markdown, formulas and blank lines of a question stay what they are; no picture is fetched."""
    text = "租金100万\n\n![x](http://example.invalid/x.png) **粗** $$x^2$$ [a](http://example.invalid)\n\n- 能补多少？"
    page = visit().page
    open_chat(page, site)
    ask(page, text)
    assert page.locator(".asked").first.inner_text() == text
    assert page.locator("#chat .user-row :is(img, a, strong, ul, .katex)").count() == 0


def test_frame_on_a_site_that_may_and_on_one_that_may_not(visit: Any, tmp_path: Path) -> None:
    """`?embed=1` works in a frame of an allowed site, without cookies; another site's frame stays empty."""
    host, other = free_port(), free_port()
    (tmp_path / "home").mkdir()
    server = Server(tmp_path / "home", free_port(), environment={"HUICE_EMBED_ORIGINS": f"http://localhost:{host}"})
    frame = f'<iframe src="{server.url}/?embed=1" width="400" height="800"></iframe>'.encode()

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(frame)

        def log_message(self, *args: object) -> None:
            pass

    portals = [ThreadingHTTPServer(("127.0.0.1", port), Portal) for port in (host, other)]
    for portal in portals:
        Thread(target=portal.serve_forever, daemon=True).start()
    server.start()
    try:
        visitor = visit(PHONE)
        visitor.page.goto(f"http://localhost:{host}/")
        inside = visitor.page.frame_locator("iframe")
        inside.locator(".welcome").wait_for()
        inside.locator("#box textarea").fill(COST)
        inside.locator("#box textarea").press("Enter")
        inside.locator(".answer .lead", has_text="130万元").wait_for()
        visitor.page.goto(f"http://localhost:{other}/")
        visitor.page.wait_for_timeout(1500)
        assert visitor.page.frame_locator("iframe").locator("#box").count() == 0
        assert any("frame-ancestors" in error for error in visitor.errors)
        visitor.errors.clear()
        visitor.outside.clear()  # the portal itself, under another name of this machine
    finally:
        server.stop()
        for portal in portals:
            portal.shutdown()


def test_embedded_page_shows_the_chat_alone(visit: Any, site: Server) -> None:
    page = visit(PHONE).page
    open_chat(page, site, "/?embed=1")
    assert not page.locator("#head").is_visible()
    assert "130万元" in ask(page, COST).inner_text()


def test_keyboard_alone(visit: Any, site: Server) -> None:
    """Tab reaches the box, the chip, a suggestion; Enter opens and asks."""
    page = visit().page
    open_chat(page, site)
    ask(page, COST)
    seen: set[str] = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("(document.activeElement.className || document.activeElement.id || document.activeElement.tagName) + ''"))
        if page.evaluate("document.activeElement.matches('.chip > summary')"):
            page.keyboard.press("Enter")
            seen.add("chip opened" if page.locator(".chip[open]").count() else "chip closed")
    joined = " ".join(seen)
    assert "chip opened" in joined and "suggest" in joined and "clear" in joined
