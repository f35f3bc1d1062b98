"""A light client in a process of its own: requests at a fixed rate, whether or not the ones before came back.

    python -m benchmarks.open_model < plan.json > answers.jsonl

The plan names port, rate, seconds, warm-up and paths. A time counts from when its request was due, so a slow server
cannot slow down the asking. Bodies are looked at after the last answer came. Beside each time stands how late the
request was sent: when that is much, this process was the bottleneck and the run says little about the server.
"""

import asyncio
import json
import sys
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

HEADERS = "Host: localhost:{port}\r\nAccept-Encoding: gzip\r\nAccept: {accept}\r\nUser-Agent: benchmark\r\n\r\n"
PATIENCE_SECONDS = 30.0


@dataclass(slots=True)
class Answer:
    """One request: when it was due, how late it was sent, how long it took (both in milliseconds from then)."""

    due: float
    path: str
    lag: float = 0.0
    took: float = 0.0
    status: int = 0
    is_gzip: bool = False
    body: bytes = field(default=b"", repr=False)


class Connections:
    """Connections that are kept open; one more is made when all are waiting for an answer."""

    def __init__(self, port: int, accept: str) -> None:
        self.port = port
        self.tail = HEADERS.format(port=port, accept=accept)
        self.free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.opened = 0

    async def ask(self, answer: Answer) -> None:
        """Send one request and read its answer."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                reader, writer = self._kept() or await self._open()
                answer.lag = 1000 * (time.monotonic() - answer.due)
                writer.write(f"GET {answer.path} HTTP/1.1\r\n{self.tail}".encode("ascii"))
                await self._read(reader, answer)
                self.free.append((reader, writer))
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            answer.status = 0
        answer.took = 1000 * (time.monotonic() - answer.due)

    async def close(self) -> None:
        """End all connections; the server sees it before this returns."""
        for _, writer in self.free:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for _, writer in self.free), return_exceptions=True)

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """An open connection; one the server closed meanwhile is put aside, as every browser does."""
        while self.free:
            reader, writer = self.free.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.opened += 1
        return await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)

    async def _read(self, reader: asyncio.StreamReader, answer: Answer) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status, _, rest = head.partition("\r\n")
        fields = dict(line.split(": ", 1) for line in rest.strip().split("\r\n"))
        answer.status, answer.is_gzip = int(status.split()[1]), fields.get("content-encoding") == "gzip"
        if "content-length" in fields:
            answer.body = await reader.readexactly(int(fields["content-length"]))
            return
        chunks = []
        while size := int((await reader.readline()).strip(), 16):
            chunks.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        answer.body = b"".join(chunks)


async def run(plan: dict[str, Any]) -> list[Answer]:
    """Ask everything of the plan at its rate; returns all answers, those of the warm-up too."""
    connections = Connections(plan["port"], plan["accept"])
    begun = time.monotonic() + 0.2
    count = int(plan["rate"] * (plan["warm"] + plan["seconds"]))
    paths, tasks, answers = plan["paths"], [], []
    for number in range(count):
        answer = Answer(begun + number / plan["rate"], paths[number % len(paths)])
        if (wait := answer.due - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        answers.append(answer)
        tasks.append(asyncio.create_task(connections.ask(answer)))
    await asyncio.gather(*tasks)
    await connections.close()
    return answers


def described(answer: Answer) -> dict[str, Any]:
    """What the judge needs: times, status, and how much the answer held."""
    text = zlib.decompress(answer.body, 31) if answer.is_gzip and answer.body else answer.body
    return {
        "lag": answer.lag,
        "took": answer.took,
        "status": answer.status,
        "bytes": len(answer.body),
        "found": found(text),
        "path": answer.path,
    }


def found(text: bytes) -> int:
    """How many hits an answer shows: of the JSON, of the suggestions, or cards of the page."""
    if text.startswith(b"{"):
        values = json.loads(text)
        return len(values.get("hits", values.get("suggestions", ())))
    return text.count(b"data-hit") or text.count(b"<article")


def main() -> int:
    """Read the plan, ask, print one line an answer; the warm-up is left out."""
    plan = json.load(sys.stdin)
    answers = asyncio.run(run(plan))
    for answer in answers[int(plan["rate"] * plan["warm"]) :]:
        print(json.dumps(described(answer)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
