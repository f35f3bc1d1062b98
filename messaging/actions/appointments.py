"""Agreeing on a meeting inside a conversation (states: `Appointment.NEXT`)."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions as people
from core import clock
from messaging import duty, notifications, permissions, quiet, refusals
from messaging.actions import guardians, items
from messaging.models import Appointment, Conversation, Message, Participation

# Minors meet nobody outside these hours (safety.md A12).
EARLIEST, LATEST = time(7), time(20)
LONGEST = 8 * 60


@transaction.atomic
def propose_appointment(
    conversation: Conversation,
    *,
    by: Any,
    starts_at: datetime,
    minutes: int,
    place: str,
    purpose: str,
    client_key: UUID,
) -> Appointment:
    """Propose a meeting to the other side; the same key proposes once.

    The place is the checked organisation itself or online, for minors between 7 and 20 o'clock. Raises NotIn for
    strangers and guests and one of `refusals` where writing is closed or the time does not fit.
    """
    if earlier := Appointment.objects.filter(client_key=client_key, proposed_by=by).first():
        return earlier
    locked = items.lock(conversation)
    side = _side(locked, by)
    _check_open(locked, by)
    _check_patience(locked, side)
    _check_time(locked, starts_at, minutes)
    made = Appointment.objects.create(
        conversation=locked,
        proposed_by=by,
        side=side,
        place=place,
        address=_address(locked) if place == Appointment.Place.SITE else "",
        purpose=purpose,
        starts_at=starts_at,
        minutes=minutes,
        client_key=client_key,
    )
    _say(made, by, side, _("Terminvorschlag: %(when)s, %(where)s"))
    return made


@transaction.atomic
def confirm_appointment(appointment: Appointment, *, by: Any) -> Appointment:
    """The side that did not propose agrees."""
    side = _side(appointment.conversation, by)
    if side == appointment.side:
        raise refusals.Blocked(_("Die andere Seite sagt zu oder ab."))
    _check_open(appointment.conversation, by)
    _check_time(appointment.conversation, appointment.starts_at, appointment.minutes)
    return _move(appointment, Appointment.State.CONFIRMED, by, side, _("Termin steht: %(when)s, %(where)s"))


@transaction.atomic
def decline_appointment(appointment: Appointment, *, by: Any) -> Appointment:
    """The side that did not propose says that it does not fit."""
    side = _side(appointment.conversation, by)
    if side == appointment.side:
        return cancel_appointment(appointment, by=by)
    return _move(appointment, Appointment.State.DECLINED, by, side, _("Passt nicht: %(when)s"))


@transaction.atomic
def cancel_appointment(appointment: Appointment, *, by: Any) -> Appointment:
    """Either side calls off, also in a stopped conversation."""
    side = _side(appointment.conversation, by)
    return _move(appointment, Appointment.State.CANCELLED, by, side, _("Termin abgesagt: %(when)s"))


@transaction.atomic
def share_with_guardian(appointment: Appointment, *, by: Any) -> int:
    """The pupil tells the own guardians firm, time and place, never a word of the conversation; how many were told."""
    if appointment.conversation.pupil_id != by.pk:
        raise refusals.NotIn
    told = guardians.tell(appointment, appointment.state)
    if told:
        Appointment.objects.filter(pk=appointment.pk, shared_at=None).update(shared_at=clock.now())
    return told


def remind_of_appointments() -> int:
    """Remind both sides of tomorrow's meetings; a second run reminds nobody."""
    due = Appointment.objects.due_for_reminder(clock.now()).select_related("conversation__organisation")
    return sum(_remind(one) for one in due.order_by("pk"))


@transaction.atomic
def _remind(appointment: Appointment) -> bool:
    if not Appointment.objects.filter(pk=appointment.pk, reminded_at__isnull=True).update(reminded_at=clock.now()):
        return False
    seats = Participation.objects.live().filter(conversation=appointment.conversation).exclude(role="guest")
    for seat in seats.select_related("user").order_by("pk"):
        notifications.notify(
            notifications.APPOINTMENT_REMINDER,
            user=seat.user,
            window=str(appointment.public_id),
            url=appointment.get_absolute_url(),
            context={"when": appointment.when, "where": appointment.where},
        )
    if appointment.shared_at:
        guardians.tell(appointment, guardians.TOMORROW)
    return True


