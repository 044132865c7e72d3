"""What can go wrong with a policy folder, and how it is said.

HuiceError
├── PolicyError          a policy folder is wrong; carries file, line, field and what to do
├── AmountError          a text is no amount
├── InputError           a value given to the calculator does not fit the input declared
└── UnknownName          no policy, award, clause or input of this name; lists the known ones

Ineligible, missing and not stated are results of a calculation, never exceptions.
"""

from __future__ import annotations

from pathlib import Path


class HuiceError(Exception):
    """Root of every error that a person may see: its text is one clear sentence."""


class PolicyError(HuiceError):
    """A policy folder breaks its format; the message reads `file:line: field: what, and what to do`."""

    def __init__(self, message: str, *, file: Path | str | None = None, line: int | None = None, field: str = "") -> None:
        self.message, self.file, self.line, self.field = message, file, line, field
        place = f"{file}:{line}" if file and line else str(file or "")
        super().__init__(": ".join(part for part in (place, field, message) if part))


class AmountError(HuiceError):
    """A text cannot be read as an amount, a ratio or a count."""


class InputError(HuiceError):
    """A value given to the calculator does not fit the declared input."""


class UnknownName(HuiceError):
    """A name that no loaded policy declares."""
