"""One side of a pair as a client from outside: it signs in by a printed cookie and follows protocol v1."""

import asyncio
import contextlib
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from benchmarks.chat.recorder import Recorder

RESEND_SECONDS = 3.0
CONNECT_SECONDS = 20.0
GONE = (OSError, WebSocketException, TimeoutError, urllib.error.URLError, json.JSONDecodeError)


class Side:
    """One tab of one person: sends with keys, resends what was not acknowledged, catches up after each connection."""

    def __init__(self, url: str, pair: dict[str, Any], role: str, recorder: Recorder, *, number: int = 0) -> None:
        self.url = url
        self.c = pair["conversation"]
        self.cookie = pair[role]["cookie"]
        self.who = f"{pair['pair']}:{role}"
        self.tab = f"{self.who}:{number}"
        self.recorder = recorder
        self.last = 0
        self.acknowledged = 0
        self.asked: set[int] = set()
        self.counter: int | None = None
        self.waiting: dict[str, tuple[str, float]] = {}
        self.socket: Any = None
        self.is_ready = asyncio.Event()
        self.is_done = False
        self.port = 0  # where the socket goes instead, through a line that can be cut

    async def run(self) -> None:
        """Stay connected until `finish`; every connection is a new hello with the last number."""
        tries = 0
        while not self.is_done:
            try:
                await self._connection()
                tries = 0
            except GONE:
                tries += 1
            self.is_ready.clear()
            self.socket = None
            if not self.is_done:
                # The protocol's back-off, shorter: a test has no minute.
                await asyncio.sleep(random.uniform(0.05, min(2.0, 0.1 * 2**tries)))  # noqa: S311

    async def send(self, body: str, *, planned: float | None = None) -> str:
        """Write one message with a new key; it is sent again with the same key until it is acknowledged."""
        key = str(uuid4())
        self.waiting[key] = (body, time.monotonic())
        self.recorder.note("send", who=self.who, c=self.c, k=key, planned=planned or time.monotonic())
        await self._put({"t": "send", "k": key, "c": self.c, "body": body})
        return key

    async def repeat(self, key: str, body: str) -> None:
        """The same message once more, as after a double click."""
        await self._put({"t": "send", "k": key, "c": self.c, "body": body})

    async def resend(self) -> None:
        """Everything that waits longer than it should."""
        now = time.monotonic()
        for key, (body, at) in list(self.waiting.items()):
            if now - at > RESEND_SECONDS and self.is_ready.is_set():
                self.waiting[key] = (body, now)
                await self._put({"t": "send", "k": key, "c": self.c, "body": body})

    async def finish(self) -> None:
        """Leave."""
        self.is_done = True
        if self.socket is not None:
            with contextlib.suppress(*GONE):
                await self.socket.close()

    async def _connection(self) -> None:
        address, ticket = await asyncio.to_thread(self._ticket)
        headers = {"Cookie": self.cookie}
        async with connect(
            address,
            additional_headers=headers,
            origin=Origin(self.url),
            compression=None,
            open_timeout=CONNECT_SECONDS,
            ping_interval=None,
            max_size=2**20,
        ) as socket:
            self.socket = socket
            self.asked.clear()
            hello = {"t": "hello", "v": 1, "ticket": ticket, "cursors": {self.c: self.last}}
            await socket.send(json.dumps(hello))
            async for text in socket:
                await self._take(json.loads(text))

    def _ticket(self) -> tuple[str, str]:
        request = urllib.request.Request(f"{self.url}/nachrichten/verbindung/", headers={"Cookie": self.cookie})  # noqa: S310
        with urllib.request.urlopen(request, timeout=CONNECT_SECONDS) as answer:  # noqa: S310 -- our own server
            found = json.load(answer)
        address = urllib.parse.urlsplit(found["socket"])
        if self.port:
            address = address._replace(netloc=f"{address.hostname}:{self.port}")
        return address.geturl(), found["ticket"]

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "items":
            self._show(frame)
        elif frame["t"] == "ack":
            self._acknowledge(frame)
        elif frame["t"] == "nack":
            await self._refused(frame)
        elif frame["t"] == "welcome":
            self.counter = frame["counter"]
            if not self.is_ready.is_set():
                self.recorder.note("enter", tab=self.tab, c=self.c)
            self.is_ready.set()
        elif frame["t"] == "hint" or (frame["t"] == "hb" and frame["counter"] != self.counter):
            # A counter that moved without a hint tells of a hint that got lost.
            self.counter = frame.get("counter", self.counter)
            self.asked.add(self.last)
            await self._put({"t": "fetch", "c": self.c, "after": self.last})
        if frame["t"] == "hb":
            self.recorder.note("hb", tab=self.tab)

    def _acknowledge(self, frame: dict[str, Any]) -> None:
        self.waiting.pop(frame["k"], None)
        self.acknowledged = max(self.acknowledged, frame["seq"] or 0)
        self.recorder.note("ack", who=self.who, c=frame["c"], k=frame["k"], seq=frame["seq"], m=frame["m"])

    async def _refused(self, frame: dict[str, Any]) -> None:
        self.recorder.note("nack", who=self.who, k=frame["k"], code=frame["code"])
        if frame["code"] != "try_form":
            self.waiting.pop(frame["k"], None)
        elif frame["k"] in self.waiting:
            # As the page does: the same key by the form. Whatever the form does not settle is sent again later.
            with contextlib.suppress(*GONE):
                answer = await asyncio.to_thread(
                    post, self.url, self.c, self.cookie, frame["k"], self.waiting[frame["k"]][0]
                )
                if answer["t"] == "ack":
                    self._acknowledge(answer)

    def _show(self, frame: dict[str, Any]) -> None:
        # What was asked for may have come meanwhile by itself; what comes by itself must never come twice.
        known = self.last if frame["from"] in self.asked else 0
        for item in frame["items"]:
            if item["seq"] <= known:
                continue
            self.recorder.note(
                "show", tab=self.tab, who=self.who, c=frame["c"], seq=item["seq"], m=item["m"], body=item["body"]
            )
            self.last = max(self.last, item["seq"])

    async def _put(self, frame: dict[str, Any]) -> None:
        if self.socket is None or not (self.is_ready.is_set() or frame["t"] == "hello"):
            return
        with contextlib.suppress(*GONE):
            await self.socket.send(json.dumps(frame))


def post(url: str, conversation: str, cookie: str, key: str, body: str) -> Any:
    """Send one message by the page's form; its answer as JSON."""
    token = cookie.rpartition("csrftoken=")[2]
    data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "client_key": key, "body": body}).encode()
    return _open(f"{url}/nachrichten/{conversation}/", cookie, url, data)


def _open(address: str, cookie: str, url: str, data: bytes | None = None) -> Any:
    headers = {"Cookie": cookie, "Accept": "application/json", "Referer": url}
    request = urllib.request.Request(address, data=data, headers=headers)  # noqa: S310 -- our own server
    with urllib.request.urlopen(request, timeout=CONNECT_SECONDS) as answer:  # noqa: S310 -- our own server
        return json.load(answer)
