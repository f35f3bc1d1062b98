"""Mails that came back: refused at the door, or reported later to a mailbox the worker looks into (RFC 3464).

Anybody can write to that mailbox. A report is believed only where it names the number of a mail we sent: the number
holds a code only we can make, and the address is taken from our own row, never from the report.
"""

import hashlib
import imaplib
import ipaddress
import logging
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from core import clock, signals
from core.models import MailReturn, SentMail
from core.text import clean_line

SALT = "core.mail_returns"
CODE_CHARS = 24
KEPT_DAYS = 90
MAX_BYTES = 262_144  # a report is small; what it quotes of the mail is not needed
MAX_MESSAGES = 200  # one round of the schedule
PATIENCE_SECONDS = 20
OURS = re.compile(r"<(\d{1,18})\.([0-9a-f]{24})@", re.ASCII)
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b", re.ASCII)
# The mail or its sender is refused, not the mailbox: our fault, and no reason to leave an address alone.
OUR_FAULT = {"6", "7"}
MAILBOX_FAULTS = {"1", "2"}
REFUSED = 500
IMAP_PORT, IMAPS_PORT = 143, 993

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says: its own number, the number of our mail, and how the receiving server put it."""

    report_id: str
    mail_id: str
    status: str
    detail: str


def message_id(mail: SentMail) -> str:
    """The `Message-ID` of a mail: the key of its row and a code, which tells a report of it from a forged one."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.pk}.{_code(mail.pk, settings.SECRET_KEY)}@{host}>"


def note_refusal(mail: SentMail, refused: smtplib.SMTPRecipientsRefused) -> bool:
    """Write down that the receiving server wants no mail for this mailbox; False where another try makes sense."""
    code, answer = next(iter(refused.recipients.values()), (0, b""))  # our mails have one receiver
    line = _line(answer)
    status = STATUS.search(line)
    if code < REFUSED or status is None or status[2] not in MAILBOX_FAULTS:
        return False
    _note(Report(message_id(mail), message_id(mail), status[0], line), mail)
    return True


def was_refused(mail: SentMail) -> bool:
    """Whether the receiving server refused this very mail for good."""
    return MailReturn.objects.filter(report_id=message_id(mail)).exists()


def note(report: Report) -> bool:
    """Believe a report of a mail we sent and tell those above; False for a foreign, forged or known one."""
    mail = _mail_of(report.mail_id)
    return mail is not None and _note(report, mail)


def read(raw: bytes) -> Report | None:
    """The report in a mail; None where it is none, or none of a mail that failed for good because of its mailbox."""
    message = message_from_bytes(raw, policy=policy.compat32)
    failed = next((block for block in _blocks(message) if _word(block, "Action") == "failed"), None)
    if failed is None:
        return None
    status = STATUS.search(_word(failed, "Status"))
    if status is None or status[2] in OUR_FAULT:
        return None
    own = clean_line(str(message.get("Message-ID", "")), 255) or hashlib.sha256(raw).hexdigest()
    return Report(own, _quoted_id(message), status[0], _line(str(failed.get("Diagnostic-Code", ""))))


def read_mailbox() -> int:
    """Read what is new in the mailbox of MAIL_RETURN_MAILBOX; returns how many mails turned out to have come back."""
    if not settings.MAIL_RETURN_MAILBOX:
        return 0
    with Mailbox(settings.MAIL_RETURN_MAILBOX, settings.MAIL_RETURN_PASSWORD) as mailbox:
        return sum(_take(mailbox, number) for number in mailbox.unread())


