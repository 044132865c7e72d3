"""One policy with its supplements, prepared for answering: vocabulary, reader, topics, planner.

Prepared once a policy version; holds no state of any thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assistant.planner import Planner
from assistant.understand.lexicon import Lexicon, build
from assistant.understand.reader import Reader
from assistant.understand.repair import Repair
from assistant.understand.topics import Topics
from assistant.understand.usual import completed
from corpus.load import Library
from corpus.model import Clause, Policy


@dataclass(frozen=True)
class Family:
    """A main policy and the other sources on it."""

    main: Policy
    members: tuple[Policy, ...]

    @cached_property
    def lexicon(self) -> Lexicon:
        return build(self.members)

    @cached_property
    def repair(self) -> Repair:
        terms = [t for t in self.lexicon.terms if any(kind not in ("cue", "only", "no") for kind, _ in self.lexicon.meanings(t))]
        names = [t for t in terms if any(kind in ("input", "award", "policy") for kind, _ in self.lexicon.meanings(t))]
        return Repair(terms, self.lexicon.terms, names, self._jotted())

    def _jotted(self) -> dict[str, str]:
        """A character that stands in two-character names of one amount alone → that name: 营 → 营收."""
        owners: dict[str, dict[str, str]] = {}
        for policy in self.members:
            for entry in policy.inputs:
                for word in entry.words if entry.kind == "amount" else ():
                    for char in word if len(word) == 2 else ():
                        owners.setdefault(char, {}).setdefault(entry.id, word)
        return {char: next(iter(names.values())) for char, names in owners.items() if len(names) == 1 and not self.lexicon.meanings(char)}

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.members, self.lexicon)

    @cached_property
    def topics(self) -> Topics:
        return Topics(self.members)

    @cached_property
    def planner(self) -> Planner:
        return Planner(self.main, self.members, self.reader, self.topics)

    @cached_property
    def clauses(self) -> dict[str, tuple[Policy, Clause]]:
        return {clause.id: (policy, clause) for policy in self.members for clause in policy.clauses}

    @property
    def version(self) -> str:
        """Content hash over the family."""
        return "+".join(f"{policy.id}@{policy.hash[:12]}" for policy in self.members)


def families(library: Library) -> tuple[Family, ...]:
    """Every main policy of a library with its supplements, and with the usual matters that they leave out."""
    found = []
    for main in library.mains:
        members = library.family(main.id)
        whole = completed(main, members)
        found.append(Family(whole, tuple(whole if member.id == main.id else member for member in members)))
    return tuple(found)
