"""What happens after commit and by the clock: notices, mails, the morning's delivery, the alarm for urgent reports."""

from typing import Any

from django.contrib.auth import get_user_model

from core import clock, outbox, schedule
from messaging import actions, decisions, devices, notifications, readers
from messaging.actions.reports import close_old
from messaging.models import Ban, Message, Participation, Report


@outbox.handles("message_sent")
def notice_new_message(message: int, **rest: Any) -> None:
    """One notice a person and stretch of unread messages; the sender gets none."""
    sent = Message.objects.select_related("conversation").filter(pk=message).first()
    if sent is None:
        return
    actions.listen(sent)
    seats = Participation.objects.live().filter(
        conversation=sent.conversation, read_seq__lt=sent.seq, user__is_active=True
    )
    for seat in seats.exclude(user=sent.sender).select_related("user").order_by("pk"):
        # The read mark is the window: whoever has not read yet is not told again.
        window = f"{sent.conversation.public_id}:{seat.read_seq}"
        url = sent.conversation.get_absolute_url()
        notifications.notify(notifications.MESSAGE_NEW, user=seat.user, window=window, url=url)
    actions.tell_unreached(sent)


@outbox.handles("report_filed")
def notice_report(report: int, **rest: Any) -> None:
    """Receipt to the reporter, task or alarm to the moderation."""
    filed = Report.objects.select_related("reporter").filter(pk=report).first()
    if filed is None:
        return
    if filed.reporter is not None:
        url = filed.get_absolute_url()
        notifications.notify(
            notifications.REPORT_RECEIPT, user=filed.reporter, window=f"{filed.pk}:{filed.state}", url=url
        )
    if filed.urgent:
        alarm(filed)
    else:
        _tell_moderators(notifications.REVIEW_TASK, filed, window=f"{filed.pk}:{filed.state}")


@outbox.handles("report_decided")
def notice_decision(report: int, **rest: Any) -> None:
    """The statement reaches both sides; the reported side never learns who reported."""
    rows = Report.objects.select_related("reporter", "message__sender", "person", "organisation")
    filed = rows.filter(pk=report).first()
    if filed is None:
        return
    judged = readers.members_of(filed.organisation) if filed.organisation else [filed.judged]
    for person in [one for one in {filed.reporter, *judged} if one is not None]:
        # Who was banned cannot sign in to read why: the link of the mail opens the statement alone.
        own_page = filed.get_absolute_url() if person.is_active else decisions.address(filed, person)
        window, url = f"{filed.pk}:{filed.state}", own_page
        notifications.notify(notifications.REPORT_DECISION, user=person, window=window, url=url)


@outbox.handles("ban_proposed")
def notice_ban(ban: int, **rest: Any) -> None:
    """The others of the moderation learn that a ban waits for a second pair of eyes."""
    proposed = Ban.objects.select_related("report").filter(pk=ban, state=Ban.State.PROPOSED).first()
    if proposed is not None:
        _tell_moderators(notifications.REVIEW_TASK, proposed.report, window=f"ban:{proposed.pk}")


@outbox.handles(devices.KIND, private=True, tries=6)
def push_notice(device: int, notices: list[int], text: str, url: str, until: str) -> None:
    """One device shows one sentence; six tries are some minutes, and everything stands in the app anyway."""
    actions.show_on_device(device, notices, text, url, until)


def alarm(filed: Report) -> None:
    """Alarm the moderation about an urgent report, once a quarter of an hour."""
    now = clock.now()
    _tell_moderators(notifications.REPORT_URGENT, filed, window=f"{filed.pk}:{now:%Y%m%d%H}{now.minute // 15}")


def _tell_moderators(kind: notifications.Kind, filed: Report, *, window: str) -> None:
    for person in get_user_model().objects.filter(groups__name="moderator", is_active=True).order_by("pk"):
        notifications.notify(
            kind, user=person, window=window, url=f"/moderation/{filed.pk}/", context={"number": filed.pk}
        )


@schedule.every(minutes=1, name="messaging: deliver what waited for the morning")
def deliver_held() -> None:
    """Number the messages whose quiet hours are over."""
    actions.release_held()


@schedule.every(minutes=5, name="messaging: mails about unread notices")
def mail_notices() -> None:
    """Mails and short messages that waited for reading in the app or for the morning."""
    notifications.send_mails()
    notifications.send_short_messages()


@schedule.every(minutes=1, name="messaging: notices on devices")
def push_notices() -> None:
    """What nobody read within five minutes, or what waited for the morning."""
    notifications.send_pushes()


@schedule.every(minutes=15, name="messaging: alarm for urgent reports")
def repeat_alarms() -> None:
    """Nobody has looked yet: say it again every quarter of an hour."""
    for filed in Report.objects.waiting().filter(urgent=True, state__in=["received", "frozen"]):
        alarm(filed)


@schedule.daily(at="02:30", name="messaging: close reports nobody can complain about any more")
def close_old_reports() -> None:
    """Six months after the decision; six more and the rule of retention deletes them."""
    close_old()


@schedule.every(minutes=15, name="messaging: remind of appointments")
def remind_of_appointments() -> None:
    """Both sides hear of tomorrow's meetings once."""
    actions.remind_of_appointments()


@schedule.daily(at="03:20", name="messaging: close what is long over")
def close_ended() -> None:
    """Conversations become read-only 90 days after their matter ended."""
    actions.close_ended()
