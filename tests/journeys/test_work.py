"""Guild, counsellor and editor at their desks, and what young people see of it."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Person
from tests.journeys.people import go_on, reload_until

pytestmark = pytest.mark.journey
Meet = Callable[..., Person]


def test_a_guild_posts_for_a_member_that_never_signs_in(person: Meet) -> None:
    guild, visitor = person("guild", wide=True), person()
    word = f"Hausmacher {uuid.uuid4().hex[:6]}"
    guild.go("/innung/")
    guild.screen("guild_desk")
    page = guild.page
    page.get_by_role("link", name="Für Mitglied aufgeben").click()
    expect(page.get_by_role("main")).to_contain_text("Fleischerei Wittig-Lorenz · eingetragen von: Fleischer-Innung")
    page.locator("select[name=kind]").select_option("internship")
    page.get_by_label("Beruf", exact=True).fill("Metzger")
    page.locator("textarea[name=own_sentence]").fill(word)
    guild.screen("vacancy_form_guild")
    go_on(page, "Weiter zur Vorschau")
    guild.screen("vacancy_preview_guild")
    expect(page.get_by_role("main")).to_contain_text("Fleischer-Innung")
    number = page.url.split("/inserat/")[1].split("/")[0]
    go_on(page, "Veröffentlichen")

    page = visitor.go("/suche/?q=fleischer+rositz&kind=internship")
    link = page.locator(f"main article a[href='/plaetze/{number}/']")
    reload_until(page, link)
    with page.expect_navigation():
        link.click()
    expect(page.get_by_role("main")).to_contain_text(word)
    expect(page.get_by_role("main")).to_contain_text("Innung")
    visitor.screen("vacancy_by_guild")


def test_a_guild_publishes_an_event(person: Meet) -> None:
    guild, visitor = person("guild", wide=True), person()
    title = f"Wurst und Werkzeug {uuid.uuid4().hex[:6]}"
    page = guild.go("/innung/veranstaltung/neu/")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Für wen tragen Sie ein?").select_option(label="Fleischer-Innung Pleißenland")
    page.locator("textarea[name=intro]").fill("Wursten, würzen, probieren.")
    page.locator("input[name=termine-0-day]").fill((date.today() + timedelta(days=20)).isoformat())  # noqa: DTZ011
    page.locator("input[name=termine-0-start]").fill("10:00")
    page.locator("input[name=termine-0-end]").fill("13:00")
    page.locator("input[name=town]").fill("04617")
    guild.screen("event_form")
    go_on(page, "Termin veröffentlichen")
    guild.screen("own_events")

    page = visitor.go("/veranstaltungen/")
    expect(page.get_by_role("link", name=title).first).to_be_visible()
    visitor.screen("event_list")
    visitor.go(f"/suche/?q={title.replace(' ', '+')}&about=event")
    reload_until(page, page.get_by_role("main").get_by_role("link", name=title))
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    visitor.screen("event_page")


def test_a_counsellor_curates_and_a_class_opens_it_by_the_code(person: Meet) -> None:
    counsellor, pupil = person("counsellor", wide=True), person()
    title = f"Holz und Bau {uuid.uuid4().hex[:6]}"
    page = counsellor.go("/klasse/")
    page.get_by_label("Titel").fill(title)
    go_on(page, "Auswahl anlegen")
    page.locator("select[name=trade-trade]").select_option(label="Tischler/in")
    with page.expect_navigation():
        page.locator("form:has(select[name=trade-trade]) button[type=submit]").click()
    page.locator("textarea[name=words-text]").last.fill("Schaut euch zuerst den Tag an.")
    with page.expect_navigation():
        page.locator("form:has(textarea[name=words-text]) button[type=submit]").last.click()
    counsellor.screen("selection_edit")
    expect(page.locator(".qr-share svg")).to_be_visible()
    address = page.locator(".qr-share p").inner_text()

    page = pupil.go("/" + address.split("/", 3)[3])
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text("Schaut euch zuerst den Tag an.")
    pupil.screen("selection_page")
    page.get_by_role("main").get_by_role("link", name="Tischler").first.click()
    expect(page).to_have_url(f"{pupil.product.url}/berufe/tischler/")


def test_an_editor_publishes_a_profile_with_its_plain_twin(person: Meet) -> None:
    editor, pupil = person("editor", wide=True), person()
    word = f"Orgeln klingen {uuid.uuid4().hex[:6]}"
    editor.go("/admin/")
    editor.screen("admin_home")
    page = editor.go("/admin/pages/search/?q=Orgelbauer")
    with page.expect_navigation():
        page.locator("main a[href*='/edit/']").first.click()
    for name, text in (("text", f"Du baust Pfeifen. {word}."), ("plain_text", f"Du baust eine Orgel. {word}.")):
        box = page.locator(f"[data-contentpath={name}] [contenteditable=true]").first
        box.click()
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
        # Wagtail's editor hands its text to the form a moment after the last key.
        page.wait_for_function(
            "([name, text]) => document.querySelector(`[name=${name}]`).value.includes(text)", arg=[name, text]
        )
    editor.screen("admin_trade_page")
    page.get_by_role("button", name="Mehr Aktionen").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Veröffentlichen", exact=True).click()

    page = pupil.go("/berufe/orgelbauer/")
    expect(page.get_by_role("main")).to_contain_text(f"Du baust Pfeifen. {word}.")
    pupil.screen("trade_page")
    with page.expect_navigation():
        page.get_by_role("main").locator("a[href*='sprache=einfach']").first.click()
    expect(page.get_by_role("main")).to_contain_text(f"Du baust eine Orgel. {word}.")
    pupil.screen("trade_page_plain")
