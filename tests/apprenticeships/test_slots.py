"""Opening days: patterns, single dates, and what the law keeps closed."""

from datetime import timedelta

import pytest

from apprenticeships.models import Booking, Slot
from tests.apprenticeships.doing import at
from tests.factories.apprenticeships import VacancyFactory, coming

State = Booking.State


DAY_FORM = {
    "kind": "taster_day", "day_count": 1, "from_time": "08:00", "to_time": "14:00", "capacity": 2, "min_age": 15,
}  # fmt: skip


def test_pattern_opens_each_weekday_once(client, place, owner):
    client.force_login(owner)
    first, last = coming(0), coming(0) + timedelta(days=20)
    form = DAY_FORM | {"weekdays": ["1", "3"], "first_on": first.isoformat(), "last_on": last.isoformat()}

    for _ in range(2):
        client.post(at("slot_open", place.pk), form)

    days = list(Slot.objects.values_list("first_on", flat=True))
    assert [day.weekday() for day in days] == [1, 3, 1, 3, 1, 3]
    assert len(set(days)) == 6


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dates": "1.1.2020"}, "ist vorbei oder heute"),
        ({"dates": "übermorgen"}, "Schreiben Sie die Tage so"),
        ({"from_time": "05:00"}, "zwischen 6 und 20 Uhr"),
        ({"to_time": "07:00"}, "Das Ende liegt vor dem Anfang."),
        ({"to_time": "16:00"}, "höchstens 7 Stunden am Tag"),
        ({"min_age": "14"}, "Freiwillig ausprobieren geht ab 15."),
        ({}, "Wählen Sie Wochentage mit Zeitraum oder einzelne Tage."),
    ],
)
def test_wrong_days_are_told_beside_the_field(client, place, owner, changes, words):
    client.force_login(owner)
    some_day = {"dates": f"{coming(1):%d.%m.%Y}"} if changes else {}

    page = client.post(at("slot_open", place.pk), DAY_FORM | some_day | changes).content.decode()

    assert words in page
    assert not Slot.objects.exists()


@pytest.mark.parametrize(("weekday", "words"), [(6, "ist ein Sonntag"), (5, "ist ein Samstag")])
def test_weekends_are_refused_where_the_law_says_so(client, place, owner, weekday, words):
    client.force_login(owner)

    page = client.post(at("slot_open", place.pk), DAY_FORM | {"dates": f"{coming(weekday):%d.%m.%Y}"}).content.decode()

    assert words in page


def test_baker_may_open_a_saturday(client, firm, owner):
    place = VacancyFactory(organisation=firm, trade__baker=True)
    client.force_login(owner)

    client.post(at("slot_open", place.pk), DAY_FORM | {"dates": f"{coming(5):%d.%m.%Y}"})

    assert Slot.objects.get().first_on.weekday() == 5
