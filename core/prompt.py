"""The web server's way of reading requests, with answers that leave at once."""

import asyncio
import socket

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PromptProtocol(HttpToolsProtocol):
    """uvicorn's own protocol on connections that never wait to fill a packet.

    asyncio switches that wait off only for sockets that name their protocol. The one that uvicorn shares among several
    processes names none, so the second half of each answer, and a frame after a frame, waited 40 ms for the receiver.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own has it
        """Switch the wait off, then go on as usual."""
        line = transport.get_extra_info("socket")
        if line is not None and line.family in {socket.AF_INET, socket.AF_INET6}:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
