"""The plain pages' templates: one environment, everything escaped unless it was made here."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from assistant.web.words import pick, texts
from corpus.award.explain import said
from corpus.award.result import Note
from corpus.numbers.written import format_yuan

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The templates, loaded once."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(embedded=False, here="", other="")
    return made


def page_language(request: Request) -> str:
    """The language an address asks for; Chinese unless `?lang=en`."""
    return "en" if request.query_params.get("lang") == "en" else "zh"


def render(template: str, language: str, **values: Any) -> str:
    """A template filled in one language."""

    def money(value: Decimal) -> str:
        return format_yuan(value, language)

    def note(one: Note) -> str:
        return said(one, language)

    def twin(text: str, text_en: str) -> str:
        return pick(text, text_en, language)

    tail = "?lang=en" if language == "en" else ""
    filled = environment().get_template(template)
    return filled.render(language=language, t=texts(language), tail=tail, money=money, note=note, pick=twin, **values)
