"""The progress bar of a run: conversations done, turns failed so far, and the rate."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from eval.questions import Conversation
from eval.run import Record
from eval.score import score_conversation
from eval.sources import Catalogue


class Live:
    """Scores each conversation as it comes in, only to count failures; what is written is scored again afterwards."""

    def __init__(self, conversations: Sequence[Conversation], catalogue: Catalogue, quiet: bool = False) -> None:
        self.catalogue, self.failed, self.turns = catalogue, 0, 0
        console = Console(file=sys.stderr, quiet=quiet)
        columns = (TextColumn("评测"), BarColumn(), MofNCompleteColumn(), TextColumn("失败 {task.fields[failed]}"), TimeRemainingColumn())
        self.progress = Progress(*columns, console=console, disable=not console.is_terminal)  # a log gets no bar
        self.task = self.progress.add_task("", total=len(conversations), failed="0")

    def __enter__(self) -> Live:
        self.progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.progress.stop()

    def update(self, conversation: Conversation, records: list[Record]) -> None:
        scored = score_conversation(conversation, records, self.catalogue)
        self.turns += len(scored)
        self.failed += sum(not turn.ok for turn in scored)
        self.progress.update(self.task, advance=1, failed=f"{self.failed}/{self.turns}")
