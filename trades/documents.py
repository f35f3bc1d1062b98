"""What the search knows of a trade profile; our words only, no figures."""

from django.utils.html import strip_tags

from search.documents import SearchDocument, register
from trades.models import Trade


@register
class TradeDocument(SearchDocument):
    """One trade with a live profile."""

    kind = "trade"
    facets = ("field", "trade_group")
    card = "trades/includes/trade_card.html"

    @classmethod
    def queryset(cls):
        """Trades whose profile is public; hits are fetched through it again."""
        return Trade.objects.filter(page__live=True).select_related("page").order_by("name", "pk")

    @classmethod
    def contents(cls, thing):
        """Names in every gender form, the tasks and the written text."""
        page = thing.page
        spoken = [block.value["title"] for block in page.tasks]
        body = [page.teaser, thing.tasks, strip_tags(page.text), *spoken, thing.hwo_trade]
        return {
            "title": " ".join(dict.fromkeys([thing.label, thing.name, thing.name_m, thing.name_f])),
            "body": " ".join(body),
            "trade": [thing.pk],
            "published": page.first_published_at.date() if page.first_published_at else None,
        }

    @classmethod
    def title_of(cls, thing):
        """Name as people say it."""
        return thing.label
