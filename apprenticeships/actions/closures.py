"""„Betriebsferien“: entering them and taking them back (product P1)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from apprenticeships import deadlines, notifications, telling
from apprenticeships.actions import promises, steps
from apprenticeships.actions.situations import NotAllowed, WrongStep
from apprenticeships.models import Application, Closure, desks
from apprenticeships.models.closure import spans
from core import clock

MOST_DAYS = 21  # in each half-year (product P1)
JULY = 7
YEAR = 366  # whoever types the wrong year is told so, not waited for
DAY = timedelta(days=1)


@transaction.atomic
def close_firm(organisation: Organisation, *, by: Any, first_on: date, last_on: date, client_key: UUID) -> Closure:
    """Close a firm from tomorrow on or later; open promises move behind it and their pupils read the new day.

    Raises PermissionDenied, or NotAllowed for more than 21 days in a half-year and for days that are closed already.
    """
    if not desks.answering_for(by).filter(pk=organisation.pk).exists():
        raise PermissionDenied
    if earlier := Closure.objects.filter(client_key=client_key, organisation=organisation).first():
        return earlier
    # Two people of the firm enter one after the other, so that both together keep to the limit.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    _check(organisation, first_on, last_on)
    closure = Closure.objects.create(
        organisation=organisation, first_on=first_on, last_on=last_on, entered_by=by, client_key=client_key
    )
    _move_promises(closure)
    return closure


def take_back(closure: Closure, *, by: Any) -> Closure:
    """The firm is open after all; days that were told to pupils stay, and the days go on to count as used."""
    if not Closure.objects.visible_to(by).filter(pk=closure.pk).exists():
        raise PermissionDenied
    if not Closure.objects.to_come().filter(pk=closure.pk).update(taken_back_at=clock.now()):
        raise WrongStep(closure)
    return closure


def _check(organisation: Organisation, first_on: date, last_on: date) -> None:
    if not clock.today() < first_on <= last_on:
        raise NotAllowed("past", _("Der erste Tag liegt frühestens morgen, der letzte nicht davor."))
    own = list(Closure.objects.filter(organisation=organisation))
    if any(one.first_on <= last_on and first_on <= one.last_on for one in own if one.taken_back_at is None):
        raise NotAllowed("twice", _("Für einen dieser Tage sind schon Betriebsferien eingetragen."))
    used = [_half_year(day) for one in own for day in _days(one.first_on, one.last_on)]
    wanted = [_half_year(day) for day in _days(first_on, last_on)]
    if any(used.count(half) + wanted.count(half) > MOST_DAYS for half in set(wanted)):
        raise NotAllowed(
            "most", _("Höchstens 21 Tage in einem halben Jahr, eingetragene und zurückgenommene zusammen.")
        )


def _move_promises(closure: Closure) -> None:
    """Promises that end on a closed day or later gain the closed days; also those that a question holds up."""
    ends_later = Application.objects.filter(
        promises.OWED | Q(state=Application.State.QUESTION),
        vacancy__organisation=closure.organisation,
        due_at__gte=datetime.combine(closure.first_on, time.min, tzinfo=clock.BERLIN),
    )
    others = spans(Closure.objects.to_come().filter(organisation=closure.organisation).exclude(pk=closure.pk))
    for application in list(ends_later.with_place().order_by("pk")):
        due_on = clock.local(application.due_at).date()  # type: ignore[arg-type]
        left = sum(not deadlines.is_closed(day, others) for day in _days(closure.first_on, due_on))
        state, closed = steps.state_of(application.vacancy), [*others, *spans([closure])]
        application.due_at = deadlines.end_of_day(deadlines.due_on(closure.first_on - DAY, left, state, closed))
        Application.objects.filter(pk=application.pk).update(due_at=application.due_at)
        if application.clock_paused_at is None:
            _tell(application, closure)


def _tell(application: Application, closure: Closure) -> None:
    line = _("Betriebsferien %(days)s, Antwort bis %(due)s") % {
        "days": closure.days_label,
        "due": application.due_label,
    }
    window = f"{application.public_id}:closed:{closure.pk}"
    telling.tell_pupil(notifications.APPLICATION_MOVED, application, window=window, state=line)


def _days(first_on: date, last_on: date) -> list[date]:
    return [first_on + DAY * number for number in range(min((last_on - first_on).days, YEAR) + 1)]


def _half_year(day: date) -> tuple[int, bool]:
    return day.year, day.month >= JULY
