"""What the clients saw, line by line, in a file of its own that the measured system never touches."""

import json
import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

SYNC_SECONDS = 0.2


class Recorder:
    """Appends one JSON object a line; on disk at the latest after a fifth of a second, and at the end.

    `in_background` lets the disk take its time in a thread: a client that measures must not stand still meanwhile.
    """

    def __init__(self, path: Path, *, in_background: bool = False) -> None:
        self.path = path
        self.thread = ThreadPoolExecutor(1) if in_background else None
        self.writing: Future[None] | None = None
        self.file = path.open("a", encoding="utf-8")
        self.synced_at = time.monotonic()
        self.lock = threading.Lock()

    def note(self, event: str, **fields: Any) -> None:
        """One thing that happened, with the monotonic moment."""
        line = json.dumps({"e": event, "t": time.monotonic(), **fields}, separators=(",", ":"))
        with self.lock:
            self.file.write(line + "\n")
            if time.monotonic() - self.synced_at > SYNC_SECONDS:
                self._sync()

    def close(self) -> None:
        """Everything on disk."""
        if self.thread is not None:
            self.thread.shutdown()
            self.thread = None
        with self.lock:
            self._sync()
            self.file.close()

    def _sync(self) -> None:
        self.file.flush()
        self.synced_at = time.monotonic()
        if self.thread is None:
            os.fsync(self.file.fileno())
        elif self.writing is None or self.writing.done():
            self.writing = self.thread.submit(os.fsync, self.file.fileno())


def read(path: Path) -> list[dict[str, Any]]:
    """All lines of a record."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
