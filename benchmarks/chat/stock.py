"""The peer everybody knows: the chat of the Channels tutorial behind Daphne, with the Redis core layer.

It stores nothing and knows no rights, so it answers another question at lower cost; figures are marked so. It runs only
where DAPHNE names the program (`pip install daphne` in an environment of its own) and REDIS_URL a Redis.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import connect

from benchmarks.chat.client import GONE
from benchmarks.chat.recorder import Recorder
from benchmarks.chat.server import children, cpu_seconds_of, free_port, pss_kb

APPLICATION = """
import json, os
import django
from django.conf import settings
settings.configure(SECRET_KEY="peer", ALLOWED_HOSTS=["*"], INSTALLED_APPS=["channels"], CHANNEL_LAYERS={"default": {
    "BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [os.environ["REDIS_URL"]]}}})
django.setup()
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        self.group = "chat_" + self.scope["url_route"]["kwargs"]["room"]
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group, self.channel_name)
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send(self.group, {"type": "chat.message", "message": text_data})
    async def chat_message(self, event):
        await self.send(text_data=event["message"])

application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/chat/<str:room>/", ChatConsumer.as_asgi())])})
"""


class Peer:
    """Daphne with that application."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it; raises SystemExit where program or Redis are missing."""
        program = os.environ.get("DAPHNE", "")
        if not program or not os.environ.get("REDIS_URL"):
            raise SystemExit("The stock peer needs DAPHNE (path of its program) and REDIS_URL.")
        (self.folder / "stock_chat.py").write_text(APPLICATION)
        command = [program, "-b", "127.0.0.1", "-p", str(self.port), "stock_chat:application"]
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        self.process = subprocess.Popen(command, cwd=self.folder, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603
        time.sleep(3)

    @staticmethod
    def pairs(count: int) -> list[dict[str, Any]]:
        """Rooms instead of conversations; nobody signs in."""
        nobody = {"cookie": ""}
        return [{"pair": n, "conversation": str(uuid4()), "pupil": nobody, "firm": nobody} for n in range(1, count + 1)]

    def memory_kb(self) -> int:
        """Proportional set size."""
        return sum(pss_kb(pid) for pid in self._pids())

    def cpu_seconds(self) -> float:
        """Processor time so far."""
        return sum(cpu_seconds_of(pid) for pid in self._pids())

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(5)

    def _pids(self) -> list[int]:
        return [self.process.pid, *children(self.process.pid)] if self.process else []


class Side:
    """One person in one room; an own message that comes back counts as acknowledged."""

    def __init__(self, url: str, pair: dict[str, Any], role: str, recorder: Recorder) -> None:
        self.address = f"{url.replace('http', 'ws', 1)}/ws/chat/{pair['conversation']}/"
        self.c = pair["conversation"]
        self.who = self.tab = f"{pair['pair']}:{role}"
        self.recorder = recorder
        self.is_ready = asyncio.Event()
        self.socket: Any = None

    async def run(self) -> None:
        """Connect once; the tutorial has no way back."""
        with contextlib.suppress(*GONE):
            async with connect(self.address, compression=None, ping_interval=None) as socket:
                self.socket = socket
                self.is_ready.set()
                async for text in socket:
                    self._take(json.loads(text))

    def _take(self, frame: dict[str, Any]) -> None:
        fields = {"who": self.who, "c": self.c, "m": frame["k"], "seq": 0}
        if frame["by"] == self.who:
            self.recorder.note("ack", k=frame["k"], **fields)
        self.recorder.note("show", tab=self.tab, body=frame["body"], **fields)

    async def send(self, body: str, *, planned: float | None = None) -> str:
        """Say something."""
        key = str(uuid4())
        self.recorder.note("send", who=self.who, c=self.c, k=key, planned=planned or time.monotonic())
        with contextlib.suppress(*GONE):
            await self.socket.send(json.dumps({"k": key, "by": self.who, "body": body}))
        return key

    async def resend(self) -> None:
        """The tutorial forgets."""

    async def finish(self) -> None:
        """Leave."""
        if self.socket is not None:
            await self.socket.close()
