"""Every page opens for those it is for, and is missing for strangers."""

from datetime import timedelta

import pytest

from apprenticeships.models import Application, ApplicationEvent, Booking, Slot
from core import clock
from tests.apprenticeships.doing import at
from tests.factories.accounts import UserFactory
from tests.factories.apprenticeships import (
    ApplicationFactory,
    BookingFactory,
    RequirementFactory,
    SlotFactory,
    VacancyFactory,
)

PUBLIC = ["vacancy_detail", "vacancy_poster", "slot_list", "question_ask", "application_about", "application_answers"]
DESK = ["vacancy_edit", "vacancy_preview", "vacancy_filled", "slot_open"]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_open_for_everybody(client, place, day, pupil, owner, name):
    RequirementFactory(vacancy=place, expected=True)

    assert client.get(at(name, place.pk)).status_code == 200
    client.force_login(pupil)
    assert client.get(at(name, place.pk)).status_code == 200


@pytest.mark.parametrize("name", PUBLIC)
def test_hidden_places_are_missing_like_unknown_ones(client, firm, stranger, name):
    hidden = VacancyFactory(organisation=firm, draft=True)
    client.force_login(stranger)

    assert client.get(at(name, hidden.pk)).status_code == 404
    assert client.get(at(name, 99999999)).status_code == 404


