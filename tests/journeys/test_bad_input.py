"""What goes wrong says so beside the field; nothing typed is lost, nothing is written twice."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person
from tests.journeys.people import go_on, newcomer, place

pytestmark = pytest.mark.journey
Meet = Callable[..., Person]
MARKUP = "<script>alert(1)</script><b>fett</b>"


def field(page: Page, name: str) -> str:
    """Everything that stands with a field, its error too."""
    return page.locator(f".field:has([name={name}]), fieldset:has([name={name}])").last.inner_text()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("Neuenkirchen", "Neuenkirchen"), ("Altenbrug", "Altenburg"), ("Quatschhausen", "Diesen Ort kennen wir nicht")],
    ids=["ten times", "misspelt", "unknown"],
)
def test_a_place_that_is_not_clear(person: Meet, typed: str, answer: str) -> None:
    visitor = person()
    page = visitor.go("/")
    page.locator("main input[name=q]").fill("tischler")
    page.locator("main input[name=place]").fill(typed)
    page.locator("main input[name=place]").press("Tab")
    go_on(page, "Zeig mir was")

    expect(page.get_by_role("main")).to_contain_text(answer)
    visitor.screen(f"search_{typed.lower()}")
    if typed == "Neuenkirchen":
        choices = page.get_by_role("main").get_by_role("link", name=re.compile("Neuenkirchen"))
        assert choices.count() >= 2
        with page.expect_navigation():
            choices.first.click()
        expect(page.get_by_role("main")).to_contain_text("Neuenkirchen")
    if typed == "Quatschhausen":
        expect(page.locator("#suche-wo-problem")).to_have_text(re.compile("Diesen Ort kennen wir nicht"))
        expect(page.locator("[aria-describedby=suche-wo-problem]")).to_have_value(typed)


def test_a_long_query_and_markup_are_only_words(person: Meet) -> None:
    visitor = person()
    page = visitor.go("/suche/?q=" + "tischler " * 56)
    expect(page.get_by_role("main")).to_be_visible()
    visitor.go("/suche/?q=%3Cb%3Efett%3C%2Fb%3E%00%E2%80%AEtischler")
    expect(page.locator("main input[name=q][type=search]").first).to_have_value(re.compile("<b>fett</b> ?tischler"))
    assert page.locator("b b").count() == 0
    visitor.go("/suche/?q=")
    expect(page.get_by_role("main")).to_be_visible()


def test_a_place_below_the_pay_floor_is_refused_beside_the_field(person: Meet) -> None:
    firm = person("firm", wide=True)
    page = firm.go("/betrieb/inserat/neu/")
    page.get_by_label("Beruf", exact=True).fill("Schreiner")
    page.locator("textarea[name=own_sentence]").fill(MARKUP)
    page.locator("select[name=start]").select_option(index=3)
    page.locator("details summary").first.click()
    page.locator("input[name=pay_year1]").fill("300")
    page.locator("input[name=closes_on]").fill("2020-01-01")
    go_on(page, "Weiter zur Vorschau")
    assert "Dieser Tag ist vorbei" in field(page, "closes_on")
    page.locator("input[name=closes_on]").fill("")
    go_on(page, "Weiter zur Vorschau")

    assert "724" in field(page, "pay_year1")
    assert page.locator("[name=pay_year1]").get_attribute("aria-invalid") == "true"
    assert page.locator("[name=own_sentence]").input_value() == MARKUP
    assert page.locator("[name=pay_year1]").input_value() == "300"
    firm.screen("vacancy_form_errors")


def test_an_event_that_ends_before_it_begins(person: Meet) -> None:
    guild = person("guild", wide=True)
    page = guild.go("/innung/veranstaltung/neu/")
    page.get_by_label("Titel").fill("Rückwärts")
    page.locator("textarea[name=intro]").fill(MARKUP)
    page.locator("input[name=termine-0-day]").fill("2027-03-28")
    page.locator("input[name=termine-0-start]").fill("12:00")
    page.locator("input[name=termine-0-end]").fill("10:00")
    go_on(page, "Termin veröffentlichen")
    assert page.locator("[name=termine-0-end]").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Titel").input_value() == "Rückwärts"

    page.locator("input[name=termine-0-start]").fill("02:30")
    go_on(page, "Termin veröffentlichen")
    assert page.locator("main [aria-invalid=true]").count() >= 1
    guild.screen("event_form_errors")


def test_markup_stays_text_and_going_back_writes_once(person: Meet) -> None:
    pupil = newcomer(person(), 17)
    page = pupil.page
    place(page, "schreiner altenburg", "Holzwerk Linde")
    page.get_by_role("link", name="Frage stellen").first.click()
    page.get_by_label("Deine Frage").fill(f"Eine Frage {MARKUP}")
    go_on(page, "Frage abschicken")
    page.go_back()
    page.get_by_label("Deine Frage").fill(f"Eine Frage {MARKUP}")
    go_on(page, "Frage abschicken")

    expect(page.locator("article.bubble", has_text="Eine Frage")).to_have_count(1)
    assert page.locator("article.bubble b, article.bubble script").count() == 0
