"""How a tab talks to each of the servers: ours by protocol v1, ours by form and polling, the stock chat, Centrifuge."""

import asyncio
import json
import random
import urllib.parse
from functools import partial
from typing import Any

from benchmarks.chat import wire
from benchmarks.chat.crowd import Crowd, Tab

POLL_SECONDS = 2.0


def _text(frame: dict[str, Any]) -> bytes:
    return json.dumps(frame, separators=(",", ":")).encode()


class _Dialect:
    """Opens a line and hands its frames on."""

    path = "/"
    # Whether the server stores messages, so that the checker can compare them with rows.
    stores = False

    async def come(self, crowd: Crowd, tab: Tab) -> None:
        """Connect one tab; `greeted` follows when it is complete."""
        await self._open(crowd, tab, self.path)

    async def _open(self, crowd: Crowd, tab: Tab, path: str, ticket: str = "") -> None:
        head = wire.upgrade(crowd.port, path, tab.cookie)
        opened = partial(self.opened, crowd, tab, ticket)
        make = partial(wire.WebSocket, head, opened, partial(self._heard, crowd, tab), partial(crowd.lost, tab))
        tab.line = await wire.connect(crowd.port, crowd.source, make, line=crowd.new_line())

    def _heard(self, crowd: Crowd, tab: Tab, text: bytes) -> None:
        self.take(crowd, tab, json.loads(text))

    def opened(self, crowd: Crowd, tab: Tab, _ticket: str) -> None:
        """After the handshake."""
        crowd.greeted(tab)

    def take(self, crowd: Crowd, tab: Tab, frame: Any) -> None:
        """One frame of the server."""
        raise NotImplementedError

    def say(self, crowd: Crowd, tab: Tab, key: str, body: str) -> None:
        """Send one message."""
        raise NotImplementedError


class Own(_Dialect):
    """Protocol v1: ticket, hello with the last number, sends with keys, fetch on hints and on a moved counter."""

    stores = True

    async def come(self, crowd: Crowd, tab: Tab) -> None:
        """A ticket first, then the socket."""
        answer = await wire.request(crowd.port, crowd.source, "/nachrichten/verbindung/", cookie=tab.cookie)
        found = json.loads(answer)
        await self._open(crowd, tab, urllib.parse.urlsplit(found["socket"]).path, found["ticket"])

    def opened(self, crowd: Crowd, tab: Tab, ticket: str) -> None:
        """Greet."""
        tab.asked.clear()
        tab.line.say(_text({"t": "hello", "v": 1, "ticket": ticket, "cursors": {tab.c: tab.last}}))

    def take(self, crowd: Crowd, tab: Tab, frame: Any) -> None:
        """Items, acks, refusals, greetings, hints, heartbeats."""
        kind = frame["t"]
        if kind == "items":
            self._items(crowd, tab, frame)
        elif kind == "ack":
            crowd.acknowledge(tab, frame["k"], frame["seq"] or 0, frame["m"])
        elif kind == "nack":
            crowd.refuse(tab, frame["k"], frame["code"])
        elif kind == "welcome":
            tab.counter = frame["counter"]
            crowd.greeted(tab)
        elif kind == "hint":
            self._fetch(tab)
        elif kind == "hb":
            crowd.beat(tab)
            if frame["counter"] > tab.counter:  # a hint got lost
                tab.counter = frame["counter"]
                self._fetch(tab)

    def _items(self, crowd: Crowd, tab: Tab, frame: Any) -> None:
        # What was asked for may have come meanwhile by itself; what comes by itself must never come twice.
        was_asked = frame["from"] in tab.asked
        known = tab.last if was_asked else 0
        for item in frame["items"]:
            if item["seq"] > known:
                tab.counter += tab.is_ready and not was_asked
                crowd.show(tab, frame["c"], item["seq"], item["m"])
        if frame["more"] and was_asked:
            self._fetch(tab)

    def _fetch(self, tab: Tab) -> None:
        tab.asked.add(tab.last)
        self.fetch(tab, after=tab.last)

    def fetch(self, tab: Tab, *, after: int) -> None:
        """Ask for a page."""
        tab.line.say(_text({"t": "fetch", "c": tab.c, "after": after}))

    def ask(self, tab: Tab) -> None:
        """Ask for a heartbeat."""
        tab.line.say(_text({"t": "ping", "n": 1}))

    def say(self, crowd: Crowd, tab: Tab, key: str, body: str) -> None:
        """The `send` frame."""
        tab.line.say(_text({"t": "send", "k": key, "c": tab.c, "body": body}))


