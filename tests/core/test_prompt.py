"""Answers leave at once, also on the socket that several serving processes share."""

import socket
from contextlib import closing
from types import SimpleNamespace

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.prompt import PromptProtocol


@pytest.fixture
def line():
    """The server's end of a connection to a socket as uvicorn shares it: its protocol is not named."""
    with closing(socket.socket(socket.AF_INET)) as shared:
        shared.bind(("127.0.0.1", 0))
        shared.listen()
        with closing(socket.create_connection(shared.getsockname())), closing(shared.accept()[0]) as accepted:
            yield accepted


def test_an_answer_does_not_wait_to_fill_a_packet(line, monkeypatch):
    greeted = []
    monkeypatch.setattr(HttpToolsProtocol, "connection_made", lambda _self, transport: greeted.append(transport))
    transport = SimpleNamespace(get_extra_info={"socket": line}.get)
    before = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    PromptProtocol.connection_made(object.__new__(PromptProtocol), transport)

    assert (before, bool(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))) == (0, True)
    assert greeted == [transport]
