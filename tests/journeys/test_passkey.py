"""A passkey in a real browser: made under our policy, shown at the second page, enough to sign in, removed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD, Person
from tests.journeys.people import go_on

pytestmark = pytest.mark.journey
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_firm_signs_in_by_its_device_and_without_it_again(person: Callable[..., Person]) -> None:
    owner = person("hempel")
    page = owner.page
    device = owner.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    owner.go("/konto/zweiter-schritt/")
    owner.screen("second_step")
    page.get_by_role("link", name="Passkey einrichten").click()
    prove(owner)
    page.get_by_label("Name").fill("Telefon")
    owner.screen("passkey_add")
    go_on(page, "Passkey anlegen")
    expect(page.get_by_role("heading", name="Ihre Notfallcodes")).to_be_visible()

    forget(owner)
    owner.go("/konto/anmelden/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    page.wait_for_url("**/betrieb/")

    forget(owner)
    owner.go("/konto/anmelden/passwort/")
    page.locator("input[name=login]").fill("hempel@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    go_on(page, "Anmelden")
    owner.screen("passkey_step")
    go_on(page, "Mit Passkey bestätigen")
    page.wait_for_url("**/betrieb/")

    owner.go("/konto/zweiter-schritt/")
    owner.screen("second_step_set_up")
    page.get_by_role("link", name="Entfernen").click()
    prove(owner)
    go_on(page, "Entfernen")
    expect(page.get_by_role("link", name="Passkey einrichten")).to_be_visible()


def prove(owner: Person) -> None:
    """Before keys change the password is asked once more."""
    owner.page.locator("input[name=password]").fill(PASSWORD)
    go_on(owner.page, "Bestätigen")


def forget(owner: Person) -> None:
    """A browser without cookies; the device keeps its key."""
    owner.context.clear_cookies()
    owner.signed_in.pop(owner.name, None)
