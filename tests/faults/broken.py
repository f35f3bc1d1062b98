"""The application with one protection taken away, named by BREAK: the checker must notice. And a clock to set.

Never imported by the product. CLOCK names a file with seconds to add to the clock of every process.
"""

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from config.asgi import application
from core import clock
from messaging import actions, broadcast, calls, feed, hub
from messaging.models.message import MessageQuerySet

__all__ = ["application"]
LATE_SECONDS = 0.4
real_send, real_action = calls.send, actions.send


def acknowledge_before_commit(user: Any, *, k: Any, c: Any, body: str) -> dict[str, Any]:
    """Say „stored“ now and store later."""
    threading.Timer(LATE_SECONDS, real_send, args=(user,), kwargs={"k": k, "c": c, "body": body}).start()
    return {"k": str(k), "c": str(c), "seq": 1, "m": str(uuid4()), "at": clock.now().isoformat()}


def forget_keys(conversation: Any, *, by: Any, body: str, client_key: Any) -> Any:
    """Every resend is a new message."""
    return real_action(conversation, by=by, body=body, client_key=uuid4())


def read_everything(self: Any, _user: Any) -> Any:
    """Nobody asks who reads."""
    return self.numbered()


def read_again(user: Any, conversation: Any, *, after: int, limit: int = 200) -> Any:
    """Every look begins three items too early."""
    return real_read(user, conversation, after=max(0, after - 3) if after < 2**61 else after, limit=limit)


real_read = feed.read


def apply(name: str) -> None:
    """Take one protection away."""
    if name == "ack":
        calls.send = acknowledge_before_commit
    elif name == "keys":
        actions.send = forget_keys
    elif name == "rights":
        MessageQuerySet.readable_by = read_everything
    elif name == "cursors":
        feed.read = read_again
    elif name == "hints":  # nothing is told, nothing is noticed
        broadcast._hint = lambda _people, _event: None
        hub.TURN_SECONDS = 3600.0
        hub.SILENT_SECONDS = 3600.0


def moved_now() -> datetime:
    """The clock of a machine that somebody sets."""
    try:
        offset = float(Path(os.environ["CLOCK"]).read_text())
    except (OSError, ValueError):
        offset = 0.0
    return datetime.now(UTC) + timedelta(seconds=offset)


# A process that dies between commit and hint leaves it to the heartbeat: here it beats every 5 seconds, not every 25.
hub.TURN_SECONDS = 0.2
if os.environ.get("CLOCK"):
    clock.now = moved_now
apply(os.environ.get("BREAK", ""))
