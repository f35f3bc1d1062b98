"""„Meine Auswahl“: what a counsellor shows a class, reachable by link and QR code."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from pages import front
from pages.blocks import SelectionBlock


class SelectionIndexPage(Page):
    """The parent of all selections; lists nothing, because a selection is for those who got its link."""

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.SelectionPage"]
    template = "pages/selection_index_page.html"

    class Meta:
        verbose_name = _("Auswahlen für Klassen")
        verbose_name_plural = _("Auswahlen für Klassen")


class SelectionPage(Page):
    """A counsellor's selection. The author is the page's owner; nothing of a pupil stands in it."""

    intro = models.TextField(_("Worum es geht"), max_length=400, blank=True)
    items = StreamField(SelectionBlock(), verbose_name=_("Auswahl"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Von"), editable=False, null=True
    )
    # A double click or a resend of the quick form finds this page instead of writing a second one.
    client_key = models.UUIDField(_("Schlüssel des Formulars"), null=True, unique=True, editable=False)

    template = "pages/selection_page.html"
    parent_page_types = ["pages.SelectionIndexPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("items")]

    class Meta:
        verbose_name = _("Auswahl für eine Klasse")
        verbose_name_plural = _("Auswahlen für eine Klasse")

    def get_context(self, request, *args, **kwargs):  # type: ignore[no-untyped-def]
        """The page with each item as its own card; places that are gone are left out with a word."""
        return {**super().get_context(request, *args, **kwargs), **front.selection(self, request)}
