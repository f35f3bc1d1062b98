"""The peers from outside: the chat of the Channels tutorial behind Daphne, and a Go server on the Centrifuge library.

Neither stores anything nor knows rights, so they answer another question at lower cost; figures are marked so. What a
peer needs is made once in a cache folder: an environment with pinned packages, or a program built from pinned sources.
A peer that cannot be made here is reported as missing with its reason.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.chat.server import children, cpu_seconds_of, pss_kb
from benchmarks.ports import free_port

HERE = Path(__file__).parent
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


class Missing(Exception):
    """This peer cannot be had here."""


class Peer:
    """One process that serves rooms."""

    name = ""

    def __init__(self, folder: Path, cache: Path, bus: str) -> None:
        self.folder, self.cache, self.bus = folder, cache, bus
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What to run, made if need be; raises Missing."""
        raise NotImplementedError

    def start(self) -> None:
        """Run it until it listens."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "REDIS_URL": self.bus, "PORT": str(self.port)}
        log = (self.folder / f"{self.name}.log").open("ab")
        self.process = subprocess.Popen(self.command(), cwd=self.folder, env=environment, stdout=log, stderr=log)  # noqa: S603
        self.wait()

    def wait(self) -> None:
        """Until somebody listens at the port, at most half a minute."""
        import socket  # noqa: PLC0415 -- beside the only use

        for _try in range(300):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.1)
        raise Missing(f"{self.name} does not answer")

    @staticmethod
    def pairs(count: int) -> list[dict[str, Any]]:
        """Rooms instead of conversations; nobody signs in."""
        nobody = {"cookie": ""}
        return [{"pair": n, "conversation": str(uuid4()), "pupil": nobody, "firm": nobody} for n in range(1, count + 1)]

    def kill(self) -> None:
        """SIGKILL, and a supervisor that starts it again."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(5)
        self.start()

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


class Stock(Peer):
    """Channels behind Daphne with the Redis core layer."""

    name = "stock"

    def command(self) -> list[str]:
        """Daphne of an environment of its own: the product never serves with it."""
        if not self.bus.startswith("redis"):
            raise Missing("the stock chat needs a Redis")
        (self.folder / "stock_chat.py").write_text(APPLICATION)
        return [
            str(self._environment() / "bin" / "daphne"),
            "-b",
            "127.0.0.1",
            "-p",
            str(self.port),
            "stock_chat:application",
        ]

    def _environment(self) -> Path:
        place = self.cache / "stock"
        if not (place / ".ready").exists():
            _run([sys.executable, "-m", "venv", str(place)])
            pinned = ["--require-hashes", "-r", str(HERE / "stock_requirements.txt")]
            _run([str(place / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *pinned])
            (place / ".ready").touch()
        return place


class Centrifuge(Peer):
    """A Go program on the Centrifuge library with its memory engine."""

    name = "centrifuge"

    def command(self) -> list[str]:
        """Built once from the sources beside this file; the module proxy brings the library, go.sum checks it."""
        program = self.cache / "centrifuge" / "peer"
        if not program.exists():
            if shutil.which("go") is None:
                raise Missing("no go here")
            source = self.cache / "centrifuge"
            shutil.copytree(HERE / "centrifuge", source, dirs_exist_ok=True)
            _run(["go", "build", "-o", str(program), "."], cwd=source)
        return [str(program)]


def _run(command: list[str], **options: Any) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # noqa: S603
    if done.returncode:
        raise Missing(f"{Path(command[0]).name}: {done.stderr.strip()[-300:]}")
