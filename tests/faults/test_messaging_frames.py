"""What no page would send, against the real server: each refusal has its close code, others notice nothing."""

import contextlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from messaging.consumers import ConversationConsumer
from messaging.frames import Code
from tests.faults.misuse import fill, never_read
from tests.faults.raw import BINARY, CONTINUATION, TEXT, Raw, frame
from tests.faults.stage import Stage

pytestmark = pytest.mark.stage
MEBIBYTE = 2**20
HANDLERS = sorted(name for name in dir(ConversationConsumer) if not name.startswith("__"))
NO_UTF8, PROTOCOL, TOO_BIG = 1007, 1002, 1009
SOCKETS_A_SESSION = 3


@pytest.fixture(scope="module")
def pair(take: Any) -> Any:
    """Two people whose sockets are misused, again and again."""
    return take(1)[0]


@pytest.fixture
def tab(stage: Stage, pair: Any) -> Iterator[Raw]:
    """A greeted socket of the pupil."""
    with Raw(stage.server.url, pair["pupil"]["cookie"]) as made:
        yield made.hello()


BAD = {
    "binary": (frame(BINARY, b"{}"), Code.MALFORMED),
    "no UTF-8": (frame(TEXT, b'{"t": "\xff\xfe"}'), NO_UTF8),
    "deep nesting": (frame(TEXT, b"[" * 8000), Code.MALFORMED),
    "a little too large": (frame(TEXT, b" " * 8193), TOO_BIG),
    "too large in pieces": (
        frame(TEXT, b" " * 5000, is_last=False) + frame(CONTINUATION, b" " * 5000, is_last=False),
        TOO_BIG,
    ),
    "unknown kind of frame": (frame(5, b"{}"), PROTOCOL),
    "a piece of nothing": (frame(CONTINUATION, b"{}"), PROTOCOL),
    "eleven at once": (b"".join(frame(TEXT, b'{"t": "ping", "n": 1}') for _number in range(30)), Code.TOO_FAST),
    "second hello": (frame(TEXT, b'{"t": "hello", "v": 1, "ticket": "x"}'), Code.MALFORMED),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_frame_has_its_close_code(tab: Raw, name: str) -> None:
    sent, code = BAD[name]
    tab.line.sendall(sent)

    assert tab.closed() == code


def test_no_handler_is_called_by_its_name(stage: Stage, pair: Any) -> None:
    codes = {}
    for name in HANDLERS:
        with Raw(stage.server.url, pair["pupil"]["cookie"]) as raw:
            raw.say({"t": name, "type": name})
            codes[name] = raw.closed()

    assert len(codes) > 20
    assert set(codes.values()) == {Code.MALFORMED}


def test_foreign_and_missing_conversations_close_alike(stage: Stage, pair: Any, take: Any) -> None:
    for c in (take(1)[0]["conversation"], str(uuid4())):
        with Raw(stage.server.url, pair["pupil"]["cookie"]) as raw:
            raw.hello().say({"t": "fetch", "c": c, "after": 0})
            assert raw.closed() == Code.NOT_PERMITTED


def test_one_key_with_other_words_is_refused_in_words(tab: Raw, pair: Any) -> None:
    key = str(uuid4())
    for body in ("Hallo", "Hallo", "Etwas anderes"):
        tab.say({"t": "send", "k": key, "c": pair["conversation"], "body": body})

    acks = [tab.until("ack"), tab.until("ack")]
    nack = tab.until("nack")

    assert acks[0] == acks[1]
    assert nack["code"] == "key_reused"
    assert "schon mit anderem Text" in nack["text"]


def test_twelve_foreign_origins_are_refused_before_the_handshake(stage: Stage, pair: Any) -> None:
    port = stage.server.port
    own = stage.server.url
    foreign = [
        "", "null", f"https://localhost:{port}", f"http://localhost:{port + 1}", "http://localhost", "http://evil.example",
        f"http://localhost:{port}.evil.example", f"http://evil.example:{port}", f"http://sub.localhost:{port}",
        f"{own}, http://evil.example", f"http://evil.example@localhost:{port}", f"http://127.0.0.1.evil.example:{port}",
    ]  # fmt: skip

    statuses = []
    for origin in foreign:
        with Raw(own, pair["pupil"]["cookie"], origin=origin) as raw:
            statuses.append(raw.status)

    assert statuses == [403] * 12
    with Raw(own, pair["pupil"]["cookie"]) as raw:
        assert raw.status == 101


def test_gigantic_and_endless_frames_take_no_memory(stage: Stage, pair: Any) -> None:
    """Twice the same: what the first round leaves behind is the server's own; the second must leave nothing."""

    def misuse() -> list[int]:
        return [_flood(stage, pair, _huge()), _flood(stage, pair, _pieces())]

    misuse()
    before = stage.server.memory_kb()
    taken = misuse()

    assert stage.server.memory_kb() - before < 5 * 1024
    assert taken[0] < 20 * MEBIBYTE  # of 200: the line was closed at once


def _huge() -> Iterator[bytes]:
    yield frame(TEXT, b"", claimed=200 * MEBIBYTE)
    for _chunk in range(200 * 16):
        yield b" " * (MEBIBYTE // 16)


def _pieces() -> Iterator[bytes]:
    yield frame(TEXT, b"", is_last=False)
    for _chunk in range(100):
        yield frame(CONTINUATION, b"", is_last=False) * 1000


def _flood(stage: Stage, pair: Any, chunks: Iterator[bytes]) -> int:
    """Send until the server has had enough; how many bytes that took."""
    taken = 0
    with Raw(stage.server.url, pair["pupil"]["cookie"]) as raw, contextlib.suppress(OSError):
        raw.hello()
        for chunk in chunks:
            raw.line.sendall(chunk)
            taken += len(chunk)
    return taken


READERS = 2 if os.environ.get("FAULTS") == "few" else 10  # pairs whose every socket stops reading


def test_clients_that_never_read_are_let_go_and_others_write_on(stage: Stage, take: Any) -> None:
    lazy, busy = take(READERS), take(1)[0]
    for pair in lazy:
        fill(stage, pair)
    cookies = [(pair, pair[role]["cookie"]) for pair in lazy for role in ("pupil", "firm")] * SOCKETS_A_SESSION
    before = stage.server.memory_kb()

    with ThreadPoolExecutor(len(cookies)) as pool, Raw(stage.server.url, busy["pupil"]["cookie"]) as writer:
        writer.hello({busy["conversation"]: 0})
        gone = [pool.submit(never_read, stage, pair, cookie) for pair, cookie in cookies]
        written = 0
        while not all(one.done() for one in gone):
            writer.say({"t": "send", "k": str(uuid4()), "c": busy["conversation"], "body": f"Weiter {written}"})
            writer.until("ack")
            written += 1
            time.sleep(1.0)  # sixty a minute are allowed

    assert all(one.result() for one in gone)
    assert written > 0
    assert stage.server.memory_kb() - before < len(cookies) * 1024


@pytest.mark.stage("all")
def test_without_the_cut_such_a_line_would_stay(stage: Stage, take: Any) -> None:
    """Negative control: the close waits behind what nobody reads."""
    pair = take(1)[0]
    fill(stage, pair)

    with stage.without("cut"):
        assert not never_read(stage, pair, pair["firm"]["cookie"], seconds=25.0)
