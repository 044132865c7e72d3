"""Citations: whether the right clauses are cited, how few wrong ones, and whether each leads somewhere."""

from __future__ import annotations

from eval.checks import cited
from eval.metrics.metric import Metric, passed
from eval.score import Scored


def citations(turn: Scored) -> float | None:
    """Share of turns whose every check on citations holds (`citations`, `citations_any`, `citations_max`), of those that have one."""
    return passed(turn, "citations", "citations_any", "citations_max")


def citation_recall(turn: Scored) -> float | None:
    """Expected clauses that are cited / expected clauses, a mean over the turns that expect some."""
    wanted = set(turn.expect.citations or ())
    return len(wanted & set(cited(turn.answer))) / len(wanted) if wanted else None


def citation_precision(turn: Scored) -> float | None:
    """Cited clauses that are expected / cited clauses, a mean over the turns that expect some and cite some.

    A set names the clauses an answer must rest on, not all it may rest on: read this as a lower bound.
    """
    wanted = set(turn.expect.citations or ()) | set(turn.expect.citations_any or ())
    got = cited(turn.answer)
    return sum(c in wanted for c in got) / len(got) if wanted and got else None


def unresolvable(turn: Scored) -> float | None:
    """Share of answers with a citation that names no clause, has an empty field, or quotes what the clause does not say."""
    held = passed(turn, "resolvable")
    return None if held is None else 1 - held


FAMILY = (
    Metric("citations", "引用正确率", "citations", "有关引用的检查全部通过的轮次占比。", of=citations, headline=True),
    Metric("citation_recall", "引用召回率", "citation recall", "应引条款中被引到的比例,按轮次平均。", of=citation_recall),
    Metric(
        "citation_precision",
        "引用精确率(下限)",
        "citation precision (lower bound)",
        "所引条款中属于应引条款的比例,按轮次平均;题集只列必引条款,故为下限。",
        of=citation_precision,
    ),
    Metric(
        "unresolvable",
        "引用失效的回答占比",
        "answers with a dead citation",
        "引用了不存在的条款、字段缺失、或引文不在条款内的回答占比。",
        of=unresolvable,
        error=True,
    ),
)
