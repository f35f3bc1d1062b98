"""A phone opens the product for the first time: few requests, little weight, nothing stored, nobody else asked."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from benchmarks import first_view

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("path", first_view.PATHS)
def test_a_first_view_is_light(product: Any, browser: Browser, path: str) -> None:
    view = first_view.look(browser, product.url, path)

    assert view.requests <= 9, view.addresses
    assert view.body_bytes <= 90_000
    assert view.script_bytes <= 40_000
    assert [address for address in view.addresses if not address.startswith(product.url)] == []


@pytest.mark.parametrize("path", first_view.PATHS)
def test_a_visitor_leaves_no_trace(person: Callable[..., Any], path: str) -> None:
    visitor = person()

    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")

    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert [cookie["name"] for cookie in visitor.context.cookies() if cookie["name"] != "csrftoken"] == []


def test_the_bookmark_of_a_visitor_is_kept_on_the_device(person: Callable[..., Any]) -> None:
    visitor = person()
    page = visitor.go("/suche/?q=tischler+altenburg")
    card = page.locator("main article", has=page.locator("button[data-save]")).first
    title = card.locator("a").first.inner_text()

    card.locator("button[data-save]").click()
    expect(card.locator("button[data-save]")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("button[data-save][aria-pressed=true]")).to_have_count(1)

    visitor.go("/merkliste/")
    expect(page.locator("#merkliste")).to_contain_text(title)
    page.go_back()
    expect(page.locator("button[data-save][aria-pressed=true]")).to_have_count(1)


def test_another_order_comes_without_a_new_page_and_back_brings_the_first(person: Callable[..., Any]) -> None:
    page = person(wide=True).go("/suche/?q=tischler+altenburg")
    page.evaluate("window.samePage = true")
    first, order = page.locator("#ergebnis").inner_text(), page.locator("form[data-autosubmit] select")

    order.select_option(index=1)
    page.wait_for_url("**sort=**")
    assert page.evaluate("window.samePage")
    page.go_back()

    expect(page.locator("#ergebnis")).to_have_text(first, use_inner_text=True)


def test_light_or_dark_is_kept_after_a_click(person: Callable[..., Any]) -> None:
    visitor = person(color_scheme="light")
    page = visitor.go("/berufe/")

    page.get_by_role("button", name="Hell oder dunkel").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"


def test_the_first_tab_leads_to_the_content(person: Callable[..., Any]) -> None:
    page = person(wide=True).go("/berufe/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "inhalt"


@pytest.mark.parametrize("path", first_view.PATHS)
def test_nothing_runs_sideways_on_a_small_phone(person: Callable[..., Any], path: str) -> None:
    visitor = person()
    visitor.page.set_viewport_size({"width": 320, "height": 640})

    visitor.go(path)

    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_the_content_policy_refuses_is_told_to_us(product: Any, browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.goto(product.url + "/berufe/")

    with page.expect_response("**/csp-bericht/") as told:
        refused = page.evaluate("try { document.body.innerHTML = '<b>x</b>'; false } catch { true }")

    assert refused
    assert told.value.status == 204
    page.context.close()
