"""The check from outside sees gaps and duplicates."""

import json

import pytest
from django.core.management import call_command

from messaging.models import Message
from tests.factories.messaging import ConversationFactory, MessageFactory


def run(capsys, *args):
    try:
        call_command("messages_audit", *args)
        code = 0
    except SystemExit as end:
        code = end.code
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_whole_conversation_passes(db, capsys):
    conversation = ConversationFactory()
    for _number in range(3):
        MessageFactory(conversation=conversation)

    code, findings = run(capsys)

    assert code == 0
    assert {key: findings[0][key] for key in ("last_seq", "messages", "gaps", "duplicate_keys")} == {
        "last_seq": 3,
        "messages": 3,
        "gaps": 0,
        "duplicate_keys": 0,
    }


def test_gap_turns_red(db, capsys):
    conversation = ConversationFactory()
    for _number in range(3):
        MessageFactory(conversation=conversation)
    Message.objects.filter(seq=2).delete()

    code, findings = run(capsys, "--conversation", str(conversation.public_id))

    assert (code, findings[0]["gaps"]) == (1, 1)


@pytest.mark.parametrize("field", ["body", "role"])
def test_fingerprint_follows_words_and_sender(db, capsys, field):
    message = MessageFactory()
    before = run(capsys)[1][0]["sha256"]
    setattr(message, field, "firm")
    message.save()

    assert run(capsys)[1][0]["sha256"] != before
