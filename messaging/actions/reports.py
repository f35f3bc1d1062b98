"""Reporting, judging and complaining (states: `Report.NEXT`)."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from core import clock, outbox, text
from messaging import permissions, refusals, reported
from messaging.actions import conversations, messages
from messaging.models import Conversation, Message, Report, ReportEvent
from messaging.models.report import COMPLAINT_PERIOD
from messaging.signals import report_decided

# Words before the reported ones that a moderator sees at once, and per wider look.
BEFORE = 2
WIDER = 3
# A person looks at urgent reports within an hour between 8 and 20 o'clock, at all within a day.
DUTY_BEGINS, DUTY_ENDS = time(8), time(20)
URGENT_WITHIN, ALL_WITHIN = timedelta(hours=1), timedelta(hours=24)


@transaction.atomic
def report(
    *,
    by: Any,
    reason: str,
    client_key: UUID,
    message: Message | None = None,
    thing: tuple[str, str] | None = None,
    address: str = "",
    text_of_reporter: str = "",
) -> Report:
    """Report a message that `by` can read, a thing by kind and key, or a page by its address (`by` may be None).

    The words are kept as they are now. An urgent reason of the pupil stops the organisation's side at once in what
    both write to each other; a thing itself is taken down by a person, never by a click. The same client key gives the
    first report back.
    """
    if earlier := Report.objects.filter(client_key=client_key).first():
        return earlier
    if message is not None and not Message.objects.readable_by(by).filter(pk=message.pk).exists():
        raise refusals.NotIn
    about = _about_message(message) if message else _about_thing(by, thing) if thing else {"address": address}
    filed = _file(by, reason, client_key, about, text_of_reporter)
    if filed.freezes:
        _move(filed, Report.State.FROZEN, by=None)
        _stop(filed)
    outbox.post("report_filed", report=filed.pk)
    return filed


def _file(by: Any, reason: str, client_key: UUID, about: dict[str, Any], words: str) -> Report:
    urgent = reason in Report.URGENT_REASONS
    filed = Report(
        reporter=by,
        reason=reason,
        client_key=client_key,
        text=text.clean(words)[:2000],
        urgent=urgent,
        due_at=due_at(clock.now(), urgent=urgent),
        **about,
    )
    filed.freezes = urgent and _is_by_the_young_side(filed)
    filed.save()
    _record(filed, before="", by=None)
    return filed


def _about_message(message: Message) -> dict[str, Any]:
    return {"message": message, "conversation": message.conversation, "snapshot": snapshot(message)}


def _about_thing(by: Any, thing: tuple[str, str]) -> dict[str, Any]:
    kind, key = thing
    target = reported.find(kind, key, by or AnonymousUser())
    if target is None:
        raise refusals.NotIn
    return {
        "kind": kind,
        "key": key,
        "title": target.title[:300],
        "address": target.url,
        "organisation": target.organisation,
        "person": target.person,
        "snapshot": target.frozen(clock.now().isoformat()),
    }


def _is_by_the_young_side(filed: Report) -> bool:
    """A pupil against an organisation that can write to them: that is what an urgent report stops."""
    if filed.message is not None:
        return filed.message.conversation.pupil_id == filed.reporter_id and filed.message.role == "firm"
    return any(talk.can_become(Conversation.State.FROZEN) for talk in _talks(filed))


def _talks(filed: Report) -> list[Conversation]:
    """What the report stops: the conversation it is about, or all the reporter has with the organisation."""
    if filed.conversation is not None:
        return [filed.conversation]
    if filed.reporter is None or filed.organisation is None:
        return []
    return list(Conversation.objects.filter(pupil=filed.reporter, organisation=filed.organisation).order_by("pk"))


def note_arrival(filed: Report) -> None:
    """The first line of a case that nobody reported: the house itself noticed something."""
    _record(filed, before="", by=None)


def due_at(moment: datetime, *, urgent: bool) -> datetime:
    """Moment by which a person has looked: one hour on duty for urgent ones, a day for the others."""
    if not urgent:
        return moment + ALL_WITHIN
    here = clock.local(moment)
    if DUTY_BEGINS <= here.time() < DUTY_ENDS:
        return moment + URGENT_WITHIN
    day = here.date() + timedelta(days=1) if here.time() >= DUTY_ENDS else here.date()
    return datetime.combine(day, DUTY_BEGINS, tzinfo=clock.BERLIN) + URGENT_WITHIN


def snapshot(message: Message, *, before: int = BEFORE) -> list[dict[str, Any]]:
    """A message and the ones before it as they are now."""
    earlier = Message.objects.numbered().filter(
        conversation=message.conversation, kind=Message.Kind.TEXT, seq__lt=message.seq
    )
    rows = [*reversed(earlier.order_by("-seq")[:before]), message]
    return [_frozen(row, hit=row.pk == message.pk) for row in rows]


def _frozen(row: Message, *, hit: bool) -> dict[str, Any]:
    return {"seq": row.seq, "role": row.role, "at": row.at.isoformat(), "body": row.body, "hit": hit}


def _stop(filed: Report) -> None:
    for conversation in _talks(filed):
        if conversation.can_become(Conversation.State.FROZEN):
            conversations.freeze(conversation, reason="report")


@transaction.atomic
def take_up(filed: Report, *, by: Any) -> Report:
    """Begin to look at a report; the look itself is recorded."""
    _require_moderator(filed, by)
    _note_look(filed, by, _("Gemeldete Nachricht"), _("Prüfung einer Meldung"))
    return _move(filed, Report.State.IN_REVIEW, by=by)


@transaction.atomic
def widen(filed: Report, *, by: Any, purpose: str) -> Report:
    """Show three earlier messages to the moderation, with the purpose on record and visible to the pupil."""
    _require_moderator(filed, by)
    if filed.message is None or not filed.snapshot:
        return filed
    first = filed.snapshot[0]["seq"]
    earlier = Message.objects.numbered().filter(conversation=filed.conversation, kind=Message.Kind.TEXT, seq__lt=first)
    rows = [*reversed(earlier.order_by("-seq")[:WIDER])]
    filed.snapshot = [_frozen(row, hit=False) for row in rows] + filed.snapshot
    filed.save(update_fields=["snapshot"])
    ReportEvent.objects.create(
        report=filed, by=by, before=filed.state, after=filed.state, reason=text.clean(purpose)[:200]
    )
    _note_look(filed, by, _("Nachrichten vor der gemeldeten"), text.clean(purpose))
    return filed


def _note_look(filed: Report, by: Any, what: str, why: str) -> None:
    """The pupil reads which words the moderation looked at, and why."""
    if filed.conversation is not None and filed.message is not None:
        pupil = filed.conversation.pupil
        accounts.record_access(pupil, by=by, organisation=None, level=1, what=what, reason=why[:120])


@transaction.atomic
def decide(filed: Report, *, by: Any, measure: str, rule: str, statement: str) -> Report:
    """Decide with a reason that both sides read; the measure takes effect in the same transaction."""
    _require_moderator(filed, by)
    if measure not in dict(filed.measures):
        raise refusals.WrongStep(f"{measure} does not fit")
    if filed.state in {Report.State.RECEIVED, Report.State.FROZEN}:
        _move(filed, Report.State.IN_REVIEW, by=by)
    if measure == Report.Measure.HAND_OVER:
        return _move(filed, Report.State.HANDED_OVER, by=by, reason=text.clean(statement)[:200])
    after = Report.State.NO_ACTION if measure == Report.Measure.NONE else Report.State.ACTION_TAKEN
    _move(filed, after, by=by)
    filed.measure, filed.rule, filed.statement = measure, rule, text.clean(statement)
    filed.decided_by, filed.decided_at = by, clock.now()
    filed.save(update_fields=["measure", "rule", "statement", "decided_by", "decided_at"])
    _take_effect(filed, by)
    outbox.post("report_decided", report=filed.pk)
    report_decided.send(Report, report=filed)
    return filed


def _take_effect(filed: Report, by: Any) -> None:
    if filed.measure == Report.Measure.REMOVE_MESSAGE and filed.message is not None:
        messages.remove(filed.message, by=by)
    kind = reported.kind_of(filed.kind)
    if filed.measure == Report.Measure.HIDE and kind is not None and kind.hide is not None:
        kind.hide(filed.key, by, filed.statement)
    if filed.measure == Report.Measure.END_CONVERSATION and filed.conversation is not None:
        conversations.close(filed.conversation, by=by, reason="report")
        return
    for conversation in _talks(filed):
        if conversation.state == Conversation.State.FROZEN:
            conversations.unfreeze(conversation, by=by, reason="report decided")


@transaction.atomic
def complain(filed: Report, *, by: Any, words: str) -> Report:
    """Either side asks another person to look again, within six months."""
    if not Report.objects.visible_to(by).filter(pk=filed.pk).exists():
        raise refusals.NotIn
    if not filed.may_still_complain:
        raise refusals.WrongStep("complaint period is over")
    _move(filed, Report.State.COMPLAINT, by=by)
    filed.complaint, filed.complaint_by = text.clean(words)[:2000], by
    filed.due_at = clock.now() + timedelta(days=7)  # another person decides within a week (DSA Art. 20, states 5.8)
    filed.save(update_fields=["complaint", "complaint_by", "due_at"])
    outbox.post("report_filed", report=filed.pk)
    return filed


@transaction.atomic
def decide_complaint(filed: Report, *, by: Any, statement: str) -> Report:
    """Answer a complaint; never by the person who decided first."""
    _require_moderator(filed, by)
    _move(filed, Report.State.COMPLAINT_DECIDED, by=by)
    filed.complaint_statement = text.clean(statement)
    filed.save(update_fields=["complaint_statement"])
    outbox.post("report_decided", report=filed.pk)
    return filed


@transaction.atomic
def close_old() -> int:
    """Close decided reports when nobody can complain any more; returns how many. What is not decided stays open."""
    ended = [state for state in Report.State.values if Report.State.CLOSED in Report.NEXT[state]]
    over = Report.objects.filter(state__in=ended, decided_at__lt=clock.now() - COMPLAINT_PERIOD)
    closed = [_move(filed, Report.State.CLOSED, by=None) for filed in over.order_by("pk")]
    return len(closed)


def _require_moderator(filed: Report, by: Any) -> None:
    if not permissions.may_decide(by, filed):
        raise PermissionDenied


def _move(filed: Report, state: str, *, by: Any, reason: str = "") -> Report:
    before = filed.state
    if not filed.can_become(state):
        raise refusals.WrongStep(f"{before} -> {state}")
    # Two moderators may act at once: only the one who still finds the old state wins.
    if not Report.objects.filter(pk=filed.pk, state=before).update(state=state):
        raise refusals.WrongStep(f"{before} was already left")
    filed.state = state
    _record(filed, before=before, by=by, reason=reason)
    return filed


def _record(filed: Report, *, before: str, by: Any, reason: str = "") -> None:
    ReportEvent.objects.create(report=filed, by=by, before=before, after=filed.state, reason=reason)
