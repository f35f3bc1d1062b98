"""Protocol v1 over real consumers, a real session, a real layer."""

import asyncio
import json
from contextlib import suppress
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from django.db import transaction

from messaging import actions, consumers, gate, hub
from messaging.models import Message
from messaging.models.message import MessageQuerySet
from messaging.origins import OriginGate
from messaging.routing import websocket_urlpatterns
from tests.factories.messaging import MessageFactory
from tests.sockets import Tab

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
EVENTS = ["tabs.hint", "tabs_hint", "hear", "beat", "notice", "websocket.receive", "receive", "disconnect", "hb"]


def address(live):
    return str(live.conversation.public_id)


async def write(live, who="pupil", body="Hallo"):
    """Send by the same action as the form, from another thread."""
    person = getattr(live, who)
    return await sync_to_async(actions.send)(live.conversation, by=person, body=body, client_key=uuid4())


async def test_two_tabs_and_the_other_side_see_one_message(live, enter):
    client, firm = await sync_to_async(enter)(live.pupil), await sync_to_async(enter)(live.owner)
    c, key = address(live), str(uuid4())
    tabs = [Tab(client), Tab(client), Tab(firm)]
    for tab in tabs:
        assert (await tab.hello({c: 0}))["t"] == "welcome"

    await tabs[0].send({"t": "send", "k": key, "c": c, "body": "Darf ich schnuppern?"})
    ack = await tabs[0].until("ack")
    seen = [await tab.until("items") for tab in tabs]

    assert (ack["k"], ack["c"], ack["seq"]) == (key, c, 1)
    for frame in seen:
        assert [(item["seq"], item["m"], item["body"]) for item in frame["items"]] == [
            (1, ack["m"], "Darf ich schnuppern?")
        ]
    assert [frame["items"][0]["own"] for frame in seen] == [True, True, False]
    for tab in tabs:
        assert await tab.silent()
        await tab.close()


async def test_resend_gives_the_same_ack_and_writes_once(live, enter):
    tab, c, key = Tab(await sync_to_async(enter)(live.pupil)), address(live), str(uuid4())
    await tab.hello({c: 0})

    answers = []
    for body in ("Hallo", "Hallo", "Anders"):
        await tab.send({"t": "send", "k": key, "c": c, "body": body})
        answers.append(await tab.until("ack" if body == "Hallo" else "nack"))

    assert answers[0] == answers[1]
    assert answers[2]["code"] == "key_reused"
    assert await Message.objects.acount() == 1
    await tab.close()


async def test_catch_up_after_a_gap_in_pages(live, enter):
    client = await sync_to_async(enter)(live.owner)
    await sync_to_async(lambda: [MessageFactory(conversation=live.conversation) for _number in range(450)])()
    tab = Tab(client)

    frame = await tab.hello({address(live): 3})
    numbers, pages = [], 0
    while frame["t"] == "items":
        pages += 1
        numbers += [item["seq"] for item in frame["items"]]
        frame = await tab.frame()

    assert (numbers, pages, frame["t"]) == (list(range(4, 451)), 3, "welcome")
    await tab.close()


async def test_hint_for_a_conversation_that_is_not_followed_carries_no_text(live, enter):
    tab = Tab(await sync_to_async(enter)(live.owner))
    await tab.hello()

    await write(live, body="Geheim")

    assert await tab.until("hint") == {"t": "hint", "c": address(live), "seq": 1}
    await tab.send({"t": "fetch", "c": address(live), "after": 0})
    assert [item["body"] for item in (await tab.until("items"))["items"]] == ["Geheim"]
    await tab.close()


async def test_rollback_sends_no_hint(live, enter):
    tab = Tab(await sync_to_async(enter)(live.owner))
    await tab.hello({address(live): 0})

    def fail() -> None:
        with suppress(ZeroDivisionError), transaction.atomic():
            actions.send(live.conversation, by=live.pupil, body="Nie", client_key=uuid4())
            raise ZeroDivisionError

    await sync_to_async(fail)()

    assert await tab.silent()
    assert await Message.objects.acount() == 0
    await tab.close()


@pytest.mark.parametrize("who", ["stranger", "other_pupil", "moderator"])
@pytest.mark.parametrize("frame", ["hello", "send", "read", "fetch"])
async def test_foreign_conversation_closes_4403_without_a_byte(live, enter, who, frame):
    await write(live, body="Nicht für dich")
    tab, c = Tab(await sync_to_async(enter)(getattr(live, who))), address(live)
    frames = {
        "send": {"t": "send", "k": str(uuid4()), "c": c, "body": "Hallo"},
        "read": {"t": "read", "c": c, "seq": 1},
        "fetch": {"t": "fetch", "c": c, "after": 0},
    }

    heard = [await tab.hello({c: 0} if frame == "hello" else {})]
    if frame != "hello":
        await tab.send(frames[frame])
    while "close" not in heard[-1]:
        heard.append(await tab.frame())

    assert heard[-1] == {"close": 4403}
    assert "Nicht für dich" not in json.dumps(heard, ensure_ascii=False)
    assert {one.get("t") for one in heard} <= {"welcome", "bye", "hb", None}


