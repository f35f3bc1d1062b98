"""Mails: asked for inside a transaction, rendered and sent by the worker, once per key.

`templates/emails/<template>.txt` begins with the subject, an empty line and the text follow; the `.html` twin may be
missing. Everything that is sent is kept for a while as a `SentMail`, so that „nothing came“ can be answered.
"""

import smtplib
from datetime import timedelta
from email.message import Message
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation

from core import clock, mail_returns, outbox
from core.models import SentMail
from core.text import clean_line

KIND = "mail"
BODY_DAYS = 30  # retention: the text of a mail 30 days, that it was sent 90
ROW_DAYS = 90
SUBJECT_LIMIT = 200
TRIES = 32  # the outbox waits an hour at most between two: about a day in all


def send(*, to: str, template: str, context: dict[str, Any], key: str, language: str = "de") -> None:
    """Have a mail sent after the commit; `context` holds plain values only, a second call with one key sends nothing.

    Raises NotInTransaction outside a transaction.
    """
    outbox.post(KIND, to=to, template=template, context=context, key=key, language=language)


def deliver(*, to: str, template: str, context: dict[str, Any], key: str, language: str) -> None:
    """Render and send a mail unless its key was sent before; the handler of the outbox calls this."""
    mail, _ = SentMail.objects.get_or_create(
        key=key, defaults={"to": to, "template": template, "started_at": clock.now()}
    )
    if mail.sent_at or mail_returns.was_refused(mail):
        return
    mail.subject, mail.body_text, mail.body_html = render(template, context, language)
    try:
        _message(mail, stop_url=context.get("stop_url", "")).send()
    except smtplib.SMTPRecipientsRefused as refused:
        if not mail_returns.note_refusal(mail, refused):
            raise
    else:
        mail.sent_at = clock.now()
    mail.save()


def render(template: str, context: dict[str, Any], language: str) -> tuple[str, str, str]:
    """Subject, text and HTML (empty without a twin) in one language; `base_url` is known to every mail."""
    known = {"base_url": settings.BASE_URL, "demo": settings.DEMO, **context}
    html: str = ""
    with translation.override(language):
        first, _, text = render_to_string(f"emails/{template}.txt", known).strip().partition("\n")
        subject = clean_line(first, SUBJECT_LIMIT)
        try:
            html = render_to_string(f"emails/{template}.html", {**known, "subject": subject})
        except TemplateDoesNotExist as missing:
            if missing.args[0] != f"emails/{template}.html":
                raise
        if stop := known.get("stop_url"):
            text = f"{text.rstrip()}\n\n{translation.gettext('Solche Mails abstellen:')} {stop}\n"
    return subject, text.strip() + "\n", html


def forget_old() -> None:
    """Drop texts after 30 days and rows after 90."""
    now = clock.now()
    SentMail.objects.filter(started_at__lt=now - timedelta(days=BODY_DAYS)).update(body_text="", body_html="")
    SentMail.objects.filter(started_at__lt=now - timedelta(days=ROW_DAYS)).delete()


def forget_address(address: str) -> None:
    """Nobody reads here any more: what was sent is forgotten, and what waits is not sent."""
    outbox.take_back(KIND, to=address)
    SentMail.objects.filter(to__iexact=address).delete()


def _message(mail: SentMail, *, stop_url: str = "") -> EmailMultiAlternatives:
    # The envelope names the mailbox that gets reports of mails that come back; people see and answer the usual sender.
    sender = settings.MAIL_RETURN_ADDRESS or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(subject=mail.subject, body=mail.body_text, from_email=sender, to=[mail.to])
    message.extra_headers["From"] = settings.DEFAULT_FROM_EMAIL
    message.extra_headers["Message-ID"] = mail_returns.message_id(mail)
    if mail.body_html:
        message.attach_alternative(mail.body_html, "text/html")
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if stop_url:
        # One click in the mail program ends mails like this one (RFC 2369, RFC 8058).
        message.extra_headers["List-Unsubscribe"] = f"<{stop_url}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


class FolderBackend(BaseEmailBackend):
    """Django mail backend that writes each mail as one `.eml` file into MAIL_DIR, readable by any mail program."""

    def send_messages(self, email_messages: Any) -> int:
        """Write the files; returns how many."""
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        return sum(self._write(folder, message) for message in email_messages)

    def _write(self, folder: Path, message: EmailMessage) -> bool:
        whole: Message = message.message()
        stamp = clock.local(clock.now()).strftime("%Y%m%d-%H%M%S")
        (folder / f"{stamp}-{uuid4().hex[:8]}.eml").write_bytes(whole.as_bytes())
        return True
