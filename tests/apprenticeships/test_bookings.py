"""Bookable days: seats, request and answer, waiting list, permission, calling off."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts import actions as accounts
from apprenticeships.actions import bookings, slots
from apprenticeships.actions.situations import TooLate, WrongStep
from apprenticeships.models import Booking, Slot
from core import clock, seats
from tests.apprenticeships.doing import at, book, taken
from tests.factories.accounts import UserFactory
from tests.factories.apprenticeships import BookingFactory, SlotFactory

State = Booking.State


# --- seats -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_fifty_people_who_want_the_last_seat_get_exactly_one():
    slot = SlotFactory(instant=True)
    people = [UserFactory(adult=True) for _ in range(50)]
    start = threading.Barrier(10)
    faults = []

    def run(group):
        start.wait()
        for pupil in group:
            try:
                book(Slot.objects.select_related("vacancy__organisation", "vacancy__trade").get(pk=slot.pk), pupil)
            except Exception as problem:  # noqa: BLE001 -- shown by the assertion
                faults.append(repr(problem))
        connection.close()

    threads = [threading.Thread(target=run, args=(people[start::10],)) for start in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert Booking.objects.filter(state=State.CONFIRMED).count() == 1
    assert Booking.objects.filter(state=State.WAITLISTED).count() == 49
    assert taken(slot) == 1


def test_database_refuses_more_seats_than_there_are(day):
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=day.pk).update(taken=2)


def test_without_the_guard_the_seat_is_sold_twice(day, pupil, pupil_16, monkeypatch):
    """Negative control: a take that always says yes lets two people in."""
    monkeypatch.setattr(seats, "take", lambda thing, n=1: True)
    BookingFactory(slot=day, pupil=pupil, confirmed=True)

    assert book(day, pupil_16).state != State.WAITLISTED


def test_one_person_books_a_day_once(day, pupil, key):
    first = book(day, pupil, key)

    assert book(day, pupil, key) == first
    assert book(day, pupil) == first
    assert (Booking.objects.count(), taken(day)) == (1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingFactory(slot=day, pupil=pupil)


def test_double_click_in_the_page_books_once(client, day, pupil, key):
    client.force_login(pupil)

    answers = [client.post(at("slot_list", day.vacancy_id), {"slot": day.pk, "client_key": key}) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Booking.objects.count() == 1


# --- request, answer, waiting list -----------------------------------------------------------------------------------


def test_request_waits_three_working_days_for_the_firm(day, pupil, owner):
    booking = book(day, pupil)
    assert booking.state == State.REQUESTED
    assert booking.answer_until > clock.now() + timedelta(days=2)

    bookings.confirm(booking, by=owner)

    assert booking.state == State.CONFIRMED
    assert booking.conversation.organisation == day.vacancy.organisation


def test_instant_day_is_confirmed_at_once(place, pupil):
    assert book(SlotFactory(vacancy=place, instant=True), pupil).state == State.CONFIRMED


def test_calling_off_offers_the_seat_to_the_first_in_line(day, pupil):
    booking = book(day, pupil)
    first, second = UserFactory(adult=True), UserFactory(adult=True)
    waiting, behind = book(day, first), book(day, second)
    assert (waiting.state, bookings.place_in_line(waiting), bookings.place_in_line(behind)) == (State.WAITLISTED, 1, 2)

    bookings.cancel(booking, by=pupil)

    waiting.refresh_from_db()
    behind.refresh_from_db()
    assert (waiting.state, behind.state, taken(day)) == (State.OFFERED_SEAT, State.WAITLISTED, 1)
    assert waiting.answer_until > clock.now()
    assert bookings.accept_seat(waiting, by=first).state == State.CONFIRMED


def test_unused_offer_goes_to_the_next(day, pupil):
    booking = book(day, pupil)
    waiting, behind = book(day, UserFactory(adult=True)), book(day, UserFactory(adult=True))
    bookings.cancel(booking, by=pupil)

    with clock.frozen(clock.now() + timedelta(hours=25)):
        bookings.expire_overdue()

    waiting.refresh_from_db()
    behind.refresh_from_db()
    assert (waiting.state, behind.state, taken(day)) == (State.EXPIRED, State.OFFERED_SEAT, 1)


def test_unanswered_request_ends_and_frees_the_seat(day, pupil):
    booking = book(day, pupil)

    with clock.frozen(booking.answer_until + timedelta(minutes=1)):
        assert bookings.expire_overdue() == 1

    booking.refresh_from_db()
    assert (booking.state, taken(day)) == (State.EXPIRED, 0)


def test_free_calling_off_ends_at_six_on_the_evening_before(day, pupil, owner):
    booking = book(day, pupil)
    bookings.confirm(booking, by=owner)

    with clock.frozen(day.cancel_until + timedelta(seconds=1)), pytest.raises(TooLate):
        bookings.cancel(booking, by=pupil)
    with clock.frozen(day.cancel_until - timedelta(seconds=1)):
        bookings.cancel(booking, by=pupil)

    assert clock.local(day.cancel_until).hour == 18
    assert (booking.state, taken(day)) == (State.CANCELLED_BY_PUPIL, 0)


def test_called_off_day_tells_everybody_and_promotes_nobody(day, pupil, owner):
    booking, waiting = book(day, pupil), book(day, UserFactory(adult=True))

    slots.call_off(day, by=owner, reason="Der Meister ist krank.")

    booking.refresh_from_db()
    waiting.refresh_from_db()
    assert (booking.state, waiting.state) == (State.CANCELLED_BY_FIRM, State.CANCELLED_BY_FIRM)
    assert booking.reason_text == "Der Meister ist krank."


def test_fewer_seats_than_people_remove_nobody(place, owner):
    slot = SlotFactory(vacancy=place, capacity=3, instant=True)
    people = [book(slot, UserFactory(adult=True)) for _ in range(3)]

    slots.change(slot, by=owner, capacity=1, values={})

    slot.refresh_from_db()
    assert (slot.capacity, slot.taken) == (3, 3)
    assert {Booking.objects.get(pk=one.pk).state for one in people} == {State.CONFIRMED}


@pytest.mark.parametrize("who", ["stranger", "pupil_16"])
def test_others_neither_answer_nor_call_off(request, day, pupil, who):
    booking, person = book(day, pupil), request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        bookings.confirm(booking, by=person)
    with pytest.raises(PermissionDenied):
        bookings.cancel(booking, by=person)


def test_second_answer_finds_the_first_one(day, pupil, owner, colleague):
    booking = book(day, pupil)
    stale = Booking.objects.with_day().get(pk=booking.pk)
    bookings.confirm(booking, by=owner)

    with pytest.raises(WrongStep):
        bookings.decline(stale, by=colleague, reason="too_far")


# --- permission ------------------------------------------------------------------------------------------------------


def test_minor_waits_for_the_permission_and_goes_on_with_the_yes(day, pupil_16, owner):
    booking = book(day, pupil_16)
    assert (booking.state, booking.conversation) == (State.CONSENT_PENDING, None)

    bookings.ask_for_permission(booking, by=pupil_16, guardian_email="mutter@mail.example")
    consent = pupil_16.consents.get(kind="day")
    accounts.grant_consent(consent, name="Frau Nowak", relation="mother")

    booking.refresh_from_db()
    assert (consent.reference, booking.state) == (booking.reference, State.REQUESTED)
    assert taken(day) == 1


@pytest.mark.parametrize("verb", ["decline_consent"])
def test_a_no_of_the_guardian_frees_the_seat(day, pupil_16, verb):
    booking = book(day, pupil_16)
    bookings.ask_for_permission(booking, by=pupil_16, guardian_email="mutter@mail.example")

    getattr(accounts, verb)(pupil_16.consents.get(kind="day"))

    booking.refresh_from_db()
    assert (booking.state, taken(day)) == (State.CANCELLED_BY_PUPIL, 0)


def test_taken_back_permission_cancels_a_confirmed_day(place, pupil_16):
    slot = SlotFactory(vacancy=place, instant=True)
    booking = book(slot, pupil_16)
    bookings.ask_for_permission(booking, by=pupil_16, guardian_email="mutter@mail.example")
    consent = pupil_16.consents.get(kind="day")
    accounts.grant_consent(consent, name="Frau Nowak", relation="mother")
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED

    consent.refresh_from_db()
    accounts.revoke_consent(consent)

    booking.refresh_from_db()
    assert (booking.state, taken(slot)) == (State.CANCELLED_BY_PUPIL, 0)


def test_missing_permission_ends_a_day_before(day, pupil_16):
    booking = book(day, pupil_16)

    with clock.frozen(day.permission_until + timedelta(minutes=1)):
        bookings.expire_overdue()

    booking.refresh_from_db()
    assert (booking.state, taken(day)) == (State.EXPIRED, 0)
