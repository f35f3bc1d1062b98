"""The edit form of the trade pages: text and plain twin side by side, facts read-only."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel

INDEX = [FieldPanel("introduction")]

PROFILE = [
    FieldPanel("title"),
    FieldPanel("trade"),
    HelpPanel(template="trades/admin/facts_panel.html", heading=_("Fakten (hier nicht änderbar)")),
    FieldPanel("teaser"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("text"), FieldPanel("plain_text")]),
            HelpPanel(template="trades/admin/twin_panel.html"),
            FieldPanel("plain_still_right"),
        ],
        heading=_("Text und Einfache Sprache nebeneinander"),
    ),
    FieldPanel("tasks"),
    MultiFieldPanel([FieldPanel("day_title"), FieldPanel("day")], heading=_("Ein Tag")),
    FieldPanel("downsides"),
    MultiFieldPanel([FieldPanel("levels"), FieldPanel("levels_on")], heading=_("Wie viel wovon? (Einschätzung)")),
    FieldPanel("ladder"),
    MultiFieldPanel([FieldRowPanel([FieldPanel("reviewer"), FieldPanel("reviewed_on")])], heading=_("Prüfung")),
]

PROMOTE = [
    MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], heading=_("Für Suchmaschinen")),
]
