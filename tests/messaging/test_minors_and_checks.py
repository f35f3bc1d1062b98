"""A firm that loses its check, a writer who is gone by morning, proposals at night: nothing of them reaches a minor."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest

from accounts import actions as people
from accounts.models import Organisation
from core import clock
from messaging import actions, feed, permissions, refusals
from messaging.models import Appointment, Block, Message
from tests.messaging.conftest import NOON

NIGHT, MORNING = NOON.replace(hour=22), NOON.replace(hour=7, minute=1) + timedelta(days=1)


def say(talk, who, body="Guten Tag", key=None):
    return actions.send(talk.conversation, by=getattr(talk, who), body=body, client_key=key or uuid4())


def together(talk, who, body="Guten Tag"):
    """The same by the way of many letters; None where it is left to `send`."""
    letter = actions.Letter(getattr(talk, who), talk.conversation.public_id, body, uuid4())
    return actions.send_together([letter]).get(letter)


def lose_check(talk, state="changes_in_review"):
    Organisation.objects.filter(pk=talk.conversation.organisation_id).update(verification=state)


def test_a_minor_writes_nothing_to_a_firm_that_is_not_checked(minor_talk, noon):
    say(minor_talk, "pupil")
    for state, who in product(["unverified", "in_review", "changes_in_review", "rejected"], ["pupil", "owner"]):
        lose_check(minor_talk, state)
        with pytest.raises(refusals.Blocked):
            say(minor_talk, who)
        assert together(minor_talk, who) is None
    assert Message.objects.count() == 1


def test_an_adult_does(talk, noon):
    lose_check(talk)

    assert say(talk, "pupil").seq == 1
    assert together(talk, "pupil").seq == 2


def test_a_minor_does_where_the_firm_is_checked(minor_talk, noon):
    assert together(minor_talk, "pupil").seq == 1


def stand(talk, state, side):
    """Bring the conversation into a state, blocked by one side or by none."""
    Block.objects.all().delete()
    type(talk.conversation).objects.filter(pk=talk.conversation.pk).update(state=state)
    if side:
        Block.objects.create(pupil=talk.pupil, organisation=talk.conversation.organisation, side=side, by=talk.pupil)
    talk.conversation.refresh_from_db()


def may_alone(talk, who):
    try:
        return permissions.writing_refusal(getattr(talk, who), talk.conversation, at=clock.now()) is None
    except refusals.NotIn:
        return False


def test_many_letters_ask_the_rule_that_one_letter_asks(talk, noon):
    """Whatever goes by the short way goes by the long one too."""
    states, sides = ["open", "frozen", "paused", "closed"], [None, *Block.Side.values]
    went = set()
    for state, side, who in product(states, sides, ["pupil", "owner", "colleague", "stranger", "moderator"]):
        stand(talk, state, side)
        if together(talk, who) is not None:
            went.add((state, side, who))
            assert may_alone(talk, who), (state, side, who)

    assert {("open", None, "pupil"), ("open", None, "owner")} <= went


def held(talk):
    say(talk, "pupil")
    with clock.frozen(NIGHT):
        return say(talk, "owner", "Bis morgen")


def test_words_of_the_night_wait_while_the_firm_is_not_checked(minor_talk, noon):
    words = held(minor_talk)
    lose_check(minor_talk)
    with clock.frozen(MORNING):
        assert actions.release_held() == 0
        lose_check(minor_talk, "verified")
        assert actions.release_held() == 1
    words.refresh_from_db()
    assert words.seq == 2


def test_words_of_a_banned_person_never_arrive(minor_talk, noon):
    held(minor_talk)
    people.bans.ban(minor_talk.owner, by=minor_talk.moderator, reason="Regel 1")

    with clock.frozen(MORNING):
        assert actions.release_held() == 0

    assert not Message.objects.held().exists()
    assert [item["body"] for item in feed.read(minor_talk.pupil, minor_talk.conversation.public_id, after=0).items] == [
        "Guten Tag"
    ]


def test_words_of_somebody_who_left_never_arrive_and_block_nobody(minor_talk, noon):
    held(minor_talk)
    minor_talk.owner.memberships.update(ends_on=clock.today() - timedelta(days=1), state="ended")

    with clock.frozen(MORNING):
        assert actions.release_held() == 0
    assert permissions.unanswered(minor_talk.conversation) == 0


def propose(talk, who="owner", **fields):
    values = {"starts_at": NOON + timedelta(days=3), "minutes": 60, "place": "site", "purpose": "talk", **fields}
    return actions.propose_appointment(talk.conversation, by=getattr(talk, who), client_key=uuid4(), **values)


def test_no_proposal_to_a_minor_at_night(minor_talk, noon):
    say(minor_talk, "pupil")
    with clock.frozen(NIGHT), pytest.raises(refusals.Limited):
        propose(minor_talk)
    with clock.frozen(NIGHT):
        propose(minor_talk, "pupil")

    assert Appointment.objects.count() == 1


def test_no_proposal_to_a_minor_while_nobody_has_duty(minor_talk, noon, settings):
    settings.DUTY_ROSTER = True

    with pytest.raises(refusals.Limited):
        propose(minor_talk)


def test_three_proposals_wait_for_an_answer(minor_talk, talk, noon):
    for _time in range(3):
        propose(minor_talk)
    with pytest.raises(refusals.NotFirst):
        propose(minor_talk)
    say(minor_talk, "pupil", "Mittwoch passt.")

    assert propose(minor_talk).state == "proposed"
    for _time in range(4):
        propose(talk)
