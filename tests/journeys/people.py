"""What people do again and again: get an account, find a place, fill a form, answer as parents."""

import itertools
import uuid
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Person

NAMES = itertools.cycle(["Lena", "Paul", "Emre", "Nele", "Oskar", "Zoe"])


def go_on(page: Page, button: str) -> None:
    """Press a button of the page's own form and wait for the next page."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=button, exact=True).first.click()


def newcomer(somebody: Person, age: int, *, then: str = "/mein/") -> Person:
    """A young person of this age opens an account through the door of their own, by the code in the mail."""
    page, name = somebody.page, next(NAMES)
    somebody.name = f"{name.lower()}-{uuid.uuid4().hex[:8]}@post.example"
    somebody.go(f"/konto/neu/jugendliche/?next={then}")
    page.get_by_label("Wie sollen wir dich nennen?").fill(name)
    page.get_by_label("E-Mail").fill(somebody.name)
    month = datetime.now(UTC).year * 12 + datetime.now(UTC).month - 1 - age * 12 - 6
    page.get_by_label("Geburtsmonat").select_option(str(month % 12 + 1))
    page.get_by_label("Geburtsjahr").fill(str(month // 12))
    page.get_by_label("Ich habe gelesen").check()
    go_on(page, "Konto anlegen")
    type_code(somebody)
    return somebody


def type_code(somebody: Person) -> None:
    """Read the six digits in the mail and type them."""
    letter = somebody.mail(somebody.name, "Code")
    code = next(word for word in letter.split() if len(word) == 6 and word.isdigit())
    somebody.page.locator("input[name=code]").fill(code)
    with somebody.page.expect_navigation():
        somebody.page.locator("main form button[type=submit]").first.click()


def place(page: Page, query: str, firm: str, kind: str = "") -> None:
    """Search and open the place of this firm."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/suche/")
    page.locator("main input[name=q]").first.fill(query)
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?*q=*")
    card = page.locator("main article", has_text=firm).filter(has_text=kind).first
    with page.expect_navigation():
        card.locator("a[href^='/plaetze/']").first.click()
    expect(page.get_by_role("main")).to_contain_text(firm)


def say_yes(parent: Person, link: str, name: str = "Ines Ackermann") -> None:
    """A guardian opens the link, gives name and relation, ticks both and agrees."""
    page = parent.go(link)
    page.get_by_label("Ihr Name").fill(name)
    page.get_by_role("radio").first.check() if page.get_by_role("radio").count() else page.locator(
        "select[name=relation]"
    ).select_option(index=1)
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    parent.screen("guardian_decide")
    go_on(page, "Ja, zustimmen")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ihr Ja ist angekommen")
    parent.screen("guardian_done")


def reload_until(page: Page, sought: Locator) -> None:
    """The worker works after the answer: ask again until the page has it."""
    for _ in range(40):
        page.reload()
        if sought.count():
            return
        page.wait_for_timeout(250)
    pytest.fail(f"{sought} never appears on {page.url}")
