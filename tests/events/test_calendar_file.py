"""Calendar files, read back by a parser."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from events import actions
from events.models import Occurrence
from tests.factories.events import EventPageFactory, OccurrenceFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
WINTER, SUMMER = datetime(2027, 1, 9, 9, 0, tzinfo=UTC), datetime(2027, 7, 10, 8, 0, tzinfo=UTC)


def read(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return answer.content, Calendar.from_ical(answer.content)


def test_event_has_one_entry_a_date_with_the_wall_times_of_both_seasons(client):
    page = EventPageFactory(
        title="Zinken sägen, Furnier wählen; und noch ein langer Titel, damit die Zeile gefaltet wird"
    )
    first, second = OccurrenceFactory(page=page, starts_at=WINTER), OccurrenceFactory(page=page, starts_at=SUMMER)

    raw, calendar = read(client, reverse("events:event_ics", args=[page.pk]))

    entries = calendar.walk("VEVENT")
    assert [str(entry["uid"]) for entry in entries] == [f"{date.public_id}@handschlag" for date in (first, second)]
    assert [entry.decoded("dtstart").isoformat() for entry in entries] == [
        "2027-01-09T10:00:00+01:00",
        "2027-07-10T10:00:00+02:00",
    ]
    assert [entry["dtstart"].params["TZID"] for entry in entries] == ["Europe/Berlin"] * 2
    assert {str(entry["summary"]) for entry in entries} == {page.title}
    assert str(entries[0]["location"]) == "Werkstatt Morgenroth, Am Anger 4, 04600 Altenburg"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_change_raises_the_sequence_and_keeps_the_name(client, occurrence):
    address = reverse("events:occurrence_ics", args=[occurrence.public_id])
    before = read(client, address)[1].walk("VEVENT")[0]

    occurrence.starts_at += timedelta(hours=1)
    occurrence.ends_at += timedelta(hours=1)
    occurrence.save()
    after = read(client, address)[1].walk("VEVENT")[0]

    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_cancelled_date_says_so(client, occurrence, owner):
    actions.cancel_occurrence(occurrence, by=owner, reason="Die Säge ist kaputt.")

    entry = read(client, reverse("events:occurrence_ics", args=[occurrence.public_id]))[1].walk("VEVENT")[0]

    assert (str(entry["status"]), entry["sequence"]) == ("CANCELLED", 1)


def test_own_date_names_nobody(client, pupil, occurrence):
    row = RegistrationFactory(occurrence=occurrence, person=pupil)
    client.force_login(pupil)

    raw, calendar = read(client, reverse("events:registration_ics", args=[row.public_id]))

    assert len(calendar.walk("VEVENT")) == 1
    assert pupil.shown_name.encode() not in raw
    assert pupil.email.encode() not in raw


def test_feed_follows_the_filters(client):
    OccurrenceFactory(page=EventPageFactory(kind="fair", title="Messe"))
    OccurrenceFactory(page=EventPageFactory(kind="open_workshop"))

    _raw, calendar = read(client, reverse("events:calendar_feed") + "?kind=fair")

    assert [str(entry["summary"]) for entry in calendar.walk("VEVENT")] == ["Messe"]


def test_draft_has_no_calendar_file_for_strangers(client, stranger):
    date = OccurrenceFactory(page=EventPageFactory(draft=True))

    for address in (
        reverse("events:occurrence_ics", args=[date.public_id]),
        reverse("events:event_ics", args=[date.page.pk]),
    ):
        assert client.get(address).status_code == 404
    assert Occurrence.objects.visible_to(stranger).filter(pk=date.pk).exists() is False
