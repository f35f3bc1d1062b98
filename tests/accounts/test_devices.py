"""Where somebody is signed in: the list, signing one out, a mail about a new browser."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Device, User
from tests.accounts.conftest import go

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
ACCOUNT = "/konto/"


def browser(person: User, agent: str, mails: Any = None) -> Client:
    """Sign in with a browser that says so of itself; force_login carries no headers, so the row is noted by hand."""
    client = go(person)
    actions.note_device(person, by=person, session_key=client.session.session_key, agent=agent)
    return client


@pytest.mark.parametrize(
    ("agent", "label"),
    [(FIREFOX, "Firefox, Linux"), (SAFARI, "Safari, iPhone"), ("", "Browser"), ("<script>", "Browser")],
)
def test_label_keeps_two_words_only(agent: str, label: str) -> None:
    assert actions.devices.label_of(agent) == label


def test_list_shows_live_sessions_and_one_is_signed_out(jonas: User) -> None:
    here, there = browser(jonas, FIREFOX), browser(jonas, SAFARI)
    page = here.get(ACCOUNT).content.decode()
    row = Device.objects.get(label="Safari, iPhone")

    here.post(reverse("accounts:device_end", args=[row.pk]))

    assert ("Firefox, Linux" in page, "Safari, iPhone" in page) == (True, True)
    assert there.get(ACCOUNT).status_code == 302
    assert [device.label for device in actions.live_devices(jonas)] == ["Firefox, Linux"]


def test_foreign_device_is_a_missing_page(jonas: User, mia: User) -> None:
    browser(mia, SAFARI)
    row = Device.objects.get(label="Safari, iPhone")

    assert go(jonas).post(reverse("accounts:device_end", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None


def test_signing_out_everywhere_leaves_this_one(jonas: User) -> None:
    here, there = browser(jonas, FIREFOX), browser(jonas, SAFARI)

    here.post(reverse("accounts:sign_out_everywhere"))

    assert there.get(ACCOUNT).status_code == 302
    assert "dieses Gerät" in here.get(ACCOUNT).content.decode()
    assert len(actions.live_devices(jonas)) == 1


def test_signing_out_leaves_the_list(jonas: User) -> None:
    client = go(jonas)

    client.post(reverse("account_logout"))

    assert not Device.objects.filter(ended_at=None).exists()


def test_new_browser_is_told_once_the_first_one_never(jonas: User, mails: Any) -> None:
    for turn, agent in enumerate((FIREFOX, FIREFOX, SAFARI, SAFARI)):
        actions.note_device(jonas, by=jonas, session_key=f"key{turn}", agent=agent)

    told = [mail.subject for mail in mails(jonas.email)]

    assert told == ["Neue Anmeldung: Safari, iPhone"]
