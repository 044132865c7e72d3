"""questions.txt: questions that people asked, each under the clause or silence that it is about.

A heading is `# ` and the key of a clause or the id of a silence; every other line that is not empty is one question.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from corpus.errors import PolicyError

NAME = "questions.txt"


def parse_asked(text: str, file: Path, known: Collection[str] | None = None) -> tuple[dict[str, tuple[str, ...]], list[PolicyError]]:
    """Questions by topic, and what is wrong. `known`: the topics that there are; None takes any."""
    found: dict[str, list[str]] = {}
    problems: list[PolicyError] = []
    topic = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("#"):
            topic = line.lstrip("#").strip()
            if known is not None and topic not in known:
                say = f"there is no clause or silence {topic!r}: write the key of a clause or the id of a silence of this policy"
                problems.append(PolicyError(say, file=file, line=number))
        elif line and topic:
            found.setdefault(topic, []).append(line)
        elif line:
            problems.append(PolicyError("a question stands before the first heading: write `# topic` above it", file=file, line=number))
    return {name: tuple(dict.fromkeys(questions)) for name, questions in found.items()}, problems
