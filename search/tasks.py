"""What the worker does for the search: batches twice a second, an audit each night."""

from contextlib import suppress
from typing import Any

from django.conf import settings

from core import clock, outbox, schedule
from core.worker import register_tick
from search import actions, alerts, drift, renewal, targets, writer
from search.engine import Unavailable
from search.index import CHANGED
from search.models import SavedSearch

MONDAY = 0
TICK_SECONDS = 0.4  # a commit and its reading cost some 50 ms of processor time: oftener would cost more than it gives


@outbox.handles(CHANGED, together=True)
def search_changed(changes: list[dict[str, Any]]) -> None:
    """Take changes in at once where no worker ticks (its tick does it in batches), then tell who waits for them."""
    has_news = _note_news(changes)
    # Who is told of news finds them in the list: it is written before the notice, not a tick later.
    if has_news or settings.OUTBOX != "worker":
        writer.write_waiting()
    if has_news:
        alerts.tell(SavedSearch.Rhythm.AT_ONCE)


def _note_news(changes: list[dict[str, Any]]) -> bool:
    """Each changed thing is compared once, however often it was changed."""
    keys: dict[str, dict[str, None]] = {}
    for change in changes:
        if isinstance(change["keys"], list):  # a row of the first round carries a number
            keys.setdefault(change["kind"], {}).update(dict.fromkeys(change["keys"]))
    return sum(actions.note_news(kind, part) for kind, found in keys.items() for part in writer.chunks([*found])) > 0


@schedule.every(minutes=5, name="saved searches: what waited for the morning")
def tell_at_once() -> None:
    """What was found in quiet hours."""
    alerts.tell(SavedSearch.Rhythm.AT_ONCE)


@schedule.daily(at="16:00", name="saved searches: daily and weekly news")
def tell_in_the_afternoon() -> None:
    """After school: every day, and on Mondays the week."""
    alerts.tell(SavedSearch.Rhythm.DAILY)
    if clock.today().weekday() == MONDAY:
        alerts.tell(SavedSearch.Rhythm.WEEKLY)


@schedule.daily(at="03:50", name="saved searches: forget deleted ones")
def clear_deleted() -> None:
    """Deleted ones can be brought back for a day."""
    actions.clear_deleted()


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


register_tick(writer.write_waiting, seconds=TICK_SECONDS, at_end=writer.write_waiting)
register_tick(renewal.watch, seconds=10.0)
