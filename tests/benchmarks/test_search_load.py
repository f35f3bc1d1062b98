"""The measure of the search measures: late answers count from when they were due, faults and emptiness are seen."""

import asyncio
import json
import zlib

import pytest

from benchmarks import levels, open_model, search_load
from benchmarks.levels import Goal
from benchmarks.peers import exchange
from benchmarks.search_freshness import Prober
from core.sphere import great_circle_km


async def served(answer, delay=0.0):
    """A server that answers every request alike, one connection after the other request by request."""

    async def talk(reader, writer):
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(delay)
            writer.write(answer)

    async def guarded(reader, writer):
        try:
            await talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(guarded, "127.0.0.1", 0)


def asked(answer, delay=0.0, **plan):
    """What the client notes of some requests to such a server."""

    async def run():
        server = await served(answer, delay)
        port = server.sockets[0].getsockname()[1]
        whole = {"port": port, "rate": 200, "seconds": 0.05, "warm": 0, "accept": "*/*", "paths": ["/"], **plan}
        answers = await open_model.run(whole)
        server.close()
        await asyncio.sleep(0)  # the server's tasks see that the client has gone
        return [open_model.described(one) for one in answers]

    return asyncio.run(run())


def http(body, status="200 OK", *more):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_a_slow_server_does_not_slow_the_asking_down():
    answers = asked(http(b'{"hits": [1, 2]}'), delay=0.2)

    assert len(answers) == 10
    assert all(one["took"] >= 200 and one["found"] == 2 and one["status"] == 200 for one in answers)
    assert max(one["took"] for one in answers) < 1_500


def test_a_compressed_answer_is_read():
    packed = zlib.compressobj(wbits=31)
    body = packed.compress(b'{"hits": []}') + packed.flush()

    assert {one["found"] for one in asked(http(body, "200 OK", "Content-Encoding: gzip"))} == {0}


def test_faults_and_empty_answers_are_counted():
    answers = [
        {"took": 5.0, "lag": 0.1, "status": status, "found": found, "bytes": 10}
        for status, found in [(200, 3), (200, 0), (500, 0), (0, 0)]
    ]

    figures = search_load.figures(answers)

    assert (figures["errors"], figures["empty_share"]) == (2, 0.5)


def test_the_worst_run_is_judged_and_a_late_client_misses():
    runs = [{"p95": 40, "p99": 90, "errors": 0, "empty_share": 0.1, "client_late_p99": late} for late in (1, 50)]
    runs[0]["p95"] = 100

    lines = {line["figure"]: line for line in search_load.worst(search_load.ALL[0], runs)["lines"]}

    assert (lines["p95"]["value"], lines["p95"]["reached"]) == (100, "must")
    assert lines["client_late_p99"]["reached"] == "missed"


@pytest.mark.parametrize(
    ("value", "level"), [(29, "stretch"), (30, "stretch"), (31, "target"), (150, "must"), (151, "missed")]
)
def test_a_goal_names_the_highest_level(value, level):
    assert Goal((150, 60, 30)).reached(value) == level


def test_a_goal_of_nothing_is_missed_by_one():
    (line,) = levels.lines({"errors": 1}, {"errors": Goal((0, 0, 0))})

    assert (line["ratio"], line["reached"]) == (1.0, "missed")


def test_a_table_shows_all_columns():
    text = levels.table([{"a": 1}, {"a": 2, "b": "x"}])

    assert text.splitlines()[0].split() == ["a", "b"]
    assert json.dumps(text).count("x") == 1


def test_seconds_without_results_are_counted():
    prober = Prober(server=None)
    ends = [(10.0, 5), (10.5, 0), (11.2, 0), (11.9, 0), (12.5, 0), (12.9, 4), (13.1, 1)]
    prober.seen = [(at, at, hits) for at, hits in ends]

    assert prober.empty_seconds() == 1


def test_a_slow_answer_with_hits_is_no_emptiness_and_a_hanging_one_is():
    prober = Prober(server=None)

    prober.seen = [(10.0, 10.1, 5), (10.2, 12.9, 5), (13.0, 13.1, 5)]
    assert prober.empty_seconds() == 0

    prober.seen = [(10.0, 10.1, 5), (10.2, 16.9, 5), (17.0, 17.1, 5)]
    assert prober.empty_seconds() == 5


def test_distance_and_box_agree():
    leipzig, altenburg = (51.34, 12.37), (50.99, 12.43)
    km = great_circle_km(*leipzig, *altenburg)
    south, north, west, east = exchange.box(*leipzig, km)

    assert 35 < km < 45
    assert south <= altenburg[0] <= north
    assert west <= altenburg[1] <= east