async def test_missing_conversation_answers_as_a_foreign_one(live, enter):
    tab = Tab(await sync_to_async(enter)(live.pupil))
    await tab.hello()

    await tab.send({"t": "fetch", "c": str(uuid4()), "after": 0})

    assert await tab.until("close") == {"close": 4403}


async def test_without_the_membership_check_a_stranger_would_read(live, enter, monkeypatch):
    """Negative control: take the check away and the same request shows the words."""
    await write(live, body="Nicht für dich")
    monkeypatch.setattr(MessageQuerySet, "readable_by", lambda self, _user: self.numbered())
    tab = Tab(await sync_to_async(enter)(live.stranger))
    await tab.hello()

    await tab.send({"t": "fetch", "c": address(live), "after": 0})

    assert [item["body"] for item in (await tab.until("items"))["items"]] == ["Nicht für dich"]
    await tab.close()


async def test_closed_conversation_is_refused_in_words(live, enter):
    await sync_to_async(actions.close)(live.conversation)
    tab = Tab(await sync_to_async(enter)(live.pupil))
    await tab.hello({address(live): 0})

    await tab.send({"t": "send", "k": str(uuid4()), "c": address(live), "body": "Noch da?"})
    nack = await tab.until("nack")

    assert (nack["code"], nack["text"]) == ("closed", "Dieses Gespräch ist beendet. Du kannst es noch lesen.")
    await tab.close()


async def test_rights_end_before_the_next_item(live, enter):
    tab = Tab(await sync_to_async(enter)(live.owner))
    await tab.hello({address(live): 0})

    def end() -> None:
        membership = live.owner.memberships.get(organisation=live.conversation.organisation)
        membership.state = "ended"
        membership.save()

    await sync_to_async(end)()
    await write(live, body="Nach dem Ende")

    heard = []
    while not heard or "close" not in heard[-1]:
        heard.append(await tab.frame())
    assert heard[-1] == {"close": 4403}
    assert "items" not in {one.get("t") for one in heard}


async def test_sign_out_closes_the_socket(live, enter):
    client = await sync_to_async(enter)(live.pupil)
    tab = Tab(client)
    await tab.hello({address(live): 0})

    await sync_to_async(client.logout)()

    assert await tab.until("close") == {"close": 4401}


async def test_new_session_version_closes_at_the_next_frame(live, enter, monkeypatch):
    monkeypatch.setattr(consumers, "RIGHT_SECONDS", 0.0)
    tab = Tab(await sync_to_async(enter)(live.pupil))
    await tab.hello({address(live): 0})
    live.pupil.session_version += 1
    await live.pupil.asave()

    await tab.send({"t": "ping", "n": 1})

    assert await tab.until("close") == {"close": 4401}


async def test_anonymous_is_refused_before_the_handshake(live):
    assert (await Tab().connect())["type"] == "websocket.close"


async def test_unknown_address_is_refused(live):
    assert (await Tab(path="/ws/anderswo/").connect())["type"] == "websocket.close"


@pytest.mark.parametrize(
    ("origin", "answer"),
    [
        ("http://localhost:8000", "websocket.accept"),
        ("https://localhost:8000", "websocket.close"),
        ("http://localhost:8001", "websocket.close"),
        ("http://localhost", "websocket.close"),
        ("http://localhost:8000.evil.example", "websocket.close"),
        ("http://evil.example", "websocket.close"),
        ("http://sub.localhost:8000", "websocket.close"),
        ("null", "websocket.close"),
        ("", "websocket.close"),
        ("http://localhost:8000/", "websocket.close"),
        ("http://localhost:8000, http://evil.example", "websocket.close"),
    ],
)
async def test_only_the_whole_origin_gets_in(live, enter, origin, answer):
    stack = OriginGate(URLRouter(websocket_urlpatterns), ["http://localhost:8000"])
    client = await sync_to_async(enter)(live.pupil)
    tab = Tab(client, application=stack, headers=[(b"origin", origin.encode())])

    assert (await tab.connect())["type"] == answer
    await tab.close()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("kein JSON", 4400),
        ("[]", 4400),
        ({"t": "hello"}, 4400),
        ({"t": "edit", "k": "x"}, 4400),
        ({"t": "ping", "n": True}, 4400),
        ({"t": "ping", "n": -1}, 4400),
        ({"t": "ping", "n": 1, "extra": 1}, 4400),
        ({"t": "fetch", "c": "keine-id", "after": 0}, 4400),
        ({"t": "send", "k": str(uuid4()), "c": str(uuid4()), "body": ["a"]}, 4400),
        ("[" * 4000, 4400),
        (json.dumps({"t": "ping", "n": 1, "x": "a" * 9000}), 4413),
        *[({"type": name, "t": name, "c": "x", "seq": 1}, 4400) for name in EVENTS],
    ],
)
async def test_anything_outside_the_protocol_closes(live, enter, frame, code):
    tab = Tab(await sync_to_async(enter)(live.pupil))
    await tab.hello()

    await tab.send(frame)

    assert await tab.until("close") == {"close": code}


