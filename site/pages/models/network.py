"""The page of a local network: this week, free days, places, members, one telephone number."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from pages import front


class NetworkIndexPage(Page):
    """All networks; the address /netzwerke/."""

    template = "pages/network_index_page.html"
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.NetworkPage"]

    class Meta:
        verbose_name = _("Netzwerke")
        verbose_name_plural = _("Netzwerke")

    def get_context(self, request, *args, **kwargs):  # type: ignore[no-untyped-def]
        """The live networks by name."""
        context = super().get_context(request, *args, **kwargs)
        networks = NetworkPage.objects.child_of(self).live().select_related("network").order_by("title", "pk")
        return {**context, "networks": networks[:100]}


class NetworkPage(Page):
    """What one network offers together, and whom to call."""

    network = models.OneToOneField("accounts.Network", models.PROTECT, related_name="+", verbose_name=_("Netzwerk"))
    lead = models.TextField(_("Einleitung"), max_length=300)
    for_firms = models.CharField(_("Satz für Betriebe"), max_length=200, blank=True)
    nearby = models.CharField(_("Auch nebenan"), max_length=120, blank=True)

    template = "pages/network_page.html"
    parent_page_types = ["pages.NetworkIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("network"),
        FieldPanel("lead"),
        FieldPanel("for_firms"),
        FieldPanel("nearby"),
    ]

    class Meta:
        verbose_name = _("Netzwerkseite")
        verbose_name_plural = _("Netzwerkseiten")

    def get_context(self, request, *args, **kwargs):  # type: ignore[no-untyped-def]
        """The page with its pooled places, days, events and members."""
        return {**super().get_context(request, *args, **kwargs), **front.network(self, request)}
