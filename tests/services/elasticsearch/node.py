"""Starts and stops real nodes. `python -m tests.services.elasticsearch.node` runs one until Ctrl-C.

Needs a JDK 17 and Maven. The server refuses to run as root: then it runs in a user namespace, or as nobody where that
is not allowed.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.ports import free_port
from tests.services.elasticsearch import assemble

HEAP = os.environ.get("ELASTICSEARCH_HEAP", "384m")
READY_SECONDS = 120.0
STOP_SECONDS = 20.0
ONE_COLLECTOR = ("UseG1GC", "G1ReservePercent", "InitiatingHeapOccupancyPercent", "Xlog:gc")
SETTINGS = """\
cluster.name: {cluster}
node.name: node-{port}
path.data: {folder}/data
path.logs: {folder}/logs
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
{discovery}
xpack.security.enabled: false
node.store.allow_mmap: false
action.auto_create_index: false
action.destructive_requires_name: true
search.allow_expensive_queries: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
JVM = """\
-Xms{heap}
-Xmx{heap}
-XX:+UseSerialGC
-XX:-AlwaysPreTouch
-XX:-HeapDumpOnOutOfMemoryError
"""


class NotReady(Exception):
    """The node did not answer in time; the message holds the end of its log."""


def is_possible() -> str:
    """Empty when a node can be started here, else what is missing."""
    missing = [name for name in ("java", "mvn") if not shutil.which(name)]
    return f"not installed: {', '.join(missing)}" if missing else ""


@dataclass
class Node:
    """One server process with its own folder; `with Node.begin() as node:` waits and wipes."""

    port: int
    transport: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def begin(
        cls,
        *,
        cluster: str = "handschlag-tests",
        discovery: str = "discovery.type: single-node",
        folder: Path | None = None,
    ) -> "Node":
        """Start a node and return at once; `wait` for it before the first question. A folder keeps its data."""
        home = assemble.server()
        folder = folder or Path(tempfile.mkdtemp(prefix="handschlag-elasticsearch-"))
        port, transport = free_port(), free_port()
        text = SETTINGS.format(cluster=cluster, port=port, transport=transport, folder=folder, discovery=discovery)
        _configure(home, folder, text)
        return cls(port, transport, folder, _start(home, folder))

    def wait(self) -> "Node":
        """Until the node answers."""
        until = time.monotonic() + READY_SECONDS
        address = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=5s"
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urlopen(address, timeout=10):  # noqa: S310 -- our own address
                    return self
            except (URLError, OSError):
                time.sleep(0.3)
        raise NotReady((self.folder / "start.log").read_text()[-3000:])

    def kill(self) -> None:
        """The server is gone without a word, as after a power cut."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def pause(self) -> None:
        """The server hangs: it accepts connections and answers nothing."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """The server goes on."""
        os.killpg(self.process.pid, signal.SIGCONT)

    def restart(self) -> None:
        """Start again on the same data."""
        self.process = _start(assemble.server(), self.folder)

    def stop(self, *, keep: bool = False) -> None:
        """End it and remove everything it wrote, unless its data are to be kept."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Node":
        return self.wait()

    def __exit__(self, *exception: object) -> None:
        self.stop()


def _configure(home: Path, folder: Path, settings: str) -> None:
    config = folder / "config"
    shutil.rmtree(config, ignore_errors=True)  # of a start before, in a folder that is kept
    (config / "jvm.options.d").mkdir(parents=True)
    for name in ("logs", "tmp", "data"):
        (folder / name).mkdir(exist_ok=True)
    lines = (home / "config" / "jvm.options").read_text().splitlines(keepends=True)
    # The shipped file asks for another garbage collector: with two the machine would not start.
    (config / "jvm.options").write_text("".join(line for line in lines if not any(x in line for x in ONE_COLLECTOR)))
    shutil.copy(home / "config" / "log4j2.properties", config)
    for name in ("role_mapping.yml", "roles.yml", "users", "users_roles"):
        (config / name).touch()
    (config / "elasticsearch.yml").write_text(settings)
    (config / "jvm.options.d" / "tests.options").write_text(JVM.format(heap=HEAP))


def _start(home: Path, folder: Path) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "tmp"),
        "ES_PATH_CONF": str(folder / "config"),
        "ES_TMPDIR": str(folder / "tmp"),
        "ES_JAVA_HOME": _java_home(),
        "CLI_JAVA_OPTS": "-Xms4m -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
    }
    with (folder / "start.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 -- fixed words
            [*_not_root(folder), str(home / "bin" / "elasticsearch")],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _java_home() -> str:
    given = os.environ.get("ES_JAVA_HOME")
    found = sorted(Path("/usr/lib/jvm").glob("java-17-openjdk-*")) if Path("/usr/lib/jvm").exists() else []
    default = Path(shutil.which("java") or "/usr/bin/java").resolve().parents[1]
    return given or str(next(iter(found), default))


def _not_root(folder: Path) -> list[str]:
    if os.geteuid():
        return []
    namespace = ["unshare", "-U", "--map-user=1000", "--map-group=1000"]
    if not subprocess.run([*namespace, "true"], check=False, capture_output=True).returncode:  # noqa: S603
        return namespace
    folder.chmod(0o755)
    for path in [folder, *folder.rglob("*")]:
        shutil.chown(path, "nobody")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


if __name__ == "__main__":
    with Node.begin() as running:
        print(f"ELASTICSEARCH_URL={running.url}", flush=True)  # noqa: T201 -- what the caller sets
        signal.pause()
