"""What every response of the pages carries, who a browser is, and which requests are refused.

Plain ASGI, so that REST answers pay nothing measurable. Gradio needs inline scripts and styles, our own pages need
none; nothing anywhere may evaluate text as code or load from another host.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWNER = "huice_owner"
OWN_PAGES = ("/checkup", "/desk", "/ui", "/sheet", "/page")
GRADIO_ALLOWED = ("run/predict", "queue/", "heartbeat/", "info", "startup-events")
BODY_LIMIT = 1_000_000
DAY = 86_400


def cookies(scope: Scope) -> dict[str, str]:
    """The cookies of a request, as far as they can be read."""
    jar: SimpleCookie = SimpleCookie()
    for name, value in scope.get("headers", []):
        if name == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                continue
    return {name: morsel.value for name, morsel in jar.items()}


def content_policy(own: bool, origins: Iterable[str]) -> str:
    """The Content-Security-Policy of a page: our own without anything inline, Gradio's with."""
    inline = "" if own else " 'unsafe-inline'"
    ancestors = " ".join(("'self'", *origins))
    return (
        f"default-src 'self'; script-src 'self'{inline}; style-src 'self'{inline}; img-src 'self' data:; font-src 'self' data:; "
        f"connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {ancestors}"
    )


def is_own(path: str) -> bool:
    """Whether a path is one of our plain pages, which need nothing inline."""
    return path.startswith(OWN_PAGES)


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    return host in ("localhost", "::1", "testclient") or host.startswith("127.")


class Guarded:
    """Wraps the application: headers, the owner's cookie, refusals."""

    def __init__(self, app: ASGIApp, origins: Iterable[str] = ()) -> None:
        self.app, self.origins = app, tuple(origins)
        self._policies = {own: content_policy(own, self.origins).encode() for own in (True, False)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, method = scope["path"], scope["method"]
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if refused := self._refusal(path, method, headers):
            await _refuse(send, *refused)
            return
        secure = scope.get("scheme") == "https"
        made = "" if cookies(scope).get(OWNER) or not _is_page(path, method) else secrets.token_urlsafe(24)
        policy = self._policies[is_own(path)]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [
                    (b"content-security-policy", policy),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"same-origin"),
                    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
                ]
                if not self.origins:
                    added.append((b"x-frame-options", b"SAMEORIGIN"))
                if made:
                    flags = f"; Path=/; Max-Age={400 * DAY}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
                    added.append((b"set-cookie", f"{OWNER}={made}{flags}".encode()))
                message = {**message, "headers": [*message.get("headers", []), *added]}
            await send(message)

        await self.app(scope, receive, sending)

    def _refusal(self, path: str, method: str, headers: dict[bytes, str]) -> tuple[int, str] | None:
        if "/gradio_api/" in path and not path.split("/gradio_api/", 1)[1].startswith(GRADIO_ALLOWED):
            return 403, "this address is closed: nothing can be uploaded or fetched here"
        if method in ("GET", "HEAD", "OPTIONS"):
            return None
        if b"transfer-encoding" in headers and b"content-length" not in headers:
            return 411, "the request does not say how long it is: send a Content-Length"
        length = headers.get(b"content-length", "0")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            return 413, f"the request is longer than {BODY_LIMIT} bytes: shorten it"
        origin = headers.get(b"origin", "")
        if origin and (is_own(path) or "/gradio_api/" in path):
            known = urlsplit(origin).netloc == headers.get(b"host", "")
            if not known:
                return 403, "the request comes from another site: open the page itself"
        return None


def _is_page(path: str, method: str) -> bool:
    return method == "GET" and path in ("/", "/en", "/en/", "/checkup", "/desk")


async def _refuse(send: Send, status: int, why: str) -> None:
    body = f'{{"error": "{why}"}}'.encode()
    headers = [(b"content-type", b"application/json"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
