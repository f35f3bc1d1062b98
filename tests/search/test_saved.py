"""Saved searches: kept once, told once, at the right hour, stopped by one link; strangers see nothing."""

from datetime import datetime, timedelta

import pytest
from django.core import mail as outgoing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from core import clock
from messaging.models import Notification
from search import actions, alerts, engine, find, panel, rebuilding, saved, tasks
from search import index as search_index
from search.forms import SearchForm
from search.models import SavedSearch, SearchAlert
from search.query import Query
from tests.factories.accounts import UserFactory
from tests.factories.search import Thing

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=clock.BERLIN)  # a Monday
EVENING = NOON.replace(hour=21)
Rhythm = SavedSearch.Rhythm


@pytest.fixture
def grown():
    """An adult pupil."""
    return UserFactory(adult=True)


def keep(person, rhythm=Rhythm.AT_ONCE, **params):
    """Save the question of these parameters, as the button does."""
    asked = SearchForm(params or {"q": "schreiner", "place": "04600", "radius": "15"}).asked()
    page = find.find(asked.query, person, resolution=asked.resolution, origin=asked.origin)
    return actions.save_search(
        page.query, by=person, label=panel.name(asked, page), address=asked.url[1:], rhythm=rhythm
    )


def appear(shelf, *things):
    """Things are published now and the outbox hears of them."""
    for thing in things:
        thing.published = thing.published or clock.today()
        shelf.things.append(thing)
    tasks.search_changed([{"kind": "vacancy", "keys": [str(thing.pk) for thing in things]}])


def test_a_new_place_is_told_once_with_mail_and_notice(index, shelf, grown, outbox):
    index()
    with clock.frozen(NOON), outbox():
        search = keep(grown)
        appear(shelf, Thing(1, plz="04600"), Thing(2, plz="04109"), Thing(3, trade="maurer", plz="04600"))
        tasks.search_changed([{"kind": "vacancy", "keys": ["1"]}])  # changed again: no second word

    assert search.label == "Plätze für Tischler/in · 04600, 15 km"
    assert list(SearchAlert.objects.values_list("key", flat=True)) == ["1"]
    assert [len(outgoing.outbox), Notification.objects.filter(user=grown, kind="saved_search").count()] == [1, 1]
    text = outgoing.outbox[0].body
    assert "Tischler/in" in text
    assert "/suche/?q=schreiner&place=04600&radius=15" in text
    assert "/suche/stopp/" in text


def test_who_is_told_finds_it_in_the_list(shelf, grown, settings, monkeypatch):
    rebuilding.rebuild(force=True)
    settings.OUTBOX = "worker"
    found = []
    monkeypatch.setattr(alerts, "tell", lambda _rhythm: found.append(engine.get_engine().count(Query())))
    keep(grown)
    shelf.things.append(Thing(1, plz="04600", published=clock.today()))
    with transaction.atomic():
        search_index.touch_many("vacancy", ["1"])

    tasks.search_changed([{"kind": "vacancy", "keys": ["1"]}])

    assert found == [1]


def touched(*things):
    """The outbox hears that these things were changed."""
    tasks.search_changed([{"kind": "vacancy", "keys": [str(thing.pk) for thing in things]}])


def test_what_stood_in_the_list_is_no_news(index, shelf, grown, outbox):
    with clock.frozen(NOON), outbox():
        old = Thing(1, plz="04600", published=clock.today() - timedelta(days=1))
        index(old, Thing(2, plz="04600", published=clock.today()))
        keep(grown)
        touched(*shelf.things)

    assert not SearchAlert.objects.filter(told_at=None).exists()
    assert outgoing.outbox == []


def test_an_old_place_that_comes_to_answer_is_told_once(index, shelf, grown, outbox):
    with clock.frozen(NOON), outbox():
        old = Thing(1, trade="maurer", plz="04600", published=clock.today() - timedelta(days=9))
        index(old)
        keep(grown)
        touched(old)
        before = len(outgoing.outbox)
        old.trade = "tischler"
        touched(old)
        touched(old)

    assert (before, len(outgoing.outbox)) == (0, 1)


