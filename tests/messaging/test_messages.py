"""Sending: once a key, numbered without a gap, refused with a reason."""

import threading
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from core import clock
from messaging import actions, refusals
from messaging.models import Conversation, Message
from tests.factories.messaging import ConversationFactory, MessageFactory

NIGHT = datetime(2026, 11, 23, 21, 30, tzinfo=clock.BERLIN)


def send(talk, who="pupil", body="Hallo", key=None):
    return actions.send(talk.conversation, by=getattr(talk, who), body=body, client_key=key or uuid4())


def test_numbers_have_no_gap(talk):
    numbers = [send(talk, who).seq for who in ("pupil", "owner", "pupil", "owner")]

    talk.conversation.refresh_from_db()
    assert (numbers, talk.conversation.last_seq) == ([1, 2, 3, 4], 4)


def test_same_key_and_text_give_the_first_message(talk):
    key = uuid4()

    first, second = send(talk, key=key), send(talk, key=key, body=" Hallo ")

    assert first == second
    assert Message.objects.count() == 1


def test_same_key_and_other_text_is_refused(talk):
    key = uuid4()
    send(talk, key=key)

    with pytest.raises(refusals.KeyReused):
        send(talk, key=key, body="Etwas anderes")

    assert Message.objects.get().body == "Hallo"


def test_same_key_in_another_conversation_is_refused(talk):
    key = uuid4()
    send(talk, key=key)
    other = ConversationFactory(pupil=talk.pupil)

    with pytest.raises(refusals.KeyReused):
        actions.send(other, by=talk.pupil, body="Hallo", client_key=key)


def test_database_refuses_a_second_row_of_one_key(talk):
    """Negative control: the look-up taken away, the constraint alone still stands."""
    first = MessageFactory(conversation=talk.conversation)

    with pytest.raises(IntegrityError, match=r"sender_id|one_message_per_sender_and_key"), transaction.atomic():
        MessageFactory(conversation=talk.conversation, sender=first.sender, client_key=first.client_key)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_the_constraint_a_second_row_would_stand():
    """Negative control: what the constraint prevents does happen once it is gone."""
    first = MessageFactory()
    with without_constraint("one_message_per_sender_and_key"):
        MessageFactory(conversation=first.conversation, sender=first.sender, client_key=first.client_key)
        assert Message.objects.filter(client_key=first.client_key).count() == 2
        Message.objects.exclude(pk=first.pk).delete()


@contextmanager
def without_constraint(name):
    """The table without one constraint, restored afterwards."""
    kept = Message._meta.constraints
    constraint = next(one for one in kept if one.name == name)
    Message._meta.constraints = [one for one in kept if one is not constraint]
    try:
        with connection.schema_editor() as editor:
            editor.remove_constraint(Message, constraint)
        yield
    finally:
        Message._meta.constraints = kept
        with connection.schema_editor() as editor:
            editor.add_constraint(Message, constraint)


@pytest.mark.parametrize("who", ["stranger", "other_pupil", "moderator"])
def test_stranger_writes_nothing(talk, who):
    with pytest.raises(PermissionDenied):
        send(talk, who)

    assert Message.objects.count() == 0


def test_closed_conversation_takes_nothing(talk):
    actions.close(talk.conversation)

    with pytest.raises(refusals.Closed) as refusal:
        send(talk)

    assert refusal.value.code == "closed"


@pytest.mark.parametrize(("body", "code"), [("", "too_long"), ("\u200b \u202e", "too_long"), ("a" * 4001, "too_long")])
def test_empty_and_too_long_texts_are_refused(talk, body, code):
    with pytest.raises(refusals.Refused) as refusal:
        send(talk, body=body)

    assert refusal.value.code == code


def test_control_and_direction_characters_are_taken_out(talk):
    assert send(talk, body="Ha\u202ello\x00\u200b <b>du</b>").body == "Hallo <b>du</b>"


def known_since(person, days):
    """The same person, with an account that is so many days old."""
    person.joined_at = clock.now() - timedelta(days=days)
    person.save(update_fields=["joined_at"])
    return person


@pytest.mark.parametrize(("days", "allowed"), [(0, 20), (2, 60)])
def test_limit_a_minute_is_lower_on_the_first_day(talk, noon, days, allowed):
    known_since(talk.pupil, days)
    for _number in range(allowed):
        send(talk)

    with pytest.raises(refusals.Limited) as refusal:
        send(talk)

    assert refusal.value.retry_after == 60


def test_rollback_leaves_neither_row_nor_hole(talk):
    with suppress(ZeroDivisionError), transaction.atomic():
        send(talk)
        raise ZeroDivisionError
    after = send(talk)

    assert (Message.objects.count(), after.seq) == (1, 1)


def test_firm_waits_after_three_messages_to_a_minor(minor_talk, noon):
    for number in range(3):
        send(minor_talk, "owner", body=f"Frage {number}")

    with pytest.raises(refusals.NotFirst):
        send(minor_talk, "owner")
    send(minor_talk, "pupil")

    assert send(minor_talk, "owner").seq == 5


def test_firm_may_write_more_to_an_adult(talk, noon):
    assert [send(talk, "owner").seq for _number in range(5)] == [1, 2, 3, 4, 5]


def test_frozen_stops_the_firm_and_not_the_pupil(talk):
    actions.freeze(talk.conversation)

    with pytest.raises(refusals.Blocked):
        send(talk, "owner")

    assert send(talk, "pupil").seq == 1


def test_firm_words_to_a_minor_wait_for_the_morning(minor_talk):
    with clock.frozen(NIGHT):
        held = send(minor_talk, "owner", body="Gute Nacht")
        pupil = send(minor_talk, "pupil", body="Ich schreibe noch")
        again = send(minor_talk, "owner", body="Gute Nacht", key=held.client_key)
        early = actions.release_held()
    with clock.frozen(NIGHT + timedelta(hours=9, minutes=30)):
        morning = actions.release_held()
        again_later = actions.release_held()

    held.refresh_from_db()
    assert (held.held_until, again, early, morning, again_later) == (
        datetime(2026, 11, 24, 7, tzinfo=clock.BERLIN),
        held,
        0,
        1,
        0,
    )
    assert (pupil.seq, held.seq) == (1, 2)


def test_what_waited_comes_before_what_is_written_in_the_morning(minor_talk):
    with clock.frozen(NIGHT):
        held = send(minor_talk, "owner", body="Von gestern")
    with clock.frozen(NIGHT + timedelta(hours=9, minutes=31)):
        fresh = send(minor_talk, "owner", body="Von heute")

    held.refresh_from_db()
    assert (held.seq, fresh.seq) == (1, 2)


def test_removed_text_leaves_a_tombstone(talk):
    message = send(talk, body="Schreib mir privat")

    with pytest.raises(PermissionDenied):
        actions.remove(message, by=talk.owner)
    actions.remove(message, by=talk.moderator)

    message.refresh_from_db()
    rows = list(Message.objects.order_by("seq").values_list("seq", "kind", "body", "target"))
    assert rows == [(1, "text", "", None), (2, "hold", "", message.pk)]
    assert send(talk, body="Schreib mir privat", key=message.client_key) == message


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_parallel_senders_get_numbers_without_a_gap():
    conversation = ConversationFactory()
    pupil = known_since(conversation.pupil, days=2)

    def work() -> None:
        try:
            for _number in range(10):
                actions.send(conversation, by=pupil, body="Hallo", client_key=uuid4())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = list(Message.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, 41))
    assert Conversation.objects.get().last_seq == 40
