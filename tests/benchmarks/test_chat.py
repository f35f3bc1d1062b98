"""The checker of the chat turns red for each fault, figures say what was asked, the light client hears everything."""

import asyncio
import time
from types import SimpleNamespace

import pytest
from websockets.asyncio.server import serve

from benchmarks.chat import checker, crowd, figures, wire
from benchmarks.chat.recorder import Recorder

PAIRS = [{"pair": 1, "conversation": "c1"}, {"pair": 2, "conversation": "c2"}]


def send(key, who="1:pupil", conversation="c1", planned=0.0):
    return {"e": "send", "t": planned, "who": who, "c": conversation, "k": key, "planned": planned}


def ack(key, seq, who="1:pupil", conversation="c1", t=0.1):
    return {"e": "ack", "t": t, "who": who, "c": conversation, "k": key, "seq": seq, "m": f"m{key}"}


def show(key, seq, tab="1:firm:0", conversation="c1", t=0.2):
    return {
        "e": "show",
        "t": t,
        "tab": tab,
        "who": tab.rpartition(":")[0],
        "c": conversation,
        "seq": seq,
        "m": f"m{key}",
    }


def enter(tab, conversation="c1"):
    return {"e": "enter", "t": 0.0, "tab": tab, "c": conversation}


def clean():
    """Two messages of one pair, seen by both tabs, and the rows they are."""
    tabs = ("1:pupil:0", "1:firm:0")
    record = [*map(enter, tabs)]
    for number, key in enumerate("ab", start=1):
        record += [send(key), ack(key, number), *(show(key, number, tab) for tab in tabs)]
    rows = [("c1", 1, "ma", "Eins"), ("c1", 2, "mb", "Zwei")]
    return record, rows


def test_a_run_without_fault_is_clean():
    record, rows = clean()

    verdict = checker.check(record, rows, PAIRS)

    assert verdict.is_clean
    assert (verdict.sent, verdict.acknowledged, verdict.shown) == (2, 2, 4)


def _without_row(record, rows):
    return record, rows[:1]


def _under_another_number(record, rows):
    return record, [("c1", 2, "ma", "Eins"), ("c1", 1, "mb", "Zwei")]


def _stored_twice(record, rows):
    return record, [*rows, ("c1", 3, "mc", "Zwei")]


def _shown_twice(record, rows):
    return [*record, show("b", 2)], rows


def _backwards(record, rows):
    return [*record, show("x", 3), show("y", 5), show("z", 4)], rows


def _to_a_stranger(record, rows):
    return [*record, show("a", 1, tab="2:firm:0")], rows


def _never_seen(record, rows):
    return [one for one in record if not (one["e"] == "show" and one["m"] == "mb" and one["tab"] == "1:firm:0")], rows


def _with_a_hole(record, rows):
    return record, [*rows, ("c2", 1, "mx", "Drei"), ("c2", 3, "my", "Vier")]


