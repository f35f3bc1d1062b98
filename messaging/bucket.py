"""How fast somebody may speak: a burst, and a steady rate after it."""

import time


class Bucket:
    """Token bucket: `most` at once, `rate` more each second."""

    __slots__ = ("filled_at", "most", "rate", "tokens")

    def __init__(self, rate: float, most: float) -> None:
        self.rate, self.most = rate, most
        self.tokens = most
        self.filled_at = time.monotonic()

    def take(self, count: int = 1) -> bool:
        """Whether so many more fit."""
        now = time.monotonic()
        self.tokens = min(self.most, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        if self.tokens < count:
            return False
        self.tokens -= count
        return True

    def wait_for(self) -> float:
        """Take one in any case; so many seconds until it would have fitted."""
        if self.take():
            return 0.0
        self.tokens -= 1
        return -self.tokens / self.rate
