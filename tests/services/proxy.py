"""A server between the product and a service that can go wrong on purpose, or stand in for it altogether.

`Faulty.fault` names what happens to the next answers; without one they are passed on, or come from `healthy`.
"""

import json
import socket
import threading
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, bytes]
Healthy = Callable[[str, dict[str, Any]], dict[str, Any]]

PARTLY = {"took": 1, "hits": {"total": {"value": 0, "relation": "eq"}, "hits": []}}
WRONG_COLUMN = {"error": {"type": "search_phase_execution_exception", "reason": "No mapping found"}, "status": 400}


def broken(kind: str, status: int) -> Answer:
    """An error as Elasticsearch words it."""
    return status, json.dumps({"error": {"type": kind}, "status": status}).encode()


FAULTS: dict[str, Answer] = {
    "429": broken("circuit_breaking_exception", 429),
    "503": broken("master_not_discovered_exception", 503),
    "404": broken("index_not_found_exception", 404),
    "timed out": (200, json.dumps({**PARTLY, "timed_out": True, "_shards": {"total": 1, "failed": 0}}).encode()),
    "failed shards": (200, json.dumps({**PARTLY, "timed_out": False, "_shards": {"total": 2, "failed": 1}}).encode()),
    "wrong mapping": (400, json.dumps(WRONG_COLUMN).encode()),
    "cut json": (200, b'{"took": 1, "hits": {"total"'),
    "no json": (200, b"<html>proxy</html>"),
}
OF_THE_LINE = ("truncated", "hanging", "refused")


class Faulty:
    """Listens on a port of its own; `fault` is the name of what goes wrong, empty for nothing."""

    def __init__(self, healthy: Healthy | None = None, behind: str = "") -> None:
        self.fault = ""
        self.asked = 0
        self.healthy = healthy
        self.behind = behind
        self._released = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                owner.asked += 1
                owner.answer(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815 -- the library's names

            def log_message(self, *args: object) -> None:
                """Nothing is written to the terminal."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """The address to give to the product."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request, well or as the fault wants it."""
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length)
        if self.fault == "hanging":
            self._released.wait(5)
            self._drop(request)
        elif self.fault == "refused":
            self._drop(request)
        elif self.fault == "truncated":
            self._send(request, 200, b'{"took": 1', promised=5_000)
        elif self.fault:
            self._send(request, *FAULTS[self.fault])
        else:
            self._send(request, *self._good(request, body))

    def close(self) -> None:
        """Stop listening."""
        self._released.set()
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self) -> "Faulty":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _good(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        if self.healthy:
            return 200, json.dumps(self.healthy(request.path, json.loads(body or b"{}"))).encode()
        passed = urllib.request.Request(  # noqa: S310 -- our own node
            self.behind + request.path, data=body or None, method=request.command, headers=dict(request.headers)
        )
        with urllib.request.urlopen(passed, timeout=30) as response:  # noqa: S310 -- our own node
            return response.status, response.read()

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes, promised: int = 0) -> None:
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("X-Elastic-Product", "Elasticsearch")
        request.send_header("Content-Length", str(promised or len(body)))
        request.send_header("Connection", "close")
        request.end_headers()
        request.wfile.write(body)
        request.close_connection = True

    def _drop(self, request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        request.connection.shutdown(socket.SHUT_RDWR)
