"""`report.html`: one self-contained page of a run. Summary, pictures, every failing turn with its reasons, filters; prints well.

Nothing is fetched and everything that people or the system under test wrote is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from eval import pictures
from eval.checks import cited
from eval.metrics.registry import METRICS
from eval.score import Scored, by_conversation

REPORT = "report.html"


def environment() -> Environment:
    """Templates of this layer; an unknown name in one is an error, not a blank."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=select_autoescape(["html", "j2"], default=True), undefined=StrictUndefined)


def failing_turns(turns: Sequence[Scored]) -> list[dict[str, Any]]:
    """What the page shows of each failing turn, with what was said before it in its thread."""
    shown = []
    for group in by_conversation(turns).values():
        for turn in group:
            if turn.ok:
                continue
            shown.append(
                {
                    "id": turn.id, "number": turn.turn, "tags": list(turn.tags), "user": turn.user, "error": turn.error,
                    "before": [earlier.user for earlier in group[: turn.turn - 1]],
                    "status": str(turn.answer.get("status", "no answer")), "route": str(turn.answer.get("route", "")),
                    "answer": str(turn.answer.get("answer", "")), "cited": cited(turn.answer), "failed": turn.failed,
                    "checks": [c.name for c in turn.failed],
                    "expected": json.dumps(turn.expect.model_dump(mode="json", exclude_unset=True), ensure_ascii=False),
                }
            )  # fmt: skip
    return shown


def render(summary: dict[str, Any], turns: Sequence[Scored], name: str) -> str:
    """The page as text."""
    failing = failing_turns(turns)
    metrics = [
        {
            "name": m.name,
            "title": m.title,
            "title_en": m.title_en,
            "definition": m.definition.replace("`", ""),
            "meaning": m.meaning,
            "error": m.error,
            "headline": m.headline,
            "score": score,
        }
        for m in METRICS
        if (score := summary["scores"].get(m.name))
    ]
    own = [float(t.answer["latency_ms"]) for t in turns if isinstance(t.answer.get("latency_ms"), int | float)]
    drawn = [
        _picture("分标签正确率", "Turn accuracy by tag", pictures.intervals(summary["by"]["tag"], "by tag")),
        _picture("分奖项正确率", "Turn accuracy by award", pictures.intervals(summary["by"]["award"], "by award")),
        _picture("分写法正确率", "Turn accuracy by style of the question", pictures.intervals(summary["by"]["style"], "by style")),
        _picture("分轮次正确率", "Turn accuracy by turn number", pictures.intervals(summary["by"]["turn"], "by turn", by_label=True)),
        _picture("状态:应为(行)与实为(列)", "Status, expected by row, given by column", pictures.confusion(summary["confusion"], "status")),
        _picture("意图识别:真(行)与判(列)", "Intent model, cross-validated: true by row, guessed by column", _intents(summary)),
        _picture("应答用时", "Latency", pictures.latency(own, summary["latency_ms"].get("own", {}), "latency")),
    ]
    return environment().get_template("report.html.j2").render(
        name=name, summary={"stability": None} | summary | {"run": {"asker": "", "files": [], "policies": {}} | summary["run"]},
        metrics=metrics, pictures=drawn, failing=failing, tags=sorted({t for turn in failing for t in turn["tags"]}),
        statuses=sorted({turn["status"] for turn in failing}),
    )  # fmt: skip


def _intents(summary: dict[str, Any]) -> str:
    """The confusion table of the system's intent model, where the run kept one."""
    found = summary["run"].get("intents") or {}
    return pictures.matrix(found.get("labels", []), found.get("confusion", []), "intents")


def _picture(title: str, title_en: str, svg: str) -> dict[str, Any]:
    return {"title": title, "title_en": title_en, "svg": Markup(svg)}  # drawn by pictures.py, which escapes its text


def write(summary: dict[str, Any], turns: Sequence[Scored], folder: Path) -> Path:
    """Writes the page into the run's folder."""
    path = folder / REPORT
    path.write_text(render(summary, turns, folder.name), encoding="utf-8", errors="replace")
    return path
