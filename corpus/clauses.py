"""clauses.md: the clauses of a policy as people read and edit them.

    ## 模型优化补贴 {#model-optimization}
    Chinese text …
    ### Model optimisation subsidy
    English text …
    - aliases: 训练费补贴、优化补贴
    - basis: which passage of the source it rests on

What stands before the first `##` is a note to the editor and is not read.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from corpus.errors import PolicyError
from corpus.model import Clause, Validity

_HEADING = re.compile(r"^##\s+(?P<title>.*?)\s*\{#(?P<key>[^}]*)\}\s*$")
_ENGLISH = re.compile(r"^###\s+(?P<title>.+?)\s*$")
_FIELD = re.compile(r"^-\s+(?P<name>[a-z_]+)\s*[:\uff1a]\s*(?P<value>.*)$")
_SPLIT = re.compile(r"[、;\uff1b]")
KEY = re.compile(r"^[a-z0-9][a-z0-9_-]*$")
FIELDS = ("aliases", "basis", "from", "until")


class _Draft:
    """One clause while its lines are read."""

    def __init__(self, title: str, key: str, line: int) -> None:
        self.title, self.key, self.line = title, key, line
        self.title_en = ""
        self.zh: list[str] = []
        self.en: list[str] = []
        self.fields: dict[str, str] = {}
        self.open_field = ""


def parse_clauses(text: str, path: Path, policy: str) -> tuple[list[Clause], list[PolicyError]]:
    """The clauses in their order, and everything that is wrong with the file."""
    drafts: list[_Draft] = []
    problems: list[PolicyError] = []
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("```"):
            fenced = not fenced
        if not fenced and re.match(r"^##(\s|[^#])", line):
            match = _HEADING.match(line)
            if not match:
                say = f"heading {line[2:].strip()!r} has no id: write `## 标题 {{#some-id}}`"
                problems.append(PolicyError(say, file=path, line=number))
            key = match["key"].strip() if match else f"line-{number}"
            drafts.append(_Draft(match["title"].strip() if match else line[2:].strip(), key, number))
        elif drafts:
            _take(drafts[-1], line, path, number, problems)
    clauses = [clause for draft in drafts if (clause := _finish(draft, path, policy, problems))]
    seen: dict[str, int] = {}
    for draft in drafts:
        if draft.key in seen:
            say = f"the id {draft.key} is taken by the clause in line {seen[draft.key]}: choose another"
            problems.append(PolicyError(say, file=path, line=draft.line, field=draft.key))
        seen.setdefault(draft.key, draft.line)
    return clauses, problems


def _take(draft: _Draft, line: str, path: Path, number: int, problems: list[PolicyError]) -> None:
    english, field = _ENGLISH.match(line), _FIELD.match(line)
    if english:
        if draft.title_en:
            say = "has two ### headings: one English twin a clause (its title, then its text)"
            problems.append(PolicyError(say, file=path, line=number, field=draft.key))
        draft.title_en, draft.open_field = english["title"], ""
    elif field:
        name = field["name"]
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, 1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            say = f"unknown field{hint}: allowed are {', '.join(FIELDS)}; a list item of the text itself starts with `* `"
            problems.append(PolicyError(say, file=path, line=number, field=f"{draft.key}.{name}"))
        elif name in draft.fields:
            problems.append(PolicyError("occurs twice: keep one", file=path, line=number, field=f"{draft.key}.{name}"))
        draft.fields[name] = field["value"].strip()
        draft.open_field = name
    elif draft.open_field and line.startswith("  ") and line.strip():
        draft.fields[draft.open_field] += line.strip()
    else:
        draft.open_field = ""
        (draft.en if draft.title_en else draft.zh).append(line.rstrip())


def _finish(draft: _Draft, path: Path, policy: str, problems: list[PolicyError]) -> Clause | None:
    def wrong(say: str, field: str = "") -> None:
        problems.append(PolicyError(say, file=path, line=draft.line, field=".".join(p for p in (draft.key, field) if p)))

    text = "\n".join(draft.zh).strip()
    if not KEY.match(draft.key):
        wrong("an id is lower-case letters, digits, - and _ (such as office-rent)")
    if not text:
        wrong("has no text: say under the heading what the clause says")
    if not draft.title:
        wrong("has no title: write `## 标题 {#id}`")
    days: dict[str, date] = {}
    for name in ("from", "until"):
        if draft.fields.get(name):
            try:
                days[name] = date.fromisoformat(draft.fields[name])
            except ValueError:
                wrong(f"{draft.fields[name]!r} is no date: write it as 2024-06-18", name)
    return Clause(
        id=f"{policy}/{draft.key}",
        policy=policy,
        key=draft.key,
        title=draft.title,
        title_en=draft.title_en,
        text=text,
        text_en="\n".join(draft.en).strip(),
        aliases=tuple(word.strip() for word in _SPLIT.split(draft.fields.get("aliases", "")) if word.strip()),
        basis=draft.fields.get("basis", ""),
        line=draft.line,
        valid=Validity.model_validate(days),
    )
