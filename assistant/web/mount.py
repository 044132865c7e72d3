"""Puts the pages on the application: plain pages at once, the Gradio page as soon as it is loaded.

Importing Gradio takes seconds; it happens in a thread after start, so REST answers from the first moment. Mount the
pages last: the chat page takes every address that nothing else has.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service import Assistant
from assistant.store import Store
from assistant.web import checkup, desk, sheet
from assistant.web.security import Guarded

STATIC = Path(__file__).parent / "static"
log = logging.getLogger("huice.page")


class Lazy:
    """The Gradio pages, built in a thread; a request that comes earlier waits for them."""

    def __init__(self, assistant: Assistant, store: Store) -> None:
        self._assistant, self._store = assistant, store
        self._built = threading.Event()
        self._started: asyncio.Event | None = None
        self._stop: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread: threading.Thread | None = None
        self._app: FastAPI | None = None

    def preload(self) -> None:
        """Begin building, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._build, name="huice-page", daemon=True)
            self._thread.start()

    def _build(self) -> None:
        try:
            from assistant.web.chat import mount_pages

            self._app = mount_pages(FastAPI(openapi_url=None), self._assistant, self._store)
        except Exception:  # whatever a page library raises: the plain pages go on, and health says so
            log.exception("the chat page could not be loaded")
        finally:
            self._built.set()

    async def _run(self, app: FastAPI, started: asyncio.Event, stop: asyncio.Event) -> None:
        async with app.router.lifespan_context(app):
            started.set()
            await stop.wait()

    async def close(self) -> None:
        """Let Gradio's own tasks end."""
        if self._stop and self._task:
            self._stop.set()
            await asyncio.gather(self._task, return_exceptions=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.preload()
        if not self._built.is_set():
            await asyncio.to_thread(self._built.wait)
        if self._app is None:
            await _unavailable(scope, send)
            return
        if self._task is None:
            self._started, self._stop = asyncio.Event(), asyncio.Event()
            self._task = asyncio.create_task(self._run(self._app, self._started, self._stop))
        assert self._started is not None
        await self._started.wait()
        await self._app(scope, receive, send)


async def _unavailable(scope: Scope, send: Send) -> None:
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 503, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": b'{"error": "the chat page could not be loaded; see the log of the server"}'})


class Static(StaticFiles):
    """Our own scripts and styles, checked with the server at every use (they are small and change with the version)."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


def mount(app: FastAPI, assistant: Assistant) -> None:
    """Mount every page on the application; call it after all other routes are there."""
    store = assistant.store or Store(assistant.settings.home / "huice.db")
    assistant.store = store
    app.mount("/ui", Static(directory=STATIC), name="ui")
    for part in (checkup, sheet, desk):
        app.include_router(part.routes(assistant))
    lazy = Lazy(assistant, store)
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(inner: Any) -> AsyncIterator[Any]:
        async with outer(inner) as state:
            lazy.preload()
            yield state
            await lazy.close()

    app.router.lifespan_context = lifespan
    chat: ASGIApp = lazy
    app.mount("/", chat)
    app.add_middleware(Guarded, origins=assistant.settings.embed_origins)
