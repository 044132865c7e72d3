"""REVIEW.md: everything a person should look at before a draft is used, each with its surroundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.ingest.clean import Cleaned
from corpus.ingest.facts import AwardHint
from corpus.ingest.read import Document
from corpus.ingest.segment import Segment

_AROUND = 12


@dataclass(frozen=True, slots=True)
class Source:
    """One document on its way through: read, cleaned, cut up."""

    document: Document
    cleaned: Cleaned
    segments: tuple[Segment, ...]


def review_md(policy_id: str, sources: Sequence[Source], hints: Sequence[AwardHint]) -> str:
    """The review sheet of a draft."""
    parts = [
        f"# {policy_id}:草稿核对单 / review sheet\n",
        "删去的文字列在下面,连同前后文;存疑的没有删;疑似缺字的没有补。"
        "Removed text is listed with its surroundings; doubtful text was kept; missing characters were not filled in.\n",
    ]
    for source in sources:
        parts.append(_one(source))
    parts.append("## 待办 / to do\n")
    todo = [
        "逐条改写 clauses.md,确定标题和编号 / reword the clauses, settle titles and ids",
        f"把 awards.yaml 里 {len(hints)} 条注释改写成奖项,补上输入项和算例"
        f" / turn the {len(hints)} commented hints into awards, add inputs and worked examples",
        "补全 policy.yaml(发文机关、文号、有效期、未载明事项) / complete policy.yaml (issuers, number, validity, silences)",
        "运行 huice check / run huice check",
    ]
    parts.append("\n".join(f"- [ ] {item}" for item in todo) + "\n")
    return "\n".join(parts)


def _one(source: Source) -> str:
    cleaned, text = source.cleaned, source.cleaned.source
    fragments = [one for one in cleaned.removed if one.reason == "fragment"]
    tail = [one for one in cleaned.removed if one.reason == "tail"]
    marks = [one for one in cleaned.removed if one.reason == "mark"]
    gone = sum(one.end - one.start for one in cleaned.removed)
    lines = [
        f"## {source.document.name}\n",
        f"- 编码 / encoding: {source.document.encoding}",
        f"- 来源字符 / source characters: {len(text)} = 保留 / kept {len(text) - gone} + 删去 / removed {gone}",
        f"- 条款 / clauses: {sum(one.kind == 'clause' for one in source.segments)}",
        "",
    ]
    lines += _table(
        f"删去的插入片段 / fragments removed ({len(fragments)})",
        ("位置 / at", "片段 / fragment", "前后文 / context", "把握 / certainty"),
        [(str(f.start + 1), f.text, _context(text, f.start, f.end), f"{f.probability:.3f}") for f in fragments],
    )
    lines += _table(
        f"存疑、未删 / doubtful, kept ({len(cleaned.doubtful)})",
        ("位置 / at", "片段 / fragment", "前后文 / context", "把握 / certainty"),
        [(str(d.start + 1), d.text, _context(text, d.start, d.end), f"{d.probability:.2f}") for d in cleaned.doubtful],
    )
    lines += _table(
        f"疑似缺字、未补 / gaps, not filled ({len(cleaned.gaps)})",
        ("位置 / at", "疑缺 / missing", "前后文 / context", "别处作 / elsewhere"),
        [(str(g.at + 1), g.missing, _context(text, g.at, g.at, "▁"), g.phrase) for g in cleaned.gaps],
    )
    lines += _list(f"删去的文末无关链接 / foreign tail removed ({len(tail)})", [one.text.strip() for one in tail])
    lines += _list("像文末链接、已保留 / tail-like lines kept", [line.text for line in cleaned.layout.unsure])
    lines += _list("删去的标记 / marks removed", [_context(text, one.start, one.end) for one in marks])
    kept = [f"{one.kind}: {one.text}" for one in source.segments if one.kind in ("headline", "heading", "byline", "appendix")]
    lines += _list("未成条款的行 / lines that are no clause", kept)
    return "\n".join(lines)


def _context(text: str, start: int, end: int, empty: str = "") -> str:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{before}【{text[start:end] or empty}】{after}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "⏎").replace("\r", "")


def _table(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    if not rows:
        return [f"### {title}\n", "无 / none\n"]
    lines = [f"### {title}\n", "| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    return [*lines, *("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows), ""]


def _list(title: str, items: list[str]) -> list[str]:
    return [f"### {title}\n", *(f"- {_cell(item)}" for item in items), ""] if items else []
