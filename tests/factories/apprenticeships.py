"""Valid places, days, bookings and applications; situations are traits, words are fixed."""

import uuid
from datetime import date, datetime, time, timedelta

import factory

from apprenticeships.models import Application, Booking, Requirement, Rule, Slot, Vacancy
from core import clock
from tests.factories.accounts import OrganisationFactory, PostalCodeFactory, UserFactory
from tests.factories.trades import TradeFactory


def coming(weekday: int = 1, weeks: int = 2) -> date:
    """A weekday (Monday is 0) some weeks ahead."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    return monday + timedelta(days=7 * weeks + weekday)


class VacancyFactory(factory.django.DjangoModelFactory):
    """An open apprenticeship at a checked firm; traits: draft, submitted, paused, unchecked, closed."""

    class Meta:
        model = Vacancy

    class Params:
        draft = factory.Trait(state=Vacancy.State.DRAFT, published_at=None, confirmed_at=None)
        submitted = factory.Trait(state=Vacancy.State.SUBMITTED, published_at=None, confirmed_at=None)
        paused = factory.Trait(state=Vacancy.State.PAUSED)
        unchecked = factory.Trait(organisation=factory.SubFactory(OrganisationFactory))
        closed = factory.Trait(closes_on=factory.LazyFunction(lambda: clock.today() - timedelta(days=1)))

    organisation = factory.SubFactory(OrganisationFactory, verified=True)
    trade = factory.SubFactory(TradeFactory)
    state = Vacancy.State.PUBLISHED
    start_on = factory.LazyFunction(lambda: date(clock.today().year + 1, 8, 1))
    start_year = factory.LazyAttribute(lambda made: made.start_on.year if made.start_on else None)
    months = 36
    places_total = 2
    pay_year1_cents = 82000
    pay_year2_cents = 98000
    pay_year3_cents = 109000
    pay_stated_on = date(2026, 11, 1)
    work_start = time(7)
    work_end = time(15, 45)
    school_days = "Block, zwei Wochen im Wechsel"
    tasks = "messen\nsägen\nleimen"
    downsides = "Holzstaub und Lärm"
    own_sentence = "Wer fragt, bevor er sägt, passt zu uns."
    street = "Am Anger 4"
    postal_code = factory.SubFactory(PostalCodeFactory)
    district = factory.LazyAttribute(lambda made: made.postal_code.district if made.postal_code else None)
    place_name = "Altenburg"
    contact_name = "Grit Morgenroth"
    contact_phone = "03447 000110"
    contact_hours = "Mo–Do ab 16 Uhr"
    contact_email = "werkstatt@betrieb.example"
    entered_by = factory.SelfAttribute("organisation")
    published_at = factory.LazyFunction(clock.now)
    confirmed_at = factory.LazyFunction(clock.now)


class RequirementFactory(factory.django.DjangoModelFactory):
    """First certificate, wished; `expected=True` demands it with a reason."""

    class Meta:
        model = Requirement

    class Params:
        expected = factory.Trait(weight="expected", reason="Ohne geht die Berufsschule nicht.")

    vacancy = factory.SubFactory(VacancyFactory)
    kind = Requirement.Kind.CERTIFICATE
    weight = Requirement.Weight.WISHED
    level = Requirement.Certificate.FIRST


class SlotFactory(factory.django.DjangoModelFactory):
    """A taster day on a Tuesday with one seat, on request; traits: instant, by_school, three_seats."""

    class Meta:
        model = Slot

    class Params:
        by_school = factory.Trait(kind=Slot.Kind.SCHOOL_INTERNSHIP, min_age=14)

    vacancy = factory.SubFactory(VacancyFactory)
    first_on = factory.LazyFunction(coming)
    last_on = factory.SelfAttribute("first_on")
    from_time = time(8)
    to_time = time(14)
    begins_at = factory.LazyAttribute(lambda made: moment(made.first_on, made.from_time))
    ends_at = factory.LazyAttribute(lambda made: moment(made.last_on, made.to_time))
    capacity = 1
    min_age = 15
    bring = "feste Schuhe"
    meeting_point = "Tor an der Nordstraße"


def moment(day: date, wall: time) -> datetime:
    """A wall time in Berlin."""
    return datetime.combine(day, wall, tzinfo=clock.BERLIN)


class BookingFactory(factory.django.DjangoModelFactory):
    """A request of an adult pupil that holds a seat; traits: confirmed, waiting."""

    class Meta:
        model = Booking
        skip_postgeneration_save = True

    class Params:
        confirmed = factory.Trait(state=Booking.State.CONFIRMED, answer_until=None)
        waiting = factory.Trait(
            state=Booking.State.WAITLISTED, answer_until=None, waiting_since=factory.LazyFunction(clock.now)
        )

    slot = factory.SubFactory(SlotFactory)
    pupil = factory.SubFactory(UserFactory, adult=True)
    client_key = factory.LazyFunction(uuid.uuid4)
    answer_until = factory.LazyFunction(lambda: clock.now() + timedelta(days=3))

    @factory.post_generation
    def seat(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        """Count the seat the state holds."""
        if create and self.holds_seat():
            Slot.objects.filter(pk=self.slot_id).update(taken=self.slot.taken + 1)
            self.slot.refresh_from_db()


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A finished draft of an adult pupil; `sent=True` one the firm has received."""

    class Meta:
        model = Application

    class Params:
        sent = factory.Trait(
            state=Application.State.SUBMITTED,
            submitted_at=factory.LazyFunction(clock.now),
            due_at=factory.LazyFunction(lambda: clock.now() + timedelta(days=7)),
        )

    vacancy = factory.SubFactory(VacancyFactory)
    pupil = factory.SubFactory(UserFactory, adult=True)
    why = "Ich habe mit meinem Onkel ein Hochbett gebaut."
    example = "Ein Regal für die Werkstatt."
    first_day = "Hobeln."


class RuleFactory(factory.django.DjangoModelFactory):
    """A rule that staff changed."""

    class Meta:
        model = Rule

    code = "voluntary_days_year"
    norm = "JArbSchG § 5"
    value = 20
    text = "Höchstens 20 Tage im Jahr."
    valid_from = date(2020, 1, 1)
    source = "Prüfung"
    checked_on = date(2026, 11, 1)
