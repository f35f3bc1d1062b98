"""Reporting, freezing, deciding, complaining."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from messaging import actions, refusals
from messaging.actions.reports import due_at
from messaging.models import Conversation, Message, Notification, Report
from tests.factories.accounts import UserFactory
from tests.factories.messaging import MessageFactory, ReportFactory

State = Report.State
STEPS = {
    ("received", "frozen"),
    ("received", "in_review"),
    ("received", "action_taken"),
    ("received", "no_action"),
    ("frozen", "in_review"),
    ("frozen", "action_taken"),
    ("in_review", "action_taken"),
    ("in_review", "no_action"),
    ("in_review", "handed_over"),
    ("handed_over", "action_taken"),
    ("handed_over", "no_action"),
    ("action_taken", "complaint"),
    ("action_taken", "closed"),
    ("no_action", "complaint"),
    ("no_action", "closed"),
    ("complaint", "complaint_decided"),
    ("complaint_decided", "closed"),
}
URGENT = ["contact_outside", "photos_private", "insult_threat"]


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("after", State.values)
def test_square_of_states(before, after):
    assert Report(state=before).can_become(after) == ((before, after) in STEPS)


def reported(talk, reason="contact_outside", by="pupil", key=None):
    """A report of the firm's third message."""
    for body in ("Schön, dass du schreibst", "Samstag ginge", "Schreib mir lieber privat"):
        message = MessageFactory(conversation=talk.conversation, sender=talk.owner, role="firm", body=body)
    return actions.report(by=getattr(talk, by), reason=reason, client_key=key or uuid4(), message=message)


@pytest.mark.parametrize("reason", Report.Reason.values)
def test_urgent_reasons_stop_the_firm_at_once(talk, reason):
    filed = reported(talk, reason)

    talk.conversation.refresh_from_db()
    is_urgent = reason in URGENT
    assert (filed.state, filed.urgent) == ("frozen" if is_urgent else "received", is_urgent)
    assert talk.conversation.state == ("frozen" if is_urgent else "open")
    assert len(filed.snapshot) == 3
    assert [line["hit"] for line in filed.snapshot] == [False, False, True]


def test_report_of_the_firm_stops_nobody(talk):
    message = MessageFactory(conversation=talk.conversation)

    filed = actions.report(by=talk.owner, reason="insult_threat", client_key=uuid4(), message=message)

    talk.conversation.refresh_from_db()
    assert (filed.state, talk.conversation.state) == ("received", "open")


def test_same_key_reports_once(talk):
    key = uuid4()

    assert reported(talk, key=key) == reported(talk, key=key)
    assert Report.objects.count() == 1


@pytest.mark.parametrize("who", ["stranger", "other_pupil", "colleague"])
def test_unreadable_message_cannot_be_reported(talk, who):
    with pytest.raises(refusals.NotIn):
        reported(talk, by=who)


def test_snapshot_outlives_removal(talk):
    filed = reported(talk)
    actions.take_up(filed, by=talk.moderator)
    actions.decide(filed, by=talk.moderator, measure="remove_message", rule="outside", statement="Das war zu viel." * 2)

    filed.refresh_from_db()
    assert filed.snapshot[-1]["body"] == "Schreib mir lieber privat"
    assert Message.objects.get(pk=filed.message_id).body == ""


@pytest.mark.parametrize(
    ("measure", "state", "conversation"),
    [
        ("remove_message", "action_taken", "open"),
        ("end_conversation", "action_taken", "closed"),
        ("warn", "action_taken", "open"),
        ("none", "no_action", "open"),
        ("hand_over", "handed_over", "frozen"),
    ],
)
def test_measures_take_effect(talk, measure, state, conversation):
    filed = reported(talk)

    actions.decide(filed, by=talk.moderator, measure=measure, rule="outside", statement="Eine klare Begründung.")

    talk.conversation.refresh_from_db()
    assert (filed.state, talk.conversation.state) == (state, conversation)


def test_second_report_keeps_the_conversation_frozen(talk):
    first, second = reported(talk), reported(talk, "photos_private")

    actions.decide(first, by=talk.moderator, measure="none", rule="no_rule", statement="Kein Verstoß gegen Regeln.")
    talk.conversation.refresh_from_db()
    between = talk.conversation.state
    actions.decide(second, by=talk.moderator, measure="none", rule="no_rule", statement="Kein Verstoß gegen Regeln.")

    talk.conversation.refresh_from_db()
    assert (between, talk.conversation.state) == ("frozen", "open")


