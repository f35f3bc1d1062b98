"""Bounds of one process: how many sockets a session may hold and how often an address may knock."""

import ipaddress
from collections import Counter
from typing import Any

from channels.db import database_sync_to_async

from core import limits

SOCKETS_A_SESSION = 3
SOCKETS_A_PERSON = 6
CONNECTS_A_MINUTE = 30
IPV6_PLACE = 64  # bits an address of version 6 is known by


class Doorkeeper:
    """Counts the open sockets of sessions and persons in this process."""

    def __init__(self) -> None:
        self.by_session: Counter[str] = Counter()
        self.by_person: Counter[int] = Counter()

    def enter(self, session: str, person: int) -> bool:
        """Whether one more socket fits; counts it if so."""
        if self.by_session[session] >= SOCKETS_A_SESSION or self.by_person[person] >= SOCKETS_A_PERSON:
            return False
        self.by_session[session] += 1
        self.by_person[person] += 1
        return True

    def leave(self, session: str, person: int) -> None:
        """Give a place back; nobody is kept in memory who has no socket."""
        _lower(self.by_session, session)
        _lower(self.by_person, person)


def _lower(counts: "Counter[Any]", name: Any) -> None:
    counts[name] -= 1
    if counts[name] <= 0:
        del counts[name]


doorkeeper = Doorkeeper()


async def may_connect(client: Any) -> bool:
    """At most 30 handshakes a minute and address; the machine itself (proxy, measurements) is not counted."""
    try:
        address = ipaddress.ip_address(client[0])
    except (TypeError, ValueError, IndexError):
        return True
    if address.is_loopback:
        return True
    bits = IPV6_PLACE if address.version == 6 else address.max_prefixlen  # noqa: PLR2004
    place = str(ipaddress.ip_network((address, bits), strict=False))
    try:
        await database_sync_to_async(limits.hit)("sockets", place, limit=CONNECTS_A_MINUTE, seconds=60)
    except limits.TooMany:
        return False
    return True
