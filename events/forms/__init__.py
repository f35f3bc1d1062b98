"""Forms of the events wing: they turn strings into values and judge them; they write nothing."""

from events.forms.calendar import CalendarForm
from events.forms.editing import DateForm, DateFormSet, EventForm
from events.forms.registering import CancelForm, ClassBookingForm, RegistrationForm

__all__ = [
    "CalendarForm",
    "CancelForm",
    "ClassBookingForm",
    "DateForm",
    "DateFormSet",
    "EventForm",
    "RegistrationForm",
]
