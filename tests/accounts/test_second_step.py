"""The second step: set up by an app, asked at sign-in, and the key to a minor's surname and documents."""

from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts import permissions
from accounts.models import AuditEvent, User
from tests.accounts.conftest import go
from tests.factories.accounts import UserFactory

SET_UP = "/konto/zweiter-schritt/app/"
PASSWORD = "ein-langes-passwort-4711"


def digits(secret: str, away: int = 0) -> str:
    """What the app shows now, or some half minutes away."""
    now = [*yield_hotp_counters_from_time()][1]
    return format_hotp_value(hotp_value(secret, now + away))


@pytest.fixture
def set_up(django_capture_on_commit_callbacks: Any, wide: None) -> Any:
    """Set the step up in this browser; gives the secret in the app."""

    def walk(client: Client) -> str:
        client.get(SET_UP)
        secret = client.session["mfa.totp.secret"]
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post(SET_UP, {"code": digits(secret), "next": "/bewerbungen/"})
        assert done.url == "/konto/zweiter-schritt/notfall/?next=%2Fbewerbungen%2F"
        return secret

    return walk


def test_minors_surname_needs_the_step_adults_does_not(jonas: User, owner: User) -> None:
    adult = UserFactory(kind="pupil", born_year=1990, born_month=1)

    assert [permissions.revealed_to(owner, person, 2) for person in (jonas, adult)] == [1, 2]
    assert permissions.revealed_to(owner, jonas, 1) == 1
    owner.took_second_step = True
    assert permissions.revealed_to(owner, jonas, 2) == 2


def test_setting_up_takes_the_step_and_ends_other_sessions(owner: User, set_up: Any, mails: Any) -> None:
    here, elsewhere = go(owner), go(owner)

    set_up(here)

    assert here.get(reverse("accounts:account")).wsgi_request.user.took_second_step is True
    assert elsewhere.get(reverse("accounts:account")).status_code == 302
    assert "zweite Schritt" in mails(owner.email)[-1].subject
    assert AuditEvent.objects.filter(verb="second_step_on").exists()


def test_secret_lies_encrypted(owner: User, set_up: Any) -> None:
    secret = set_up(go(owner))

    kept = [str(row.data) for row in Authenticator.objects.filter(user=owner).order_by("pk")]
    assert len(kept) == 2
    assert [text for text in kept if secret in text] == []


def test_wrong_digits_set_up_nothing(owner: User, wide: None) -> None:
    client = go(owner)
    client.get(SET_UP)
    wrong = digits(client.session["mfa.totp.secret"], away=40)

    page = client.post(SET_UP, {"code": wrong})

    assert "Der Code stimmt nicht" in page.content.decode()
    assert not Authenticator.objects.exists()


def test_sign_in_asks_for_the_step(owner: User, wide: None) -> None:
    _with_password(owner)
    secret = _set_up_by_hand(owner)
    guest = Client()

    first = guest.post("/konto/anmelden/passwort/", {"login": owner.email, "password": PASSWORD})
    between = guest.get(reverse("accounts:account"))
    page = guest.get(first.url)
    guest.post(first.url, {"code": digits(secret)})

    assert first.url == "/konto/zweiter-schritt/anmelden/"
    assert between.status_code == 302
    assert "sechs Ziffern" in page.content.decode()
    assert guest.get(reverse("accounts:account")).wsgi_request.user.took_second_step is True


def test_emergency_code_works_once(owner: User, set_up: Any) -> None:
    client = go(owner)
    set_up(client)
    page = client.get("/konto/zweiter-schritt/notfall/?next=/bewerbungen/")
    code = page.context["unused_codes"][0]
    _with_password(owner)

    def sign_in() -> str:
        guest = Client()
        step = guest.post("/konto/anmelden/passwort/", {"login": owner.email, "password": PASSWORD}).url
        return guest.post(step, {"code": code}).status_code

    assert page.context["go_on"] == "/bewerbungen/"
    assert [sign_in(), sign_in()] == [302, 200]


def test_switching_off_closes_again(owner: User, set_up: Any, mails: Any) -> None:
    client = go(owner)
    set_up(client)

    client.post("/konto/zweiter-schritt/app/aus/")

    assert not Authenticator.objects.exists()
    assert client.get(reverse("accounts:account")).wsgi_request.user.took_second_step is False


def test_way_back_stays_on_this_site(owner: User, wide: None) -> None:
    page = go(owner).get(SET_UP, {"next": "https://boese.example/"})

    assert page.context["next"] == ""


def test_demo_shows_digits_and_a_real_installation_never(owner: User, settings: Any, wide: None) -> None:
    shown = go(owner).get(SET_UP)
    settings.DEMO = False
    hidden = go(owner).get(SET_UP)

    assert (len(shown.context["digits"]), hidden.context["digits"]) == (6, "")


def test_operator_takes_a_lost_step_away(owner: User, set_up: Any, mails: Any) -> None:
    client = go(owner)
    set_up(client)

    call_command("forget_second_step", owner.email, stdout=StringIO())

    assert not Authenticator.objects.exists()
    assert client.get(reverse("accounts:account")).status_code == 302
    assert mails(owner.email)[-1].subject == "Der zweite Schritt beim Anmelden ist aus"
    with pytest.raises(CommandError):
        call_command("forget_second_step", owner.email)


def _set_up_by_hand(owner: User) -> str:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415 -- beside its only use

    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    return secret


def _with_password(owner: User) -> None:
    owner.refresh_from_db()
    owner.set_password(PASSWORD)
    owner.save()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
