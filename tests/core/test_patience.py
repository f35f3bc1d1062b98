"""Waiting for SQLite's lock: asked again while somebody else has it, never inside a transaction of our own."""

import sqlite3
import threading

import pytest
from django.db import DatabaseError, OperationalError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from core import patience

SETTINGS = connections.configure_settings({"default": {"ENGINE": "django.db.backends.sqlite3"}})["default"]
LOCKED = OperationalError("database is locked")


def asked(faults, *, is_ours=False):
    """Run a statement that meets these faults; how often it was tried."""
    met, tries = list(faults), []

    class Connection:
        in_atomic_block = is_ours

    def execute(*_given):
        tries.append(1)
        if met:
            raise met.pop(0)

    try:
        patience.patient(execute, "UPDATE", (), False, {"connection": Connection})
    except DatabaseError:
        return -len(tries)
    return len(tries)


def test_a_lock_is_waited_for_and_nothing_else():
    assert asked([LOCKED] * 3) == 4
    assert asked([OperationalError("no such table: x")]) == -1
    assert asked([LOCKED], is_ours=True) == -1


def test_patience_has_an_end(monkeypatch):
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 0.0)

    assert asked([LOCKED] * 10_000) < 0


@pytest.mark.django_db
def test_a_real_lock_is_got_when_the_other_lets_go(tmp_path):
    path = tmp_path / "x.sqlite3"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE x (n)")
    ours = DatabaseWrapper({**SETTINGS, "NAME": str(path)}, "patient")
    patience._made(ours)
    other.execute("BEGIN IMMEDIATE")
    # 0.2 s is ten times what a single wait lasts: without asking again the statement below fails
    threading.Timer(0.2, other.execute, ["COMMIT"]).start()
    with ours.cursor() as cursor:
        cursor.execute("INSERT INTO x VALUES (1)")
    ours.close()

    assert other.execute("SELECT n FROM x").fetchall() == [(1,)]
    other.close()
