"""The running story: Jonas applies and books a day, Mia waits for her parents, Amira has an offer."""

from datetime import datetime, timedelta

from accounts import actions as account_actions
from accounts.models import Consent, Membership, Organisation, User
from apprenticeships.actions import applications, bookings
from apprenticeships.eligibility import Answers
from apprenticeships.models import Application, Booking, Vacancy
from core import clock
from events import actions as event_actions
from events.models import ClassBooking, EventPage, Occurrence
from messaging import actions as message_actions
from messaging.models import Conversation
from pages.demo import places, source

KIND_NO = "Deine Bewerbung ist gut, bei uns passt es nur gerade nicht. Dürfen wir dich weiterempfehlen?"
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
    "samir": {
        "why": "Motoren verstehe ich in jeder Sprache.",
        "example": "Ich habe mit meinem Bruder ein altes Moped wieder zum Laufen gebracht.",
        "first_day": "Beim Reifenwechsel mitmachen.",
        "way": "mit der S-Bahn",
        "start_from": "sofort",
    },
    "lena": {
        "why": "Ich finde gut, dass danach überall Wasser läuft.",
        "example": "Bei uns im Garten habe ich die Regentonne angeschlossen.",
        "first_day": "Ein Rohr pressen.",
    },
}


def tell(pupils: dict[str, User], vacancies: dict[str, Vacancy], firms: dict[str, Organisation]) -> None:
    """Play the story once; what has happened already is left as it is."""
    _jonas(pupils["pupil"], vacancies, firms)
    _mia(pupils["mia"], vacancies["V15"])
    _amira(pupils["amira"], vacancies["V16"], firms["F09"])
    _samir(pupils["samir"], vacancies["V11"])
    _lena(pupils["lena"], vacancies["V03"], places.writer(firms["F02"], None))


def bring_class(page: EventPage, school: Organisation) -> None:
    """Herr Thieme comes to the second round with class 9b; some parents have not answered yet."""
    date = Occurrence.objects.filter(page=page).order_by("starts_at", "pk")[1]
    key = source.key("class 9b")
    if ClassBooking.objects.filter(client_key=key).exists():
        return
    teacher = Membership.objects.get(organisation=school, role=Membership.Role.TEACHER).user
    booking = event_actions.book_class(
        date, by=teacher, school=school, class_name="9b", seats_wanted=22, client_key=key
    )
    event_actions.report_consents(booking, by=teacher, count=17)
    booking.refresh_from_db()
    event_actions.confirm_booking(booking, by=places.writer(page.organisation, None))


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


def _samir(pupil: User, vacancy: Vacancy) -> None:
    """Sent two weeks ago and a day, and nobody has answered."""
    with clock.frozen(_at(15, "18:30")):
        _apply(pupil, vacancy, ANSWERS["samir"])


def _lena(pupil: User, vacancy: Vacancy, owner: User) -> None:
    """A good application that only did not fit this firm."""
    with clock.frozen(_at(6, "14:20")):
        application = _apply(pupil, vacancy, ANSWERS["lena"])
    if application:
        with clock.frozen(_at(3, "10:05")):
            applications.decline(application, by=owner, reason="good_but_not_here", text=KIND_NO)


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
