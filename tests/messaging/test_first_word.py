"""The pupil always comes first: 10,000 random sequences of acts, walked on what the real code did.

Every act is tried for real once in every situation that can be reached, each in a savepoint that is rolled back. That
gives a table (situation, act) -> (situation, whether words of the firm reached the minor); the sequences walk on it.
"""

import random
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock
from messaging import actions, permissions, refusals
from messaging.models import Block, Conversation, ConversationEvent, Message
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.messaging import ConversationFactory, MessageFactory
from tests.messaging.conftest import NOON

SEQUENCES, LENGTH = 10_000, 12
ACTS_OF_THE_PUPIL = frozenset({"pupil opens", "pupil asks"})


class Undone(Exception):
    """Leaves a savepoint so that nothing of it stays."""


def acts(world):
    """Everything that people, the house and the clock can do, by name."""
    talk = Conversation.objects.filter(pupil=world.pupil).order_by("pk").first()

    def send(person):
        if talk is not None:
            actions.send(talk, by=person, body="Hallo", client_key=uuid4())

    def opening(person, body=""):
        actions.open_conversation(by=person, organisation=world.firm, body=body, client_key=uuid4())

    def on_talk(act, **more):
        if talk is not None:
            act(talk, **more)

    return {
        "pupil opens": lambda: opening(world.pupil) if talk is None else None,
        "pupil asks": lambda: opening(world.pupil, "Darf ich schnuppern?") if talk is None else None,
        "pupil sends": lambda: send(world.pupil),
        "firm opens": lambda: opening(world.owner),
        "firm opens with words": lambda: opening(world.owner, "Hallo du"),
        "firm sends": lambda: send(world.owner),
        "colleague sends": lambda: send(world.colleague),
        "stranger sends": lambda: send(world.stranger),
        "firm joins": lambda: on_talk(actions.join, by=world.colleague),
        "pupil blocks": lambda: on_talk(actions.block, by=world.pupil),
        "pupil unblocks": lambda: on_talk(actions.unblock, by=world.pupil),
        "firm unblocks": lambda: on_talk(actions.unblock, by=world.owner),
        "house freezes": lambda: on_talk(actions.freeze),
        "house unfreezes": lambda: on_talk(actions.unfreeze),
        "pupil pauses": lambda: actions.pause_for(world.pupil, reason="pause"),
        "pupil closes": lambda: on_talk(actions.close, by=world.pupil),
        "morning comes": actions.release_held,
    }


def situation(world):
    """What can make a difference for the next act."""
    talk = Conversation.objects.filter(pupil=world.pupil).order_by("pk").first()
    if talk is None:
        return ("nothing",)
    blocks = tuple(Block.objects.between(world.pupil, world.firm).order_by("side").values_list("side", flat=True))
    held = min(Message.objects.held().count(), 1)
    return (talk.state, min(permissions.unanswered(talk), 3), blocks, held)


def learn(world, table, seen):
    """Try every act in the present situation for real; go on from situations not seen before."""
    here = situation(world)
    seen.add(here)
    for name in acts(world):
        with suppress(Undone), transaction.atomic():
            before = set(Message.objects.filter(role="firm", seq__isnull=False).values_list("pk", flat=True))
            with suppress(refusals.Refused, refusals.WrongStep, PermissionDenied):
                acts(world)[name]()
            after = Message.objects.filter(role="firm", kind="text", seq__isnull=False).exclude(pk__in=before)
            table[here, name] = (situation(world), after.exists())
            check_rows(after)
            if situation(world) not in seen:
                learn(world, table, seen)
            raise Undone


def check_rows(words):
    """Each word of the firm stands in a conversation that this pupil opened."""
    for message in words.select_related("conversation").order_by("pk"):
        first = ConversationEvent.objects.filter(conversation=message.conversation).earliest("pk")
        assert (first.by_id, first.before) == (message.conversation.pupil_id, "")
        assert message.sender_id != message.conversation.pupil_id


def walk(table, seed):
    """Acts up to the first word of the firm, in one random sequence; None if it never speaks."""
    chance = random.Random(seed)  # noqa: S311 -- a replayable walk, no secret
    here, done = ("nothing",), []
    names = sorted({name for _where, name in table})
    for _step in range(LENGTH):
        name = chance.choice(names)
        done.append(name)
        here, spoke = table[here, name]
        if spoke:
            return done
    return None


def made():
    firm = OrganisationFactory(verified=True)
    return SimpleNamespace(
        pupil=UserFactory(pupil_16=True, joined_at=NOON - timedelta(days=9)),
        firm=firm,
        owner=MembershipFactory(organisation=firm).user,
        colleague=MembershipFactory(organisation=firm, staff=True).user,
        stranger=MembershipFactory(organisation=OrganisationFactory(verified=True)).user,
    )


def test_no_word_of_a_firm_without_an_earlier_act_of_the_pupil(db):
    table = {}
    with clock.frozen(NOON):
        learn(made(), table, set())

    spoken = [walk(table, seed) for seed in range(SEQUENCES)]

    assert [done for done in spoken if done and not ACTS_OF_THE_PUPIL & set(done)] == []
    assert sum(done is not None for done in spoken) >= SEQUENCES / 100, "the firm hardly ever speaks: nothing is shown"
    for (here, name), (_there, spoke) in table.items():
        if spoke:
            state, unanswered, blocks, _held = here
            assert (state, blocks, unanswered < 3) == ("open", (), True), name
            assert name in {"firm sends", "colleague sends"}


def test_the_check_notices_a_firm_that_opened(db):
    """Negative control: a conversation that the firm began, and a table in which it speaks first."""
    world = made()
    talk = ConversationFactory(pupil=world.pupil, organisation=world.firm, owner=world.owner)
    ConversationEvent.objects.create(conversation=talk, by=world.owner, before="", after="open")
    MessageFactory(conversation=talk, sender=world.owner, role="firm")
    table = {(("nothing",), "firm opens with words"): (("open", 1, (), 0), True)}

    with pytest.raises(AssertionError):
        check_rows(Message.objects.filter(role="firm"))
    assert walk(table, 1) == ["firm opens with words"]
