"""The tabs of a process: seven ways to lose a right, a silent bus, hints that get lost, handshakes in a queue."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import Mock
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group

from accounts import actions as people
from accounts.models import Delegation
from core import clock, health
from messaging import actions, broadcast, hub
from messaging.admission import Admission
from messaging.frames import Code
from messaging.models import Participation
from tests.factories.accounts import DelegationFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.sockets import Tab

LIVE = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def address(live):
    return str(live.conversation.public_id)


async def write(live, who="pupil", body="Hallo"):
    return await sync_to_async(actions.send)(live.conversation, by=getattr(live, who), body=body, client_key=uuid4())


def _password(live):
    live.owner.set_password("ein ganz neues Kennwort")
    live.owner.save()


def _ban(live):
    live.owner.is_active = False
    live.owner.save()


def _leave(live):
    held = live.owner.memberships.get(organisation=live.conversation.organisation)
    other = MembershipFactory(organisation=live.conversation.organisation).user
    people.end_membership(held, by=other)


def _suspend(live):
    moderator = UserFactory(moderator=True)
    people.suspend_organisation(live.conversation.organisation, reason="Prüfung läuft", by=moderator)


def _close(live):
    MembershipFactory(organisation=live.conversation.organisation)  # somebody stays
    people.close_account(live.owner, by=live.owner)


TRIGGERS = {
    "everywhere signed out": (lambda live: people.sign_out_everywhere(live.owner, by=live.owner), 4401),
    "password changed": (_password, 4401),
    "banned": (_ban, 4401),
    "left the organisation": (_leave, 4403),
    "organisation suspended": (_suspend, 4403),
    "pupil without consent": (lambda live: actions.pause_for(live.pupil, reason="consent"), 4403),
    "account closed": (_close, 4401),
}


@LIVE
@pytest.mark.parametrize("trigger", TRIGGERS)
async def test_a_lost_right_closes_live_sockets_within_two_seconds(live, enter, trigger):
    act, code = TRIGGERS[trigger]
    tab = Tab(await sync_to_async(enter)(live.owner))
    await tab.hello({address(live): 0})

    await sync_to_async(act)(live)

    assert await tab.until("close", seconds=2) == {"close": code}


@LIVE
async def test_an_office_that_answers_no_longer_is_closed_out(live, enter):
    office = await sync_to_async(OrganisationFactory)(guild=True, verified=True)
    helper = (await sync_to_async(MembershipFactory)(organisation=office)).user
    given = await sync_to_async(DelegationFactory)(
        firm=live.conversation.organisation, office=office, scope=Delegation.Scope.BOTH
    )
    await sync_to_async(actions.join)(live.conversation, by=helper)
    tab = Tab(await sync_to_async(enter)(helper))
    await tab.hello({address(live): 0})

    await sync_to_async(people.end_delegation)(given, by=live.owner)

    assert await tab.until("close", seconds=2) == {"close": 4403}


@LIVE
async def test_a_role_that_is_taken_is_asked_again_and_others_stay(live, enter, monkeypatch):
    asked = []
    monkeypatch.setattr(broadcast, "_hint", lambda people, event: asked.append((list(people), event["what"])))

    await sync_to_async(lambda: live.owner.groups.add(Group.objects.get_or_create(name="moderator")[0]))()

    assert asked == [([live.owner.pk], "ended")]


@LIVE
async def test_without_a_bus_the_database_is_looked_at(live, enter, monkeypatch, settings):
    """Another process wrote, its hint never came: the look finds the row."""
    for name, value in {"WATCH_SECONDS": 0.05, "SILENT_SECONDS": 0.0}.items():
        monkeypatch.setattr(hub, name, value)
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "messaging.layers.SqliteTailLayer", "CONFIG": {"path": "/proc/no/such/place"}}
    }
    monkeypatch.setattr(broadcast, "_hint", lambda _people, _event: None)
    tab = Tab(await sync_to_async(enter)(live.owner))
    heard = [await tab.hello({address(live): 0})]

    await write(live, body="Ohne Bus")
    while len(heard) < 2:
        heard += [frame for frame in [await tab.frame()] if frame["t"] in {"welcome", "notice"}]

    assert sorted(frame["t"] for frame in heard) == ["notice", "welcome"]
    assert [item["body"] for item in (await tab.until("items"))["items"]] == ["Ohne Bus"]
    assert health.report()["bus"] == health.Condition.DEGRADED
    assert await tab.silent()
    await tab.close()


@LIVE
async def test_a_missing_number_of_another_process_leads_to_a_look(live, enter, monkeypatch):
    monkeypatch.setattr(hub, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(broadcast, "_hint", lambda _people, _event: None)
    tab = Tab(await sync_to_async(enter)(live.owner))
    await tab.hello({address(live): 0})
    foreign = {"from": "elsewhere", "what": "ended", "to": []}

    hub.current().arrived({**foreign, "n": 7})
    await write(live, body="Hinweis 8 ging verloren")
    assert await tab.silent()
    hub.current().arrived({**foreign, "n": 9})

    assert [item["body"] for item in (await tab.until("items"))["items"]] == ["Hinweis 8 ging verloren"]
    await tab.close()


@LIVE
async def test_hints_twice_late_and_backwards_show_each_item_once(live, enter, monkeypatch):
    monkeypatch.setattr(broadcast, "_hint", lambda _people, _event: None)
    tab, c = Tab(await sync_to_async(enter)(live.owner)), address(live)
    await tab.hello({c: 0})
    for number in range(5):
        await write(live, body=str(number))

    for number in (3, 5, 1, 5, 2, 4, 3):
        hint = {"from": "elsewhere", "n": number, "what": "changed", "to": [live.owner.pk], "c": c, "seq": number}
        hub.current().arrived(hint)
    seen = []
    while len(seen) < 5:
        seen += [item["seq"] for item in (await tab.until("items"))["items"]]

    assert seen == [1, 2, 3, 4, 5]
    assert "items" not in [frame.get("t") for frame in await _rest(tab)]
    await tab.close()


async def _rest(tab):
    heard = []
    while not await tab.line.receive_nothing(0.3):
        heard.append(await tab.frame(heartbeats=True))
    return heard


@LIVE
async def test_a_session_that_ends_soon_is_said_once(live, enter, monkeypatch):
    monkeypatch.setattr(hub, "TURN_SECONDS", 0.002)
    client = await sync_to_async(enter)(live.pupil)

    def shorten():
        session = client.session
        session.set_expiry(90)
        session.save()

    await sync_to_async(shorten)()
    tab = Tab(client)
    await tab.hello()

    assert (await tab.until("notice"))["code"] == "expires"
    assert [(await tab.frame(heartbeats=True))["t"] for _beat in range(2)] == ["hb", "hb"]
    await tab.close()


@LIVE
async def test_read_marks_are_shown_only_by_who_wants_it(live, enter):
    await write(live)
    tab = Tab(await sync_to_async(enter)(live.pupil))
    await tab.hello({address(live): 1})

    await sync_to_async(actions.mark_read)(live.conversation, by=live.owner, seq=1)
    assert await tab.silent()
    await sync_to_async(actions.show_read_marks)(live.conversation, by=live.owner, shown=True)

    assert await tab.until("marks") == {
        "t": "marks", "c": address(live), "read": {"firm": 1}, "delivered": {},
    }  # fmt: skip
    await tab.close()


@LIVE
async def test_edit_and_redact_frames(live, enter):
    tab, other, c = (
        Tab(await sync_to_async(enter)(live.pupil)),
        Tab(await sync_to_async(enter)(live.owner)),
        address(live),
    )
    await tab.hello({c: 0})
    await other.hello({c: 0})
    await tab.send({"t": "send", "k": str(uuid4()), "c": c, "body": "Um acht?"})
    m = (await tab.until("ack"))["m"]
    await other.until("items")

    key = str(uuid4())
    for _time in range(2):
        await tab.send({"t": "edit", "k": key, "c": c, "m": m, "body": "Um neun?"})
        assert (await tab.until("ack"))["seq"] == 2
    edited = (await other.until("items"))["items"]
    await tab.send({"t": "redact", "k": str(uuid4()), "c": c, "m": m})
    await tab.until("ack")
    gone = (await other.until("items"))["items"]
    await other.send({"t": "redact", "k": str(uuid4()), "c": c, "m": m})

    assert [(one["kind"], one["body"], one["target"]) for one in edited] == [("edit", "Um neun?", 1)]
    assert [(one["kind"], one["body"], one["target"]) for one in gone] == [("redact", None, 1)]
    assert await other.until("close") == {"close": 4403}
    await tab.close()


def test_counters_of_many_people_are_one_query(talk, django_assert_num_queries):
    everybody = [talk.pupil.pk, talk.owner.pk, talk.stranger.pk]
    actions.send(talk.conversation, by=talk.pupil, body="Hallo", client_key=uuid4())

    with django_assert_num_queries(1):
        counters = Participation.objects.all().counters(everybody)

    assert counters == {talk.pupil.pk: (1, 1), talk.owner.pk: (1, 1), talk.stranger.pk: (0, 1)}


def test_sessions_of_many_tabs_are_two_queries(talk, enter, django_assert_num_queries):
    from messaging import gate  # noqa: PLC0415 -- beside its only use

    keys = [enter(person).session.session_key for person in (talk.pupil, talk.owner)]
    talk.pupil.session_version += 1
    talk.pupil.save()

    with django_assert_num_queries(2):
        found = gate.visitors_of([*keys, "no such session"])

    assert [visitor.user for visitor in found.values()] == [talk.owner]


def test_a_new_account_writes_more_slowly(talk, noon):
    talk.pupil.joined_at = clock.now() - timedelta(hours=1)
    for _number in range(20):
        actions.send(talk.conversation, by=talk.pupil, body="Hallo", client_key=uuid4())

    with pytest.raises(actions.Refused) as refusal:
        actions.send(talk.conversation, by=talk.pupil, body="Hallo", client_key=uuid4())

    assert refusal.value.code == "limit"


class Line:
    """What an ASGI server sends and hears of one handshake."""

    def __init__(self, **scope):
        self.scope = {"type": "websocket", "extensions": {"websocket.http.response": {}}} | scope
        self.sent = []

    async def send(self, message):
        self.sent.append(message)


async def test_handshakes_wait_their_turn_and_are_refused_after_a_while():
    go = asyncio.Event()
    running = SimpleNamespace(now=0, most=0)

    async def application(scope, receive, send):
        running.now += 1
        running.most = max(running.most, running.now)
        await go.wait()
        running.now -= 1
        await send({"type": "websocket.accept"})
        await asyncio.sleep(0.2)

    gate = Admission(application, limit=2, patience=0.1)
    lines = [Line() for _number in range(4)] + [Line(extensions={})]
    tasks = [asyncio.ensure_future(gate(line.scope, None, line.send)) for line in lines]
    await asyncio.sleep(0.2)
    go.set()
    late = Line()
    await asyncio.gather(*tasks, gate(late.scope, None, late.send))

    accepted = [line.sent[0]["type"] == "websocket.accept" for line in lines]
    assert (accepted, running.most) == ([True, True, False, False, False], 2)
    assert lines[2].sent[0]["status"] == 503
    assert dict(lines[2].sent[0]["headers"])[b"retry-after"] == b"5"
    assert lines[4].sent == [{"type": "websocket.close"}]
    assert late.sent == [{"type": "websocket.accept"}]


async def test_a_line_nobody_reads_is_cut_where_the_server_lets_us():
    cut = []

    class Protocol(Line):
        transport = SimpleNamespace(abort=lambda: cut.append("cut"))

    async def application(scope, receive, send):
        await send({"type": "websocket.close", "code": Code.TOO_SLOW})

    line, plain = Protocol(), Line()
    await Admission(application)(line.scope, None, line.send)
    plain_send = plain.sent.append

    async def send(message):
        plain_send(message)

    await Admission(application)(plain.scope, None, send)

    assert (cut, line.sent) == (["cut"], [])
    assert plain.sent == [{"type": "websocket.close", "code": Code.TOO_SLOW}]


def test_a_layer_that_failed_is_left_alone_for_a_while(monkeypatch):
    tries = []

    async def fail(hint):
        tries.append(hint["seq"])
        raise TimeoutError

    monkeypatch.setattr(broadcast, "send", fail)
    monkeypatch.setattr(broadcast._Layer, "rests_until", 0.0)
    for seq in range(5):
        broadcast._hint([], {"what": "changed", "c": str(uuid4()), "seq": seq})

    assert tries == [0]
    monkeypatch.setattr(broadcast._Layer, "rests_until", 0.0)
    broadcast._hint([], {"what": "changed", "c": str(uuid4()), "seq": 5})
    assert tries == [0, 5]


async def test_when_many_have_left_their_memory_goes_back(monkeypatch):
    trimmed = []
    monkeypatch.setattr(hub.serving, "trim", lambda: trimmed.append(1))
    monkeypatch.setattr(hub, "MANY_LEFT", 3)
    place = hub.Hub()
    tabs = [Mock(person=number, turn=0) for number in range(3)]
    for tab in tabs[:2]:
        place.leave(tab)
    await place._tidy()
    before = len(trimmed)
    place.leave(tabs[2])
    await place._tidy()
    await place._tidy()

    assert (before, len(trimmed)) == (0, 1)
