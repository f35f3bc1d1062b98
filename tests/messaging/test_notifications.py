"""Notices: once a window, in the app at once, by mail later, by day, without text."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction

from core import clock
from messaging import actions, notifications, tasks
from messaging.models import Notification
from tests.factories.accounts import UserFactory

NIGHT = datetime(2026, 11, 23, 21, 30, tzinfo=clock.BERLIN)
AT_ONCE = notifications.Kind("test_at_once", "Etwas ist geschehen", "Bitte ansehen.", mail=True)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(notifications, "_kinds", {**notifications._kinds, AT_ONCE.code: AT_ONCE})


def say(talk, who="pupil", body="Hallo, streng geheim"):
    return actions.send(talk.conversation, by=getattr(talk, who), body=body, client_key=uuid4())


def test_one_notice_a_window(db, outbox, noon):
    user = UserFactory()
    with outbox():
        first = notifications.notify(AT_ONCE, user=user, window="1", url="/plaetze/1/")
        second = notifications.notify(AT_ONCE, user=user, window="1", url="/plaetze/1/")

    assert (first is None, second) == (False, None)
    assert [message.subject for message in mail.outbox] == ["Etwas ist geschehen"]


def test_new_message_notices_all_but_the_sender_once_until_read(talk, outbox, noon):
    with outbox():
        say(talk)
        say(talk)

    assert list(Notification.objects.values_list("user", "kind")) == [(talk.owner.pk, "message_new")]
    actions.mark_read(talk.conversation, by=talk.owner, seq=2)
    assert Notification.objects.unread().count() == 0
    with outbox():
        say(talk)
    assert Notification.objects.count() == 2


def test_mail_comes_after_30_unread_minutes_and_names_nothing(talk, outbox, noon):
    with outbox():
        say(talk)
        tasks.mail_notices()
    early = len(mail.outbox)
    with clock.frozen(clock.now() + timedelta(minutes=31)), outbox():
        tasks.mail_notices()
        tasks.mail_notices()

    assert (early, len(mail.outbox)) == (0, 1)
    message = mail.outbox[0]
    assert (message.to, message.subject) == ([talk.owner.email], "Neue Nachricht")
    for secret in ("streng geheim", "Amira", talk.conversation.organisation.name):
        assert secret not in message.subject + message.body


def test_read_in_time_sends_no_mail(talk, outbox, noon):
    with outbox():
        say(talk)
    actions.mark_read(talk.conversation, by=talk.owner, seq=1)
    with clock.frozen(clock.now() + timedelta(hours=2)), outbox():
        tasks.mail_notices()

    assert mail.outbox == []


def test_minor_gets_no_mail_at_night_and_one_in_the_morning(db, outbox):
    pupil = UserFactory(pupil_16=True)
    with clock.frozen(NIGHT), outbox():
        notifications.notify(AT_ONCE, user=pupil, window="1")
        notifications.notify(AT_ONCE, user=pupil, window="2")
        tasks.mail_notices()
    night = len(mail.outbox)
    with clock.frozen(NIGHT + timedelta(hours=9, minutes=31)), outbox():
        tasks.mail_notices()

    assert (night, [message.subject for message in mail.outbox]) == (0, ["2 Mitteilungen warten"])


def test_adult_gets_mail_at_night(db, outbox):
    with clock.frozen(NIGHT), outbox():
        notifications.notify(AT_ONCE, user=UserFactory(), window="1")

    assert len(mail.outbox) == 1


def test_rollback_leaves_neither_notice_nor_mail(db, outbox, noon):
    with outbox(), suppress(ZeroDivisionError), transaction.atomic():
        notifications.notify(AT_ONCE, user=UserFactory(), window="1")
        raise ZeroDivisionError

    assert (Notification.objects.count(), mail.outbox) == (0, [])


def test_unknown_kind_is_an_error(db):
    with pytest.raises(LookupError):
        notifications.notify("gibt_es_nicht", user=UserFactory(), window="1")


def test_two_kinds_of_one_code_are_refused():
    with pytest.raises(ValueError, match="test_at_once"):
        notifications.register(notifications.Kind("test_at_once", "Anderes"))


def test_every_kind_has_words(db):
    for kind in notifications.catalogue():
        assert str(kind.title)