@pytest.mark.parametrize("name", DESK)
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("colleague", 200), ("office", 200), ("stranger", 404), ("pupil", 404)]
)
def test_desk_pages_belong_to_the_firm_and_its_office(client, request, place, day, name, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(at(name, place.pk)).status_code == status


@pytest.mark.parametrize("name", ["vacancy_list", "vacancy_new", "application_list", "booking_list"])
@pytest.mark.parametrize("who", ["owner", "colleague", "office"])
def test_lists_open_for_the_desk(client, request, place, day, sent, name, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(at(name)).status_code == 200


def test_desk_pages_ask_visitors_to_sign_in(client, place):
    for address in (at("vacancy_list"), at("vacancy_new"), at("vacancy_edit", place.pk), at("application_list")):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("colleague", 200), ("office", 200), ("pupil", 200), ("stranger", 404)]
)
def test_application_opens_for_its_people_only(client, request, sent, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(at("application_detail", sent.public_id)).status_code == status


def test_other_pupil_finds_no_application(client, sent, pupil_16):
    client.force_login(pupil_16)

    assert client.get(at("application_detail", sent.public_id)).status_code == 404
    assert client.post(at("application_decide", sent.public_id, "zurueckziehen")).status_code == 404


@pytest.mark.parametrize("act", ["einladen", "rueckfrage", "absagen"])
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("office", 200), ("pupil", 404), ("stranger", 404)])
def test_answer_pages_belong_to_the_firm(client, request, sent, act, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(at("application_answer", sent.public_id, act)).status_code == status


@pytest.mark.parametrize("state", Booking.State.values)
def test_booking_page_opens_in_every_state_for_both_sides(client, day, pupil, owner, stranger, state):
    booking = BookingFactory(slot=day, pupil=pupil, state=state, waiting_since=day.begins_at)

    for person, status in ((pupil, 200), (owner, 200), (stranger, 404)):
        client.force_login(person)
        assert client.get(at("booking_detail", booking.public_id)).status_code == status


def test_day_list_prints_names_by_level(client, day, owner, pupil, pupil_16, stranger):
    BookingFactory(slot=day, pupil=pupil, confirmed=True)
    Slot.objects.filter(pk=day.pk).update(capacity=2)
    BookingFactory(slot=day, pupil=pupil_16, state="consent_pending")
    client.force_login(owner)

    page = client.get(at("slot_desk", day.vacancy_id, day.pk)).content.decode()

    assert pupil.shown_name in page
    assert pupil_16.shown_name not in page
    client.force_login(stranger)
    assert client.get(at("slot_desk", day.vacancy_id, day.pk)).status_code == 404


def test_calendar_file_names_nobody(client, day, pupil):
    booking = BookingFactory(slot=day, pupil=pupil, confirmed=True)
    client.force_login(pupil)

    answer = client.get(at("booking_calendar", booking.public_id))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert f"UID:{booking.public_id}@handschlag" in text
    assert "BEGIN:VTIMEZONE" in text
    assert pupil.shown_name not in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@pytest.mark.parametrize("count", [1, 3])
def test_firm_list_needs_a_fixed_number_of_queries(client, owner, place, count, django_assert_max_num_queries):
    for _ in range(count):
        ApplicationFactory(vacancy=place, sent=True)
    client.force_login(owner)
    client.get(at("application_list"))

    with django_assert_max_num_queries(24):
        client.get(at("application_list"))


@pytest.mark.parametrize("name", ["vacancy_list", "booking_list"])
def test_desk_lists_do_not_grow_with_their_rows(client, owner, firm, name):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client.force_login(owner)
    counts = []
    for _ in range(2):
        SlotFactory(vacancy=VacancyFactory(organisation=firm))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(at(name))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_poster_carries_qr_and_telephone(client, place):
    page = client.get(at("vacancy_poster", place.pk)).content.decode()

    assert "<svg" in page
    assert page.count(place.contact_phone) >= 9


def test_place_page_speaks_json_ld_without_persons(client, place):
    page = client.get(at("vacancy_detail", place.pk)).content.decode()

    assert '"@type": "JobPosting"' in page
    script = page.split("application/ld+json")[1].split("</script>")[0]
    assert place.contact_name not in script


def test_way_is_shown_for_a_known_place_only(client, place, db):
    page = client.get(at("vacancy_detail", place.pk), {"place": "Nirgendwo<script>"}).content.decode()

    assert "Diesen Ort kennen wir nicht" in page
    assert "Nirgendwo<script>" not in page


def test_anonymous_door_names_what_comes(client, place):
    page = client.get(at("application_about", place.pk)).content.decode()

    assert "Drei kurze Fragen, kein Anschreiben." in page
    assert client.post(at("application_about", place.pk), {}).status_code in (200, 302)


def test_pupil_below_fourteen_has_no_way_around(client, place, day):
    young = UserFactory(kind="pupil", born_year=2014, born_month=1)
    client.force_login(young)

    page = client.post(at("slot_list", place.pk), {"slot": day.pk}).content.decode()

    assert "Ein Praktikum über die Schule geht ab 14." in page


def test_a_place_without_days_leads_to_the_firms_other_days(client, firm, stranger):
    place, beside = VacancyFactory(organisation=firm), VacancyFactory(organisation=firm, kind="taster_day")
    free, foreign = SlotFactory(vacancy=beside), SlotFactory()

    page = client.get(at("slot_list", place.pk)).content.decode()

    assert free.get_absolute_url() in page
    assert foreign.get_absolute_url() not in page
    assert "Gerade ist kein Tag frei" not in page


@pytest.mark.parametrize(
    ("stand", "shown"), [("", {"old", "new"}), ("laufend", {"new"}), ("beendet", {"old"}), ("xyz", {"old", "new"})]
)
def test_the_pupils_list_is_the_whole_record(client, pupil, stand, shown):
    rows = {"old": ApplicationFactory(pupil=pupil, sent=True), "new": ApplicationFactory(pupil=pupil, sent=True)}
    Application.objects.filter(pk=rows["old"].pk).update(state="declined", reason="too_far")
    client.force_login(pupil)

    page = client.get(at("application_list"), {"stand": stand}).content.decode()

    assert {name for name, row in rows.items() if row.get_absolute_url() in page} == shown


@pytest.mark.parametrize(("days", "on_desk"), [(3, True), (20, False)])
def test_what_ended_leaves_the_desk_after_two_weeks(pupil, days, on_desk):
    application = ApplicationFactory(pupil=pupil, sent=True)
    Application.objects.filter(pk=application.pk).update(state="declined", reason="too_far")
    ended_at = clock.now() - timedelta(days=days)
    ApplicationEvent.objects.create(application=application, before="submitted", after="declined", at=ended_at)

    assert Application.objects.on_desk().filter(pk=application.pk).exists() == on_desk
