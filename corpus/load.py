"""From policy folders to frozen policies, strictly: whatever is wrong is said with file, line and field.

A policy folder holds policy.yaml and clauses.md, and may hold awards.yaml, terms.yaml and cases.yaml
(worked examples, read by `corpus.cases`) and questions.txt. docs/policy-folder.md describes them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from corpus.asked import NAME as QUESTIONS
from corpus.asked import parse_asked
from corpus.clauses import parse_clauses
from corpus.dated import lift_dated, with_figure
from corpus.errors import PolicyError, UnknownName
from corpus.model import Clause, Dated, Model, Policy
from corpus.references import unresolved
from corpus.schema import FILES
from corpus.strict_yaml import dotted, line_of, parse_yaml, read_text
from corpus.validate import explained, validated

FOLDER_FILES = ("policy.yaml", "clauses.md", "awards.yaml", "terms.yaml", "cases.yaml", QUESTIONS)
"""The files that make up a policy, all of them in its hash."""


def shipped_folder() -> Path:
    """The folder of the policies that ship with Huice."""
    return Path(__file__).parent / "policies"


@dataclass(frozen=True, slots=True)
class Library:
    """The policies loaded together, in the order given. `hash` changes when any byte of any of them does."""

    policies: tuple[Policy, ...]
    hash: str

    @property
    def mains(self) -> tuple[Policy, ...]:
        """The policies that supplement no other."""
        return tuple(policy for policy in self.policies if not policy.supplements)

    def policy(self, name: str) -> Policy:
        """The policy of this id; UnknownName lists the ones there are."""
        for policy in self.policies:
            if policy.id == name:
                return policy
        raise UnknownName(f"there is no policy {name!r}: loaded are {', '.join(p.id for p in self.policies) or 'none'}")

    def family(self, name: str) -> tuple[Policy, ...]:
        """A main policy and its supplements (also when a supplement's id is given)."""
        policy = self.policy(name)
        main = self.policy(policy.supplements) if policy.supplements else policy
        return (main, *(other for other in self.policies if other.supplements == main.id))

    def clause(self, full_id: str) -> Clause:
        """The clause of this full id (`policy/key`); UnknownName otherwise."""
        for policy in self.policies:
            if full_id.startswith(policy.id + "/") and (found := policy.clause(full_id)):
                return found
        raise UnknownName(f"there is no clause {full_id!r}: write it as policy-id/clause-id")


def load_policies(folders: Sequence[Path]) -> Library:
    """Load policy folders (or folders of policy folders); the first thing wrong is raised as PolicyError."""
    policies: list[Policy] = []
    places: dict[str, Path] = {}
    for folder in policy_folders(folders):
        policy = load_policy(folder)
        if policy.id in places:
            say = f"the id {policy.id} is taken by {places[policy.id]}: give one of the two another id"
            raise PolicyError(say, file=folder / "policy.yaml", line=1, field="id")
        places[policy.id] = folder
        policies.append(policy)
    for policy in policies:
        if policy.supplements and policy.supplements not in places:
            file = places[policy.id] / "policy.yaml"
            say = f"the policy {policy.supplements} is not loaded: load its folder too, or correct the id"
            raise PolicyError(say, file=file, line=line_of(read_text(file), file, ("supplements",)), field="supplements")
    digest = hashlib.sha256("".join(policy.hash for policy in policies).encode()).hexdigest()
    return Library(tuple(policies), digest)


def policy_folders(folders: Sequence[Path]) -> list[Path]:
    """The policy folders meant: each one itself, or those directly inside it, by name, none twice."""
    found: dict[Path, None] = {}
    for folder in folders:
        if not folder.is_dir():
            raise PolicyError("is no folder: give a policy folder, or a folder of policy folders", file=folder)
        inner = [folder] if is_policy_folder(folder) else sorted(path for path in folder.iterdir() if is_policy_folder(path))
        if not inner:
            raise PolicyError("holds no policy: a policy folder has policy.yaml and clauses.md in it", file=folder)
        found.update(dict.fromkeys(path.resolve() for path in inner))
    return list(found)


def is_policy_folder(path: Path) -> bool:
    """Whether a folder claims to be a policy: one of its two main files is there."""
    return path.is_dir() and ((path / "policy.yaml").is_file() or (path / "clauses.md").is_file())


def load_policy(folder: Path) -> Policy:
    """One policy folder; the first thing wrong with it is raised."""
    policy, problems = read_folder(folder)
    if problems:
        more = len(problems) - 1
        if more:
            first = problems[0]
            raise PolicyError(
                f"{first.message} (and {more} more: `huice check {folder}` lists all)", file=first.file, line=first.line, field=first.field
            )
        raise problems[0]
    assert policy is not None
    return policy


def read_folder(folder: Path) -> tuple[Policy | None, list[PolicyError]]:
    """A policy folder and everything that is wrong with its form; the policy is None where it can't be built."""
    problems: list[PolicyError] = []
    for name in ("policy.yaml", "clauses.md"):
        if not (folder / name).is_file():
            problems.append(PolicyError(f"has no {name}: docs/policy-folder.md shows one", file=folder))
    if problems:
        return None, problems
    fields: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for name in FILES:
        file = folder / name
        if not file.is_file():
            continue
        try:
            texts[name] = read_text(file)
            part, dated, wrong = _read_part(name, texts[name], file)
        except PolicyError as error:
            problems.append(error)
            continue
        problems += wrong
        if part is not None:
            fields.update({key: getattr(part, key) for key in type(part).model_fields})
        if name == "awards.yaml":
            fields["dated"] = dated
    try:
        text = read_text(folder / "clauses.md")
        policy_id = str(fields.get("id", folder.name))
        fields["clauses"], broken = parse_clauses(text, folder / "clauses.md", policy_id)
        problems += broken
        if not fields["clauses"]:
            say = "has no clause: write one as `## 标题 {#id}` with its text below"
            problems.append(PolicyError(say, file=folder / "clauses.md", line=1))
        if (folder / QUESTIONS).is_file():
            silent = [silence.id for silence in fields.get("silences", ())]
            known = {*(clause.key for clause in fields["clauses"]), *silent}
            fields["asked"], broken = parse_asked(read_text(folder / QUESTIONS), folder / QUESTIONS, known)
            problems += broken
    except PolicyError as error:
        problems.append(error)
    if problems:
        return None, problems
    policy = Policy.model_construct(**fields, hash=_hash(folder))
    problems = [
        PolicyError(say, file=folder / name, line=line_of(texts[name], folder / name, place), field=dotted(place))
        for name, place, say in unresolved(policy)
    ]
    problems += _dated_problems(policy, folder, texts.get("awards.yaml", ""))
    return policy, problems


@lru_cache(maxsize=64)
def _read_part(name: str, text: str, file: Path) -> tuple[Model | None, tuple[Dated, ...], tuple[PolicyError, ...]]:
    """One YAML file as its model, its dated figures, and what is wrong; a file whose text is the same is read once."""
    tree = parse_yaml(text, file)
    dated: list[Dated] = []
    problems: list[PolicyError] = []
    if name == "awards.yaml":
        tree, dated, problems = lift_dated(tree, text, file)
    part, wrong = validated(FILES[name], tree, text, file)
    return part, tuple(dated), (*problems, *wrong)


def _dated_problems(policy: Policy, folder: Path, text: str) -> list[PolicyError]:
    """Older values of dated figures, each tried in its place."""
    file = folder / "awards.yaml"
    problems: list[PolicyError] = []
    for figure in policy.dated:
        for number, (_, value) in enumerate(figure.values[:-1]):
            try:
                with_figure(policy, figure.path, value)
            except ValidationError as error:
                for problem in explained(error, Policy, {}, text, file)[:1]:
                    place = (*figure.path, number, "value")
                    problems.append(PolicyError(problem.message, file=file, line=line_of(text, file, place), field=dotted(place)))
    return problems


def _hash(folder: Path) -> str:
    """sha256 over names and bytes of the folder's own files, line ends made equal (git may change them)."""
    digest = hashlib.sha256()
    for name in FOLDER_FILES:
        file = folder / name
        if file.is_file():
            content = file.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
