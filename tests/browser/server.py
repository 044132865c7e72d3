"""A server of the pages for the browser tests: `python server.py PORT`, with HUICE_HOME in the environment."""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI

from assistant.service import open_assistant
from assistant.settings import load
from assistant.web.mount import mount


def application() -> FastAPI:
    """The application as `huice serve` has it, where that is there; else the pages alone."""
    assistant = open_assistant(load())
    try:
        from assistant.api import create_app
    except ImportError:
        app = FastAPI()
        mount(app, assistant)
        return app
    return create_app(assistant)


if __name__ == "__main__":
    uvicorn.run(application(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
