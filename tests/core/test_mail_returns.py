"""Mails that came back: reports are read from a mailbox, believed only for mails of ours, each once."""

import imaplib
import smtplib
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.exceptions import ImproperlyConfigured

from core import clock, mail, mail_returns, outbox, signals
from core.models import MailReturn, OutboxRow, SentMail
from tests.core import imap_server
from tests.factories.core import SentMailFactory

ADDRESS = "grit.morgenroth@betrieb.example"
WORDS = {"title": "Neu", "text": "Bitte ansehen.", "url": "http://localhost:8000/", "is_young": False}
# As Postfix writes them: a paragraph for people, lines for programs, the headers of the mail.
REPORT = """\
From: MAILER-DAEMON@mx.beispiel.example (Mail Delivery System)
To: rueckläufer@netz.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <{own}@mx.beispiel.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="mitte"

--mitte
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--mitte
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.beispiel.example
Arrival-Date: Mon, 23 Nov 2026 09:14:02 +0100 (CET)

Final-Recipient: rfc822; {final}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <{final}>: Recipient address rejected: User unknown

--mitte
Content-Type: {quoted}

From: Handschlag <post@handschlag.example>
To: {final}
Subject: Neue Nachricht
Message-ID: {mail}

--mitte--
"""


def report_of(mail_id, *, own="1", final=ADDRESS, action="failed", status="5.1.1", quoted="text/rfc822-headers"):
    text = REPORT.format(mail=mail_id, own=own, final=final, action=action, status=status, quoted=quoted)
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
def sent(db):
    return SentMailFactory(to=ADDRESS)


@pytest.fixture
def heard():
    """Addresses the floors above were told of."""
    told = []

    def hear(sender, address, **rest):
        told.append(address)

    signals.mail_returned.connect(hear)
    yield told
    signals.mail_returned.disconnect(hear)


@pytest.fixture
def look(settings):
    """`look(*mails)` reads a mailbox with these mails; returns how many came back, and the folder afterwards."""

    def read(*mails, folder=None):
        with imap_server.serving(folder or imap_server.Folder(*mails)) as served:
            settings.MAIL_RETURN_MAILBOX = f"imap://leser@127.0.0.1:{served.port}/INBOX"
            settings.MAIL_RETURN_PASSWORD = imap_server.PASSWORD
            return mail_returns.read_mailbox(), served

    return read


@pytest.mark.parametrize("quoted", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_of_our_mail_is_taken_once_and_leaves_the_mailbox(sent, heard, look, quoted):
    raw = report_of(mail_returns.message_id(sent), quoted=quoted)

    assert look(raw)[0] == 1
    number, folder = look(raw)

    assert (number, folder.mails, heard) == (0, {}, [ADDRESS])
    kept = MailReturn.objects.get()
    assert (kept.address, kept.status, "@" in kept.detail) == (ADDRESS, "5.1.1", False)


def test_a_reader_that_stopped_before_deleting_counts_nothing_twice(sent, heard, look):
    raw = report_of(mail_returns.message_id(sent))
    mail_returns.note(mail_returns.read(raw))

    assert (look(raw)[0], heard) == (0, [ADDRESS])


def test_nobody_can_mark_an_address_by_writing_to_the_mailbox(sent, heard, look):
    true_id = mail_returns.message_id(sent)
    guessed = true_id.replace(true_id.split(".")[1][:4], "0000", 1)
    number, folder = look(
        report_of(guessed, final="mia@schule.example"),
        report_of("<1.nonsense@handschlag.example>", final="mia@schule.example"),
        report_of("", final="mia@schule.example"),
    )

    assert (number, heard, MailReturn.objects.count()) == (0, [], 0)
    assert list(folder.flags.values()) == [{"\\Seen"}] * 3  # a person may look at them


def test_the_address_is_that_of_our_mail_and_not_of_the_report(sent, heard, look):
    look(report_of(mail_returns.message_id(sent), final="mia@schule.example"))

    assert heard == [ADDRESS]


@pytest.mark.parametrize(
    ("action", "status"),
    [("delayed", "4.4.1"), ("relayed", "2.1.9"), ("failed", "5.7.1"), ("failed", "5.6.0"), ("failed", "nonsense")],
)
def test_what_is_late_or_our_own_fault_marks_nobody(sent, heard, look, action, status):
    assert look(report_of(mail_returns.message_id(sent), action=action, status=status))[0] == 0
    assert heard == []


def test_crooked_mails_do_not_hold_up_the_next(sent, heard, look):
    crooked = [
        b"",
        b"\xff\xfe\x00" * 500,
        b'Content-Type: multipart/report; boundary=""\r\n\r\n--\r\n--',
        b"Content-Type: message/delivery-status\r\n\r\n",
        b"Content-Type: text/rfc822-headers; charset=gibtesnicht\r\n\r\nMessage-ID: \xff\r\n",
        report_of("<1.a@b>").replace(b"message/delivery-status", b'message/delivery-status; charset="\xff"'),
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(900)),
    ]
    number, folder = look(*crooked, report_of(mail_returns.message_id(sent)))

    assert (number, heard) == (1, [ADDRESS])
    assert all(flags == {"\\Seen"} for flags in folder.flags.values())
    assert look(folder=folder)[0] == 0  # none is read again
    assert sum(command.startswith("UID FETCH") for command in folder.log) == len(crooked) + 1


