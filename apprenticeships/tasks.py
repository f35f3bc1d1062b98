"""What happens by the clock in this wing."""

from apprenticeships.actions import applications, bookings, vacancies
from apprenticeships.models import Vacancy
from core import clock, schedule


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
