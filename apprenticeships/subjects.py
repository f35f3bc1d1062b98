"""What our conversations are about, and our lines on the card of a young person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.person import Line
from apprenticeships import openers
from apprenticeships.models import Application, Booking, Question
from messaging.subjects import Subject
from trades.models import Interest


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


def _applications(keys: list[int]) -> dict[int, Subject]:
    rows = Application.objects.filter(conversation__in=keys).with_place().order_by("pk")
    return {
        row.conversation_id: Subject(
            title=f"{row.vacancy.trade.label}, {row.vacancy.organisation.name}",
            url=row.get_absolute_url(),
            state=row.get_state_display(),
            level=row.reveal_level,
        )
        for row in rows
        if row.conversation_id
    }


def _bookings(keys: list[int]) -> dict[int, Subject]:
    rows = Booking.objects.filter(conversation__in=keys).with_day().order_by("pk")
    return {
        row.conversation_id: Subject(
            title=f"{row.slot.get_kind_display()}, {row.slot.vacancy.organisation.name}",
            url=row.get_absolute_url(),
            state=row.get_state_display(),
        )
        for row in rows
        if row.conversation_id
    }


def _questions(keys: list[int]) -> dict[int, Subject]:
    rows = Question.objects.filter(conversation__in=keys).order_by("pk")
    return {
        row.conversation_id: Subject(
            title=f"{row.vacancy.trade.label}, {row.vacancy.organisation.name}",
            url=row.vacancy.get_absolute_url(),
            state=_("Frage zum Platz"),
            suggestions=openers.of(row.vacancy),
        )
        for row in rows.select_related("vacancy__trade", "vacancy__organisation")
    }
