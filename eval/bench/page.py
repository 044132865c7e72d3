"""The pages measured: start, first paint, answer after Enter, weight, chats and keystrokes at the same time.

    python -m eval.bench.page [--users 100] [--streams 20] [--seconds 30] [--json]

Starts `huice serve` on a free loopback port over a temporary home. The figures with a browser need Chromium (CHROMIUM
names it) and playwright; without them they are left out and said to be.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

QUESTIONS = (
    "去年调模型花了260万，已经备案，能补多少？",
    "那要是花了400万呢？",
    "办公室租金100万，营收1.2亿，能补多少？",
    "办公用房补贴要什么条件？",
    "一家企业一年最多能拿多少？",
    "申报材料有哪些要求？",
)
TYPED = ("房租补贴要什么条件", "大模型备案奖励多少", "申报材料", "一年最多拿多少钱", "算法备案")
KEY = 0.15  # seconds between two keystrokes of an agent
ASK_FN = "ask"


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and the largest, by the nearest rank."""
    found = sorted(milliseconds)
    shares = {"p50": 50, "p95": 95, "max": 100}
    return {name: round(found[min(len(found) - 1, -(-len(found) * share // 100) - 1)], 1) for name, share in shares.items()}


class Served:
    """`huice serve` over a temporary home, and how long it took."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = int(one.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        began = time.perf_counter()
        command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env={**os.environ, "HUICE_HOME": str(home)}, stdout=subprocess.DEVNULL)
        self.rest_s = self._until("/api/health", began)
        self.page_s = self._until("/config", began)

    def _until(self, path: str, began: float) -> float:
        while time.perf_counter() - began < 120:
            try:
                with urllib.request.urlopen(self.url + path, timeout=60):
                    return round(time.perf_counter() - began, 2)
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit("huice serve ended; run it by hand to see why") from None
                time.sleep(0.05)
        raise SystemExit("huice serve did not come up within two minutes")

    def cpu_s(self) -> float:
        """The server's CPU seconds so far (Linux; 0 elsewhere): what a request costs whatever else the machine does."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


# ---------------------------------------------------------------- many at once


async def chats(url: str, users: int, seconds: float, every: float) -> dict[str, Any]:
    """So many visitors of the page, each with a cookie and a thread of its own, one question every so many seconds."""
    import httpx

    async with httpx.AsyncClient(base_url=url, timeout=60) as first:
        config = (await first.get("/config")).json()
    index = next(number for number, one in enumerate(config["dependencies"]) if one.get("api_name") == ASK_FN)
    times: list[float] = []
    failed = 0

    async def visitor(number: int) -> None:
        nonlocal failed
        chance = random.Random(number)
        own = {"huice_owner": f"bench-{number}-{'x' * 20}"}
        async with httpx.AsyncClient(base_url=url, timeout=60, cookies=own, limits=httpx.Limits(keepalive_expiry=2)) as client:
            await asyncio.sleep(chance.random() * every)
            thread, until = "", time.perf_counter() + seconds
            while time.perf_counter() < until:
                body = {"data": [chance.choice(QUESTIONS), thread], "fn_index": index, "session_hash": f"bench{number}"}
                began = time.perf_counter()
                try:
                    answer = await client.post("/gradio_api/run/predict", json=body)
                    answer.raise_for_status()
                    thread = answer.json()["data"][-1]
                except httpx.HTTPError:
                    failed += 1
                times.append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(max(0.0, every - (time.perf_counter() - began)))

    await asyncio.gather(*(visitor(number) for number in range(users)))
    return {"users": users, "requests": len(times), "failed": failed, "ms": percentiles(times)}


async def keystrokes(url: str, streams: int, seconds: float) -> dict[str, Any]:
    """So many agents typing at once, a search at every key."""
    import httpx

    times: list[float] = []

    async def agent(number: int) -> None:
        chance = random.Random(number)
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            until = time.perf_counter() + seconds
            await asyncio.sleep(chance.random() * KEY)
            while time.perf_counter() < until:
                text = chance.choice(TYPED)
                for end in range(1, len(text) + 1):
                    began = time.perf_counter()
                    (await client.get("/desk/api/suggest", params={"q": text[:end]})).raise_for_status()
                    spent = time.perf_counter() - began
                    times.append(spent * 1000)
                    await asyncio.sleep(max(0.0, KEY - spent))

    await asyncio.gather(*(agent(number) for number in range(streams)))
    return {"streams": streams, "requests": len(times), "ms": percentiles(times)}


# ---------------------------------------------------------------- in a browser


def browser(url: str, rounds: int = 12) -> dict[str, Any]:
    """First paint, usable, answer shown after Enter, and what crosses the wire at the first visit."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    found: dict[str, Any] = {}
    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-background-networking", "--disable-sync"])
        for name, path, ready in (("chat", "/", ".welcome"), ("checkup", "/checkup", "#in-revenue"), ("desk", "/desk", "#q")):
            page = started.new_context(viewport={"width": 1440, "height": 900}).new_page()
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            weight: list[float] = []
            session.on("Network.loadingFinished", lambda event, weight=weight: weight.append(event["encodedDataLength"]))
            began = time.perf_counter()
            page.goto(url + path)
            page.locator(ready).first.wait_for()
            usable = (time.perf_counter() - began) * 1000
            page.wait_for_timeout(500)
            paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
            row = {"first_paint_ms": round(paint or 0), "usable_ms": round(usable), "requests": len(weight), "kB": round(sum(weight) / 1e3)}
            found[name] = row
            if name == "chat":
                row["answer_after_enter_ms"] = percentiles(_answers(page, rounds))
        started.close()
    return found


def _answers(page: Any, rounds: int) -> list[float]:
    """From Enter to the answer on the screen, by the page's own clock."""
    times = []
    for turn in range(rounds):
        page.fill("#box textarea", QUESTIONS[turn % len(QUESTIONS)])
        page.evaluate(
            """() => { window.shown = 0; const count = document.querySelectorAll('.answer').length;
            const look = new MutationObserver(() => { if (document.querySelectorAll('.answer').length > count) {
              look.disconnect(); requestAnimationFrame(() => { window.shown = performance.now(); }); } });
            look.observe(document.body, {childList: true, subtree: true});
            document.addEventListener('keydown', () => { window.pressed = performance.now(); }, {once: true, capture: true}); }"""
        )
        page.press("#box textarea", "Enter")
        page.locator(".answer").nth(turn).wait_for()
        page.wait_for_timeout(150)
        times.append(page.evaluate("window.shown - window.pressed"))
    return times[2:] or times


def measure(users: int, streams: int, seconds: float, every: float = 10.0) -> dict[str, Any]:
    """Everything, over one server."""
    with tempfile.TemporaryDirectory() as home:
        served = Served(Path(home))
        try:
            found: dict[str, Any] = {"cpus": os.cpu_count(), "load_before": os.getloadavg()[0]}
            found["start"] = {"rest_s": served.rest_s, "page_s": served.page_s, "cpu_s": round(served.cpu_s(), 2)}
            if importlib.util.find_spec("playwright") and Path(os.environ.get("CHROMIUM") or "/usr/bin/chromium").exists():
                found["browser"] = browser(served.url)
            else:
                found["browser"] = "left out: playwright or Chromium is not installed"
            crowds: dict[str, Callable[[], Coroutine[Any, Any, dict[str, Any]]]] = {
                "chats": lambda: chats(served.url, users, seconds, every),
                "keystrokes": lambda: keystrokes(served.url, streams, min(seconds, 10)),
            }
            for name, crowd in crowds.items():
                before = served.cpu_s()
                row = asyncio.run(crowd())
                row["server_cpu_ms_each"] = round((served.cpu_s() - before) * 1000 / max(1, row["requests"]), 1)
                found[name] = row
            found["load_after"] = os.getloadavg()[0]
        finally:
            served.stop()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The pages measured")
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--streams", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    chosen = parser.parse_args()
    found = measure(chosen.users, chosen.streams, chosen.seconds)
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name, row in found.items():
        print(f"{name}: {row}")


if __name__ == "__main__":
    main()
