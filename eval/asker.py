"""Reaching the system under test: an object with `ask` and `new_thread`, made by a factory given as a dotted name.

A run names it (`assistant.service:make_asker`) so that worker processes can make their own; an address
(`http://127.0.0.1:8000`) asks a running server through REST instead, so that a deployment can be judged as users meet it.
"""

from __future__ import annotations

import importlib
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from eval.errors import RunError

DEFAULT = "assistant.service:make_asker"


class Asker(Protocol):
    """What is judged. `ask` returns a pydantic Answer, or its JSON form as a dict."""

    def ask(self, question: str, thread: str | None = None) -> Any: ...

    def new_thread(self) -> str: ...


class RestAsker:
    """Asks a running server: `POST /api/ask {"question", "thread"?}`. The server names the thread in its first answer."""

    def __init__(self, base: str, timeout: float = 60) -> None:
        self.base, self.timeout = base.rstrip("/"), timeout
        self._named: dict[str, str] = {}
        self._count = 0

    def new_thread(self) -> str:
        self._count += 1
        return f"new-{self._count}"

    def ask(self, question: str, thread: str | None = None) -> dict[str, Any]:
        body = {"question": question}
        if thread and (named := self._named.get(thread)):
            body["thread"] = named
        request = urllib.request.Request(self.base + "/api/ask", json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                answer: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as error:
            raise RunError(f"{request.full_url} answered {error.code}: {error.read(300).decode('utf-8', 'replace')}") from error
        except (urllib.error.URLError, TimeoutError) as error:
            raise RunError(f"{request.full_url} gave no answer ({error}): start the server or correct the address") from error
        if thread and answer.get("thread"):
            self._named[thread] = answer["thread"]
        return answer


@lru_cache(maxsize=4)
def make(name: str) -> Asker:
    """The asker of this name, one per process."""
    if name.startswith(("http://", "https://")):
        return RestAsker(name)
    return factory(name)()


def factory(name: str) -> Callable[[], Asker]:
    """The factory that a dotted name means, `package.module:function`."""
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise RunError(f"{name!r} names no asker: write package.module:function, or the address of a server")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise RunError(f"asker {name!r}: {error}; install what is missing or name another with --asker") from error
    made: Callable[[], Asker] | None = getattr(module, attribute, None)
    if made is None:
        raise RunError(f"asker {name!r}: {module_name} has no {attribute}; name a function that returns an object with ask and new_thread")
    return made


def as_json(answer: Any) -> dict[str, Any]:
    """The Answer's JSON form, whatever the asker returned."""
    dumped = answer.model_dump(mode="json") if hasattr(answer, "model_dump") else answer
    if not isinstance(dumped, dict):
        raise RunError(f"the asker returned {type(answer).__name__}, no Answer")
    return dumped