def _side(conversation: Conversation, by: Any) -> str:
    role = permissions.role_of(by, conversation)
    if role not in {Participation.Role.PUPIL, Participation.Role.FIRM}:
        raise refusals.NotIn
    return str(role)


def _check_open(conversation: Conversation, by: Any) -> None:
    refusal = permissions.writing_refusal(by, conversation, at=clock.now())
    # A proposal is no further message: waiting for an answer does not forbid it once the pupil has written.
    if refusal is not None and not isinstance(refusal, refusals.NotFirst):
        raise refusal
    if conversation.organisation is None or not people.may_receive_minors(conversation.organisation):
        raise refusals.Blocked(_("Termine gibt es nur mit geprüften Betrieben."))


def _check_patience(locked: Conversation, side: str) -> None:
    """Proposals to a minor keep to the same hours as words, and three without any answer are enough."""
    if side == Participation.Role.PUPIL or not locked.pupil.is_minor():
        return
    now = clock.now()
    if quiet.ends_at(now) is not None or not duty.is_kept(now):
        raise refusals.Limited(_("Jetzt geht kein Vorschlag hinaus: Es ist Nachtruhe, oder niemand hat Dienst."))
    told = Message.objects.numbered().filter(conversation=locked)
    heard = told.filter(role=Participation.Role.PUPIL).order_by("-seq").values_list("seq", flat=True).first() or 0
    proposals = told.filter(kind=Message.Kind.APPOINTMENT, role=side, seq__gt=heard)
    if proposals.count() >= permissions.UNANSWERED_LIMIT:
        raise refusals.NotFirst(_("Drei Vorschläge warten schon auf Antwort."))


def _check_time(conversation: Conversation, starts_at: datetime, minutes: int) -> None:
    if starts_at <= clock.now() or not 0 < minutes <= LONGEST:
        raise refusals.Limited(_("Bitte einen Zeitpunkt in der Zukunft wählen."))
    begins, ends = clock.local(starts_at), clock.local(starts_at + timedelta(minutes=minutes))
    by_day = begins.date() == ends.date() and begins.time() >= EARLIEST and ends.time() <= LATEST
    if conversation.pupil.is_minor() and not by_day:
        raise refusals.Limited(_("Mit Minderjährigen nur zwischen 7 und 20 Uhr."))


def _address(conversation: Conversation) -> str:
    firm = conversation.organisation
    if firm is None:
        return ""
    code = f"{firm.postal_code_id} {firm.place_name}".strip() if firm.postal_code_id else firm.place_name
    return ", ".join(part for part in (firm.name, firm.street, code) if part)[:200]


def _move(appointment: Appointment, state: str, by: Any, side: str, sentence: str) -> Appointment:
    before = appointment.state
    if not appointment.can_become(state):
        raise refusals.WrongStep(f"{before} -> {state}")
    # Both may act at once: only the one who still finds the old state wins.
    changed = Appointment.objects.filter(pk=appointment.pk, state=before).update(state=state, changed_at=clock.now())
    if not changed:
        raise refusals.WrongStep(f"{before} was already left")
    appointment.state = state
    _say(appointment, by, side, sentence)
    if appointment.shared_at:
        guardians.tell(appointment, state)
    return appointment


def _say(appointment: Appointment, by: Any, side: str, sentence: str) -> None:
    """A visible line for everybody, and a notice for the other side."""
    locked = items.lock(appointment.conversation)
    words = sentence % {"when": appointment.when, "where": appointment.where}
    items.append(locked, sender=by, role=side, kind=Message.Kind.APPOINTMENT, body=words, appointment=appointment)
    others = Participation.objects.live().filter(conversation=locked).exclude(role__in=[side, "guest"])
    for seat in others.select_related("user").order_by("pk"):
        notifications.notify(
            notifications.APPOINTMENT,
            user=seat.user,
            window=f"{appointment.public_id}:{appointment.state}",
            url=appointment.get_absolute_url(),
            context={"state": str(appointment.get_state_display()), "when": appointment.when},
        )
