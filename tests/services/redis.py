"""Redis as a process of our own: it is killed, held still and started again."""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from benchmarks.ports import free_port

START_SECONDS = 20


def missing() -> str:
    """Why there can be no Redis here; empty when there can."""
    return "" if shutil.which("redis-server") else "redis-server is not installed"


class Redis:
    """One server on one port; it keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run until `kill`; returns when it listens."""
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        with (self.folder / "redis.log").open("ab") as log:
            command = [shutil.which("redis-server") or "", "--port", str(self.port), *options]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError((self.folder / "redis.log").read_text()[-2000:])

    def kill(self) -> None:
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
        self.process = None

    def hold(self) -> None:
        """It stays connected and says nothing any more."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)

    def release(self) -> None:
        """It goes on where it was held."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
