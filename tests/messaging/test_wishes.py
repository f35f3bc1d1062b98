"""Mails as the person wants them: collected, stopped with one click, never to a mailbox that sends them back."""

import json
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.signals import consent_changed, organisation_verified
from core import clock
from messaging import actions, notifications, quiet, tasks, wishes
from messaging.models import Bounce, Notification, NotificationChoice, SchoolQuiet
from tests.factories.accounts import ConsentFactory, MembershipFactory, UserFactory
from tests.messaging.conftest import NOON

KIND = notifications.Kind("test_wish", "Etwas ist geschehen", "Bitte ansehen.", mail=True)
LAW = notifications.Kind("test_law", "Das muss sein", "Bitte ansehen.", mail=True, may_stop=False)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(notifications, "_kinds", {**notifications._kinds, KIND.code: KIND, LAW.code: LAW})


def told(user, kind=KIND, window="1"):
    return notifications.notify(kind, user=user, window=window, url="/plaetze/1/")


@pytest.mark.parametrize(
    ("choice", "moment", "after"),
    [
        ("at_once", "2026-11-23T12:00", "2026-11-23T12:00"),
        ("daily", "2026-11-23T12:00", "2026-11-23T16:00"),
        ("daily", "2026-11-23T16:00", "2026-11-24T16:00"),
        ("weekly", "2026-11-23T12:00", "2026-11-23T16:00"),
        ("weekly", "2026-11-24T12:00", "2026-11-30T16:00"),
        ("daily", "2026-10-24T18:00", "2026-10-25T16:00"),
    ],
)
def test_mails_wait_for_the_chosen_collection(db, choice, moment, after):
    user = UserFactory()
    NotificationChoice.objects.create(user=user, kind=KIND.code, mail=choice)
    here, wanted = (datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN) for text in (moment, after))

    with clock.frozen(here):
        assert wishes.mail_after(user, KIND) == wanted


def test_collected_notices_leave_as_one_mail(db, outbox, noon):
    user = UserFactory()
    actions.choose_mail(KIND.code, "daily", by=user)
    with outbox():
        for number in range(3):
            told(user, window=str(number))
        tasks.mail_notices()
    before = len(mail.outbox)
    with clock.frozen(NOON.replace(hour=16, minute=1)), outbox():
        tasks.mail_notices()

    assert (before, [message.subject for message in mail.outbox]) == (0, ["3 Mitteilungen warten"])


def test_one_click_stops_only_this_kind_and_get_stops_nothing(db, outbox, noon):
    user = UserFactory()
    with outbox():
        told(user)
    sent = mail.outbox[0]
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + link.split("/", 3)[3]

    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in sent.body
    assert Client().get(path).status_code == 200
    assert NotificationChoice.objects.count() == 0
    mail_program = Client(enforce_csrf_checks=True)
    for _twice in range(2):
        assert mail_program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(NotificationChoice.objects.values_list("user", "kind", "mail")) == [(user.pk, KIND.code, "off")]
    with outbox():
        told(user, window="2")
    assert (len(mail.outbox), Notification.objects.count()) == (1, 2)


def test_what_law_wants_has_no_stop_link_and_goes_on(db, outbox, noon):
    user = UserFactory()
    with pytest.raises(LookupError):
        actions.choose_mail(LAW.code, "off", by=user)
    actions.stop_mails([LAW.code, "unknown"], by=user)
    with outbox():
        told(user, LAW)

    assert [("List-Unsubscribe" in one.extra_headers, one.subject) for one in mail.outbox] == [(False, "Das muss sein")]


def test_forged_stop_link_is_missing(db):
    assert Client().post("/nachrichten/mitteilungen/abstellen/x:y:z/").status_code == 404


def test_page_of_wishes_keeps_what_was_chosen(db, enter):
    user = MembershipFactory().user
    client = enter(user)
    fields = {kind.code: "at_once" for kind in notifications.catalogue_for(user) if kind.mail and kind.may_stop}

    assert client.post("/nachrichten/mitteilungen/mails/", {**fields, "message_new": "weekly"}).status_code == 302
    assert list(NotificationChoice.objects.values_list("kind", "mail")) == [("message_new", "weekly")]
    assert client.post("/nachrichten/mitteilungen/mails/", {"message_new": "nonsense"}).status_code == 422


def test_weekly_collection_is_not_offered_to_pupils(db, enter):
    page = enter(UserFactory(pupil_16=True)).get("/nachrichten/mitteilungen/mails/").content.decode()

    assert ("gesammelt um 16 Uhr" in page, "gesammelt am Montag" in page) == (True, False)