def test_of_too_many_answers_only_later_ones_are_news(index, shelf, grown, outbox, monkeypatch):
    monkeypatch.setattr(saved, "MOST_KNOWN", 1)
    with clock.frozen(NOON), outbox():
        yesterday = clock.today() - timedelta(days=1)
        index(*(Thing(number, plz="04600", published=yesterday) for number in (1, 2)))
        keep(grown)
        touched(*shelf.things)
        before = len(outgoing.outbox)
        appear(shelf, Thing(3, plz="04600"))

    assert not SavedSearch.objects.get().knows_all
    assert (before, len(outgoing.outbox)) == (0, 1)


def test_a_minor_is_left_in_peace_at_night_and_reads_no_firm(index, shelf, outbox):
    index()
    minor = UserFactory(pupil_16=True)
    with clock.frozen(EVENING), outbox():
        keep(minor)
        appear(shelf, Thing(1, plz="04600", title="Ausbildung Tischler/in bei Lindenau"))
    at_night = len(outgoing.outbox)
    with clock.frozen(EVENING.replace(day=24, hour=7)), outbox():
        tasks.tell_at_once()

    assert (at_night, len(outgoing.outbox)) == (0, 1)
    assert "1 neu" in outgoing.outbox[0].body
    assert "Lindenau" not in outgoing.outbox[0].body + outgoing.outbox[0].subject


def test_daily_goes_each_day_weekly_on_mondays(index, shelf, outbox):
    index()
    daily, weekly = UserFactory(adult=True), UserFactory(adult=True)
    with clock.frozen(NOON), outbox():
        keep(daily, Rhythm.DAILY)
        keep(weekly, Rhythm.WEEKLY)
        appear(shelf, Thing(1, plz="04600"))
        tasks.tell_at_once()
    told = []
    for days in (1, 2, 7):
        with clock.frozen(NOON.replace(hour=16) + timedelta(days=days)), outbox():
            tasks.tell_in_the_afternoon()
        told.append([one.to[0] for one in outgoing.outbox])

    assert told == [[daily.email], [daily.email], [daily.email, weekly.email]]


def test_several_searches_of_one_person_are_one_mail(index, shelf, grown, outbox):
    index()
    with clock.frozen(NOON), outbox():
        keep(grown)
        keep(grown, q="tischler", place="04600", radius="25")
        appear(shelf, Thing(1, plz="04600"))

    assert len(outgoing.outbox) == 1
    assert outgoing.outbox[0].body.count("/suche/stopp/") == 2


def test_a_place_that_is_gone_before_the_round_is_not_told(index, shelf, grown, outbox):
    index()
    with clock.frozen(NOON), outbox():
        keep(grown, Rhythm.DAILY)
        appear(shelf, Thing(1, plz="04600"))
        shelf.things[0].hidden = True
        tasks.tell_in_the_afternoon()

    assert outgoing.outbox == []
    assert not SearchAlert.objects.filter(told_at=None).exists()


@pytest.mark.parametrize("step", [actions.pause, actions.delete])
def test_paused_and_deleted_ones_hear_nothing(index, shelf, grown, step):
    index()
    with clock.frozen(NOON):
        step(keep(grown), by=grown)
        appear(shelf, Thing(1, plz="04600"))

    assert not SearchAlert.objects.exists()


def test_the_same_question_is_kept_once_and_ten_are_the_most(index, grown):
    index()
    first = keep(grown)

    assert keep(grown) == first
    for km in range(16, 25):
        keep(grown, q="schreiner", place="04600", radius=str(km))
    with pytest.raises(actions.ListFull):
        keep(grown, q="maurer")


