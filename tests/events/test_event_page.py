"""The page of an event: who sees it, what it says, what search engines read."""

import json
import re

import pytest
from django.urls import reverse

from core import clock
from events import actions
from events.models import EventStation, EventTopic, EventTrade
from tests.factories.accounts import UserFactory
from tests.factories.events import EventPageFactory, OccurrenceFactory, RegistrationFactory
from tests.factories.trades import TradeFactory

pytestmark = pytest.mark.django_db


def read(client, page):
    answer = client.get(page.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def linked_data(text):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])


def test_anonymous_reads_it_without_a_cookie(client, occurrence):
    answer = client.get(occurrence.page.get_absolute_url())

    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "Platz nehmen" in answer.content.decode()


def test_seats_are_said_in_words(client, occurrence):
    RegistrationFactory(occurrence=occurrence)
    text = read(client, occurrence.page)
    assert "1 vergeben" in text
    assert "1 frei" in text

    RegistrationFactory(occurrence=occurrence)
    assert "Auf die Warteliste" in read(client, occurrence.page)


def test_own_registration_is_shown_only_to_oneself(client, occurrence, pupil, stranger):
    row = RegistrationFactory(occurrence=occurrence, person=pupil)

    client.force_login(pupil)
    assert row.get_absolute_url() in read(client, occurrence.page)
    client.force_login(stranger)
    assert row.get_absolute_url() not in read(client, occurrence.page)


def test_edit_link_is_for_the_owner_and_colleagues(client, occurrence, owner, colleague, stranger, pupil):
    link = reverse("events:event_edit", args=[occurrence.page_id])

    for person, shown in ((owner, True), (colleague, True), (stranger, False), (pupil, False)):
        client.force_login(person)
        assert (link in read(client, occurrence.page)) is shown


def test_cancelled_date_gives_the_reason(client, occurrence, owner):

    actions.cancel_occurrence(occurrence, by=owner, reason="Die Säge ist kaputt.")

    text = read(client, occurrence.page)
    assert "Dieser Termin fällt aus. Die Säge ist kaputt." in text
    assert "EventCancelled" in text


def test_everything_that_was_entered_is_shown(client):
    trade = TradeFactory()
    page = EventPageFactory(
        class_from=7, step_free=True, cost_cents=250, bring_list="Brotzeit\nfeste Schuhe", contact_phone="03447 1",
        minimum_age=12, admission_minutes=30, supervision_note="Zwei Gesellen sind dabei.",
        body=[("paragraph", "<p>Mit Elternecke.</p>"), ("heading", "Und danach")],
    )  # fmt: skip
    EventStation.objects.create(page=page, title="Zinken sägen", text="Zwei Bretter", trade=trade, minimum_age=12)
    EventTrade.objects.create(page=page, trade=trade)
    EventTopic.objects.create(page=page, topic="solar")
    OccurrenceFactory(page=page, label="Runde 1")

    text = read(client, page)

    for words in (
        "ab Klasse 7", "stufenlos", "2,50 €", "Brotzeit", "feste Schuhe", "03447 1", "ab 12", "Einlass ab",
        "Zwei Gesellen sind dabei.", "Mit Elternecke.", "Und danach", "Zinken sägen", "Tischler", "Runde 1",
        "Am Anger 4, 04600 Altenburg",
    ):  # fmt: skip
        assert words in text, words


def test_free_events_say_so(client):
    assert "0 €" in read(client, OccurrenceFactory().page)


def test_online_link_is_only_for_those_who_registered(client, pupil):
    date = OccurrenceFactory(page=EventPageFactory(online=True))
    row = RegistrationFactory(occurrence=date, person=pupil)
    client.force_login(pupil)

    assert "treffen.example" not in read(client, date.page)
    assert "treffen.example" in client.get(row.get_absolute_url()).content.decode()


def test_way_from_home_is_said_in_km_and_minutes(client, occurrence, pupil):
    client.force_login(pupil)

    assert "mit dem Rad" in read(client, occurrence.page)


@pytest.mark.parametrize("traits", [{"draft": True}, {"kind": "cluster_meeting"}])
def test_what_is_not_public_is_404_for_everybody_else(client, stranger, pupil, traits):
    date = OccurrenceFactory(page=EventPageFactory(**traits))

    assert client.get(date.page.get_absolute_url()).status_code == 404
    for person in (stranger, pupil):
        client.force_login(person)
        assert client.get(date.page.get_absolute_url()).status_code == 404
        assert client.get(reverse("events:registration_new", args=[date.public_id])).status_code == 404


def test_linked_data_of_one_date(client):
    date = OccurrenceFactory(page=EventPageFactory(title="</script><b>Säge"), capacity=20)

    data = linked_data(read(client, date.page))

    assert data["@type"] == "Event"
    assert data["name"] == "</script><b>Säge"
    assert data["startDate"] == clock.local(date.starts_at).isoformat()
    assert data["location"]["address"]["postalCode"] == "04600"
    assert data["offers"]["price"] == "0.00"
    assert (data["maximumAttendeeCapacity"], data["remainingAttendeeCapacity"]) == (20, 20)
    assert data["eventStatus"] == "https://schema.org/EventScheduled"


def test_linked_data_of_several_dates_has_sub_events(client):
    page = EventPageFactory()
    for _ in range(3):
        OccurrenceFactory(page=page)

    assert len(linked_data(read(client, page))["subEvent"]) == 3


def test_preview_needs_no_stored_date(admin_client):
    page = OccurrenceFactory().page

    answer = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert answer.status_code == 200
    assert page.title in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, count, django_assert_num_queries):
    page = EventPageFactory()
    for _ in range(count):
        EventStation.objects.create(page=page, title="Zinken sägen", trade=TradeFactory())
        OccurrenceFactory(page=page)
    client.get(page.get_absolute_url())

    with django_assert_num_queries(QUERIES):
        client.get(page.get_absolute_url())


# site, tree to the page (3), its row and content type, view restrictions, dates, stations, trades, their pages,
# organisation, postal code, district
QUERIES = 14


def test_people_beside_the_page_are_not_named(client, occurrence):
    person = UserFactory(adult=True, shown_name="Amira Geheim")
    RegistrationFactory(occurrence=occurrence, person=person)

    assert "Amira Geheim" not in read(client, occurrence.page)
