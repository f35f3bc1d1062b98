"""Both sides write to each other live, and the same with plain forms."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person
from tests.journeys.people import go_on, newcomer, place

pytestmark = pytest.mark.journey
Meet = Callable[..., Person]


def ask(pupil: Person, text: str) -> str:
    """Ask the joinery a question; returns the path of the conversation."""
    page = pupil.page
    place(page, "schreiner altenburg", "Tischlerei Morgenroth")
    page.get_by_role("link", name="Frage stellen").first.click()
    page.get_by_label("Deine Frage").fill(text)
    pupil.screen("question_ask")
    go_on(page, "Frage abschicken")
    expect(bubble(page, text)).to_be_visible()
    return page.url.removeprefix(pupil.product.url)


def bubble(page: Page, text: str):
    """The message with this text."""
    return page.locator("article.bubble", has_text=text).first


def write(page: Page, text: str) -> None:
    """Write and send in the open conversation."""
    page.locator("textarea[name=body]").fill(text)
    page.get_by_role("button", name="Senden", exact=True).click()


# Eighteen and over: for minors a firm's words wait for the morning, and this must hold at any hour.
def test_a_firm_answers_live_and_invites(person: Meet) -> None:
    pupil, firm = newcomer(person(), 19), person("firm", wide=True)
    talk = ask(pupil, "Bauen Sie auch Treppen?")
    firm.go("/nachrichten/")
    firm.screen("conversation_list")
    firm.go(talk)
    if firm.page.get_by_role("button", name="Mitlesen und antworten").count():
        go_on(firm.page, "Mitlesen und antworten")
    expect(bubble(firm.page, "Bauen Sie auch Treppen?")).to_be_visible()
    firm.page.evaluate("window.stayed = true")
    pupil.page.evaluate("window.stayed = true")

    write(pupil.page, "Und aus welchem Holz?")
    expect(bubble(firm.page, "Und aus welchem Holz?")).to_be_visible()
    write(firm.page, "Meistens Eiche. Komm vorbei und sieh es dir an.")
    expect(bubble(pupil.page, "Meistens Eiche.")).to_be_visible()

    assert firm.page.evaluate("window.stayed")
    assert pupil.page.evaluate("window.stayed")
    pupil.screen("conversation_pupil")
    firm.screen("conversation_firm")


def test_a_firm_invites_an_applicant(person: Meet) -> None:
    pupil, firm = newcomer(person(), 18), person("firm", wide=True)
    page = pupil.page
    place(page, "schreiner altenburg", "Tischlerei Morgenroth", "Ausbildung")
    page.get_by_role("link", name="Kurz bewerben").click()
    go_on(page, "Weiter zu den drei Fragen")
    for field in page.locator("main textarea").all():
        field.fill("Ich habe ein Regal gebaut und es steht noch.")
    go_on(page, "Weiter zur Übersicht")
    go_on(page, "Bewerbung abschicken")
    application = page.url.removeprefix(pupil.product.url)

    firm.go("/bewerbungen/")
    firm.screen("application_list")
    firm.go(application)
    firm.screen("application_desk")
    firm.page.get_by_role("link", name="Einladen", exact=True).click()
    firm.page.locator("main textarea").first.fill("Komm am Mittwoch um acht Uhr in die Werkstatt.")
    for field in firm.page.locator("main input[required]:not([type=hidden]):not([type=radio])").all():
        if not field.input_value():
            field.fill("2030-06-05T08:00" if field.get_attribute("type") == "datetime-local" else "2030-06-05")
    firm.screen("application_invite")
    go_on(firm.page, "Einladung abschicken")

    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Komm am Mittwoch um acht Uhr")
    pupil.screen("application_invited")


def test_both_sides_write_without_javascript(person: Meet) -> None:
    pupil = newcomer(person(java_script_enabled=False), 19)
    firm = person("firm", wide=True, java_script_enabled=False)
    talk = ask(pupil, "Haben Sie eine Fräse?")

    page = firm.go(talk)
    if page.get_by_role("button", name="Mitlesen und antworten").count():
        go_on(page, "Mitlesen und antworten")
    expect(bubble(page, "Haben Sie eine Fräse?")).to_be_visible()
    page.locator("textarea[name=body]").fill("Zwei sogar. <b>Eine</b> mit Computer.")
    go_on(page, "Senden")
    pupil.go(talk)
    expect(bubble(pupil.page, "<b>Eine</b>")).to_be_visible()
    assert pupil.page.locator("article.bubble b").count() == 0
    pupil.screen("conversation_plain")
