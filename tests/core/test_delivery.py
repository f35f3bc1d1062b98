"""What travels: compressed for visitors only, files whole and without a warning under the asynchronous server."""

import gzip
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import AsyncClient, RequestFactory

from core.delivery import CompressionMiddleware, pieces

PAGE = "<p>Ein Platz in Altenburg.</p>" * 40


def answer(*, content_type: str = "text/html", **request: Any) -> HttpResponse:
    """The page after the middleware."""
    asked: HttpRequest = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    asked.COOKIES = request.get("cookies", {})
    return CompressionMiddleware(lambda _: HttpResponse(PAGE, content_type=content_type))(asked)  # type: ignore[return-value]


def test_a_visitor_gets_the_page_compressed() -> None:
    response = answer()

    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(response.content).decode() == PAGE


def test_the_length_of_the_same_page_is_never_the_same() -> None:
    assert len({len(answer().content) for _ in range(30)}) > 3


def test_the_page_of_a_signed_in_person_is_never_compressed() -> None:
    response = answer(cookies={settings.SESSION_COOKIE_NAME: "x"})

    assert "Content-Encoding" not in response.headers
    assert response.content.decode() == PAGE


def test_an_answer_that_signs_somebody_in_is_not_compressed() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        response = HttpResponse(PAGE)
        response.set_cookie(settings.SESSION_COOKIE_NAME, "x")
        return response

    asked = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in CompressionMiddleware(view)(asked).headers


@pytest.mark.parametrize("content_type", ["font/woff2", "image/webp", "application/pdf"])
def test_what_is_dense_already_is_left_alone(content_type: str) -> None:
    assert "Content-Encoding" not in answer(content_type=content_type).headers


def test_an_etag_of_a_compressed_page_is_weak() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse(PAGE, headers={"ETag": '"strong"'})

    asked = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})

    assert CompressionMiddleware(view)(asked).headers["ETag"] == 'W/"strong"'


async def test_a_static_file_comes_whole_under_the_asynchronous_server() -> None:
    response = await AsyncClient().get("/static/fonts/fira-sans-extra-condensed-700.woff2")
    assert isinstance(response, StreamingHttpResponse)
    assert response.is_async

    body = b"".join([piece async for piece in response])

    font = settings.ROOT / "site" / "static" / "fonts" / "fira-sans-extra-condensed-700.woff2"
    assert body == font.read_bytes()
    response.close()


async def test_an_empty_chunk_does_not_end_the_file() -> None:
    chunks = [b"a", *[b""] * 40, b"b"]

    assert b"".join([piece async for piece in pieces(iter(chunks))]) == b"ab"
