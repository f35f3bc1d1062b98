"""HTTP and WebSocket in one application."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
django.setup(set_prefix=False)  # loads the app registry, so it stands before the imports below

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 -- consumers need loaded models
from django.conf import settings  # noqa: E402

from core.serving import PooledHandler, settle  # noqa: E402
from messaging.admission import Admission  # noqa: E402
from messaging.origins import OriginGate  # noqa: E402
from messaging.routing import websocket_urlpatterns  # noqa: E402
from pages.guard import refuse_demo_accounts_from_anywhere  # noqa: E402
from search import vocabulary  # noqa: E402

refuse_demo_accounts_from_anywhere()
settle()
vocabulary.warm()  # beside the first requests, so that the first question need not wait for it

# Whole origins, not hosts: AllowedHostsOriginValidator would let http:// and foreign ports pass.
sockets = OriginGate(Admission(URLRouter(websocket_urlpatterns)), settings.SOCKET_ORIGINS)
application = ProtocolTypeRouter({"http": PooledHandler(), "websocket": sockets})
