"""Under sixteen: a guardian says yes by a link in the mail, and stops everything by another."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Person
from tests.journeys.people import go_on, newcomer, place, say_yes

pytestmark = pytest.mark.journey


def test_a_guardian_says_yes_and_stops(person: Callable[..., Person]) -> None:
    pupil, parent = newcomer(person(), 15), person()
    page, address = pupil.page, f"familie-{pupil.name}"
    place(page, "augenoptiker leipzig", "Blickfang Optik Nowak", "Ausbildung")
    page.get_by_role("link", name="Kurz bewerben").click()
    go_on(page, "Weiter zu den drei Fragen")
    for field in page.locator("main textarea").all():
        field.fill("Ich mag es, wenn etwas ganz genau passt.")
    go_on(page, "Weiter zur Übersicht")
    go_on(page, "Weiter zum Ja deiner Eltern")
    page.locator("input[name=guardian_email]").fill(address)
    pupil.screen("application_guardian")
    go_on(page, "Link schicken")
    expect(page.get_by_role("main")).to_contain_text("Wartet auf deine Eltern")
    pupil.go("/bewerbungen/")
    expect(page.get_by_role("main")).to_contain_text("Wartet auf deine Eltern")

    say_yes(parent, parent.link(address, "Zustimmung", "/e/"))
    pupil.go("/bewerbungen/")
    expect(page.get_by_role("main")).not_to_contain_text("Wartet auf deine Eltern")
    pupil.screen("application_list_waiting")
    page.locator("main a[href^='/bewerbungen/']").first.click()
    expect(page.get_by_role("main")).to_contain_text("Abgeschickt")
    page.get_by_role("link", name="Schreiben").first.click()
    expect(page.locator("[data-refusal]")).to_be_visible()
    talk = page.url.removeprefix(pupil.product.url)
    pupil.screen("conversation_waiting")

    parent.go(parent.link(address, "Ihr Ja", "/e/"))
    parent.screen("guardian_stop")
    go_on(parent.page, "Jetzt stoppen")
    expect(parent.page.get_by_role("heading", level=1)).to_have_text("Gestoppt")

    pupil.go("/bewerbungen/")
    expect(page.get_by_role("main")).to_contain_text("urückgezogen")
    pupil.go(talk)
    expect(page.locator("[data-refusal]")).to_be_visible()
    expect(page.locator("textarea[name=body]")).to_be_hidden()
    pupil.screen("conversation_frozen")


def test_a_wrong_link_decides_nothing(person: Callable[..., Person]) -> None:
    page = person().go("/e/gibt-es-nicht/")
    expect(page.get_by_role("main")).to_contain_text("Diese Seite gibt es nicht")
