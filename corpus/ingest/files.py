"""The texts of a draft folder: policy.yaml, clauses.md, awards.yaml, terms.yaml, in the format of docs/policy-folder.md.

The draft loads as it is. What a person has to decide (awards, inputs, the wording of clauses) stands in
comments beside the figures found, so that nothing unproven is computed before someone has looked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import yaml

from corpus.ingest.facts import AwardHint, Facts
from corpus.ingest.read import Document
from corpus.ingest.segment import Segment

_NOTE = "草稿:条款文字取自来源原句,尚未改写和核对;以政策原文和当期申报通知为准。"
_NOTE_EN = "Draft: clauses are sentences of the source, neither reworded nor checked; the policy's own text is decisive."


def policy_yaml(policy_id: str, facts: Facts, documents: Sequence[Document]) -> str:
    """policy.yaml with what the pages say; comments say what to complete."""
    first = documents[0]
    day = facts.date or next((document.date for document in documents if document.date), "")
    source = {
        "outlet": facts.outlet or first.outlet or first.name,
        "kind": "网页" if first.kind == "html" else "文稿",
        "author": facts.author or first.author,
        "date": day,
        "trust": "primary",
        "note": _NOTE,
        "note_en": _NOTE_EN,
    }
    valid = {key: date.fromisoformat(value) for key, value in (("from", facts.valid_from), ("until", facts.valid_until)) if _is_day(value)}
    tree: dict[str, object] = {"id": policy_id, "title": facts.title or policy_id}
    if facts.short_title:
        tree["short_title"] = facts.short_title
    tree |= {"places": list(facts.places), "number": facts.number, "issuers": []}
    if valid:
        tree["valid"] = valid
    tree |= {"source": source, "silences": []}
    head = (
        "# 由 huice ingest 生成的草稿。请核对 title、number、places、valid、source,补上 issuers、aliases、notice 和 silences。\n"
        "# Draft by `huice ingest`: check these fields; add issuers, aliases, notice and silences.\n"
    )
    return head + yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=1000)


def _is_day(value: str) -> bool:
    try:
        return bool(value) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def clauses_md(facts: Facts, sources: Sequence[tuple[Document, Sequence[Segment]]]) -> str:
    """clauses.md with one heading a segment; text lines that would read as fields or headings are written as text."""
    parts = [
        f"# {facts.title}:条款草稿\n\n"
        "由 huice ingest 生成。每一条是来源里的一段原句;请改写成自己的话,改好标题和编号,核对数字后再使用。\n"
        "Draft by `huice ingest`: reword every clause, settle titles and ids, check the figures.\n"
    ]
    for document, segments in sources:
        for one in segments:
            if one.kind != "clause":
                continue
            place = f"{document.name} 第{one.start + 1}–{one.end}字"
            section = f",{one.section}" if one.section else ""
            parts.append(f"## {_heading(one.title or one.key)} {{#{one.key}}}\n\n{_text(one.text)}\n\n- basis: {place}{section}\n")
    return "\n".join(parts)


def _heading(title: str) -> str:
    return re.sub(r"[{}\s]+", " ", title).strip() or "未命名"


def _text(text: str) -> str:
    """The text such that no line of it starts a heading, a field or a fence."""
    lines = []
    for line in text.splitlines():
        plain = line.strip()
        lines.append("* " + plain.lstrip("- ") if plain.startswith("-") else re.sub(r"^(#+|```)", r"\\\1", plain))
    return "\n".join(lines)


def awards_yaml(hints: Sequence[AwardHint]) -> str:
    """awards.yaml without awards: the figures found, as comments to build them from."""
    lines = [
        "# 由 huice ingest 生成的草稿:下面按条款列出文中的金额和比例,供改写成奖项;写法见 docs/policy-folder.md。",
        "# Draft by `huice ingest`: amounts and ratios by clause, to be made into awards; see docs/policy-folder.md.",
        "inputs: []",
        "awards: []",
        "",
    ]
    for hint in hints:
        lines += [f"# - id: {hint.key}", f"#   title: {_comment(hint.title)}", f"#   clause: {hint.key}"]
        if hint.ratio:
            cap = f", cap: {hint.ceiling}" if hint.ceiling else ""
            lines.append(f"#   amount: {{shape: ratio, of: 待定, ratio: {hint.ratio}{cap}}}   # 请核对 / check")
        elif hint.ceiling:
            lines.append(f"#   amount: {{shape: not_stated, at_most: {hint.ceiling}}}   # 请核对 / check")
        lines += [f"#   # 文中数字 / figures: {_comment('、'.join(hint.figures))}", ""]
    return "\n".join(lines)


def _comment(text: str) -> str:
    return " ".join(text.split())


def terms_yaml(hints: Sequence[AwardHint]) -> str:
    """terms.yaml without synonyms; the clause titles are the first words to think of."""
    names = "、".join(dict.fromkeys(_comment(hint.title) for hint in hints if "…" not in hint.title and len(hint.title) <= 12))
    return (
        "# 由 huice ingest 生成的草稿:写上本政策的用词及其同义说法,如  办公用房: [写字楼, 办公室]\n"
        "# Draft by `huice ingest`: words of this policy with what people say instead.\n"
        f"# 可从这些名称想起 / start from: {names}\n"
        "synonyms: {}\n"
    )
