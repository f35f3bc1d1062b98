"""Web push: a sealed text for one browser, handed to the push service that browser named.

The address comes from the browser, so it is believed only as far as PUSH_HOSTS says. Without PUSH_KEY the whole thing
is not there: nobody is asked, and no script is loaded.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from core import sealing

PATIENCE_SECONDS = 10
LONGEST_ADDRESS = 500
PADDED_TO = 1024  # every text has the same length for those who carry it
LONGEST = 3000  # what services take for sure, sealed: 4096 bytes
GONE = frozenset({404, 410})
TOO_MANY, SERVER_FAULT, TIMED_OUT = 429, 500, 408


class Gone(Exception):
    """The browser does not take texts any more; its address can be forgotten."""


class Refused(Exception):
    """The push service takes this text never; it is not tried again."""


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A redirect would lead past PUSH_HOSTS, to machines nobody meant."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def is_available() -> bool:
    """Whether texts can be pushed here at all."""
    return bool(settings.PUSH_KEY)


def public_key() -> str:
    """What browsers need to know of our key before they give an address."""
    return sealing.words(sealing.point_of(sealing.key_from(settings.PUSH_KEY)))


def is_allowed(address: str) -> bool:
    """Whether an address leads to one of the push services of PUSH_HOSTS and to nothing else."""
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        origin, host, port = f"{parts.scheme}://{parts.netloc}", parts.hostname or "", parts.port
    except ValueError:
        return False
    if origin in settings.PUSH_HOSTS:  # a whole origin with its port: for trials on one machine
        return True
    is_plain = parts.scheme == "https" and port is None and parts.netloc == host
    return is_plain and any(_is_host(host, one) for one in settings.PUSH_HOSTS)


def send(*, address: str, point: str, secret: str, text: Mapping[str, Any], topic: str, seconds: int) -> None:
    """Hand a text over; what waits with the service under the same topic is replaced, and dropped after `seconds`.

    Raises Gone, Refused, or what the network raises: then it is worth another try.
    """
    if not is_allowed(address):
        raise Refused("address")
    raw = json.dumps(text, ensure_ascii=False).encode()
    if len(raw) > LONGEST:
        raise Refused("length")
    body = sealing.seal(raw, point=sealing.plain(point), secret=sealing.plain(secret), size=PADDED_TO)
    parts = urlsplit(address)
    headers = {
        "Authorization": sealing.pass_for(
            f"{parts.scheme}://{parts.netloc}", key=sealing.key_from(settings.PUSH_KEY), contact=settings.PUSH_CONTACT
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(seconds),
        "Topic": topic,
        "Urgency": "normal",
    }
    _post(urllib.request.Request(address, body, headers, method="POST"))  # noqa: S310 -- is_allowed says which


def _post(request: urllib.request.Request) -> None:
    """The answer's head alone: whatever a service writes below it is not read."""
    try:
        urllib.request.build_opener(_NoDetour).open(request, timeout=PATIENCE_SECONDS).close()
    except urllib.error.HTTPError as fault:
        fault.close()
        if fault.code in GONE:
            raise Gone from None
        if fault.code < SERVER_FAULT and fault.code not in {TOO_MANY, TIMED_OUT}:
            raise Refused(f"service {fault.code}") from None
        raise


def _is_host(host: str, allowed: str) -> bool:
    return host.endswith(allowed) and host != allowed[1:] if allowed.startswith(".") else host == allowed
