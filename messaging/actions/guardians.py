"""What guardians hear of a meeting that was shared with them: firm, time and place, never a word of anybody."""

from core import mail
from messaging.models import Appointment

TOMORROW = "tomorrow"


def tell(appointment: Appointment, what: str) -> int:
    """Mail the pupil's guardians, inside the caller's transaction; `what` is a state or TOMORROW. Returns how many."""
    pupil, firm = appointment.conversation.pupil, appointment.conversation.organisation
    reachable = list(pupil.guardians.exclude(email="").order_by("pk"))
    for guardian in reachable:
        mail.send(
            to=guardian.email,
            template="messaging_appointment",
            context={
                "name": pupil.get_short_name(),
                "what": what,
                "firm": firm.name if firm else "",
                "when": appointment.when,
                "where": appointment.where,
            },
            key=f"appointment:{appointment.public_id}:{what}:{guardian.pk}",
            language=guardian.language,
        )
    return len(reachable)
