"""Taking a seat: exactly as many as there are, once a person, with a reason where it does not work."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from accounts import actions as accounts_actions
from accounts.models import Consent
from core import clock, limits
from events import actions
from events.models import Occurrence, Registration, RegistrationEvent
from tests.factories.accounts import ConsentFactory, GuardianFactory, UserFactory
from tests.factories.events import EventPageFactory, OccurrenceFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
State = Registration.State


def register(occurrence, person, **more):
    return actions.register(occurrence, by=person, client_key=more.pop("client_key", uuid.uuid4()), **more)


def taken(occurrence) -> int:
    return Occurrence.objects.values_list("taken", flat=True).get(pk=occurrence.pk)


def test_first_come_are_registered_the_next_wait_in_order(occurrence):
    states = [register(occurrence, UserFactory(adult=True)) for _ in range(4)]

    assert [row.state for row in states] == ["registered", "registered", "waitlisted", "waitlisted"]
    assert [row.waiting_position() for row in states] == [None, None, 1, 2]
    assert taken(occurrence) == 2


def test_same_key_answers_with_the_first_result(occurrence, pupil):
    key = uuid.uuid4()

    first, second = register(occurrence, pupil, client_key=key), register(occurrence, pupil, client_key=key)

    assert first == second
    assert taken(occurrence) == 1
    assert RegistrationEvent.objects.count() == 1


def test_same_person_with_another_key_takes_no_second_seat(occurrence, pupil):
    first, second = register(occurrence, pupil), register(occurrence, pupil)

    assert first == second
    assert taken(occurrence) == 1


def test_foreign_key_does_not_show_the_registration_of_another(occurrence, pupil):
    key = uuid.uuid4()
    register(occurrence, pupil, client_key=key)

    with pytest.raises(IntegrityError):
        register(occurrence, UserFactory(adult=True), client_key=key)


def test_overlapping_date_is_refused_and_named(occurrence, pupil):
    register(occurrence, pupil)
    other = OccurrenceFactory(starts_at=occurrence.starts_at + timedelta(hours=4))

    with pytest.raises(actions.Overlaps) as refusal:
        register(other, pupil)

    assert refusal.value.other == occurrence


def test_date_that_begins_when_the_other_ends_is_allowed(occurrence, pupil):
    register(occurrence, pupil)
    after = OccurrenceFactory(starts_at=occurrence.ends_at)

    assert register(after, pupil).state == State.REGISTERED


def test_eleventh_registration_of_an_hour_is_refused(pupil):
    moment = clock.now().replace(minute=0, second=1)
    dates = [OccurrenceFactory(starts_at=moment + timedelta(days=day)) for day in range(2, 13)]

    with clock.frozen(moment):
        for date in dates[:10]:
            register(date, pupil)
        with pytest.raises(limits.TooMany):
            register(dates[10], pupil)


@pytest.mark.parametrize("kind", ["class", "open"])
def test_events_for_classes_or_without_registration_take_nobody(kind, pupil):
    date = OccurrenceFactory(page=EventPageFactory(registration=kind))

    with pytest.raises(actions.Closed):
        register(date, pupil)


def test_after_the_closing_hour_nobody_registers(pupil):
    page = EventPageFactory(registration_closes_at=clock.now() - timedelta(minutes=1))

    with pytest.raises(actions.Closed):
        register(OccurrenceFactory(page=page), pupil)


def test_draft_takes_nobody(pupil):
    with pytest.raises(actions.Closed):
        register(OccurrenceFactory(page=EventPageFactory(draft=True)), pupil)


def test_minimum_age_is_checked(pupil):
    date = OccurrenceFactory(page=EventPageFactory(minimum_age=18))

    with pytest.raises(actions.TooYoung):
        register(date, pupil)

    assert register(date, UserFactory(adult=True)).state == State.REGISTERED
    assert register(date, UserFactory()).state == State.REGISTERED  # somebody of an organisation counts as adult


def test_below_fourteen_nobody_registers_alone(occurrence):
    child = UserFactory(kind="pupil", born_year=clock.today().year - 12, born_month=1)

    with pytest.raises(actions.TooYoung):
        register(occurrence, child)


def test_cancelling_offers_the_seat_to_the_first_who_waits(occurrence, outbox):
    first, _second, third, fourth = (register(occurrence, UserFactory(adult=True)) for _ in range(4))

    with outbox():
        actions.cancel(first, by=first.person)

    third.refresh_from_db()
    fourth.refresh_from_db()
    assert (third.state, fourth.state) == (State.OFFERED_SEAT, State.WAITLISTED)
    assert fourth.waiting_position() == 1
    assert taken(occurrence) == 2
    assert third.person.notifications.get().kind == "seat_offered"


def test_offer_is_accepted_once(occurrence):
    first, _second, third = (register(occurrence, UserFactory(adult=True)) for _ in range(3))
    actions.cancel(first, by=first.person)
    third.refresh_from_db()

    actions.accept_offer(third, by=third.person)

    assert third.state == State.REGISTERED
    with pytest.raises(actions.WrongStep):
        actions.accept_offer(third, by=third.person)


def test_late_offer_goes_to_the_next(occurrence):
    first, _second, third, fourth = (register(occurrence, UserFactory(adult=True)) for _ in range(4))
    actions.cancel(first, by=first.person)
    third.refresh_from_db()

    with clock.frozen(third.offered_until):
        with pytest.raises(actions.Closed):
            actions.accept_offer(third, by=third.person)
        assert actions.expire_offers() == 1
        assert actions.expire_offers() == 0

    third.refresh_from_db()
    fourth.refresh_from_db()
    assert (third.state, fourth.state) == (State.EXPIRED, State.OFFERED_SEAT)
    assert taken(occurrence) == 2


def test_newcomer_does_not_go_past_those_who_wait(occurrence):
    rows = [register(occurrence, UserFactory(adult=True)) for _ in range(3)]
    Occurrence.objects.filter(pk=occurrence.pk).update(capacity=3)  # enlarged, nobody promoted yet

    assert register(occurrence, UserFactory(adult=True)).state == State.WAITLISTED
    assert actions.promote(occurrence) == 1
    rows[2].refresh_from_db()
    assert rows[2].state == State.OFFERED_SEAT


def test_who_signed_off_comes_back_on_the_same_row(occurrence, pupil):
    row = register(occurrence, pupil)
    actions.cancel(row, by=pupil)

    again = register(occurrence, pupil)

    assert again.pk == row.pk
    assert again.state == State.REGISTERED
    assert [event.after for event in again.events.all()] == ["registered", "cancelled", "registered"]
    assert taken(occurrence) == 1


def test_only_the_person_cancels(occurrence, pupil, owner, stranger):
    row = register(occurrence, pupil)

    for other in (owner, stranger):
        with pytest.raises(PermissionDenied):
            actions.cancel(row, by=other)

    assert taken(occurrence) == 1


class TestBelowSixteen:
    """14 and 15: the guardian is asked, the seat is kept meanwhile."""

    def test_needs_an_address(self, occurrence):
        young = UserFactory(pupil_15=True)

        with pytest.raises(actions.GuardianNeeded):
            register(occurrence, young)

        assert (Registration.objects.count(), taken(occurrence)) == (0, 0)

    def test_own_mailbox_is_refused_and_nothing_is_taken(self, occurrence):
        young = UserFactory(pupil_15=True)

        with pytest.raises(actions.GuardianNeeded):
            register(occurrence, young, guardian_email=young.email)

        assert (Registration.objects.count(), taken(occurrence)) == (0, 0)

    def test_yes_registers(self, occurrence):
        row = self.pending(occurrence)
        assert (row.state, row.holds_seat, taken(occurrence)) == (State.CONSENT_PENDING, True, 1)

        accounts_actions.grant_consent(Consent.objects.get(reference=row.reference), name="Ines", relation="mother")

        row.refresh_from_db()
        assert (row.state, taken(occurrence)) == (State.REGISTERED, 1)

    def test_no_gives_the_seat_back(self, occurrence):
        row = self.pending(occurrence)

        accounts_actions.decline_consent(Consent.objects.get(reference=row.reference))

        row.refresh_from_db()
        assert (row.state, taken(occurrence)) == (State.CANCELLED, 0)

    def test_stop_later_cancels(self, occurrence):
        row = self.pending(occurrence)
        consent = Consent.objects.get(reference=row.reference)
        accounts_actions.grant_consent(consent, name="Ines", relation="mother")
        consent.refresh_from_db()

        accounts_actions.revoke_consent(consent)

        row.refresh_from_db()
        assert (row.state, taken(occurrence)) == (State.CANCELLED, 0)

    def test_no_answer_ends_when_registration_closes(self, occurrence):
        row = self.pending(occurrence)

        with clock.frozen(occurrence.closes_at):
            actions.expire_offers()

        row.refresh_from_db()
        assert (row.state, taken(occurrence)) == (State.EXPIRED, 0)

    def test_with_a_yes_to_the_account_nobody_is_asked(self, occurrence):
        young = UserFactory(pupil_15=True)
        ConsentFactory(guardian=GuardianFactory(pupil=young), granted=True)

        assert register(occurrence, young).state == State.REGISTERED

    @staticmethod
    def pending(occurrence) -> Registration:
        return register(occurrence, UserFactory(pupil_15=True), guardian_email="eltern@mail.example")


def test_closing_the_account_gives_every_seat_back(occurrence, pupil):
    register(occurrence, pupil)

    assert actions.leave_all(pupil) == 1
    assert taken(occurrence) == 0


def test_thirty_days_later_only_the_number_stays(occurrence, owner, pupil):
    row = register(occurrence, pupil)
    gone = register(occurrence, UserFactory(adult=True))
    actions.cancel(gone, by=gone.person)
    actions.check_in(row, by=owner)

    with clock.frozen(occurrence.ends_at + timedelta(days=1)):
        actions.close_past()
    row.refresh_from_db()
    assert row.state == State.ATTENDED

    with clock.frozen(occurrence.ends_at + timedelta(days=31)):
        actions.close_past()
    assert [(one.state, one.person) for one in Registration.objects.all()] == [(State.CLOSED, None)]


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_steps_of_a_registration(before, after):
    literal = {
        "consent_pending": {"registered", "waitlisted", "expired", "cancelled", "cancelled_by_organiser"},
        "registered": {"checked_in", "attended", "no_show", "cancelled", "cancelled_by_organiser"},
        "waitlisted": {"offered_seat", "cancelled", "cancelled_by_organiser", "expired"},
        "offered_seat": {"registered", "cancelled", "cancelled_by_organiser", "expired"},
        "cancelled": {"registered", "waitlisted"},
        "checked_in": {"attended"},
        "attended": {"closed"},
        "no_show": {"attended", "closed"},
    }

    assert Registration(state=before).can_become(after) == (after in literal.get(before, set()))


def test_seats_taken_are_always_those_that_are_held(occurrence):
    """Whatever happens in whatever order, the counter is the sum of the rows."""
    rows = [RegistrationFactory(occurrence=occurrence) for _ in range(5)]
    for row in (rows[0], rows[3], rows[1]):
        row.refresh_from_db()
        actions.cancel(row, by=row.person)
    actions.expire_offers(clock.now() + timedelta(days=3))

    assert taken(occurrence) == Registration.objects.filter(occurrence=occurrence, holds_seat=True).count()
