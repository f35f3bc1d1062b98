"""The calendar's root page and one page for each organiser, with its own subtree, group and collection."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Collection, Page

from accounts.models import Organisation


class EventIndexPage(Page):
    """The calendar at /veranstaltungen/; organisers live below it."""

    intro = models.TextField(_("Einleitung"), blank=True)

    template = "events/event_list.html"
    subpage_types = ["events.OrganiserPage"]
    max_count = 1
    preview_modes: list[tuple[str, str]] = []  # the list depends on the visitor's question; there is nothing to preview
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("Kalender")
        verbose_name_plural = _("Kalender")


class OrganiserPage(Page):
    """The events of one organisation: editors of its group may write below this page and nowhere else."""

    organisation = models.OneToOneField(
        Organisation, verbose_name=_("Organisation"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", editable=False)
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+", editable=False)
    intro = models.TextField(_("Über uns, in zwei Sätzen"), blank=True)

    # Who may write below this page hangs on these: no form and no old revision changes them.
    FIXED = ("organisation", "group", "collection")

    template = "events/organiser_page.html"
    parent_page_types = ["events.EventIndexPage"]
    subpage_types = ["events.EventPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    # Only actions.make_organiser makes one; the admin offers none.
    is_creatable = False
    preview_modes: list[tuple[str, str]] = []
    exclude_fields_in_copy = ["organisation", "group", "collection"]

    class Meta:
        verbose_name = _("Veranstalter")
        verbose_name_plural = _("Veranstalter")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, but never with another organisation, group or collection than the stored one."""
        if self.pk and (stored := OrganiserPage.objects.filter(pk=self.pk).values(*self.FIXED).first()):
            for name in self.FIXED:
                setattr(self, f"{name}_id", stored[name])
        super().save(*args, **kwargs)
