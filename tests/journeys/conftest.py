"""People with a browser each before the product as `make run` serves it.

Journeys touch the database through pages only. Two files may run at a time: each takes people
of its own, or leaves the demo's people as it found them.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.journeys.product import ROOT, Product, for_journeys

SCREENS = ROOT / "var" / "screens"
PASSWORD = "handschlag-demo"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
MAIL_TRIES = 80  # a quarter of a second each
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A fresh installation with its demo network, or the one that runs already (JOURNEY_URL, JOURNEY_DATA)."""
    if url := os.environ.get("JOURNEY_URL"):
        yield Product(url, Path(os.environ.get("JOURNEY_DATA") or ROOT / "var"))
        return
    with for_journeys(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


class Person:
    """Somebody with a browser of their own. Any console error or failed page of ours fails the journey."""

    signed_in: dict[str, Any] = {}  # name → what the browser keeps after signing in; one sign-in a person and run

    def __init__(self, context: BrowserContext, product: Product, name: str) -> None:
        self.context, self.product, self.name = context, product, name
        context.set_default_timeout(10_000)
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", lambda r: self.faults.append(f"{r.status} {r.url}") if r.status >= 500 else None)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser reports each 4xx answer of a form as an error; the journey looks at the page instead.
        if message.type == "error" and not re.search(r"status of 4\d\d", message.text):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _request(self, request: Request) -> None:
        if request.url.endswith("/csp-bericht/"):
            self.faults.append(f"{self.page.url} breaks the content policy: {request.post_data}")

    def go(self, path: str) -> Page:
        """Open a page of the product."""
        self.page.goto(self.product.url + path)
        return self.page

    def sign_in(self) -> "Person":
        """With the demo's password, as docs/demo.md says; the second time as somebody who never signed out."""
        if known := self.signed_in.get(self.name):
            self.context.add_cookies(known)
            return self
        self.go("/konto/anmelden/passwort/")
        self.page.locator("input[name=login]").fill(f"{self.name}@demo.example")
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(lambda address: "/konto/anmelden" not in address)
        self.signed_in[self.name] = self.context.cookies()
        return self

    def mail(self, to: str, subject: str) -> str:
        """The text of the newest mail to somebody with these words in its subject, once the worker has sent it."""
        letter = self.context.new_page()
        for _ in range(MAIL_TRIES):
            letter.goto(f"{self.product.url}/demo/post/?an={to}")
            link = letter.locator("main ul.lines a", has_text=subject).first
            if link.count():
                break
            letter.wait_for_timeout(250)
        link.click()
        text = letter.locator("main").inner_text()
        letter.close()
        return text

    def link(self, to: str, subject: str, path: str) -> str:
        """The link in such a mail whose path starts so, without the host."""
        found = re.search(rf"https?://[^/\s]+({path}[^\s]*)", self.mail(to, subject))
        assert found, f"no link {path} in the mail {subject!r}"
        return found[1]

    def screen(self, name: str) -> None:
        """Keep a picture of the page beside the design's screens, where JOURNEY_SCREENS asks for it."""
        if not os.environ.get("JOURNEY_SCREENS"):
            return
        SCREENS.mkdir(parents=True, exist_ok=True)
        width = (self.page.viewport_size or DESK)["width"]
        self.page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def person(product: Product, browser: Browser) -> Iterator[Callable[..., Person]]:
    """`person("pupil")` on a phone, `person("firm", wide=True)` at a desk, `person()` for a visitor."""
    met: list[Person] = []

    def meet(name: str = "", *, wide: bool = False, **options: object) -> Person:
        context = browser.new_context(viewport=DESK if wide else PHONE, locale="de-DE", **options)  # type: ignore[arg-type]
        somebody = Person(context, product, name)
        met.append(somebody)
        return somebody.sign_in() if name else somebody

    yield meet
    faults = [fault for somebody in met for fault in somebody.faults]
    for somebody in met:
        somebody.context.close()
    assert faults == []
