"""How the worker waits for SQLite's write lock: it asks often.

SQLite has no queue for its lock. It asks again after ever longer pauses, up to a tenth of a second; where others write
a hundred times a second, the lock is free for some thousandths at a time, and who asks so rarely gets it after many
seconds. Here every pause is short, so the worker's few writes come between those of the web processes.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

ASK_MILLISECONDS = 20  # SQLite's own pauses stay below 10 ms within such a time
PATIENCE_SECONDS = 10.0  # the worker can wait longer than a page can

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


@contextmanager
def asking_often() -> Iterator[None]:
    """Let every SQLite connection that this process opens inside wait that way."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.close()
    connection_created.connect(_made)
    try:
        yield
    finally:
        connection_created.disconnect(_made)
        connection.close()
        if patient in connection.execute_wrappers:
            connection.execute_wrappers.remove(patient)


def patient(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Ask again while somebody else has the lock; inside a transaction it is ours already."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return execute(sql, params, many, context)
        except OperationalError as fault:
            is_ours = context["connection"].in_atomic_block
            if is_ours or "locked" not in str(fault) or time.monotonic() > until:
                raise


def _made(connection: BaseDatabaseWrapper, **_: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {ASK_MILLISECONDS}")
    if patient not in connection.execute_wrappers:
        connection.execute_wrappers.append(patient)
