"""What a metric is: a name, a title, and a value for one turn or one conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.score import Scored


@dataclass(frozen=True, slots=True)
class Metric:
    """`of` gives a value between 0 and 1 for the turns of one unit (one turn, or one conversation), None where it does not apply.

    The score is the mean over the units where it applies. `error`: an error rate, where lower is better.
    """

    name: str
    title: str  # Chinese, for the report
    title_en: str
    meaning: str  # the definition in Chinese, for the report
    of: Callable[[Scored], float | None] | None = None
    of_conversation: Callable[[Sequence[Scored]], float | None] | None = None
    error: bool = False
    headline: bool = False

    @property
    def definition(self) -> str:
        """The first paragraph of the function's docstring: the definition shown in the report."""
        function = self.of or self.of_conversation
        text = (function.__doc__ or "").strip() if function else ""
        return " ".join(text.split("\n\n")[0].split())


def passed(turn: Scored, *names: str) -> float | None:
    """1 when every one of these checks holds, 0 when one fails, None when the turn has none of them."""
    found = [check for check in turn.checks if check.name in names]
    return float(all(check.ok for check in found)) if found else None
