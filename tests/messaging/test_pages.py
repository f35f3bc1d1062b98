"""Pages: who sees them, what a form keeps, what happens without script and socket."""

from uuid import uuid4

import pytest

from accounts.actions import organisations
from core import clock
from messaging import actions
from messaging.models import Message, Notification
from messaging.subjects import Subject
from tests.factories.messaging import ConversationFactory, MessageFactory, NotificationFactory
from tests.messaging.conftest import NOON
from tests.messaging.doing import INSIDE, PEOPLE, page_of, url


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", ["conversation_page", "conversation_items"])
def test_conversation_is_for_its_people(talk, enter, who, name):
    MessageFactory(conversation=talk.conversation, body="Nur für uns")

    answer = enter(getattr(talk, who)).get(url(name, talk.conversation.public_id))

    assert answer.status_code == (200 if who in INSIDE else 404)
    assert (b"Nur f" in answer.content) == (who in {"pupil", "owner"})


@pytest.mark.parametrize("who", PEOPLE)
def test_writing_pages_answer_404_to_strangers(talk, enter, who):
    client, target = enter(getattr(talk, who)), talk.conversation.public_id

    codes = [
        client.post(page_of(talk), {"body": "Hallo", "client_key": uuid4()}).status_code,
        client.post(url("conversation_read", target)).status_code,
        client.post(url("conversation_join", target)).status_code,
    ]

    assert codes == ([302, 302, 302] if who in INSIDE else [404, 404, 404])


@pytest.mark.parametrize("who", PEOPLE)
def test_only_the_pupil_ends_a_conversation(talk, enter, who):
    client = enter(getattr(talk, who))
    address = url("conversation_close", talk.conversation.public_id)

    codes = (client.get(address).status_code, client.post(address).status_code)

    talk.conversation.refresh_from_db()
    assert codes == ((200, 302) if who == "pupil" else (404, 404))
    assert talk.conversation.state == ("closed" if who == "pupil" else "open")


