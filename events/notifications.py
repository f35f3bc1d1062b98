"""The notices of the events wing, in the words of the catalogue."""

from django.utils.translation import gettext_lazy as _

from messaging.notifications import Topic, mailed

EVENT_TICKET = mailed(
    "event_ticket",
    _("Angemeldet: %(event)s"),
    _("%(when)s, %(where)s. Auf der Seite der Anmeldung liegt der Termin für den Kalender."),
    template="events_ticket",
    topic=Topic.EVENTS,
)
EVENT_REMINDER = mailed(
    "event_reminder",
    _("Bald: %(event)s"),
    _("%(when)s, %(where)s. Wer nicht kommen kann, meldet sich ab; dann rückt jemand nach."),
    template="events_reminder",
    push=_("Bald ist eine Veranstaltung."),
    topic=Topic.EVENTS,
)
EVENT_SEAT_OFFERED = mailed(
    "seat_offered",
    _("Ein Platz ist frei geworden: %(event)s"),
    _("Bis %(until)s halten wir den Platz."),
    template="events_seat_offered",
    sms=_("Ein Platz bei einer Veranstaltung ist frei geworden."),
    topic=Topic.EVENTS,
)
EVENT_CANCELLED = mailed(
    "event_cancelled",
    _("%(event)s fällt aus"),
    _("Grund: %(reason)s. Es ist nichts weiter zu tun."),
    template="events_cancelled",
    sms=_("Eine Veranstaltung fällt aus."),
    name=_("Absage einer Veranstaltung"),
    topic=Topic.EVENTS,
)
EVENT_CANCELLED_SOON = mailed(
    "event_cancelled_soon",
    _("%(event)s fällt aus"),
    _("Grund: %(reason)s. Es ist nichts weiter zu tun."),
    template="events_cancelled",
    sms=_("Eine Veranstaltung fällt aus."),
    breaks_quiet=True,
    name=_("Kurzfristige Absage einer Veranstaltung"),
    topic=Topic.EVENTS,
)
EVENT_MOVED = mailed(
    "event_moved",
    _("Neue Zeit: %(event)s"),
    _("Jetzt: %(when)s."),
    template="events_moved",
    sms=_("Eine Veranstaltung hat eine neue Zeit."),
    topic=Topic.EVENTS,
)
CLASS_MOVED_UP = mailed(
    "class_moved_up",
    _("Plätze frei geworden: %(event)s"),
    _("Für die Klasse %(class_name)s sind jetzt Plätze vorgemerkt: %(when)s."),
    template="events_class",
    topic=Topic.EVENTS,
)
CLASS_CONFIRMED = mailed(
    "class_confirmed",
    _("Bestätigt: %(event)s"),
    _("Die Klasse %(class_name)s wird erwartet: %(when)s, %(where)s."),
    template="events_class",
    topic=Topic.EVENTS,
)
CLASS_CANCELLED = mailed(
    "class_cancelled",
    _("%(event)s fällt aus"),
    _("Für die Klasse %(class_name)s abgesagt. Grund: %(reason)s"),
    template="events_class",
    breaks_quiet=True,
    name=_("Absage für die Klasse"),
    topic=Topic.EVENTS,
)
