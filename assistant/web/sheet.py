"""What a person takes away: an Excel sheet that computes, a page to print, a receipt that replays.

Formulas are written only where the rule is one line of arithmetic over one cell (a fixed amount, a share with a cap,
an approved amount with a ceiling); elsewhere the calculator's figure stands. Text never becomes a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from starlette.concurrency import run_in_threadpool

from assistant.service import Assistant
from assistant.web.casework import Case, examine, read
from assistant.web.checkup import form_values
from assistant.web.pages import render
from assistant.web.words import pick, say
from corpus.award import words
from corpus.award.explain import as_rows, said
from corpus.award.result import AwardResult, plain
from corpus.errors import HuiceError
from corpus.model import Amount, Award, Fixed, Given, NotStated, Share, Tiers
from corpus.numbers.written import format_yuan
from corpus.receipt import Request as Asked
from corpus.receipt import receipt, to_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONEY = "#,##0.00"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the printed trace."""

    title: str
    amount: str
    sum: str
    says: str
    clause: str
    quote: str


def facts(case: Case) -> list[tuple[str, str]]:
    """The inputs as a person reads them."""
    found = []
    for item in case.policy.inputs:
        held = case.inputs.get(item.id)
        if held is not None:
            value = said(words.value_note(item, held.value), case.language)
            found.append((pick(item.label, item.label_en, case.language), value))
    return found


def total_words(case: Case) -> str:
    """The total in one line."""
    total, kind, language = case.calculation.total_yuan, case.calculation.total_kind, case.language
    if total is None:
        return say("nothing_yet", language)
    if kind == "none":
        return say("total_none", language)
    return f"{say('total_bound' if kind == 'bound' else 'total_ceiling', language)} {format_yuan(total, language)}"


def printable(case: Case, today: date) -> str:
    """The sheet as a page to print."""
    trace = [
        Line(row.title, format_yuan(Decimal(row.yuan), case.language) if row.yuan else "", row.sum, row.says, row.clause, row.quote)
        for row in as_rows(case.policy, case.calculation, case.language)
    ]
    values = {"facts": facts(case), "total": total_words(case), "trace": trace, "today": today.isoformat()}
    return render("sheet.html.j2", case.language, case=case, **values)


# ---------------------------------------------------------------- Excel


def formula(award: Award, result: AwardResult, cells: Mapping[str, str], inputs: Mapping[str, Given]) -> str:
    """The award as a formula over the cells of its inputs; empty where it is more than one line of arithmetic."""
    if result.kind not in ("ceiling", "bound") or result.yuan is None:
        return ""
    return _of(award.amount, cells, inputs)


def _of(amount: Amount, cells: Mapping[str, str], inputs: Mapping[str, Given]) -> str:
    if isinstance(amount, Fixed):
        return f"={plain(amount.amount)}"
    if isinstance(amount, Share) and amount.of in cells:
        return _share(cells[amount.of], amount.ratio, amount.cap)
    if isinstance(amount, NotStated) and amount.approved in cells:
        return f"=MIN({cells[amount.approved]},{plain(amount.at_most)})"
    if isinstance(amount, Tiers) and amount.of in cells and amount.by in inputs:
        reached = [tier for tier in amount.tiers if tier.at_least <= Decimal(str(inputs[amount.by].value))]
        ratio = (reached[-1].ratio or reached[-1].bound_ratio) if reached else None
        exact = inputs[amount.by].relation == "exact"
        return _share(cells[amount.of], ratio, amount.cap) if ratio is not None and exact else ""
    return ""


def _share(cell: str, ratio: Decimal, cap: Decimal | None) -> str:
    product = f"ROUNDDOWN({cell}*{plain(ratio)},2)"
    return f"={product}" if cap is None else f"=MIN({product},{plain(cap)})"


