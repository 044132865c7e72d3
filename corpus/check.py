"""`huice check`: proves a policy folder before anybody relies on it.

Errors: the form is wrong, a name leads nowhere, a figure is not stated in its clause, the two languages state
different figures, a worked example comes out differently. Warnings: a figure of a clause that nothing uses, a
threshold without an example on it, words that two inputs claim, texts without an English twin.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from corpus.cases import Case, expectation_problems, read_cases, run_case
from corpus.coverage import uncovered
from corpus.errors import PolicyError
from corpus.load import policy_folders, read_folder
from corpus.model import Policy
from corpus.provenance import figures_in, figures_used, kind_of, states, texts_said, twins_differ, unproven, unused
from corpus.references import inputs_of
from corpus.strict_yaml import Lines, dotted

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where, what, and what to do."""

    level: Level
    message: str
    file: Path | None = None
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        return f"{self.level}: {PolicyError(self.message, file=self.file, line=self.line, field=self.field)}"


@dataclass(frozen=True)
class Report:
    """What the check of one policy folder came to."""

    folder: Path
    policy: str
    findings: tuple[Finding, ...] = ()
    figures: int = 0  # figures that decide something, each looked up in its clause
    cases: int = 0  # worked examples calculated
    clauses: int = 0

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.level == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.level == "warning")

    @property
    def ok(self) -> bool:
        """No errors; warnings do not fail a check."""
        return not self.errors

    def summary(self) -> str:
        """One line: what was proven, what is wrong."""
        state = "ok" if self.ok else "FAILED"
        return (
            f"{self.policy}: {state}: {self.clauses} clauses, {self.figures} figures looked up in their clauses, "
            f"{self.cases} worked examples, {len(self.errors)} errors, {len(self.warnings)} warnings"
        )


@dataclass
class _Desk:
    """What the steps of a check write to."""

    folder: Path
    lines: Lines = field(default_factory=Lines)
    findings: list[Finding] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return any(one.level == "error" for one in self.findings)

    def say(self, level: Level, message: str, name: str, place: Sequence[str | int] = (), line: int | None = None) -> None:
        file = self.folder / name
        self.findings.append(Finding(level, message, file, line or self.lines.of(file, place), dotted(place)))


def check_folders(folders: Sequence[Path]) -> list[Report]:
    """Check policy folders, or folders of policy folders; a PolicyError where there is no policy at all."""
    reports = [check_folder(path) for path in policy_folders(folders)]
    loaded = {report.policy: read_folder(report.folder)[0] for report in reports if report.ok}
    known = {name: {clause.key for clause in policy.clauses} for name, policy in loaded.items() if policy is not None}
    for number, report in enumerate(reports):
        policy = loaded.get(report.policy)
        if policy is not None and (found := _check_elsewhere(policy, report.folder, known)):
            reports[number] = replace(report, findings=(*report.findings, *found))
    return reports


def check_folder(folder: Path, *, until_error: bool = False) -> Report:
    """Check one policy folder; everything that is found, nothing raised. `until_error`: stop once it has failed."""
    policy, problems = read_folder(folder)
    desk = _Desk(folder)
    desk.findings += [Finding("error", p.message, Path(p.file) if p.file else folder, p.line, p.field) for p in problems]
    cases, wrong = read_cases(folder)
    desk.findings += [Finding("error", p.message, Path(p.file) if p.file else folder, p.line, p.field) for p in wrong]
    if policy is None or problems:
        return Report(folder, policy.id if policy else folder.name, tuple(desk.findings))
    for step in (_check_figures, _check_texts, _check_words, _check_awards, _check_english):
        if not (until_error and desk.failed):
            step(policy, desk)
    if not wrong and not (until_error and desk.failed):
        _check_cases(policy, cases, desk)
    findings = sorted(desk.findings, key=lambda one: (one.level, str(one.file), one.line or 0))
    return Report(folder, policy.id, tuple(findings), len(figures_used(policy)), len(cases), len(policy.clauses))


# ---------------------------------------------------------------- figures


