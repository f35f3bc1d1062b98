"""Whom this wing tells what; each is called inside the transaction that made it true."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.landing import GUILD_DESK
from accounts.models import Consent, Guardian
from apprenticeships import notifications, permissions
from apprenticeships.models import Application, Booking, Printout, Vacancy
from core import clock, mail
from messaging import readers
from messaging.notifications import Kind, notify


def tell_pupil(kind: Kind, thing: Application | Booking, *, window: str, **more: Any) -> None:
    """Tell the young person; the address is the page of the application or booking."""
    context = _about(thing) | more
    notify(kind, user=thing.pupil, window=window, url=thing.get_absolute_url(), context=context)


def tell_firm(kind: Kind, thing: Application | Booking, *, window: str, url: str = "", **more: Any) -> None:
    """Tell all who answer for the firm; a firm without members gets a mail to the contact of the place."""
    context = _about(thing) | more
    _tell_desk(kind, _vacancy_of(thing), url=url or thing.get_absolute_url(), window=window, context=context)


def tell_about_vacancy(kind: Kind, vacancy: Vacancy, *, window: str, url: str, **more: Any) -> None:
    """Tell all who answer for the firm about one of its places."""
    context = {"place": vacancy.title, "firm": vacancy.organisation.name, "phone": vacancy.contact_phone} | more
    _tell_desk(kind, vacancy, url=url, window=window, context=context)


def tell_members_of_move(vacancy: Vacancy, *, by: Any, window: str) -> None:
    """Tell the people of a firm that somebody else, or the clock, changed where one of its places stands."""
    people = readers.members_of(vacancy.organisation)
    if by in people:
        return
    url = reverse("apprenticeships:vacancy_edit", args=[vacancy.pk])
    context = {"place": vacancy.title, "state": vacancy.get_state_display()}
    for person in people:
        notify(notifications.VACANCY_MOVED, user=person, window=window, url=url, context=context)


def tell_office(printout: Printout) -> None:
    """Tell the people of the guild's office that a sheet waits for its printer."""
    url = reverse("apprenticeships:printout_page", args=[printout.application.public_id])
    for person in readers.members_of(printout.office):
        window, context = str(printout.pk), _about(printout.application)
        notify(notifications.PRINTOUT_ALLOWED, user=person, window=window, url=url, context=context)


def tell_bodies(kind: Kind, application: Application, *, window: str, **more: Any) -> None:
    """Tell the people of the checked guilds and chambers the firm belongs to; the young person is not named."""
    phone = application.vacancy.contact_phone
    call = _("Telefon: %(phone)s") % {"phone": phone} if phone else ""
    context = _about(application) | {"call": call} | more
    for body in permissions.bodies_of(application.vacancy.organisation):
        for person in readers.members_of(body):
            notify(kind, user=person, window=window, url=GUILD_DESK, context=context)


def remind_guardian(booking: Booking, *, window: str) -> None:
    """Whoever allowed this one day reads of it again: when, where, what to bring."""
    allowed = Consent.objects.filter(kind=Consent.Kind.DAY, reference=booking.reference, state__in=Consent.GIVEN)
    for guardian in Guardian.objects.filter(consents__in=allowed).exclude(email="").distinct().order_by("pk"):
        mail.send(
            to=guardian.email,
            template="apprenticeships_day_guardian",
            context={**_about(booking), "name": booking.pupil.get_short_name()},
            key=f"apprenticeships:day_guardian:{window}:{guardian.pk}",
            language=guardian.language,
        )


def remind_of_draft(application: Application, closes_on: date, *, window: str) -> None:
    """The place closes soon; the address is where the draft goes on."""
    url = reverse("apprenticeships:application_answers", args=[application.vacancy_id])
    context = _about(application) | {"closes": date_format(closes_on, "l, j. F")}
    notify(notifications.DRAFT_REMINDER, user=application.pupil, window=window, url=url, context=context)


def _tell_desk(kind: Kind, vacancy: Vacancy, *, url: str, window: str, context: dict[str, Any]) -> None:
    people = readers.answering_for(vacancy.organisation)
    for person in people:
        notify(kind, user=person, window=window, url=url, context=context)
    if not people and vacancy.contact_email:
        _mail_contact(kind, vacancy, window=window, context=context)


def _mail_contact(kind: Kind, vacancy: Vacancy, *, window: str, context: dict[str, Any]) -> None:
    """A firm that never signs in hears by mail that something waits; the guild's office answers or helps by phone."""
    text = str(kind.text) % context if kind.text else ""
    mail.send(
        to=vacancy.contact_email,
        template="apprenticeships_contact",
        context={**context, "title": str(kind.title) % context, "text": text},
        key=f"apprenticeships:{kind.code}:{window}",
    )


def _vacancy_of(thing: Application | Booking) -> Vacancy:
    return thing.vacancy if isinstance(thing, Application) else thing.slot.vacancy


def _about(thing: Application | Booking) -> dict[str, Any]:
    """Plain values for titles, texts and mails; nothing in them names the young person."""
    vacancy = _vacancy_of(thing)
    context = {
        "firm": vacancy.organisation.name,
        "place": vacancy.title,
        "trade": vacancy.trade.name,
        "phone": vacancy.contact_phone,
        "district": vacancy.district.label if vacancy.district else "",
    }
    return context | (_about_application(thing) if isinstance(thing, Application) else _about_booking(thing))


def _about_application(application: Application) -> dict[str, Any]:
    return {
        "state": application.get_state_display(),
        "due": application.due_label,
        "reason": application.reason_text,
        "note": application.note,
    }


def _about_booking(booking: Booking) -> dict[str, Any]:
    slot = booking.slot
    until = clock.local(booking.answer_until) if booking.answer_until else None
    return {
        "state": booking.get_state_display(),
        "day": slot.day_label,
        "hours": slot.hours_label,
        "meeting_point": slot.meeting_point or slot.vacancy.street,
        "bring": slot.bring,
        "reason": booking.reason_text,
        "until": _("%(day)s Uhr") % {"day": date_format(until, "j.n., H:i")} if until else "",
        "call_off_until": date_format(clock.local(slot.cancel_until), "l, j. F, H:i"),
    }
