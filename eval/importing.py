"""Question sets from a spreadsheet (CSV, Excel) or from the desk's export: what an office already has, made into a set.

One row a turn; rows with the same id are one conversation, in their order. Headings in Chinese or English. Several values
in a cell are separated by `;` (、 too for tags and clauses), alternatives of one mention by `/`. Amounts may be written as
people write them (130万). Bad rows are reported by line and column; the good ones are not lost.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval import questions
from eval.errors import SetError
from eval.figures import figures
from eval.questions import Conversation

HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "编号", "序号", "对话"),
    "user": ("question", "user", "问题", "提问", "问", "用户问题"),
    "tags": ("tags", "tag", "标签", "类别", "分类"),
    "status": ("status", "状态", "期望状态"),
    "route": ("route", "路由"),
    "citations": ("citations", "citation", "clause", "条款", "引用", "引用条款"),
    "citations_any": ("citations_any", "引用任一"),
    "citations_max": ("citations_max", "引用上限"),
    "figures": ("figures", "数字", "应有数字", "金额数字"),
    "figures_absent": ("figures_absent", "禁现数字", "不应出现"),
    "mentions": ("mentions", "应提", "应提内容", "关键词"),
    "ask_for": ("ask_for", "追问", "应追问"),
    "award": ("award", "奖项"),
    "kind": ("kind", "类型", "金额类型"),
    "yuan": ("yuan", "amount", "金额", "奖项金额"),
    "total_yuan": ("total_yuan", "total", "合计", "总额"),
    "required": ("required", "需投入", "反算"),
    "note": ("note", "备注", "说明"),
}
DESK = ("verdict", "at", "reason", "answer")
"""Columns of the desk's own CSV: what was answered and marked there, never what is expected. With `verdict`, `status` is such too."""
STATUS_WORDS = {
    "已答": "answered", "回答": "answered", "可答": "answered", "需补充": "needs_info", "缺信息": "needs_info", "未载明": "not_stated",
    "无关": "out_of_scope", "超范围": "out_of_scope", "拒绝": "rejected", "无法识别": "rejected",
}  # fmt: skip
ROUTE_WORDS = {"测算": "calculate", "计算": "calculate", "查询": "lookup", "检索": "lookup", "闲聊": "chat", "寒暄": "chat"}
KIND_WORDS = {"上限": "ceiling", "封顶": "ceiling", "最多不超过": "bound", "仅上界": "bound", "不符合": "none", "无": "none"}


@dataclass(frozen=True, slots=True)
class Imported:
    """The set that came out, and what could not be taken over, each in a sentence with its line and column."""

    conversations: tuple[Conversation, ...]
    problems: tuple[str, ...]


class _CellError(ValueError):
    def __init__(self, heading: str, message: str) -> None:
        super().__init__(message)
        self.heading = heading


def read(path: Path, prefix: str = "") -> Imported:
    """Reads .csv, .xlsx or .jsonl (the desk's export) by the file's ending. `prefix` goes before ids that are made up."""
    kind = path.suffix.lower()
    if kind == ".jsonl":
        return _lines(path)
    if kind not in (".csv", ".xlsx"):
        raise SetError("cannot be imported: pass a .csv, .xlsx or .jsonl file", file=path)
    rows = _csv_rows(path) if kind == ".csv" else _excel_rows(path)
    return _table(path, rows, prefix or path.stem)


def _lines(path: Path) -> Imported:
    """Lines of the set format; ids used twice (one question marked twice at the desk) get a number."""
    good: list[Conversation] = []
    problems: list[str] = []
    used: dict[str, int] = {}
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            conversation = questions.parse(line, file=str(path), line=number)
        except SetError as error:
            problems.append(str(error))
            continue
        used[conversation.id] = used.get(conversation.id, 0) + 1
        if (times := used[conversation.id]) > 1:
            conversation = conversation.model_copy(update={"id": f"{conversation.id}-{times}"})
        good.append(conversation)
    return Imported(tuple(good), tuple(problems))


def _text(path: Path) -> str:
    data = _bytes(path)
    for encoding in ("utf-8-sig", "gb18030"):  # Excel on a Chinese Windows saves CSV as GBK
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SetError("neither UTF-8 nor GBK: save it as CSV UTF-8", file=path)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetError(f"cannot be read ({error.strerror}): pass a .csv, .xlsx or .jsonl file", file=path) from error


def _csv_rows(path: Path) -> list[list[str]]:
    text = _text(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]


