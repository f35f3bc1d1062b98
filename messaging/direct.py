"""Sockets whose frames go to their handlers without a way round the database."""

from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer


class DirectConsumer(AsyncWebsocketConsumer):
    """Channels goes to the thread of the database before each frame, to look after connections.

    There a frame would wait behind all questions of others before it is even read. Whoever asks the database looks
    after the connection there (`messaging.rounds`).
    """

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Hand an event of the server to its handler."""
        await getattr(self, get_handler_name(message))(message)
