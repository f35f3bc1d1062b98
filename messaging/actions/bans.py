"""Banning with four eyes: propose, decide by another person, lift (states: `Ban.NEXT`)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.actions import bans as accounts
from core import clock, outbox, text
from messaging import permissions, refusals
from messaging.actions import reports
from messaging.models import Ban, Report


@transaction.atomic
def propose_ban(filed: Report, *, by: Any, rule: str, statement: str) -> Ban:
    """Propose to close the account of the person whose words were reported; nothing happens to it yet."""
    if not permissions.may_moderate(by) or filed.judged is None:
        raise PermissionDenied
    if filed.decided_at is not None:
        raise refusals.WrongStep("report is decided")
    if waiting := filed.bans.filter(state=Ban.State.PROPOSED).first():
        return waiting
    if filed.state in {Report.State.RECEIVED, Report.State.FROZEN}:
        reports.take_up(filed, by=by)
    ban = Ban.objects.create(
        report=filed, person=filed.judged, rule=rule, statement=text.clean(statement), proposed_by=by
    )
    outbox.post("ban_proposed", ban=ban.pk)
    return ban


@transaction.atomic
def confirm_ban(ban: Ban, *, by: Any) -> Ban:
    """Another person agrees: the account closes at once and both sides read the statement."""
    _decide(ban, Ban.State.ACTIVE, by=by)
    accounts.ban(ban.person, by=by, reason=ban.get_rule_display())
    reports.decide(ban.report, by=by, measure=Report.Measure.BAN, rule=ban.rule, statement=ban.statement)
    return ban


@transaction.atomic
def refuse_ban(ban: Ban, *, by: Any) -> Ban:
    """Another person does not agree: the report waits for a milder decision."""
    return _decide(ban, Ban.State.REFUSED, by=by)


@transaction.atomic
def lift_ban(ban: Ban, *, by: Any, reason: str) -> Ban:
    """Take a ban back, after a complaint or an error."""
    if not permissions.may_moderate(by):
        raise PermissionDenied
    _move(ban, Ban.State.LIFTED, lifted_by=by, lifted_at=clock.now())
    accounts.lift_ban(ban.person, by=by, reason=text.clean(reason)[:200])
    return ban


def _decide(ban: Ban, state: str, *, by: Any) -> Ban:
    if not permissions.may_moderate(by) or ban.proposed_by_id == by.pk:
        raise PermissionDenied
    return _move(ban, state, decided_by=by, decided_at=clock.now())


def _move(ban: Ban, state: str, **facts: Any) -> Ban:
    before = ban.state
    if not ban.can_become(state):
        raise refusals.WrongStep(f"{before} -> {state}")
    # Two people may act at once: only the one who still finds the old state wins.
    if not Ban.objects.filter(pk=ban.pk, state=before).update(state=state, **facts):
        raise refusals.WrongStep(f"{before} was already left")
    ban.refresh_from_db()
    return ban
