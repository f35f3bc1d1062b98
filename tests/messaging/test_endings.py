"""A conversation ends 90 days after its matter; its words go six months later."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import retention
from core import clock
from messaging import actions, audit, subjects
from messaging.models import Conversation, Message
from messaging.subjects import Subject
from messaging.tasks import close_ended
from tests.factories.messaging import ConversationFactory, MessageFactory, ReportFactory
from tests.messaging.conftest import NOON

LONG_AGO = NOON - timedelta(days=200)


@pytest.fixture
def matter(monkeypatch):
    """`matter(conversation, days)`: its matter ended so many days ago; None goes on."""
    ended = {}

    def provider(keys):
        return {key: Subject("Schnuppertag", "/", "", ended_at=ended[key]) for key in keys if key in ended}

    def end(conversation, days):
        Conversation.objects.filter(pk=conversation.pk).update(created_at=LONG_AGO)
        ended[conversation.pk] = None if days is None else NOON - timedelta(days=days)

    monkeypatch.setattr(subjects, "_providers", [provider])
    return end


@pytest.mark.parametrize(("days", "state"), [(None, "open"), (89, "open"), (90, "closed"), (150, "closed")])
def test_closes_after_ninety_days_with_a_sentence(talk, noon, matter, days, state):
    MessageFactory(conversation=talk.conversation)
    matter(talk.conversation, days)

    assert [actions.close_ended(), actions.close_ended()] == [int(state == "closed"), 0]

    talk.conversation.refresh_from_db()
    lines = list(Message.objects.order_by("seq").values_list("kind", flat=True))
    assert (talk.conversation.state, lines) == (state, ["text", *(["state"] if state == "closed" else [])])
    assert audit.finding(talk.conversation)["gaps"] == 0


def test_waits_for_a_report_and_leaves_talks_without_a_matter(talk, noon, matter):
    matter(talk.conversation, 100)
    actions.freeze(talk.conversation, reason="report")
    Conversation.objects.exclude(pk=talk.conversation.pk).update(created_at=LONG_AGO)

    assert actions.close_ended() == 0


def test_looks_in_batches(talk, noon, matter, monkeypatch):
    monkeypatch.setattr("messaging.actions.endings.BATCH", 2)
    for _number in range(4):
        matter(ConversationFactory(), 10)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert actions.close_ended() == 0

    assert len(queries) == 3


@pytest.mark.parametrize(("by", "words"), [("pupil", "bis 20. Februar 2027"), ("owner", "bis 20. Februar 2027")])
def test_page_says_until_when(talk, noon, matter, enter, by, words):
    matter(talk.conversation, 1)

    assert words in enter(getattr(talk, by)).get(talk.conversation.get_absolute_url()).content.decode()


@pytest.mark.parametrize("reported", [False, True])
def test_words_go_six_months_after_the_end_whoever_leaves_meanwhile(talk, noon, matter, reported):
    MessageFactory(conversation=talk.conversation)
    matter(talk.conversation, 90)
    close_ended()
    if reported:
        ReportFactory(conversation=talk.conversation, created_at=NOON, state="in_review")
    left = []
    for days in (100, 182, 184):
        with clock.frozen(NOON + timedelta(days=days)):
            if days == 100:
                actions.add_state_line(talk.conversation, "Später noch eine Zeile")
            retention.run()
        left.append(Message.objects.exclude(body="").exists())

    assert left == [True, True, reported]
