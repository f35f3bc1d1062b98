"""Short messages: by choice, to a confirmed number, only what cannot wait, never at night, ended with one click."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts import retention
from accounts.actions import close_account
from core import clock, sms
from core.models import SentSms
from messaging import actions, notifications, short_messages, tasks
from messaging.models import Notification, PhoneNumber
from tests.factories.accounts import UserFactory
from tests.factories.apprenticeships import ApplicationFactory
from tests.factories.messaging import PhoneNumberFactory
from tests.messaging.conftest import NOON

NUMBER = "+4915112345678"
PAGE = "/nachrichten/mitteilungen/sms/"
URGENT = notifications.Kind("test_urgent", "Ein Termin", "Im Text", sms="Morgen ist ein Termin.")
ALARM = notifications.Kind("test_alarm", "Alarm", sms="Eine eilige Meldung wartet.", breaks_quiet=True)
CALM = notifications.Kind("test_calm", "Etwas ist geschehen")


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    own = {kind.code: kind for kind in (URGENT, ALARM, CALM)}
    monkeypatch.setattr(notifications, "_kinds", {**notifications._kinds, **own})


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Demo mode keeps files."""
    settings.SMS_DIR = tmp_path
    settings.BASE_URL = "https://netz.example"


@pytest.fixture(params=["adult", "minor"])
def phone(request, db):
    return PhoneNumberFactory(user=UserFactory(pupil_16=True) if request.param == "minor" else UserFactory())


def told(user, kind=URGENT, window="1"):
    return notifications.notify(kind, user=user, window=window, url="/plaetze/1/")


def words():
    return [one["text"] for one in sms.kept()]


def at(hour, minute=0):
    return clock.frozen(NOON.replace(hour=hour, minute=minute))


def test_what_cannot_wait_rings_once_without_names(phone, outbox, noon):
    with outbox():
        told(phone.user)
        told(phone.user)
        told(phone.user, CALM)

    what = "Handschlag: Morgen ist ein Termin. https://netz.example/nachrichten/mitteilungen/"
    assert words() == [f"{what} – SMS beenden: https://netz.example/sms/{phone.stop_key}/"]
    assert Notification.objects.count() == 2


@pytest.mark.parametrize("state", [{"confirmed_at": None}, {"number": ""}])
def test_no_confirmed_number_no_short_message(db, outbox, noon, state):
    phone = PhoneNumberFactory(**state)
    with outbox():
        told(phone.user)

    assert words() == []


@pytest.mark.parametrize(
    ("is_minor", "hour", "rings_at"),
    [(True, 19, 19), (True, 20, 31), (True, 6, 7), (False, 20, 20), (False, 21, 30), (False, 5, 6)],
)
def test_nights_are_kept_and_the_morning_brings_one_for_all(db, outbox, is_minor, hour, rings_at):
    person = PhoneNumberFactory(user=UserFactory(pupil_16=True) if is_minor else UserFactory()).user
    rung = []
    with at(hour), outbox():
        told(person)
        told(person, window="2")
    for later in range(hour, 34):
        with clock.frozen(NOON.replace(hour=0) + timedelta(hours=later, minutes=1)), outbox():
            tasks.mail_notices()
        rung += [later] * (len(words()) - len(rung))

    first = 2 if hour == rings_at else 1
    assert rung == [rings_at] * first
    assert first == 2 or "2 Mitteilungen warten." in words()[0]


def test_an_alarm_rings_at_night(db, outbox):
    person = PhoneNumberFactory().user
    with at(23), outbox():
        told(person, ALARM)

    assert len(words()) == 1


def test_what_was_read_before_the_morning_rings_no_more(db, outbox):
    person = PhoneNumberFactory().user
    with at(22), outbox():
        told(person)
        actions.see_notices(by=person)
    with clock.frozen(NOON.replace(hour=7) + timedelta(days=1)), outbox():
        tasks.mail_notices()

    assert words() == []


def test_a_gateway_that_was_away_all_day_does_not_ring_at_night(db, outbox, monkeypatch):
    person = PhoneNumberFactory(user=UserFactory(pupil_16=True)).user
    with at(19, 55):
        told(person)
    with at(20, 1), outbox():
        pass

    assert (words(), SentSms.objects.get().dropped) == ([], "late")


# --- giving and proving the number ---


def sent_code():
    return re.search(r"\d{6}", words()[0])[0]


def test_the_question_comes_with_the_first_application_and_never_again(db, noon, enter):
    application = ApplicationFactory(sent=True)
    client = enter(application.pupil)
    page = client.get(application.get_absolute_url()).content.decode()
    assert "SMS, wenn es eilt?" in page
    assert "Der Betrieb sieht deine Nummer nicht." in page

    client.post(PAGE, {"act": "stop"})
    assert "SMS, wenn es eilt?" not in client.get(application.get_absolute_url()).content.decode()
    assert not short_messages.may_ask(application.pupil)


