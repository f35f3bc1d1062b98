"""What the clients saw, line by line, in a file of its own that the measured system never touches."""

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

SYNC_SECONDS = 0.2


class Recorder:
    """Appends one JSON object a line; on disk at the latest after a fifth of a second, and at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path
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
        with self.lock:
            self._sync()
            self.file.close()

    def _sync(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        self.synced_at = time.monotonic()


def read(path: Path) -> list[dict[str, Any]]:
    """All lines of a record."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
