"""Opening, joining, reading, pausing, ending."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from messaging import actions, permissions, refusals
from messaging.models import Conversation, Message, Participation
from messaging.models.conversation import organisations_answered_by
from tests.factories.accounts import (
    ConsentFactory,
    DelegationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.factories.messaging import ConversationFactory

State = Conversation.State
STEPS = {
    ("open", "frozen"),
    ("open", "paused"),
    ("open", "closed"),
    ("frozen", "open"),
    ("frozen", "paused"),
    ("frozen", "closed"),
    ("paused", "open"),
    ("paused", "frozen"),
    ("paused", "closed"),
}


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("after", State.values)
def test_square_of_states(before, after):
    assert Conversation(state=before).can_become(after) == ((before, after) in STEPS)


def test_only_a_young_person_opens(db, noon):
    firm = OrganisationFactory(verified=True)
    member = MembershipFactory(organisation=firm).user

    with pytest.raises(refusals.NotIn):
        actions.open_conversation(by=member, organisation=firm)

    assert Conversation.objects.count() == 0


def test_opening_seats_pupil_and_everybody_who_answers(db, noon):
    firm = OrganisationFactory(verified=True)
    owner = MembershipFactory(organisation=firm).user
    office = MembershipFactory(organisation=DelegationFactory(firm=firm).office, guild=True).user
    pupil = UserFactory(pupil_16=True)

    conversation = actions.open_conversation(by=pupil, organisation=firm, body="Darf ich schnuppern?")

    assert set(conversation.participations.values_list("user", "role")) == {
        (pupil.pk, "pupil"),
        (owner.pk, "firm"),
        (office.pk, "firm"),
    }
    assert list(conversation.messages.values_list("seq", "body")) == [(1, "Darf ich schnuppern?")]


def test_opening_twice_with_one_key_gives_one_conversation(db, noon):
    firm, pupil, key = OrganisationFactory(verified=True), UserFactory(adult=True), uuid4()

    first = actions.open_conversation(by=pupil, organisation=firm, body="Hallo", client_key=key)
    second = actions.open_conversation(by=pupil, organisation=firm, body="Hallo", client_key=key)

    assert first == second
    assert Message.objects.count() == 1


def test_minor_cannot_write_to_an_unchecked_firm(db, noon):
    with pytest.raises(refusals.Blocked):
        actions.open_conversation(by=UserFactory(pupil_16=True), organisation=OrganisationFactory())


def test_pupil_of_15_needs_consent(db, noon):
    with pytest.raises(refusals.NoConsent):
        actions.open_conversation(by=UserFactory(pupil_15=True), organisation=OrganisationFactory(verified=True))


def test_first_contacts_end_at_three_a_firm(db, noon):
    firm, pupil = OrganisationFactory(verified=True), UserFactory(adult=True)
    for number in range(3):
        actions.open_conversation(by=pupil, organisation=firm, body=f"Frage {number}", client_key=uuid4())

    with pytest.raises(refusals.Limited):
        actions.open_conversation(by=pupil, organisation=firm, body="Frage vier", client_key=uuid4())


@pytest.mark.parametrize("who", ["pupil", "owner", "colleague", "stranger", "other_pupil", "moderator"])
def test_visible_to_and_readable_by_agree_with_the_role(talk, who):
    person = getattr(talk, who)
    actions.add_state_line(talk.conversation, "Es geht los")

    visible = Conversation.objects.visible_to(person).filter(pk=talk.conversation.pk).exists()
    readable = Message.objects.readable_by(person).filter(conversation=talk.conversation).exists()

    assert visible == (permissions.role_of(person, talk.conversation) is not None)
    assert (visible, readable) == {
        "pupil": (True, True),
        "owner": (True, True),
        "colleague": (True, False),
        "stranger": (False, False),
        "other_pupil": (False, False),
        "moderator": (False, False),
    }[who]


@pytest.mark.parametrize("scope", ["post", "answer", "both"])
def test_answered_organisations_agree_with_accounts(db, scope):
    delegation = DelegationFactory(scope=scope)
    person = MembershipFactory(organisation=delegation.office, guild=True).user

    firms = set(organisations_answered_by(person))

    assert firms == {
        one for one in (delegation.firm, delegation.office) if permissions.people.may_answer_for(person, one)
    }


def test_joining_is_visible_and_opens_only_what_follows(talk):
    actions.send(talk.conversation, by=talk.pupil, body="Nur für den Chef", client_key=uuid4())

    actions.join(talk.conversation, by=talk.colleague)
    actions.send(talk.conversation, by=talk.pupil, body="Für alle", client_key=uuid4())

    readable = Message.objects.readable_by(talk.colleague).order_by("seq")
    assert list(readable.values_list("seq", "kind")) == [(2, "join"), (3, "text")]


def test_pupil_shows_the_earlier_words(talk):
    actions.send(talk.conversation, by=talk.pupil, body="Von früher", client_key=uuid4())
    seat = actions.join(talk.conversation, by=talk.colleague)

    with pytest.raises(refusals.NotIn):
        actions.share_history(talk.conversation, seat, by=talk.owner)
    actions.share_history(talk.conversation, seat, by=talk.pupil)

    kinds = Message.objects.readable_by(talk.colleague).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["text", "join", "share"]


def test_read_mark_only_rises(talk):
    for number in range(3):
        actions.send(talk.conversation, by=talk.pupil, body=f"Nachricht {number}", client_key=uuid4())

    actions.mark_read(talk.conversation, by=talk.owner, seq=2)
    actions.mark_read(talk.conversation, by=talk.owner, seq=1)
    seat = Participation.objects.with_unread().get(conversation=talk.conversation, user=talk.owner)

    assert (seat.read_seq, seat.unread) == (2, 1)


def test_own_messages_are_never_unread(talk):
    actions.send(talk.conversation, by=talk.owner, body="Guten Tag", client_key=uuid4())
    seats = Participation.objects.with_unread().filter(conversation=talk.conversation).order_by("pk")

    assert {seat.user_id: seat.unread for seat in seats} == {talk.pupil.pk: 1, talk.owner.pk: 0}


def test_stranger_cannot_mark_read(talk):
    with pytest.raises(refusals.NotIn):
        actions.mark_read(talk.conversation, by=talk.stranger, seq=1)


def test_closing_is_for_the_pupil_and_the_house(talk):
    with pytest.raises(PermissionDenied):
        actions.close(talk.conversation, by=talk.owner)
    actions.close(talk.conversation, by=talk.pupil)

    talk.conversation.refresh_from_db()
    assert talk.conversation.state == State.CLOSED
    assert list(talk.conversation.events.values_list("before", "after")) == [("open", "closed")]
    with pytest.raises(refusals.WrongStep):
        actions.unfreeze(talk.conversation)


def test_end_of_consent_stops_both_sides_and_hides_the_words(db, noon):
    conversation = ConversationFactory(pupil=UserFactory(pupil_15=True))
    consent = ConsentFactory(pupil=conversation.pupil, granted=True)
    actions.send(conversation, by=conversation.pupil, body="Hallo", client_key=uuid4())

    consent.state = "revoked"
    consent.save()
    from accounts.signals import consent_changed  # noqa: PLC0415

    consent_changed.send(type(consent), consent=consent, before="granted")
    conversation.refresh_from_db()

    assert conversation.state == State.PAUSED
    assert not Message.objects.readable_by(conversation.answering).exists()
    assert Message.objects.readable_by(conversation.pupil).count() == 1
    for person in (conversation.pupil, conversation.answering):
        with pytest.raises(refusals.NoConsent):
            actions.send(conversation, by=person, body="Noch da?", client_key=uuid4())


def test_writing_waits_a_day_after_the_yes(talk, noon):
    talk.conversation.writable_from = clock.now() + timedelta(hours=3)
    talk.conversation.save()

    for person in (talk.pupil, talk.owner):
        with pytest.raises(refusals.NotYet) as refusal:
            actions.send(talk.conversation, by=person, body="Schon?", client_key=uuid4())
        assert refusal.value.code == "consent"
        assert refusal.value.text == "Schreiben geht ab 23.11. um 15:00 Uhr."


def test_end_of_membership_ends_the_seat_visibly(talk):
    membership = talk.owner.memberships.get(organisation=talk.conversation.organisation)
    membership.state = "ended"
    membership.save()

    from accounts.signals import membership_ended  # noqa: PLC0415

    membership_ended.send(type(membership), membership=membership)

    assert talk.conversation.messages.get().kind == Message.Kind.LEAVE
    assert not Message.objects.readable_by(talk.owner).exists()
    with pytest.raises(refusals.NotIn):
        actions.send(talk.conversation, by=talk.owner, body="Ich noch mal", client_key=uuid4())


def test_suspended_firm_reads_nothing(talk):
    actions.send(talk.conversation, by=talk.pupil, body="Hallo", client_key=uuid4())
    talk.conversation.organisation.verification = "suspended"
    talk.conversation.organisation.save()

    assert not Message.objects.readable_by(talk.owner).exists()
