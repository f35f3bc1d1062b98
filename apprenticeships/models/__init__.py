"""The nouns of this wing, one a file."""

from apprenticeships.models.application import Application, ApplicationEvent
from apprenticeships.models.booking import Booking, BookingEvent
from apprenticeships.models.closure import Closure
from apprenticeships.models.habit import AnswerHabit
from apprenticeships.models.printout import Printout, PrintoutEvent
from apprenticeships.models.question import Question
from apprenticeships.models.requirement import Requirement
from apprenticeships.models.rule import Rule
from apprenticeships.models.slot import Slot
from apprenticeships.models.vacancy import Vacancy, VacancyEvent

__all__ = [
    "AnswerHabit",
    "Application",
    "ApplicationEvent",
    "Booking",
    "BookingEvent",
    "Closure",
    "Printout",
    "PrintoutEvent",
    "Question",
    "Requirement",
    "Rule",
    "Slot",
    "Vacancy",
    "VacancyEvent",
]
