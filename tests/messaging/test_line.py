"""What the web server itself holds of a line: few frames, bounded answers, and an end after a refusal."""

import asyncio
import struct
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn

from messaging import line
from messaging.frames import Code
from tests.faults.raw import CONTINUATION, KEY, PING, TEXT, frame

PIECES = 50_000
RST_OR_END = (ConnectionError, asyncio.IncompleteReadError)


class Application:
    """Accepts, then takes nothing up, like one that waits for its database."""

    def __init__(self):
        self.ended = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.taken = []

    async def __call__(self, _scope, receive, send):
        try:
            await receive()
            await send({"type": "websocket.accept"})
            await self.goes_on.wait()
            while (event := await receive())["type"] != "websocket.disconnect":
                self.taken.append(event)
        finally:
            self.ended.set()


@asynccontextmanager
async def served(lines=None):
    """A server with this one application; every line that was opened is noted in `lines`."""

    class Noted(line.Line):
        def connection_made(self, transport):
            super().connection_made(transport)
            (lines if lines is not None else []).append(self)

    application = Application()
    config = uvicorn.Config(application, port=0, ws=Noted, lifespan="off", log_level="error", ws_max_size=8192)
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    server.install_signal_handlers = lambda: None
    await server.startup()
    try:
        yield application, server.servers[0].sockets[0].getsockname()[1]
    finally:
        application.goes_on.set()
        server.should_exit = True
        await server.shutdown()


async def opened(port):
    """The two ends of a connection written byte by byte, after the handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    writer.write(f"{head}Sec-WebSocket-Key: {KEY}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def close_code(reader):
    """The code of the close frame; 0 when the line ends without one."""
    with suppress(*RST_OR_END):
        while True:
            first, size = await reader.readexactly(2)
            if size == 126:
                size = struct.unpack("!H", await reader.readexactly(2))[0]
            payload = await reader.readexactly(size)
            if first & 15 == 8:
                return struct.unpack("!H", payload[:2])[0]
    return 0


async def until(holds):
    """Wait for what is about to hold."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 -- nothing tells of it
            await asyncio.sleep(0.01)


async def flood(writer, data):
    """Write as much as the other side takes."""
    with suppress(ConnectionError):
        for start in range(0, len(data), 65536):
            writer.write(data[start : start + 65536])
            await writer.drain()


FLOODS = {
    "small texts": frame(TEXT, b"{}"),
    "pings": frame(PING, b""),
    "pieces of nothing": frame(CONTINUATION, b"", is_last=False),
    "unasked answers": frame(10, b""),
}


@pytest.mark.parametrize("name", FLOODS)
async def test_a_flood_of_any_frame_is_refused_with_its_code_and_not_kept(name):
    lines = []
    first = frame(TEXT, b"", is_last=False) if "pieces" in name else b""
    async with served(lines) as (application, port):
        reader, writer = await opened(port)
        writing = asyncio.create_task(flood(writer, first + FLOODS[name] * PIECES))
        code = await asyncio.wait_for(close_code(reader), 20)
        waiting = lines[0].queue.qsize()
        application.goes_on.set()
        await asyncio.wait_for(application.ended.wait(), 5)
        writer.close()
        await asyncio.wait_for(writing, 20)

    assert code == Code.TOO_FAST
    assert waiting <= 1  # the news that it is over
    assert application.taken == []
    assert len(lines[0].frames) <= line.FRAMES_AT_ONCE


async def test_without_the_count_a_flood_would_be_kept(monkeypatch):
    """Negative control: the same frames, nobody counts."""
    monkeypatch.setattr(line, "FRAMES_AT_ONCE", 10**9)
    monkeypatch.setattr(line, "AHEAD_FRAMES", 10**9)
    lines = []
    async with served(lines) as (_application, port):
        _reader, writer = await opened(port)
        writing = asyncio.create_task(flood(writer, FLOODS["small texts"] * PIECES))
        many = 50 * line.SLICE_BYTES // len(FLOODS["small texts"])
        await until(lambda: lines and lines[0].queue.qsize() > many)
        writing.cancel()
        writer.close()


async def test_a_burst_as_large_as_allowed_arrives_whole():
    async with served() as (application, port):
        _reader, writer = await opened(port)
        writer.write(frame(TEXT, b"{}") * line.AHEAD_FRAMES)
        await writer.drain()
        application.goes_on.set()
        await until(lambda: len(application.taken) == line.AHEAD_FRAMES)
        writer.close()


async def test_frames_that_wait_for_a_busy_application_are_counted_while_it_is_busy():
    """One after the other, as somebody sends them who floods: nothing of it hides behind what is being answered."""
    lines = []
    async with served(lines) as (application, port):
        reader, writer = await opened(port)
        for _frame in range(line.AHEAD_FRAMES + 2):  # the first one may be with the application
            writer.write(frame(TEXT, b"{}"))
            await writer.drain()
            await asyncio.sleep(0.005)
        code = await asyncio.wait_for(close_code(reader), 20)
        writer.close()

    assert code == Code.TOO_FAST
    assert application.taken == []


async def test_long_frames_wait_outside():
    lines = []
    async with served(lines) as (_application, port):
        _reader, writer = await opened(port)
        writing = asyncio.create_task(flood(writer, frame(TEXT, b"x" * 4000) * line.AHEAD_FRAMES))
        await until(lambda: lines and lines[0].read_paused)
        assert lines[0].ahead <= line.AHEAD_BYTES + line.READ_BYTES
        writing.cancel()
        writer.close()


async def test_answers_to_pings_do_not_pile_up_before_one_who_does_not_read(monkeypatch):
    monkeypatch.setattr(line, "FRAMES_AT_ONCE", 10**9)
    lines = []
    async with served(lines) as (_application, port):
        _reader, writer = await opened(port)
        await until(lambda: lines)
        lines[0].pause_writing()  # as asyncio does when 64 KiB are not taken
        await flood(writer, frame(PING, b"x" * 100) * 5000)
        await asyncio.sleep(0.2)
        held = lines[0].transport.get_write_buffer_size() + len(lines[0].conn.data_to_send())
        writer.close()

    assert held == 0


async def test_after_a_close_only_a_little_is_still_heard_and_the_line_is_cut():
    lines = []
    async with served(lines) as (_application, port):
        reader, writer = await opened(port)
        await until(lambda: lines)
        await lines[0].send({"type": "websocket.close", "code": Code.MALFORMED})
        writing = asyncio.create_task(flood(writer, FLOODS["small texts"] * PIECES))
        code = await close_code(reader)
        await until(lambda: lines[0].disconnected and lines[0].close_timer is None)
        await writing
        writer.close()

    assert code == Code.MALFORMED
    assert lines[0].late <= line.LATE_BYTES + line.READ_BYTES
