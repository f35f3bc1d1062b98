"""The web server's way of reading sockets, with an end to what no client of ours does.

uvicorn reads as much as comes, makes a message of every frame of it, and goes on for ten seconds after a close: a line
full of the smallest frames keeps a process busy that has refused it long ago. Pings and pieces of frames reach no
application at all, so only this place can count them. Loaded before Django: nothing here may touch a model.
"""

import socket
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from messaging import frames
from messaging.bucket import Bucket
from messaging.frames import Code

# Frames of any kind. The consumer counts more strictly when it takes one up; this is what may wait for that.
FRAMES_A_SECOND = 10
FRAMES_AT_ONCE = 64
# So much is read at a time, and taken apart at a time: who is refused in between costs nothing more.
READ_BYTES = 64 * 1024
# Reading goes on while no more bytes wait for the application, and nobody has more frames waiting: so a flood shows
# itself at once, and not one frame after the other while each of them is answered.
AHEAD_FRAMES, AHEAD_BYTES = 16, 16 * 1024
# So much of what is said waits in the system and here before the speaker does: frames are small, and who takes none
# would otherwise have megabytes kept.
SYSTEM_BYTES, WAITING_BYTES = 32 * 1024, 16 * 1024
SLICE_BYTES = 1024
# After our close: what was on its way and the other side's own close.
LATE_BYTES = 16 * 1024
# Time to read our close before the line is cut.
LINGER_SECONDS = 1.0
RETRY_AFTER_SECONDS = 30


class Line(WebSocketsSansIOProtocol):
    """One line: at most so many frames wait, and a refusal ends the reading."""

    def connection_made(self, transport: Any) -> None:
        """Read in smaller pieces than asyncio would, keep less of what is not taken."""
        self.allowance = Bucket(FRAMES_A_SECOND, FRAMES_AT_ONCE)
        self.late = self.ahead = 0
        transport.max_size = READ_BYTES
        transport.set_write_buffer_limits(high=WAITING_BYTES)
        line = transport.get_extra_info("socket")
        if line is not None and line.family in {socket.AF_INET, socket.AF_INET6}:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SYSTEM_BYTES)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Take bytes apart slice by slice, until the line is refused."""
        for start in range(0, len(data), SLICE_BYTES):
            if self.close_sent:
                self.late += len(data) - start
                if self.late > LATE_BYTES:
                    self._end_soon()
                    return
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + SLICE_BYTES])

    def handle_events(self) -> None:
        """Count frames before anything is made of them."""
        came = sum(isinstance(event, Frame) for event in self.conn.events)
        if came and not self.close_sent and not self.allowance.take(came):
            self._refuse()
        else:
            super().handle_events()

    def send_receive_event_to_app(self) -> None:
        """Hand a message over, and read on while little waits; who takes no answers is not read either."""
        self.ahead += sum(map(len, self.frames))
        super().send_receive_event_to_app()
        if self.close_sent or self.transport.is_closing() or not self.writable.is_set():
            return
        if self.is_flooded():
            self._refuse()
        elif self.read_paused and self.ahead <= AHEAD_BYTES:
            self.read_paused = False
            self.transport.resume_reading()

    def is_flooded(self) -> bool:
        """Whether more waits than anybody says at once."""
        return self.queue.qsize() > AHEAD_FRAMES

    async def receive(self) -> Any:
        """The next message; when none waits any more, there is room again."""
        message = await super().receive()
        if self.queue.empty():
            self.ahead = 0
        return message

    def handle_ping(self) -> None:
        """Answer, unless the answers before are not taken: they would pile up here."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def keepalive_timeout(self) -> None:
        """Nobody is there: do not wait until what is left has been taken."""
        super().keepalive_timeout()
        self._end_soon()

    def _refuse(self) -> None:
        """Too fast: say so, forget what waits, hear no more."""
        self.conn.events_received()
        self.conn.send_text(frames.write("bye", code=Code.TOO_FAST, retry_after=RETRY_AFTER_SECONDS).encode())
        self.conn.send_close(Code.TOO_FAST)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.stop_keepalive()
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": Code.TOO_FAST})
        self._end_soon()

    def _end_soon(self) -> None:
        """Read nothing more, and cut the line after a moment; what the system still holds back is not waited for."""
        self.read_paused = False  # or the application's next look for a message would begin the reading again
        self.disconnected = True  # whatever is still said goes nowhere
        self.writable.set()
        if not self.transport.is_closing():
            self.transport.pause_reading()
        if self.close_timer is not None:
            self.close_timer.cancel()
        self.close_timer = self.loop.call_later(LINGER_SECONDS, self.transport.abort)