def _check_figures(policy: Policy, desk: _Desk) -> None:
    for used, stated in unproven(policy):
        where = "、".join(f"{policy.id}/{key}" for key in used.clauses) if len(used.clauses) < 4 else "any clause"
        say = f"{used.says()} is not stated in {where} (there: {stated}): correct the figure, the clause's text, or `clause`"
        desk.say("error", say, used.file, used.place)
    for number, fact in enumerate(policy.facts):
        if len(figures_in(fact.figure)) != 1:
            say = f"{fact.figure!r} must hold exactly one figure, such as 3.1亿元, 21.3% or 2024年7月2日"
            desk.say("error", say, "awards.yaml", ("facts", number, "figure"))
    for clause, figure in unused(policy):
        say = f"{clause.key}: {figure.text} is used by no award, cap, pool or fact: use it, or list it under `facts` in awards.yaml"
        desk.say("warning", say, "clauses.md", line=clause.line)


def _check_texts(policy: Policy, desk: _Desk) -> None:
    for clause in policy.clauses:
        if clause.text_en and (differ := twins_differ(clause.text, clause.text_en)):
            say = f"{clause.key}: the Chinese and the English text differ in {', '.join(differ)}: make both state the same figures"
            desk.say("error", say, "clauses.md", line=clause.line)
    figures = {clause.key: figures_in(f"{clause.title}\n{clause.text}") for clause in policy.clauses}
    texts = list(texts_said(policy))
    by_place = {(one.file, one.place): one for one in texts}
    for said in texts:
        stated = tuple(figure for key in said.clauses for figure in figures.get(key, ()))
        for figure in figures_in(said.text):
            article = figure.article or (kind_of(figure) == "count" and figure.value == "1")
            if article or states(stated, kind_of(figure), figure.value, figure.unit):
                continue
            say = f"{figure.text} is not stated in the clause: a text shown to people may only repeat figures of its clause"
            desk.say("error", say, said.file, said.place)
        name = str(said.place[-1])
        twin = by_place.get((said.file, (*said.place[:-1], f"{name}_en")))
        if twin is not None and (differ := twins_differ(said.text, twin.text)):
            desk.say("error", f"differs from its English twin in {', '.join(differ)}", said.file, said.place)

    for number, item in enumerate(policy.inputs):
        for name in ("assume_say", "assume_say_en"):
            said_text = getattr(item, name)
            if type(item.assume) is int and said_text and str(item.assume) not in _NUMBER.findall(said_text):
                desk.say("error", f"does not say {item.assume}, the value taken as given", "awards.yaml", ("inputs", number, name))
    if policy.number and not any(policy.number in clause.text for clause in policy.clauses):
        desk.say("error", f"{policy.number} stands in no clause: correct it, or add a clause that states it", "policy.yaml", ("number",))


_NUMBER = re.compile(r"\d+")


# ---------------------------------------------------------------- worked examples


def _check_cases(policy: Policy, cases: Sequence[Case], desk: _Desk) -> None:
    seen: dict[str, int] = {}
    for number, case in enumerate(cases):
        if case.name in seen:
            say = f"the name is taken by example {seen[case.name] + 1}: choose another"
            desk.say("error", say, "cases.yaml", ("cases", number, "name"))
        seen.setdefault(case.name, number)
        for say in expectation_problems(case) or run_case(policy, case):
            desk.say("error", f"{case.name}: {say}", "cases.yaml", ("cases", number))
    if policy.awards and not cases:
        desk.say("warning", "there are no worked examples: add cases.yaml with one example for each award at least", "cases.yaml")
        return
    for place, say in uncovered(policy, cases):
        desk.say("warning", say, "awards.yaml", place)


# ---------------------------------------------------------------- words


