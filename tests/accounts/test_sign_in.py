"""Signing in by code or password, signing out, and answers that do not tell who has an account."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts import actions, sessions
from accounts.models import User

PASSWORD = "handschlag-demo"
SIGN_IN = "/konto/anmelden/"


@pytest.fixture
def grit() -> User:
    """A confirmed person with a password."""
    return actions.create_person("grit@mail.example", by=None, password=PASSWORD, shown_name="Grit")


def signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:account")).status_code == 200


def test_code_signs_in(client: Client, grit: User, code_of: Any) -> None:
    asked = client.post(SIGN_IN, {"email": "GRIT@mail.example"})
    done = client.post(asked.url, {"code": code_of(grit.email)})

    assert asked.url == "/konto/anmelden/code/"
    assert done.status_code == 302
    assert signed_in(client) is True


def test_code_may_be_pasted_with_spaces(client: Client, grit: User, code_of: Any) -> None:
    asked = client.post(SIGN_IN, {"email": grit.email})
    code = code_of(grit.email)

    client.post(asked.url, {"code": f" {code[:3]} {code[3:]} "})

    assert signed_in(client) is True


def test_wrong_code_three_times_ends_the_try(client: Client, grit: User, code_of: Any) -> None:
    asked = client.post(SIGN_IN, {"email": grit.email})
    code = code_of(grit.email)
    wrong = "000000" if code != "000000" else "111111"

    answers = [client.post(asked.url, {"code": wrong}).status_code for _turn in range(3)]
    client.post(asked.url, {"code": code})

    assert answers == [200, 200, 302]
    assert signed_in(client) is False


def test_no_mail_signs_in_by_a_link(client: Client, grit: User, mails: Any) -> None:
    client.post(SIGN_IN, {"email": grit.email})

    assert "/konto/" not in mails(grit.email)[-1].body_text


def test_password_alone_signs_in(client: Client, grit: User) -> None:
    answer = client.post(reverse("account_password_login"), {"login": grit.email, "password": PASSWORD})

    assert answer.status_code == 302
    assert signed_in(client) is True


def test_passwords_are_argon2() -> None:
    from django.conf import settings  # noqa: PLC0415

    from config.settings import base  # noqa: PLC0415

    assert base.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert settings.AUTH_USER_MODEL == "accounts.User"


@pytest.mark.parametrize("password", ["falsch", ""])
def test_password_errors_are_german_and_keep_the_address(client: Client, grit: User, password: str) -> None:
    page = client.post(reverse("account_password_login"), {"login": grit.email, "password": password})

    assert page.status_code == 200
    assert grit.email in page.content.decode()
    assert ("E-Mail-Adresse oder Passwort stimmt nicht." in page.content.decode()) is bool(password)


def same_but_for(one: Any, other: Any, address_one: str, address_other: str) -> bool:
    import re  # noqa: PLC0415

    def bare(page: Any, address: str) -> str:
        text = page.content.decode().replace(address, "ADRESSE")
        return re.sub(r'name="(csrfmiddlewaretoken|client_key)" value="[^"]*"', "", text)

    return (one.status_code, bare(one, address_one)) == (other.status_code, bare(other, address_other))


def test_asking_for_a_code_does_not_tell_who_has_an_account(grit: User) -> None:
    pages = []
    for address in (grit.email, "nobody@mail.example"):
        client = Client()
        pages.append(client.post(SIGN_IN, {"email": address}, follow=True))

    assert same_but_for(*pages, grit.email, "nobody@mail.example")


def test_wrong_code_does_not_tell_who_has_an_account(grit: User) -> None:
    pages = []
    for address in (grit.email, "nobody@mail.example"):
        client = Client()
        client.post(SIGN_IN, {"email": address})
        pages.append(client.post("/konto/anmelden/code/", {"code": "12345x"}))

    assert same_but_for(*pages, grit.email, "nobody@mail.example")


def test_wrong_password_does_not_tell_who_has_an_account(grit: User) -> None:
    pages = [
        Client().post(reverse("account_password_login"), {"login": address, "password": "falsch"})
        for address in (grit.email, "nobody@mail.example")
    ]

    assert same_but_for(*pages, grit.email, "nobody@mail.example")


def test_forgotten_password_does_not_tell_who_has_an_account(grit: User) -> None:
    pages = [
        Client().post(reverse("account_reset_password"), {"email": address}, follow=True)
        for address in (grit.email, "nobody@mail.example")
    ]

    assert same_but_for(*pages, grit.email, "nobody@mail.example")


def test_new_password_by_code_ends_other_sessions(client: Client, grit: User, code_of: Any) -> None:
    other = Client()
    other.force_login(grit)
    client.post(reverse("account_reset_password"), {"email": grit.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_of(grit.email)})
    fresh = "ein langer neuer Satz"
    client.post(reverse("account_complete_password_reset"), {"password1": fresh, "password2": fresh})

    assert signed_in(other) is False
    client.post(reverse("account_password_login"), {"login": grit.email, "password": fresh})
    assert signed_in(client) is True


def test_sixth_try_of_a_password_is_told_to_wait(client: Client, grit: User, strict: None) -> None:
    statuses = [
        client.post(reverse("account_password_login"), {"login": grit.email, "password": "falsch"}).status_code
        for _turn in range(6)
    ]

    assert statuses == [200] * 5 + [429]


def test_fourth_code_in_an_hour_is_told_to_wait(grit: User, strict: None) -> None:
    statuses = [Client().post(SIGN_IN, {"email": grit.email}).status_code for _turn in range(4)]

    assert statuses == [302, 302, 302, 429]


def test_signing_out_is_a_post(client: Client, grit: User) -> None:
    client.force_login(grit)

    page = client.get(reverse("account_logout"))
    assert page.status_code == 200
    assert signed_in(client) is True
    client.post(reverse("account_logout"))

    assert signed_in(client) is False


def test_sign_out_everywhere_keeps_only_this_device(client: Client, grit: User) -> None:
    other = Client()
    for device in (client, other):
        device.force_login(grit)

    client.post(reverse("accounts:sign_out_everywhere"))

    assert (signed_in(client), signed_in(other)) == (True, False)


@pytest.mark.parametrize(
    ("kind", "shared", "seconds"),
    [("member", False, sessions.WORK), ("pupil", False, sessions.OWN_DEVICE), ("pupil", True, sessions.SHARED)],
)
def test_session_is_as_long_as_person_and_device_allow(
    client: Client, code_of: Any, kind: str, shared: bool, seconds: int
) -> None:
    person = actions.create_person("wer@mail.example", by=None, kind=kind, born_year=2008, born_month=1)
    asked = client.post(SIGN_IN, {"email": person.email, **({"shared": "on"} if shared else {})})

    client.post(asked.url, {"code": code_of(person.email)})

    assert client.session.get_expiry_age() == pytest.approx(seconds, abs=5)
    assert Session.objects.count() == 1


FOREIGN = ["https://boese.example/", "//boese.example/", "/\\boese.example", "/\t/boese.example"]


@pytest.mark.parametrize("target", FOREIGN)
def test_sign_in_leads_to_no_other_house(client: Client, grit: User, target: str) -> None:
    answer = client.post(reverse("account_password_login"), {"login": grit.email, "password": PASSWORD, "next": target})

    assert "boese" not in answer.headers["Location"]


def test_sign_in_leads_back_to_where_one_was(client: Client, grit: User) -> None:
    answer = client.post(
        reverse("account_password_login"), {"login": grit.email, "password": PASSWORD, "next": "/konto/daten/"}
    )

    assert answer.headers["Location"] == "/konto/daten/"


def test_password_needs_twelve_signs(client: Client) -> None:
    person = actions.create_person("ohne@mail.example", by=None)
    client.force_login(person)

    short = client.post(reverse("account_set_password"), {"password1": "kurz", "password2": "kurz"})
    long = "zwölf Zeichen und mehr"
    client.post(reverse("account_set_password"), {"password1": long, "password2": long})

    person.refresh_from_db()
    assert "12" in short.content.decode()
    assert person.check_password(long) is True


@pytest.mark.parametrize("name", ["account_change_password", "account_email"])
def test_forms_of_the_account_name_their_fields_once(client: Client, grit: User, name: str) -> None:
    client.force_login(grit)

    form = client.get(reverse(name)).content.decode().split("<main")[1].split("</main>")[0]

    assert (form.count("placeholder="), form.count("field__hint")) == (0, 0)
    assert f'href="{reverse("accounts:account")}"' in form


def test_a_changed_password_is_asked_for_twice(client: Client, grit: User) -> None:
    client.force_login(grit)
    new = "zwölf Zeichen und mehr"
    form = {"oldpassword": PASSWORD, "password1": new}

    odd = client.post(reverse("account_change_password"), form | {"password2": "anders und lang"})
    client.post(reverse("account_change_password"), form | {"password2": new})

    grit.refresh_from_db()
    assert 'id="id_password2_error"' in odd.content.decode()
    assert grit.check_password(new) is True
