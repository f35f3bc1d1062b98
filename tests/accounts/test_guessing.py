"""Guessing at sign-in: many tries, many addresses, many accounts (A43), and what the work done tells (A41)."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts import actions, spray
from accounts.models import User
from core.models import LimitWindow, OutboxRow

WRONG, PASSWORD = "falsch", "ein-langes-passwort-4711"
ADDRESS = "/konto/anmelden/passwort/"


@pytest.fixture
def grit() -> User:
    """Somebody with a password."""
    return actions.create_person("grit@mail.example", by=None, password=PASSWORD, shown_name="Grit")


def guess(login: str, typed: str = WRONG, address: str = "203.0.113.9", **headers: str) -> int:
    """One try from an address."""
    return Client(REMOTE_ADDR=address).post(ADDRESS, {"login": login, "password": typed}, headers=headers).status_code


def test_eleventh_account_from_one_address_waits_whatever_the_header_says(strict: None) -> None:
    codes = [guess(f"wer{n}@mail.example", **{"x-forwarded-for": f"198.51.100.{n}"}) for n in range(11)]

    assert codes == [200] * 10 + [429]


def test_one_network_of_ipv6_is_one_place_and_another_is_not(strict: None) -> None:
    codes = [guess(f"wer{n}@mail.example", address=f"2001:db8:1:2::{n:x}") for n in range(1, 12)]

    assert codes == [200] * 10 + [429]
    assert guess("noch@mail.example", address="2001:db8:1:3::1") == 200


def test_account_is_guarded_against_many_addresses_too(grit: User, strict: None) -> None:
    codes = [guess(grit.email.upper() if n % 2 else grit.email, address=f"203.0.113.{n}") for n in range(6)]

    assert codes == [200] * 5 + [429]


def test_spray_lets_passwords_rest_and_the_mailed_code_goes_on(
    grit: User, strict: None, monkeypatch: Any, caplog: Any, code_of: Any
) -> None:
    monkeypatch.setattr(spray, "FAILURES", 6)
    for number in range(7):
        guess(f"wer{number}@mail.example", address=f"203.0.113.{number}")
    client = Client()

    refused = client.post(ADDRESS, {"login": grit.email, "password": PASSWORD}).content.decode()
    asked = client.post(reverse("account_login"), {"email": grit.email})
    client.post(asked.url, {"code": code_of(grit.email)})

    assert "Code aus der E-Mail" in refused
    assert "_auth_user_id" in client.session
    LimitWindow.objects.filter(name=spray.NAME).update(ends_at="2020-01-01T00:00Z")
    assert guess(grit.email, PASSWORD, address="203.0.113.77") == 302


def test_failures_after_the_line_are_in_the_log(strict: None, monkeypatch: Any, caplog: Any) -> None:
    monkeypatch.setattr(spray, "FAILURES", 1)
    spray.note_failure()
    quiet = caplog.text
    spray.note_failure()

    assert (quiet, "passwords rest" in caplog.text) == ("", True)


@pytest.fixture
def hashing(monkeypatch: Any) -> list[str]:
    """Each time a password is really hashed."""
    hasher = import_string(settings.PASSWORD_HASHERS[0])
    done: list[str] = []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *args, **kwargs: done.append("hash") or encode(*args, **kwargs))
    return done


def test_every_failed_sign_in_does_the_same_hashing(grit: User, wide: None, hashing: list[str]) -> None:
    actions.create_person("ohne@mail.example", by=None)
    gone = actions.create_person("zu@mail.example", by=None, password=PASSWORD)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    work = {}
    for login in (grit.email, "niemand@mail.example", "ohne@mail.example", gone.email):
        hashing.clear()
        guess(login)
        work[login] = len(hashing)

    assert set(work.values()) == {work[grit.email]}
    assert work[grit.email] > 0


@pytest.mark.parametrize("page", ["account_login", "account_reset_password"])
def test_known_and_unknown_address_cause_the_same_work(
    page: str, grit: User, wide: None, django_capture_on_commit_callbacks: Any
) -> None:
    written = []
    for email in (grit.email, "niemand@mail.example"):
        before = OutboxRow.objects.count()
        Client().post(reverse(page), {"email": email})
        written.append(OutboxRow.objects.count() - before)

    assert written == [1, 1]
