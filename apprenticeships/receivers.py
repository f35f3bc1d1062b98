"""What this wing hears from the floors below, and what it tells their registries."""

from typing import Any

from django.db.models.signals import post_delete

from accounts import person, signals
from accounts import reveals as opened
from accounts.models import Organisation
from apprenticeships import reveals, subjects, unreached
from apprenticeships.actions import applications, bookings, vacancies
from apprenticeships.models import Application, Booking, Vacancy
from messaging import subjects as conversations
from messaging.signals import address_bounced, pair_blocked
from search import index


def connect() -> None:
    """Connect receivers and registries; called once by AppConfig.ready."""
    signals.consent_changed.connect(hear_consent, dispatch_uid="apprenticeships")
    signals.account_closed.connect(hear_account_closed, dispatch_uid="apprenticeships")
    signals.organisation_suspended.connect(hear_suspended, dispatch_uid="apprenticeships")
    signals.organisation_merged.connect(hear_merged, dispatch_uid="apprenticeships")
    for signal in (signals.organisation_verified, signals.organisation_changed):
        signal.connect(hear_changed, dispatch_uid="apprenticeships")
    post_delete.connect(hear_deleted, sender=Organisation, dispatch_uid="apprenticeships")
    pair_blocked.connect(hear_blocked, dispatch_uid="apprenticeships")
    address_bounced.connect(hear_bounce, dispatch_uid="apprenticeships")
    conversations.register(subjects.of_conversations)
    person.register(subjects.interests)
    opened.register(reveals.of_applications)


def hear_consent(sender: Any, consent: Any, before: str, **kwargs: Any) -> None:
    """A guardian decided: about the account (applications) or about one day (a booking)."""
    if consent.is_data:
        _hear_account_consent(consent)
    else:
        _hear_permission(consent)


def hear_account_closed(sender: Any, user: Any, **kwargs: Any) -> None:
    """A person left: nothing of theirs stays with a firm, no seat stays taken."""
    applications.withdraw_all(user)
    bookings.end_of(user)


def hear_bounce(sender: Any, address: str, **kwargs: Any) -> None:
    """A mailbox began to send mails back: whoever waits for a firm behind it is told."""
    unreached.tell_waiting(address)


def hear_blocked(sender: Any, block: Any, **kwargs: Any) -> None:
    """A pupil blocked a firm: what waits there is taken back; a firm's own block answers no application."""
    if block.side == block.Side.PUPIL:
        applications.withdraw_all(block.pupil, organisation=block.organisation)
        bookings.end_of(block.pupil, organisation=block.organisation)


def hear_suspended(sender: Any, organisation: Any, **kwargs: Any) -> None:
    """A firm was stopped: everybody who waits for it gets an answer, its places leave the search."""
    applications.decline_for_stopped(organisation)
    bookings.cancel_for_stopped(organisation)
    hear_changed(sender, organisation)


def hear_merged(sender: Any, organisation: Any, **kwargs: Any) -> None:
    """Places go along to the organisation that took this one over."""
    vacancies.move_to(organisation.merged_into, organisation)
    index.touch_many("organisation", [organisation.pk, organisation.merged_into.pk])


def hear_changed(sender: Any, organisation: Any, **kwargs: Any) -> None:
    """Name, address or check of a firm stand on its cards: its documents are written again."""
    places = Vacancy.objects.filter(organisation=organisation).order_by("pk")
    index.touch_many("vacancy", places.values_list("pk", flat=True))
    index.touch("organisation", organisation.pk)


def hear_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A row that is gone leaves the search with its transaction."""
    index.touch("organisation", instance.pk, deleted=True)


def _hear_account_consent(consent: Any) -> None:

    states = type(consent).State
    if consent.state in (states.GRANTED_WAITING, states.GRANTED):
        applications.send_waiting(consent.pupil)
    elif consent.state == states.DECLINED:
        applications.stop_waiting(consent.pupil, Application.State.WITHDRAWN)
    elif consent.state == states.EXPIRED:
        applications.stop_waiting(consent.pupil, Application.State.EXPIRED)
    elif consent.state == states.REVOKED:
        applications.withdraw_all(consent.pupil)
        bookings.end_of(consent.pupil)


def _hear_permission(consent: Any) -> None:

    kind, _, public_id = consent.reference.partition(":")
    booking = (
        Booking.objects.filter(public_id=public_id, pupil=consent.pupil).with_day().first()
        if kind == "booking"
        else None
    )
    states = type(consent).State
    if booking is None:
        return
    if consent.state == states.GRANTED:
        bookings.permit(booking)
    elif consent.state in (states.DECLINED, states.REVOKED):
        bookings.forbid(booking)
    elif consent.state == states.EXPIRED:
        bookings.expire_unpermitted(booking)
