"""A handler for tests that writes down what it was given, and fails when it is told to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from core import outbox


class Recorder:
    """Stands in for what a handler does; `fails` is the number of calls that raise before one succeeds."""

    def __init__(self, fails: int = 0) -> None:
        self.calls: list[dict[str, Any]] = []
        self.fails = fails

    def __call__(self, **values: Any) -> None:
        """Note the call."""
        self.calls.append(values)
        if len(self.calls) <= self.fails:
            raise ConnectionError("nobody@example.org could not be reached")


@contextmanager
def handling(
    kind: str, *recorders: Callable[..., None], private: bool = False, together: bool = False
) -> Iterator[None]:
    """Register the recorders as the handlers of a kind, for the length of the block."""
    before = outbox._handlers.get(kind)
    outbox._handlers[kind] = {
        f"tests.core.recorder.{number}": outbox.Registered(recorder, private, together=together)
        for number, recorder in enumerate(recorders)
    }
    try:
        yield
    finally:
        outbox._handlers.pop(kind)
        if before is not None:
            outbox._handlers[kind] = before
