"""What can go wrong while talking, and how it is said.

corpus.errors.HuiceError
├── SettingsError        a setting is unusable: which one, why, what is allowed
├── StoreError           threads, feedback or unanswered questions cannot be kept or read
├── ThreadError          a thread id is malformed
│   └── NoSuchThread     a thread is not there, or not the asker's
└── UsageError           the command line or a request body cannot be used
"""

from __future__ import annotations

from corpus.errors import HuiceError


class SettingsError(HuiceError):
    """A setting cannot be used; the message names it and says what is allowed."""


class StoreError(HuiceError):
    """What is kept on disk cannot be read or written."""


class ThreadError(HuiceError):
    """A thread cannot be opened."""


class NoSuchThread(ThreadError):
    """A thread is not there, or belongs to somebody else; the two are told apart nowhere."""


class UsageError(HuiceError):
    """What was asked of a command or an endpoint does not fit; one sentence says why."""
