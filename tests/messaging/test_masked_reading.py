"""Contact data stays stored and is hidden from the other side until the pupil shares it."""

from uuid import uuid4

import pytest

from messaging import actions, feed, masking, subjects
from messaging.models import ContactShare, Message
from tests.factories.messaging import MessageFactory

HIDDEN = "[Kontaktdaten – noch nicht freigegeben]"
NUMBER = "0176 12345678"


def say(talk, body, who="pupil"):
    return actions.send(talk.conversation, by=getattr(talk, who), body=body, client_key=uuid4())


def heard(talk, who):
    """Bodies of all items as this person gets them over socket and poll."""
    found = feed.read(getattr(talk, who), talk.conversation.public_id, after=0)
    return [item["body"] for item in found.items]


@pytest.fixture
def applied(monkeypatch):
    """The conversation is about a sent application."""
    monkeypatch.setattr(
        subjects, "_providers", [lambda keys: {key: subjects.Subject("Bewerbung", "/", "", level=2) for key in keys}]
    )


@pytest.mark.parametrize(
    ("sender", "reader", "text"),
    [
        ("pupil", "pupil", f"Ruf an: {NUMBER}"),
        ("pupil", "owner", f"Ruf an: {HIDDEN}"),
        ("owner", "pupil", f"Ruf an: {HIDDEN}"),
        ("owner", "owner", f"Ruf an: {NUMBER}"),
    ],
)
def test_each_side_reads_only_its_own_contact_data(talk, noon, sender, reader, text):
    say(talk, f"Ruf an: {NUMBER}", sender)

    assert heard(talk, reader) == [text]
    assert Message.objects.get().body == f"Ruf an: {NUMBER}"


def test_pages_and_inbox_hide_it_too(talk, noon, enter):
    say(talk, f"Ruf an: {NUMBER}")

    for address in (talk.conversation.get_absolute_url(), "/nachrichten/"):
        page = enter(talk.owner).get(address).content.decode()
        assert (NUMBER in page, HIDDEN in page) == (False, True), address


def test_an_edit_is_read_where_its_text_stands(talk, noon):
    """Pieces put in order by an edit: what is read is the first piece as it is now, then the second."""
    first = say(talk, "Guten Morgen")
    say(talk, "1234 5678")
    actions.edit(first, by=talk.pupil, body="0176", client_key=uuid4())

    texts = [body for body in heard(talk, "owner") if body]
    assert not [body for body in texts if "1234" in body or "0176" in body], texts
    assert Message.objects.get(pk=first.pk).body == "0176"


def test_a_later_piece_hides_an_edited_one_too(talk, noon):
    first = say(talk, "Guten Morgen")
    actions.edit(first, by=talk.pupil, body="0176 12", client_key=uuid4())
    assert heard(talk, "owner") == ["0176 12", "0176 12"]

    say(talk, "345678")

    assert heard(talk, "owner") == [HIDDEN, HIDDEN, HIDDEN]


def test_a_number_in_pieces_is_hidden_with_its_earlier_pieces(talk, noon):
    for piece in ("0176", "dann 1234", "Wie wird das Wetter?", "5678"):
        say(talk, piece)
    assert heard(talk, "owner")[2] == "Wie wird das Wetter?"

    for piece in ("0151", "234", "56789"):
        say(talk, piece)

    assert heard(talk, "owner")[-3:] == [HIDDEN] * 3
    assert heard(talk, "pupil")[-3:] == ["0151", "234", "56789"]


def test_marks_of_an_earlier_wording_do_not_open_a_later_one(talk, noon):
    message = say(talk, f"{NUMBER} ruf an")
    Message.objects.filter(pk=message.pk).update(body=f"Meld dich unter {NUMBER}")

    assert heard(talk, "owner") == [f"Meld dich unter {HIDDEN}"]


def test_text_without_marks_is_looked_at_when_read(talk, noon):
    MessageFactory(conversation=talk.conversation, body="max.muster (at) gmx punkt de")

    assert heard(talk, "owner") == [HIDDEN]


def test_shared_telephone_opens_numbers_and_no_mail(talk, noon, applied):
    say(talk, f"{NUMBER} oder max@gmx.de")
    ContactShare.objects.create(pupil=talk.pupil, organisation=talk.conversation.organisation, field="phone")

    assert heard(talk, "owner") == [f"{NUMBER} oder {HIDDEN}"]


def test_share_counts_only_with_an_application(talk, noon):
    say(talk, NUMBER)
    ContactShare.objects.create(pupil=talk.pupil, organisation=talk.conversation.organisation, field="phone")

    assert masking.open_fields(talk.conversation) == frozenset()
    assert heard(talk, "owner") == [HIDDEN]


@pytest.mark.parametrize("number", [1, 3])
def test_reading_hidden_parts_costs_a_fixed_number_of_queries(talk, noon, django_assert_num_queries, number):
    for _n in range(number):
        say(talk, NUMBER)
    rows = list(Message.objects.select_related("conversation").order_by("seq"))

    with django_assert_num_queries(1):  # what the pupil opened to this organisation
        masking.prepare(rows, talk.owner)
        assert [masking.body_for(row, talk.owner) for row in rows] == [HIDDEN] * number


def test_own_pages_are_no_secret(talk, noon, settings):
    link = f"{settings.BASE_URL}/plaetze/12/"
    say(talk, f"Geht es um {link}?")

    assert heard(talk, "owner") == [f"Geht es um {link}?"]


def test_what_a_long_text_hid_before_stays_hidden_when_its_end_turns_out_to_be_a_piece(talk, noon):
    long = "Morgen setzen wir das Fenster. " * 30
    say(talk, f"{NUMBER} {long}und mein anderes fängt an mit 0175")

    say(talk, "7654321 so geht es weiter")

    assert heard(talk, "owner") == [
        f"{HIDDEN} {long}und mein anderes fängt an mit {HIDDEN}",
        f"{HIDDEN} so geht es weiter",
    ]
