"""What our conversations are about, and our lines on the card of a young person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.person import Line
from apprenticeships import openers
from apprenticeships.models import (
    Application,
    ApplicationEvent,
    Booking,
    BookingEvent,
    Question,
    Vacancy,
    VacancyEvent,
)
from messaging.subjects import Subject
from trades.models import Interest

# A question about a place is answered or moot once the place is.
PLACE_IS_OVER = (
    Vacancy.State.FILLED, Vacancy.State.EXPIRED, Vacancy.State.CLOSED, Vacancy.State.BLOCKED,
    Vacancy.State.GONE_AT_SOURCE, Vacancy.State.ARCHIVED,
)  # fmt: skip


def of_conversations(keys: list[int]) -> dict[int, Subject]:
    """Subjects by conversation key; three queries, whatever the number of conversations."""
    return _questions(keys) | _bookings(keys) | _applications(keys)


def interests(pupils: Sequence[Any], level: int) -> Mapping[int, Iterable[Line]]:
    """Trades a young person wishes for, shown from level 1; one query for many people."""
    rows = Interest.objects.filter(user__in=pupils).select_related("trade").order_by("pk")
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(row.user_id, []).append(row.trade.label)
    return {key: [Line(1, "trades", _("Wunschberufe"), ", ".join(found))] for key, found in names.items()}


def _since(events: QuerySet[Any], thing: str) -> Subquery:
    """Moment of the last step of a thing: where it is over now, it has been since then."""
    return Subquery(events.filter(**{thing: OuterRef("pk")}).order_by("-pk").values("at")[:1])


def _applications(keys: list[int]) -> dict[int, Subject]:
    rows = Application.objects.filter(conversation__in=keys).with_place().order_by("pk")
    return {
        row.conversation_id: Subject(
            title=row.vacancy.trade.label,
            url=row.get_absolute_url(),
            state=row.get_state_display(),
            level=row.reveal_level,
            ended_at=row.since if row.state in Application.ENDED else None,
        )
        for row in rows.annotate(since=_since(ApplicationEvent.objects.all(), "application"))
        if row.conversation_id
    }


def _bookings(keys: list[int]) -> dict[int, Subject]:
    rows = Booking.objects.filter(conversation__in=keys).with_day().order_by("pk")
    return {
        row.conversation_id: Subject(
            title=f"{row.slot.get_kind_display()}, {row.slot.vacancy.trade.label}",
            url=row.get_absolute_url(),
            state=row.get_state_display(),
            ended_at=None if row.state in Booking.LIVE else row.since,
        )
        for row in rows.annotate(since=_since(BookingEvent.objects.all(), "booking"))
        if row.conversation_id
    }


def _questions(keys: list[int]) -> dict[int, Subject]:
    rows = Question.objects.filter(conversation__in=keys).order_by("pk")
    return {
        row.conversation_id: Subject(
            title=row.vacancy.trade.label,
            url=row.vacancy.get_absolute_url(),
            state=_("Frage zum Platz"),
            suggestions=openers.of(row.vacancy),
            ended_at=row.since if row.vacancy.state in PLACE_IS_OVER else None,
        )
        for row in rows.select_related("vacancy__trade", "vacancy__organisation").annotate(
            since=Subquery(VacancyEvent.objects.filter(vacancy=OuterRef("vacancy")).order_by("-pk").values("at")[:1])
        )
    }
