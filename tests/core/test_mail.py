"""Mails: after the commit, once per key, subject on the first line, readable in a folder."""

import email
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.core.mail import send_mail
from django.template import TemplateDoesNotExist

from core import clock, mail, outbox
from core.models import OutboxRow, SentMail
from tests.factories.core import SentMailFactory

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def own_templates(settings):
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [FOLDER, *engine["DIRS"]]}]
    settings.BASE_URL = "http://localhost:8000"


def send(template="probe", key="probe:1", **context):
    mail.send(
        to="jonas@example.org", template=template, context={"name": "Jonas", "code": "123456", **context}, key=key
    )


def test_nothing_is_sent_before_the_worker_comes():
    send()

    assert django_mail.outbox == []


def test_a_mail_has_subject_text_and_twin():
    send()
    outbox.deliver()

    [sent] = django_mail.outbox
    assert sent.to == ["jonas@example.org"]
    assert sent.subject == "Dein Code, Jonas"
    assert sent.body == "Vorführung. Der Code ist 123456. http://localhost:8000/konto/\n"
    assert sent.alternatives[0].content == "<p>Dein Code, Jonas: 123456</p>\n"
    assert sent.message()["Auto-Submitted"] == "auto-generated"


def test_a_mail_without_twin_is_plain():
    send("probe_text")
    outbox.deliver()

    assert (django_mail.outbox[0].subject, django_mail.outbox[0].alternatives) == ("Nur Text", [])


def test_a_missing_part_of_the_twin_is_a_fault_and_no_plain_mail():
    with pytest.raises(TemplateDoesNotExist):
        mail.render("probe_broken", {}, "de")


def test_what_was_sent_is_kept():
    send()
    outbox.deliver()

    kept = SentMail.objects.get()
    assert (kept.to, kept.subject, kept.key) == ("jonas@example.org", "Dein Code, Jonas", "probe:1")
    assert "123456" in kept.body_text


def test_one_key_is_sent_once():
    send()
    send()
    outbox.deliver()

    assert len(django_mail.outbox) == 1


def test_delivered_three_times_is_sent_once():
    send()
    values = OutboxRow.objects.get().values
    for _ in range(3):
        mail.deliver(**values)

    assert len(django_mail.outbox) == 1


def test_the_outbox_forgets_the_code_after_sending():
    send()
    outbox.deliver()

    assert OutboxRow.objects.get().values == {}


def test_a_post_office_that_is_closed_is_asked_again(monkeypatch):
    attempts = []

    def refuse(self, *args, **kwargs):
        attempts.append(self)
        if len(attempts) == 1:
            raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    send()
    outbox.deliver()
    assert SentMail.objects.get().sent_at is None

    with clock.frozen(clock.now() + timedelta(seconds=11)):
        outbox.deliver()

    assert len(attempts) == 2
    assert SentMail.objects.get().sent_at is not None


@pytest.mark.parametrize("name", ["Jonas\r\nBcc: all@example.org", "x" * 999, "a\u202eb"])
def test_a_name_cannot_add_headers(name):
    send(name=name)
    outbox.deliver()

    [sent] = django_mail.outbox
    assert "\n" not in sent.subject
    assert len(sent.subject) <= 200
    assert sent.message()["Bcc"] is None


def test_markup_in_a_value_is_escaped_in_the_twin():
    _, text, html = mail.render("probe", {"name": "x", "code": "<b>1</b>"}, "de")

    assert "&lt;b&gt;1" in html
    assert "<b>1</b>" in text or "&lt;b&gt;" in text


def test_old_mails_lose_their_text_and_then_go():
    now = clock.now()
    young = SentMailFactory(started_at=now)
    older = SentMailFactory(started_at=now - timedelta(days=31))
    SentMailFactory(started_at=now - timedelta(days=91))

    mail.forget_old()

    assert {row.pk: bool(row.body_text) for row in SentMail.objects.all()} == {young.pk: True, older.pk: False}


def test_the_folder_holds_one_readable_file_a_mail(settings, tmp_path):
    settings.EMAIL_BACKEND = "core.mail.FolderBackend"
    settings.MAIL_DIR = tmp_path / "mail"

    for _ in range(2):
        send_mail("Grüße", "Hallo Jörg", "post@example.org", ["jonas@example.org"])

    files = sorted((tmp_path / "mail").glob("*.eml"))
    assert len(files) == 2
    read = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert (read["Subject"], read["To"]) == ("Grüße", "jonas@example.org")
    assert read.get_content().strip() == "Hallo Jörg"
