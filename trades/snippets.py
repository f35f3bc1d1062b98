"""Trades and their words in the admin: facts for reading, words for editing."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search.snippets import USED
from trades.models import (
    Clue,
    CraftCategory,
    FormerName,
    GuildBlock,
    Neighbour,
    PayRate,
    Synonym,
    Trade,
    WordField,
)

# Official facts come from the reference files: shown, but never changed by hand.
FACTS = [
    "name", "name_m", "name_f", "hwo_ref", "hwo_trade", "annex", "group_number", "months", "months_state",
    "ordinance_on", "kldb", "contracts", "contracts_rank", "share_men", "girls_day", "boys_day",
]  # fmt: skip
CENTS = [*(f"year_{year}_cents" for year in range(1, 5)), "average_cents"]


class TradeViewSet(SnippetViewSet):
    """The 125 trades."""

    model = Trade
    icon = "tag"
    menu_label = _("Berufe")
    inspect_view_enabled = True
    list_display = ["name", "field", "months", "contracts", "riasec"]
    list_filter = ["field", "group_number", "months_state"]
    ordering = ["name"]
    panels = [
        MultiFieldPanel(
            [FieldPanel("short_name"), FieldPanel("field"), FieldPanel("riasec"), FieldPanel("interest_words")],
            heading=_("Von der Redaktion"),
        ),
        FieldPanel("tasks"),
        MultiFieldPanel([FieldPanel(name, read_only=True) for name in FACTS], heading=_("Amtliche Fakten")),
    ]


class SynonymViewSet(SnippetViewSet):
    """Words for trades; a change is live in all processes within a minute."""

    model = Synonym
    icon = "openquote"
    menu_label = _("Wörter")
    list_display = ["term", "trade", "kind", "mark", USED]
    list_filter = ["kind", "mark", "is_used"]
    search_fields = ["term"]
    panels = [
        FieldPanel("trade"),
        FieldPanel("term"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("mark")]),
        FieldPanel("source"),
        FieldPanel("is_used"),
    ]


class WordFieldViewSet(SnippetViewSet):
    """Words by what they mean; the preview shows which questions would be understood otherwise."""

    model = WordField
    icon = "tasks"
    menu_label = _("Wortfelder")
    list_display = ["name", "words", USED]
    list_filter = ["is_used"]
    search_fields = ["name", "words"]
    panels = [FieldPanel("name"), FieldPanel("words"), FieldPanel("is_used")]


class ClueViewSet(SnippetViewSet):
    """What word fields tell about trades."""

    model = Clue
    icon = "key"
    menu_label = _("Hinweise")
    list_display = ["__str__", "trades", "strength", USED]
    list_filter = ["strength", "is_used"]
    search_fields = ["trades"]
    panels = [
        FieldRowPanel([FieldPanel("field"), FieldPanel("with_field")]),
        FieldPanel("trades"),
        FieldPanel("strength"),
        FieldPanel("is_used"),
    ]


class NeighbourViewSet(SnippetViewSet):
    """Neighbour trades; proposals have no review date and are shown nowhere."""

    model = Neighbour
    icon = "link"
    menu_label = _("Nachbarberufe")
    list_display = ["trade", "neighbour", "difference", "reviewed_on"]
    search_fields = ["difference"]
    panels = [
        FieldRowPanel([FieldPanel("trade"), FieldPanel("neighbour")]),
        FieldPanel("difference"),
        FieldRowPanel([FieldPanel("position"), FieldPanel("reviewed_on")]),
    ]


class PayRateViewSet(SnippetViewSet):
    """Pay by trade; the floors by start year are rows of it, too."""

    model = PayRate
    icon = "pick"
    menu_label = _("Vergütungen")
    list_display = ["__str__", "kind", "valid_from", "year_1_cents", USED]
    list_filter = ["kind", "scope", "is_used"]
    search_fields = ["area", "as_of"]
    panels = [
        FieldRowPanel([FieldPanel("scope"), FieldPanel("trade")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("kind_note")]),
        FieldRowPanel([FieldPanel("area"), FieldPanel("as_of")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("start_year")]),
        MultiFieldPanel([FieldPanel(name) for name in CENTS], heading=_("Beträge")),
        FieldPanel("source"),
        FieldPanel("is_used"),
    ]


class FormerNameViewSet(SnippetViewSet):
    """Names trades had; their addresses lead to today's."""

    model = FormerName
    icon = "history"
    menu_label = _("Frühere Namen")
    list_display = ["name", "trade", "valid_from", "valid_until", USED]
    list_filter = ["is_used"]
    search_fields = ["name"]
    panels = [
        FieldPanel("trade"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
        FieldPanel("source"),
        FieldPanel("is_used"),
    ]


class CraftCategoryViewSet(SnippetViewSet):
    """Gewerke of the HwO, for reading."""

    model = CraftCategory
    icon = "list-ul"
    menu_label = _("Gewerke")
    inspect_view_enabled = True
    list_display = ["name", "ref", "licensed", "group_number"]
    list_filter = ["annex", "licensed"]
    search_fields = ["name", "ref"]


class GuildBlockViewSet(SnippetViewSet):
    """What guilds say about trades; they write at their own desk."""

    model = GuildBlock
    icon = "group"
    menu_label = _("Worte der Innungen")
    list_display = ["organisation", "trade", "changed_at"]
    search_fields = ["text"]


class TradesGroup(SnippetViewSetGroup):
    """All of them under one entry of the menu."""

    menu_label = _("Berufe")
    menu_icon = "tag"
    menu_order = 250
    items = (
        TradeViewSet,
        SynonymViewSet,
        WordFieldViewSet,
        ClueViewSet,
        NeighbourViewSet,
        PayRateViewSet,
        FormerNameViewSet,
        CraftCategoryViewSet,
        GuildBlockViewSet,
    )
