"""Pages are answered on a few threads that stay, whole and in one go."""

import asyncio
import threading

import pytest
from django.core import signals
from django.http import HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from core import serving
from core.serving import PooledHandler

SEEN: list[str] = []


def plain(request):
    """Says which thread answers."""
    SEEN.append(threading.current_thread().name)
    return HttpResponse(f"answered {request.path}")


def pieces(request):
    """Comes in pieces."""
    return StreamingHttpResponse(iter([b"one ", b"two"]))


def broken(request):
    """Raises."""
    raise RuntimeError("on purpose")


urlpatterns = [path("plain/", plain), path("pieces/", pieces), path("broken/", broken)]


@pytest.fixture(autouse=True)
def _small_site():
    SEEN.clear()
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=["core.delivery.PiecewiseMiddleware"], WEB_THREADS=2):
        yield


def test_an_answer_comes_from_a_thread_that_stays_and_is_closed_there():
    threads = []
    note = lambda **_kwargs: threads.append(threading.current_thread().name)  # noqa: E731 -- a receiver
    signals.request_finished.connect(note)
    try:
        answers = asyncio.run(asked(*["/plain/"] * 12))
    finally:
        signals.request_finished.disconnect(note)

    assert [body for _, body in answers] == [b"answered /plain/"] * 12
    assert len(set(SEEN)) <= 2
    assert sorted(threads) == sorted(SEEN)


def test_an_answer_in_pieces_is_sent_whole():
    assert asyncio.run(asked("/pieces/")) == [(200, b"one two")]


def test_a_view_that_raises_costs_one_answer_only():
    assert [status for status, _ in asyncio.run(asked("/broken/", "/plain/"))] == [500, 200]


def test_who_leaves_while_asking_gets_no_answer():
    assert asyncio.run(asked("/plain/", messages=[{"type": "http.disconnect"}])) == [(0, b"")]
    assert SEEN == []


async def asked(*paths, messages=None):
    """Status and body of each request, all at once."""
    handler = PooledHandler()
    return await asyncio.gather(*(_ask(handler, one, messages) for one in paths))


async def _ask(handler, path, messages):
    waiting = list(messages or [{"type": "http.request", "body": b""}])
    sent = []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
    }
    await handler(scope, receive, send)
    status = sent[0]["status"] if sent else 0
    return status, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("library", [OSError, AttributeError])
def test_another_c_library_has_its_own_ways(monkeypatch, library):
    asked = []

    def load(_name):
        asked.append(library)
        raise library

    serving.trim()
    monkeypatch.setattr(serving.ctypes, "CDLL", load)
    serving.trim()

    assert asked == [library]
