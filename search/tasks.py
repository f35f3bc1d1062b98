"""What the worker does for the search: batches about once a second, an audit each night."""

from contextlib import suppress

from django.conf import settings

from core import outbox, schedule
from core.worker import register_tick
from search import drift, targets, writer
from search.engine import Unavailable
from search.index import CHANGED


@outbox.handles(CHANGED)
def search_changed(kind: str, keys: int) -> None:
    """Take changes in at once where no worker ticks; the worker's tick does it in batches."""
    if settings.OUTBOX != "worker":
        writer.write_waiting()


@schedule.daily(at="03:40", name="search audit")
def audit_index() -> None:
    """Repair what drifted apart, and drop what ended by the calendar alone."""
    drift.audit(repair=True)


@schedule.every(minutes=60, name="search: clear away old indexes")
def clear_away() -> None:
    """Indexes of the cluster that were replaced a day ago."""
    if targets.has_cluster():
        with suppress(Unavailable):
            targets.clear_away()


register_tick(writer.write_waiting, seconds=1.0, at_end=writer.write_waiting)
