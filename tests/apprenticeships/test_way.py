"""How one gets to a place: bus minutes of a loaded timetable, and the region's journey planner by a plain link."""

import re
from datetime import date, datetime, time
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from accounts import journeys
from core import clock
from tests.factories.accounts import DistrictFactory, NetworkFactory
from tests.factories.apprenticeships import SlotFactory
from tests.factories.events import EventPageFactory, OccurrenceFactory

pytestmark = pytest.mark.django_db
TEMPLATE = "https://planner.example/?a={from}&b={to}&d={date}&t={time}"
LINK = re.compile(r'<a href="(https://planner\.example[^"]+)" rel="([^"]+)" referrerpolicy="no-referrer">')


@pytest.fixture
def network(place):
    """The network around the place, with a journey planner."""
    made = NetworkFactory(journey_address=TEMPLATE)
    made.districts.add(place.district)
    return made


def asked(html):
    """What the only planner link of a page asks, by its parameters."""
    ((url, rel),) = LINK.findall(html)
    assert {"noopener", "noreferrer", "nofollow"} <= set(rel.split())
    return {name: values[0] for name, values in parse_qs(urlsplit(unescape(url)).query).items()}


def test_place_links_to_the_planner_for_the_next_working_morning(client, network, place):
    with clock.frozen(datetime(2026, 11, 27, 10, tzinfo=clock.BERLIN)):  # a Friday
        html = client.get(place.get_absolute_url(), {"place": "04626"}).content.decode()

    assert asked(html) == {"a": "04626", "b": "Am Anger 4, 04600 Altenburg", "d": "2026-11-30", "t": "07:00"}


def test_day_links_to_the_planner_for_its_own_beginning(client, network, place):
    slot = SlotFactory(vacancy=place, from_time=time(8))
    html = client.get(slot.get_absolute_url()).content.decode()

    assert (asked(html)["d"], asked(html)["t"]) == (str(slot.first_on), "08:00")


def test_event_links_to_the_planner_for_its_next_date(client, network, place):
    page = EventPageFactory(postal_code=place.postal_code)
    starts = datetime(2027, 3, 3, 14, tzinfo=clock.BERLIN)
    OccurrenceFactory(page=page, starts_at=starts, ends_at=starts.replace(hour=17))
    html = client.get(page.get_url() or page.get_absolute_url()).content.decode()

    assert (asked(html)["d"], asked(html)["t"]) == ("2027-03-03", "14:00")


@pytest.mark.parametrize("address", ["", TEMPLATE], ids=["no planner", "another Kreis"])
def test_without_a_planner_around_there_is_no_link(client, place, address):
    elsewhere = DistrictFactory(ags="14713", name="Leipzig")
    NetworkFactory(journey_address=address, districts=[elsewhere if address else place.district])
    html = client.get(place.get_absolute_url()).content.decode()

    assert "planner.example" not in html
    assert "Verbindung suchen" not in html


@pytest.mark.parametrize(
    ("ride", "line"),
    [
        ((12, "06:20"), "etwa 12 min mit Bus und Bahn"),
        ((40, "07:40"), "mit dem ersten Bus bist du um 7:40 Uhr da, Beginn ist um 7:00 Uhr"),
        ((None, "06:30"), ""),
        (None, ""),
    ],
)
def test_timetable_speaks_on_the_place(client, place, timetable_of, ride, line):
    timetable_of("04626", "transit", {place.postal_code_id: ride} if ride else {})
    html = client.get(reverse("apprenticeships:vacancy_detail", args=[place.pk]), {"place": "04626"}).content.decode()

    assert ("Bus" in html) is bool(line)
    assert line in html


def test_next_working_day_is_never_a_weekend():
    for day in range(23, 30):
        with clock.frozen(datetime(2026, 11, day, 12, tzinfo=clock.BERLIN)):
            morning = journeys.next_working_day(None)
        assert (morning.date() > date(2026, 11, day), morning.weekday() < 5, morning.hour) == (True, True, 7)
