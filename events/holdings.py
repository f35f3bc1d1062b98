"""What events hold of a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal import Holding, acts, declare

declare(
    Holding(
        "events.Registration",
        ("person",),
        title=_("Anmeldungen"),
        columns=("occurrence", "state", "created_at"),
        blanks={"person": None},
    ),
    Holding(
        "events.ClassBooking",
        ("booked_by",),
        title=_("Anmeldungen für Klassen"),
        columns=("occurrence", "school", "class_name", "seats", "state", "created_at"),
        stays=_("Die Klasse kommt trotzdem; nur der Name ist weg."),
    ),
)
acts("events.ClassBookingEvent.by", "events.OccurrenceEvent.by", "events.RegistrationEvent.by")
