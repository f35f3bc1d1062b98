"""Seeing notices and choosing by which ways they come. They are written by `messaging.notifications.notify`."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core import clock
from messaging import notifications
from messaging.models import Conversation, Notification, NotificationChoice, Participation, SchoolQuiet


def see_notices(*, by: Any, notice: Notification | None = None) -> int:
    """Mark one notice of a person, or all, as seen; returns how many were new."""
    mine = Notification.objects.visible_to(by).unread()
    if notice is not None:
        mine = mine.filter(pk=notice.pk)
    return mine.update(read_at=clock.now())


@transaction.atomic
def choose_mail(code: str, mail: str, *, by: Any) -> None:
    """Say how mails of one kind shall come; raises LookupError for kinds that cannot be put off."""
    if not notifications.kind_of(code).may_stop:
        raise LookupError(code)
    fields = {"mail": mail, "changed_at": clock.now()}
    NotificationChoice.objects.update_or_create(user=by, kind=code, defaults=fields)
    if mail == NotificationChoice.Mail.OFF:
        Notification.objects.filter(user=by, kind=code, mailed_at__isnull=True).update(mail_after=None)


@transaction.atomic
def choose_ring(code: str, way: str, wanted: bool, *, by: Any) -> None:
    """Say whether one kind rings by `sms` or `push`; raises LookupError for kinds that cannot be put off."""
    if not notifications.kind_of(code).may_stop:
        raise LookupError(code)
    fields = {way: wanted, "changed_at": clock.now()}
    NotificationChoice.objects.update_or_create(user=by, kind=code, defaults=fields)
    if not wanted:
        waiting = Notification.objects.filter(user=by, kind=code, **{f"{way}_at__isnull": True})
        waiting.update(**{f"{way}_after": None})


@transaction.atomic
def keep_school_quiet(wanted: bool, *, by: Any) -> None:
    """Let mails to a young person wait until school is over, or come again; those that break the quiet come anyway."""
    if wanted:
        SchoolQuiet.objects.get_or_create(user=by)
    else:
        SchoolQuiet.objects.filter(user=by).delete()


@transaction.atomic
def stop_mails(codes: Iterable[str], *, by: Any) -> None:
    """End the mails of these kinds; those that law or safety want go on."""
    for code in codes:
        if notifications.is_known(code) and notifications.kind_of(code).may_stop:
            choose_mail(code, NotificationChoice.Mail.OFF, by=by)


def tell_stopped(conversation: Conversation, kind: Any, *, roles: Iterable[str], window: str) -> None:
    """Tell those with a live seat of these roles that their conversation rests."""
    seats = Participation.objects.live().filter(conversation=conversation, role__in=list(roles))
    for seat in seats.select_related("user").order_by("pk"):
        notifications.notify(kind, user=seat.user, window=window, url=conversation.get_absolute_url())
