"""„Was als Nächstes schreiben“: trades without a written profile, most wanted first."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from trades import demand
from trades.models import Trade, TradePage


class WriteNextView(ReportView):
    """Trades by demand: new contracts of the country, then what our own people want."""

    page_title = _("Was als Nächstes schreiben")
    header_icon = "edit"
    index_url_name = "trades_write_next"
    index_results_url_name = "trades_write_next_results"
    results_template_name = "trades/admin/write_next_results.html"
    context_object_name = "rows"
    paginate_by = 50
    permission_policy = ModelPermissionPolicy(Trade)
    permission_required = "change"
    list_export = ["pk", "name", "field", "contracts"]

    def get_base_queryset(self):
        """Trades whose page nobody wrote yet, those with most new contracts first."""
        unwritten = Trade.objects.exclude(page__origin=TradePage.Origin.WRITTEN)
        return unwritten.select_related("page").by_demand()

    def get_context_data(self, *args, **kwargs) -> dict[str, Any]:
        """Each trade of this page with one number per measure."""
        context = super().get_context_data(*args, **kwargs)
        counted = [measure.counts() for measure in self.measures]
        context["headings"] = [measure.heading for measure in self.measures]
        context["rows"] = [_row(trade, counted) for trade in context["object_list"]]
        return context

    @cached_property
    def measures(self) -> list[demand.Measure]:
        """Columns of figures, ours and those of upper apps."""
        return demand.measures()


def _row(trade: Trade, counted: list[Mapping[str, int]]) -> tuple[Trade, int | None, list[int]]:
    page = getattr(trade, "page", None)
    return trade, page.pk if page else None, [by_trade.get(trade.pk, 0) for by_trade in counted]
