"""The application with one protection taken away while the test says so: the checker must notice. And a clock to set.

Never imported by the product. BREAK names a file with the names of what is missing right now, CLOCK one with seconds
to add to the clock of every process.
"""

import json
import os
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper

from config.asgi import application
from core import clock
from messaging import actions, admission, broadcast, calls, feed, hub, line, news
from messaging.bucket import Bucket
from messaging.models.message import MessageQuerySet

__all__ = ["application"]
LATE_SECONDS = 0.4
FOREVER = 3600.0
MANY_PAGES = 2**30
SWITCH = Path(os.environ.get("BREAK", "/dev/null"))

real_send, real_action, real_read = calls.send, actions.send, feed.read
real_rights, real_hint, real_commit = MessageQuerySet.readable_by, broadcast._hint, BaseDatabaseWrapper._commit
real_cut, real_take, real_pause = admission.cut, Bucket.take, line.Line.pause_writing
real_events, real_send_frame, real_one = line.Line.handle_events, line.Line.send, news._one
real_is_flooded, real_begin = line.Line.is_flooded, SQLiteWrapper._start_transaction_under_autocommit
real_look, real_beat, real_layer_send = hub.Hub._look, hub.Hub._beat_all, broadcast.send


def is_missing(name: str) -> bool:
    """Whether the test has taken this away for now."""
    try:
        return name in SWITCH.read_text().split()
    except OSError:
        return False


def send(user: Any, *, k: Any, c: Any, body: str) -> dict[str, Any]:
    """Without „ack“: say „stored“ now and store later."""
    if not is_missing("ack"):
        return real_send(user, k=k, c=c, body=body)
    threading.Timer(LATE_SECONDS, real_send, args=(user,), kwargs={"k": k, "c": c, "body": body}).start()
    return {"k": str(k), "c": str(c), "seq": 1, "m": str(uuid4()), "at": clock.now().isoformat()}


def write(conversation: Any, *, by: Any, body: str, client_key: Any) -> Any:
    """Without „keys“: every resend is a new message."""
    key = uuid4() if is_missing("keys") else client_key
    return real_action(conversation, by=by, body=body, client_key=key)


def readable_by(self: Any, user: Any) -> Any:
    """Without „rights“: nobody asks who reads."""
    return self.numbered() if is_missing("rights") else real_rights(self, user)


def read(user: Any, conversation: Any, *, after: int, limit: int = 200) -> Any:
    """Without „cursors“: every look begins three items too early."""
    if is_missing("cursors") and after < 2**61:
        after = max(0, after - 3)
    return real_read(user, conversation, after=after, limit=limit)


def one_of_the_news(want: Any, rows: Any, start: Any) -> Any:
    """The same for what tabs read together."""
    if is_missing("cursors"):
        return feed.read(want.user, want.conversation, after=want.after)
    return real_one(want, rows, start)


def hint(people: Any, event: Any) -> None:
    """Without „hints“: nothing is told, and nothing is noticed."""
    if not is_missing("hints"):
        real_hint(people, event)


async def look(self: Any) -> None:
    """Without „hints“ or „look“ nobody asks the database."""
    if not (is_missing("hints") or is_missing("look")):
        await real_look(self)


async def beat_all(self: Any, tabs: Any) -> None:
    """Without „hints“ or „look“ no heart beats."""
    if not (is_missing("hints") or is_missing("look")):
        await real_beat(self, tabs)


def cut(asgi_send: Any) -> bool:
    """Without „cut“: a line nobody reads is asked to close, and waits."""
    return False if is_missing("cut") else real_cut(asgi_send)


def take(self: Any, count: int = 1) -> bool:
    """Without „allowance“: nobody counts the frames of a line."""
    is_line = self.most == line.FRAMES_AT_ONCE
    return (is_line and is_missing("allowance")) or real_take(self, count)


def is_flooded(self: Any) -> bool:
    """Without „allowance“: nobody counts what waits for the application either."""
    return not is_missing("allowance") and real_is_flooded(self)


def pause_writing(self: Any) -> None:
    """Without „pressure“: what nobody takes is no reason to wait."""
    if not is_missing("pressure"):
        real_pause(self)


_peaks = {"frames": 0, "bytes": 0}


def weigh(name: str, size: int) -> None:
    """Note the most that ever waited in this process, for the test to read."""
    if size > _peaks[name]:
        _peaks[name] = size
        with suppress(OSError):  # a disk that fails is another test's
            part = SWITCH.with_name(f"part-{os.getpid()}")
            part.write_text(json.dumps(_peaks))
            part.replace(SWITCH.with_name(f"peaks-{os.getpid()}"))


def handle_events(self: Any) -> None:
    """Count what waits for the application."""
    real_events(self)
    weigh("frames", self.queue.qsize())


async def send_frame(self: Any, message: Any) -> None:
    """Count what waits for the other side."""
    await real_send_frame(self, message)
    weigh("bytes", self.transport.get_write_buffer_size())


async def patient_send(event: Any) -> None:
    """Without „patience“: a silent bus is waited for."""
    broadcast.PATIENCE = FOREVER if is_missing("patience") else PATIENCE
    await real_layer_send(event)


PATIENCE = broadcast.PATIENCE


def commit(self: Any) -> None:
    """A disk that fails while a transaction is made durable: before anything stands, or after everything does."""
    if is_missing("commits-before"):
        raise OperationalError("disk I/O error")
    real_commit(self)
    if is_missing("commits-after"):
        raise OperationalError("disk I/O error")


def begin(self: Any) -> None:
    """Without „room“: the database may not grow by one page."""
    pages = 1 if is_missing("room") else MANY_PAGES  # SQLite takes the present size instead of one
    self.connection.execute(f"PRAGMA max_page_count = {pages}")
    real_begin(self)


def moved_now() -> datetime:
    """The clock of a machine that somebody sets."""
    try:
        offset = float(Path(os.environ["CLOCK"]).read_text())
    except (OSError, ValueError):
        offset = 0.0
    return datetime.now(UTC) + timedelta(seconds=offset)


calls.send, actions.send, feed.read, news._one = send, write, read, one_of_the_news
MessageQuerySet.readable_by, broadcast._hint, broadcast.send = readable_by, hint, patient_send
hub.Hub._look, hub.Hub._beat_all, admission.cut = look, beat_all, cut
BaseDatabaseWrapper._commit = commit
Bucket.take, line.Line.pause_writing = take, pause_writing  # type: ignore[method-assign]
line.Line.is_flooded = is_flooded  # type: ignore[method-assign]
line.Line.handle_events, line.Line.send = handle_events, send_frame  # type: ignore[method-assign]
SQLiteWrapper._start_transaction_under_autocommit = begin
# A process that dies between commit and hint leaves it to the heartbeat: here it beats every 2 seconds, not every 25.
hub.TURN_SECONDS = 0.08
if os.environ.get("CLOCK"):
    clock.now = moved_now