class Poll(_Dialect):
    """The same rows without a socket: the form posts, a question every two seconds reads."""

    stores = True

    async def come(self, crowd: Crowd, tab: Tab) -> None:
        """Begin to ask at a random moment."""
        crowd.greeted(tab)
        crowd.start(self._ask(crowd, tab))

    async def _ask(self, crowd: Crowd, tab: Tab) -> None:
        await asyncio.sleep(random.uniform(0, POLL_SECONDS))  # noqa: S311 -- spreading load
        while not crowd.is_over:
            address = f"/nachrichten/{tab.c}/eintraege/?after={tab.last}"
            try:
                page = json.loads(await wire.request(crowd.port, crowd.source, address, cookie=tab.cookie))
            except (OSError, ValueError, wire.Gone):
                page = {"items": []}
            for item in page["items"]:
                crowd.show(tab, tab.c, item["seq"], item["m"])
            await asyncio.sleep(POLL_SECONDS)

    def say(self, crowd: Crowd, tab: Tab, key: str, body: str) -> None:
        """Post the form."""
        crowd.start(self._post(crowd, tab, key, body))

    async def _post(self, crowd: Crowd, tab: Tab, key: str, body: str) -> None:
        token = tab.cookie.rpartition("csrftoken=")[2]
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "client_key": key, "body": body}).encode()
        address = f"/nachrichten/{tab.c}/"
        try:
            ack = json.loads(await wire.request(crowd.port, crowd.source, address, cookie=tab.cookie, body=data))
        except (OSError, ValueError, wire.Gone):
            return  # it waits and is sent again
        crowd.acknowledge(tab, key, ack["seq"], ack["m"])


class Stock(_Dialect):
    """The tutorial's chat: a room in the address, everything said comes back to everybody in it."""

    async def come(self, crowd: Crowd, tab: Tab) -> None:
        """Into the room of the pair."""
        await self._open(crowd, tab, f"/ws/chat/{tab.c}/")

    def take(self, crowd: Crowd, tab: Tab, frame: Any) -> None:
        """An own text that comes back counts as acknowledged."""
        if frame["by"] == tab.name:
            crowd.acknowledge(tab, frame["k"], 0, frame["k"])
        crowd.show(tab, tab.c, 0, frame["k"])

    def say(self, crowd: Crowd, tab: Tab, key: str, body: str) -> None:
        """Any text goes."""
        tab.line.say(_text({"k": key, "by": tab.name, "body": body}))


class Centrifuge(_Dialect):
    """JSON protocol of the Centrifuge library: connect, subscribe to the room, publish; replies may share a frame."""

    path = "/connection/websocket"

    def opened(self, crowd: Crowd, tab: Tab, _ticket: str) -> None:
        """Connect, then subscribe; the second answer completes the tab."""
        tab.line.say(_text({"id": 1, "connect": {}}))
        tab.line.say(_text({"id": 2, "subscribe": {"channel": tab.c}}))

    def _heard(self, crowd: Crowd, tab: Tab, text: bytes) -> None:
        for line in text.splitlines():
            self.take(crowd, tab, json.loads(line))

    def take(self, crowd: Crowd, tab: Tab, frame: Any) -> None:
        """Replies carry the number of the command; publications are pushed."""
        if not frame:
            tab.line.say(b"{}")  # a ping wants its pong
        elif "subscribe" in frame:
            crowd.greeted(tab)
        elif "push" in frame and "pub" in frame["push"]:
            said = frame["push"]["pub"]["data"]
            if said["by"] == tab.name:
                crowd.acknowledge(tab, said["k"], 0, said["k"])
            crowd.show(tab, tab.c, 0, said["k"])

    def say(self, crowd: Crowd, tab: Tab, key: str, body: str) -> None:
        """Publish into the room."""
        data = {"k": key, "by": tab.name, "body": body}
        tab.line.say(_text({"id": 3, "publish": {"channel": tab.c, "data": data}}))


NAMED = {"own": Own, "poll": Poll, "stock": Stock, "centrifuge": Centrifuge}
