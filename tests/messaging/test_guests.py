"""Counsellors by invitation: asked by the pupil, seen by all, bound to what came since, gone at one click."""

import random
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from accounts import actions as accounts
from messaging import actions, audit, counsellors, permissions, refusals
from messaging.models import Conversation, CounsellingCard, Invitation, Message, Notification, Participation
from tests.factories.accounts import MembershipFactory, NetworkMemberFactory, UserFactory
from tests.factories.messaging import ConversationFactory
from tests.messaging.conftest import NOON
from tests.sockets import Tab

State = Invitation.State
SECRET = "Das weiß nur der Betrieb"


@pytest.fixture
def office(db):
    """A counsellor in the service of a checked office."""
    return MembershipFactory(counselling=True)


def known(pupil, office):
    """The pupil has met this counsellor before, by a card."""
    return actions.begin_talk(office, by=pupil, client_key=uuid4(), card=actions.make_card(office, by=office.user))


def invited(talk, office, *, shows_history=False):
    known(talk.pupil, office)
    return actions.invite_counsellor(
        talk.conversation, by=talk.pupil, membership=office, client_key=uuid4(), shows_history=shows_history
    )


def say(talk, who="pupil", body="Hallo"):
    return actions.send(talk.conversation, by=getattr(talk, who), body=body, client_key=uuid4())


def readable(person, conversation):
    rows = Message.objects.readable_by(person).filter(conversation=conversation).order_by("seq")
    return list(rows.values_list("seq", flat=True))


def test_square_of_states():
    steps = {
        ("invited", "joined"), ("invited", "declined"), ("invited", "withdrawn"), ("invited", "lost"),
        ("joined", "left"), ("joined", "removed"), ("joined", "lost"),
    }  # fmt: skip

    for before in State.values:
        for after in State.values:
            assert Invitation(state=before).can_become(after) == ((before, after) in steps)


def test_joining_is_a_visible_item_and_opens_what_follows(talk, noon, office):
    say(talk, body=SECRET)
    invitation = invited(talk, office)

    assert not Conversation.objects.visible_to(office.user).filter(pk=talk.conversation.pk).exists()
    actions.accept_invitation(invitation, by=office.user)
    say(talk, "owner", "Willkommen")

    assert list(Message.objects.filter(conversation=talk.conversation).order_by("seq").values_list("seq", "kind")) == [
        (1, "text"), (2, "join"), (3, "text"),
    ]  # fmt: skip
    assert readable(office.user, talk.conversation) == [2, 3]
    assert permissions.role_of(office.user, talk.conversation) == "guest"
    told = Notification.objects.filter(kind__startswith="guest_").order_by("pk").values_list("kind", "user")
    assert list(told) == [("guest_invited", office.user.pk), ("guest_answered", talk.pupil.pk)]


def test_history_opens_only_by_the_pupils_word(talk, noon, office):
    say(talk, body=SECRET)
    invitation = invited(talk, office, shows_history=True)

    actions.accept_invitation(invitation, by=office.user)

    kinds = Message.objects.readable_by(office.user).filter(conversation=talk.conversation).order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == ["text", "join", "share"]


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger", "other_pupil", "moderator"])
def test_nobody_but_the_pupil_invites(talk, noon, office, who):
    known(talk.pupil, office)

    with pytest.raises(refusals.NotIn):
        actions.invite_counsellor(
            talk.conversation, by=getattr(talk, who), membership=office, client_key=uuid4(), shows_history=True
        )


def test_only_known_counsellors_and_nobody_of_the_other_side_can_be_chosen(talk, noon, office):
    staff = talk.conversation.organisation.memberships.first()

    for membership in (office, staff, MembershipFactory(school=True)):
        with pytest.raises(refusals.Blocked):
            actions.invite_counsellor(talk.conversation, by=talk.pupil, membership=membership, client_key=uuid4())
    assert Invitation.objects.count() == 0


def test_counsellors_of_the_network_at_home_are_listed(db, noon, office):
    pupil = UserFactory(pupil_15=True)
    there = NetworkMemberFactory(organisation=None, user=office.user).network
    teacher = MembershipFactory(school=True)
    NetworkMemberFactory(network=there, organisation=teacher.organisation)
    there.districts.clear()
    assert list(counsellors.choices_for(pupil)) == []

    profile = pupil.pupil_profile
    there.districts.set([profile.postal_code.district])

    assert list(counsellors.choices_for(pupil)) == [office]


