"""Reporting a place and an application: who can, what is kept, what the moderation can do about it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from messaging import actions, refusals
from messaging.models import Report
from tests.factories.accounts import UserFactory
from tests.factories.apprenticeships import VacancyFactory

WORDS = "Eine klare Begründung in einem Satz."


def report(by, kind, key, reason="wrong_offer"):
    return actions.report(by=by, reason=reason, client_key=uuid4(), thing=(kind, str(key)))


def test_place_names_the_way_to_report_it(place):
    page = Client().get(place.get_absolute_url()).content.decode()

    assert reverse("messaging:content_report", args=["platz", place.pk]) in page


def test_reported_place_is_taken_down_with_its_words_kept(place):
    moderator = UserFactory(moderator=True)
    filed = report(None, "platz", place.pk)

    actions.decide(filed, by=moderator, measure="hide", rule="truth", statement=WORDS)

    place.refresh_from_db()
    assert (place.state, filed.organisation) == ("blocked", place.organisation)
    assert Client().get(place.get_absolute_url()).status_code == 404
    assert any(place.own_sentence in line["body"] for line in filed.snapshot)


def test_place_that_closed_meanwhile_can_still_be_decided(place):
    filed = report(None, "platz", place.pk)
    type(place).objects.filter(pk=place.pk).update(state="closed")

    actions.decide(filed, by=UserFactory(moderator=True), measure="hide", rule="truth", statement=WORDS)

    assert filed.state == Report.State.ACTION_TAKEN


def test_draft_is_nobodys_to_report(db):
    with pytest.raises(refusals.NotIn):
        report(None, "platz", VacancyFactory(draft=True).pk)


def test_firm_reports_an_application_and_its_writer_reads_the_decision(sent, owner, outbox):
    filed = report(owner, "bewerbung", sent.public_id, "insult_threat")
    with outbox():
        actions.decide(filed, by=UserFactory(moderator=True), measure="warn", rule="tone", statement=WORDS)

    assert (filed.state, filed.person, filed.freezes) == ("action_taken", sent.pupil, False)
    assert Report.objects.visible_to(sent.pupil).get() == filed
    assert "ban" in dict(filed.measures)


@pytest.mark.parametrize("who", ["stranger", "pupil", None])
def test_application_is_reported_by_those_who_received_it_only(sent, owner, request, who):
    person = request.getfixturevalue(who) if who else None

    with pytest.raises(refusals.NotIn):
        report(person, "bewerbung", sent.public_id)
