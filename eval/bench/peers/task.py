"""What every system is given and how it is judged: one text, lookup questions, and the figures the answer must hold.

A question counts as answered at k when the first k passages together hold every expected figure as a whole figure, and one
of them comes from the expected clause. Passages differ in length between systems, so the characters handed on are told too:
a system that hands on everything holds every figure.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.figures import occurs, squash
from eval.questions import Conversation
from eval.sources import Catalogue
from eval.stats import Estimate, estimate

Ask = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """One lookup question: its words, the figures a right passage holds, and the clauses it may come from."""

    id: str
    words: str
    figures: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One system over all questions."""

    name: str
    hits: dict[int, Estimate]  # k → share answered within k passages
    ms: float  # median of a query
    build_s: float
    characters: float  # handed on at the largest k, a mean


def document(catalogue: Catalogue) -> str:
    """The policies' clauses as one Chinese text, as a person would feed it to a pipeline: title, paragraph, blank line."""
    parts = []
    for text in catalogue.clauses.values():
        lines = text.split("\n")
        parts.append(f"{lines[0]}\n{lines[2]}")  # title, English title, text, English text
    return "\n\n".join(parts)


def passages(catalogue: Catalogue) -> dict[str, str]:
    """Clause id → its Chinese text, blanks taken off: how a passage is traced back to its clause."""
    return {clause: squash(text.split("\n")[2]) for clause, text in catalogue.clauses.items()}


def questions(conversations: Sequence[Conversation], catalogue: Catalogue) -> list[Question]:
    """First turns in Chinese that are to be answered by a lookup, with figures and clauses named."""
    found = []
    for conversation in conversations:
        turn = conversation.turns[0]
        expect = turn.expect
        clauses = tuple(c for c in (*(expect.citations or ()), *(expect.citations_any or ())) if c in catalogue.clauses)
        answered = expect.status is None or "answered" in expect.status
        lookup = expect.route is None or "lookup" in expect.route
        chinese = sum("\u4e00" <= c <= "\u9fff" for c in turn.user) >= 4
        if answered and lookup and chinese and expect.figures and clauses and not expect.award:
            found.append(Question(conversation.id, turn.user, expect.figures, clauses))
    return found


def judge(name: str, build: Callable[[], Ask], asked: Sequence[Question], texts: dict[str, str], ks: Sequence[int] = (1, 3)) -> Result:
    """Builds one system, asks everything once, and scores the passages. The first query is asked once before the clock starts."""
    began = time.perf_counter()
    ask = build()
    ask(asked[0].words)
    build_s = time.perf_counter() - began
    times: list[float] = []
    marks: dict[int, list[list[float]]] = {k: [] for k in ks}
    characters = 0
    for question in asked:
        began = time.perf_counter()
        given = ask(question.words)[: max(ks)]
        times.append((time.perf_counter() - began) * 1000)
        characters += sum(map(len, given))
        for k in ks:
            marks[k].append([float(answers(question, given[:k], texts))])
    times.sort()
    hits = {k: found for k in ks if (found := estimate(marks[k]))}
    return Result(name, hits, times[len(times) // 2], build_s, characters / len(asked))


def answers(question: Question, given: Sequence[str], texts: dict[str, str]) -> bool:
    """Whether these passages hold the expected figures and come, one of them, from an expected clause."""
    joined = "\n".join(given)
    return any(_from(clause, passage, texts) for clause in question.clauses for passage in given) and all(
        occurs(f, joined) for f in question.figures
    )


def _from(clause: str, passage: str, texts: dict[str, str]) -> bool:
    """Whether a passage holds at least a third of the clause's text in one piece, or lies within it."""
    body, piece = texts[clause], squash(passage)
    if len(piece) >= 10 and piece in body:
        return True
    size = max(12, len(body) // 3)
    return any(body[i : i + size] in piece for i in range(0, max(1, len(body) - size + 1), 4))
