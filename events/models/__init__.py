"""The models of the events wing, one noun a file."""

from events.models.classes import ClassBooking, ClassBookingEvent, SchoolQuota
from events.models.event_page import EventPage, EventStation, EventTopic, EventTrade
from events.models.occurrence import Occurrence, OccurrenceEvent
from events.models.organiser_page import EventIndexPage, OrganiserPage
from events.models.registration import Registration, RegistrationEvent

__all__ = [
    "ClassBooking",
    "ClassBookingEvent",
    "EventIndexPage",
    "EventPage",
    "EventStation",
    "EventTopic",
    "EventTrade",
    "Occurrence",
    "OccurrenceEvent",
    "OrganiserPage",
    "Registration",
    "RegistrationEvent",
    "SchoolQuota",
]
