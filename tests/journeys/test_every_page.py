"""Every page: no axe violation in light and dark on phone and desk, valid HTML, nothing sideways at 320 px."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import DESK, PHONE, Person
from tests.journeys.gallery import ADMIN, STOPS, Stop
from tests.journeys.product import ROOT

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VALIDATOR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
NARROW = {"width": 320, "height": 640}
WIDTHS = {"phone": PHONE, "desk": DESK}
# Colours fade when the scheme changes; what is judged is where they end.
RUN_AXE = """async () => { document.getAnimations().forEach(a => { try { a.finish() } catch { a.cancel() } });
  return (await axe.run(document, {resultTypes: ["violations"]})).violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")} – ${node.failureSummary.split("\\n")[1]}`)) }"""
# Faults of Wagtail 8.0 itself, on its pages only; looked at again with each release.
WAGTAILS_OWN = {
    "landmark-unique": "its side bar has two navigations without names",
    "label-content-name-mismatch": "the link „Für alle sichtbar“ is named by its tooltip",
    r"label: \.ui-autocomplete-input": "the field of its tags",
    r"label: #[a-z_]+-\d+-value": "short texts in its lists, named by the panel around them",
    r"aria-input-field-name: div\[aria-describedby=": "its text editor inside blocks",
}
# Deep scrollers of their own (tables, the chat log) may be wider inside; the page itself may not.
SIDEWAYS = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5)
  .map(e => `${e.tagName} ${e.className} ${Math.round(e.getBoundingClientRect().right)}`)"""


def _needs(file: Path, *programs: str) -> None:
    """Skip with the reason at home, fail where CI is set."""
    lacking = [program for program in programs if not shutil.which(program)]
    if lacking or not file.exists():
        reason = f"needs {', '.join(lacking) or file.relative_to(ROOT)}: install Node and Java, run npm ci"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="module")
def look(product: Any, browser: Browser) -> Iterator[Callable[[Stop], Page]]:
    """Opens a page as its person; one window a person for all pages."""
    windows: dict[str, Person] = {}

    def open_at(stop: Stop) -> Page:
        if stop.who not in windows:
            somebody = Person(browser.new_context(viewport=PHONE, locale="de-DE"), product, stop.who)
            windows[stop.who] = somebody.sign_in() if stop.who else somebody
        page = windows[stop.who].page
        windows[stop.who].faults.clear()
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(product.url + stop.steps[0])
        for step in stop.steps[1:]:
            address = page.locator(step).first.get_attribute("href")
            page.goto(page.evaluate("href => new URL(href, location).href", address))
        assert windows[stop.who].faults == []  # the console is silent and the content policy is kept
        return page

    yield open_at
    for somebody in windows.values():
        somebody.context.close()


@pytest.fixture(scope="module", params=STOPS, ids=str)
def stopped(look: Callable[[Stop], Page], request: pytest.FixtureRequest) -> tuple[Stop, Page]:
    """A page that is open; pytest runs all tests of one page together, so that it is opened once."""
    return request.param, look(request.param)


def test_markup_is_strict_and_nothing_runs_sideways(stopped: tuple[Stop, Page], sources: Path) -> None:
    stop, page = stopped
    page.set_viewport_size(NARROW)
    source = page.context.request.get(page.url).text()
    (sources / f"{STOPS.index(stop):03d}.html").write_text(source)

    html5lib.HTMLParser(strict=True).parse(source)

    assert page.evaluate(SIDEWAYS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_axe_finds_nothing(stopped: tuple[Stop, Page]) -> None:
    assert violations(stopped[1], WIDTHS, ("light", "dark")) == []


@pytest.mark.parametrize("stop", ADMIN, ids=str)
def test_axe_finds_nothing_of_ours_at_an_editors_desk(look: Callable[[Stop], Page], stop: Stop) -> None:
    """Wagtail's pages are heavy, made for a desk, and their colours are its own: one look each."""
    page = look(stop)
    found = violations(page, {"desk": DESK}, ("light",))

    assert "/admin/" in page.url
    assert [line for line in found if not any(re.search(known, line) for known in WAGTAILS_OWN)] == []


def violations(page: Page, widths: dict[str, Any], schemes: tuple[str, ...]) -> list[str]:
    """What axe finds on an open page, in each width and each scheme of colours."""
    _needs(AXE, "node")
    page.evaluate(AXE.read_text())
    found = set()
    for name, size in widths.items():
        page.set_viewport_size(size)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            found |= {f"{name} {scheme} {line}" for line in page.evaluate(RUN_AXE)}
    return sorted(found)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the source of each page looked at is kept for the validator: its start takes longer than its work."""
    return tmp_path_factory.mktemp("sources")


def test_the_validator_accepts_every_page(look: Callable[[Stop], Page], sources: Path) -> None:
    _needs(VALIDATOR, "java")
    for stop in STOPS:
        kept = sources / f"{STOPS.index(stop):03d}.html"
        if not kept.exists():
            page = look(stop)
            kept.write_text(page.context.request.get(page.url).text())

    command = ["java", "-Xss4m", "-jar", str(VALIDATOR), "--format", "json", "--exit-zero-always", str(sources)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    errors = [line for line in json.loads(answer.stderr)["messages"] if line["type"] == "error"]

    assert [f"{STOPS[int(Path(e['url']).stem)]}: {e['message']} ({e.get('extract', '')})" for e in errors] == []