def test_talk_needs_no_consent_and_is_begun_once(db, noon, office):
    pupil = UserFactory(pupil_15=True)
    card, key = actions.make_card(office, by=office.user), uuid4()

    talks = {actions.begin_talk(office, by=pupil, client_key=one, card=card) for one in (key, key, uuid4())}

    (talk,) = talks
    assert set(talk.participations.values_list("user", "role")) == {(pupil.pk, "pupil"), (office.user.pk, "guest")}
    message = actions.send(talk, by=office.user, body="Hallo, ich bin da", client_key=uuid4())
    assert readable(pupil, talk) == [1, message.seq]
    assert talk.events.earliest("pk").by_id == pupil.pk


def test_card_that_was_replaced_leads_nowhere(db, noon, office, enter):
    old = actions.make_card(office, by=office.user)
    actions.make_card(office, by=office.user)
    pupil = UserFactory(pupil_16=True)

    with pytest.raises(refusals.Blocked):
        actions.begin_talk(office, by=pupil, client_key=uuid4(), card=old)
    assert enter(pupil).get(old.get_absolute_url()).status_code == 404
    assert CounsellingCard.objects.valid().count() == 1


@pytest.mark.parametrize("act", ["leave", "withdraw", "membership", "suspended"])
def test_access_ends_at_once(talk, noon, office, enter, act):
    invitation = invited(talk, office, shows_history=True)
    actions.accept_invitation(invitation, by=office.user)
    say(talk, body=SECRET)
    client, page = enter(office.user), talk.conversation.get_absolute_url()
    assert SECRET in client.get(page).content.decode()

    if act == "leave":
        client.post(f"/nachrichten/beratung/{invitation.public_id}/", {"act": "leave"})
    elif act == "withdraw":
        enter(talk.pupil).post(f"/nachrichten/beratung/{invitation.public_id}/", {"act": "withdraw"})
    elif act == "membership":
        MembershipFactory(organisation=office.organisation, role="counsellor")
        accounts.end_membership(office, by=office.user)
    else:
        office.organisation.verification = "suspended"
        office.organisation.save()

    assert client.get(page).status_code == 404
    assert client.get(f"{page}eintraege/?after=0").status_code == 404
    assert readable(office.user, talk.conversation) == []
    with pytest.raises(refusals.NotIn):
        actions.send(talk.conversation, by=office.user, body="Noch da?", client_key=uuid4())
    if act != "suspended":
        assert Message.objects.filter(conversation=talk.conversation).latest("seq").kind == "leave"


def test_talk_is_over_when_its_counsellor_goes(db, noon, office):
    pupil = UserFactory(adult=True)
    talk = known(pupil, office)

    actions.leave_conversation(Invitation.objects.get(conversation=talk), by=office.user)

    talk.refresh_from_db()
    assert talk.state == "closed"
    assert known(pupil, office) != talk


def test_no_earlier_byte_on_any_way(talk, noon, office, enter):
    first = say(talk, body=SECRET)
    before = actions.propose_appointment(
        talk.conversation,
        by=talk.owner,
        starts_at=NOON + timedelta(days=2, hours=3),
        minutes=45,
        place="site",
        purpose="visit",
        client_key=uuid4(),
    )
    actions.accept_invitation(invited(talk, office), by=office.user)
    after = say(talk, body="Ab hier liest sie mit")
    actions.edit(first, by=talk.pupil, body=f"{SECRET}!", client_key=uuid4())
    client, page = enter(office.user), talk.conversation.get_absolute_url()

    seen = [
        client.get(page), client.get(f"{page}?vor=2"), client.get(f"{page}eintraege/?after=0"),
        client.get("/nachrichten/"), client.get(f"{page}termine/"),
        client.get(f"/nachrichten/termin/{before.public_id}/kalender/"),
    ]  # fmt: skip

    text = "".join(answer.content.decode() for answer in seen)
    assert after.body in text
    assert SECRET not in text
    assert before.when not in text
    assert [answer.status_code for answer in seen[4:]] == [404, 404]


def test_everybody_sees_the_counsellor_and_the_firm_gets_no_door(talk, noon, office, enter):
    invitation = invited(talk, office)
    actions.accept_invitation(invitation, by=office.user)
    page = talk.conversation.get_absolute_url()
    note = f"Beratung liest mit: {office.user.get_short_name()}"

    assert note in enter(talk.pupil).get(page).content.decode()
    firm = enter(talk.owner)
    assert note in firm.get(page).content.decode()
    assert firm.get(f"{page}beratung/").status_code == 404
    assert firm.get("/nachrichten/beratung/").status_code == 404
    for act in ("withdraw", "leave", "accept"):
        assert firm.post(f"/nachrichten/beratung/{invitation.public_id}/", {"act": act}).status_code == 404
    assert Invitation.objects.get(pk=invitation.pk).state == State.JOINED


