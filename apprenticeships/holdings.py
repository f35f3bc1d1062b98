"""What the wing of places, days and applications holds of a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.personal import Holding, acts, declare
from apprenticeships.models import ApplicationEvent

NUMBER_ONLY = _("Dass es sie gab, als Zahl ohne Namen und ohne Worte.")


def _empty_steps(user: Any) -> None:
    """Reasons and words of the steps are about the person too."""
    ApplicationEvent.objects.filter(application__pupil=user).update(text="", reason="")


declare(
    Holding(
        "apprenticeships.Application",
        ("pupil",),
        title=_("Bewerbungen"),
        columns=(
            "vacancy", "state", "why", "example", "first_day", "way", "start_from", "show_certificate",
            "name_on_invitation", "created_at", "submitted_at", "due_at", "reason_text", "note",
        ),
        blanks={
            "why": "", "example": "", "first_day": "", "way": "", "start_from": "", "reason_text": "", "note": "",
        },
        erases=_empty_steps,
        stays=NUMBER_ONLY,
    ),
    Holding(
        "apprenticeships.Booking",
        ("pupil",),
        title=_("Tage"),
        columns=("slot", "state", "created_at", "permitted_at", "reason_text"),
        blanks={"reason_text": ""},
        stays=NUMBER_ONLY,
    ),
    Holding(
        "apprenticeships.Question",
        ("pupil",),
        title=_("Fragen an Betriebe"),
        columns=("vacancy", "asked_at"),
        stays=NUMBER_ONLY,
    ),
)  # fmt: skip
acts(
    "apprenticeships.Closure.entered_by",
    "apprenticeships.PrintoutEvent.by",
    "apprenticeships.ApplicationEvent.by",
    "apprenticeships.BookingEvent.by",
    "apprenticeships.Vacancy.entered_by_user",
    "apprenticeships.VacancyEvent.by",
)
