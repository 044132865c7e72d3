"""REST: `/api/ask`, `/api/search`, `/api/calc`, `/api/health`, with every error as `{"error": "one sentence"}`.

Bodies are read here, by hand and with a limit, so that whatever is sent (binary, endless, nested a thousand deep) gets a
sentence and never a stack. Work runs in threads with a deadline; the event loop stays free for the page's keystrokes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.commands.answers import hits_json
from assistant.commands.sums import make_request
from assistant.errors import NoSuchThread, StoreError, UsageError
from assistant.hand import given
from assistant.service import Assistant
from corpus.award.book import book
from corpus.award.result import to_json
from corpus.errors import HuiceError, UnknownName
from corpus.model import Given
from corpus.receipt import perform

BODY = 64 * 1024  # bytes of a request; 413 above
DEADLINE = 10.0  # seconds for an answer; 503 after
HITS = 50  # most clauses of one search
QUERY = 500  # characters of a search; a whole question belongs to /api/ask


def make_app(assistant: Assistant, *, deadline: float = DEADLINE) -> FastAPI:
    """The REST application over one assistant."""
    app = FastAPI(title="Huice 惠策", version=version("huice"), docs_url=None, redoc_url=None, openapi_url=None)
    app.state.assistant = assistant
    app.add_middleware(Limits)

    async def work(function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return await asyncio.wait_for(run_in_threadpool(function, *arguments), deadline)
        except TimeoutError:
            raise HTTPException(503, f"no answer within {deadline:g} seconds: try again") from None

    @app.post("/api/ask")
    async def ask(request: Request) -> Response:
        body = await read_json(request, {"question", "thread"})
        question, thread = body.get("question"), body.get("thread")
        if not isinstance(question, str):
            raise UsageError('"question" is missing or no text: send {"question": "…"}')
        if thread is not None and not isinstance(thread, str):
            raise UsageError('"thread" is no text: send the one of an earlier answer, or leave it out')
        answer = await work(assistant.ask, question, thread or assistant.new_thread())
        return Response(answer.model_dump_json(), media_type="application/json")

    @app.get("/api/search")
    async def search(request: Request) -> Response:
        query, k = request.query_params.get("q", ""), request.query_params.get("k", "5")
        if not query.strip():
            raise UsageError("give words to search for: /api/search?q=…")
        if len(query) > QUERY:
            raise UsageError(f"q is over {QUERY} characters: shorten it")
        if not k.isascii() or not k.isdigit() or not 1 <= int(k[:4]) <= HITS or len(k) > 4:
            raise UsageError(f"k is a number from 1 to {HITS}")
        return JSONResponse(hits_json(query, await work(assistant.search, query, int(k))))

    @app.post("/api/calc")
    async def calc(request: Request) -> Response:
        body = await read_json(request, {"policy", "award", "inputs"})
        return JSONResponse(await work(calculated, assistant, body))

    @app.get("/api/health")
    async def health() -> Response:
        return JSONResponse(healthy(assistant))

    app.add_exception_handler(HuiceError, _huice_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _internal)
    return app


def calculated(assistant: Assistant, body: dict[str, Any]) -> dict[str, Any]:
    """The calculation a body of `/api/calc` asks for."""
    policy, award, inputs = body.get("policy", ""), body.get("award"), body.get("inputs", {})
    if not isinstance(policy, str):
        raise UsageError('"policy" is no text: send the id of a policy')
    if not isinstance(inputs, dict):
        raise UsageError('"inputs" is no object: send {"revenue": "60000000", …}')
    names = [award] if isinstance(award, str) else award
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise UsageError('"award" is missing: send an award id, a list of them, or "all"')
    prepared = book(assistant.policy(policy))
    found: dict[str, Given] = {}
    for name, value in inputs.items():
        if value is None:
            continue
        if not isinstance(value, str | bool | int | Decimal):
            raise UsageError(f'input "{name}": send text, a number, true or false')
        if name not in prepared.inputs:
            raise UsageError(f"no input {name[:40]!a} in {prepared.policy.id}: known are {', '.join(prepared.inputs)}")
        found[name] = given(prepared.inputs[name], value)
    return to_json(perform(prepared.policy, make_request(prepared, names if len(names) > 1 else names[0], found)))


def healthy(assistant: Assistant) -> dict[str, Any]:
    """What is loaded; `trouble` says why the newest change of a policy folder is not served."""
    policies = [
        {
            "id": p.id,
            "title": p.title,
            "supplements": p.supplements,
            "version": p.hash[:12],
            "clauses": len(p.clauses),
            "awards": len(p.awards),
        }
        for p in assistant.library.policies
    ]
    found = {"status": "ok", "version": version("huice"), "index": assistant.searcher.version, "policies": policies}
    return found | ({"trouble": assistant.trouble} if assistant.trouble else {})


async def read_json(request: Request, allowed: set[str]) -> dict[str, Any]:
    """The body as an object with no other keys than these; UsageError otherwise. Numbers stay exact."""
    raw = await request.body()
    try:
        body = json.loads(raw.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UsageError(f"the body is no JSON in UTF-8 ({type(error).__name__})") from error
    if not isinstance(body, dict):
        raise UsageError("the body is no JSON object")
    if unknown := sorted(set(body) - allowed):
        raise UsageError(f"unknown field {unknown[0][:40]!a}: allowed are {', '.join(sorted(allowed))}")
    return body


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


# ---------------------------------------------------------------- errors


def error_json(status: int, sentence: str) -> JSONResponse:
    """An error as the contract writes it."""
    clean = " ".join(sentence.encode("utf-8", "replace").decode().split())
    return JSONResponse({"error": clean}, status_code=status)


async def _huice_error(request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, NoSuchThread | UnknownName) else 503 if isinstance(error, StoreError) else 400
    return error_json(status, str(error))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = {404: f"there is nothing at {request.url.path}", 405: f"{request.method} is not allowed at {request.url.path}"}
    return error_json(error.status_code, said.get(error.status_code, str(error.detail)))


async def _internal(request: Request, error: Exception) -> Response:
    return error_json(500, "something went wrong here, not with the request: try again, and report it if it stays")


class TooLarge(Exception):
    """A body went past its limit."""


class Limits:
    """Refuses bodies over the limit, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not announced.isdigit() or int(announced[:12]) > BODY:
            await error_json(413, f"the body is over {BODY // 1024} kB")(scope, receive, send)
            return
        seen, begun = 0, False

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > BODY:
                raise TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, limited, noted)
        except TooLarge:
            if not begun:
                await error_json(413, f"the body is over {BODY // 1024} kB")(scope, receive, send)
