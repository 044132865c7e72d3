"""`huice serve`: the page, the desk and REST in one process."""

from __future__ import annotations

import asyncio
import errno
import importlib.util
import socket
from typing import TYPE_CHECKING

from assistant.commands import console
from assistant.commands.indexes import up_to_date
from assistant.errors import UsageError
from assistant.settings import load
from index.errors import SearchError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.service import Assistant

DONE = 0
PRUNE = 3600.0  # seconds between two looks for old threads
_PLAIN = """<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>惠策</title><h1>惠策 Huice</h1>
<p>此安装不含网页界面;REST 接口可用:POST /api/ask、GET /api/search、POST /api/calc、GET /api/health。</p>
<p lang="en">This installation has no web page; REST is served at the addresses above.</p></html>"""


def serve(host: str, port: int) -> int:
    """Serve until interrupted. The index is built first if it is missing or stale, and everything is warm before the address is printed."""
    settings = load()
    with _listening(host, port) as listener:
        from assistant.service import open_assistant

        assistant = open_assistant(settings, watch=True)
        _index(assistant)
        app = application(assistant)
        assistant.loaded.warm()
        shown = f"[{host}]" if ":" in host else host
        console.show(f"惠策已启动 / Huice is ready: http://{shown}:{listener.getsockname()[1]}/  (Ctrl-C 停止 / stops)")
        _flush()
        _run(app, listener, assistant)
    return DONE


def _index(assistant: Assistant) -> None:
    """Build the index where it is missing or stale. A small library is searched without one, so a failure is told, not fatal."""
    try:
        version = up_to_date(assistant.library, assistant.settings)
        console.show(f"索引 / index {version.name}: {version.clauses} clauses")
    except SearchError as error:
        console.tell(f"huice serve: no index: {error}")


def application(assistant: Assistant) -> FastAPI:
    """REST with the page on top, where it is installed."""
    from assistant.api import make_app

    app = make_app(assistant)
    if importlib.util.find_spec("assistant.web") and importlib.util.find_spec("assistant.web.mount"):
        from assistant.web.mount import mount

        mount(app, assistant)
    else:
        from fastapi.responses import HTMLResponse

        app.get("/")(lambda: HTMLResponse(_PLAIN))
    return app


def _run(app: FastAPI, listener: socket.socket, assistant: Assistant) -> None:
    import uvicorn

    async def main() -> None:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=5))
        pruning = asyncio.create_task(_prune(assistant))
        await server.serve(sockets=[listener])
        pruning.cancel()

    asyncio.run(main())


async def _prune(assistant: Assistant) -> None:
    while True:
        await asyncio.sleep(PRUNE)
        await asyncio.to_thread(assistant.prune)


def _listening(host: str, port: int) -> socket.socket:
    """A socket bound before anything is loaded, so that a taken port is said at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"--host {host}: no address of this machine ({error.strerror})") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} is in use: stop what listens there, or choose another with --port") from error
        raise UsageError(f"{host}:{port} cannot be listened on ({error.strerror}): choose another with --host and --port") from error
    return listener


def _flush() -> None:
    import sys

    sys.stdout.flush()
