"""`huice check` and `huice ingest`: policy folders proven, and drafted from raw documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands import console

if TYPE_CHECKING:
    from corpus.check import Report

DONE, FAILED = 0, 1


def check(folders: Sequence[Path] | None, as_json: bool, quiet: bool) -> int:
    """One line a folder, each finding above it; exit 1 when a folder has errors."""
    from assistant.settings import load
    from corpus.check import check_folders

    reports = check_folders(list(folders) if folders else list(load().policies))
    if as_json:
        console.show_json([_report_json(report) for report in reports])
    else:
        for report in reports:
            for finding in (*report.errors, *(() if quiet else report.warnings)):
                console.show(str(finding))
            console.show(report.summary())
    return DONE if all(report.ok for report in reports) else FAILED


def _report_json(report: Report) -> dict[str, Any]:
    findings = [
        {"level": f.level, "file": str(f.file or ""), "line": f.line, "field": f.field, "message": f.message} for f in report.findings
    ]
    counts = {"clauses": report.clauses, "figures": report.figures, "cases": report.cases}
    return {"policy": report.policy, "folder": str(report.folder), "ok": report.ok, **counts, "findings": findings}


def ingest(files: Sequence[Path], policy: str, out: Path | None, force: bool) -> int:
    """Write the draft and say what was kept, what was taken out, and what a person has to look at."""
    from corpus.ingest.draft import ingest as draft

    made = draft(list(files), policy, out or Path(policy), force=force)
    share = made.kept / made.characters if made.characters else 0.0
    console.show(
        f"{made.folder}: {made.clauses} clauses; {made.kept} of {made.characters} characters kept ({share:.1%}), "
        f"{len(made.removed)} fragments and {len(made.tail)} passages of the tail removed\n"
        f"待核对 / to look at: {len(made.doubtful)} doubtful passages, {len(made.gaps)} gaps, all in {made.folder / 'REVIEW.md'}\n"
        f"然后 / then: huice check {made.folder}"
    )
    return DONE
