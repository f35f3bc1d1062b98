"""Tasks for tests: one that works and one that never does."""

from core.retry import retried

calls: list[str] = []


@retried(attempts=3)
def note(word: str) -> None:
    """Write the word down."""
    calls.append(word)


@retried(attempts=3)
def fail(word: str) -> None:
    """Write the word down and fail."""
    calls.append(word)
    raise ConnectionError
