"""How long reports are kept: complaint for six months, a year after the decision, open cases until they end."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import retention
from core import clock
from messaging import actions
from messaging.actions.reports import close_old
from messaging.models import Ban, Report, ReportEvent
from messaging.tasks import close_old_reports
from tests.factories.accounts import UserFactory
from tests.factories.messaging import MessageFactory, ReportFactory

WORDS = "Eine klare Begründung in einem Satz."


def reported(talk):
    message = MessageFactory(conversation=talk.conversation, sender=talk.owner, role="firm")
    return actions.report(by=talk.pupil, reason="insult_threat", client_key=uuid4(), message=message)


def nights(*days):
    """The nightly work after so many days each; gives the count of reports left after each."""
    left = []
    for day in days:
        with clock.frozen(clock.now() + timedelta(days=day)):
            close_old_reports()
            retention.run()
        left.append(Report.objects.count())
    return left


def test_decided_report_closes_after_six_months_and_goes_after_twelve(talk):
    filed = reported(talk)
    actions.decide(filed, by=talk.moderator, measure="warn", rule="tone", statement=WORDS)

    left = nights(182)
    state = Report.objects.get().state
    left += nights(184)
    closed = Report.objects.get().state
    left += nights(364, 366)

    assert (left, state, closed) == ([1, 1, 1, 0], "action_taken", "closed")
    assert not ReportEvent.objects.exists()


@pytest.mark.parametrize("state", ["received", "frozen", "in_review", "handed_over", "complaint"])
def test_open_case_is_kept_however_old(db, state):
    long_ago = clock.now() - timedelta(days=900)
    decided = {"decided_at": long_ago, "decided_by": UserFactory(moderator=True)} if state == "complaint" else {}
    ReportFactory(state=state, created_at=long_ago, **decided)

    assert nights(0) == [1]


@pytest.mark.parametrize(("then", "left"), [("confirm_ban", 1), ("refuse_ban", 0)])
def test_ban_that_holds_keeps_its_reasons(talk, then, left):
    filed = reported(talk)
    ban = actions.propose_ban(filed, by=talk.moderator, rule="tone", statement=WORDS)
    getattr(actions, then)(ban, by=UserFactory(moderator=True))
    if then == "refuse_ban":
        actions.decide(filed, by=talk.moderator, measure="warn", rule="tone", statement=WORDS)

    assert nights(184, 366)[-1] == left
    assert Ban.objects.count() == left


def test_second_night_closes_nothing_more(talk):
    actions.decide(reported(talk), by=talk.moderator, measure="none", rule="no_rule", statement=WORDS)

    with clock.frozen(clock.now() + timedelta(days=184)):
        assert [close_old(), close_old()] == [1, 0]
