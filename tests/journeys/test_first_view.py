"""A phone opens the product for the first time: few requests, little weight, nothing stored, nobody else asked."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Response

pytestmark = pytest.mark.journey
PATHS = ["/", "/suche/", "/berufe/", "/veranstaltungen/", "/konto/anmelden/"]


@pytest.mark.parametrize("path", PATHS)
def test_a_first_view_is_light_and_keeps_nothing(person: Callable[..., Any], path: str) -> None:
    visitor = person()
    answers: list[Response] = []
    visitor.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- Playwright marks the function

    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")

    assert len(answers) <= 10, [answer.url for answer in answers]
    assert sum(answer.request.sizes()["responseBodySize"] for answer in answers) <= 120_000
    assert {answer.url.startswith(visitor.product.url) for answer in answers} == {True}
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert [cookie["name"] for cookie in visitor.context.cookies() if cookie["name"] != "csrftoken"] == []


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


@pytest.mark.parametrize("path", PATHS)
def test_nothing_runs_sideways_on_a_small_phone(person: Callable[..., Any], path: str) -> None:
    visitor = person()
    visitor.page.set_viewport_size({"width": 320, "height": 640})

    visitor.go(path)

    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 320