def _excel_rows(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(_bytes(path)), read_only=True, data_only=True).worksheets[0]
        return [["" if cell is None else _cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except SetError:
        raise
    except Exception as error:  # openpyxl raises many kinds for a file that is no workbook
        raise SetError(f"no Excel workbook ({type(error).__name__}): save it as .xlsx or as CSV UTF-8", file=path) from error


def _text_cell(cell: str) -> str:
    """The cell's words, without the mark that kept a spreadsheet from running them."""
    text = cell.strip()
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)


def _table(path: Path, rows: list[list[str]], prefix: str) -> Imported:
    known = {name: field for field, names in HEADINGS.items() for name in names}
    if not rows:
        raise SetError("is empty: the first row holds the headings", file=path)
    headings = [str(name).strip().lower() for name in rows[0]]
    fields = [known.get(name, "") for name in headings]
    if "user" not in fields:
        raise SetError(f"no column of questions: name one of {', '.join(HEADINGS['user'])}", file=path, line=1)
    desk = "verdict" in headings
    if desk:
        fields = ["" if field == "status" else field for field in fields]
    unknown = [
        name for name, field in zip(headings, fields, strict=True) if name and not field and not (desk and name in (*DESK, "status"))
    ]
    problems = [f"{path}:1: column {name!r} is not taken over: known are {', '.join(n[-1] for n in HEADINGS.values())}" for name in unknown]
    grouped: dict[str, list[tuple[int, dict[str, str]]]] = {}
    current = ""
    for number, row in enumerate(rows[1:], start=2):
        cells = {field: _text_cell(cell) for field, cell in zip(fields, row, strict=False) if field and cell.strip()}
        if not cells:
            continue
        if desk:
            cells = {"tags": "desk"} | cells | ({"id": f"desk-{cells['id']}"} if "id" in cells else {})
        if "user" not in cells:
            problems.append(f"{path}:{number}: column {headings[fields.index('user')]}: is empty: write the question")
            continue
        current = cells.get("id") or f"{prefix}-{number:03d}"
        grouped.setdefault(current, []).append((number, cells))
    conversations = []
    for name, turns in grouped.items():
        try:
            conversations.append(_conversation(path, name, turns, dict(zip(fields, headings, strict=True))))
        except SetError as error:
            problems.append(str(error))
    return Imported(tuple(conversations), tuple(problems))


def _conversation(path: Path, name: str, turns: Sequence[tuple[int, dict[str, str]]], headings: dict[str, str]) -> Conversation:
    data: dict[str, Any] = {"id": name, "tags": [], "turns": []}
    for number, cells in turns:
        try:
            expect = dict(_expect(cells))
        except _CellError as error:
            raise SetError(str(error), file=path, line=number, field=f"column {headings.get(error.heading, error.heading)}") from error
        data["tags"] += [tag for tag in _several(cells.get("tags", ""), "、") if tag not in data["tags"]]
        data["turns"].append({"user": cells["user"]} | ({"expect": expect} if expect else {}))
        if "note" in cells:
            data["note"] = "; ".join(part for part in (data.get("note", ""), cells["note"]) if part)
    return questions.parse(json.dumps(data, ensure_ascii=False), file=str(path), line=turns[0][0])


def _expect(cells: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for field, words in (("status", STATUS_WORDS), ("route", ROUTE_WORDS)):
        if field in cells:
            values = [words.get(v, v) for v in _several(cells[field], "/、")]
            allowed = questions.STATUSES if field == "status" else questions.ROUTES
            for value in values:
                if value not in allowed:
                    raise _CellError(field, f"{value!r} is not allowed: use {', '.join(allowed)} or {', '.join(words)}")
            yield field, values[0] if len(values) == 1 else values
    for field in ("citations", "citations_any", "ask_for"):
        if field in cells:
            yield field, _several(cells[field], "、,")
    for field in ("figures", "figures_absent"):
        if field in cells:
            yield field, _several(cells[field], "")
    if "citations_max" in cells:
        if not cells["citations_max"].isdigit():
            raise _CellError("citations_max", f"{cells['citations_max']!r} is no count: write it as 3")
        yield "citations_max", int(cells["citations_max"])
    if "mentions" in cells:
        yield "mentions", [[word.strip() for word in group.split("/") if word.strip()] for group in _several(cells["mentions"], "")]
    for field in ("total_yuan", "required"):
        if field in cells:
            yield field, _yuan(field, cells[field])
    if "award" in cells:
        yield "award", _awards(cells)
    elif "yuan" in cells or "kind" in cells:
        raise _CellError("award", "is empty beside an amount: name the award")


def _awards(cells: dict[str, str]) -> dict[str, dict[str, str]]:
    """The award, kind and yuan columns side by side: the first award with the first amount, and so on."""
    names, kinds, amounts = (_several(cells.get(field, ""), "、") for field in ("award", "kind", "yuan"))
    for field, values in (("kind", kinds), ("yuan", amounts)):
        if values and len(values) != len(names):
            raise _CellError(field, f"holds {len(values)} values for {len(names)} awards: give one each, separated by ;")
    expected: dict[str, dict[str, str]] = {}
    for i, name in enumerate(names):
        kind = {"kind": KIND_WORDS.get(kinds[i], kinds[i])} if kinds else {}
        expected[name] = kind | ({"yuan": _yuan("yuan", amounts[i])} if amounts else {})
    return expected


def _yuan(field: str, text: str) -> str:
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return text
    found = figures(text)
    if len(found) != 1 or found[0].unit != "元":
        raise _CellError(field, f"{text!r} is no amount: write it as 1300000 or 130万")
    return found[0].value


def _several(text: str, also: str) -> list[str]:
    return [part.strip() for part in re.split(f"[;；\n{re.escape(also)}]", text) if part.strip()]
