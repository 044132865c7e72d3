"""Fixtures of the browser tests: one server, one Chromium, visitors whose pages are checked when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from visitors import CHROMIUM, FLAGS, OWN, PICTURES, WIDE, Server, Visit, free_port


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("site"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests. These tests are asked for by name, so a missing browser is a failure, not a skip."""
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.fail(f"no Chromium at {CHROMIUM}: install it, or name one in CHROMIUM", pytrace=False)
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, site: Server) -> Iterator[Any]:
    """Opens visitors: `visit(PHONE)`. At the end: no script error, no violated policy, no request to another host."""
    opened: list[Visit] = []

    def one(width: dict[str, int] = WIDE, **options: Any) -> Visit:
        context = chromium.new_context(viewport=width, **options)
        page = context.new_page()
        page.set_default_timeout(60_000)
        visitor = Visit(page, context, [], [])
        page.on("request", lambda request: visitor.outside.append(request.url) if not request.url.startswith(OWN) else None)
        page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        page.on("console", lambda message: visitor.errors.append(message.text) if "Content Security Policy" in message.text else None)
        page.on("dialog", lambda dialog: dialog.accept())
        opened.append(visitor)
        return visitor

    yield one
    for visitor in opened:
        outside, errors = visitor.outside, visitor.errors
        visitor.context.close()
        assert not outside, f"requests left the machine: {outside}"
        assert not errors, f"errors on the page: {errors}"


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go."""
    folder = Path(PICTURES or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
