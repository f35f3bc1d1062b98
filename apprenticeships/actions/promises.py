"""The promised day, moved by the firm's own word: „Brauche noch bis …“ (product P1).

Called inside the transaction of a verb; nothing here asks whether somebody may.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apprenticeships import deadlines, notifications, permissions, telling
from apprenticeships.actions import steps
from apprenticeships.actions.situations import WrongStep
from apprenticeships.models import Application, ApplicationEvent
from core import clock
from messaging import actions as messages

State = Application.State
FIRST_ANSWER_OWED = (State.SUBMITTED, State.IN_REVIEW)
# Rows in which the clock runs: for the first answer, and after a meeting for the decision. Who met before there was a
# second clock was promised nothing.
OWED = Q(state__in=FIRST_ANSWER_OWED) | Q(state=State.INTERVIEWED, clock_from__isnull=False)
LONGEST = timedelta(days=7)


def may_extend(application: Application) -> bool:
    """Whether time can be asked for now: an answer is owed, nobody asked before, and a day is left to promise."""
    decides = application.state == State.INTERVIEWED and application.clock_from is not None
    runs = application.due_at is not None and application.clock_paused_at is None
    if not runs or application.extended_until is not None or not (decides or application.state in FIRST_ANSWER_OWED):
        return False
    return last_day(application) > clock.today()


def last_day(application: Application) -> date:
    """A week after the promised day, or the first working day behind it."""
    vacancy = application.vacancy
    closed = steps.closed_for(vacancy)
    return deadlines.next_working_day(_due_on(application) + LONGEST, steps.state_of(vacancy), closed)


def is_in_reach(application: Application, until: date) -> bool:
    """Later than promised, later than today, a week at most."""
    return max(_due_on(application), clock.today()) < until <= last_day(application)


def extend(application: Application, until: date, *, by: Any) -> Application:
    """Move the day; raises WrongStep where somebody answered or extended at the same moment."""
    vacancy = application.vacancy
    day = deadlines.next_working_day(until, steps.state_of(vacancy), steps.closed_for(vacancy))
    due_at = deadlines.end_of_day(day)
    still = Application.objects.filter(pk=application.pk, state=application.state, extended_until=None)
    if not still.filter(clock_paused_at=None).update(due_at=due_at, extended_until=day):
        raise WrongStep(ApplicationEvent.EXTENDED)
    application.due_at, application.extended_until = due_at, day
    _tell(application, day, by=by)
    return application


def _tell(application: Application, day: date, *, by: Any) -> None:
    line = _("Der Betrieb braucht noch bis %(day)s") % {"day": date_format(day, "l, j. F")}
    office = permissions.acting_for(by, application.vacancy.organisation)
    ApplicationEvent.objects.create(
        application=application,
        by=by,
        organisation=office,
        before=application.state,
        after=application.state,
        reason=ApplicationEvent.EXTENDED,
        text=line,
    )
    if application.conversation is not None:
        messages.add_state_line(application.conversation, f"{line}.")
    window = f"{application.public_id}:extended:{day}"
    telling.tell_pupil(notifications.APPLICATION_MOVED, application, window=window, state=line)


def _due_on(application: Application) -> date:
    return clock.local(application.due_at).date()  # type: ignore[arg-type]
