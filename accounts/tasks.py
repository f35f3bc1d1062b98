"""What accounts does by the clock."""

import logging

from accounts import actions, retention
from core import schedule

log = logging.getLogger(__name__)


@schedule.every(minutes=1, name="accounts_open_writing")
def open_writing() -> None:
    """Writing opens 24 hours after a guardian's yes."""
    actions.open_writing()


@schedule.every(minutes=15, name="accounts_expire_consents")
def expire_consents() -> None:
    """Questions nobody answered end, with the address."""
    actions.expire_unanswered()


@schedule.daily(at="09:00", name="accounts_remind_guardians")
def remind_guardians() -> None:
    """One reminder on the third day, at an hour when people read mail."""
    actions.remind_guardians()


@schedule.daily(at="00:05", name="accounts_birthdays")
def birthdays() -> None:
    """Consents end on the first day of the next age band."""
    actions.end_by_age()


@schedule.daily(at="03:10", name="accounts_end_invitations")
def end_invitations() -> None:
    """Invitations end after 14 days."""
    actions.end_old_invitations()


@schedule.daily(at="07:30", name="accounts_remind_reviewers")
def reviewers() -> None:
    """Organisations that have waited longer than a working day are named to the reviewers."""
    actions.remind_reviewers()


@schedule.daily(at="09:10", name="accounts_warn_silent")
def warn_silent() -> None:
    """Whoever has not signed in for long is told before the account closes, at an hour when people read mail."""
    actions.warn_silent()


@schedule.daily(at="03:20", name="accounts_forget")
def forget() -> None:
    """Forget what is older than its rule allows, in all apps; the log has the report."""
    for line in retention.run():
        if line.count:
            log.info("retention %s: %s", line.name, line.count)


@schedule.daily(at="02:40", name="accounts_audit_chain")
def audit_chain() -> None:
    """A broken chain stops the nightly run loudly; the operator sees the fault beside the schedule."""
    broken = actions.first_broken_link()
    if broken is not None:
        raise AuditChainBroken(broken.pk)


class AuditChainBroken(Exception):
    """A row of the audit chain was changed or removed."""
