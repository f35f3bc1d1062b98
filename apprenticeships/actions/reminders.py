"""The answer clock, and reminders of questions, drafts and days: what is said when somebody waits.

Each function bears to run any number of times: a notice exists once in its window, a step needs the state before it.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max, Q

from apprenticeships import deadlines, notifications, telling
from apprenticeships.actions import promises, steps, talks
from apprenticeships.actions.situations import WrongStep
from apprenticeships.answer_days import Calendar, Stage
from apprenticeships.models import Application, Booking, Closure
from core import clock

State = Application.State
QUESTION_DAYS = (7, 3)
DRAFT_DAYS = (2, 7)
REQUEST_WORKING_DAYS = 2
# Two days before at 16 o'clock, and the evening before at 18 (product 7).
DAY_BEFORE, HOUR_BEFORE = timedelta(days=2), time(16)
EVE, HOUR_OF_EVE = timedelta(days=1), time(18)


def run_answer_clock() -> int:
    """Remind firms, tell guilds, and end what nobody answers; returns how many applications had something due."""
    rows = Application.objects.with_place().filter(due_at__isnull=False, submitted_at__isnull=False)
    # While the firm is closed nobody is reminded; the promised day lies behind the last closed one anyway.
    closed = Closure.objects.covering().order_by().values("organisation")
    owed = rows.filter(promises.OWED, clock_paused_at=None).exclude(vacancy__organisation__in=closed).order_by("pk")
    done = sum(_tick(application) for application in list(owed))
    return done + sum(_close(application) for application in list(rows.filter(state=State.UNANSWERED).order_by("pk")))


@transaction.atomic
def remind_of_questions() -> int:
    """The clock of the firm stands while the pupil owes an answer: said again on the third and the seventh day."""
    asked = Application.objects.with_place().filter(state=State.QUESTION, clock_paused_at__isnull=False)
    told = 0
    for application in asked.order_by("pk"):
        days = (clock.today() - clock.local(application.clock_paused_at).date()).days  # type: ignore[arg-type]
        if turn := next((day for day in QUESTION_DAYS if days >= day), None):
            window = f"{application.public_id}:{application.clock_paused_at:%Y%m%d%H%M}:{turn}"
            telling.tell_pupil(notifications.QUESTION_WAITING, application, window=window)
            told += 1
    return told


@transaction.atomic
def remind_of_drafts() -> int:
    """A draft of a place that closes soon: seven and two days before."""
    last = clock.today() + timedelta(days=max(DRAFT_DAYS))
    drafts = (
        Application.objects.drafts()
        .with_place()
        .filter(vacancy__closes_on__range=(clock.today(), last), vacancy__state="published")
    )
    for application in drafts.order_by("pk"):
        closes: date = application.vacancy.closes_on  # type: ignore[assignment]
        turn = next(day for day in DRAFT_DAYS if (closes - clock.today()).days <= day)
        telling.remind_of_draft(application, closes, window=f"{application.public_id}:{closes}:{turn}")
    return len(drafts)


@transaction.atomic
def remind_of_requests() -> int:
    """A firm that has not answered the request for a day hears of it again on the second working day."""
    waiting = Booking.objects.with_day().filter(state=Booking.State.REQUESTED, slot__begins_at__gt=clock.now())
    late = [one for one in waiting.annotate(asked_at=Max("events__at")).order_by("pk") if _is_late(one)]
    for booking in late:
        telling.tell_firm(notifications.BOOKING_REQUEST, booking, window=f"{booking.public_id}:again")
    return len(late)


@transaction.atomic
def remind_of_days() -> int:
    """Both sides, and the guardian who allowed it, hear of a fixed day two days before and on the eve.

    What was just fixed waits its turn.
    """
    near = clock.now() + DAY_BEFORE + timedelta(days=1)
    fixed = Booking.objects.with_day().filter(
        state=Booking.State.CONFIRMED, slot__begins_at__gt=clock.now(), slot__begins_at__lt=near
    )
    is_fix = Q(events__after=Booking.State.CONFIRMED)
    due = [
        (booking, turn)
        for booking in fixed.annotate(fixed_at=Max("events__at", filter=is_fix)).order_by("pk")
        if (turn := _turn(booking.slot.first_on, booking.fixed_at))  # type: ignore[attr-defined]
    ]
    for booking, turn in due:
        window = f"{booking.public_id}:{turn}"
        telling.tell_pupil(notifications.DAY_REMINDER, booking, window=window)
        telling.tell_firm(notifications.DAY_REMINDER, booking, window=window)
        telling.remind_guardian(booking, window=window)
    return len(due)


# --- private ----------------------------------------------------------------------------------------------------------


def _tick(application: Application) -> bool:
    """One application in its own transaction; somebody who answers at this moment is faster."""
    calendar = _calendar(application)
    stage = calendar.stage(clock.today())
    if stage == Stage.NONE:
        return False
    try:
        with transaction.atomic():
            _act(application, stage, window=f"{application.public_id}:{stage.name.lower()}:{calendar.due_on}")
    except WrongStep:
        return False
    return True


def _act(application: Application, stage: Stage, *, window: str) -> None:
    if stage == Stage.UNANSWERED:
        steps.move(application, State.UNANSWERED, by=None)
    if stage <= Stage.REMINDED_AGAIN:
        telling.tell_firm(notifications.ANSWER_REMINDER, application, window=window)
        return
    if stage != Stage.ESCALATED:
        telling.tell_firm(notifications.ANSWER_OVERDUE, application, window=window)
    kind = notifications.ANSWER_OVERDUE if stage == Stage.OVERDUE else notifications.ANSWER_ESCALATION
    days = (clock.today() - clock.local(application.waits_from).date()).days  # type: ignore[arg-type]
    telling.tell_bodies(kind, application, window=window, days=days)


def _close(application: Application) -> bool:
    """The pupil waited three weeks, the last of them knowing that nobody had answered."""
    told = application.events.filter(after=State.UNANSWERED).order_by("-pk").values_list("at", flat=True).first()
    since = clock.local(told or clock.now()).date()
    if _calendar(application).closes_on(since) > clock.today():
        return False
    try:
        with transaction.atomic():
            steps.move(application, State.CLOSED_UNANSWERED, by=None)
            talks.end(application.conversation)
            window = f"{application.public_id}:closed"
            telling.tell_firm(notifications.APPLICATION_CLOSED_FIRM, application, window=window)
            telling.tell_bodies(notifications.APPLICATION_CLOSED_FIRM, application, window=window)
    except WrongStep:
        return False
    return True


def _calendar(application: Application) -> Calendar:
    sent, due = clock.local(application.waits_from), clock.local(application.due_at)  # type: ignore[arg-type]
    state = steps.state_of(application.vacancy)
    return Calendar(sent.date(), due.date(), application.vacancy.answer_days, state)


def _is_late(booking: Booking) -> bool:
    """The second working day after the request has come."""
    asked = clock.local(booking.asked_at or clock.now()).date()  # type: ignore[attr-defined]
    state = steps.state_of(booking.slot.vacancy)
    return clock.today() >= deadlines.working_days_after(asked, REQUEST_WORKING_DAYS, state)


def _turn(first_on: date, fixed_at: datetime | None) -> str:
    """Which reminder is due now; none that was over before the day was fixed."""
    now = clock.now()
    turns = (("eve", EVE, HOUR_OF_EVE), ("before", DAY_BEFORE, HOUR_BEFORE))
    for name, ahead, hour in turns:
        moment = datetime.combine(first_on - ahead, hour, tzinfo=clock.BERLIN)
        if moment <= now:
            return name if fixed_at is None or fixed_at < moment else ""
    return ""
