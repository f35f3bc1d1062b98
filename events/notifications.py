"""The notices of the events wing, in the words of the catalogue."""

from django.utils.translation import gettext_lazy as _

from messaging.notifications import Kind, register

EVENT_TICKET = register(
    Kind(
        "event_ticket",
        _("Angemeldet: %(event)s"),
        _("%(when)s, %(where)s. Auf der Seite der Anmeldung liegt der Termin für den Kalender."),
        mail=True,
        template="events_ticket",
    )
)
EVENT_REMINDER = register(
    Kind(
        "event_reminder",
        _("Bald: %(event)s"),
        _("%(when)s, %(where)s. Wer nicht kommen kann, meldet sich ab; dann rückt jemand nach."),
        mail=True,
        template="events_reminder",
    )
)
SEAT_OFFERED = register(
    Kind(
        "seat_offered",
        _("Ein Platz ist frei geworden: %(event)s"),
        _("Bis %(until)s halten wir den Platz."),
        mail=True,
        template="events_seat_offered",
    )
)
EVENT_CANCELLED = register(
    Kind(
        "event_cancelled",
        _("%(event)s fällt aus"),
        _("Grund: %(reason)s. Es ist nichts weiter zu tun."),
        mail=True,
        template="events_cancelled",
    )
)
EVENT_CANCELLED_SOON = register(
    Kind(
        "event_cancelled_soon",
        _("%(event)s fällt aus"),
        _("Grund: %(reason)s. Es ist nichts weiter zu tun."),
        mail=True,
        template="events_cancelled",
        breaks_quiet=True,
    )
)
EVENT_MOVED = register(
    Kind("event_moved", _("Neue Zeit: %(event)s"), _("Jetzt: %(when)s."), mail=True, template="events_moved")
)
CLASS_MOVED_UP = register(
    Kind(
        "class_moved_up",
        _("Plätze frei geworden: %(event)s"),
        _("Für die Klasse %(class_name)s sind jetzt Plätze vorgemerkt: %(when)s."),
        mail=True,
        template="events_class",
    )
)
CLASS_CONFIRMED = register(
    Kind(
        "class_confirmed",
        _("Bestätigt: %(event)s"),
        _("Die Klasse %(class_name)s wird erwartet: %(when)s, %(where)s."),
        mail=True,
        template="events_class",
    )
)
CLASS_CANCELLED = register(
    Kind(
        "class_cancelled",
        _("%(event)s fällt aus"),
        _("Für die Klasse %(class_name)s abgesagt. Grund: %(reason)s"),
        mail=True,
        template="events_class",
        breaks_quiet=True,
    )
)