@pytest.mark.parametrize("name", ["conversation_list", "notification_list", "moderation", "conversation_read_all"])
def test_visitors_sign_in_first(db, client, name):
    assert client.get(url(name)).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_asks_a_fixed_number_of_queries(talk, enter, count, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("messaging.subjects._providers", [])  # those above count their own
    for _number in range(count - 1):
        other = ConversationFactory(pupil=talk.pupil)
        MessageFactory(conversation=other)
    MessageFactory(conversation=talk.conversation)
    client = enter(talk.pupil)
    client.get(url("conversation_list"))

    with django_assert_max_num_queries(14) as queries:
        assert client.get(url("conversation_list")).status_code == 200

    seen = [query["sql"] for query in queries.captured_queries if "messaging_" in query["sql"]]
    assert len(seen) == 6  # menu counter, page count, rows, seats with unread, newest words, unread for the tab


@pytest.mark.parametrize("tab", ["", "neu", "beendet", "quatsch"])
def test_tabs_show_their_part(talk, enter, tab):
    MessageFactory(conversation=talk.conversation)
    ended = ConversationFactory(pupil=talk.pupil, closed=True)

    page = enter(talk.owner).get(url("conversation_list"), {"stand": tab}).content.decode()

    assert (str(talk.conversation.public_id) in page) == (tab != "beendet")
    assert str(ended.public_id) not in page


def test_form_sends_and_leads_to_the_message(talk, enter):
    answer = enter(talk.pupil).post(page_of(talk), {"body": "Hallo <b>du</b>", "client_key": uuid4()})

    assert answer.url == f"{page_of(talk)}#n-1"
    page = enter(talk.owner).get(page_of(talk)).content.decode()
    assert "Hallo &lt;b&gt;du&lt;/b&gt;" in page
    assert "Darf" not in page


def test_double_submit_writes_once(talk, enter):
    client, fields = enter(talk.pupil), {"body": "Hallo", "client_key": uuid4()}

    codes = [client.post(page_of(talk), fields).status_code for _number in range(2)]

    assert (codes, Message.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize("body", ["", "a" * 4001])
def test_refused_text_stays_in_the_field(talk, enter, body):
    answer = enter(talk.pupil).post(page_of(talk), {"body": body, "client_key": uuid4()})

    assert answer.status_code == 422
    assert body in answer.content.decode()
    assert "id_body_error" in answer.content.decode()


def test_closed_conversation_keeps_the_text_and_says_why(talk, enter):
    actions.close(talk.conversation)

    answer = enter(talk.owner).post(page_of(talk), {"body": "Noch ein Satz", "client_key": uuid4()})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dieses Gespräch ist beendet." in page
    assert "Noch ein Satz" in page
    # Readable without any script: words in a hidden form would be lost to whoever typed them.
    form = page[page.index("data-writing") : page.index(">", page.index("data-writing"))]
    assert "hidden" not in form
    later = enter(talk.owner).get(page_of(talk)).content.decode()
    assert "hidden" in later[later.index("data-writing") : later.index(">", later.index("data-writing"))]


def test_fetch_gets_ack_and_nack(talk, enter):
    client, key = enter(talk.pupil), str(uuid4())

    ack = client.post(page_of(talk), {"body": "Hallo", "client_key": key}, headers={"Accept": "application/json"})
    nack = client.post(page_of(talk), {"body": "Anders", "client_key": key}, headers={"Accept": "application/json"})

    assert (ack.json()["t"], ack.json()["k"], ack.json()["seq"]) == ("ack", key, 1)
    assert (nack.status_code, nack.json()["code"]) == (422, "key_reused")


def test_poll_gives_items_and_then_304_without_reading_rows(talk, enter, django_assert_max_num_queries):
    MessageFactory(conversation=talk.conversation, body="Eins")
    client, address = enter(talk.owner), url("conversation_items", talk.conversation.public_id)

    first = client.get(address, {"after": 0})
    with django_assert_max_num_queries(12) as queries:
        second = client.get(address, {"after": 0}, headers={"If-None-Match": first["ETag"]})
    MessageFactory(conversation=talk.conversation, body="Zwei")
    third = client.get(address, {"after": 1}, headers={"If-None-Match": first["ETag"]})

    assert [item["body"] for item in first.json()["items"]] == ["Eins"]
    assert second.status_code == 304
    assert not [query for query in queries.captured_queries if "body" in query["sql"]]
    assert [item["body"] for item in third.json()["items"]] == ["Zwei"]
    assert {answer["Cache-Control"] for answer in (first, second, third)} == {"no-store"}


@pytest.mark.parametrize("after", ["", "-1", "x", "1.5", "9" * 5000])
def test_poll_with_nonsense_is_404(talk, enter, after):
    address = url("conversation_items", talk.conversation.public_id)

    assert enter(talk.owner).get(address, {"after": after}).status_code == 404


@pytest.mark.parametrize("number", ["x", "9" * 30, "9" * 5000])
def test_page_with_a_number_that_cannot_be_is_the_page(talk, enter, number):
    client = enter(talk.owner)

    assert client.get(page_of(talk), {"vor": number}).status_code == 200
    assert client.post(url("conversation_read", talk.conversation.public_id), {"seq": number}).status_code == 302


def test_looking_does_not_mark_as_read(talk, enter):
    MessageFactory(conversation=talk.conversation)
    client = enter(talk.owner)

    client.get(page_of(talk))
    before = talk.conversation.participations.get(user=talk.owner).read_seq
    client.post(url("conversation_read", talk.conversation.public_id), {"seq": "1"})

    assert (before, talk.conversation.participations.get(user=talk.owner).read_seq) == (0, 1)


def test_address_of_the_socket(talk, enter, client):
    stranger, person = client.get(url("connection")), enter(talk.pupil).get(url("connection"))

    assert stranger.status_code == 401
    assert person.json()["socket"] == "ws://testserver/ws/nachrichten/"
    assert len(person.json()["ticket"]) > 40
    assert person["Cache-Control"] == "no-store"


def test_night_is_announced(minor_talk, enter):
    with clock.frozen(NOON.replace(hour=21)):
        pupil = enter(minor_talk.pupil).get(page_of(minor_talk)).content.decode()
        firm = enter(minor_talk.owner)
        firm.post(page_of(minor_talk), {"body": "Gute Nacht", "client_key": uuid4()})
        page = firm.get(page_of(minor_talk)).content.decode()
        quiet = enter(minor_talk.pupil).get(page_of(minor_talk)).content.decode()

    assert "Nachtruhe von 20 bis 7 Uhr." in pupil
    assert "Wird um 7 Uhr zugestellt" in page
    assert "Gute Nacht" not in quiet


def test_subject_and_level_come_from_above(talk, enter, monkeypatch):
    talk.pupil.first_name, talk.pupil.last_name = "Amira", "Sarikaya"
    talk.pupil.save()
    for level in (1, 2):
        subject = Subject("Schnuppertag", "/tage/1/", "Bestätigt", level=level, suggestions=("Was ziehe ich an?",))
        monkeypatch.setattr("messaging.subjects._providers", [lambda keys, s=subject: dict.fromkeys(keys, s)])
        page = enter(talk.owner).get(page_of(talk)).content.decode()

        assert "Schnuppertag" in page
        assert ("Sarikaya" in page) == (level == 2)
    assert "Was ziehe ich an?" in enter(talk.pupil).get(page_of(talk)).content.decode()


def test_joining_shows_only_what_follows(talk, enter):
    MessageFactory(conversation=talk.conversation, body="Von früher")
    client = enter(talk.colleague)
    before = client.get(page_of(talk)).content.decode()

    client.post(url("conversation_join", talk.conversation.public_id))
    page = client.get(page_of(talk)).content.decode()
    seat = talk.conversation.participations.get(user=talk.colleague)
    enter(talk.pupil).post(url("conversation_share", talk.conversation.public_id, seat.pk))
    shared = client.get(page_of(talk)).content.decode()

    assert "Mitlesen und antworten" in before
    assert ["Von früher" in text for text in (before, page, shared)] == [False, False, True]


def test_stranger_cannot_share_history(talk, enter):
    seat = talk.conversation.participations.get(user=talk.owner)

    assert enter(talk.owner).post(url("conversation_share", talk.conversation.public_id, seat.pk)).status_code == 404


def test_earlier_messages_are_a_link_away(talk, enter):
    for number in range(120):
        MessageFactory(conversation=talk.conversation, body=f"Nummer {number:03}")
    client = enter(talk.owner)

    page = client.get(page_of(talk)).content.decode()
    earlier = client.get(page_of(talk), {"vor": 21}).content.decode()

    assert ("Nummer 119" in page, "Nummer 019" in page, "?vor=21" in page) == (True, False, True)
    assert ("Nummer 000" in earlier, "Nummer 020" in earlier) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_notices_are_one_s_own_and_counted(talk, enter, count):
    NotificationFactory.create_batch(count, user=talk.owner)
    NotificationFactory(user=talk.stranger, url="/fremd/")
    client = enter(talk.owner)

    page = client.get(url("notification_list")).content.decode()
    opened = client.post(url("notification_open", Notification.objects.filter(user=talk.owner).first().pk))
    foreign = client.post(url("notification_open", Notification.objects.get(user=talk.stranger).pk))
    client.post(url("notification_read_all"))

    assert page.count("Neue Nachricht") == 2 * count
    assert (opened.status_code, opened.url, foreign.status_code) == (302, "/nachrichten/", 404)
    assert Notification.objects.visible_to(talk.owner).unread().count() == 0


def test_all_read(talk, enter):
    MessageFactory(conversation=talk.conversation)
    client = enter(talk.owner)

    client.post(url("conversation_read_all"))

    assert talk.conversation.participations.get(user=talk.owner).read_seq == 1


@pytest.mark.parametrize(
    ("who", "is_closed", "is_said"), [("pupil", False, 1), ("owner", False, 0), ("pupil", True, 0)]
)
def test_the_firm_says_when_it_answers(talk, enter, who, is_closed, is_said):
    firm = talk.conversation.organisation
    organisations.update_organisation(firm, by=talk.owner, answers="evening")
    if is_closed:
        actions.close(talk.conversation)

    page = enter(getattr(talk, who)).get(page_of(talk)).content.decode()

    assert page.count(f"{firm.name} antwortet meist abends nach Feierabend.") == is_said
