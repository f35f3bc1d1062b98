"""How a tab ends when nobody takes what it says, or when something breaks: its places are free again."""

import asyncio
from contextlib import suppress

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter

from messaging import hub, outgoing, pace
from messaging.frames import Code
from messaging.routing import websocket_urlpatterns
from tests.sockets import Tab

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
THINGS = outgoing.MOST_WAITING + 10


class Between:
    """The application with a line whose frames stop or fail from a moment on."""

    def __init__(self):
        self.is_stuck = self.is_broken = False
        self.codes = []

    async def __call__(self, scope, receive, send):
        async def watched(message):
            if message["type"] == "websocket.close":
                self.codes.append(message["code"])
            elif self.is_broken:
                raise RuntimeError("a fault nobody foresaw")
            elif self.is_stuck:
                await asyncio.Event().wait()
            await send(message)

        await URLRouter(websocket_urlpatterns)(scope, receive, watched)


async def greeted(client, between):
    """A tab that was welcomed, and what the hub knows of it."""
    tab = Tab(client, application=between)
    await tab.hello()
    (known,) = hub.current().everybody()
    return tab, known


async def ended(tab):
    """Wait until the application has returned, however."""
    with suppress(Exception):
        await tab.line.wait(3)


async def fallen_behind(client):
    """A tab that takes nothing any more, and much that was said to it."""
    between = Between()
    tab, known = await greeted(client, between)
    between.is_stuck = True
    for _thing in range(THINGS):
        known.notice("delayed")
        await asyncio.sleep(0)
    return tab, known, between


async def test_a_tab_too_far_behind_is_let_go(live, enter):
    tab, known, between = await fallen_behind(await sync_to_async(enter)(live.pupil))
    await asyncio.sleep(0.05)

    assert between.codes == [Code.TOO_SLOW]
    assert len(known.tasks) <= outgoing.MOST_WAITING
    assert hub.current().everybody() == []
    await ended(tab)


async def test_without_the_bound_everything_would_wait(live, enter, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(outgoing, "MOST_WAITING", 10**6)
    tab, known, between = await fallen_behind(await sync_to_async(enter)(live.pupil))

    assert between.codes == []
    assert len(known.tasks) >= THINGS
    await tab.line.send_input({"type": "websocket.disconnect", "code": 1006})
    await ended(tab)


async def test_many_marks_of_one_conversation_are_one_look(live, enter):
    between = Between()
    tab, known = await greeted(await sync_to_async(enter)(live.pupil), between)
    before = len(known.tasks)

    for _mark in range(50):
        known.hear({"what": "marked", "c": str(live.conversation.public_id)})

    assert len(known.tasks) == before + 1
    await tab.line.send_input({"type": "websocket.disconnect", "code": 1000})
    await ended(tab)


async def test_a_fault_in_the_middle_gives_the_places_back(live, enter):
    between = Between()
    tab, _known = await greeted(await sync_to_async(enter)(live.pupil), between)
    between.is_broken = True

    await tab.send({"t": "ping", "n": 1})
    await ended(tab)

    assert not pace.doorkeeper.by_person
    assert not pace.doorkeeper.by_session
    assert hub.current().everybody() == []


async def test_a_failed_look_at_news_makes_no_tab_deaf(live, enter, monkeypatch):
    between = Between()
    tab, known = await greeted(await sync_to_async(enter)(live.pupil), between)
    real = type(known)._follow

    async def fail(*_news):
        raise RuntimeError("the database hiccups")

    monkeypatch.setattr(type(known), "_follow", fail)
    known.hear({"what": "changed", "c": str(live.conversation.public_id), "seq": 1})
    await asyncio.sleep(0.05)
    monkeypatch.setattr(type(known), "_follow", real)
    known.hear({"what": "changed", "c": str(live.conversation.public_id), "seq": 2})

    assert (await tab.until("hint"))["seq"] == 2
