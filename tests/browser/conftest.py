"""A server of its own for the browser tests, and Debian's Chromium kept from calling home."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("HUICE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
]
OWN = ("http://127.0.0.1", "data:", "blob:")
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Server:
    """The pages on a free loopback port; can be stopped and started again over the same home folder."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, "HUICE_HOME": str(self.home), **self.environment}
        log = (self.home / "server.log").open("ab")
        script = Path(__file__).with_name("server.py")
        self.process = subprocess.Popen([sys.executable, str(script), str(self.port)], env=environment, stdout=log, stderr=log)
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            try:
                with urllib.request.urlopen(self.url + "/ui/base.css", timeout=2):
                    return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError((self.home / "server.log").read_text()) from None
                time.sleep(0.1)
        raise RuntimeError("the server did not come up")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("home"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium: install it, or name one in HUICE_CHROMIUM")
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One visitor: a fresh browser context, and what went wrong on its page."""

    page: Any
    context: Any
    outside: list[str]
    errors: list[str]


@pytest.fixture
def visit(chromium: Any, site: Server) -> Iterator[Any]:
    """Opens visitors: `visit(width=PHONE)`. At the end: no script error, no request to another host."""
    opened: list[Visit] = []

    def one(width: dict[str, int] = WIDE, **options: Any) -> Visit:
        context = chromium.new_context(viewport=width, **options)
        page = context.new_page()
        page.set_default_timeout(15_000)
        visitor = Visit(page, context, [], [])
        page.on("request", lambda request: visitor.outside.append(request.url) if not request.url.startswith(OWN) else None)
        page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        page.on("console", lambda message: visitor.errors.append(message.text) if "Content Security Policy" in message.text else None)
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
    """Where screenshots go: HUICE_PICTURES, else a temporary folder."""
    folder = Path(os.environ.get("HUICE_PICTURES") or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