def _check_words(policy: Policy, desk: _Desk) -> None:
    measured: dict[str, tuple[str, int]] = {}
    for number, item in enumerate(policy.inputs):
        here = ("inputs", number)
        for one, other in (("words", "not_words"), ("yes", "no"), ("yes", "not_words")):
            for word in sorted(_fold(getattr(item, one)) & _fold(getattr(item, other))):
                desk.say("error", f"{word!r} stands in {one} and in {other}: keep one", "awards.yaml", (*here, other))
        if item.kind not in ("boolean", "choice"):
            for word in sorted(_fold(item.words)):
                if word in measured:
                    say = f"{word!r} also names {measured[word][0]}: a word can name one amount only"
                    desk.say("warning", say, "awards.yaml", (*here, "words"))
                measured.setdefault(word, (item.id, number))
        if not item.words and not item.options:
            desk.say("warning", "has no words: without them a question can't give this input", "awards.yaml", here)
        for name in ("words", "beside", "not_words", "yes", "no", "only_with"):
            for word in _repeated(getattr(item, name)):
                desk.say("warning", f"{word!r} occurs twice", "awards.yaml", (*here, name))
    for number, award in enumerate(policy.awards):
        if not award.words:
            desk.say("warning", "has no words: say how people call it", "awards.yaml", ("awards", number))
        for name in ("words", "about"):
            for word in _repeated(getattr(award, name)):
                desk.say("warning", f"{word!r} occurs twice", "awards.yaml", ("awards", number, name))
    for number, silence in enumerate(policy.silences):
        if not silence.words:
            desk.say("warning", "has no words: say how people ask about it", "policy.yaml", ("silences", number))
        for word in _repeated(silence.words):
            desk.say("warning", f"{word!r} occurs twice", "policy.yaml", ("silences", number, "words"))
    for clause in policy.clauses:
        if not clause.aliases:
            say = f"{clause.key}: has no aliases: add `- aliases:` with how people ask for it"
            desk.say("warning", say, "clauses.md", line=clause.line)


def _fold(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


def _repeated(words: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    twice = []
    for word in words:
        if word.casefold() in seen:
            twice.append(word)
        seen.add(word.casefold())
    return twice


# ---------------------------------------------------------------- the rest


def _check_awards(policy: Policy, desk: _Desk) -> None:
    used = {name for award in policy.awards for name in inputs_of(award)}
    used |= {other for item in policy.inputs if item.id in used for other in item.implies}
    for number, item in enumerate(policy.inputs):
        if item.id not in used:
            say = f"{item.id}: no award uses this input: remove it, or use it in a condition"
            desk.say("warning", say, "awards.yaml", ("inputs", number))
    for number, group in enumerate(policy.groups):
        if policy.total and group.cap is not None and group.cap >= policy.total.cap:
            say = f"{group.id}: the group's cap is not below the total's: it can never bite, so one of the two may be wrong"
            desk.say("warning", say, "awards.yaml", ("groups", number, "cap"))
    if policy.awards and policy.supplements:
        say = "a supplement's awards are not calculated with the main policy: put them in the main folder"
        desk.say("warning", say, "awards.yaml", ("awards",))


def _check_english(policy: Policy, desk: _Desk) -> None:
    missing: dict[tuple[str, int | None], list[str]] = {}
    for clause in policy.clauses:
        if not (clause.text_en and clause.title_en):
            missing.setdefault(("clauses.md", clause.line), []).append(clause.key)
    said = {(one.file, one.place) for one in texts_said(policy)}
    for file, place in sorted(said, key=str):
        name = str(place[-1])
        if not name.endswith("_en") and (file, (*place[:-1], f"{name}_en")) not in said:
            missing.setdefault((file, None), []).append(dotted(place))
    for (file, line), places in missing.items():
        shown = ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")
        desk.say("warning", f"has no English twin: {shown}; English questions get the Chinese text there", file, line=line or 1)


def _check_elsewhere(policy: Policy, folder: Path, known: Mapping[str, Collection[str]]) -> list[Finding]:
    """What this policy names in other policies: an error where they are checked too and don't have it."""
    desk = _Desk(folder)
    if policy.supplements and policy.supplements not in known:
        say = f"{policy.supplements} is not among the folders checked: check both together"
        desk.say("warning", say, "policy.yaml", ("supplements",))
    for number, silence in enumerate(policy.silences):
        for n, name in enumerate(silence.near):
            other, slash, key = name.partition("/")
            place = ("silences", number, "near", n)
            if slash and other not in known:
                desk.say("warning", f"{other} is not among the folders checked: check both together", "policy.yaml", place)
            elif slash and key not in known[other]:
                desk.say("error", f"{other} has no clause {key}: correct the id", "policy.yaml", place)
    return desk.findings
