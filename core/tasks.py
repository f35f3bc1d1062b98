"""What the worker does for the ground floor."""

from typing import Any

from core import limits, mail, outbox, retry, schedule


@outbox.handles(mail.KIND, private=True)  # a sign-in code must not lie in the outbox for a week
def send_mail(**values: Any) -> None:
    """Send one mail."""
    mail.deliver(**values)


@schedule.daily(at="03:10", name="core: forget what is old")
def forget() -> None:
    """Retention: processed outbox rows 7 days, texts of mails 30, mails 90, limits a day after their window."""
    outbox.prune()
    limits.prune()
    mail.forget_old()


@schedule.every(minutes=15, name="core: take up lost tasks")
def take_up() -> None:
    """Queue tasks again whose worker was killed."""
    retry.take_up_lost()