def test_a_wrong_password_is_a_fault_and_marks_nobody(sent, heard, settings):
    with imap_server.serving(imap_server.Folder(report_of(mail_returns.message_id(sent)))) as folder:
        settings.MAIL_RETURN_MAILBOX, settings.MAIL_RETURN_PASSWORD = f"imap://leser@127.0.0.1:{folder.port}/", "other"
        with pytest.raises(imaplib.IMAP4.error):
            mail_returns.read_mailbox()
    assert heard == []


@pytest.mark.parametrize("url", ["imap://leser@mail.example/INBOX", "https://mail.example/", "imaps://mail.example/"])
def test_a_password_never_travels_unencrypted(settings, url):
    settings.MAIL_RETURN_MAILBOX, settings.MAIL_RETURN_PASSWORD = url, imap_server.PASSWORD
    with pytest.raises(ImproperlyConfigured):
        mail_returns.read_mailbox()


def test_without_a_mailbox_nothing_is_read(settings):
    settings.MAIL_RETURN_MAILBOX = ""

    assert mail_returns.read_mailbox() == 0


def test_envelope_and_number_lead_reports_back(sent, settings):
    settings.MAIL_RETURN_ADDRESS = "ruecklaeufer@netz.example"
    message = mail._message(sent)

    assert message.from_email == "ruecklaeufer@netz.example"
    assert message.message()["From"] == settings.DEFAULT_FROM_EMAIL
    assert message.message()["Message-ID"] == mail_returns.message_id(sent)


@pytest.mark.parametrize(
    ("code", "answer", "is_over"),
    [
        (550, b"5.1.1 User unknown", True),
        (552, b"5.2.2 Mailbox full", True),
        (550, b"5.7.1 Relaying denied", False),
        (450, b"4.2.0 Greylisted", False),
        (550, b"No such user here", False),
    ],
)
def test_a_refusal_at_the_door_ends_the_tries_only_where_the_mailbox_is_at_fault(
    db, heard, monkeypatch, code, answer, is_over
):
    def refuse(self, *args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({ADDRESS: (code, answer)})

    monkeypatch.setattr(django_mail.EmailMultiAlternatives, "send", refuse)
    mail.send(to=ADDRESS, template="messaging_notice", context=WORDS, key="refused")
    outbox.deliver()
    row = OutboxRow.objects.get()

    assert (row.done_at is not None, heard) == (is_over, [ADDRESS] if is_over else [])
    assert SentMail.objects.get().sent_at is None


def test_a_mail_server_that_is_away_is_asked_for_a_day(db, monkeypatch):
    def fail(self, *args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(django_mail.EmailMultiAlternatives, "send", fail)
    begin = now = clock.now()
    with clock.frozen(begin):
        mail.send(to=ADDRESS, template="messaging_notice", context=WORDS, key="later")
    while (row := OutboxRow.objects.get()).quarantined_at is None:
        now = row.due_at
        with clock.frozen(now):
            outbox.deliver()

    assert timedelta(hours=22) < now - begin < timedelta(hours=26)


def test_rows_are_forgotten_with_the_mails(sent):
    with clock.frozen(clock.now() - timedelta(days=mail_returns.KEPT_DAYS + 1)):
        mail_returns.note(mail_returns.read(report_of(mail_returns.message_id(sent))))
    mail_returns.forget_old()

    assert MailReturn.objects.count() == 0
