"""Notices on devices: asked for there, one sentence without names, never at night, ended from everywhere."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from accounts import retention, signals
from accounts.actions import close_account
from core import clock, push, sealing
from core.models import OutboxRow
from messaging import actions, devices, notifications, tasks
from messaging.models import Notification, NotificationChoice, PushDevice
from tests.core.push_service import Browser, service
from tests.factories.accounts import UserFactory
from tests.factories.messaging import MessageFactory, PhoneNumberFactory, PushDeviceFactory
from tests.messaging.conftest import NOON

PAGE = "/nachrichten/mitteilungen/mails/"
ADD = "/nachrichten/mitteilungen/geraet/"
BELL = notifications.Kind("test_bell", "%(firm)s hat geschrieben", "Im Text", push="Etwas wartet.")
LATER = notifications.Kind("test_later", "Später", push="Etwas wartet.", push_delay=timedelta(minutes=5))
ALARM = notifications.Kind("test_alarm", "Alarm", sms="Es eilt.", breaks_quiet=True, may_stop=False)
CALM = notifications.Kind("test_calm", "Etwas ist geschehen", sms="Nur als SMS.", push="")


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    own = {kind.code: kind for kind in (BELL, LATER, ALARM, CALM)}
    monkeypatch.setattr(notifications, "_kinds", {**notifications._kinds, **own})


@pytest.fixture(autouse=True)
def box(settings):
    """A push service; `box.answers` says what it answers, `box.got` what came."""
    with service() as server:
        settings.PUSH_KEY = sealing.new_key()
        settings.PUSH_HOSTS = [server.origin]
        yield server


@pytest.fixture
def browser():
    return Browser()


def device_of(box, browser, user, name="box"):
    keys = {"point": sealing.words(browser.point), "secret": sealing.words(browser.secret)}
    return PushDeviceFactory(user=user, address=f"{box.origin}/{name}", **keys)


def told(user, kind=BELL, window="1", url="/plaetze/1/"):
    return notifications.notify(kind, user=user, window=window, url=url, context={"firm": "Schreinerei Beispiel"})


def shown(box, browser):
    return [json.loads(browser.opened(body)) for _path, _headers, body in box.got]


def at(hour, minute=0):
    return clock.frozen(NOON.replace(hour=hour, minute=minute))


def test_a_device_shows_one_sentence_that_names_nobody(db, box, browser, outbox, noon):
    device = device_of(box, browser, UserFactory())
    with outbox():
        told(device.user)
        told(device.user)
        told(device.user, CALM)

    notice = Notification.objects.get(kind=BELL.code)
    stop = f"/nachrichten/mitteilungen/geraet/aus/{device.stop_key}/"
    says = {"text": "Etwas wartet.", "url": "/plaetze/1/", "tag": f"n{notice.pk}"}
    assert shown(box, browser) == [says | {"stop": stop, "stop_label": "Keine mehr auf diesem Gerät"}]
    assert (box.got[0][1]["TTL"], box.got[0][1]["Topic"]) == (str(9 * 3600), f"n{notice.pk}")
    assert list(OutboxRow.objects.filter(kind=devices.KIND).values_list("values", flat=True)) == [{}]


def test_each_device_of_the_person_is_told_and_no_other(db, box, browser, outbox, noon):
    person = UserFactory()
    for name in ("one", "two"):
        device_of(box, browser, person, name)
    device_of(box, browser, UserFactory(), "stranger")
    with outbox():
        told(person)

    assert sorted(path for path, _headers, _body in box.got) == ["/one", "/two"]


@pytest.mark.parametrize(
    ("is_minor", "hour", "shows_at"),
    [(True, 19, 19), (True, 20, 31), (True, 6, 7), (False, 20, 20), (False, 21, 30), (False, 5, 6)],
)
def test_nights_are_kept_and_the_morning_brings_one_for_all(db, box, browser, outbox, is_minor, hour, shows_at):
    person = device_of(box, browser, UserFactory(pupil_16=True) if is_minor else UserFactory()).user
    rung = []
    with at(hour), outbox():
        told(person)
        told(person, window="2")
    for later in range(hour, 34):
        with clock.frozen(NOON.replace(hour=0) + timedelta(hours=later, minutes=1)), outbox():
            tasks.push_notices()
        rung += [later] * (len(box.got) - len(rung))

    by_day = hour == shows_at
    assert rung == [shows_at] * (2 if by_day else 1)
    assert by_day or shown(box, browser)[0]["text"] == "2 Mitteilungen warten."
    assert by_day or shown(box, browser)[0]["url"] == "/nachrichten/mitteilungen/"


def test_a_push_service_that_was_away_until_night_shows_nothing(db, box, browser, outbox):
    person = device_of(box, browser, UserFactory(pupil_16=True)).user
    with at(19, 55):
        told(person)
    with at(20, 1), outbox():
        pass

    assert box.got == []


def test_an_alarm_shows_at_night_and_cannot_be_put_off(db, box, browser, outbox):
    person = device_of(box, browser, UserFactory()).user
    with pytest.raises(LookupError):
        actions.choose_ring(ALARM.code, "push", wanted=False, by=person)
    with at(23), outbox():
        told(person, ALARM)

    assert [one["text"] for one in shown(box, browser)] == ["Es eilt."]


@pytest.mark.parametrize(("reads", "count"), [(True, 0), (False, 1)])
def test_who_reads_within_five_minutes_is_not_told(db, box, browser, outbox, noon, reads, count):
    person = device_of(box, browser, UserFactory()).user
    with outbox():
        told(person, LATER)
    assert box.got == []
    if reads:
        actions.see_notices(by=person)
    for minutes in (4, 5, 6):
        with clock.frozen(NOON + timedelta(minutes=minutes)), outbox():
            tasks.push_notices()

    assert len(box.got) == count


def test_what_was_read_before_the_worker_came_is_not_shown(db, box, browser, outbox, noon):
    person = device_of(box, browser, UserFactory()).user
    with outbox():
        told(person)
        actions.see_notices(by=person)

    assert box.got == []


@pytest.mark.parametrize(("status", "stays"), [(201, True), (404, False), (410, False), (403, True), (302, True)])
def test_a_device_that_is_gone_is_forgotten(db, box, browser, outbox, noon, status, stays):
    device = device_of(box, browser, UserFactory())
    box.answers.append(status)
    with outbox():
        told(device.user)

    assert PushDevice.objects.filter(pk=device.pk).exists() is stays
    assert len(box.got) == 1


def test_a_service_that_stumbles_is_asked_again_with_the_same_tag(db, box, browser, outbox):
    person = device_of(box, browser, UserFactory()).user
    box.answers += [503, 429]
    with clock.frozen(NOON), outbox():
        told(person)
    for minutes in (1, 2, 3):
        with clock.frozen(NOON + timedelta(minutes=minutes)), outbox():
            pass

    assert [one["text"] for one in shown(box, browser)] == ["Etwas wartet."] * 3
    assert len({headers["Topic"] for _path, headers, _body in box.got}) == 1


def test_a_device_shows_sixty_a_day_at_most(db, box, browser, outbox, noon, monkeypatch):
    monkeypatch.setattr("messaging.actions.devices.SHOWN_A_DAY", 2)
    person = device_of(box, browser, UserFactory()).user
    with outbox():
        for number in range(4):
            told(person, window=str(number))

    assert (len(box.got), Notification.objects.count()) == (2, 4)


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", ""])
def test_addresses_of_elsewhere_are_never_opened(db, box, browser, outbox, noon, url):
    person = device_of(box, browser, UserFactory()).user
    with outbox():
        told(person, url=url)

    assert [one["url"] for one in shown(box, browser)] == ["/nachrichten/mitteilungen/"]


def test_a_new_message_waits_five_minutes_and_its_words_stay_home(talk, box, browser, outbox, noon):
    device_of(box, browser, talk.owner)
    with outbox():
        sent = MessageFactory(conversation=talk.conversation, sender=talk.pupil, body="Geheimes Wort")
        tasks.notice_new_message(sent.pk)
    with clock.frozen(NOON + timedelta(minutes=5)), outbox():
        tasks.push_notices()

    [said] = shown(box, browser)
    assert (said["text"], said["url"]) == ("Eine neue Nachricht wartet.", talk.conversation.get_absolute_url())


# --- the page of wishes -----------------------------------------------------------------------------------------------


def page_of(user, **cookies):
    client = Client()
    client.force_login(user)
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


def test_a_browser_is_added_on_the_page_and_known_again(db, box, browser):
    client = page_of(person := UserFactory())
    before = client.get(PAGE).content.decode()
    answer = client.post(ADD, {"subscription": browser.says(f"{box.origin}/box")}, HTTP_USER_AGENT="Chrome Android")
    after = client.get(PAGE).content.decode()

    device = PushDevice.objects.get()
    assert (device.user, device.address, device.label) == (person, f"{box.origin}/box", "Chrome, Android")
    assert answer.cookies[devices.COOKIE]["httponly"] is True
    assert ("data-push=" in before, "data-push=" in after) == (True, False)
    assert ("(dieses Gerät)" in after, "push-message_new" in before, "push-message_new" in after) == (True, False, True)
    assert device.stop_key not in after


@pytest.mark.parametrize("subscription", ["", "{", "[]", "{}", '{"endpoint": 1, "keys": {"p256dh": 1, "auth": []}}'])
def test_what_is_no_subscription_adds_nothing(db, subscription):
    answer = page_of(UserFactory()).post(ADD, {"subscription": subscription}, follow=True)

    assert (answer.status_code, PushDevice.objects.count()) == (200, 0)


def test_addresses_beside_the_list_and_broken_keys_add_nothing(db, box, browser):
    client = page_of(UserFactory())
    other = Browser()
    other.point = b"\x04" * 65
    for said in (browser.says("https://127.0.0.1/box"), browser.says("http://evil.example/"), other.says(box.origin)):
        client.post(ADD, {"subscription": said})

    assert PushDevice.objects.count() == 0


def test_five_devices_at_most_and_twenty_tries_a_day(db, box, browser, noon):
    client = page_of(UserFactory())
    for number in range(22):
        client.post(ADD, {"subscription": browser.says(f"{box.origin}/{number}")})

    assert [row.address[-2:] for row in PushDevice.objects.all()] == ["15", "16", "17", "18", "19"]


def test_without_a_key_nothing_is_there(db, settings, box):
    person = PushDeviceFactory(address=f"{box.origin}/box").user
    settings.PUSH_KEY = ""
    client = page_of(person)

    assert "data-push" not in client.get(PAGE).content.decode()
    assert [client.get("/mitteilungen.js").status_code, client.post(ADD).status_code] == [404, 404]
    assert told(person).push_after is None


def test_the_worker_stands_at_the_root_and_is_asked_for_anew(db):
    answer = Client().get("/mitteilungen.js")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("whose", "status", "left"), [("own", 302, 0), ("stranger", 404, 1)])
def test_only_the_owner_switches_a_device_off(db, whose, status, left):
    device = PushDeviceFactory()
    client = page_of(device.user if whose == "own" else UserFactory())

    assert client.get(f"{ADD}{device.pk}/").status_code == 405
    assert client.post(f"{ADD}{device.pk}/").status_code == status
    assert PushDevice.objects.count() == left


def test_one_click_in_the_notice_stops_and_get_stops_nothing(db):
    device = PushDeviceFactory()
    path = f"{ADD}aus/{device.stop_key}/"
    away = Client(enforce_csrf_checks=True)

    assert (away.get(path).status_code, PushDevice.objects.count()) == (200, 1)
    assert (away.post(path).status_code, PushDevice.objects.count()) == (200, 0)
    assert [away.post(path).status_code, away.post(f"{ADD}aus/x/").status_code] == [404, 404]


def test_signing_out_here_ends_it_here_alone(db):
    device, elsewhere = PushDeviceFactory(), PushDeviceFactory()
    other = PushDeviceFactory(user=device.user)
    client = page_of(device.user, **{devices.COOKIE: other.stop_key})
    client.post("/konto/abmelden/")

    assert list(PushDevice.objects.all()) == [device, elsewhere]


def test_somebody_else_at_this_browser_takes_it_over(db, box, browser):
    device = device_of(box, browser, UserFactory())
    another = UserFactory()
    client = page_of(another)
    client.post(ADD, {"subscription": browser.says(device.address)})

    assert [row.user for row in PushDevice.objects.all()] == [another]


@pytest.mark.parametrize("end", [signals.sessions_ended, signals.person_banned])
def test_signed_out_everywhere_ends_it_everywhere(db, end):
    device, other = PushDeviceFactory(), PushDeviceFactory()
    end.send(type(device.user), user=device.user)

    assert list(PushDevice.objects.all()) == [other]


def test_devices_go_with_the_account_and_with_time(db, noon):
    closing, old, used = PushDeviceFactory(), PushDeviceFactory(), PushDeviceFactory()
    close_account(closing.user, by=closing.user)
    PushDevice.objects.filter(pk=old.pk).update(used_at=NOON - timedelta(days=184))
    retention.run()

    assert list(PushDevice.objects.all()) == [used]


# --- the choice per kind ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["push", "sms"])
def test_one_kind_can_be_silent_and_the_others_go_on(db, box, browser, way, noon):
    kind, rest = notifications.kind_of("appointment_reminder"), notifications.kind_of("booking_cancelled")
    person = device_of(box, browser, UserFactory(pupil_16=True)).user
    PhoneNumberFactory(user=person)
    waiting = notifications.notify(kind, user=person, window="0", context={"when": "", "where": ""})
    client = page_of(person)
    names = [name for name in client.get(PAGE).context["form"].fields if name != "school_quiet"]
    sent = {name: "on" if "-" in name else "at_once" for name in names if name != f"{way}-{kind.code}"}
    answer = client.post(PAGE, sent)

    assert answer.status_code == 302
    row = NotificationChoice.objects.get()
    assert {"sms": row.sms, "push": row.push} == {"sms": way != "sms", "push": way != "push"}
    later = notifications.notify(kind, user=person, window="1", context={"when": "", "where": ""})
    other = notifications.notify(rest, user=person, window="1", context={})
    ways = {"sms": later.sms_after, "push": later.push_after}
    assert [name for name, after in ways.items() if after is None] == [way]
    assert None not in (other.sms_after, other.push_after)
    assert waiting.pk


def test_ways_that_nobody_opened_are_not_asked_about(db, box):
    fields = page_of(UserFactory()).get(PAGE).context["form"].fields

    assert [name for name in fields if "-" in name] == []


def test_silencing_a_kind_takes_back_what_waits_for_the_morning(db, box, browser, outbox):
    person = device_of(box, browser, UserFactory()).user
    with at(22):
        told(person)
        actions.choose_ring(BELL.code, "push", wanted=False, by=person)
    with clock.frozen(NOON.replace(hour=7) + timedelta(days=1)), outbox():
        tasks.push_notices()

    assert box.got == []


def test_push_is_refused_where_the_list_changed_since(db, box, browser, outbox, noon, settings):
    device = device_of(box, browser, UserFactory())
    settings.PUSH_HOSTS = ["push.example"]
    with outbox():
        told(device.user)

    assert (box.got, push.is_allowed(device.address)) == ([], False)
