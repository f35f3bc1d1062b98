"""Sharing contact data field by field, blocking a whole organisation, and who learns what of it."""

from uuid import uuid4

import pytest
from django.core import mail

from accounts.models import Access
from core import clock
from messaging import actions, feed, refusals, subjects
from messaging.models import Block, ContactShare, Message
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.messaging import ConversationFactory, MessageFactory
from tests.messaging.conftest import NOON

HIDDEN = "[Kontaktdaten – noch nicht freigegeben]"


@pytest.fixture
def applied(monkeypatch):
    """Conversations are about sent applications."""
    monkeypatch.setattr(
        subjects, "_providers", [lambda keys: {key: subjects.Subject("Bewerbung", "/", "", level=2) for key in keys}]
    )


def say(talk, body, who="pupil"):
    return actions.send(talk.conversation, by=getattr(talk, who), body=body, client_key=uuid4())


def heard(talk, who):
    found = feed.read(getattr(talk, who), talk.conversation.public_id, after=0)
    return [item["body"] for item in found.items]


def test_pupil_opens_and_closes_a_field_by_page(talk, noon, applied, enter):
    say(talk, "Ruf an: 0176 12345678")
    talk.pupil.phone = "0176 12345678"
    talk.pupil.save()
    client, address = enter(talk.pupil), f"/nachrichten/{talk.conversation.public_id}/kontakt/"

    for _twice in range(2):
        assert client.post(address, {"shared": ["phone"]}).status_code == 302

    assert heard(talk, "owner") == ["Ruf an: 0176 12345678", "Telefon geteilt"]
    assert ContactShare.objects.live().count() == 1
    client.post(address, {})
    assert heard(talk, "owner") == [f"Ruf an: {HIDDEN}", "Telefon geteilt", "Telefon nicht mehr geteilt"]
    assert "Telefon" in client.get("/konto/daten/").content.decode()


def test_contact_opens_only_with_an_application(talk, noon, enter):
    with pytest.raises(refusals.Blocked):
        actions.share_contact(talk.conversation, by=talk.pupil, fields=["email"])
    page = enter(talk.pupil).post(f"/nachrichten/{talk.conversation.public_id}/kontakt/", {"shared": ["email"]})

    assert page.status_code == 422
    assert ContactShare.objects.count() == 0


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger", "other_pupil"])
def test_nobody_else_opens_the_pupils_contact(talk, applied, enter, who):
    person = getattr(talk, who)
    with pytest.raises(refusals.NotIn):
        actions.share_contact(talk.conversation, by=person, fields=["email"])

    assert enter(person).get(f"/nachrichten/{talk.conversation.public_id}/kontakt/").status_code == 404


def test_looking_at_the_card_is_on_record_for_the_pupil(talk, noon, enter):
    for _hour in range(2):
        enter(talk.owner).get(talk.conversation.get_absolute_url())
    enter(talk.pupil).get(talk.conversation.get_absolute_url())

    rows = Access.objects.visible_to(talk.pupil).values_list("seen_by", "organisation", "what")
    assert list(rows) == [(talk.owner.pk, talk.conversation.organisation_id, "Steckbrief im Gespräch")]


def test_wider_look_of_the_moderation_is_on_record_for_the_pupil(talk, noon):
    for number in range(6):
        message = MessageFactory(conversation=talk.conversation, sender=talk.owner, role="firm", body=f"Nr. {number}")
    filed = actions.report(by=talk.pupil, reason="feels_odd", client_key=uuid4(), message=message)

    actions.take_up(filed, by=talk.moderator)
    actions.widen(filed, by=talk.moderator, purpose="Zusammenhang verstehen")

    rows = Access.objects.visible_to(talk.pupil).order_by("pk").values_list("seen_by", "what", "reason")
    assert list(rows) == [
        (talk.moderator.pk, "Gemeldete Nachricht", "Prüfung einer Meldung"),
        (talk.moderator.pk, "Nachrichten vor der gemeldeten", "Zusammenhang verstehen"),
    ]


