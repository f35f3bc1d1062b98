"""How pages are answered: whole, on a few threads that stay, each with its own connection to the database.

Django's own handler gives every request a new thread and walks back and forth between it and the event loop for each
middleware that is not asynchronous. No view of ours is asynchronous, so a page took several times the processor time of
its own work, opened the database anew, and under load all requests fought for one lock at once. Here a request changes
threads once; what is too much waits its turn in order. Sockets stay on the event loop, which has less to do this way.
"""

import ctypes
import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import get_resolver, set_script_prefix

# New objects between two looks for garbage: a page or a round of messages makes thousands that soon go by themselves.
NEW_OBJECTS = 10_000


def settle() -> None:
    """Load what stays as long as the process, and keep it out of every later search for garbage.

    Python looks through all objects now and then; with everything that Django and Wagtail load this stopped a process
    for 0.4 s each time. Addresses are loaded here too: otherwise the first requests wait for each other over it.
    """
    assert get_resolver().url_patterns  # noqa: S101 -- loading them is the point
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])


def trim() -> None:
    """Give free memory within the heaps back to the system. It takes some milliseconds; other threads go on."""
    with suppress(OSError, AttributeError):  # another C library has its own ways
        ctypes.CDLL(None).malloc_trim(0)


class PooledHandler(ASGIHandler):
    """Django's pages for an ASGI server, on `settings.WEB_THREADS` threads."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self.pool = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="page")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request; files that are sent in pieces are still read by a thread of their own."""
        async with ThreadSensitiveContext():
            await self.handle(scope, receive, send)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        """Read the request, answer it on one thread, send the answer."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        try:
            set_script_prefix(get_script_prefix(scope))
            request, refusal = self.create_request(scope, body)
            response = refusal or await self._on_thread(self._answer, request, scope)
            await self._sent(response, send)
        finally:
            body.close()

    async def _sent(self, response: HttpResponseBase, send: Any) -> None:
        """Send the answer; one in pieces is closed after the last piece, or when the reader has gone."""
        try:
            await self.send_response(response, send)
        except OSError:
            pass  # the reader has gone
        finally:
            if response.streaming:
                await self._on_thread(response.close)

    async def _on_thread(self, work: Any, *values: Any) -> Any:
        return await sync_to_async(work, thread_sensitive=False, executor=self.pool)(*values)

    def _answer(self, request: HttpRequest, scope: Any) -> HttpResponseBase:
        """Everything between the first and the last middleware, with what Django does around a request."""
        signals.request_started.send(sender=self.__class__, scope=scope)
        response = self.get_response(request)
        response._handler_class = self.__class__  # type: ignore[attr-defined]  # Django's own mark on an answer
        if not response.streaming:
            response.close()  # its text is complete; connections are looked after on the thread that used them
        return response
