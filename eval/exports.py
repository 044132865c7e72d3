"""The same scores for machines and other programs: Markdown for a pull request, JUnit XML for CI, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from eval.checks import CHECKS, cited
from eval.metrics.registry import METRICS
from eval.score import Scored

MARKDOWN, JUNIT, TABLE = "report.md", "junit.xml", "turns.csv"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ALWAYS = ("error", "unproven", "origins", "resolvable")


def markdown(summary: dict[str, Any], turns: Sequence[Scored], limit: int = 50) -> str:
    """A page for a pull request: scores, weakest tags, the first failing turns."""
    lines = [f"# 评测报告 Evaluation: {summary['conversations']} conversations, {summary['turns']} turns", ""]
    lines += ["| metric | score | 95% interval | n |", "| --- | ---: | ---: | ---: |"]
    for m in METRICS:
        if s := summary["scores"].get(m.name):
            lines.append(f"| {m.title} {m.title_en} | {s['value']:.1%} | {s['low']:.1%} – {s['high']:.1%} | {s['n']} |")
    for kind, rows in summary["by"].items():
        if rows:
            lines += ["", f"## By {kind}", "", "| | turn accuracy | 95% interval | n |", "| --- | ---: | ---: | ---: |"]
            for label, s in sorted(rows.items(), key=lambda item: item[1]["value"]):
                lines.append(f"| {_cell(label)} | {s['value']:.1%} | {s['low']:.1%} – {s['high']:.1%} | {s['n']} |")
    failing = [t for t in turns if not t.ok]
    lines += ["", f"## Failing turns ({len(failing)})", ""]
    for t in failing[:limit]:
        lines.append(f"- **{_cell(t.id)}** turn {t.turn}: {_cell(t.user[:120])}")
        lines += [f"  - {c.name}: {_cell(c.reason)}" for c in t.failed]
    if len(failing) > limit:
        lines.append(f"- … {len(failing) - limit} more in report.html")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def junit(turns: Sequence[Scored]) -> str:
    """JUnit XML: one test case a turn, grouped by the first tag; characters that XML forbids are left out."""
    root = ElementTree.Element("testsuites", name="huice eval", tests=str(len(turns)), failures=str(sum(not t.ok for t in turns)))
    groups: dict[str, list[Scored]] = {}
    for turn in turns:
        groups.setdefault(turn.tags[0] if turn.tags else "untagged", []).append(turn)
    for name, group in groups.items():
        attributes = {
            "tests": str(len(group)),
            "failures": str(sum(not t.ok for t in group)),
            "time": f"{sum(t.ms for t in group) / 1000:.3f}",
        }
        suite = ElementTree.SubElement(root, "testsuite", attributes)
        for t in group:
            case = ElementTree.SubElement(
                suite, "testcase", classname=_xml(name), name=_xml(f"{t.id} turn {t.turn}"), time=f"{t.ms / 1000:.3f}"
            )
            if not t.ok:
                failure = ElementTree.SubElement(case, "failure", message=_xml("; ".join(c.name for c in t.failed)))
                failure.text = _xml(
                    f"问 {t.user}\n答 {t.answer.get('answer', t.error)}\n" + "\n".join(f"{c.name}: {c.reason}" for c in t.failed)
                )
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)


def table(turns: Sequence[Scored]) -> str:
    """CSV, one row a turn, one column a check (1 holds, 0 fails, empty: not checked)."""
    out = io.StringIO()
    names = [*CHECKS, *ALWAYS]
    writer = csv.writer(out)
    writer.writerow(
        ["id", "turn", "tags", "styles", "question", "given_status", "given_route", "answer", "cited", "ms", "ok", *names, "reasons"]
    )
    for t in turns:
        marks = ["" if (check := t.check(name)) is None else int(check.ok) for name in names]
        said = [
            t.answer.get("status", ""),
            t.answer.get("route", ""),
            t.answer.get("answer", t.error),
            " ".join(cited(t.answer)),
            t.ms,
            int(t.ok),
        ]
        reasons = "; ".join(f"{c.name}: {c.reason}" for c in t.failed)
        writer.writerow([_inert(v) for v in (t.id, t.turn, " ".join(t.tags), " ".join(t.styles), t.user, *said, *marks, reasons)])
    return out.getvalue()


def _inert(value: Any) -> Any:
    """A cell that a spreadsheet would run as a formula is marked as text."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def write(summary: dict[str, Any], turns: Sequence[Scored], folder: Path) -> None:
    """All three into the run's folder; the CSV opens in Excel with its Chinese intact."""
    (folder / MARKDOWN).write_text(markdown(summary, turns), encoding="utf-8", errors="replace")
    (folder / JUNIT).write_text(junit(turns), encoding="utf-8")
    (folder / TABLE).write_text(table(turns), encoding="utf-8-sig", errors="replace", newline="")
