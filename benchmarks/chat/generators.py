"""Several generator processes as one: the pairs are dealt out, every order goes to all of them."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.chat import recorder
from benchmarks.chat.server import ROOT


class Generators:
    """Clients in processes beside the server."""

    def __init__(self, folder: Path, count: int, port: int, dialect: str, name: str) -> None:
        many_files()
        self.records = [folder / f"{name}-{number}.jsonl" for number in range(count)]
        call = [sys.executable, "-m", "benchmarks.chat.generator"]
        self.processes = [
            subprocess.Popen(call, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
            for _record in self.records
        ]
        self.common = {"port": port, "dialect": dialect}
        self.states: list[dict[str, Any]] = []

    def enter(self, pairs: list[dict[str, Any]], tabs: int, **more: Any) -> list[dict[str, Any]]:
        """Bring all tabs in; each process comes from an address of its own, which has ports of its own."""
        for number, (process, record) in enumerate(zip(self.processes, self.records, strict=True)):
            order = {"pairs": pairs[number :: len(self.processes)], "tabs": tabs, "record": str(record), **more}
            _write(process, {"do": "enter", "source": f"127.0.0.{10 + number}", **self.common, **order})
        states = self.answers()
        if absent := sum(state["absent"] for state in states):
            raise RuntimeError(f"{absent} tabs never got in, see the log of the server")
        return states

    def begin_talk(self, *, begin: float, rate: float, seconds: float, words: int = 0) -> None:
        """Start talking at this rate, all together; `answers` waits for the end."""
        for number, process in enumerate(self.processes):
            share = rate / len(self.processes)
            offset = number / rate
            order = {
                "begin": begin + offset,
                "rate": share,
                "seconds": seconds,
                "name": f"Nachricht {begin:.0f}-{number}",
                "words": words,
            }
            _write(process, {"do": "talk", **order})

    def order(self, verb: str, **fields: Any) -> list[dict[str, Any]]:
        """The same for all, and what each answers."""
        self.begin(verb, **fields)
        return self.answers()

    def begin(self, verb: str, **fields: Any) -> None:
        """The same for all; `answers` waits for the end."""
        for process in self.processes:
            _write(process, {"do": verb, **fields})

    def answers(self) -> list[dict[str, Any]]:
        """One line of each."""
        self.states = [json.loads((process.stdout or sys.stdin).readline()) for process in self.processes]
        return self.states

    def stop(self) -> None:
        """Everybody leaves; the records are on disk afterwards."""
        if all(process.poll() is None for process in self.processes):
            with suppress(BrokenPipeError, json.JSONDecodeError):  # a generator that is gone has said so already
                self.order("leave")
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    def notes(self) -> Iterator[list[dict[str, Any]]]:
        """The record of each process."""
        for record in self.records:
            yield recorder.read(record)


def _write(process: "subprocess.Popen[str]", order: dict[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()


def many_files() -> int:
    """As many open files as this machine allows; processes started from here inherit it."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