@pytest.mark.parametrize("who", ["pupil", "owner", "stranger"])
def test_only_moderators_decide(talk, who):
    filed = reported(talk)

    for act in (actions.take_up, actions.widen, actions.decide):
        fields = {
            actions.widen: {"purpose": "Prüfung"},
            actions.decide: {"measure": "none", "rule": "law", "statement": "x"},
        }
        with pytest.raises(PermissionDenied):
            act(filed, by=getattr(talk, who), **fields.get(act, {}))


def test_two_moderators_one_wins(talk):
    filed = reported(talk, "other")
    same = Report.objects.get(pk=filed.pk)
    actions.take_up(filed, by=talk.moderator)

    with pytest.raises(refusals.WrongStep):
        actions.take_up(same, by=UserFactory(moderator=True))


def test_wider_look_is_on_record(talk):
    for number in range(5):
        MessageFactory(conversation=talk.conversation, body=f"Früher {number}")
    filed = reported(talk)

    actions.widen(filed, by=talk.moderator, purpose="Zusammenhang verstehen")

    assert [line["seq"] for line in filed.snapshot] == [3, 4, 5, 6, 7, 8]
    assert filed.events.last().reason == "Zusammenhang verstehen"


def test_reported_side_sees_the_decision_and_not_the_reporter(talk):
    filed = reported(talk)
    before = Report.objects.visible_to(talk.owner).exists()
    actions.decide(filed, by=talk.moderator, measure="warn", rule="outside", statement="Eine klare Begründung.")

    assert (before, Report.objects.visible_to(talk.owner).exists()) == (False, True)
    assert not Report.objects.visible_to(talk.stranger).exists()


def test_complaint_goes_to_another_person(talk, noon):
    filed = reported(talk)
    actions.decide(filed, by=talk.moderator, measure="warn", rule="outside", statement="Eine klare Begründung.")

    actions.complain(filed, by=talk.owner, words="Das war anders gemeint.")
    with pytest.raises(PermissionDenied):
        actions.decide_complaint(filed, by=talk.moderator, statement="Bleibt so.")
    actions.decide_complaint(filed, by=UserFactory(moderator=True), statement="Bleibt so.")

    assert filed.state == State.COMPLAINT_DECIDED


def test_complaint_after_six_months_is_late(talk, noon):
    filed = reported(talk)
    actions.decide(filed, by=talk.moderator, measure="warn", rule="outside", statement="Eine klare Begründung.")

    with clock.frozen(clock.now() + timedelta(days=184)), pytest.raises(refusals.WrongStep):
        actions.complain(filed, by=talk.owner, words="Zu spät")


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-23T12:00", "2026-11-23T13:00"),
        ("2026-11-23T19:59", "2026-11-23T20:59"),
        ("2026-11-23T20:00", "2026-11-24T09:00"),
        ("2026-11-23T03:00", "2026-11-23T09:00"),
        ("2026-10-24T23:00", "2026-10-25T09:00"),
        ("2027-03-27T23:00", "2027-03-28T09:00"),
    ],
)
def test_urgent_is_due_within_an_hour_on_duty(moment, due):
    here, wanted = (datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN) for text in (moment, due))

    assert due_at(here, urgent=True) == wanted


def test_receipt_alarm_and_decision_reach_people(talk, outbox, noon):
    with outbox():
        filed = reported(talk)
        actions.decide(filed, by=talk.moderator, measure="warn", rule="outside", statement="Eine klare Begründung.")

    noticed = set(Notification.objects.values_list("user", "kind"))
    assert {(talk.pupil.pk, "report_receipt"), (talk.pupil.pk, "report_decision")} <= noticed
    assert {(talk.moderator.pk, "report_urgent"), (talk.owner.pk, "report_decision")} <= noticed
    assert (talk.owner.pk, "report_receipt") not in noticed


def test_anonymous_report_of_a_page(db, outbox):
    moderator = UserFactory(moderator=True)
    with outbox():
        filed = actions.report(by=None, reason="wrong_offer", client_key=uuid4(), address="/plaetze/12/")

    assert (filed.reporter, filed.conversation, filed.state) == (None, None, "received")
    assert list(Notification.objects.values_list("user", "kind")) == [(moderator.pk, "review_task")]


def test_factory_makes_a_report(db):
    assert ReportFactory().state == State.RECEIVED
    assert Conversation.objects.count() == 0
