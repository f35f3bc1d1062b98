"""Reporting a profile: two clicks, by anybody, words kept; what stops at once and who hears the decision."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from messaging import actions, refusals, reported
from messaging.models import Notification, Report
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.messaging import ConversationFactory, ReportFactory
from tests.messaging.doing import PEOPLE, page_of, url

WORDS = "Eine klare Begründung in einem Satz."


def profile(organisation):
    """Address of the report about an organisation."""
    return url("content_report", "betrieb", organisation.public_id)


def file(by, organisation, reason="insult_threat"):
    """A report about an organisation's page."""
    return actions.report(by=by, reason=reason, client_key=uuid4(), thing=("betrieb", str(organisation.public_id)))


def state_of(conversation):
    conversation.refresh_from_db()
    return conversation.state


def test_profile_is_reported_in_two_clicks_without_account_and_script(db):
    firm = OrganisationFactory(verified=True, text="Wir zahlen bar.")
    guest = Client(enforce_csrf_checks=True)
    form = guest.get(profile(firm))
    fields = {"csrfmiddlewaretoken": guest.cookies["csrftoken"].value, "client_key": str(uuid4())}

    answers = [guest.post(profile(firm), {**fields, "reason": "wrong_offer"}) for _number in range(2)]

    assert form.content.decode().count('name="reason"') == 6
    assert [answer.url for answer in answers] == [url("report_received")] * 2
    filed = Report.objects.get()
    assert (filed.reporter, filed.kind, filed.organisation, filed.title) == (None, "betrieb", firm, firm.name)
    assert "Wir zahlen bar." in [line["body"] for line in filed.snapshot]


def test_snapshot_outlives_what_the_firm_changes(db):
    firm = OrganisationFactory(verified=True, text="Komm allein vorbei.")
    filed = file(None, firm)
    type(firm).objects.filter(pk=firm.pk).update(text="Wir freuen uns.")

    filed.refresh_from_db()
    assert "Komm allein vorbei." in [line["body"] for line in filed.snapshot]


@pytest.mark.parametrize("kind", ["betrieb", "user", "gespraech", "nachricht"])
def test_only_named_kinds_and_visible_things_are_taken(db, kind):
    hidden = OrganisationFactory(verification="suspended")

    assert Client().get(url("content_report", kind, hidden.public_id)).status_code == 404
    assert Client().get(url("content_report", kind, "1%00")).status_code == 404
    with pytest.raises(refusals.NotIn):
        actions.report(by=None, reason="other", client_key=uuid4(), thing=(kind, str(hidden.public_id)))


@pytest.mark.parametrize("reason", Report.Reason.values)
def test_urgent_report_of_a_profile_stops_all_talks_of_the_two(talk, reason):
    second = ConversationFactory(pupil=talk.pupil, organisation=talk.conversation.organisation)
    other = ConversationFactory(organisation=talk.conversation.organisation)

    filed = file(talk.pupil, talk.conversation.organisation, reason)

    is_urgent = reason in Report.URGENT_REASONS
    stopped = "frozen" if is_urgent else "open"
    assert [state_of(one) for one in (talk.conversation, second, other)] == [stopped, stopped, "open"]
    assert filed.state == ("frozen" if is_urgent else "received")


@pytest.mark.parametrize("who", ["anonymous", "other_pupil", "moderator"])
def test_urgent_report_by_others_stops_nobody_and_waits_for_a_person(talk, who):
    filed = file(None if who == "anonymous" else getattr(talk, who), talk.conversation.organisation)

    assert (filed.state, filed.urgent, state_of(talk.conversation)) == ("received", True, "open")


def test_decision_lets_the_talks_go_on_and_consent_alone_does_not(talk):
    filed = file(talk.pupil, talk.conversation.organisation)
    actions.pause_for(talk.pupil)
    actions.resume_for(talk.pupil)
    between = state_of(talk.conversation)

    actions.decide(filed, by=talk.moderator, measure="warn", rule="tone", statement=WORDS)

    assert (between, state_of(talk.conversation)) == ("frozen", "open")


