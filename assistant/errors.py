"""What can go wrong while talking, and how it is said.

corpus.errors.HuiceError
├── SettingsError        a setting is unusable: which one, why, what is allowed
├── ThreadError          a thread id is malformed or belongs to somebody else
└── UsageError           the command line or a request body cannot be used
"""

from __future__ import annotations

from corpus.errors import HuiceError


class SettingsError(HuiceError):
    """A setting cannot be used; the message names it and says what is allowed."""


class ThreadError(HuiceError):
    """A thread cannot be opened."""


class UsageError(HuiceError):
    """What was asked of a command or an endpoint does not fit; one sentence says why."""
