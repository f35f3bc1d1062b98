"""Writing down what happened: the hash chain, and who saw what of a young person."""

from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet

from accounts.models import Access, AuditEvent, AuditHead, Organisation, User
from core import clock


@transaction.atomic
def record(
    verb: str, thing: models.Model, *, by: User | None, role: str = "", purpose: str = "", request_key: str = ""
) -> AuditEvent:
    """Append one act to the chain; waits for writers before it, so the chain never forks."""
    head = _locked_head()
    event = AuditEvent(
        actor=by,
        actor_key=str(by.public_id) if by else "",
        role=role or (by.kind if by else "system"),
        verb=verb,
        object_kind=thing._meta.label_lower,
        object_key=str(getattr(thing, "public_id", thing.pk)),
        purpose=purpose[:200],
        request_key=request_key,
        at=clock.now(),
        previous=head.digest,
    )
    event.digest = event.compute_digest()
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(digest=event.digest)
    return event


def first_broken_link() -> AuditEvent | None:
    """The first row whose hash or predecessor does not fit; None if the chain is whole."""
    head = AuditHead.objects.filter(pk=1).first()
    previous = head.start if head else ""
    for event in AuditEvent.objects.order_by("pk").iterator():
        if event.previous != previous or event.digest != event.compute_digest():
            return event
        previous = event.digest
    return None


@transaction.atomic
def forget(rows: QuerySet[AuditEvent], *, by: None = None) -> None:
    """Forget the oldest acts; the head keeps where the rest begins, so that a gap in between is still found."""
    last = rows.order_by("-pk").first()
    if last is None:
        return
    head = _locked_head()
    AuditHead.objects.filter(pk=head.pk).update(start=last.digest)
    for event in AuditEvent.objects.filter(pk__lte=last.pk).order_by("pk").iterator():
        event.delete()


@transaction.atomic
def record_access(
    pupil: User, *, by: User, organisation: Organisation | None, level: int, what: str, reason: str
) -> Access | None:
    """Note that somebody saw something of a young person; the same look once an hour. Own looks are not noted."""
    if by.pk == pupil.pk:
        return None
    now = clock.now()
    same: dict[str, Any] = {"pupil": pupil, "seen_by": by, "organisation": organisation, "what": what, "reason": reason}
    hour = now.replace(minute=0, second=0, microsecond=0)
    if Access.objects.filter(**same, at__gte=hour).exists():
        return None
    access = Access.objects.create(**same, level=level, at=now)
    record("person_seen", pupil, by=by, purpose=reason)
    return access


def _locked_head() -> AuditHead:
    AuditHead.objects.get_or_create(pk=1)
    return AuditHead.objects.select_for_update().get(pk=1)