def forget_old() -> None:
    """Rows go with those of the mails."""
    MailReturn.objects.filter(at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()


class Mailbox:
    """A folder of an IMAP server: `imaps://user@host[:port]/folder`; without encryption only on the same machine."""

    def __init__(self, url: str, password: str) -> None:
        place = urlsplit(url)
        if place.scheme not in {"imap", "imaps"} or not place.hostname or not place.username:
            raise ImproperlyConfigured("MAIL_RETURN_MAILBOX is no imaps://user@host/folder")
        if place.scheme == "imap" and not _is_here(place.hostname):
            raise ImproperlyConfigured("MAIL_RETURN_MAILBOX sends its password unencrypted: use imaps://")
        self.place, self.password = place, password
        self.folder = unquote(place.path.strip("/")) or "INBOX"

    def __enter__(self) -> Self:
        host, encrypted = str(self.place.hostname), self.place.scheme == "imaps"
        self.server: imaplib.IMAP4
        if encrypted:
            port, context = self.place.port or IMAPS_PORT, ssl.create_default_context()
            self.server = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=PATIENCE_SECONDS)
        else:
            self.server = imaplib.IMAP4(host, self.place.port or IMAP_PORT, timeout=PATIENCE_SECONDS)
        try:
            self.server.login(unquote(str(self.place.username)), self.password)
            self._open()
        except (imaplib.IMAP4.error, OSError):
            self.server.shutdown()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        with suppress(imaplib.IMAP4.error, OSError):  # a broken line has its own fault, and is not heard a second time
            if kind is None:
                self.server.expunge()
            self.server.logout()

    def _open(self) -> None:
        answer, _rows = self.server.select(f'"{self.folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"no folder {self.folder}")

    def unread(self) -> list[bytes]:
        """Numbers of the oldest messages nobody has looked at."""
        _answer, found = self.server.uid("SEARCH", "UNSEEN", "UNDELETED")
        return (found[0] or b"").split()[:MAX_MESSAGES]

    def fetch(self, number: bytes) -> bytes:
        """The beginning of a message, without marking it; empty where another reader was faster."""
        _answer, parts = self.server.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
        return next((part[1] for part in parts if isinstance(part, tuple)), b"")

    def mark(self, number: bytes, flag: str) -> None:
        """Deleted for what is understood, seen for what a person may look at."""
        self.server.uid("STORE", number.decode(), "+FLAGS", f"({flag})")


def _take(mailbox: Mailbox, number: bytes) -> bool:
    """Read one message; whatever is in it, the next one is read too and this one not again."""
    is_ours = False
    try:
        report = read(mailbox.fetch(number))
        is_ours = report is not None and _mail_of(report.mail_id) is not None
        is_new = report is not None and note(report)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        # Python's parser of mails is known to stumble over crooked ones; what the database says is not caught here.
        log.warning("a message in the mailbox of returned mails is not understood: %s", type(fault).__name__)
        is_new = False
    mailbox.mark(number, r"\Deleted" if is_ours else r"\Seen")
    return is_new


@transaction.atomic
def _note(report: Report, mail: SentMail) -> bool:
    _row, is_new = MailReturn.objects.get_or_create(
        report_id=report.report_id[:255],
        defaults={"address": mail.to, "status": report.status, "detail": report.detail, "at": clock.now()},
    )
    if is_new:
        signals.mail_returned.send(MailReturn, address=mail.to, detail=report.detail)
    return is_new


def _mail_of(mail_id: str) -> SentMail | None:
    found = OURS.match(mail_id)
    if found is None:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(found[2], _code(int(found[1]), str(key))) for key in keys):
        return None
    return SentMail.objects.filter(pk=found[1]).first()


def _code(key: int, secret: str) -> str:
    return salted_hmac(SALT, str(key), secret=secret).hexdigest()[:CODE_CHARS]


def _blocks(message: Message) -> Iterator[Message]:
    """The groups of lines of a delivery report: one about the report, then one a mailbox."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (one for one in part.get_payload() if isinstance(one, Message))


def _quoted_id(message: Message) -> str:
    """The number of the mail that came back, from what the report quotes of it."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            quoted = message_from_bytes(headers if isinstance(headers, bytes) else b"", policy=policy.compat32)
            return str(quoted.get("Message-ID", "")).strip()
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            return str(inner.get("Message-ID", "")).strip() if isinstance(inner, Message) else ""
    return ""


def _word(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip().lower()


def _line(text: str | bytes) -> str:
    """One line without the addresses in it: it is shown to operators and kept for 90 days."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return clean_line(re.sub(r"\S+@\S+", "…", plain), 200)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
