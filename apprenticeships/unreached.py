"""Firms whose mailboxes send mails back: whoever waits for their answer hears of it, with the number to call."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from apprenticeships import notifications, telling
from apprenticeships.models import Application, Booking, Vacancy, desks
from messaging import readers
from messaging.models import Bounce

WAITING = (Application.State.SUBMITTED, Application.State.IN_REVIEW, Application.State.UNANSWERED)


def tell_waiting(address: str) -> None:
    """A mailbox began to send mails back: tell all young people who wait for a firm that is reached by no other."""
    at_desk = Q(contact_email__iexact=address)
    for person in get_user_model().objects.filter(email__iexact=address, is_active=True).order_by("pk"):
        at_desk |= Q(organisation__in=desks.answering_for(person).values("pk"))
    places = Vacancy.objects.filter(at_desk).values("pk")
    applications = Application.objects.with_place().filter(vacancy__in=places, state__in=WAITING)
    bookings = Booking.objects.filter(slot__vacancy__in=places, state=Booking.State.REQUESTED)
    days = bookings.select_related("slot__vacancy__organisation", "slot__vacancy__trade", "pupil")
    things: list[Application | Booking] = [*applications.order_by("pk"), *days.order_by("pk")]
    for thing in things:
        tell_if_unreached(thing)


def tell_if_unreached(thing: Application | Booking) -> None:
    """Tell the young person behind it, unless one mailbox of those who answer for the firm still takes mails."""
    vacancy = thing.vacancy if isinstance(thing, Application) else thing.slot.vacancy
    known = _mailboxes(vacancy)
    bounced = Bounce.objects.filter(address__in=known).count()
    if known and bounced == len(known):
        window = f"{type(thing).__name__}:{thing.pk}"
        telling.tell_pupil(notifications.FIRM_UNREACHED, thing, window=window, hint=_hint(vacancy))


def _mailboxes(vacancy: Vacancy) -> set[str]:
    people: list[Any] = readers.answering_for(vacancy.organisation)
    addresses = [person.email for person in people] if people else [vacancy.contact_email]
    return {address.lower() for address in addresses if address}


def _hint(vacancy: Vacancy) -> str:
    if vacancy.contact_phone:
        return _("Ein Anruf hilft: %(phone)s") % {"phone": vacancy.contact_phone}
    return _("Deine Beratung weiß, wie du ihn erreichst.")
