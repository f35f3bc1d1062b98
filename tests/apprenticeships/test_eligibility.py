"""Who may book which day: age, school, law, number of days, permission."""

import uuid
from datetime import timedelta

import pytest

from apprenticeships.actions import bookings
from apprenticeships.actions.situations import NotAllowed
from apprenticeships.eligibility import Answers
from apprenticeships.models import Booking, Slot
from core import clock
from tests.apprenticeships.doing import RELEASED, at, book
from tests.factories.accounts import ConsentFactory, PupilProfileFactory, UserFactory, born
from tests.factories.apprenticeships import RuleFactory, SlotFactory, VacancyFactory, coming

State = Booking.State


def refusal(slot, pupil, answers=RELEASED):
    """The refusal of a booking."""
    with pytest.raises(NotAllowed) as caught:
        bookings.book(slot, by=pupil, client_key=uuid.uuid4(), answers=answers)
    return caught.value


def fourteen():
    """A pupil of 14 with the guardian's consent."""
    pupil = UserFactory(kind="pupil", **born(14))
    PupilProfileFactory(user=pupil, own_consent_at=None)
    ConsentFactory(granted=True, guardian__pupil=pupil, pupil=pupil)
    return pupil


def test_fourteen_gets_school_practice_only_with_reason_and_alternative(place, day):
    school_day = SlotFactory(vacancy=place, by_school=True, first_on=coming(3))
    pupil = fourteen()

    no = refusal(day, pupil)

    assert (no.code, no.url) == ("school_only", school_day.get_absolute_url())
    assert book(school_day, pupil).state == State.REQUESTED


def test_fourteen_without_school_day_is_shown_events(day):
    no = refusal(day, fourteen())

    assert (no.text, no.url) == ("Mit 14 geht ein Praktikum nur über die Schule.", "/veranstaltungen/")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"min_age": 18}, "min_age"),
        ({"to_time": "16:00"}, "hours"),
    ],
)
def test_sixteen_is_kept_from_what_the_law_forbids(place, pupil_16, changes, code):
    slot = SlotFactory(vacancy=place)
    Slot.objects.filter(pk=slot.pk).update(**changes)
    slot = Slot.objects.get(pk=slot.pk)

    assert refusal(slot, pupil_16).code == code


def test_school_day_needs_release(day, pupil_16):
    assert refusal(day, pupil_16, Answers()).code == "school_release"


def test_school_leaver_needs_no_release(day, pupil_16):
    pupil_16.pupil_profile.school_kind = "left"
    pupil_16.pupil_profile.save()

    assert bookings.book(day, by=pupil_16, client_key=uuid.uuid4(), answers=Answers()).state == State.CONSENT_PENDING


def test_fifteen_without_consent_may_not_book(day, pupil_15):
    assert refusal(day, pupil_15).code == "consent"


def test_too_late_for_a_permission(place, pupil_16, pupil):
    slot = SlotFactory(vacancy=place)

    with clock.frozen(slot.permission_until + timedelta(hours=1)):
        assert refusal(slot, pupil_16).code == "permission_time"
        assert book(slot, pupil).state == State.REQUESTED


def test_three_open_days_are_enough(place, pupil):
    for weekday in (0, 1, 2):
        book(SlotFactory(vacancy=place, first_on=coming(weekday)), pupil)

    assert refusal(SlotFactory(vacancy=place, first_on=coming(3)), pupil).code == "three_open"


def test_two_days_at_the_same_time_are_refused(day, pupil):
    book(day, pupil)

    assert refusal(SlotFactory(first_on=day.first_on), pupil).code == "overlap"


def test_days_of_the_year_follow_the_rule_row(day, pupil_16):
    RuleFactory(value=0)

    assert refusal(day, pupil_16).code == "days_of_year"


def test_unchecked_firm_takes_no_minor(pupil_16):
    slot = SlotFactory(vacancy=VacancyFactory(unchecked=True))

    assert refusal(slot, pupil_16).code == "unchecked"


def test_page_shows_refusal_with_a_way_on(client, day):
    client.force_login(fourteen())

    page = client.post(at("slot_list", day.vacancy_id), {"slot": day.pk}).content.decode()

    assert "Mit 14 geht ein Praktikum nur über die Schule." in page
    assert 'href="/veranstaltungen/"' in page
