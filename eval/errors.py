"""What can go wrong while judging, and how it is said.

HuiceError
└── EvalError
    ├── SetError      a question set breaks its format; the message reads `file:line: field: what, and what to do`
    ├── RunError      a run's folder or the system under test cannot be used
    └── GateError     gate.toml breaks its format

A wrong answer is a score and a crash of the system under test is a recorded failure: neither is an exception here.
"""

from __future__ import annotations

from pathlib import Path

from corpus.errors import HuiceError


class EvalError(HuiceError):
    """Root of what a person judging may see: one clear sentence."""


class SetError(EvalError):
    """A question set breaks its format."""

    def __init__(self, message: str, *, file: Path | str = "", line: int = 0, field: str = "") -> None:
        self.message, self.file, self.line, self.field = message, str(file), line, field
        place = f"{file}:{line}" if line else str(file)
        super().__init__(": ".join(part for part in (place, field, message) if part))


class RunError(EvalError):
    """A run's folder, or the system under test, cannot be used."""


class GateError(EvalError):
    """gate.toml breaks its format."""
