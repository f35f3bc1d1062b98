"""Menus: for each audience its own, the current page marked once, and never a link to a missing page."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import resolve

from core import navigation
from core.navigation import Entry


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts without what others registered."""
    monkeypatch.setattr(navigation, "_entries", [])
    monkeypatch.setattr(navigation, "_counters", {})
    monkeypatch.setattr(navigation, "_audiences", [])


def person(kind: str) -> Any:
    """Somebody signed in of a kind."""
    return SimpleNamespace(is_authenticated=True, kind=kind)


@pytest.mark.parametrize(
    ("user", "audience"),
    [
        (AnonymousUser(), "visitor"),
        (None, "visitor"),
        (person("pupil"), "pupil"),
        (person("trainee"), "pupil"),
        (person("guardian"), "guardian"),
        (person("member"), "firm"),
        (person("staff"), "staff"),
    ],
)
def test_who_somebody_is(user: Any, audience: str) -> None:
    assert navigation.audience_of(user) == audience


def test_an_app_may_know_better() -> None:
    navigation.audience(lambda user: "guild" if user.kind == "member" else None)

    assert navigation.audience_of(person("member")) == "guild"
    assert navigation.audience_of(person("pupil")) == "pupil"


@pytest.mark.parametrize("audience", navigation.AUDIENCES)
def test_every_link_leads_to_a_page(audience: str) -> None:
    navigation.audience(lambda _: audience)
    user = AnonymousUser() if audience == "visitor" else person("member")

    menu = navigation.menu(user, "/")

    links = [link for links in menu.bars.values() for link in links]
    assert all(resolve(link.url) for link in links)
    assert len(menu.tabs) <= 5
    assert all(link.icon for link in (*menu.tabs, *menu.bars["account"]))


def test_an_entry_without_a_page_is_not_shown() -> None:
    navigation.register(Entry("fehlt", "Fehlt", "nirgends:seite"), Entry("da", "Da", "core:health_live", order=1))

    codes = [link.code for link in navigation.menu(AnonymousUser(), "/").main]

    assert "fehlt" not in codes
    assert codes[0] == "da"


def test_an_entry_of_an_unknown_bar_is_refused() -> None:
    with pytest.raises(ValueError, match="falsch"):
        navigation.register(Entry("falsch", "Falsch", "core:health_live", bar="side"))


def test_one_link_at_most_is_current_and_it_is_the_nearest() -> None:
    navigation.register(
        Entry("bericht", "Bericht", "core:health_report", order=1), Entry("lebt", "Lebt", "core:health_live", order=2)
    )

    menu = navigation.menu(AnonymousUser(), "/health/live")

    assert [link.code for link in menu.main if link.current] == ["lebt"]


def test_what_waits_is_counted_for_the_header() -> None:
    navigation.register(Entry("lebt", "Lebt", "core:health_live", order=1))
    navigation.counter("lebt")(lambda _: 3)

    menu = navigation.menu(AnonymousUser(), "/")

    assert next(link.count for link in menu.main if link.code == "lebt") == 3


def test_the_header_says_number_and_current_page() -> None:
    link = navigation.Link("post", "Nachrichten", "/nachrichten/", "chat", True, True, 2)
    bars = {bar: [] for bar in navigation.BARS} | {"main": [link]}

    html = render_to_string("layouts/page.html", {"site_nav": navigation.Menu("pupil", bars)})

    assert html.count('href="/nachrichten/" aria-current="page"') == 2  # header and tab bar
    assert html.count('<span class="visually-hidden">neu: </span><span data-number>2</span>') == 2


def test_the_settings_name_the_map() -> None:
    assert settings.NAVIGATION == "config.navigation.ENTRIES"


@pytest.mark.parametrize("audience", navigation.AUDIENCES)
def test_nobody_is_shown_the_same_way_twice(audience: str) -> None:
    shown = [(entry.code, entry.bar) for entry in navigation.entries() if audience in entry.audiences]

    assert len(shown) == len(set(shown))
