"""`huice user …`: who may log in at the hotline desk when the server is not on loopback."""

from __future__ import annotations

import sys

from assistant.commands import console
from assistant.errors import UsageError
from assistant.settings import load
from assistant.users import Users, add_user, users_file

DONE = 0


def add(name: str) -> int:
    """Ask for the password on a terminal (twice), or take the line piped in."""
    piped = None if sys.stdin is not None and sys.stdin.isatty() else console.line_from_stdin() or ""
    console.show(add_user(load().home, name, piped))
    return DONE


def show() -> int:
    """One name a line."""
    users = Users(users_file(load().home))
    console.show("\n".join(users.names()) or "还没有用户:huice user add 名字 / no user yet: run huice user add NAME")
    users.close()
    return DONE


def remove(name: str) -> int:
    """Delete a user with its sessions."""
    users = Users(users_file(load().home))
    found = users.remove(name)
    users.close()
    if not found:
        raise UsageError(f"there is no user {name!r}: huice user list shows them")
    console.show(f"已删除 / removed: {name}")
    return DONE
