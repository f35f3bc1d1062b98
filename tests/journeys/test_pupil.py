"""A pupil searches, asks, books a day with the parents' permission and applies in three short steps."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Person
from tests.journeys.people import go_on, newcomer, place, say_yes, type_code

pytestmark = pytest.mark.journey
Meet = Callable[..., Person]
# The ring may be on the link, on the area it covers or on the card; it counts when it goes with the focus.
FOCUS_IS_SEEN = """() => {
  const active = document.activeElement;
  const rings = () => {
    const drawn = [];
    for (let e = active; e && e.tagName !== "MAIN"; e = e.parentElement)
      for (const part of [null, "::before", "::after"]) {
        const s = getComputedStyle(e, part);
        drawn.push(s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor);
      }
    return drawn.join();
  };
  const focused = rings();
  active.blur();
  document.getAnimations().forEach(animation => animation.finish());
  const plain = rings();
  active.focus();
  return focused !== plain;
}"""


def test_a_pupil_searches_books_a_day_and_applies(person: Meet) -> None:
    pupil, parent = newcomer(person(), 16), person()
    page = pupil.page

    place(page, "schreiner altenburg", "Tischlerei Morgenroth", "Schnuppertag")
    pupil.screen("vacancy_detail")
    page.locator("label", has=page.locator("input[name=tag]")).last.click()
    go_on(page, "Tag buchen")
    page.get_by_label("An diesem Tag ist schulfrei").check()
    pupil.screen("slot_list")
    go_on(page, "Tag buchen")
    address = f"familie-{pupil.name}"
    page.locator("input[name=guardian_email]").fill(address)
    pupil.screen("booking_permission")
    with page.expect_navigation():
        page.locator("main form:has(input[name=guardian_email]) button[type=submit]").click()
    booking = page.url
    say_yes(parent, parent.link(address, "Zustimmung", "/e/"))
    page.goto(booking)
    expect(page.get_by_role("main")).not_to_contain_text("Wartet auf deine Eltern")
    pupil.screen("booking_mine")
    firm = person("firm", wide=True)
    firm.go(booking.replace(pupil.product.url, ""))
    firm.screen("booking_desk")
    go_on(firm.page, "Bestätigen")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Bestätigt")

    place(page, "schreiner altenburg", "Holzwerk Linde")
    page.get_by_role("link", name="Kurz bewerben").click()
    pupil.screen("application_about")
    page.locator("input[name=way]").fill("mit dem Rad, 20 Minuten")
    go_on(page, "Weiter zu den drei Fragen")
    for field in page.locator("main textarea").all():
        field.fill("Weil am Ende etwas dasteht, das man anfassen kann.")
    pupil.screen("application_answers")
    go_on(page, "Weiter zur Übersicht")
    pupil.screen("application_send")
    go_on(page, "Bewerbung abschicken")
    expect(page.get_by_role("main")).to_contain_text("Antwort bis")
    pupil.screen("application_mine")
    pupil.go("/mein/")
    expect(page.get_by_role("main")).to_contain_text("Holzwerk Linde")
    pupil.screen("pupil_desk")


def test_a_code_by_mail_signs_in(person: Meet) -> None:
    pupil = person()
    page = pupil.go("/konto/anmelden/")
    pupil.name = "amira@demo.example"
    pupil.screen("sign_in")
    page.get_by_label("E-Mail").fill(pupil.name)
    go_on(page, "Code schicken")
    pupil.screen("sign_in_code")
    type_code(pupil)
    expect(page).to_have_url(re.compile("/mein/"))


def test_search_to_application_by_keyboard_alone(person: Meet) -> None:
    pupil = newcomer(person(wide=True), 17)
    page = pupil.go("/")

    def tab_to(target: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", target):
                shown = page.evaluate(FOCUS_IS_SEEN)
                assert shown, f"{target} has the focus, nobody sees it"
                return
        pytest.fail(f"{target} is not reached with the Tab key")

    tab_to("main input[name=q]")
    page.keyboard.type("schreiner altenburg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?*")
    tab_to("main a[href^='/plaetze/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plaetze/*/")
    tab_to("main a[href$='/bewerben/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bewerben/")
    tab_to("main input[name=way]")
    page.keyboard.type("zu Fuß")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bewerben/warum/")


def test_search_works_without_javascript(person: Meet) -> None:
    visitor = person(java_script_enabled=False)
    page = visitor.go("/")
    page.locator("main input[name=q]").fill("Tischlerin")
    page.locator("main input[name=place]").fill("Altenburg")
    go_on(page, "Zeig mir was")
    expect(page.locator("main article", has_text="Tischlerei Morgenroth").first).to_be_visible()
    visitor.screen("search_plain")
    with page.expect_navigation():
        page.locator("main article a[href^='/plaetze/']").first.click()
    expect(page.get_by_role("link", name="Kurz bewerben")).to_be_visible()
