"""Reporting an event: by anybody who sees it; the moderation takes it off the net."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from events import actions
from messaging import actions as reports
from messaging.models import Report
from tests.factories.accounts import UserFactory
from tests.factories.events import EventPageFactory, OccurrenceFactory


def test_reported_event_is_taken_down_with_its_words_kept(db):
    page = OccurrenceFactory().page
    address = reverse("messaging:content_report", args=["termin", page.pk])
    shown = Client().get(page.get_url()).content.decode()
    Client().post(address, {"reason": "wrong_offer", "client_key": uuid4()})
    filed = Report.objects.get()
    reports.decide(
        filed, by=UserFactory(moderator=True), measure="hide", rule="truth", statement="Der Termin stimmt nicht."
    )

    page.refresh_from_db()
    assert address in shown
    assert (page.live, filed.organisation) == (False, page.organisation)
    assert page.intro in [line["body"] for line in filed.snapshot]
    assert Client().get(address).status_code == 404


def test_only_the_moderation_takes_an_event_down(db):
    page = EventPageFactory()

    with pytest.raises(PermissionDenied):
        actions.take_down(page, by=UserFactory())
