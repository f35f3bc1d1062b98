"""News from below and from Wagtail: what the events wing does when organisations, people, consents or pages change."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from accounts import signals
from events import actions, permissions
from events.models import EventPage, Registration
from events.models.registration import REFERENCE


@receiver(signals.organisation_verified)
def make_organiser(sender: Any, organisation: Any, **_: Any) -> None:
    """A verified guild gets its page, group and collection; the calendar may not exist yet in a new installation."""
    if organisation.kind in permissions.PUBLISHING_KINDS:
        try:
            actions.make_organiser(organisation)
        except actions.NoCalendar:
            return
    else:
        actions.follow_membership(organisation)


@receiver([signals.membership_started, signals.membership_ended])
def follow_membership(sender: Any, membership: Any, **_: Any) -> None:
    """Who may write below the organiser's page follows the memberships at once."""
    actions.follow_membership(membership.organisation)


@receiver([signals.organisation_suspended, signals.organisation_merged])
def stop_organiser(sender: Any, organisation: Any, **_: Any) -> None:
    """Nobody writes for an organisation that was stopped or is gone."""
    actions.follow_membership(organisation)


@receiver(signals.consent_changed)
def follow_consent(sender: Any, consent: Any, **_: Any) -> None:
    """A guardian answered: for one date, or the account's consent ended."""
    if consent.reference.startswith(REFERENCE):
        _follow_permission(consent)
    elif consent.kind == "data" and consent.state == "revoked":
        actions.leave_all(consent.pupil)


def _follow_permission(consent: Any) -> None:
    key = consent.reference.removeprefix(REFERENCE)
    registration = Registration.objects.filter(public_id=key, person=consent.pupil).select_related("occurrence__page")
    # „ended“ only means that the day is over, „requested“ that the guardian was asked.
    if (row := registration.first()) and consent.state not in {"ended", "requested"}:
        actions.follow_consent(row, given=consent.state == "granted", expired=consent.state == "expired")


@receiver(signals.account_closed)
def leave_all(sender: Any, user: Any, **_: Any) -> None:
    """Who closes the account gives every seat back."""
    actions.leave_all(user)


@receiver(page_published, sender=EventPage)
def after_publication(sender: Any, instance: EventPage, **_: Any) -> None:
    """However a page was published: the search, those who come and those who wait hear of it."""
    actions.after_publication(instance)


@receiver([page_unpublished, pre_delete], sender=EventPage)
def after_removal(sender: Any, instance: EventPage, **_: Any) -> None:
    """However a page left the public."""
    actions.after_removal(instance.pk)
