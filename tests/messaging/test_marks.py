"""Delivered and read: marks that only rise, told to the others; epochs of a restored backup."""

from io import StringIO
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command

from messaging import actions, calls, refusals
from messaging.models import Conversation, Participation
from tests.sockets import Tab


def say(talk, who="pupil"):
    return actions.send(talk.conversation, by=getattr(talk, who), body="Hallo", client_key=uuid4())


def test_delivered_mark_only_rises_and_never_beyond_the_last(talk, noon):
    say(talk)
    say(talk)

    for seq in (1, 99, 0):
        actions.mark_delivered(talk.conversation, by=talk.owner, seq=seq)

    seat = Participation.objects.get(conversation=talk.conversation, user=talk.owner)
    assert (seat.delivered_seq, seat.read_seq) == (2, 0)
    assert calls.marks(talk.pupil, talk.conversation.public_id) == {"read": {}, "delivered": {"firm": 2}}
    assert calls.marks(talk.stranger, talk.conversation.public_id) == {"read": {}, "delivered": {}}
    with pytest.raises(refusals.NotIn):
        actions.mark_delivered(talk.conversation, by=talk.stranger, seq=1)


@pytest.mark.parametrize(
    ("delivered", "read", "shown", "words"),
    [(0, 0, True, "gesendet"), (1, 0, True, "zugestellt"), (1, 1, False, "zugestellt"), (1, 1, True, "gelesen")],
)
def test_page_says_how_far_a_message_came(talk, noon, enter, delivered, read, shown, words):
    say(talk)
    seat = Participation.objects.filter(conversation=talk.conversation, user=talk.owner)
    seat.update(delivered_seq=delivered, read_seq=read, shows_read=shown)

    page = enter(talk.pupil).get(talk.conversation.get_absolute_url()).content.decode()

    assert f"<span data-state>{words}</span>" in page


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_sender_hears_that_the_other_device_holds_it(live, enter):
    c = str(live.conversation.public_id)
    await sync_to_async(say)(live)
    sender, reader = Tab(await sync_to_async(enter)(live.pupil)), Tab(await sync_to_async(enter)(live.owner))
    await sender.hello({c: 1})
    await reader.hello({c: 0})

    await reader.send({"t": "got", "c": c, "seq": 1})

    assert await sender.until("marks") == {"t": "marks", "c": c, "read": {}, "delivered": {"firm": 1}}
    await sender.close()
    await reader.close()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_new_epoch_is_told_at_the_next_connection(live, enter):
    c, client = str(live.conversation.public_id), await sync_to_async(enter)(live.pupil)
    before = Tab(client)
    first = (await before.hello({c: 0}))["epochs"]
    await before.close()
    poll = await sync_to_async(client.get)(f"/nachrichten/{c}/eintraege/?after=0")

    said = StringIO()
    await sync_to_async(call_command)("conversations_epoch", stdout=said)

    after = Tab(client)
    second = (await after.hello({c: 0}))["epochs"]
    again = await sync_to_async(client.get)(
        f"/nachrichten/{c}/eintraege/?after=0", headers={"If-None-Match": poll["ETag"]}
    )
    now = await Conversation.objects.aget(public_id=c)
    assert first != second == {c: str(now.epoch)} == {c: again.json()["epoch"]}
    assert said.getvalue().startswith("2 conversations")
    await after.close()
