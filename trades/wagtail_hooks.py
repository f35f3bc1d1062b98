"""Our doors in the admin: snippets, the report of what to write next."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from search.snippets import keep, show_only
from trades.models import Clue, CraftCategory, FormerName, Neighbour, PayRate, Synonym, Trade, WordField
from trades.reports import WriteNextView
from trades.snippets import TradesGroup

keep(Trade, Synonym, WordField, Clue, Neighbour, PayRate, FormerName)
show_only(CraftCategory)
register_snippet(TradesGroup)


class WriteNextItem(MenuItem):
    """Entry in the menu of reports, for those who may write profiles."""

    def is_shown(self, request) -> bool:
        """People who may change trades."""
        return request.user.has_perm("trades.change_trade")


@hooks.register("register_reports_menu_item")
def write_next_item() -> MenuItem:
    """Put the report into the menu."""
    return WriteNextItem(_("Was als Nächstes schreiben"), reverse("trades_write_next"), icon_name="edit", order=700)


@hooks.register("register_admin_urls")
def write_next_urls() -> list:
    """Addresses of the report below /admin/."""
    return [
        path("reports/berufe/", WriteNextView.as_view(), name="trades_write_next"),
        path("reports/berufe/results/", WriteNextView.as_view(results_only=True), name="trades_write_next_results"),
    ]
