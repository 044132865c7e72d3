"""Users of the desk: who gets in, who is locked out, and when."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.users import FAILURES, SESSION, WINDOW, Locked, Users, add_user, users_file

NOW = 1_750_000_000.0
PASSWORD = "correct horse battery"


@pytest.fixture
def users(tmp_path: Path) -> Users:
    users = Users(tmp_path / "users.db")
    users.add("chen", PASSWORD, NOW)
    return users


def test_right_password_opens_a_session_that_ends(users: Users) -> None:
    token = users.enter("chen", PASSWORD, "10.0.0.1", NOW)
    assert users.user_of(token, NOW + SESSION - 1) == "chen"
    assert users.user_of(token, NOW + SESSION) == ""


def test_wrong_password_and_wrong_name_look_alike(users: Users) -> None:
    assert users.enter("chen", "wrong", "10.0.0.1", NOW) == ""
    assert users.enter("nobody", PASSWORD, "10.0.0.1", NOW) == ""


def test_locked_after_failures_and_open_again_later(users: Users) -> None:
    """Five wrong passwords lock the name for 15 minutes, even against the right one."""
    for _ in range(FAILURES):
        users.enter("chen", "wrong", "10.0.0.1", NOW)
    with pytest.raises(Locked):
        users.enter("chen", PASSWORD, "10.0.0.2", NOW + 1)
    assert users.enter("chen", PASSWORD, "10.0.0.2", NOW + WINDOW + 1)


def test_four_failures_do_not_lock(users: Users) -> None:
    for _ in range(FAILURES - 1):
        users.enter("chen", "wrong", "10.0.0.1", NOW)
    assert users.enter("chen", PASSWORD, "10.0.0.1", NOW)


def test_file_holds_neither_password_nor_token(users: Users, tmp_path: Path) -> None:
    token = users.enter("chen", PASSWORD, "10.0.0.1", NOW)
    users.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PASSWORD.encode() not in raw and token.encode() not in raw and b"argon2id" in raw


def test_new_password_ends_sessions(users: Users) -> None:
    token = users.enter("chen", PASSWORD, "10.0.0.1", NOW)
    users.add("chen", "another password", NOW)
    assert users.user_of(token, NOW) == ""


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("a b", PASSWORD), ("chen", "short"), ("chen", "x" * 1001)])
def test_unusable_names_and_passwords(users: Users, name: str, password: str) -> None:
    with pytest.raises(UsageError):
        users.add(name, password, NOW)


def test_command_adds_and_changes(tmp_path: Path) -> None:
    assert "added" in add_user(tmp_path, "li", PASSWORD)
    assert "changed" in add_user(tmp_path, "li", PASSWORD + "2")
    assert Users(users_file(tmp_path)).names() == ["li"]
    assert users_file(tmp_path).stat().st_mode & 0o077 == 0
