"""How an event looks in Wagtail's editor: the order in which an organiser thinks."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

DATES = [
    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
    FieldRowPanel([FieldPanel("capacity"), FieldPanel("label")]),
]
STATIONS = [
    FieldPanel("title"),
    FieldPanel("text"),
    FieldRowPanel([FieldPanel("trade"), FieldPanel("minimum_age"), FieldPanel("minutes")]),
]
WHERE = [
    FieldPanel("place_name"),
    FieldRowPanel([FieldPanel("street"), FieldPanel("postal_code")]),
    FieldRowPanel([FieldPanel("is_online"), FieldPanel("online_url")]),
    FieldPanel("step_free"),
]
WHO = [
    FieldRowPanel([FieldPanel("for_pupils"), FieldPanel("class_from"), FieldPanel("class_to")]),
    FieldRowPanel([FieldPanel("for_parents"), FieldPanel("for_firms"), FieldPanel("for_teachers")]),
    FieldRowPanel([FieldPanel("minimum_age"), FieldPanel("language")]),
]
SEATS = [
    FieldRowPanel([FieldPanel("registration"), FieldPanel("registration_closes_at")]),
    FieldRowPanel([FieldPanel("school_quota"), FieldPanel("admission_minutes")]),
]
PRACTICAL = [FieldPanel("bring_list"), FieldPanel("supervision_note"), FieldPanel("cost_cents")]
CONTACT = [FieldPanel("contact_name"), FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")])]

EVENT = [
    FieldPanel("kind"),
    FieldPanel("intro"),
    InlinePanel("occurrences", DATES, heading=_("Termine"), label=_("Termin"), min_num=1),
    MultiFieldPanel(WHERE, heading=_("Wo?")),
    MultiFieldPanel(SEATS, heading=_("Anmeldung und Plätze")),
    MultiFieldPanel(WHO, heading=_("Für wen?")),
    InlinePanel("stations", STATIONS, heading=_("Mitmach-Stationen"), label=_("Mitmach-Station")),
    InlinePanel("event_trades", [FieldPanel("trade")], heading=_("Berufe"), label=_("Beruf")),
    InlinePanel("event_topics", [FieldPanel("topic")], heading=_("Zukunftsthemen"), label=_("Zukunftsthema")),
    FieldPanel("body"),
    MultiFieldPanel(PRACTICAL, heading=_("Praktisches")),
    MultiFieldPanel(CONTACT, heading=_("Kontakt")),
]