class Sheet:
    """Writes the workbook row by row; remembers where inputs and awards stand."""

    def __init__(self, case: Case, today: date) -> None:
        self.case, self.today, self.language = case, today, case.language
        self.book = Workbook()
        self.page: Any = self.book.active
        self.row = 0
        self.cells: dict[str, str] = {}
        self.awards: dict[str, str] = {}

    def line(self, *values: Any, bold: bool = False) -> int:
        """One row: text as text whatever it begins with, formulas only through `put`."""
        self.row += 1
        for place, value in enumerate(values, start=1):
            cell = self.page.cell(self.row, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, Decimal):
                cell.number_format = MONEY
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if bold:
                cell.font = Font(bold=True)
        return self.row

    def put(self, column: int, text: str) -> None:
        """A formula into the current row."""
        cell = self.page.cell(self.row, column)
        cell.value = text
        cell.number_format = MONEY
        cell.fill = PatternFill("solid", fgColor="EAF1F8")

    def head(self, *texts: str) -> None:
        self.row += 1
        self.line(*texts, bold=True)

    def write(self) -> bytes:
        case, english = self.case, self.language == "en"
        policy = case.policy
        self.page.title = say("sheet", self.language)[:31]
        for letter, width in zip("ABCDE", (34, 20, 46, 40, 60), strict=True):
            self.page.column_dimensions[letter].width = width
        self.line(pick(policy.title, policy.title_en, self.language), bold=True)
        self.line(f"{say('made_on', self.language)} {self.today.isoformat()} · {say('version', self.language)} {policy.hash[:12]}")
        self.head(say("case", self.language), say("value", self.language))
        for item in policy.inputs:
            held = case.inputs.get(item.id)
            if held is None:
                continue
            number = held.value if isinstance(held.value, Decimal | int) and not isinstance(held.value, bool) else None
            shown = number if number is not None else said(words.value_note(item, held.value), self.language)
            row = self.line(pick(item.label, item.label_en, self.language), shown, f"{item.unit}{' · ' + held.note if held.note else ''}")
            if number is not None:
                self.cells[item.id] = f"B{row}"
        self.head(*(say(key, self.language) for key in ("award", "amount", "sum_words", "clause")), "要点" if not english else "Summary")
        for result in case.calculation.awards:
            self._award(result)
        self._totals()
        self.row += 1
        self.line(pick(policy.notice, policy.notice_en, self.language))
        self.line(pick(policy.source.note, policy.source.note_en, self.language))
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def _award(self, result: AwardResult) -> None:
        award = self.case.policy.award(result.award)
        if award is None:
            return
        amount = result.yuan if result.yuan is not None else say("unknown", self.language)
        steps = "\n".join(step.text for step in result.steps)
        quotes = "\n".join(dict.fromkeys(step.quote for step in result.steps if step.quote))
        row = self.line(pick(award.title, award.title_en, self.language), amount, steps, result.clause, quotes)
        self.awards[result.award] = f"B{row}"
        if text := formula(award, result, self.cells, self.case.inputs):
            self.put(2, text)
        for note in result.assumptions:
            self.line("", "", f"{say('assumed', self.language)}{said(note, self.language)}")

    def _totals(self) -> None:
        case, sums = self.case, []
        for cap in case.calculation.caps:
            if cap.group == "total":
                continue
            group = next((one for one in case.policy.groups if one.id == cap.group), None)
            members = [self.awards[name] for name, _ in cap.parts if name in self.awards]
            self.line(pick(group.label, group.label_en, self.language) if group else cap.group, cap.after, "", cap.clause, bold=True)
            if members and len(members) == len(cap.parts):
                whole = f"SUM({','.join(members)})"
                self.put(2, f"=MIN({whole},{plain(cap.cap)})" if cap.cap is not None else f"={whole}")
            sums.append(f"B{self.row}")
        total = next((cap for cap in case.calculation.caps if cap.group == "total"), None)
        self.line(say("total", self.language), case.calculation.total_yuan, total_words(case), total.clause if total else "", bold=True)
        if sums:
            whole = f"SUM({','.join(sums)})"
            self.put(2, f"=MIN({whole},{plain(total.cap)})" if total and total.cap is not None else f"={whole}")


def workbook(case: Case, today: date) -> bytes:
    """The calculation as an Excel file."""
    return Sheet(case, today).write()


# ---------------------------------------------------------------- serving


def made(assistant: Assistant, values: dict[str, str], today: date) -> tuple[bytes, str, str]:
    """The file a form asks for: bytes, media type, name."""
    kind, language = values.pop("as", "html"), "en" if values.pop("lang", "") == "en" else "zh"
    policy = assistant.policy(values.pop("policy", ""))
    inputs, _ = read(policy, values, language)
    if kind == "json":
        request = Asked(what="checkup", cases=(inputs,))
        return to_bytes(receipt(policy, request, language)), "application/json", "json"
    case = examine(policy, inputs, language, pictures=kind == "html")
    if kind == "xlsx":
        return workbook(case, today), XLSX, "xlsx"
    return printable(case, today).encode(), "text/html; charset=utf-8", "html"


def routes(assistant: Assistant) -> APIRouter:
    """`POST /sheet`: a form with `as` = xlsx, html or json."""
    router = APIRouter()

    @router.post("/sheet")
    async def sheet(request: Request) -> Response:
        try:
            values = await form_values(request)
            body, media, suffix = await run_in_threadpool(made, assistant, values, date.today())
        except HuiceError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        if suffix == "html":
            return HTMLResponse(body)
        name = quote(f"测算表-{date.today().isoformat()}.{suffix}")
        disposition = f"attachment; filename=\"huice.{suffix}\"; filename*=UTF-8''{name}"
        return Response(body, media_type=media, headers={"content-disposition": disposition})

    return router
