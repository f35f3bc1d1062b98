"""Bounds of one process: how fast a socket may speak and how many sockets a session may hold."""

import time
from collections import Counter

FRAMES_A_SECOND = 10
SOCKETS_A_SESSION = 3
SOCKETS_A_PERSON = 6


class Bucket:
    """Token bucket: a burst of ten frames, ten more each second."""

    def __init__(self, rate: float = FRAMES_A_SECOND) -> None:
        self.rate = rate
        self.tokens = rate
        self.filled_at = time.monotonic()

    def take(self) -> bool:
        """Whether one more frame fits."""
        now = time.monotonic()
        self.tokens = min(self.rate, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Doorkeeper:
    """Counts the open sockets of sessions and persons in this process."""

    def __init__(self) -> None:
        self.by_session: Counter[str] = Counter()
        self.by_person: Counter[int] = Counter()

    def enter(self, session: str, person: int) -> bool:
        """Whether one more socket fits; counts it if so."""
        if self.by_session[session] >= SOCKETS_A_SESSION or self.by_person[person] >= SOCKETS_A_PERSON:
            return False
        self.by_session[session] += 1
        self.by_person[person] += 1
        return True

    def leave(self, session: str, person: int) -> None:
        """Give a place back; nobody is kept in memory who has no socket."""
        self.by_session[session] -= 1
        self.by_person[person] -= 1
        self.by_session = +self.by_session
        self.by_person = +self.by_person


doorkeeper = Doorkeeper()
