"""Mailboxes that send mails back: left alone, and everybody who waits for their person hears of it in the app."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from accounts.models import Consent
from core import clock
from messaging import notifications
from messaging.models import Bounce, Message, Notification, Participation
from messaging.signals import address_bounced


@transaction.atomic
def note_bounce(address: str, *, detail: str = "") -> None:
    """A mail came back: nothing more goes to this address, what waits stays in the app, and who waits is told."""
    fresh = {"detail": detail[:200], "at": clock.now()}
    bounce, is_new = Bounce.objects.update_or_create(address=address.lower(), defaults=fresh)
    Notification.objects.filter(user__email__iexact=address, mailed_at__isnull=True).update(mail_after=None)
    if is_new:
        _tell_owner(bounce)
        _tell_pupils_of_parents(bounce)
        seats = Participation.objects.live().filter(user__email__iexact=address, user__is_active=True)
        for seat in seats.select_related("conversation", "user").order_by("pk"):
            _tell_writers(seat, bounce)
        address_bounced.send(Bounce, address=bounce.address)


@transaction.atomic
def trust_address(*, by: Any) -> None:
    """The person says that the own mailbox works again."""
    Bounce.objects.filter(address__iexact=by.email).delete()


def tell_unreached(message: Message) -> None:
    """Tell the writer of a new message that its reader gets no mails, where nobody else on that side does."""
    seats = Participation.objects.live().filter(conversation=message.conversation, user__is_active=True)
    for seat in seats.exclude(user=message.sender).select_related("conversation", "user").order_by("pk"):
        if bounce := Bounce.objects.of(seat.user):
            _tell_writers(seat, bounce)


def _tell_owner(bounce: Bounce) -> None:
    url = reverse("messaging:notification_wishes")
    for person in get_user_model().objects.filter(email__iexact=bounce.address, is_active=True).order_by("pk"):
        context = {"address": bounce.address}
        notifications.notify(
            notifications.MAILBOX_RETURNS, user=person, window=str(bounce.pk), url=url, context=context
        )


def _tell_pupils_of_parents(bounce: Bounce) -> None:
    """The parents were asked at an address that does not exist: only their child can ask again."""
    asked = Consent.objects.filter(state=Consent.State.REQUESTED, guardian__email__iexact=bounce.address)
    for consent in asked.select_related("pupil").order_by("pk"):
        window, url = f"{bounce.pk}:{consent.public_id}", reverse("accounts:consent")
        notifications.notify(notifications.PARENTS_MAIL_RETURNED, user=consent.pupil, window=window, url=url)


def _tell_writers(seat: Participation, bounce: Bounce) -> None:
    """Those whose words lie unread at this seat, unless somebody beside it can still be reached by mail."""
    conversation = seat.conversation
    beside = Participation.objects.live().filter(conversation=conversation, role=seat.role).exclude(pk=seat.pk)
    reached = [one.user for one in beside.select_related("user") if one.user.is_active and one.user.email]
    if any(Bounce.objects.of(person) is None for person in reached):
        return
    unread = Message.objects.filter(conversation=conversation, seq__gt=seat.read_seq).exclude(sender=seat.user)
    writers = Participation.objects.live().filter(conversation=conversation, user__in=unread.values("sender"))
    for writer in writers.select_related("user").order_by("pk"):
        notifications.notify(
            notifications.OTHER_SIDE_UNREACHED,
            user=writer.user,
            window=f"{bounce.pk}:{conversation.public_id}",
            url=conversation.get_absolute_url(),
        )
