"""What is taken away computes the same as the calculator, and cannot run anything."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

import openpyxl
import pytest

from assistant.service import Assistant
from assistant.settings import load
from assistant.web.sheet import made
from corpus.load import load_policies
from corpus.receipt import replay

DAY = date(2026, 1, 5)
TYPED = {
    "policy": "haizhu-ai-2024",
    "revenue": "1.2亿",
    "rent": "80万",
    "optimization_cost": "260万",
    "promotion_investment": "1000万",
    "first_model_filing": "true",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(load({"HUICE_HOME": str(tmp_path_factory.mktemp("home"))}))


def evaluate(page: Any, text: Any) -> Decimal:
    """A cell's value, the few functions the sheets use done by hand."""
    if not isinstance(text, str):
        return Decimal(str(text or 0))
    code = re.sub(r"B\d+|\d+(?:\.\d+)?", lambda match: f"V('{match.group()}')", text.lstrip("="))
    names = {
        "MIN": min,
        "SUM": lambda *parts: sum(parts, Decimal(0)),
        "ROUNDDOWN": lambda value, places: value.quantize(Decimal(1).scaleb(-int(places)), ROUND_DOWN),
        "V": lambda word: evaluate(page, page[word].value) if word.startswith("B") else Decimal(word),
    }
    return Decimal(eval(code, {"__builtins__": {}}, names))


def sheet_of(assistant: Assistant, **typed: str) -> Any:
    body, media, _ = made(assistant, {**TYPED, **typed, "as": "xlsx"}, DAY)
    assert media.endswith("spreadsheetml.sheet")
    return openpyxl.load_workbook(io.BytesIO(body)).active


def row_of(page: Any, title: str) -> int:
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == title)


def test_formulas_give_the_calculators_figures(assistant: Assistant) -> None:
    """100 + 130 + 72 + 300 = 602万: 260万 × 50%, 80万 × 90%, 1000万 × 30%, and the filing."""
    page = sheet_of(assistant)
    total = page.cell(row_of(page, "合计"), 2).value
    assert str(total).startswith("=MIN(SUM(")
    assert evaluate(page, total) == Decimal(6_020_000)


def test_changing_a_cell_changes_the_sum(assistant: Assistant) -> None:
    """Rent of 200万 in the sheet: 90% is 180万, capped at 100万, so the total grows by 28万 to 630万."""
    page = sheet_of(assistant)
    page.cell(row_of(page, "当年自用办公用房租金"), 2).value = 2_000_000
    assert evaluate(page, page.cell(row_of(page, "合计"), 2).value) == Decimal(6_300_000)


def test_rounding_down_to_the_fen(assistant: Assistant) -> None:
    """0.9 × 1,111,111.11 = 999,999.999, rounded down to 999,999.99."""
    page = sheet_of(assistant, rent="1111111.11元")
    assert evaluate(page, page.cell(row_of(page, "办公用房补贴"), 2).value) == Decimal("999999.99")


def test_no_text_is_a_formula(assistant: Assistant) -> None:
    """Only our own formulas begin with '='; what a policy or a person wrote is text."""
    page = sheet_of(assistant)
    formulas = [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas
    assert all(re.fullmatch(r"=[A-Z0-9(),.*]+", cell.value) for cell in formulas)


def test_receipt_replays_to_the_same_bytes(assistant: Assistant) -> None:
    body, _, suffix = made(assistant, {**TYPED, "as": "json"}, DAY)
    again, _, _ = made(assistant, {**TYPED, "as": "json"}, date(2027, 7, 7))
    assert suffix == "json" and body == again
    kept = json.loads(body)
    assert kept["result"]["total_yuan"] == "6020000"
    found = replay(body, load_policies(load({}).policies))
    assert found.same


def test_printed_sheet_quotes_its_clauses(assistant: Assistant) -> None:
    body, _, _ = made(assistant, {**TYPED, "as": "html"}, DAY)
    html = body.decode()
    for part in ("2026-01-05", "haizhu-ai-2024/office-rent", "602万元", "<svg", "非《实施细则》原文", "按新增当年"):
        assert part in html
    assert "<script" not in html


def test_unreadable_values_are_left_out(assistant: Assistant) -> None:
    page = sheet_of(assistant, rent="=1+1")
    assert not any(page.cell(row, 1).value == "办公用房补贴" and page.cell(row, 2).value == 720000 for row in range(1, page.max_row + 1))
