"""The page tree every installation starts with: home, trades, events, networks, articles, selections."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation
from wagtail.models import Page, Site

from events.models import EventIndexPage
from pages import rights
from pages.models import ArticlePage, HomePage, NetworkIndexPage, ParentsPage, SelectionIndexPage
from pages.texts import ARTICLES, GUIDES, HOME, PARENTS
from trades import actions as trade_actions
from trades.models import TradeIndexPage


@dataclass(frozen=True)
class Tree:
    """The pages that other steps hang theirs below."""

    home: HomePage
    trades: TradeIndexPage
    events: EventIndexPage
    networks: NetworkIndexPage
    selections: SelectionIndexPage


@transaction.atomic
def ensure(*, host: str = "localhost", port: int = 80) -> Tree:
    """Make what is missing of the tree, leave what an editor changed; running it again changes nothing."""
    with translation.override("de"):
        home = _home(host, port)
        tree = Tree(
            home=home,
            trades=trade_actions.add_pages(home),
            events=_child(home, EventIndexPage, slug="veranstaltungen", title="Veranstaltungen"),
            networks=_child(home, NetworkIndexPage, slug="netzwerke", title="Netzwerke"),
            selections=_child(home, SelectionIndexPage, slug="auswahl", title="Auswahl für Klassen"),
        )
        _child(home, ParentsPage, slug="eltern", **PARENTS)
        for slug, values in ARTICLES.items():
            _child(home, ArticlePage, slug=slug, **values)
        guides = ArticlePage.objects.child_of(home).get(slug=GUIDES)
        trade_actions.appoint_editors(tree.trades)
        rights.grant(home, authored=(tree.selections, guides))
        return tree


def _home(host: str, port: int) -> HomePage:
    """The start page as root of the default site; Wagtail's welcome page goes."""
    root = Page.get_first_root_node()
    if home := HomePage.objects.first():
        return home
    for welcome in root.get_children().filter(slug="home", content_type__model="page"):
        welcome.delete()
        root.refresh_from_db()
    home = root.add_child(instance=HomePage(slug="start", **HOME))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": host, "port": port, "root_page": home, "site_name": "Handschlag"}
    )
    return home


def _child(parent: Page, kind: type[Page], *, slug: str, **values: Any) -> Any:
    """The child with this slug, made if it is missing; nothing of an existing one is changed."""
    if found := kind.objects.child_of(parent).filter(slug=slug).first():
        return found
    parent.refresh_from_db()
    return parent.add_child(instance=kind(slug=slug, **values))