def test_a_deleted_one_comes_back_for_a_day(index, grown):
    index()
    search = keep(grown)
    actions.delete(search, by=grown)
    gone = SavedSearch.objects.visible_to(grown).count()
    actions.restore(search, by=grown)
    back = SavedSearch.objects.visible_to(grown).count()
    actions.delete(search, by=grown)
    with clock.frozen(clock.now() + timedelta(days=2)):
        actions.clear_deleted()

    assert (gone, back, SavedSearch.objects.count()) == (0, 1, 0)


def test_a_stranger_sees_and_changes_nothing(index, client, grown):
    index()
    search = keep(grown)
    stranger = UserFactory()
    client.force_login(stranger)

    assert search.label not in client.get(reverse("search:saved_list")).content.decode()
    for step in ("pause", "delete", "restore", "rhythm"):
        address = reverse("search:saved_change", args=[search.public_id])
        assert client.post(address, {"step": step, "rhythm": "weekly"}).status_code == 404
    for act in (actions.pause, actions.resume, actions.delete):
        with pytest.raises(PermissionDenied):
            act(search, by=stranger)


def test_from_the_results_into_the_list_and_back(index, client, grown):
    index(Thing(1, plz="04600"))
    client.force_login(grown)
    results = client.get(reverse("search:search"), {"q": "schreiner", "place": "04600"}).content.decode()
    sent = {"q": "schreiner", "place": "04600", "rhythm": "weekly"}
    client.post(reverse("search:save"), sent)
    listed = client.post(reverse("search:save"), sent, follow=True).content.decode()
    search = SavedSearch.objects.get()
    change = reverse("search:saved_change", args=[search.public_id])
    client.post(change, {"step": "pause"})
    paused = client.get(reverse("search:saved_list")).content.decode()
    deleted = client.post(change, {"step": "delete"}, follow=True).content.decode()
    client.post(change, {"step": "restore"})

    assert "Suche speichern" in results
    assert (search.rhythm, search.params[0]) == ("weekly", ["q", "schreiner"])
    assert "montags um 16 Uhr" in listed
    assert "angehalten" in paused
    assert "Rückgängig" in deleted
    assert SavedSearch.objects.visible_to(grown).get().is_paused


def test_bad_input_and_a_full_list_are_answered(index, client, grown, monkeypatch):
    index()
    client.force_login(grown)
    monkeypatch.setattr(SavedSearch, "MOST", 1)
    search = keep(grown)
    full = client.post(reverse("search:save"), {"q": "maurer", "rhythm": "daily"}, follow=True).content.decode()
    change = reverse("search:saved_change", args=[search.public_id])

    assert "Lösche eine, dann passt die neue" in full
    for data in ({}, {"step": "x"}, {"step": "rhythm", "rhythm": "x"}):
        assert client.post(change, data).status_code == 302
    assert client.post(reverse("search:save"), {"q": "maurer", "rhythm": "hourly"}).status_code == 302
    assert client.get(reverse("search:saved_list"), {"weg": "x"}).status_code == 200
    assert SavedSearch.objects.get().rhythm == "at_once"


def test_the_stop_link_shows_first_and_stops_by_button(index, client, grown):
    index()
    search = keep(grown)
    address = reverse("search:stop", args=[alerts.stop_token(search)])
    seen = client.get(address)
    after_look = SavedSearch.objects.get().is_paused
    client.post(address)

    assert (seen.status_code, after_look, SavedSearch.objects.get().is_paused) == (200, False, True)
    assert "Angehalten" in client.get(address).content.decode()
    assert client.get(reverse("search:stop", args=["forged"])).status_code == 404
    actions.delete(search, by=grown)
    assert client.post(address).status_code == 404


def test_visitors_are_asked_to_sign_in(index, client):
    index(Thing(1))

    assert "Anmelden und diese Suche speichern" in client.get("/suche/").content.decode()
    assert client.post(reverse("search:save"), {"rhythm": "daily"}).status_code == 302
    assert client.get(reverse("search:saved_list")).status_code == 302
    assert not SavedSearch.objects.exists()
