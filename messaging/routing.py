"""The one socket address."""

from django.urls import path, re_path

from messaging.consumers import ConversationConsumer, NoSuchSocket

websocket_urlpatterns = [
    path("ws/nachrichten/", ConversationConsumer.as_asgi()),
    re_path(r"", NoSuchSocket.as_asgi()),
]
