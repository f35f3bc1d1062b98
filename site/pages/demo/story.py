"""The running story: Jonas applies and books a day, Mia waits for her parents, Amira has an offer."""

from datetime import datetime, timedelta

from accounts import actions as account_actions
from accounts.models import Consent, Organisation, User
from apprenticeships.actions import applications, bookings
from apprenticeships.eligibility import Answers
from apprenticeships.models import Application, Booking, Vacancy
from core import clock
from messaging import actions as message_actions
from messaging.models import Conversation
from pages.demo import places, source

ANSWERS = {
    "jonas": {
        "why": "Dass am Ende etwas dasteht, das man anfassen kann.",
        "example": "Ich habe mit meinem Onkel ein Hochbett gebaut. Das Messen und Sägen hat mir Spaß gemacht.",
        "first_day": "Einmal richtig hobeln.",
        "way": "mit dem Rad, 2 km",
        "start_from": "ab Sommer",
    },
    "mia": {
        "why": "Ich mag es, wenn etwas ganz genau passt.",
        "example": "Ich habe die Brille von meiner Oma repariert, mit einer winzigen Schraube.",
        "first_day": "Gläser schleifen sehen.",
    },
    "amira": {
        "why": "Ich zeichne gern Pläne und baue danach.",
        "example": "In der Schule haben wir ein Regal für die Bücherei gebaut.",
        "first_day": "Die große Säge, natürlich mit jemandem dabei.",
    },
}


def tell(pupils: dict[str, User], vacancies: dict[str, Vacancy], firms: dict[str, Organisation]) -> None:
    """Play the story once; what has happened already is left as it is."""
    _jonas(pupils["pupil"], vacancies, firms)
    _mia(pupils["mia"], vacancies["V15"])
    _amira(pupils["amira"], vacancies["V16"], firms["F09"])


def _at(days: int, wall: str) -> datetime:
    """A moment of the story, before now, by daylight."""
    return source.moment(clock.today() - timedelta(days=days), wall)


def _apply(pupil: User, vacancy: Vacancy, answers: dict[str, str]) -> Application | None:
    """Write and send an application unless there is one."""
    if Application.objects.filter(pupil=pupil, vacancy=vacancy).exists():
        return None
    draft = applications.save_draft(vacancy, by=pupil, values=answers)
    return applications.submit(draft, by=pupil)


def _jonas(pupil: User, vacancies: dict[str, Vacancy], firms: dict[str, Organisation]) -> None:
    with clock.frozen(_at(2, "15:10")):
        application = _apply(pupil, vacancies["V01"], ANSWERS["jonas"])
    if application and application.conversation:
        _talk(application.conversation, pupil, places.writer(firms["F01"], None))
    _book(pupil, vacancies["V12"], places.writer(firms["F06"], None))


def _talk(conversation: Conversation, pupil: User, owner: User) -> None:
    """Question and answer, a quarter of an hour apart."""
    for number, line in enumerate(source.read("people")["talk"]):
        with clock.frozen(_at(2, "15:20") + timedelta(minutes=15 * number)):
            message_actions.send(
                conversation,
                by=owner if number % 2 else pupil,
                body=line,
                client_key=source.key(f"talk {number}"),
            )


def _book(pupil: User, vacancy: Vacancy, owner: User) -> None:
    """A day that the guardian has allowed and the firm has confirmed."""
    slot = vacancy.slots.order_by("begins_at", "pk").first()
    key = source.key(f"booking {pupil.email} {vacancy.pk}")
    if slot is None or Booking.objects.filter(client_key=key).exists():
        return
    with clock.frozen(_at(1, "16:00")):
        booking = bookings.book(slot, by=pupil, client_key=key, answers=Answers(has_school_release=True))
        bookings.ask_for_permission(booking, by=pupil, guardian_email="familie.ackermann@post.example")
        consent = Consent.objects.get(pupil=pupil, reference=booking.reference)
        account_actions.grant_consent(consent, name="Ines Ackermann", relation="mother")
        booking.refresh_from_db()
        if booking.state == Booking.State.REQUESTED:
            bookings.confirm(booking, by=owner)


def _mia(pupil: User, vacancy: Vacancy) -> None:
    with clock.frozen(_at(2, "17:00")):
        _apply(pupil, vacancy, ANSWERS["mia"])
        if not Consent.objects.filter(pupil=pupil).exists():
            account_actions.request_consent(pupil, by=pupil, guardian_email="familie.lorbeer@post.example", kind="data")


def _amira(pupil: User, vacancy: Vacancy, firm: Organisation) -> None:
    with clock.frozen(_at(5, "11:00")):
        application = _apply(pupil, vacancy, ANSWERS["amira"])
        if application is None:
            return
        by = places.writer(firm, None)
        application = applications.take_up(application, by=by)
        applications.offer(
            application,
            by=by,
            text="Der Probetag war stark. Wir würden dich gern ausbilden.",
            reply_by=clock.today() + timedelta(days=14),
        )
