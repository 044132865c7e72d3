"""What the index keeps of a clause: enough to search, filter and cite it without the policy folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from corpus.load import Library
from index.rank import Document


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause as indexed. `since` and `until` are the days its policy is in force, both included; None is open."""

    clause: str  # full id
    policy: str
    title: str
    text: str
    names: str = ""  # what people call it, its English title, its ids, the document number
    text_en: str = ""
    since: date | None = None
    until: date | None = None
    asked: tuple[str, ...] = ()  # its title and what people call it, phrase by phrase
    group: str = ""  # its policy, or the one that its policy supplements

    @property
    def key(self) -> str:
        """The clause id without its policy."""
        return self.clause.rpartition("/")[2]

    @property
    def document(self) -> Document:
        """The searchable fields."""
        return Document(
            title=self.title,
            aliases=self.names,
            body="\n".join(part for part in (self.text, self.text_en) if part),
            asked=self.asked,
            group=self.group,
        )

    @property
    def hash(self) -> str:
        """Recognises the embedded text: an unchanged clause keeps its vector."""
        return hashlib.sha256(self.document.text.encode()).hexdigest()[:32]

    def in_force(self, on: date) -> bool:
        """Whether the clause's policy applies on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def entries(library: Library) -> tuple[Entry, ...]:
    """The clauses of a library in its order."""
    return tuple(
        Entry(
            clause.id,
            policy.id,
            clause.title,
            clause.text,
            " ".join(dict.fromkeys(part for part in (*clause.aliases, clause.title_en, clause.id, clause.key, policy.number) if part)),
            clause.text_en,
            policy.valid.since,
            policy.valid.until,
            (clause.title, *clause.aliases),
            policy.supplements or policy.id,
        )
        for policy in library.policies
        for clause in policy.clauses
    )


def write_entries(file: Path, found: Sequence[Entry]) -> None:
    """One JSON object a line."""
    with file.open("w", encoding="utf-8") as out:
        for entry in found:
            out.write(json.dumps(asdict(entry), ensure_ascii=False, default=str) + "\n")


def read_entries(file: Path) -> tuple[Entry, ...]:
    """What `write_entries` wrote."""
    found = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            data = json.loads(line)
            for end in ("since", "until"):
                data[end] = date.fromisoformat(data[end]) if data[end] else None
            found.append(Entry(**{**data, "asked": tuple(data["asked"])}))
    return tuple(found)
