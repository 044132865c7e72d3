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
        meanings = self.lexicon.meanings
        return Repair(
            (t for t in self.lexicon.terms if any(kind not in ("cue", "only", "no") for kind, _ in meanings(t))),
            (t for t in self.lexicon.terms if any(kind == "cue" for kind, _ in meanings(t))),
        )

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
    """Every main policy of a library with its supplements."""
    return tuple(Family(main, library.family(main.id)) for main in library.mains)
