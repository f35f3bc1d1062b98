"""The notices of this wing (product 7): what is said, to whom, and with which mail."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import Application, Booking, Printout, Vacancy
from core import clock, mail
from messaging import notifications, readers
from messaging.notifications import Kind

APPLICATION_RECEIVED_PUPIL = notifications.mailed(
    "application_received_pupil",
    _("Deine Bewerbung ist angekommen"),
    _("%(firm)s will bis %(due)s antworten."),
    template="apprenticeships_received_pupil",
    reader="pupil",
)
APPLICATION_RECEIVED_FIRM = notifications.mailed(
    "application_received_firm",
    _("Neue Bewerbung für %(place)s"),
    _("Versprochen ist eine Antwort bis %(due)s."),
    template="apprenticeships_received_firm",
    sms=_("Eine neue Bewerbung ist da."),
    reader="member",
)
APPLICATION_MOVED = notifications.mailed(
    "application_moved",
    _("Neues zu deiner Bewerbung: %(state)s"),
    _("%(place)s bei %(firm)s."),
    template="apprenticeships_moved",
    reader="pupil",
)
APPLICATION_DECLINED = notifications.mailed(
    "application_declined",
    _("Leider keine Zusage"),
    _("%(firm)s hat abgesagt: %(reason)s"),
    template="apprenticeships_declined",
    reader="pupil",
)
APPLICATION_ANSWERED_FIRM = notifications.mailed(
    "application_answered_firm",
    _("Eine Bewerbung hat sich geändert: %(state)s"),
    _("%(place)s"),
    reader="member",
)
QUESTION_WAITING = notifications.mailed(
    "question_waiting",
    _("%(firm)s hat eine Rückfrage"),
    _("Die Uhr steht, bis du geantwortet hast."),
    template="apprenticeships_question_waiting",
    reader="pupil",
)
QUESTION_ASKED = notifications.mailed(
    "question_asked",
    _("Neue Frage zu %(place)s"),
    _("Ein Satz als Antwort reicht oft."),
    reader="member",
)
BOOKING_REQUEST = notifications.mailed(
    "booking_request",
    _("Jemand möchte einen Tag bei Ihnen ausprobieren"),
    _("%(day)s, %(hours)s"),
    template="apprenticeships_booking_request",
    sms=_("Jemand fragt nach einem Tag."),
    reader="member",
)
BOOKING_CONFIRMED = notifications.mailed(
    "booking_confirmed",
    _("Dein Tag bei %(firm)s steht"),
    _("%(day)s, %(hours)s"),
    template="apprenticeships_booking_confirmed",
    reader="pupil",
)
BOOKING_CANCELLED = notifications.mailed(
    "booking_cancelled",
    _("Ein Tag ist abgesagt"),
    _("%(day)s, %(hours)s"),
    template="apprenticeships_booking_cancelled",
    sms=_("Ein Tag ist abgesagt."),
)
BOOKING_DECLINED = notifications.mailed(
    "booking_declined",
    _("Diesmal klappt der Tag nicht"),
    _("%(day)s bei %(firm)s. %(reason)s"),
    template="apprenticeships_booking_declined",
    reader="pupil",
)
BOOKING_ENDED = notifications.mailed(
    "booking_ended",
    _("Deine Anfrage für einen Tag ist abgelaufen"),
    _("%(day)s bei %(firm)s."),
    reader="pupil",
)
SEAT_OFFERED = notifications.mailed(
    "seat_offered_day",
    _("Ein Platz ist frei geworden"),
    _("%(day)s bei %(firm)s. Wir halten ihn bis %(until)s für dich."),
    template="apprenticeships_seat_offered",
    sms=_("Ein Platz an einem Tag ist frei geworden."),
)
PRINTOUT_ASKED = notifications.mailed(
    "printout_asked",
    _("%(firm)s möchte deine Bewerbung auf Papier"),
    _("%(office)s würde sie ausdrucken. Du entscheidest."),
    reader="pupil",
)
PRINTOUT_ALLOWED = notifications.mailed(
    "printout_allowed",
    _("Eine Bewerbung darf ausgedruckt werden"),
    _("Für %(firm)s: %(place)s"),
    reader="member",
)
VACANCY_MOVED = notifications.mailed(
    "vacancy_moved",
    _("Ihr Platz: %(state)s"),
    _("%(place)s"),
    template="apprenticeships_vacancy_moved",
    reader="member",
)

# Told in the app: the firm's mailbox is at fault, nothing the young person did.
FIRM_UNREACHED = notifications.register(
    Kind(
        "firm_unreached",
        _("Mails an %(firm)s kommen zurück"),
        _("Was du geschickt hast, liegt dort in der App. %(hint)s"),
        may_stop=False,
        reader="pupil",
        name=_("Ein Betrieb ist per Mail nicht zu erreichen"),
    )
)


def tell_pupil(kind: Kind, thing: Application | Booking, *, window: str, **more: Any) -> None:
    """Tell the young person; the address is the page of the application or booking."""
    context = _about(thing) | more
    notifications.notify(kind, user=thing.pupil, window=window, url=thing.get_absolute_url(), context=context)


def tell_firm(kind: Kind, thing: Application | Booking, *, window: str, url: str = "", **more: Any) -> None:
    """Tell all who answer for the firm; a firm without members gets a mail to the contact of the place."""
    context = _about(thing) | more
    _tell_desk(kind, _vacancy_of(thing), url=url or thing.get_absolute_url(), window=window, context=context)


def tell_about_vacancy(kind: Kind, vacancy: Vacancy, *, window: str, url: str, **more: Any) -> None:
    """Tell all who answer for the firm about one of its places."""
    context = {"place": vacancy.title, "firm": vacancy.organisation.name, "phone": vacancy.contact_phone} | more
    _tell_desk(kind, vacancy, url=url, window=window, context=context)


def tell_office(printout: Printout) -> None:
    """Tell the people of the guild's office that a sheet waits for its printer."""
    url = reverse("apprenticeships:printout_page", args=[printout.application.public_id])
    for person in readers.members_of(printout.office):
        window, context = str(printout.pk), _about(printout.application)
        notifications.notify(PRINTOUT_ALLOWED, user=person, window=window, url=url, context=context)


def _tell_desk(kind: Kind, vacancy: Vacancy, *, url: str, window: str, context: dict[str, Any]) -> None:
    people = readers.answering_for(vacancy.organisation)
    for person in people:
        notifications.notify(kind, user=person, window=window, url=url, context=context)
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
        "until": _now("%(day)s Uhr") % {"day": date_format(until, "j.n., H:i")} if until else "",
        "call_off_until": date_format(clock.local(slot.cancel_until), "l, j. F, H:i"),
    }
