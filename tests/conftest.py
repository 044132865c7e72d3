"""What every test runs under: no network, a home of its own, none of the user's settings; and a word on what was not run."""

from __future__ import annotations

import importlib.util
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """HUICE_HOME of this run, and no other setting from outside."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("HUICE_")}
    for name in kept:
        del os.environ[name]
    folder = tmp_path_factory.mktemp("home")
    os.environ["HUICE_HOME"] = str(folder)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    yield folder
    os.environ.update(kept)


@pytest.fixture(scope="session", autouse=True)
def offline() -> Iterator[None]:
    """Whoever connects beyond this machine fails its test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}: tests need no network")
        connect(self, address)  # type: ignore[arg-type]  # typeshed keeps the kinds of address to itself

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]  # replaced for the time of the tests
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]  # and put back


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each kind of test that this run left out."""
    left_out = len(terminalreporter.stats.get("deselected", []))
    if left_out:
        terminalreporter.write_line(f"NOT RUN: {left_out} tests left out by -m or -k (browser tests: make test-browser)", yellow=True)
    if importlib.util.find_spec("torch") is None:
        terminalreporter.write_line("NOT RUN: tests that train or load models with torch (install the extra embed: make env)", yellow=True)