def test_pages_from_card_to_seat(talk, noon, office, enter):
    counsellor, pupil = enter(office.user), enter(talk.pupil)
    counsellor.post("/nachrichten/beratung/", {"office": str(office.public_id)})
    card = CounsellingCard.objects.get().get_absolute_url()
    assert card in counsellor.get("/nachrichten/beratung/").content.decode()

    assert office.user.get_short_name() in pupil.get(card).content.decode()
    begun = pupil.post(card, {"client_key": uuid4()})
    assert pupil.get(begun.url).status_code == 200
    address = f"{talk.conversation.get_absolute_url()}beratung/"
    assert pupil.post(address, {"client_key": uuid4()}).status_code == 422
    key = uuid4()
    for _twice in range(2):
        assert pupil.post(address, {"client_key": key, "membership": office.public_id}).status_code == 302
    invitation = Invitation.objects.get(conversation=talk.conversation)
    assert "1 Einladung wartet" in counsellor.get("/nachrichten/").content.decode()
    answer = counsellor.post(f"/nachrichten/beratung/{invitation.public_id}/", {"act": "accept"})

    assert answer.url == talk.conversation.get_absolute_url()
    assert "Gespräch verlassen" in counsellor.get(answer.url).content.decode()
    assert office.user.get_short_name() in pupil.get("/nachrichten/").content.decode()


def test_random_sequences_open_exactly_what_the_pupil_opened(db, noon, office):
    """Thirty walks over all acts: what the counsellor reads equals a model of ten lines, numbers have no gap."""
    for seed in range(30):
        walk(random.Random(seed), office)  # noqa: S311 -- a replayable walk, no secret
        Invitation.objects.all().delete()


def walk(chance, office):
    talk = ConversationFactory(pupil=UserFactory(adult=True))
    talk_people = {"pupil": talk.pupil, "owner": talk.answering, "guest": office.user}
    known(talk.pupil, office)
    open_from = None
    for _step in range(14):
        act = chance.choice(["say", "say", "invite", "invite all", "accept", "decline", "withdraw", "leave", "share"])
        invitation = Invitation.objects.filter(conversation=talk).first()
        seat = Participation.objects.live().filter(conversation=talk, user=office.user).first()
        before = Conversation.objects.get(pk=talk.pk).last_seq
        with suppress(refusals.Refused, refusals.WrongStep, refusals.NotIn):
            if act == "say":
                who = chance.choice(list(talk_people))
                actions.send(talk, by=talk_people[who], body="Hallo", client_key=uuid4())
            elif act.startswith("invite"):
                history = act == "invite all"
                actions.invite_counsellor(
                    talk, by=talk.pupil, membership=office, client_key=uuid4(), shows_history=history
                )
            elif act == "share" and seat:
                actions.share_history(talk, seat, by=talk.pupil)
                open_from = 1
            elif invitation and act == "accept":
                actions.accept_invitation(invitation, by=office.user)
                open_from = 1 if invitation.shows_history else before + 1
            elif invitation and act in {"decline", "leave"}:
                name = "decline_invitation" if act == "decline" else "leave_conversation"
                getattr(actions, name)(invitation, by=office.user)
                open_from = None
            elif invitation and act == "withdraw":
                actions.withdraw_invitation(invitation, by=talk.pupil)
                open_from = None
        last = Conversation.objects.get(pk=talk.pk).last_seq
        assert readable(office.user, talk) == (list(range(open_from, last + 1)) if open_from else [])
    found = audit.finding(talk)
    assert (found["gaps"], found["duplicate_keys"]) == (0, 0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_live_socket_reads_from_the_join_and_closes_at_removal(live, enter):
    office = await sync_to_async(MembershipFactory)(counselling=True)
    await sync_to_async(say)(live, body=SECRET)
    invitation = await sync_to_async(invited)(live, office)
    await sync_to_async(actions.accept_invitation)(invitation, by=office.user)
    c = str(live.conversation.public_id)
    guest, firm = Tab(await sync_to_async(enter)(office.user)), Tab(await sync_to_async(enter)(live.owner))

    first = await guest.hello({c: 0})
    seen = await firm.hello({c: 0})
    await guest.send({"t": "fetch", "c": c, "after": 0})
    fetched = await guest.until("items")
    assert [[item["kind"] for item in frame["items"]] for frame in (first, fetched)] == [["join"], ["join"]]
    assert SECRET not in str(first) + str(fetched)
    await sync_to_async(actions.withdraw_invitation)(invitation, by=live.pupil)
    closed = await guest.until("close", 2)
    await sync_to_async(say)(live, "pupil", "Jetzt unter uns")

    assert closed == {"close": 4403}
    kinds = [item["kind"] for item in seen["items"]]
    while "text" not in kinds[1:]:
        kinds += [item["kind"] for item in (await firm.until("items"))["items"]]
    assert kinds == ["text", "join", "leave", "text"]
    await firm.close()
