"""Addresses of the events wing beside its Wagtail pages."""

from django.urls import path, register_converter

from events.views import calendar, classes, day, detail, organising, registrations


class StepConverter:
    """The three buttons of the list of the day."""

    regex = "da|teilgenommen|fehlt"

    def to_python(self, value: str) -> str:
        """The word itself."""
        return value

    def to_url(self, value: str) -> str:
        """The word itself."""
        return value


class TicketConverter:
    """The 128-bit code of a ticket."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        """The code itself."""
        return value

    def to_url(self, value: str) -> str:
        """The code itself."""
        return value


register_converter(StepConverter, "day_step")
register_converter(TicketConverter, "ticket")

app_name = "events"

urlpatterns = [
    path("veranstaltungen/", calendar.event_list, name="event_list"),
    path("veranstaltungen/kalender.ics", calendar.calendar_feed, name="calendar_feed"),
    path("veranstaltungen/<int:pk>.ics", detail.event_ics, name="event_ics"),
    path("veranstaltungen/termin/<uuid:public_id>.ics", detail.occurrence_ics, name="occurrence_ics"),
    path("anmeldungen/", registrations.registration_list, name="registration_list"),
    path("anmeldungen/neu/<uuid:public_id>/", registrations.registration_new, name="registration_new"),
    path("anmeldungen/klasse/neu/<uuid:public_id>/", classes.class_booking_new, name="class_booking_new"),
    path("anmeldungen/klasse/<uuid:public_id>/", classes.class_booking_detail, name="class_booking_detail"),
    path(
        "anmeldungen/klasse/<uuid:public_id>/zustimmungen/",
        classes.class_booking_consents,
        name="class_booking_consents",
    ),
    path("anmeldungen/klasse/<uuid:public_id>/absagen/", classes.class_booking_cancel, name="class_booking_cancel"),
    path("anmeldungen/<uuid:public_id>/", registrations.registration_detail, name="registration_detail"),
    path("anmeldungen/<uuid:public_id>/termin.ics", registrations.registration_ics, name="registration_ics"),
    path("anmeldungen/<uuid:public_id>/abmelden/", registrations.registration_cancel, name="registration_cancel"),
    path("anmeldungen/<uuid:public_id>/zusagen/", registrations.registration_accept, name="registration_accept"),
    path("anmeldungen/<uuid:public_id>/wieder/", registrations.registration_again, name="registration_again"),
    path("innung/veranstaltungen/", organising.own_events, name="own_events"),
    path("innung/veranstaltung/neu/", organising.event_new, name="event_new"),
    path("innung/veranstaltung/<int:pk>/", organising.event_edit, name="event_edit"),
    path("innung/veranstaltung/<int:pk>/absagen/", organising.event_cancel, name="event_cancel"),
    path("innung/termin/<uuid:public_id>/", day.day_list, name="day_list"),
    path("innung/termin/<uuid:public_id>/absagen/", organising.occurrence_cancel, name="occurrence_cancel"),
    path("innung/anmeldung/<uuid:public_id>/<day_step:step>/", day.registration_mark, name="registration_mark"),
    path("innung/einlass/<ticket:code>/", day.check_in, name="check_in"),
    path("innung/klasse/<uuid:public_id>/da/", day.booking_came, name="booking_came"),
    path("innung/klasse/<uuid:public_id>/bestaetigen/", day.booking_confirm, name="booking_confirm"),
]
