"""Wagtail's search on a database: words by the database's full text, the place as a box of coordinates.

It has no circle: hits of the box that lie outside are thrown away from the page, and its total counts the box.
"""

import math
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.chat.server import cpu_seconds_of
from benchmarks.peers.exchange import MOST_SECONDS, SIZE, Answer, Question, Row, TooSlow, box
from core.sphere import great_circle_km

BATCH = 2_000
STEPS = 10_000  # of SQLite's machine between two looks at the clock


class WagtailSearch:
    """One of both databases; rows are written in bulk and indexed as the command `rebuild_modelsearch_index` does."""

    digest = ""
    means = "box, then circle"

    def __init__(self, url: str) -> None:
        from benchmarks.peers import shop  # noqa: PLC0415 -- settings are made once per process

        shop.open_at(url)
        from benchmarks.peers.models import Place  # noqa: PLC0415 -- after setup

        self.table: Any = Place
        self.backend = shop.backend()
        self.until: float | None = None

    def _give_up_in_time(self) -> None:
        """PostgreSQL is told once; SQLite asks every so many steps whether it should go on."""
        from django.db import connection  # noqa: PLC0415 -- after setup

        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET statement_timeout = %s", [int(1000 * MOST_SECONDS)])
            else:
                cursor.connection.set_progress_handler(lambda: int(time.monotonic() > (self.until or math.inf)), STEPS)

    def holds(self) -> int:
        """The rows of the table."""
        return int(self.table.objects.count())

    def service_cpu_s(self) -> float:
        """Of PostgreSQL's process for this connection; SQLite works in this process."""
        from django.db import connection  # noqa: PLC0415 -- after setup

        if connection.vendor == "sqlite":
            return 0.0
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return cpu_seconds_of(cursor.fetchone()[0])

    def build(self, rows: Sequence[Row]) -> None:
        """Fill the table and the index."""
        self.table.objects.all().delete()
        names = ("title", "organisation", "body", "offer", "start", "trade", "lat", "lon")
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            self.table.objects.bulk_create(self.table(pk=row.pk, **{n: getattr(row, n) for n in names}) for row in some)
        rebuilder = self.backend.rebuilder_class(self.backend.get_index_for_model(self.table))
        index = rebuilder.start()
        for start in range(0, len(rows), BATCH):
            pks = [row.pk for row in rows[start : start + BATCH]]
            index.add_items(self.table, self.table.objects.filter(pk__in=pks))
        rebuilder.finish()

    def ask(self, question: Question) -> Answer:
        """A page of keys, the total, and counts of one facet; three queries, as the backend asks them."""
        from django.db import OperationalError  # noqa: PLC0415 -- after setup

        if self.until is None:
            self._give_up_in_time()
        self.until = time.monotonic() + MOST_SECONDS
        try:
            return self._answer(question)
        except OperationalError as broken_off:
            raise TooSlow from broken_off
        finally:
            self.until = math.inf

    def _answer(self, question: Question) -> Answer:
        found = self.table.objects.order_by("pk")
        if question.near:
            south, north, west, east = box(*question.near)
            found = found.filter(lat__range=(south, north), lon__range=(west, east))
        results = self.backend.search(question.text, found, order_by_relevance=True, operator=question.operator)
        page = [row.pk for row in results[:SIZE] if is_within(row, question)]
        return Answer(page, results.count(), dict(results.facet("offer")))

    def megabytes(self) -> float:
        """The whole file of SQLite; on PostgreSQL the table of places and the one of words."""
        from django.db import connection  # noqa: PLC0415 -- after setup

        sql = {
            "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            "postgresql": "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables "
            "WHERE relname IN ('peers_place', 'modelsearch_indexentry')",
        }
        with connection.cursor() as cursor:
            cursor.execute(sql[connection.vendor])
            return float(cursor.fetchone()[0]) / 1e6


def is_within(row: Any, question: Question) -> bool:
    """Whether a hit of the box lies in the circle."""
    return not question.near or great_circle_km(*question.near[:2], row.lat, row.lon) <= question.near[2]
