"""Reading from and writing to a terminal or a pipe, whatever comes in and whoever hangs up.

Output to a pipe is UTF-8; a terminal keeps its own encoding, and what it cannot show is replaced. Input is read as
bytes up to a limit, so that an endless or binary stream is a bad question and nothing worse.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import IO, Any

from assistant.errors import UsageError

_BYTES = 4000 * 4 + 1  # at least one character more than a question may have


def prepare() -> None:
    """Make both output streams safe for any text, also where there is none."""
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it lives as long as the process
    sys.stderr = sys.stderr or sys.stdout
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")


def show(text: str) -> None:
    """A line (or several) to standard output."""
    sys.stdout.write(text + "\n")


def show_json(value: Any) -> None:
    """JSON to standard output, readable and in the letters it is written in."""
    show(json.dumps(value, ensure_ascii=False, indent=2))


def tell(text: str) -> None:
    """One clear line to standard error."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(" ".join(text.split()) + "\n")
        sys.stderr.flush()


def silence() -> None:
    """Let nothing more be written: the reader of the pipe has gone, or the disk is full."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def question_from_stdin() -> str:
    """What is piped in, as one question."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError('give a question: huice ask "…", or pipe one in')
    return _decoded(_binary().read(_BYTES))


def line_from_stdin() -> str | None:
    """The next line piped in, None at the end; what is beyond the limit of a question is dropped from a line."""
    raw = _binary().readline(_BYTES)
    rest = raw
    while rest and not rest.endswith(b"\n"):
        rest = _binary().readline(1 << 16)
    return _decoded(raw) if raw else None


def _binary() -> IO[bytes]:
    """Standard input as bytes, also where a test put text there."""
    found: IO[bytes] | None = getattr(sys.stdin, "buffer", None)
    return found or io.BytesIO(sys.stdin.read().encode())


def _decoded(raw: bytes) -> str:
    """UTF-8; other bytes become surrogates, which the first step of a turn recognises as unreadable."""
    return raw.decode("utf-8", "surrogateescape").removeprefix("\ufeff").rstrip("\r\n")
