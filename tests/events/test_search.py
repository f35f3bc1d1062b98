"""How an event is found, and when it is forgotten."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from core import clock
from events import actions
from events.documents import EventDocument
from events.models import EventPage, EventStation, EventTrade
from search.find import Hit
from search.models import DocumentVersion
from tests.factories.events import EventPageFactory, OccurrenceFactory, RegistrationFactory
from tests.factories.trades import TradeFactory

pytestmark = pytest.mark.django_db


def version(page):
    return DocumentVersion.objects.get(kind="event", key=str(page.pk))


def test_contents_are_plain_and_name_nobody(occurrence):
    page = occurrence.page
    EventStation.objects.create(page=page, title="Zinken sägen", text="Zwei Bretter")
    EventTrade.objects.create(page=page, trade=TradeFactory())
    person = RegistrationFactory(occurrence=occurrence).person

    contents = EventDocument.contents(EventDocument.queryset().get())

    assert contents["title"] == page.title
    assert contents["organisation"] == page.organisation.name
    assert "Zinken sägen" in contents["body"]
    assert (contents["trade"], contents["plz"]) == (["tischler"], "04600")
    assert contents["closes"] == clock.local(occurrence.starts_at).date()
    assert person.shown_name not in str(contents)
    assert page.contact_phone == "" or page.contact_phone not in str(contents)


def test_only_public_events_with_a_date_to_come(occurrence):
    OccurrenceFactory(page=EventPageFactory(draft=True))
    OccurrenceFactory(page=EventPageFactory(kind="cluster_meeting"))
    EventPageFactory()

    assert [page.pk for page in EventDocument.queryset()] == [occurrence.page_id]
    with clock.frozen(occurrence.ends_at.replace(year=2099)):
        assert list(EventDocument.queryset()) == []


def test_publication_and_removal_are_announced(occurrence):
    page = EventPage.objects.get(pk=occurrence.page_id)
    page.save_revision().publish()
    first = version(page).version

    page.unpublish()
    assert (version(page).deleted, version(page).version > first) == (True, True)


def test_calling_off_is_announced(occurrence, owner):
    actions.cancel_occurrence(occurrence, by=owner, reason="Krank.")

    assert version(occurrence.page).deleted is False
    assert list(EventDocument.queryset()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count, django_assert_num_queries):
    for _ in range(count):
        OccurrenceFactory()

    # pages with organiser and place, dates, trades (none), topics, stations
    with django_assert_num_queries(5):
        [EventDocument.contents(page) for page in EventDocument.queryset()]


def test_card_renders(occurrence):
    page = EventDocument.queryset().get()

    hit = Hit(
        "event",
        str(page.pk),
        page.title,
        page.get_absolute_url(),
        1.8,
        1.0,
        {},
        ["am Samstag"],
        [],
        page,
        EventDocument.card,
    )

    text = render_to_string(EventDocument.card, {"hit": hit, "user": AnonymousUser()})

    assert page.title in text
    assert "am Samstag" in text
    assert EventDocument.note_of(page) == f"{page.organisation.name}, Altenburg"
    assert EventDocument.reasons_of(page, None) != []
