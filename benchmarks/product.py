"""The product as `make run` serves it: first and second start, weight of a first view, pages at a fixed rate, memory.

Open model: a request is due every 100 ms whether or not the one before has come back, and its time counts from when it
was due. Beside the pages stands a file of the same server as peer: it shows what the machine itself costs.
"""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import first_view

ROOT = Path(__file__).resolve().parents[1]
READY = "Anmelden zum Ausprobieren"
RATE = 10  # requests a second
SECONDS = 20
PAGES = ("/", "/suche/?q=tischler+altenburg", "/berufe/tischler/", "/plaetze/1/", "/veranstaltungen/")
PEER = "/favicon.ico"
GOALS = {
    "second_start_s": 6.0,
    "first_view_kb": 120.0,
    "first_view_requests": 9,
    "javascript_kb": 40.0,
    "page_p95_ms": 200.0,
    "memory_mb": 400.0,
}


def main() -> int:
    """Measure, print one JSON object, 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        result: dict[str, object] = {}
        with served(folder) as (address, _process, seconds):
            result["first_start_without_packages_s"] = round(seconds, 1)
        with served(folder) as (address, process, seconds):
            result["second_start_s"] = round(seconds, 1)
            result |= first_view.worst(address)
            result |= pages(address)
            warm(address, 1000)
            result["memory_mb"] = round(memory(process.pid), 1)
    print(json.dumps(result, indent=2))
    missed = {name: goal for name, goal in GOALS.items() if float(result[name]) > goal}  # type: ignore[arg-type]
    print("missed:", missed or "nothing")
    return int(bool(missed))


@contextmanager
def served(folder: str) -> Iterator[tuple[str, "subprocess.Popen[str]", float]]:
    """`manage.py serve` in a folder of its own until the block ends; yields address, process, seconds to readiness."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    for line in process.stdout or ():
        if READY in line:
            break
    address = f"http://127.0.0.1:{port}"
    wait_for(address)
    try:
        yield address, process, time.monotonic() - begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def wait_for(address: str) -> None:
    """Until the first page is answered."""
    while True:
        try:
            fetch(address + "/")
        except OSError:
            time.sleep(0.05)
        else:
            return


def fetch(address: str) -> bytes:
    """The body as it travels: compressed where the server compresses."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310 -- our own server
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return answer.read()


def pages(address: str) -> dict[str, object]:
    """p50 and p95 of rendered pages at a fixed rate, and their ratio to the peer."""
    warm(address, 50)
    times = paced(address, PAGES)
    peer = paced(address, (PEER,))
    return {
        "page_p50_ms": percentile(times, 50),
        "page_p95_ms": percentile(times, 95),
        "page_p50_to_static_file": round(percentile(times, 50) / max(0.1, percentile(peer, 50)), 1),
        "pages_rate_per_s": RATE,
        "pages_seconds": SECONDS,
    }


def paced(address: str, paths: tuple[str, ...]) -> list[float]:
    """Milliseconds from when each request was due."""
    times: list[float] = []
    threads = []
    begun = time.monotonic()
    for number in range(RATE * SECONDS):
        due = begun + number / RATE
        time.sleep(max(0.0, due - time.monotonic()))
        thread = threading.Thread(target=_timed, args=(address + paths[number % len(paths)], due, times))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return times


def _timed(address: str, due: float, times: list[float]) -> None:
    fetch(address)
    times.append((time.monotonic() - due) * 1000)


def percentile(times: list[float], share: int) -> float:
    """The percentile in milliseconds."""
    return round(statistics.quantiles(times, n=100)[share - 1], 1)


def warm(address: str, count: int) -> None:
    """Ask so many pages, one after the other."""
    for number in range(count):
        fetch(address + PAGES[number % len(PAGES)])


def memory(pid: int) -> float:
    """Megabytes of the server and its worker: proportional set size, so shared pages count once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(_pss(int(one)) for one in [str(pid), *children]) / 1000


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