# --- block -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("blocker", "other"), [("pupil", "owner"), ("owner", "pupil")])
def test_block_stops_both_sides_and_every_colleague(talk, noon, blocker, other):
    second = ConversationFactory(pupil=talk.pupil, organisation=talk.conversation.organisation, owner=talk.owner)
    for _twice in range(2):
        actions.block(talk.conversation, by=getattr(talk, blocker))

    for conversation in (talk.conversation, second):
        for who in ("pupil", "owner", "colleague"):
            with pytest.raises(refusals.Refused) as stopped:
                actions.send(conversation, by=getattr(talk, who), body="Hallo", client_key=uuid4())
            is_own = (who == "pupil") == (blocker == "pupil")
            assert stopped.value.code == ("blocked" if is_own else "closed")
    with pytest.raises(refusals.Refused):
        actions.open_conversation(by=talk.pupil, organisation=talk.conversation.organisation)
    assert (Block.objects.count(), Message.objects.count()) == (1, 0)


def test_other_organisations_are_not_meant(talk, noon):
    other = ConversationFactory(pupil=talk.pupil)
    actions.block(talk.conversation, by=talk.pupil)

    assert actions.send(other, by=other.answering, body="Hallo", client_key=uuid4()).seq == 1


def test_waiting_words_never_arrive_after_a_block(minor_talk):
    night = NOON.replace(hour=22)
    with clock.frozen(night):
        MessageFactory(conversation=minor_talk.conversation)
        say(minor_talk, "Guten Abend", "owner")
        actions.block(minor_talk.conversation, by=minor_talk.pupil)
    with clock.frozen(night.replace(day=24, hour=9)):
        actions.release_held()

    assert Message.objects.filter(role="firm").count() == 0


def test_each_side_lifts_only_its_own_block(talk, noon):
    actions.block(talk.conversation, by=talk.pupil)

    assert actions.unblock(talk.conversation, by=talk.owner) is False
    assert actions.unblock(talk.conversation, by=talk.pupil) is True
    assert say(talk, "Wieder da").seq == 1


@pytest.mark.parametrize("who", ["stranger", "other_pupil", "moderator"])
def test_strangers_block_nobody(talk, enter, who):
    address = f"/nachrichten/{talk.conversation.public_id}/blockieren/"

    assert enter(getattr(talk, who)).post(address).status_code == 404
    assert Block.objects.count() == 0


def test_page_blocks_and_lifts_without_naming_it_to_the_other_side(talk, noon, enter):
    address = f"/nachrichten/{talk.conversation.public_id}/blockieren/"
    assert enter(talk.pupil).get(address).status_code == 200
    enter(talk.pupil).post(address)

    firm_page = enter(talk.owner).get(talk.conversation.get_absolute_url()).content.decode()
    assert ("Dieses Gespräch ist beendet" in firm_page, "blockiert." in firm_page) == (True, False)
    enter(talk.pupil).post(address, {"act": "lift"})
    assert Block.objects.live().count() == 0


# --- P01: nothing above the level reaches a byte of the firm ----------------------------------------------------------

CANARIES = {
    "last_name": "Zwölfbein-Kanaria",
    "email": "kanarie.mail@beispiel.example",
    "phone": "0176 99887766",
    "street": "Kanarienweg 77",
}


def test_no_planted_value_reaches_a_firm(db, enter, outbox):
    """Surname, mail, telephone and street of a pupil at level 1; mail and telephone said in the chat too."""
    with clock.frozen(NOON):
        pupil = UserFactory(
            pupil_16=True, last_name=CANARIES["last_name"], email=CANARIES["email"], phone=CANARIES["phone"]
        )
        pupil.pupil_profile.street = CANARIES["street"]
        pupil.pupil_profile.save()
        conversation = ConversationFactory(pupil=pupil)
        colleague = MembershipFactory(organisation=conversation.organisation, staff=True).user
        with outbox():
            for said in (CANARIES["phone"], CANARIES["email"], "Hallo"):
                actions.send(conversation, by=pupil, body=said, client_key=uuid4())
        actions.join(conversation, by=colleague)

        sent = []
        for reader in (conversation.answering, colleague):
            client = enter(reader)
            for address in (
                conversation.get_absolute_url(),
                f"{conversation.get_absolute_url()}eintraege/",
                "/nachrichten/",
                "/nachrichten/mitteilungen/",
                "/betrieb/",
                f"/nachrichten/{conversation.public_id}/blockieren/",
                f"/nachrichten/{conversation.public_id}/kontakt/",
            ):
                answer = client.get(address)
                sent += [answer.content.decode(), str(answer.headers)]
        sent += [str(message.message()) for message in mail.outbox]

    for name, value in CANARIES.items():
        assert [text[:200] for text in sent if value in text] == [], name
    assert pupil.get_short_name() in "".join(sent)
