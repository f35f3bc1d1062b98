"""What becomes of dates: called off with a reason, moved, enlarged, remembered."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from core import clock
from events import permissions, telling
from events.actions import changing, classes, queue
from events.actions.errors import AlreadyBegun, WrongStep
from events.models import ClassBooking, EventPage, Occurrence, OccurrenceEvent, Registration
from search.index import touch

KIND = "event"


@transaction.atomic
def cancel_occurrence(occurrence: Occurrence, *, by: Any, reason: str) -> Occurrence:
    """Call one date off; everybody registered or waiting hears of it. A second press changes nothing."""
    if not permissions.may_run(by, occurrence):
        raise PermissionDenied
    occurrence = Occurrence.objects.select_related("page").get(pk=occurrence.pk)
    if occurrence.is_cancelled:
        return occurrence
    if occurrence.starts_at <= clock.now():
        raise AlreadyBegun(occurrence)
    _cancel(occurrence, by, reason)
    for registration in Registration.objects.filter(occurrence=occurrence).live().select_related("person"):
        changing.call_off(registration, by=by, reason=reason)
    for booking in ClassBooking.objects.filter(occurrence=occurrence, state__in=ClassBooking.LIVE):
        classes.call_off_booking(booking, by=by, reason=reason)
    touch(KIND, occurrence.page_id)
    return occurrence


@transaction.atomic
def cancel_event(page: EventPage, *, by: Any, reason: str) -> int:
    """Call off every date that has not begun; returns how many."""
    if not permissions.may_edit(by, page):
        raise PermissionDenied
    coming = Occurrence.objects.filter(page=page, starts_at__gt=clock.now()).scheduled()
    return len([cancel_occurrence(occurrence, by=by, reason=reason) for occurrence in coming])


def _cancel(occurrence: Occurrence, by: Any, reason: str) -> None:
    before, after = Occurrence.State.SCHEDULED, Occurrence.State.CANCELLED
    stored = Occurrence.objects.filter(pk=occurrence.pk, state=before)
    values = {"state": after, "cancelled_reason": reason, "cancelled_at": clock.now()}
    if not stored.update(revision_number=F("revision_number") + 1, **values):
        raise WrongStep("The date was called off in the same moment")
    occurrence.refresh_from_db()
    OccurrenceEvent.objects.create(
        occurrence=occurrence, by=by, before=before, after=after, reason=reason, at=clock.now()
    )


@transaction.atomic
def after_publication(page: EventPage) -> None:
    """What a published change means: found anew, told to those who come when it moved, more seats for who waits."""
    touch(KIND, page.pk)
    for occurrence in Occurrence.objects.filter(page=page).scheduled().select_related("page"):
        _announce_move(occurrence)
        queue.promote(occurrence)


def _announce_move(occurrence: Occurrence) -> None:
    moved = Occurrence.objects.filter(pk=occurrence.pk, announced_number__lt=F("revision_number"))
    if not moved.update(announced_number=F("revision_number")):
        return
    for registration in Registration.objects.filter(occurrence=occurrence).live().select_related("person"):
        telling.event_moved(registration)


@transaction.atomic
def after_removal(page_pk: int) -> None:
    """An event left the public: the search forgets it."""
    touch(KIND, page_pk, deleted=True)


def remind() -> int:
    """Remind everybody of what begins within two days, and once more on the morning; returns how many rows were asked.

    The notice's window names the date and the step, so a second run tells nobody twice.
    """
    now = clock.now()
    soon = Occurrence.objects.scheduled().filter(starts_at__gt=now, starts_at__lte=now + timedelta(days=2))
    rows = Registration.objects.filter(occurrence__in=soon, state=Registration.State.REGISTERED)
    asked = list(rows.select_related("person", "occurrence__page"))
    with transaction.atomic():
        for registration in asked:
            telling.event_reminder(registration)
    return len(asked)
