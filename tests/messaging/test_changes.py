"""Changing and deleting own messages: items with a number, tombstones, one key once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core import clock
from messaging import actions, feed, refusals
from messaging.models import Message
from tests.messaging.conftest import NOON

NIGHT = datetime(2026, 11, 23, 21, 30, tzinfo=clock.BERLIN)


def send(talk, who="pupil", body="Hallo"):
    return actions.send(talk.conversation, by=getattr(talk, who), body=body, client_key=uuid4())


def shown(talk, who):
    found = feed.read(getattr(talk, who), talk.conversation.public_id, after=0)
    return [(item["seq"], item["kind"], item["body"], item["target"]) for item in found.items]


def test_an_edit_is_an_item_and_the_new_words_stand_in_the_old_place(talk, noon):
    first = send(talk, body="Um acht?")

    item = actions.edit(first, by=talk.pupil, body="Um neun?", client_key=uuid4())

    assert (item.seq, item.target_id) == (2, first.pk)
    assert shown(talk, "owner") == [(1, "text", "Um neun?", None), (2, "edit", "Um neun?", 1)]
    first.refresh_from_db()
    assert (first.original, first.edited_at) == ("Um acht?", clock.now())


def test_a_deleted_text_leaves_every_reader_and_keeps_its_number(talk, noon):
    first = send(talk, body="Das war zu viel")
    actions.edit(first, by=talk.pupil, body="Das war viel zu viel", client_key=uuid4())

    actions.redact(first, by=talk.pupil, client_key=uuid4())

    assert shown(talk, "owner") == [(1, "text", None, None), (2, "edit", None, 1), (3, "redact", None, 1)]
    assert not Message.objects.filter(body__contains="viel").exists()
    assert not Message.objects.filter(original__contains="viel").exists()


def test_the_same_key_changes_once(talk, noon):
    first, key, other = send(talk), uuid4(), uuid4()

    edits = [actions.edit(first, by=talk.pupil, body="Neu", client_key=key) for _time in range(2)]
    with pytest.raises(refusals.KeyReused):
        actions.edit(first, by=talk.pupil, body="Anders", client_key=key)
    gone = [actions.redact(first, by=talk.pupil, client_key=one) for one in (other, other, uuid4())]

    assert edits[0] == edits[1]
    assert gone[0] == gone[1] == gone[2]
    assert Message.objects.filter(conversation=talk.conversation).count() == 3


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger", "other_pupil", "moderator"])
def test_nobody_changes_the_words_of_others(talk, noon, who):
    first = send(talk)

    for change in (
        lambda: actions.edit(first, by=getattr(talk, who), body="Fremd", client_key=uuid4()),
        lambda: actions.redact(first, by=getattr(talk, who), client_key=uuid4()),
    ):
        with pytest.raises(refusals.NotIn):
            change()

    assert shown(talk, "pupil") == [(1, "text", "Hallo", None)]


def test_after_ten_minutes_only_deleting_goes(talk):
    with clock.frozen(NOON):
        first = send(talk)
    with clock.frozen(NOON + timedelta(minutes=10, seconds=1)):
        with pytest.raises(refusals.ReadOnly):
            actions.edit(first, by=talk.pupil, body="Neu", client_key=uuid4())
        actions.redact(first, by=talk.pupil, client_key=uuid4())

    assert shown(talk, "owner")[0] == (1, "text", None, None)


def test_words_that_wait_for_the_morning_are_changed_where_they_lie(minor_talk):
    with clock.frozen(NIGHT):
        first, second = send(minor_talk, "owner", "Komm um acht"), send(minor_talk, "owner", "Oder nie")
        actions.edit(first, by=minor_talk.owner, body="Komm um neun", client_key=uuid4())
        actions.redact(second, by=minor_talk.owner, client_key=uuid4())
        assert shown(minor_talk, "pupil") == []
    with clock.frozen(NIGHT + timedelta(hours=10)):
        actions.release_held()

        assert shown(minor_talk, "pupil") == [(1, "text", "Komm um neun", None), (2, "text", None, None)]


def test_no_new_words_reach_a_minor_at_night_by_an_edit(minor_talk):
    with clock.frozen(NIGHT.replace(hour=19, minute=59)):
        first = send(minor_talk, "owner")
    with clock.frozen(NIGHT.replace(hour=20, minute=1)), pytest.raises(refusals.ReadOnly):
        actions.edit(first, by=minor_talk.owner, body="Jetzt noch", client_key=uuid4())


def test_an_edit_does_not_open_earlier_words_to_who_came_later(talk, noon):
    first = send(talk, body="Nur für eine")
    actions.join(talk.conversation, by=talk.colleague)

    actions.edit(first, by=talk.pupil, body="Nur für eine, wirklich", client_key=uuid4())

    assert shown(talk, "colleague") == [(2, "join", shown(talk, "colleague")[0][2], None)]


def test_pages_change_and_delete_without_a_script(talk, noon, enter):
    first = send(talk, body="Um acht?")
    client = enter(talk.pupil)
    edit_url = reverse("messaging:message_edit", args=[talk.conversation.public_id, first.public_id])
    redact_url = reverse("messaging:message_redact", args=[talk.conversation.public_id, first.public_id])

    page = client.get(edit_url).content.decode()
    empty = client.post(edit_url, {"body": "", "client_key": str(uuid4())})
    client.post(edit_url, {"body": "Um neun?", "client_key": str(uuid4())})
    changed = client.get(talk.conversation.get_absolute_url()).content.decode()
    question = client.get(redact_url).content.decode()
    client.post(redact_url, {"client_key": str(uuid4())})
    after = client.get(talk.conversation.get_absolute_url()).content.decode()

    assert "Um acht?" in page
    assert empty.status_code == 422
    assert "Um neun?" in changed
    assert "bearbeitet" in changed
    assert "Um neun?" in question
    assert "Um neun?" not in after
    assert "Nachricht gelöscht" in after


def test_nothing_is_taken_away_while_a_report_is_looked_at(talk, noon, enter):
    """Earlier words may be needed yet; the young person's own are their own."""
    threat, own = send(talk, "owner", "Komm allein."), send(talk)
    actions.freeze(talk.conversation)
    keys = [(talk.conversation.public_id, one.public_id) for one in (threat, own)]
    pages = [reverse("messaging:message_redact", args=found) for found in keys]

    refused = enter(talk.owner).post(pages[0], {"client_key": uuid4()})
    assert (refused.status_code, "Solange eine Meldung geprüft wird" in refused.content.decode()) == (422, True)
    assert enter(talk.pupil).post(pages[1], {"client_key": uuid4()}).status_code == 302
    assert [body for _seq, kind, body, _target in shown(talk, "pupil") if kind == "text"] == ["Komm allein.", None]

    actions.unfreeze(talk.conversation)
    assert enter(talk.owner).post(pages[0], {"client_key": uuid4()}).status_code == 302


def test_a_key_used_elsewhere_is_said_and_deletes_nothing(talk, noon, enter):
    first, key = send(talk), uuid4()
    actions.redact(send(talk), by=talk.pupil, client_key=key)
    page = reverse("messaging:message_redact", args=[talk.conversation.public_id, first.public_id])

    assert enter(talk.pupil).post(page, {"client_key": key}).status_code == 422
    assert Message.objects.get(pk=first.pk).body == "Hallo"


@pytest.mark.parametrize("name", ["message_edit", "message_redact"])
@pytest.mark.parametrize("who", ["owner", "colleague", "stranger"])
def test_pages_of_others_are_not_there(talk, noon, enter, name, who):
    first = send(talk)
    address = reverse(f"messaging:{name}", args=[talk.conversation.public_id, first.public_id])

    client = enter(getattr(talk, who))

    assert client.get(address).status_code == 404
    assert client.post(address, {"body": "x", "client_key": str(uuid4())}).status_code == 404
