"""Seven ways to lose a right, against the real server: done by another process, felt by a live socket within 2 s."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest

from benchmarks.chat.server import ROOT
from tests.faults.raw import Raw
from tests.faults.stage import Stage
from tests.messaging.test_hub import TRIGGERS

pytestmark = pytest.mark.stage
SECONDS = 2.0
# What a page or the console does, in a process of its own, one trigger after the other; it says when each was done.
WALK = """
import json, sys, time
from types import SimpleNamespace
import django
django.setup()
from accounts.models import Organisation
from core import clock
from messaging.models import Conversation
from tests.messaging.test_hub import TRIGGERS
for name, key in zip(TRIGGERS, sys.argv[1:], strict=True):
    talk = Conversation.objects.get(public_id=key)
    Organisation.objects.filter(pk=talk.organisation_id).update(verification="verified", verified_on=clock.today())
    talk.refresh_from_db()
    owner = talk.participations.get(role="firm").user
    began = time.monotonic()
    TRIGGERS[name][0](SimpleNamespace(conversation=talk, pupil=talk.pupil, owner=owner))
    print(json.dumps([name, began, time.monotonic()]), flush=True)
"""


def close_of(raw: Raw) -> tuple[int, float]:
    """The close that comes, and when."""
    return raw.closed(), time.monotonic()


def walk(stage: Stage, conversations: list[str]) -> dict[str, tuple[float, float]]:
    """Begin and end of each act."""
    done = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-W", "ignore", "-c", WALK, *conversations],
        env=stage.server.environment(), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return {name: (began, ended) for name, began, ended in map(json.loads, done.stdout.splitlines())}


def test_seven_lost_rights_close_live_sockets_and_nobody_elses(stage: Stage, take: Any) -> None:
    pairs = take(len(TRIGGERS))
    untouched = take(1)[0]
    with ExitStack() as opened, ThreadPoolExecutor(len(TRIGGERS)) as people:
        raws = [opened.enter_context(Raw(stage.server.url, pair["firm"]["cookie"])) for pair in pairs]
        for raw, pair in zip(raws, pairs, strict=True):
            raw.hello({pair["conversation"]: 0})
        neighbour = opened.enter_context(Raw(stage.server.url, untouched["firm"]["cookie"])).hello()
        coming = {name: people.submit(close_of, raw) for name, raw in zip(TRIGGERS, raws, strict=True)}
        acts = walk(stage, [pair["conversation"] for pair in pairs])
        closes = {name: found.result() for name, found in coming.items()}
        key = str(uuid4())
        neighbour.say({"t": "send", "k": key, "c": untouched["conversation"], "body": "Ich bin noch da"})
        assert neighbour.until("ack")["k"] == key

    assert {name: code for name, (code, _at) in closes.items()} == {
        name: code for name, (_act, code) in TRIGGERS.items()
    }
    early = [name for name, (_code, at) in closes.items() if at < acts[name][0]]
    late = {name: at - acts[name][1] for name, (_code, at) in closes.items() if at > acts[name][1] + SECONDS}
    assert (early, late) == ([], {})
