"""What the browser tests share: the server they start, the widths they look at, how a question is asked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
PICTURES = os.environ.get("PICTURES", "")  # a folder that keeps the screenshots
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
COST = "去年调模型花了260万，已经备案，能补多少？"  # 2,600,000 × 50% = 1,300,000, below the ceiling of 1,500,000


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
        limit = time.monotonic() + 180
        while time.monotonic() < limit:
            try:
                with urllib.request.urlopen(self.url + "/config", timeout=120):
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


@dataclass
class Visit:
    """One visitor: a fresh browser context, and what went wrong on its page."""

    page: Any
    context: Any
    outside: list[str]
    errors: list[str]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def open_chat(page: Any, site: Server, path: str = "/") -> None:
    """Open the chat page and wait until it can be used."""
    page.goto(site.url + path)
    page.locator(".welcome, .answer").first.wait_for()


def ask(page: Any, text: str) -> Any:
    """Type a question, press Enter, wait for its answer."""
    before = page.locator(".answer").count()
    page.fill("#box textarea", text)
    page.press("#box textarea", "Enter")
    answer = page.locator(".answer").nth(before)
    answer.wait_for()
    return answer


def sideways(page: Any, width: dict[str, int]) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth") > width["width"])
