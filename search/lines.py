"""Questions on standard input, answers on standard output: one JSON object per line, in the same order."""

import json
import select
import sys
from collections.abc import Callable
from typing import Any

BUFFERED_LINES = 256

Answer = Callable[[str], dict[str, Any]]


def answer_lines(answer: Answer) -> None:
    """Answer every line; what is written is flushed as soon as the input pauses."""
    source, sink = sys.stdin.buffer, sys.stdout
    pending = 0
    for raw in iter(source.readline, b""):
        line = raw.decode("utf-8", errors="replace").rstrip("\r\n")
        sink.write(json.dumps(answer(line), ensure_ascii=False) + "\n")
        pending += 1
        if pending >= BUFFERED_LINES or _has_paused():
            sink.flush()
            pending = 0
    sink.flush()


def _has_paused() -> bool:
    """Whether nothing more can be read at once; what a buffer holds is not seen, so it flushes a bit too often."""
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return not ready
