"""The one socket address."""

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path, re_path

from messaging.consumers import ConversationConsumer


class NoSuchSocket(AsyncWebsocketConsumer):
    """Refuses unknown socket addresses; without it Channels would answer with an exception."""

    channel_layer_alias = "none"

    async def connect(self) -> None:
        """Refuse before the handshake."""
        await self.close()


websocket_urlpatterns = [
    path("ws/nachrichten/", ConversationConsumer.as_asgi()),
    re_path(r"", NoSuchSocket.as_asgi()),
]
