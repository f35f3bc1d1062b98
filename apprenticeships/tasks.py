"""What happens by the clock in this wing."""

from apprenticeships.actions import applications, bookings, habits, reminders, vacancies
from apprenticeships.models import Vacancy
from core import clock, outbox, schedule


@schedule.every(minutes=5, name="apprenticeships_overdue_bookings")
def end_overdue_bookings() -> int:
    """End requests, offers and permissions whose time is over; the seats move on."""
    return bookings.expire_overdue()


@schedule.daily(at="03:10", name="apprenticeships_old_drafts")
def end_old_drafts() -> int:
    """End drafts nobody touched for 90 days."""
    return applications.expire_drafts()


@schedule.daily(at="00:05", name="apprenticeships_closing_days")
def end_closed_vacancies() -> int:
    """End adverts whose closing day was yesterday or earlier."""
    rows = Vacancy.objects.filter(
        state__in=[Vacancy.State.PUBLISHED, Vacancy.State.PAUSED], closes_on__lt=clock.today()
    )
    over = list(rows.order_by("pk"))
    for vacancy in over:
        vacancies.expire(vacancy)
    return len(over)


@outbox.handles(habits.MOVED)
def count_answers(organisation: int) -> None:
    """How a firm answers, after one of its applications moved."""
    habits.recount(organisation)


@schedule.daily(at="02:40", name="apprenticeships_answer_habits")
def count_all_answers() -> int:
    """What changed by the calendar alone: promises that ran out, applications of a year and of four weeks ago."""
    return habits.recount_all()


@schedule.daily(at="08:00", name="apprenticeships_answer_clock")
def run_answer_clock() -> int:
    """Promised answers: reminders, what is overdue, whom to call, what ends without an answer."""
    return reminders.run_answer_clock()


@schedule.daily(at="08:10", name="apprenticeships_reminders")
def remind() -> int:
    """Questions a pupil owes an answer, drafts of places that close, requests for days nobody answered."""
    return reminders.remind_of_questions() + reminders.remind_of_drafts() + reminders.remind_of_requests()


@schedule.every(minutes=15, name="apprenticeships_day_reminders")
def remind_of_days() -> int:
    """Fixed days: two days before, and on the evening before."""
    return reminders.remind_of_days()
