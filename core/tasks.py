"""What the worker does for the ground floor."""

from importlib import import_module
from typing import Any

from django.conf import settings

from core import limits, mail, mail_returns, outbox, planner, retry, schedule, sms


# A sign-in code must not lie in the outbox for a week; a mail server that is away is asked again for a day.
@outbox.handles(mail.KIND, private=True, tries=mail.TRIES)
def send_mail(**values: Any) -> None:
    """Send one mail."""
    mail.deliver(**values)


@outbox.handles(sms.KIND, private=True, tries=sms.TRIES)
def send_sms(**values: Any) -> None:
    """Hand one short message to the gateway."""
    sms.deliver(**values)


@schedule.every(minutes=5, name="core: mails that came back")
def read_returns() -> int:
    """Look into the mailbox that gets the reports of other servers; nothing where none is named."""
    return mail_returns.read_mailbox()


@schedule.daily(at="03:10", name="core: forget what is old")
def forget() -> None:
    """Retention: outbox rows and results of tasks 7 days, texts of mails 30, mails 90, limits a day, ended sessions."""
    outbox.prune()
    retry.prune()
    limits.prune()
    mail.forget_old()
    mail_returns.forget_old()
    sms.forget_old()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@schedule.daily(at="03:20", name="core: figures for the database's choices")
def renew_figures() -> None:
    """Tables grow; an index that was right for a hundred rows is wrong for a hundred thousand."""
    planner.renew_figures()


@schedule.every(minutes=15, name="core: take up lost tasks")
def take_up() -> None:
    """Queue tasks again whose worker was killed."""
    retry.take_up_lost()
