"""`huice ask`, `huice chat`, `huice search`: questions in, Answers and clauses out.

Nothing here imports the command-line library, so that a single question starts as fast as it can.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant.commands import console
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.service import Assistant
    from index.search import Hit

DONE, BAD_INPUT = 0, 2
_LEAVE = frozenset(("exit", "quit", "退出", "再见"))


def ask(question: str | None, thread: str | None = None, as_json: bool = False) -> int:
    """One question, one Answer; exit 2 with a line on stderr when it was rejected."""
    text = console.question_from_stdin() if question in (None, "-") else question
    answer = _assistant(thread).ask(str(text), thread)
    _print(answer, as_json)
    return _verdict(answer)


def search(query: str, k: int = 5, as_json: bool = False) -> int:
    """Clauses only, with scores and highlights."""
    if not query.strip():
        raise UsageError('give words to search for: huice search "…"')
    if not 1 <= k <= 100:
        raise UsageError(f"-k takes 1 to 100 clauses, not {k}")
    hits = _assistant(None).search(query, k)
    if as_json:
        console.show_json(hits_json(query, hits))
    else:
        console.show(
            "\n\n".join(f"{hit.score:.2f}  {hit.title}  [{hit.clause}]\n{_marked(hit)}" for hit in hits) or "没有找到 / nothing found"
        )
    return DONE


def hits_json(query: str, hits: list[Hit]) -> dict[str, object]:
    """The contract's JSON of a search."""
    rows = [
        {
            "clause": h.clause,
            "title": h.title,
            "policy": h.policy,
            "text": h.text,
            "highlights": [list(span) for span in h.highlights],
            "score": h.score,
        }
        for h in hits
    ]
    return {"query": query.encode("utf-8", "replace").decode(), "hits": rows}


def chat(thread: str | None = None, as_json: bool = False) -> int:
    """A conversation, a line a turn; an empty line is skipped, 退出 or the end of input leaves."""
    assistant = _assistant(thread)
    asked = thread or assistant.new_thread()
    terminal = sys.stdin is not None and sys.stdin.isatty()
    if terminal:
        console.show("惠策:请提问,输入「退出」离开。/ Ask a question; type exit to leave.")
    while (line := _next_line(terminal)) is not None:
        if line.strip().lower() in _LEAVE:
            break
        if line.strip():
            _print(assistant.ask(line, asked), as_json)
            sys.stdout.flush()
    return DONE


def _next_line(terminal: bool) -> str | None:
    if not terminal:
        return console.line_from_stdin()
    try:
        return input("\n> ")
    except EOFError:
        return None


def _assistant(thread: str | None) -> Assistant:
    """Threads on disk only when one is named: LangGraph takes a second to import."""
    from assistant import service
    from assistant.settings import load

    if thread is None:
        return service.Assistant(load())
    from assistant.threads import checked_id

    checked_id(thread)
    return service.open_assistant(load())


def _print(answer: Answer, as_json: bool) -> None:
    if as_json:
        console.show(answer.model_dump_json(indent=2))
        return
    console.show(answer.answer.replace("**", ""))
    if answer.citations:
        console.show("\n".join(["", *(f"[{c.clause}] {c.title}" for c in answer.citations)]))
    if answer.suggestions:
        console.show(("\nNext: " if answer.language == "en" else "\n还可以问:") + "  ".join(answer.suggestions))


def _verdict(answer: Answer) -> int:
    if answer.status != "rejected":
        return DONE
    console.tell(f"huice ask: {answer.answer}")
    return BAD_INPUT


def _marked(hit: Hit) -> str:
    """The clause's text with the words found in brackets."""
    text, at, out = hit.text.strip(), 0, []
    for start, end in hit.highlights:
        out += [text[at:start], "【", text[start:end], "】"]
        at = end
    return "".join([*out, text[at:]])
