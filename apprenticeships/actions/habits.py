"""Counting how firms answer, and letting the search know where a figure changed.

An application that moves posts one row; the count behind it touches the firm's open places only when a figure is
another one than before. What changes by the calendar alone (a promise runs out, a year or four weeks are over) is
found by the daily count.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import median_low
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from apprenticeships.models import AnswerHabit, Application, ApplicationEvent, Vacancy
from apprenticeships.models.habit import NETWORK_MIN, in_steps
from core import clock, outbox
from search import index

MOVED = "applications_counted"
COUNTED_DAYS = 365
RECENT_DAYS = 28  # an application weighs on a place's fair share of attention for four weeks
LOOK_BACK = timedelta(days=RECENT_DAYS + 3)  # the daily count may have been missed twice

State = Application.State


class Figures(NamedTuple):
    """What is known of a firm's answers."""

    received: int = 0
    answered: int = 0
    median_days: int | None = None


def note_move(application: Application, before: str) -> None:
    """An application moved: its place counts it or not any more, its firm is counted again soon."""
    if application.submitted_at is None:
        return
    if (before in Application.OPEN) != (application.state in Application.OPEN):
        index.touch("vacancy", application.vacancy_id)
    outbox.post(MOVED, organisation=application.vacancy.organisation_id)


@transaction.atomic
def recount(organisation_id: int) -> bool:
    """Count one firm; its open places are written into the index again when a figure changed."""
    changed = _keep({organisation_id: _counted(_rows().filter(vacancy__organisation=organisation_id))})
    _touch_places(changed)
    return bool(changed)


@transaction.atomic
def recount_all() -> int:
    """Count every firm and the network, and let places go on whose applications are four weeks old; how many firms."""
    rows = _rows().order_by("vacancy__organisation", "pk")
    counted = {firm: _counted(own) for firm, own in groupby(rows.iterator(), key=itemgetter("vacancy__organisation"))}
    forgotten = AnswerHabit.objects.exclude(organisation=None).exclude(organisation__in=list(counted))
    counted |= dict.fromkeys(forgotten.order_by().values_list("organisation", flat=True), Figures())
    changed = _keep(counted)
    if _keep_network(counted.values()):
        index.touch_many("vacancy", Vacancy.objects.open().order_by().values_list("pk", flat=True))
    else:
        _touch_places(changed)
        _touch_aged()
    return len(changed)


def _rows() -> Any:
    """Applications of the last twelve months as firms received them, with the day they were taken back."""
    back = ApplicationEvent.objects.filter(application=OuterRef("pk"), after=State.WITHDRAWN).order_by()
    taken_back = back.values("application").annotate(last=Max("at")).values("last")
    sent = Application.objects.filter(submitted_at__gte=clock.now() - timedelta(days=COUNTED_DAYS))
    received = sent.exclude(state__in=[State.DRAFT, State.CONSENT_PENDING, State.EXPIRED]).order_by("pk")
    return received.annotate(taken_back_at=Subquery(taken_back)).values(
        "vacancy__organisation", "state", "submitted_at", "due_at", "first_human_answer_at", "taken_back_at"
    )


def _counted(rows: Iterable[dict[str, Any]]) -> Figures:
    now, received, days = clock.now(), 0, []
    for row in rows:
        answered_at = row["first_human_answer_at"]
        if answered_at is not None:
            days.append(_days(row["submitted_at"], answered_at))
        received += answered_at is not None or _was_missed(row, now)
    return Figures(received, len(days), median_low(days) if days else None)


def _was_missed(row: dict[str, Any], now: datetime) -> bool:
    """Whether the promised day went by without an answer; who took it back before cannot be answered."""
    ended = row["taken_back_at"] if row["state"] == State.WITHDRAWN else None
    return row["due_at"] is not None and row["due_at"] < (ended or now)


def _days(sent: datetime, answered: datetime) -> int:
    return max(0, (clock.local(answered).date() - clock.local(sent).date()).days)


def _keep(counted: dict[int, Figures]) -> list[int]:
    """Write what is another figure than before; returns those firms."""
    known = AnswerHabit.objects.filter(organisation__in=list(counted)).order_by()
    before = {row.organisation_id: Figures(row.received, row.answered, row.median_days) for row in known}
    changed = [firm for firm, figures in counted.items() if before.get(firm, Figures()) != figures]
    AnswerHabit.objects.bulk_create(
        [AnswerHabit(organisation_id=firm, counted_at=clock.now(), **counted[firm]._asdict()) for firm in changed],
        update_conflicts=True,
        unique_fields=["organisation"],
        update_fields=["received", "answered", "median_days", "counted_at"],
    )
    return changed


def _keep_network(counted: Iterable[Figures]) -> bool:
    """Add all firms up; whether the mean moved by a step, which moves every place."""
    firms = list(counted)
    new = Figures(sum(one.received for one in firms), sum(one.answered for one in firms))
    row = AnswerHabit.objects.of_network().order_by("pk").first()
    old = Figures(row.received, row.answered) if row else Figures()
    values = {"received": new.received, "answered": new.answered, "counted_at": clock.now()}
    AnswerHabit.objects.update_or_create(organisation=None, defaults=values)
    return _mean(old) != _mean(new)


def _mean(figures: Figures) -> int | None:
    return in_steps(figures.answered * 100 // figures.received) if figures.received >= NETWORK_MIN else None


def _touch_places(firms: list[int]) -> None:
    if firms:
        places = Vacancy.objects.open().filter(organisation__in=firms).order_by()
        index.touch_many("vacancy", places.values_list("pk", flat=True))
        index.touch_many("organisation", firms)


def _touch_aged() -> None:
    """Places with an open application that has just left the four weeks."""
    index.touch_many("vacancy", aged_places())


def aged_places() -> Iterator[int]:
    """Keys of places whose open applications turned four weeks old in the last days."""
    now = clock.now()
    turned = Application.objects.open().filter(
        submitted_at__gte=now - LOOK_BACK, submitted_at__lt=now - timedelta(days=RECENT_DAYS)
    )
    return turned.order_by().values_list("vacancy", flat=True).distinct().iterator()
