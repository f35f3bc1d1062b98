"""Every notice has its words and mail in both tones; the clock's tasks call the actions."""

import pytest

from core import clock, mail
from events import notifications, tasks
from events.models import Registration
from messaging.notifications import Kind
from tests.factories.events import RegistrationFactory

KINDS = [kind for kind in vars(notifications).values() if isinstance(kind, Kind)]
CONTEXT = {
    "event": "Werkstatt & Kaffee",
    "when": "Samstag, 28. November 2026, 10:00 bis 14:00 Uhr",
    "where": "04600 Altenburg",
    "bring": "Brotzeit",
    "until": "Freitag, 27. November 2026, 12:00 Uhr",
    "reason": "Die Säge ist kaputt.",
    "phone": "03447 1",
    "class_name": "8b",
    "url": "http://localhost/anmeldungen/1/",
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
@pytest.mark.parametrize("is_young", [True, False])
def test_mail_of_every_kind_renders(kind, is_young):
    words = {"title": str(kind.title) % CONTEXT, "text": str(kind.text) % CONTEXT, "is_young": is_young}

    subject, text, html = mail.render(kind.template, {**CONTEXT, **words, "entries": [words]}, "de")

    assert subject == words["title"]
    assert CONTEXT["url"] in text
    assert CONTEXT["url"] in html
    assert "Werkstatt &amp; Kaffee" in html
    assert "&amp;" not in text


@pytest.mark.django_db
def test_tasks_do_their_work(occurrence):

    row = RegistrationFactory(occurrence=occurrence)
    Registration.objects.filter(pk=row.pk).update(state="checked_in")

    tasks.publish_scheduled()
    tasks.expire_offers()
    tasks.remind()
    with clock.frozen(occurrence.ends_at.replace(year=2099)):
        tasks.close_past()

    assert [one.state for one in Registration.objects.all()] == ["closed"]
