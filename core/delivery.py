"""How an answer travels: pages of visitors compressed, files in pieces that do not hold up the server."""

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import islice

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSIBLE = ("text/", "application/json", "application/xml", "image/svg+xml")
CHUNKS = 16  # of 4 kB, as Django cuts files


class CompressionMiddleware(GZipMiddleware):
    """Compresses what a visitor without a session is shown; the pages of signed-in people travel as they are.

    Compression beside a secret tells an eavesdropper by the length whether a guess is right (BREACH), where a page
    shows the guess as well. Without a session there is nothing secret on a page but the token of its forms, which
    Django masks anew each time, and Django adds random bytes. Static files are compressed when they are collected.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress text of a visitor's page; leave everything else alone."""
        has_session = settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies}
        is_text = response.headers.get("Content-Type", "").startswith(COMPRESSIBLE)
        if response.streaming or has_session or not is_text:
            return response
        return super().process_response(request, response)


class PiecewiseMiddleware:
    """Reads files in a thread, piece by piece, where the server is asynchronous.

    Django would read a whole file at once and warn: WhiteNoise and Wagtail answer with ordinary iterators.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand over an asynchronous iterator where there is an ordinary one."""
        response = self.get_response(request)
        if isinstance(request, ASGIRequest) and isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = pieces(iter(response.streaming_content))  # type: ignore[arg-type]
        return response


async def pieces(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in fewer, larger pieces, each cut in the thread of the view: it may ask the database."""
    while piece := await sync_to_async(_cut)(chunks):
        yield b"".join(piece)


def _cut(chunks: Iterator[bytes]) -> list[bytes]:
    return list(islice(chunks, CHUNKS))
