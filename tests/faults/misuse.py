"""What clients that mean no good do with a socket."""

import json
import socket
import time
from typing import Any
from uuid import uuid4

from tests.faults.raw import PING, TEXT, Raw, frame
from tests.faults.stage import Stage

FRAMES = 20_000  # a few packets, and far more than anybody would let wait


def flood(stage: Stage, pair: Any, cookie: str, kind: str) -> int:
    """Send thousands of frames at once; the code of the close that comes."""
    letter = json.dumps({"t": "send", "k": str(uuid4()), "c": pair["conversation"], "body": "Unfug"}).encode()
    frames = {"letters": frame(TEXT, letter) * (FRAMES // 10), "small": frame(TEXT, b"{}"), "pings": frame(PING, b"")}
    with Raw(stage.server.url, cookie) as raw:
        raw.hello()
        raw.line.sendall(frames[kind] if kind == "letters" else frames[kind] * FRAMES)
        return raw.closed()


def fill(stage: Stage, pair: Any) -> None:
    """Words enough that a page of them is large."""
    with Raw(stage.server.url, pair["pupil"]["cookie"]) as raw:
        raw.hello()
        for number in range(10):
            body = f"{number} " + "Ich schreibe sehr viel. " * 160
            raw.say({"t": "send", "k": str(uuid4()), "c": pair["conversation"], "body": body})
            raw.until("ack")


def never_read(
    stage: Stage,
    pair: Any,
    cookie: str,
    *,
    seconds: float = 60.0,
    every: float = 0.12,
    cursors: dict[str, int] | None = None,
) -> bool:
    """Ask for pages and take none; whether the server ended it. Fewer than ten a second: it is not the pace."""
    with Raw(stage.server.url, cookie, receives=4096) as raw:
        raw.hello(cursors)
        question = frame(TEXT, json.dumps({"t": "fetch", "c": pair["conversation"], "after": 0}).encode())
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                raw.line.sendall(question)
            except OSError:
                return True
            if _has_ended(raw.line):
                return True
            time.sleep(every)
    return False


def _has_ended(line: socket.socket) -> bool:
    """Whether the other side has closed, asked of the kernel: nothing is read."""
    state = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state != 1  # TCP_ESTABLISHED
