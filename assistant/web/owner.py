"""Whose thread it is: a random cookie of the browser, of which only a hash is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from assistant.web.security import OWNER


def owner_of(cookies: Mapping[str, str], page: str = "") -> str:
    """The owner a request stands for.

    In a frame on another site no cookie is sent: then it is the one page opened (`page`, Gradio's random session), and
    its threads end with it.
    """
    secret = cookies.get(OWNER, "")
    kind = "browser" if secret else "page"
    return hashlib.sha256(f"{kind}:{secret or page}".encode()).hexdigest()[:40]
