"""Passkeys: made, named, removed; the second step at sign-in and the whole sign-in; what a wrong one opens."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts import permissions
from accounts.models import AuditEvent, User
from tests.accounts.conftest import go
from tests.accounts.soft_key import SoftKey
from tests.factories.accounts import UserFactory

ADD = "/konto/zweiter-schritt/schluessel/"
ALONE = "/konto/anmelden/schluessel/"
PASSWORD = "ein-langes-passwort-4711"
OTHER_HOST = "boese.example"


def add(client: Client, key: SoftKey, name: str = "Telefon", **more: str) -> Any:
    """Make a passkey on the page, as the script does."""
    options = json.loads(json.dumps(dict(client.get(ADD).context["options"])))
    return client.post(ADD, {"name": name, "credential": key.make(options), **more})


def alone(client: Client, key: SoftKey, **how: bool) -> Any:
    """Sign in by the key alone."""
    options = client.get(ALONE, headers={"accept": "application/json"}).json()["request_options"]
    return client.post(ALONE, {"credential": key.show(options, **how)})


def person_of(client: Client) -> Any:
    return client.get(reverse("accounts:account")).wsgi_request.user


@pytest.fixture
def ready(owner: User, wide: None, django_capture_on_commit_callbacks: Any) -> User:
    """The owner with a password and a mailbox that was confirmed."""
    owner.refresh_from_db()
    owner.set_password(PASSWORD)
    owner.save()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    return owner


@pytest.fixture
def here(ready: User) -> Client:
    """A browser in which the owner has just typed the password, and once more before the passkey."""
    client = Client()
    client.post("/konto/anmelden/passwort/", {"login": ready.email, "password": PASSWORD})
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    return client


def test_first_passkey_is_the_second_step_and_brings_emergency_codes(
    here: Client, ready: User, jonas: User, mails: Any, outbox: Any
) -> None:
    elsewhere = go(ready)
    with outbox():
        done = add(here, SoftKey(), next="/bewerbungen/")

    assert done.url == "/konto/zweiter-schritt/notfall/?next=%2Fbewerbungen%2F"
    assert permissions.revealed_to(person_of(here), jonas, 2) == 2
    assert elsewhere.get(reverse("accounts:account")).status_code == 302
    assert mails(ready.email)[-2:][0].subject == "Der zweite Schritt beim Anmelden ist an"
    assert AuditEvent.objects.filter(verb="second_step_on").exists()
    assert "Telefon" in here.get("/konto/zweiter-schritt/").content.decode()


def test_page_asks_the_device_to_verify_its_person(here: Client) -> None:
    page = here.get(f"{ADD}?next=/bewerbungen/")
    options = dict(page.context["options"])["publicKey"]

    assert "/konto/zweiter-schritt/app/?next=%2Fbewerbungen%2F" in page.content.decode()
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["rp"]["name"] == "Handschlag"


@pytest.mark.parametrize("key", [SoftKey(verified=False), SoftKey(host=OTHER_HOST)], ids=["unverified", "other site"])
def test_key_that_proves_too_little_is_not_kept(here: Client, key: SoftKey) -> None:
    page = add(here, key)

    assert page.status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("answer", ["", "{}", "[]", "kein json", '{"id": 1}'])
def test_broken_answer_is_a_sentence_and_no_error(here: Client, answer: str) -> None:
    here.get(ADD)

    assert here.post(ADD, {"name": "Telefon", "credential": answer}).status_code == 200
    assert not Authenticator.objects.exists()
    guest = Client()
    guest.get(ALONE, headers={"accept": "application/json"})
    assert guest.post(ALONE, {"credential": answer}).status_code == 302
    assert guest.get(reverse("accounts:account")).status_code == 302


def test_password_alone_no_longer_signs_in_and_the_key_does(here: Client, ready: User) -> None:
    key = SoftKey()
    add(here, key)
    guest = Client()
    step = guest.post("/konto/anmelden/passwort/", {"login": ready.email, "password": PASSWORD}).url
    page = guest.get(step)
    between = guest.get(reverse("accounts:account")).status_code
    options = json.loads(json.dumps(dict(page.context["js_data"]["request_options"])))

    guest.post(step, {"credential": key.show(options)})

    assert (step, between) == ("/konto/zweiter-schritt/anmelden/", 302)
    assert "Mit Passkey bestätigen" in page.content.decode()
    assert person_of(guest).took_second_step is True


def test_key_alone_signs_in_with_both_steps(here: Client, ready: User) -> None:
    key = SoftKey()
    add(here, key)
    guest = Client()

    answer = alone(guest, key)

    assert answer.status_code == 302
    assert (person_of(guest), person_of(guest).took_second_step) == (ready, True)


def test_forged_and_foreign_keys_and_old_answers_sign_nobody_in(here: Client) -> None:
    key = SoftKey()
    add(here, key)
    foreign = SoftKey()
    foreign.user = key.user
    guests = [Client() for _number in range(4)]
    alone(guests[0], key, forged=True)
    alone(guests[1], foreign)
    guests[2].post(ALONE, {"credential": "{}"})
    options = guests[3].get(ALONE, headers={"accept": "application/json"}).json()["request_options"]
    said = key.show(options)
    guests[3].post(ALONE, {"credential": said})
    replay = Client()
    replay.get(ALONE, headers={"accept": "application/json"})
    replay.post(ALONE, {"credential": said})

    opened = [guest.get(reverse("accounts:account")).status_code for guest in [*guests, replay]]
    assert opened == [302, 302, 302, 200, 302]


def test_closed_account_stays_closed(here: Client, ready: User) -> None:
    key = SoftKey()
    add(here, key)
    User.objects.filter(pk=ready.pk).update(is_active=False)
    guest = Client()

    alone(guest, key)

    assert guest.get(reverse("accounts:account")).status_code == 302


def test_key_is_renamed_and_removed_by_its_person_only(here: Client, ready: User, jonas: User) -> None:
    add(here, SoftKey())
    kept = Authenticator.objects.get(type="webauthn")
    stranger = go(UserFactory())
    theirs = [stranger.get(f"{ADD}{kept.pk}/").status_code, stranger.post(f"{ADD}{kept.pk}/weg/").status_code]

    empty = here.post(f"{ADD}{kept.pk}/", {"name": "  "})
    here.post(f"{ADD}{kept.pk}/", {"name": "Büro"})
    kept.refresh_from_db()
    renamed = kept.data["name"]
    here.post(f"{ADD}{kept.pk}/weg/")

    assert theirs == [404, 404]
    assert "Bitte einen Namen geben." in empty.content.decode()
    assert renamed == "Büro"
    assert not Authenticator.objects.exists()  # the emergency codes went with the last step
    assert permissions.revealed_to(person_of(here), jonas, 2) == 1


def test_second_key_keeps_the_step_when_the_first_goes(here: Client) -> None:
    add(here, SoftKey())
    add(here, SoftKey(), "Büro")
    first = Authenticator.objects.filter(type="webauthn").order_by("pk")[0]

    here.post(f"{ADD}{first.pk}/weg/")

    assert person_of(here).took_second_step is True
    assert Authenticator.objects.filter(type="recovery_codes").exists()