async def test_binary_second_hello_wrong_version_and_foreign_ticket_close(live, enter):
    client, other = await sync_to_async(enter)(live.pupil), await sync_to_async(enter)(live.stranger)

    binary = Tab(client)
    await binary.hello()
    await binary.send_bytes(b"\x00")
    assert await binary.until("close") == {"close": 4400}
    twice = Tab(client)
    await twice.hello()
    await twice.send({"t": "hello", "v": 1, "ticket": "x"})
    assert await twice.until("close") == {"close": 4400}
    version = Tab(client)
    await version.hello(v=2)
    assert await version.until("close") == {"close": 4409}
    stolen = Tab(client)
    await stolen.hello(ticket=gate.issue_ticket(other.session.session_key))
    assert await stolen.until("close") == {"close": 4401}
    for nonsense in ("\ud800:a:b", "é:b:c", ":", ""):
        forged = Tab(client)
        await forged.hello(ticket=nonsense)
        assert await forged.until("close") == {"close": 4401}, ascii(nonsense)


async def test_ticket_works_once(live, enter):
    client = await sync_to_async(enter)(live.pupil)
    ticket = gate.issue_ticket(client.session.session_key)
    first, second = Tab(client), Tab(client)

    assert (await first.hello(ticket=ticket))["t"] == "welcome"
    await second.hello(ticket=ticket)

    assert await second.until("close") == {"close": 4401}
    await first.close()


async def test_silence_instead_of_hello_closes_4408(live, enter, monkeypatch):
    monkeypatch.setattr(consumers, "HELLO_SECONDS", 0.05)
    tab = Tab(await sync_to_async(enter)(live.pupil))
    await tab.connect()

    assert await tab.until("close") == {"close": 4408}


async def test_eleven_frames_at_once_are_too_fast(live, enter):
    tab = Tab(await sync_to_async(enter)(live.pupil))
    await tab.hello()
    for number in range(12):
        await tab.send({"t": "ping", "n": number})

    assert await tab.until("close") == {"close": 4429}


async def test_fourth_socket_of_a_session_is_refused(live, enter):
    client = await sync_to_async(enter)(live.pupil)
    tabs = [Tab(client) for _number in range(4)]
    for tab in tabs[:3]:
        await tab.hello()

    await tabs[3].connect()
    assert await tabs[3].until("close") == {"close": 4429}
    await tabs[0].close()
    again = Tab(client)
    assert (await again.hello())["t"] == "welcome"
    for tab in (*tabs[1:3], again):
        await tab.close()


async def test_heartbeat_carries_the_counter(live, enter, monkeypatch):
    monkeypatch.setattr(hub, "TURN_SECONDS", 0.002)
    tab = Tab(await sync_to_async(enter)(live.pupil))
    await tab.hello({address(live): 0})
    before = (await tab.until("hb"))["counter"]

    await write(live, "owner")
    await tab.until("items")
    await asyncio.sleep(0.1)
    beats = [await tab.until("hb") for _number in range(4)]

    assert (before, beats[-1]["counter"]) == (0, 1)
    await tab.close()


async def test_lost_hint_is_healed_by_fetch(live, enter, monkeypatch):
    tab = Tab(await sync_to_async(enter)(live.owner))
    await tab.hello({address(live): 0})
    monkeypatch.setattr("messaging.broadcast._hint", lambda _people, _event: None)

    await write(live, body="Ohne Hinweis")
    assert await tab.silent()
    await tab.send({"t": "fetch", "c": address(live), "after": 0})

    assert [item["body"] for item in (await tab.until("items"))["items"]] == ["Ohne Hinweis"]
    await tab.close()


async def test_broken_layer_never_stops_a_sender(live, settings):
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "messaging.layers.SqliteTailLayer", "CONFIG": {"path": "/proc/no/such/place"}}
    }

    assert (await write(live)).seq == 1


async def test_read_frame_moves_the_mark(live, enter):
    await write(live)
    tab = Tab(await sync_to_async(enter)(live.owner))
    await tab.hello({address(live): 1})

    await tab.send({"t": "read", "c": address(live), "seq": 1})
    await tab.send({"t": "ping", "n": 1})
    await tab.until("hb")

    seat = await live.conversation.participations.aget(user=live.owner)
    assert seat.read_seq == 1
    await tab.close()
