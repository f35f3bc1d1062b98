"""Makes the pages of all trades and fills the written ones, never over an editor's words."""

import json
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.html import format_html_join
from django.utils.translation import gettext
from wagtail.models import Page

from core import clock
from search import index as search_index
from trades import reference, wording
from trades.models import Trade, TradeIndexPage, TradePage

CONTENT = wording.NORMAL + wording.PLAIN
SPEAKING = {"title", "teaser", "text", "plain_text", "day_title"}  # plain texts; the others are streams


@transaction.atomic
def add_pages(parent: Page, *, by=None) -> TradeIndexPage:
    """Make /berufe/ below the home page and an honest page for each trade that has none."""
    index = TradeIndexPage.objects.first() or _add_index(parent, by)
    missing = list(Trade.objects.filter(page__isnull=True))
    for trade in missing:
        page = TradePage(owner=by, trade=trade, slug=trade.slug, locale=index.locale, **_from_facts(trade))
        page.seed_digest = wording.digest(page)
        # Live at once and without a revision: nobody wrote anything yet, and 125 revisions take seconds.
        page.first_published_at = page.last_published_at = clock.now()
        index.add_child(instance=page)
    search_index.touch_many("trade", [trade.pk for trade in missing])
    return index


@transaction.atomic
def seed_profiles(*, by=None) -> list[str]:
    """Fill the written profiles; a page whose text somebody changed stays as it is. Returns the trades filled."""
    filled = []
    for given in reference.profiles():
        page = TradePage.objects.filter(trade_id=given["trade"]).first()
        if page is not None and _untouched(page) and _fill(page, given):
            page.save_revision(user=by, log_action=False).publish(user=by, log_action=False)
            filled.append(given["trade"])
    return filled


def _add_index(parent: Page, by) -> TradeIndexPage:
    introduction = gettext("125 Ausbildungsberufe im Handwerk, mit allem, was dazugehört.")
    page = TradeIndexPage(
        title=gettext("Berufe"), slug="berufe", introduction=introduction, owner=by, show_in_menus=True
    )
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action=False).publish(user=by, log_action=False)
    return page


def _from_facts(trade: Trade) -> dict[str, Any]:
    """A short page that says what is certain, and that nobody wrote more yet."""
    return {
        "title": trade.label,
        "teaser": f"{trade.tasks.rstrip('.')}.",
        "search_description": f"{trade.name}: {trade.tasks}"[:200],
        "origin": TradePage.Origin.GENERATED,
    }


def _untouched(page: TradePage) -> bool:
    """Whether the newest text, drafts included, is still the one we stored."""
    return wording.digest(page.get_latest_revision_as_object()) == page.seed_digest == wording.digest(page)


def _fill(page: TradePage, given: dict[str, Any]) -> bool:
    """Put the written text into the page; False where it is already there."""
    for name in CONTENT:
        setattr(page, name, _value(name, given[name]))
    if (fresh := wording.digest(page)) == page.seed_digest:
        return False
    page.seed_digest = fresh
    page.origin = TradePage.Origin.WRITTEN
    page.levels_on = date.fromisoformat(given["levels_on"])
    page.reviewer, page.reviewed_on = given["reviewer"], date.fromisoformat(given["reviewed_on"])
    page.search_description = given["teaser"]
    page.text_changed_at = page.plain_changed_at = clock.now()
    return True


def _value(name: str, given: Any) -> Any:
    if name in {"text", "plain_text"}:
        return format_html_join("", "<p>{}</p>", ((paragraph,) for paragraph in given))
    if name in SPEAKING:
        return given
    kind = {"tasks": "task", "day": "step", "downsides": "downside", "levels": "level", "ladder": "step"}[name]
    return json.dumps([{"type": kind, "value": item} for item in given])
