"""`make run`: prepare what is left to do, then web server and worker under one foreground process."""

import errno
import os
import signal
import socket
import subprocess
import sys
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pages import preparation

GRACE = 10  # seconds the worker gets to finish its batch


class Command(BaseCommand):
    """Runs Handschlag on this machine until Ctrl-C."""

    help = "Prepares the installation, then runs the web server and the worker until Ctrl-C."
    requires_system_checks: list[str] = []  # prepare looks itself, and a start takes at most some seconds

    def add_arguments(self, parser: CommandParser) -> None:
        """The host to listen on; the port comes from PORT."""
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, host: str, **options: Any) -> None:
        """Check the port, prepare, start the worker, serve."""
        port = settings.PORT
        check_port(host, port)
        signal.signal(signal.SIGTERM, end)
        preparation.run(say=self.say)
        worker = subprocess.Popen([sys.executable, sys.argv[0], "worker"])  # noqa: S603 -- our own command
        try:
            self.say(f"Handschlag läuft: {settings.BASE_URL}/  (Ende mit Strg-C)")
            if settings.DEMO:
                self.say("Anmelden zum Ausprobieren: docs/demo.md")
            serve(host, port)
        finally:
            stop(worker)

    def say(self, line: str) -> None:
        """One line at once, also when the output is a file."""
        self.stdout.write(line)
        self.stdout.flush()


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on, with the way out."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise CommandError(
                f"Port {port} ist belegt oder nicht erlaubt. Anderer Port: make run PORT={port + 1}"
            ) from None


def serve(host: str, port: int) -> None:
    """Run uvicorn in this process; it returns after Ctrl-C or SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    config = uvicorn.Config(
        "config.asgi:application",
        host=host,
        port=port,
        ws="messaging.line:Line",
        ws_max_size=8192,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=5,
        log_level="warning",
    )
    try:
        uvicorn.Server(config).run()
    except KeyboardInterrupt:
        return


def end(*_args: object) -> None:
    """SIGTERM ends the command as an exception does, so that the worker is stopped too; uvicorn hands it on to us."""
    raise SystemExit(0)


def stop(worker: "subprocess.Popen[bytes]") -> None:
    """End the worker: ask, wait, insist."""
    if worker.poll() is None:
        worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(timeout=GRACE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