FAULTS = {
    _without_row: "lost",
    _under_another_number: "lost",
    _stored_twice: "duplicate",
    _shown_twice: "duplicate",
    _backwards: "order",
    _to_a_stranger: "foreign",
    _never_seen: "unseen",
    _with_a_hole: "gap",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_turns_the_checker_red(fault):
    verdict = checker.check(*fault(*clean()), PAIRS)

    assert getattr(verdict, FAULTS[fault]) > 0
    assert not verdict.is_clean


def test_parts_of_a_run_add_up():
    total = checker.Verdict()
    for situation in (clean(), _without_row(*clean())):
        total.add(checker.check(*situation, PAIRS))

    assert (total.sent, total.lost, total.is_clean) == (4, 1, False)
    assert len(total.examples) == 1


def test_a_peer_without_rows_is_judged_by_what_its_tabs_showed():
    record, _rows = clean()
    lost = [one for one in record if not (one["e"] == "show" and one["m"] == "mb" and one["tab"] == "1:firm:0")]

    assert figures.lost_and_doubled(record) == {"lost": 0, "doubled": 0, "unanswered": 0}
    assert figures.lost_and_doubled(lost) == {"lost": 1, "doubled": 0, "unanswered": 0}
    assert figures.lost_and_doubled([*record, show("b", 2)]) == {"lost": 0, "doubled": 1, "unanswered": 0}
    assert figures.lost_and_doubled([*record, send("c")]) == {"lost": 0, "doubled": 0, "unanswered": 1}


def test_times_count_from_the_planned_moment_and_leave_the_warm_up_out():
    times = figures.Times(since=10.0)
    record = [send("a", planned=9.0), ack("a", 1, t=9.5), show("a", 1, t=9.6)]
    for number in range(4):
        record += [send(f"k{number}", planned=10.0), ack(f"k{number}", number + 2, t=10.1 + number / 10)]
        record += [show(f"k{number}", number + 2, t=10.2 + number / 10)]
    times.add(record)

    found = times.as_figures(2.0)

    assert (found["messages"], found["acknowledged_per_s"], found["deliveries_per_s"]) == (4, 2.0, 2.0)
    assert found["ack_max_ms"] == 400.0
    assert found["shown_max_ms"] == 500.0


def test_what_is_acknowledged_long_after_the_run_is_no_rate():
    times = figures.Times(since=10.0)
    times.add([one for n in range(4) for one in (send(f"k{n}", planned=10.0), ack(f"k{n}", n + 1, t=19.0))])

    assert times.as_figures(2.0)["acknowledged_per_s"] == 0.5


async def test_what_a_slow_server_cannot_take_is_left_unsaid_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(crowd, "SETTLE_SECONDS", 0.0)
    said = []
    dialect = SimpleNamespace(say=lambda _crowd, _tab, key, _body: said.append(key))
    record = Recorder(tmp_path / "record.jsonl")
    people = crowd.Crowd(0, "", record, dialect)
    people.tabs = [crowd.Tab(PAIRS[0] | {"pupil": {"cookie": ""}}, "pupil", 0)]
    people.tabs[0].is_ready = True

    await people.talk(begin=time.monotonic() - 100, rate=2.0, seconds=20.0, name="Wort")

    assert len(said) == 2 * crowd.QUEUE_SECONDS + 1
    assert people.unsaid == 2 * 20 - len(said)
    record.close()


@pytest.mark.parametrize(
    ("measured", "asked", "level"),
    [
        ({"acknowledged_per_s": 499.0}, 500, "target"),
        ({"acknowledged_per_s": 150.0}, 200, "missed"),
        ({"acknowledged_per_s": 20.0}, 20, "not asked"),
        ({"sockets": 5000}, 0, "must"),
        ({"sockets": 100}, 0, "not asked"),
        ({"ack_p99_ms": 301.0}, 200, "missed"),
        ({"whole_after_kill_s": 14.0}, 0, "stretch"),
    ],
)
def test_a_figure_is_judged_by_the_highest_goal_it_reaches(measured, asked, level):
    assert [*figures.judged(measured, asked_rate=asked).values()] == [level]


async def test_the_light_client_hears_long_and_short_texts_and_answers_pings():
    heard, said, ends = [], asyncio.Queue(), asyncio.Event()
    texts = ["kurz", "x" * 200, "y" * 70_000]

    async def greet(socket):
        for text in texts:
            await socket.send(text)
        await (await socket.ping())
        said.put_nowait(await socket.recv())
        said.put_nowait(await socket.recv())

    async with serve(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        head = wire.upgrade(port, "/", "")
        line = await wire.connect(port, "127.0.0.1", lambda: wire.WebSocket(head, lambda: None, heard.append, ends.set))
        line.say(b"z" * 125)
        line.say(b"z" * 126)
        lengths = [len(await asyncio.wait_for(said.get(), 5)) for _text in range(2)]
        await asyncio.wait_for(ends.wait(), 5)

    assert [text.decode() for text in heard] == texts
    assert lengths == [125, 126]
