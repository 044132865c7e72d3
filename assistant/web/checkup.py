"""政策体检: a form made from the inputs a policy declares, and every award under what was typed.

Nothing is stored: the values travel in a request body and live in the address after "#". The page works without its
script too (the form posts itself).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from assistant.service import Assistant
from assistant.web.casework import Case, examine, read
from assistant.web.pages import page_language, render
from assistant.web.words import pick
from corpus.award.explain import said, what_bit
from corpus.errors import HuiceError, UnknownName
from corpus.model import Input, Policy
from corpus.numbers.written import format_yuan

FORM_LIMIT = 64 * 1024


def placeholder(item: Input, language: str) -> str:
    """What a field may hold, by example."""
    if item.kind == "amount":
        return "60000000" if language == "en" else "如 6000万、1.2亿"
    return "30%" if item.kind == "percent" else ""


def year_lines(case: Case) -> list[tuple[str, list[str]]]:
    """The rows of the three-year table: a line an award, then the totals."""
    if case.years is None:
        return []
    language = case.language
    names = list(dict.fromkeys(result.award for year in case.years.years for result in year.awards))
    found = []
    for name in names:
        award = case.policy.award(name)
        amounts = [next((one.yuan for one in year.awards if one.award == name), None) for year in case.years.years]
        whole = sum((amount for amount in amounts if amount), Decimal(0))
        cells = [format_yuan(amount, language) if amount else "–" for amount in amounts]
        title = pick(award.title, award.title_en, language) if award else name
        found.append((title, [*cells, format_yuan(whole, language) if whole else "–"]))
    totals = [format_yuan(year.total_yuan, language) if year.total_yuan else "–" for year in case.years.years]
    whole_total = format_yuan(case.years.total_yuan, language) if case.years.total_yuan else "–"
    found.append(("Under the caps" if language == "en" else "按上限计合计", [*totals, whole_total]))
    return found


def result_html(policy: Policy, typed: Mapping[str, str], language: str) -> tuple[str, dict[str, str]]:
    """The result of what was typed as HTML, and why some of it could not be read."""
    good, bad = read(policy, typed, language)
    if not good:
        return render("result.html.j2", language, case=None), bad
    case = examine(policy, good, language)
    bites = [said(bite.note, language) for bite in what_bit(policy, case.calculation)]
    kept = {name: str(typed[name]) for name in good}
    html = render("result.html.j2", language, case=case, typed=kept, bites=bites, year_lines=year_lines(case))
    return html, bad


def page(assistant: Assistant, policy: Policy, typed: Mapping[str, str], language: str, embedded: bool) -> str:
    """The whole page."""
    result, errors = result_html(policy, typed, language) if any(typed.values()) else (render("result.html.j2", language, case=None), {})
    other = f"/checkup?policy={policy.id}" + ("" if language == "en" else "&lang=en")
    return render(
        "checkup.html.j2", language, here="checkup", other=other, policy=policy, policies=assistant.library.mains, typed=typed,
        errors=errors, result=Markup(result), placeholder=lambda item: placeholder(item, language), embedded=embedded,
    )  # fmt: skip


async def form_values(request: Request) -> dict[str, str]:
    """A posted form as text values."""
    body = await request.body()
    if len(body) > FORM_LIMIT:
        raise UnknownName("the form is too long")
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=500)
    return {name: value[:200] for name, value in pairs}


def routes(assistant: Assistant) -> APIRouter:
    """`GET /checkup`, `POST /checkup` (without the script), `POST /checkup/result`."""
    router = APIRouter()

    def chosen(name: str) -> Policy:
        try:
            return assistant.policy(name)
        except HuiceError:
            return assistant.library.mains[0]

    @router.get("/checkup")
    async def show(request: Request) -> Response:
        policy = chosen(request.query_params.get("policy", ""))
        html = await run_in_threadpool(page, assistant, policy, {}, page_language(request), request.query_params.get("embed") == "1")
        return HTMLResponse(html)

    @router.post("/checkup")
    async def posted(request: Request) -> Response:
        typed = await form_values(request)
        language, policy = ("en" if typed.pop("lang", "") == "en" else "zh"), chosen(typed.pop("policy", ""))
        return HTMLResponse(await run_in_threadpool(page, assistant, policy, typed, language, False))

    @router.post("/checkup/result")
    async def result(request: Request) -> Response:
        try:
            body: Any = json.loads(await request.body())
            policy = assistant.policy(str(body.get("policy", "")))
            typed = {str(name): str(value)[:200] for name, value in dict(body.get("inputs") or {}).items()}
        except (ValueError, AttributeError, TypeError, RecursionError):
            return JSONResponse({"error": "the body is no JSON object with inputs"}, status_code=400)
        except HuiceError as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        language = "en" if body.get("language") == "en" else "zh"
        html, errors = await run_in_threadpool(result_html, policy, typed, language)
        return JSONResponse({"html": html, "errors": errors})

    return router
