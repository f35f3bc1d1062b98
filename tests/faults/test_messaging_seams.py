"""A client from outside: a printed cookie, a ticket, a socket, a return, an audit."""

import hashlib
import json
import urllib.error
import urllib.request
from typing import Any
from uuid import uuid4

import pytest

from messaging import frames
from tests.faults.raw import Raw
from tests.faults.stage import Prepared, Stage

pytestmark = pytest.mark.stage
DOOR = "/nachrichten/verbindung/"


@pytest.fixture(scope="module")
def number(prepared: Prepared) -> int:
    """A pair that nobody else plays with."""
    return len(prepared.pairs) + 1


@pytest.fixture(scope="module")
def pair(stage: Stage, number: int) -> Any:
    """As the command prints it."""
    return printed(stage, number)


def printed(stage: Stage, number: int) -> Any:
    """One line a pair, by number."""
    lines = stage.server.manage("demo_pairs", "--pairs", str(number), "--json").splitlines()
    assert len(lines) == number
    return json.loads(lines[-1])


def door(stage: Stage, cookie: str) -> Any:
    """What the page asks before it opens the socket."""
    request = urllib.request.Request(f"{stage.server.url}{DOOR}", headers={"Cookie": cookie})  # noqa: S310 -- our own
    return urllib.request.urlopen(request, timeout=30)  # noqa: S310


def came_in(tab: Raw, ticket: str, c: str, seen: int) -> list[dict[str, Any]]:
    """Say hello; what was shown up to the welcome."""
    tab.say({"t": "hello", "v": frames.VERSION, "ticket": ticket, "cursors": {c: seen}})
    shown: list[dict[str, Any]] = []
    while (found := tab.any_of("items", "welcome"))["t"] == "items":
        shown += found["items"]
    return shown


def enter(stage: Stage, pair: Any, who: str, seen: int) -> tuple[Raw, list[dict[str, Any]]]:
    """A tab of the pupil or the firm that has shown everything up to `seen`."""
    cookie = pair[who]["cookie"]
    with door(stage, cookie) as answer:
        said = json.load(answer)
    assert said["socket"].startswith("ws://")
    assert said["socket"].endswith("/ws/nachrichten/")
    tab = Raw(stage.server.url, cookie)
    return tab, came_in(tab, said["ticket"], pair["conversation"], seen)


def write(tab: Raw, c: str, body: str, key: str) -> int:
    """The number under which a letter stands."""
    tab.say({"t": "send", "k": key, "c": c, "body": body})
    return int(tab.until("ack")["seq"])


def stored(stage: Stage, c: str) -> dict[str, Any]:
    lines = stage.server.manage("messages_audit", "--conversation", c).splitlines()
    assert len(lines) == 1
    return dict(json.loads(lines[0]))


def test_a_pair_is_the_same_however_often_it_is_asked_for(stage: Stage, pair: Any, number: int) -> None:
    again = printed(stage, number)

    assert (again["pair"], again["conversation"]) == (number, pair["conversation"])
    assert set(pair) == {"pair", "conversation", "pupil", "firm"}


def test_nobody_gets_a_ticket_without_a_cookie(stage: Stage) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused, door(stage, ""):
        pass

    assert refused.value.code == 401
    assert refused.value.headers["Cache-Control"] == "no-store"
    refused.value.close()


def test_a_client_writes_goes_comes_back_and_audits(stage: Stage, pair: Any) -> None:
    c = pair["conversation"]
    keys = [str(uuid4()) for _letter in range(5)]
    pupil, shown = enter(stage, pair, "pupil", 0)
    assert shown == []
    numbers = [write(pupil, c, f"Brief {number}", key) for number, key in enumerate(keys[:3])]
    assert write(pupil, c, "Brief 2", keys[2]) == numbers[-1]  # again with its key: the same letter
    pupil.line.close()

    firm, shown = enter(stage, pair, "firm", 0)
    assert [item["seq"] for item in shown] == numbers == [1, 2, 3]
    numbers += [write(firm, c, f"Antwort {number}", key) for number, key in enumerate(keys[3:])]
    firm.line.close()

    pupil, shown = enter(stage, pair, "pupil", numbers[2])
    assert [(item["seq"], item["body"]) for item in shown] == [(numbers[3], "Antwort 0"), (numbers[4], "Antwort 1")]
    pupil.line.close()

    said = ["1|pupil|Brief 0", "2|pupil|Brief 1", "3|pupil|Brief 2", "4|firm|Antwort 0", "5|firm|Antwort 1"]
    words = "".join(line.replace("|", "\x1f") + "\x1e" for line in said)
    assert stored(stage, c) == {
        "conversation": c,
        "last_seq": 5,
        "messages": 5,
        "gaps": 0,
        "duplicate_keys": 0,
        "sha256": hashlib.sha256(words.encode()).hexdigest(),
    }
