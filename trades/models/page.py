"""Pages: the list of all trades and one profile per trade."""

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from trades import blocks, catalogue, panels, profile
from trades.editing import TradePageForm
from trades.models.former import FormerName
from trades.models.trade import Trade

INLINE = ["bold", "italic", "link"]


class TradeIndexPage(Page):
    """All trades, by field or by letter, with a search box; below it lie the profiles."""

    introduction = models.CharField(_("Einleitung"), max_length=300, blank=True)

    max_count = 1
    subpage_types = ["trades.TradePage"]
    template = "trades/trade_index.html"
    content_panels = [*Page.content_panels, *panels.INDEX]

    class Meta:
        verbose_name = _("Liste der Berufe")
        verbose_name_plural = _("Listen der Berufe")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Lead an address made of a former name to the trade of today (C08e)."""
        if len(path_components) == 1 and (trade := self._renamed(path_components[0])):
            return RouteResult(self, kwargs={"moved_to": trade.get_absolute_url()})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, moved_to: str = "", **kwargs) -> HttpResponse:
        """Show the list, or send a visitor of an old address on."""
        if moved_to:
            return HttpResponsePermanentRedirect(moved_to)
        return super().serve(request, **kwargs)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The list for what was asked; all reading is in trades/catalogue.py."""
        return super().get_context(request, *args, **kwargs) | {"catalogue": catalogue.read(request)}

    def _renamed(self, slug: str) -> Trade | None:
        """Trade that had this address once; a page of today goes first."""
        if self.get_children().filter(slug=slug).exists():
            return None
        former = FormerName.objects.in_use().select_related("trade").filter(slug=slug).first()
        return former.trade if former else None


class TradePage(Page):
    """The profile of one trade: our words beside the official facts, with a twin in plain language."""

    class Origin(models.TextChoices):
        """Who wrote the text."""

        GENERATED = "generated", _("aus Fakten erzeugt")
        WRITTEN = "written", _("geschrieben")

    trade = models.OneToOneField(Trade, models.PROTECT, related_name="page", verbose_name=_("Beruf"))
    origin = models.CharField(_("Herkunft"), max_length=9, choices=Origin.choices, default=Origin.GENERATED)
    teaser = models.CharField(_("Kurz"), max_length=160)
    text = RichTextField(_("Text"), features=INLINE, blank=True)
    plain_text = RichTextField(_("Einfache Sprache"), features=INLINE, blank=True)
    tasks = StreamField([("task", blocks.TaskBlock())], verbose_name=_("Das machst du wirklich"), blank=True)
    day_title = models.CharField(_("Überschrift des Tages"), max_length=80, blank=True)
    day = StreamField([("step", blocks.DayStepBlock())], verbose_name=_("Ein Tag"), blank=True)
    downsides = StreamField([("downside", blocks.downside_block())], verbose_name=_("Das ist auch so"), blank=True)
    levels = StreamField(blocks.LevelsBlock(), verbose_name=_("Wie viel wovon?"), blank=True)
    levels_on = models.DateField(_("Einschätzung vom"), null=True, blank=True)
    ladder = StreamField([("step", blocks.LadderStepBlock())], verbose_name=_("Und danach?"), blank=True)
    reviewer = models.CharField(_("Geprüft von"), max_length=120, blank=True)
    reviewed_on = models.DateField(_("Geprüft am"), null=True, blank=True)
    text_changed_at = models.DateTimeField(_("Text geändert am"), null=True, blank=True, editable=False)
    plain_changed_at = models.DateTimeField(_("Einfache Sprache geändert am"), null=True, blank=True, editable=False)
    seed_digest = models.CharField(max_length=64, blank=True, editable=False)

    base_form_class = TradePageForm
    parent_page_types = ["trades.TradeIndexPage"]
    subpage_types: list[str] = []
    template = "trades/trade_page.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("teaser"),
        index.SearchField("text"),
        index.SearchField("plain_text"),
        index.SearchField("tasks"),
        index.FilterField("origin"),
    ]
    content_panels = panels.PROFILE
    promote_panels = panels.PROMOTE

    class Meta:
        verbose_name = _("Berufsprofil")
        verbose_name_plural = _("Berufsprofile")

    def full_clean(self, *args, **kwargs) -> None:
        """The address follows the trade: its id with hyphens."""
        if self.trade_id:
            self.slug = self.trade_id.replace("_", "-")
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """What the page shows around its own text; all reading is in trades/profile.py."""
        return super().get_context(request, *args, **kwargs) | {"profile": profile.read(self, request)}

    @property
    def is_written(self) -> bool:
        """Whether people wrote this profile."""
        return self.origin == self.Origin.WRITTEN

    @property
    def plain_is_older(self) -> bool:
        """Whether the normal text changed after its plain twin; the page says so."""
        if not self.plain_text or not self.text_changed_at:
            return False
        return self.plain_changed_at is None or self.plain_changed_at < self.text_changed_at
