"""Random questions with random parameters: none may raise, ask an engine for anything strange, or end on an error page.

Most go through form, resolver and the translation for both engines; a part of them is asked as whole pages of the
product, in this process. Used by `benchmarks.search_quality`.
"""

import os
import random
import sys
import time
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from multiprocessing import get_context
from typing import Any

SEED = 20260801
PART = 2_000  # questions of one seed
MOST_KM = 200
CLAUSES = frozenset(
    {
        *("bool", "must", "should", "filter", "must_not", "minimum_should_match", "constant_score", "boost"),
        *("term", "terms", "range", "exists", "match_all", "match_none"),
    }
)
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzäöüß ",
    "Tischler/in*:_-()[]{}|&=+~^\\\"'<>#%$§!?.,;0123456789 ",
    "\u200b\u200d\u202e\u2066\ufeff\x00\x1b\r\n\t 🔨𝓐\u0301\u0308",
    "плотникتسنجارالمטכנאי大工木工 ",
)
PIECES = (
    *("AND", "OR", "NOT", "title:", "*:*", "{!boost}", "/.*/", "~2", "^9", "<script>alert(1)</script>", "' OR 1=1 --"),
    *('{"query": {"match_all": {}}}', "Tischler", "nähe", "04600", "2027", "ohne", "mathe", "in", "was mit", "%00"),
)
WORDS = 60


def questions(count: int) -> dict[str, float]:
    """How many raised or asked something strange, and the slowest; each is printed on the error stream.

    Many are shared out among the processor's cores, in parts that each have a seed of their own.
    """
    parts = [(SEED + number, min(PART, count - start)) for number, start in enumerate(range(0, count, PART))]
    found = [part_of_questions(*parts[0])] if len(parts) == 1 else _shared_out(parts)
    faults, slowest = (list(column) for column in zip(*found, strict=True))
    return {"asked": count, "faults": sum(faults), "slowest_ms": round(1000 * max(slowest), 1)}


def _shared_out(parts: list[tuple[int, int]]) -> list[tuple[int, float]]:
    from django.db import connections  # noqa: PLC0415 -- after setup

    connections.close_all()  # a connection must not be used by two processes
    with get_context("fork").Pool(os.cpu_count()) as pool:
        return pool.starmap(part_of_questions, parts, chunksize=1)


def part_of_questions(seed: int, count: int) -> tuple[int, float]:
    """The faults among so many questions, and the seconds of the slowest."""
    draw = random.Random(seed)  # noqa: S311 -- no secret
    faults, slowest = 0, 0.0
    for text in random_texts(count, seed):
        params = random_params(draw, text)
        begun = time.perf_counter()
        try:
            is_fault = not is_plain(params)
        except Exception as fault:  # noqa: BLE001 -- whatever it is, it is what we look for
            is_fault = True
            print(f"{params!r}: {fault!r}", file=sys.stderr)
        faults += is_fault
        slowest = max(slowest, time.perf_counter() - begun)
    return faults, slowest


def pages(count: int) -> dict[str, float]:
    """The same as whole pages: how many were not answered as a page, how many without a word of help; the slowest."""
    from django.test import Client  # noqa: PLC0415 -- after setup

    client, draw = Client(SERVER_NAME="localhost", raise_request_exception=False), random.Random(SEED)  # noqa: S311
    faults, silent, slowest = 0, 0, 0.0
    for text in random_texts(count):
        params = random_params(draw, text)
        begun = time.perf_counter()
        answer = client.get("/suche/", params)
        slowest = max(slowest, time.perf_counter() - begun)
        if answer.status_code != HTTPStatus.OK:
            faults += 1
            print(f"{params!r}: {answer.status_code}", file=sys.stderr)
        else:
            silent += not helps(answer.content.decode())
    return {"asked": count, "faults": faults, "without_help": silent, "slowest_ms": round(1000 * slowest, 1)}


def helps(page: str) -> bool:
    """Whether a page shows hits or offers a next step."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return "href=" in main and "<h1" in main


def is_plain(params: Mapping[str, str]) -> bool:
    """Read one question and translate it for both engines; whether only known clauses came out, and within limits.

    A strange question would be one that a person's signs turned into another kind of clause.
    """
    from core import places  # noqa: PLC0415 -- after setup
    from search import panel  # noqa: PLC0415
    from search.backends.compiler import Compiler  # noqa: PLC0415
    from search.backends.elasticsearch import compile_window  # noqa: PLC0415
    from search.backends.plan import Plan  # noqa: PLC0415
    from search.backends.schema import schema  # noqa: PLC0415
    from search.forms import SearchForm  # noqa: PLC0415
    from search.query import MAX_WINDOW, Query  # noqa: PLC0415
    from search.resolver import resolve_trades  # noqa: PLC0415

    resolve_trades(params["q"])
    places.look_up(params["q"])
    asked = SearchForm(params).asked()
    query, counted = asked.query, panel.counted(asked)
    Compiler(schema(), query, lambda _token: False, {}).whole()
    body = compile_window(Plan(query, lambda _token: False, {}), counted).to_dict()
    names = {*clauses(body["query"]), *clauses(body.get("post_filter", {}))}
    within = query.page * query.size <= MAX_WINDOW and (query.near is None or (query.near.km or 0) <= MOST_KM)
    return names <= CLAUSES and within and Query.from_params(query.to_params()) == query


def clauses(value: Any) -> Iterator[str]:
    """The kinds of clauses of a question to the cluster."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield name
        if name in ("bool", "constant_score", "must", "should", "filter", "must_not"):
            for one in inner if isinstance(inner, list) else [inner]:
                yield from clauses(one)


def random_params(draw: random.Random, text: str) -> dict[str, str]:
    """Parameters beside the words: mostly strange ones."""
    return {
        "q": text,
        "place": draw.choice(("", "", "04600", "Halle", "Xanadu", "99999", text[:40])),
        "radius": draw.choice(("", "25", "-1", "1000000", "0", "10e3", "NaN", "５")),
        "page": draw.choice(("", "2", "1000000", "-5", "x")),
        "size": draw.choice(("", "50", "0", "99999999")),
        "sort": draw.choice(("", "new", "distance", "nothing", "'; --")),
        draw.choice(("kind", "certificate", "trade", "flags", "topic", "travel_time", "__class__")): draw.choice(
            ("", "apprenticeship", "first", "15", "*", "{}", text[:30])
        ),
    }


def random_texts(count: int, seed: int = SEED) -> Iterator[str]:
    """Nonsense: letters, marks, unseen signs, other scripts up to 500 signs, and words with operators up to 60."""
    draw = random.Random(seed)  # noqa: S311 -- no secret
    for number in range(count):
        if number % 5 == 0:
            yield " ".join(draw.choices(PIECES, k=draw.randrange(1, WORDS if number % 100 == 0 else 7)))
        else:
            yield "".join(draw.choices(draw.choice(ALPHABETS), k=draw.randrange(1, 500 if number % 50 == 1 else 30)))
