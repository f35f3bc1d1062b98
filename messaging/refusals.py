"""Situations in which a message is not accepted; each has its code of the protocol and a sentence for the person."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core import clock


class NotIn(PermissionDenied):
    """The person has no part in this conversation: the same answer as for a missing one."""


class Refused(Exception):
    """A message was not written; `code` goes to the socket, `text` stands beside the field."""

    code = "limit"

    def __init__(self, text: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.retry_after = retry_after


class KeyReused(Refused):
    """The same key came with another text."""

    code = "key_reused"


class Empty(Refused):
    """Nothing is left after cleaning."""

    code = "too_long"


class TooLong(Refused):
    """More characters than a message may have."""

    code = "too_long"


class Closed(Refused):
    """The conversation has ended."""

    code = "closed"


class Blocked(Refused):
    """This side may not write while a report is looked at, or is not verified."""

    code = "blocked"


class ReadOnly(Refused):
    """This message can no longer be changed."""

    code = "readonly"


class NotFirst(Refused):
    """The organisation has to wait for an answer."""

    code = "not_first"


class NoConsent(Refused):
    """The guardian has not said yes, or has stopped it."""

    code = "consent"


class NotYet(Refused):
    """The 24 hours after the guardian's yes are not over."""

    code = "consent"

    def __init__(self, opens_at: datetime, *, retry_after: int) -> None:
        when = clock.local(opens_at)
        text = _("Schreiben geht ab %(day)s um %(time)s Uhr.") % {"day": f"{when:%d.%m.}", "time": f"{when:%H:%M}"}
        super().__init__(text, retry_after=retry_after)


class Limited(Refused):
    """Too many messages in a short time."""

    code = "limit"


class WrongStep(Exception):
    """No step leads from the present state to the wanted one."""
