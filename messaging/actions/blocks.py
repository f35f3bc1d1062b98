"""Blocking a whole organisation, or a young person by an organisation, and lifting it again."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts import actions as accounts
from core import clock
from messaging import broadcast, permissions, refusals
from messaging.actions import items
from messaging.models import Block, Conversation, Message, Participation
from messaging.signals import pair_blocked


@transaction.atomic
def block(conversation: Conversation, *, by: Any) -> Block:
    """Stop everything between the two sides of a conversation, for all people of the organisation.

    The other side reads only that the conversation ended. Words that wait for the morning never arrive. Blocking twice
    is blocking once; raises NotIn for anybody who is neither the pupil nor answers for the organisation.
    """
    side = _side(conversation, by)
    if conversation.organisation is None:
        raise refusals.NotIn
    found = _live(conversation, side).first()
    if found is not None:
        return found
    # Under the locks of all conversations of the pair: no message commits behind the block.
    pair = [items.lock(one) for one in _pair(conversation)]
    try:
        with transaction.atomic():
            made = Block.objects.create(
                pupil=conversation.pupil, organisation=conversation.organisation, side=side, by=by
            )
    except IntegrityError:
        return _live(conversation, side).get()
    for one in pair:
        Message.objects.held().filter(conversation=one, role=Participation.Role.FIRM).delete()
        broadcast.changed(one)
    accounts.record("pair_blocked", conversation, by=by, purpose=side)
    pair_blocked.send(Block, block=made)
    return made


@transaction.atomic
def unblock(conversation: Conversation, *, by: Any) -> bool:
    """Lift the own side's block; False when there was none. A block of the other side stays."""
    side = _side(conversation, by)
    if not _live(conversation, side).update(until=clock.now()):
        return False
    accounts.record("pair_unblocked", conversation, by=by, purpose=side)
    for one in _pair(conversation):
        broadcast.changed(one)
    return True


def _side(conversation: Conversation, by: Any) -> str:
    role = permissions.role_of(by, conversation)
    if role not in {Participation.Role.PUPIL, Participation.Role.FIRM}:
        raise refusals.NotIn
    return Block.Side.PUPIL if role == Participation.Role.PUPIL else Block.Side.ORGANISATION


def _live(conversation: Conversation, side: str) -> Any:
    return Block.objects.between(conversation.pupil_id, conversation.organisation_id).filter(side=side)


def _pair(conversation: Conversation) -> Any:
    return Conversation.objects.filter(pupil=conversation.pupil_id, organisation=conversation.organisation_id).order_by(
        "pk"
    )