def test_a_draft_asks_for_nothing(db, noon, enter):
    application = ApplicationFactory()

    assert "SMS, wenn" not in enter(application.pupil).get(application.get_absolute_url(), follow=True).content.decode()


def test_a_number_counts_from_its_code_on(db, noon, outbox, enter):
    person = UserFactory(pupil_16=True)
    client = enter(person)
    with outbox():
        for _twice in range(2):
            assert client.post(PAGE, {"act": "number", "number": "0151 12345678"}).status_code == 302
    assert len(words()) == 1
    assert not PhoneNumber.objects.confirmed().exists()
    wrong = client.post(PAGE, {"act": "code", "code": "000000" if sent_code() != "000000" else "111111"})
    assert wrong.status_code == 422
    assert "stimmt nicht" in wrong.content.decode()

    assert client.post(PAGE, {"act": "code", "code": f" {sent_code()[:3]} {sent_code()[3:]}"}).status_code == 302
    assert PhoneNumber.objects.confirmed().get().number == NUMBER
    assert "… 678" in client.get(PAGE).content.decode()
    assert NUMBER not in client.get(PAGE).content.decode()


def test_codes_cannot_be_guessed_and_grow_old(db, noon, outbox):
    person, other = UserFactory(), UserFactory()
    with outbox():
        actions.ask_for_code(NUMBER, by=person)
    right = sent_code()
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(5):
        with pytest.raises(actions.WrongCode):
            actions.confirm_number(wrong, by=person)
    with pytest.raises(actions.WrongCode):
        actions.confirm_number(right, by=person)

    with outbox():
        actions.ask_for_code("+4915112345679", by=other)
    with clock.frozen(NOON + timedelta(minutes=11)), pytest.raises(actions.WrongCode):
        actions.confirm_number(sent_code(), by=other)
    assert not PhoneNumber.objects.confirmed().exists()


def test_nobody_is_flooded_with_codes(db, enter, outbox):
    for minute in range(6):
        with clock.frozen(NOON + timedelta(minutes=2 * minute)), outbox():
            answer = enter(UserFactory()).post(PAGE, {"act": "number", "number": "0151 12345678"})
    assert answer.status_code == 422
    assert "morgen noch einmal" in answer.content.decode()
    assert 'value="0151 12345678"' in answer.content.decode()
    assert len(words()) == 3


@pytest.mark.parametrize("typed", ["03447 000110", "110", "Handy", ""])
def test_other_numbers_are_refused_beside_the_field(db, noon, enter, typed):
    answer = enter(UserFactory()).post(PAGE, {"act": "number", "number": typed})

    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert not PhoneNumber.objects.exists()


def test_without_a_gateway_there_is_no_page_and_no_question(db, noon, settings, enter):
    settings.DEMO, settings.SMS_GATEWAY = False, ""
    person = UserFactory()

    assert enter(person).get(PAGE).status_code == 404
    assert "SMS" not in enter(person).get("/nachrichten/mitteilungen/mails/").content.decode()


# --- the end ---


def test_the_link_of_the_message_asks_and_ends_all_with_one_click(db, noon, outbox):
    phone = PhoneNumberFactory()
    with outbox():
        told(phone.user)
    link = re.search(r"https://netz.example(/sms/\S+)", words()[0])[1]
    stranger = Client()

    assert stranger.get(link).status_code == 200
    assert PhoneNumber.objects.confirmed().exists()
    assert "Beendet" in stranger.post(link).content.decode()
    assert stranger.post(link).status_code == 404
    phone.refresh_from_db()
    assert (phone.number, SentSms.objects.count()) == ("", 0)
    with outbox():
        told(phone.user, window="2")
    assert len(words()) == 1


def test_a_closed_account_leaves_no_number(db, noon, outbox):
    user = PhoneNumberFactory(user=UserFactory(adult=True)).user
    with outbox():
        told(user)
    close_account(user, by=user)

    assert (PhoneNumber.objects.count(), SentSms.objects.count()) == (0, 0)


def test_numbers_nobody_confirmed_are_forgotten_after_a_week(db):
    with clock.frozen(NOON):
        PhoneNumberFactory(confirmed_at=None)
        kept = [PhoneNumberFactory().pk, PhoneNumberFactory(confirmed_at=None, number="").pk]
    with clock.frozen(NOON + timedelta(days=8)):
        retention.run()

    assert list(PhoneNumber.objects.values_list("pk", flat=True)) == kept
