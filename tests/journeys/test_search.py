"""From the box to the alert: filters, watch list, a saved search and its news, with JavaScript and without; and the
same page while the cluster is dead."""

import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, Person
from tests.journeys.people import go_on, newcomer, reload_until
from tests.journeys.product import Product, Running
from tests.services.elasticsearch.node import Node, is_possible

pytestmark = pytest.mark.journey
Meet = Callable[..., Person]
BANNER = "Vereinfachte Suche"
TRADE, TOWN = "Fleischer", "04617"


def guild_posts(guild: Person) -> str:
    """A guild posts an internship for its member; returns the address of the place."""
    page = guild.go("/innung/")
    page.get_by_role("link", name="Für Mitglied aufgeben").click()
    page.locator("select[name=kind]").select_option("internship")
    page.get_by_label("Beruf", exact=True).fill("Metzger")
    page.locator("textarea[name=own_sentence]").fill(f"Hausmacher {uuid.uuid4().hex[:6]}")
    go_on(page, "Weiter zur Vorschau")
    number = page.url.split("/inserat/")[1].split("/")[0]
    go_on(page, "Veröffentlichen")
    return f"/plaetze/{number}/"


def ask(page: Page, what: str, where: str) -> None:
    """Type into both boxes and send them."""
    page.locator("main input[name=q]").first.fill(what)
    page.locator("main input[name=place]").first.fill(where)
    page.locator("main form:has(input[name=q]) button[type=submit]").first.click()
    page.wait_for_url("**place=*")


def narrow(page: Page, facet: str, value: str) -> None:
    """Tick one value of a filter; without JavaScript the button below sends it."""
    page.locator(f"main input[name={facet}][value={value}]").first.check(force=True)
    send = page.get_by_role("button", name="Filter anwenden").first
    if send.is_visible():
        send.click()
    page.wait_for_url(f"**{facet}={value}**")


def news(page: Page, address: str) -> None:
    """The notice arrives in the centre, and leads to a list that has the new place."""
    notice = page.get_by_role("button", name="Neu zu deiner Suche").first
    reload_until(page, notice)
    with page.expect_navigation():
        notice.click()
    expect(page.locator(f"main article a[href='{address}']").first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_box_to_the_alert(person: Meet, javascript: bool) -> None:
    pupil, guild = newcomer(person(wide=True), 19), person("guild", wide=True)
    if not javascript:
        plain = person(wide=True, java_script_enabled=False)
        plain.context.add_cookies(pupil.context.cookies())
        pupil = plain
    page = pupil.go("/suche/")
    ask(page, TRADE, TOWN)
    narrow(page, "kind", "internship")
    pupil.screen(f"search_saved_{'js' if javascript else 'plain'}")
    card = page.locator("main article", has=page.locator("button[aria-pressed]")).first
    title = card.locator("h2 a").inner_text()
    card.locator("button[aria-pressed]").click()
    expect(page.locator("main article button[aria-pressed=true]").first).to_be_visible()

    page.locator("select[name=rhythm]").select_option("at_once")
    go_on(page, "Suche speichern")
    expect(page.get_by_role("main")).to_contain_text(TRADE)
    address = guild_posts(guild)
    news(pupil.go("/nachrichten/mitteilungen/"), address)

    pupil.go("/merkliste/")
    expect(page.get_by_role("main")).to_contain_text(title)


@pytest.fixture
def on_cluster(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, Node]]:
    """The same installation once more, on a real node of its own."""
    if reason := is_possible():
        pytest.skip(f"a node to break: {reason}")
    folder = tmp_path_factory.mktemp("cluster")
    copy(product.data, folder / "data")
    with Node.begin() as node, Running(folder, ELASTICSEARCH_URL=node.url) as running:
        yield running, node


def copy(source: Path, target: Path) -> None:
    """A running installation's folder; its database by way of SQLite, which may be writing."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.sqlite3*", "search"))
    for file in source.glob("*.sqlite3"):
        with closing(sqlite3.connect(file)) as there, closing(sqlite3.connect(target / file.name)) as here:
            there.backup(here)


def test_the_search_goes_on_while_the_node_is_dead(browser: Browser, on_cluster: tuple[Product, Any]) -> None:
    running, node = on_cluster
    visitor = Person(browser.new_context(viewport=PHONE, locale="de-DE"), running, "")
    page = visitor.page
    path = "/suche/?q=schreiner+altenburg"

    def mode() -> str:
        answer = page.goto(running.url + path)
        assert answer is not None
        return answer.headers["x-search-mode"]

    for _ in range(120):
        if mode() == "elasticsearch" and page.locator("main article").count():
            break
        page.wait_for_timeout(250)
    assert mode() == "elasticsearch"
    expect(page.get_by_role("main")).not_to_contain_text(BANNER)
    hits = page.locator("main article h2").all_inner_texts()

    node.kill()

    assert mode() == "embedded"
    expect(page.get_by_role("main")).to_contain_text(BANNER)
    assert page.locator("main article h2").all_inner_texts() == hits
    visitor.screen("search_dead_node")
    visitor.context.close()
    assert visitor.faults == []
