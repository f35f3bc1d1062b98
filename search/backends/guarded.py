"""The cluster with a breaker before it and the embedded engine behind it: nobody waits for a dead node."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from time import monotonic
from typing import TypeVar

from search.backends.cluster import Slow
from search.backends.elasticsearch import ElasticsearchEngine
from search.backends.embedded import EmbeddedEngine
from search.engine import Document, Engine, Results, Unavailable
from search.query import Query
from search.ranking import Row

FAILURES, WITHIN_SECONDS, OPEN_SECONDS = 5, 10.0, 15.0
REST_AFTER_SLOW = 1.0  # a page asks several times: it waits for a hanging cluster once at most

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class Breaker:
    """Five failures within ten seconds keep the cluster from being asked for fifteen; then one question probes it."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._closed_again_at = 0.0
        self._is_open = False

    @property
    def is_open(self) -> bool:
        """Whether the cluster counts as away."""
        return self._is_open

    def lets_pass(self) -> bool:
        """Whether this question may go to the cluster; of all that come after the pause the first one probes."""
        with self._lock:
            now = self._now()
            if now < self._closed_again_at:
                return False
            if self._is_open:
                self._closed_again_at = now + OPEN_SECONDS  # the probe's answer decides
            return True

    def succeeded(self) -> None:
        """The cluster answered."""
        with self._lock:
            if self._is_open:
                log.warning("search: the cluster answers again")
            self._failures.clear()
            self._is_open, self._closed_again_at = False, 0.0

    def failed(self, *, was_slow: bool) -> None:
        """The cluster did not answer."""
        with self._lock:
            now = self._now()
            self._failures.append(now)
            many = len(self._failures) == FAILURES and now - self._failures[0] <= WITHIN_SECONDS
            if many or self._is_open:
                self._is_open, self._closed_again_at = True, now + OPEN_SECONDS
                log.warning("search: the cluster is away, the embedded index answers")
            elif was_slow:
                self._closed_again_at = now + REST_AFTER_SLOW


class GuardedEngine:
    """Answers from the cluster; where that cannot, from the embedded index, and says so by the results' mode."""

    mode = "elasticsearch"

    def __init__(self) -> None:
        self.cluster = ElasticsearchEngine()
        self.local = EmbeddedEngine()
        self.breaker = Breaker()

    def search(self, query: Query, counted: Sequence[str] = ()) -> Results:
        """The window of a question, with counts of the named facets."""
        results = self._answered(lambda engine: engine.search(query, counted))
        if results.mode != self.mode:
            return results
        read = results.read
        return replace(results, read=lambda rows: self._read(read, rows))

    def count(self, query: Query) -> int:
        """How many documents a question has."""
        return self._answered(lambda engine: engine.count(query))

    def count_by_code(self, query: Query) -> dict[str, int]:
        """How many documents a question has in each postal code."""
        return self._answered(lambda engine: engine.count_by_code(query))

    def index(self, documents: Iterable[Document]) -> None:
        """Write into both."""
        entries = list(documents)
        for engine in (self.local, self.cluster):
            engine.index(entries)

    def delete(self, kind: str, pks: Iterable[object]) -> None:
        """Take out of both."""
        keys = list(pks)
        for engine in (self.local, self.cluster):
            engine.delete(kind, keys)

    def versions(self, kind: str) -> dict[str, int]:
        """What the cluster holds; a comparison never falls back."""
        return self.cluster.versions(kind)

    def _answered(self, ask: Callable[[Engine], Answer]) -> Answer:
        if self.breaker.lets_pass():
            try:
                answer = ask(self.cluster)
            except Unavailable as reason:
                self.breaker.failed(was_slow=isinstance(reason, Slow))
            else:
                self.breaker.succeeded()
                return answer
        return ask(self.local)

    def _read(self, read: Callable[[Sequence[Row]], list[Document]], rows: Sequence[Row]) -> list[Document]:
        """Stored fields; when the cluster goes away between question and reading, from the embedded index."""
        try:
            return read(rows)
        except Unavailable as reason:
            self.breaker.failed(was_slow=isinstance(reason, Slow))
        refs = [str(row.address).rpartition("#")[0] for row in rows]
        found = self.local.fetch(dict.fromkeys(refs))
        return [next(iter(found[ref]), {"ref": [ref], "about": [ref.partition(":")[0]]}) for ref in refs]