@pytest.mark.parametrize("situation", ["pupil_15", "paused", "banned"])
def test_reporting_needs_neither_consent_nor_a_good_standing(db, enter, situation):
    firm = OrganisationFactory(verified=True)
    person = UserFactory(pupil_15=True) if situation == "pupil_15" else UserFactory(pupil_16=True)
    client = enter(person)
    if situation == "paused":
        type(person.pupil_profile).objects.filter(user=person).update(is_paused=True)
    if situation == "banned":
        type(person).objects.filter(pk=person.pk).update(is_active=False)

    answer = client.post(profile(firm), {"reason": "feels_odd", "client_key": uuid4()})

    assert answer.status_code == 302
    assert Report.objects.get().reporter == (None if situation == "banned" else person)


def test_paused_conversation_still_takes_reports(minor_talk, enter):
    actions.pause_for(minor_talk.pupil)

    assert (
        profile(minor_talk.conversation.organisation)
        in enter(minor_talk.pupil).get(page_of(minor_talk)).content.decode()
    )


def test_moderation_reads_the_kept_words_after_taking_it_up(talk, enter):
    firm = talk.conversation.organisation
    type(firm).objects.filter(pk=firm.pk).update(text="Komm allein vorbei.")
    filed = file(None, firm)
    client, address = enter(talk.moderator), url("moderation_case", filed.pk)

    queue = client.get(url("moderation")).content.decode()
    before = client.get(address).content.decode()
    client.post(url("moderation_take", filed.pk))
    after = client.get(address).content.decode()

    assert f"Betrieb oder Innung: {firm.name}" in queue
    assert ["Komm allein vorbei." in text for text in (before, after)] == [False, True]
    assert 'value="hide"' not in after
    assert 'value="ban"' not in after


@pytest.mark.parametrize("who", PEOPLE)
def test_organisation_reads_the_decision_and_may_complain(talk, enter, who, outbox):
    with outbox():
        filed = file(talk.other_pupil, talk.conversation.organisation)
        actions.decide(filed, by=talk.moderator, measure="warn", rule="tone", statement=WORDS)

    page = enter(getattr(talk, who)).get(filed.get_absolute_url())

    assert page.status_code == (200 if who in {"owner", "colleague", "other_pupil"} else 404)
    told = set(Notification.objects.filter(kind="report_decision").values_list("user", flat=True))
    assert told == {talk.owner.pk, talk.colleague.pk, talk.other_pupil.pk}


def test_party_does_not_judge_its_own_case(talk):
    insider = MembershipFactory(organisation=talk.conversation.organisation, user=UserFactory(moderator=True)).user
    filed = file(None, talk.conversation.organisation)
    own = file(talk.moderator, talk.conversation.organisation)

    for report, person in ((filed, insider), (own, talk.moderator)):
        with pytest.raises(PermissionDenied):
            actions.decide(report, by=person, measure="none", rule="no_rule", statement=WORDS)


def test_measure_that_does_not_fit_is_refused(db):
    filed = ReportFactory(state="in_review")

    with pytest.raises(refusals.WrongStep):
        actions.decide(filed, by=UserFactory(moderator=True), measure="hide", rule="law", statement=WORDS)


def test_general_report_names_the_page_one_came_from(db, client):
    here = client.get(url("report"), headers={"referer": "http://testserver/netzwerke/"}).content.decode()
    elsewhere = client.get(url("report"), headers={"referer": "https://boese.example/plaetze/9/"}).content.decode()

    assert 'value="/netzwerke/"' in here
    assert "/plaetze/9/" not in elsewhere


def test_every_kind_has_german_words_and_a_finder():
    for code in ("betrieb", "platz", "bewerbung", "termin", "bild"):
        kind = reported.kind_of(code)
        assert kind is not None
        assert str(kind.label)