@pytest.mark.parametrize(
    ("moment", "after"),
    [
        ("2026-11-23T07:29", "2026-11-23T07:29"),
        ("2026-11-23T07:30", "2026-11-23T13:30"),
        ("2026-11-27T13:29", "2026-11-27T13:30"),
        ("2026-11-28T10:00", "2026-11-28T10:00"),
        ("2026-11-23T21:00", "2026-11-24T07:00"),
    ],
)
def test_mails_wait_for_the_end_of_school_where_it_was_chosen(db, enter, moment, after):
    pupil, other = UserFactory(pupil_16=True), UserFactory(pupil_16=True)
    kinds = [kind.code for kind in notifications.catalogue_for(pupil) if kind.mail and kind.may_stop]
    wish = {**dict.fromkeys(kinds, "at_once"), "school_quiet": "on"}
    here, wanted = (datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN) for text in (moment, after))

    enter(pupil).post("/nachrichten/mitteilungen/mails/", wish)
    with clock.frozen(here):
        assert wishes.mail_after(pupil, KIND) == wanted
        assert wishes.mail_after(other, KIND) == (quiet.ends_at(here) or here)
        del wish["school_quiet"]
    enter(pupil).post("/nachrichten/mitteilungen/mails/", wish)
    assert not SchoolQuiet.objects.exists()


def test_the_wish_for_quiet_at_school_is_no_matter_of_firms(db, enter):
    page = enter(MembershipFactory().user).get("/nachrichten/mitteilungen/mails/").content.decode()

    assert "Schulzeit" not in page


def test_bounced_mailbox_gets_nothing_more_until_it_works(db, outbox, noon, settings, enter):
    settings.MAIL_WEBHOOK_SECRET = "agreed"
    user = UserFactory(email="voll@beispiel.example")
    body = json.dumps({"address": "Voll@Beispiel.example", "detail": "mailbox full"})

    def tell(secret):
        headers = {"X-Webhook-Secret": secret}
        return Client().post("/nachrichten/zustellung/", body, content_type="application/json", headers=headers)

    assert tell("wrong").status_code == 404
    assert tell("agreed").status_code == 204
    with outbox():
        told(user)
    assert (len(mail.outbox), list(Notification.objects.values_list("kind", flat=True))) == (
        0,
        [KIND.code, "mailbox_returns"],
    )

    client = enter(user)
    assert "kommen zurück" in client.get("/nachrichten/mitteilungen/mails/").content.decode()
    client.post("/nachrichten/mitteilungen/postfach/")
    assert Bounce.objects.count() == 0


def test_webhook_without_agreed_secret_does_not_exist(db, settings):
    settings.MAIL_WEBHOOK_SECRET = ""
    answer = Client().post("/nachrichten/zustellung/", "{}", content_type="application/json")

    assert answer.status_code == 404


# --- receivers that were missing --------------------------------------------------------------------------------------


def kinds_of(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_pause_tells_both_sides_and_freeze_only_the_firm(talk, noon):
    actions.freeze(talk.conversation)
    assert (kinds_of(talk.pupil), kinds_of(talk.owner)) == ([], ["conversation_stopped_firm"])

    actions.pause_for(talk.pupil, reason="pause")
    assert (kinds_of(talk.pupil), kinds_of(talk.owner)) == (["conversation_stopped"], ["conversation_stopped_firm"] * 2)


def test_consent_is_told_to_the_pupil(db, noon):
    consent = ConsentFactory(granted=True)
    consent_changed.send(type(consent), consent=consent, before="requested")
    consent_changed.send(type(consent), consent=consent, before="requested")

    assert kinds_of(consent.pupil) == ["consent_changed"]


def test_check_is_told_to_the_organisation(talk, noon):
    organisation_verified.send(None, organisation=talk.conversation.organisation)

    notice = Notification.objects.get(user=talk.owner)
    assert notifications.title_of(notice) == f"{talk.conversation.organisation.name}: Geprüft"
    assert kinds_of(talk.stranger) == []


def test_every_kind_of_every_app_has_a_name():
    names = [notifications.name_of(kind.code) for kind in notifications.catalogue()]

    assert all(name and "%(" not in name for name in names)
    assert timedelta(minutes=30) in {kind.mail_delay for kind in notifications.catalogue()}


def test_kinds_stand_under_headings_that_open_where_something_is_wrong(db, enter):
    user = MembershipFactory().user
    kinds = [kind for kind in notifications.catalogue_for(user) if kind.mail and kind.may_stop]
    fields = {kind.code: "at_once" for kind in kinds}
    client, page = enter(user), "/nachrichten/mitteilungen/mails/"
    client.post(page, {**fields, "booking_request": "daily", "event_ticket": "off"})
    shown = client.get(page).content.decode()
    wrong = client.post(page, {**fields, "booking_request": "nonsense"}).content.decode()

    assert {kind.topic for kind in kinds} == set(notifications.Topic)
    assert "Tage zum Ausprobieren (1 geändert)" in shown
    assert "Bewerbungen (" not in shown
    assert (shown.count("<details"), shown.count('<details class="facet" open')) == (len(notifications.Topic), 0)
    assert wrong.count('<details class="facet" open') == 1
