"""Forms of the events wing: they turn strings into values and judge them; they write nothing."""

from events.forms.calendar import CalendarForm
from events.forms.editing import DateForm, DateFormSet, EventForm
from events.forms.registering import (
    CameForm,
    CancelForm,
    ClassBookingForm,
    CodeForm,
    ConsentsForm,
    RegistrationForm,
)

__all__ = [
    "CalendarForm",
    "CameForm",
    "CancelForm",
    "ClassBookingForm",
    "CodeForm",
    "ConsentsForm",
    "DateForm",
    "DateFormSet",
    "EventForm",
    "RegistrationForm",
]
