"""The three tables of the life of places, bookings and applications, as squares against literal sets."""

import itertools

import pytest

from apprenticeships.models import Application, Booking, Vacancy
from tests.factories.apprenticeships import ApplicationFactory, BookingFactory, VacancyFactory

VACANCY = {
    "draft": "submitted scheduled published",
    "submitted": "returned scheduled published blocked",
    "returned": "submitted archived",
    "scheduled": "published draft blocked",
    "published": "unconfirmed paused filled closed expired blocked gone_at_source",
    "unconfirmed": "published paused filled closed expired blocked gone_at_source",
    "paused": "published filled closed expired blocked",
    "filled": "published archived",
    "expired": "published filled closed archived",
    "closed": "archived",
    "blocked": "returned published archived",
    "gone_at_source": "published archived",
    "archived": "draft",
}
APPLICATION = {
    "draft": "consent_pending submitted expired",
    "consent_pending": "submitted withdrawn expired",
    "submitted": "in_review question invited trial_day declined withdrawn unanswered",
    "in_review": "question invited trial_day offered declined withdrawn unanswered",
    "question": "in_review declined withdrawn",
    "invited": "appointment declined_by_pupil withdrawn declined",
    "appointment": "invited interviewed no_show declined withdrawn",
    "interviewed": "trial_day offered declined withdrawn unanswered",
    "trial_day": "interviewed offered declined no_show withdrawn unanswered",
    "offered": "accepted declined_by_pupil declined withdrawn",
    "accepted": "contract declined_by_pupil declined",
    "contract": "started contract_cancelled",
    "started": "ended_early",
    "declined": "in_review",
    "declined_by_pupil": "",
    "withdrawn": "draft",
    "no_show": "invited trial_day declined withdrawn",
    "unanswered": "in_review question invited trial_day offered declined withdrawn closed_unanswered",
    "closed_unanswered": "in_review",
    "expired": "",
    "contract_cancelled": "",
    "ended_early": "",
}
BOOKING = {
    "requested": "consent_pending confirmed declined waitlisted cancelled_by_pupil cancelled_by_firm expired",
    "consent_pending": "requested confirmed waitlisted expired cancelled_by_pupil cancelled_by_firm",
    "confirmed": "checked_in attended no_show cancelled_by_pupil cancelled_by_firm",
    "waitlisted": "offered_seat cancelled_by_pupil cancelled_by_firm expired",
    "offered_seat": "confirmed consent_pending cancelled_by_pupil cancelled_by_firm expired",
    "declined": "",
    "cancelled_by_pupil": "closed",
    "cancelled_by_firm": "closed",
    "expired": "",
    "checked_in": "attended no_show",
    "attended": "certified closed",
    "no_show": "attended closed",
    "certified": "closed",
    "closed": "",
}
TABLES = [
    pytest.param(Vacancy, VacancyFactory, VACANCY, id="vacancy"),
    pytest.param(Application, ApplicationFactory, APPLICATION, id="application"),
    pytest.param(Booking, BookingFactory, BOOKING, id="booking"),
]


@pytest.mark.parametrize(("model", "factory", "table"), TABLES)
def test_every_pair_of_states_follows_the_table(model, factory, table):
    for before, after in itertools.product(model.State.values, model.State.values):
        assert factory.build(state=before).can_become(after) == (after in table[before].split())


@pytest.mark.parametrize(("model", "factory", "table"), TABLES)
def test_every_state_has_a_row_and_words(model, factory, table):
    assert set(model.NEXT) == set(model.State.values) == set(table)


def test_firm_has_words_for_every_state():
    assert set(Application.FIRM_LABELS) == set(Application.State.values)
    assert set(Booking.FIRM_LABELS) == set(Booking.State.values)


def test_four_words_hold_every_state_a_firm_can_see_exactly_once():
    grouped = [state for states in Application.GROUPS.values() for state in states]

    assert sorted(grouped) == sorted(set(Application.State.values) - set(Application.HIDDEN_FROM_FIRM))


def test_database_and_code_agree_which_bookings_and_applications_live():
    live = {constraint.name: constraint.condition for constraint in Booking._meta.constraints}
    named = live["one_live_booking_per_pupil_and_slot"].children[0][1]
    ended = {constraint.name: constraint.condition for constraint in Application._meta.constraints}
    closed = ended["one_live_application_per_pupil"].children[0][1]

    assert set(named) == set(Booking.LIVE)
    assert set(closed) == set(Application.ENDED)
