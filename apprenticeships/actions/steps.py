"""The machinery below the verbs of an application: one conditional step, its event, the clock, who answered.

Called inside the transaction of a verb; nothing here asks whether somebody may.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts import permissions as people
from apprenticeships import deadlines, permissions, reasons, sight
from apprenticeships.actions import habits, talks
from apprenticeships.actions.situations import WrongStep
from apprenticeships.models import Application, ApplicationEvent, Closure, Vacancy
from apprenticeships.models.application import Reason
from apprenticeships.models.closure import spans
from apprenticeships.news import application_moved
from core import clock
from search import index

State = Application.State

# What changes together with the state, so that a lost race changes nothing at all.
KEPT_WITH_STATE = (
    "due_at", "clock_paused_at", "clock_from", "extended_until",
    "first_human_answer_at", "answered_by", "reason", "reason_text", "note", "reply_by",
)  # fmt: skip


def answer(application: Application, state: str, *, by: Any, note: str = "") -> Application:
    """A step by the firm's side: keeps who answered first, and the firm's words."""
    note_look(application, by)
    if application.clock_paused_at and state != State.QUESTION:
        resume_clock(application)
    if application.first_human_answer_at is None:
        application.first_human_answer_at = clock.now()
        application.answered_by = side_of(by, application)
    application.note = note
    return move(application, state, by=by, text=note)


def decline(application: Application, *, by: Any, reason: str, text: str = "") -> Application:
    """Set the reason and its sentence, then end it; raises ValueError for a reason outside the catalogue."""
    if reason not in Reason.values:
        raise ValueError(f"{reason} is no reason of the catalogue")
    before = application.state
    if by is not None:
        note_look(application, by)
    application.reason = reason
    application.reason_text = text or reasons.sentence(reason, application.vacancy)
    if by is not None and application.first_human_answer_at is None:
        application.first_human_answer_at = clock.now()
        application.answered_by = side_of(by, application)
    move(application, State.DECLINED, by=by, reason=reason, text=application.reason_text)
    if before == State.ACCEPTED:
        count_place(application.vacancy_id, -1)
    return application


def move(application: Application, state: str, *, by: Any, reason: str = "", text: str = "") -> Application:
    """Change the state where a step leads there and nobody was faster; raises WrongStep otherwise."""
    before = application.state
    if not application.can_become(state):
        raise WrongStep(f"{before} -> {state}")
    values = {name: getattr(application, name) for name in KEPT_WITH_STATE}
    # Two people may answer at once: only the one who still finds the old state wins.
    if not Application.objects.filter(pk=application.pk, state=before).update(state=state, **values):
        raise WrongStep(f"{before} was already left")
    application.state = state
    record(application, before=before, by=by, reason=reason, text=text)
    habits.note_move(application, before)
    return application


def count_place(vacancy_id: int, by: int) -> None:
    """Count a promised place in one guarded statement; the firm corrects the figure any time."""
    rows = Vacancy.objects.filter(pk=vacancy_id)
    guarded = rows.filter(places_filled__lt=F("places_total")) if by > 0 else rows.filter(places_filled__gt=0)
    guarded.update(places_filled=F("places_filled") + by)
    index.touch("vacancy", vacancy_id)


def resume_clock(application: Application) -> None:
    """Let the answer clock go on after a question; the due day moves by the days it stood."""
    if application.clock_paused_at is None or application.due_at is None:
        return
    vacancy = application.vacancy
    stood = clock.now() - application.clock_paused_at - _closed_since(vacancy, application.clock_paused_at)
    closed = closed_for(vacancy)
    application.due_at = deadlines.due_after_pause(application.due_at, stood, state_of(vacancy), closed)
    application.clock_paused_at = None


def start_second_clock(application: Application) -> None:
    """After a meeting the decision is due within the same promise, with the same steps (product P1)."""
    application.clock_from, application.extended_until = clock.now(), None
    application.due_at = promised_at(application.vacancy)


def promised_at(vacancy: Vacancy) -> datetime:
    """Until when an answer is promised to what is sent now; days on which the firm is closed do not count."""
    return deadlines.due_at(clock.now(), vacancy.answer_days, state_of(vacancy), closed_for(vacancy))


def closed_for(vacancy: Vacancy) -> deadlines.Spans:
    """Days on which the firm is closed, from today on."""
    return spans(Closure.objects.to_come().filter(organisation=vacancy.organisation_id))


def _closed_since(vacancy: Vacancy, moment: datetime) -> timedelta:
    """Closed days that lie inside a pause: the promise has gained them already."""
    paused_on = clock.local(moment).date()
    closed = spans(Closure.objects.to_come(paused_on).filter(organisation=vacancy.organisation_id))
    days = (paused_on + timedelta(days=number) for number in range(1, (clock.today() - paused_on).days + 1))
    return timedelta(days=sum(deadlines.is_closed(day, closed) for day in days))


def state_of(vacancy: Vacancy) -> str:
    """Two digits of the Land whose holidays count."""
    return (vacancy.district_id or "")[:2]


def note_look(application: Application, by: Any) -> None:
    """The pupil can read who opened or answered the application, for whom, and on which level."""
    office = permissions.acting_for(by, application.vacancy.organisation)
    level, why = sight.of(by, application).level, application.vacancy.title
    accounts.record_access(application.pupil, by=by, organisation=office, level=level, what=_("Bewerbung"), reason=why)


def side_of(by: Any, application: Application) -> str:
    """Who answered: the firm, or the office for it."""
    own = by is not None and people.is_member(by, application.vacancy.organisation)
    return Application.AnsweredBy.FIRM if own or by is None else Application.AnsweredBy.GUILD


def record(application: Application, *, before: str, by: Any, reason: str = "", text: str = "") -> None:
    """Write the event, tell the other side, send the news."""
    firm = application.vacancy.organisation
    office = permissions.acting_for(by, firm) if by is not None and by.pk != application.pupil_id else None
    event = ApplicationEvent.objects.create(
        application=application,
        by=by,
        organisation=office,
        before=before,
        after=application.state,
        reason=reason,
        text=text,
    )
    talks.tell(application, event)
    application_moved.send(Application, application=application, before=before, by=by)
