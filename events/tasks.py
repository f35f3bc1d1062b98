"""What happens by the clock: offers end, people are reminded, days close, scheduled pages appear."""

from django.core.management import call_command

from core import schedule
from events import actions


@schedule.every(minutes=5, name="events: offered seats")
def expire_offers() -> None:
    """End offers nobody took and ask the next."""
    actions.expire_offers()


@schedule.every(minutes=30, name="events: reminders")
def remind() -> None:
    """Two days before and on the morning; the notice itself knows whether it was told."""
    actions.remind()


@schedule.daily(at="03:40", name="events: closed days")
def close_past() -> None:
    """Yesterday's guests and classes have attended; after thirty days their names go."""
    actions.close_past()
    actions.close_classes()


@schedule.every(minutes=5, name="events: scheduled pages")
def publish_scheduled() -> None:
    """Pages with a date of appearance or expiry."""
    call_command("publish_scheduled", verbosity=0)
