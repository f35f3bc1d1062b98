"""News from accounts: consent, memberships and accounts decide who may read and write."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts import signals
from core.signals import mail_returned
from core.text import clean_line
from messaging import actions, broadcast, devices, notifications, readers
from messaging.models import Bounce, Invitation, Participation, PushDevice
from messaging.signals import conversation_moved


@receiver(signals.consent_changed)
def follow_consent(consent: Any, **kwargs: Any) -> None:
    """Stop or resume the pupil's conversations with the guardian's word for the account."""
    if consent.kind != consent.Kind.DATA:
        return
    if consent.state in consent.GIVEN:
        actions.resume_for(consent.pupil, reason="consent")
    else:
        actions.pause_without_consent(consent.pupil)


@receiver(signals.consent_changed)
def tell_consent(consent: Any, before: str = "", **kwargs: Any) -> None:
    """The pupil reads in the app how far the parents' word is; the mail comes from accounts."""
    if consent.state == consent.State.REQUESTED:
        return
    notifications.notify(
        notifications.CONSENT_CHANGED,
        user=consent.pupil,
        window=f"{consent.public_id}:{consent.state}",
        url=reverse("accounts:consent"),
        context={"state": consent.get_state_display()},
    )


@receiver([signals.organisation_verified, signals.organisation_suspended])
def tell_verification(organisation: Any, **kwargs: Any) -> None:
    """Everybody who acts for an organisation reads in the app what became of its check."""
    event = organisation.verification_events.order_by("-pk").first()
    for person in readers.members_of(organisation):
        notifications.notify(
            notifications.VERIFICATION_RESULT,
            user=person,
            window=f"{organisation.pk}:{event.pk if event else 0}",
            url=reverse("accounts:organisation", args=[organisation.public_id]),
            context={"organisation": organisation.name, "state": organisation.get_verification_display()},
        )


@receiver(conversation_moved)
def tell_stop(conversation: Any, before: str, **kwargs: Any) -> None:
    """A conversation that stops is told to both sides; a freeze only to the side it stops, and nobody is named."""
    state, stopped = conversation.state, {"paused", "frozen"}
    if state not in stopped or not before:
        return
    window = f"{conversation.public_id}:{conversation.events.count()}"
    if state == conversation.State.PAUSED:
        actions.tell_stopped(conversation, notifications.CONVERSATION_STOPPED, roles=("pupil",), window=window)
    actions.tell_stopped(conversation, notifications.CONVERSATION_STOPPED_FIRM, roles=("firm",), window=window)


@receiver(signals.pause_changed)
def follow_pause(user: Any, **kwargs: Any) -> None:
    """A young person hides from all firms, or comes back."""
    if user.pupil_profile.is_paused:
        actions.pause_for(user, reason="pause")
    else:
        actions.resume_for(user, reason="pause")


@receiver(signals.membership_ended)
def end_seats(membership: Any, **kwargs: Any) -> None:
    """A person who left an organisation leaves its conversations and those it answers by delegation."""
    actions.end_invitations(membership)
    if membership.user is not None:
        actions.leave_lost(membership.user)


@receiver(signals.delegation_ended)
def end_office_seats(delegation: Any, **kwargs: Any) -> None:
    """An office that no longer answers for a firm leaves its conversations."""
    actions.leave_office(delegation.firm)


@receiver(signals.account_closed)
def end_conversations(user: Any, **kwargs: Any) -> None:
    """A closed account ends its conversations and its tabs."""
    actions.close_all(user)


@receiver(signals.organisation_suspended)
@receiver(signals.organisation_merged)
def end_organisation_tabs(organisation: Any, **kwargs: Any) -> None:
    """People of a stopped or merged organisation read its conversations no longer; their seats wait."""
    seats = Participation.objects.live().filter(conversation__organisation=organisation, role=Participation.Role.FIRM)
    guests = Invitation.objects.filter(membership__organisation=organisation, state=Invitation.State.JOINED)
    people = Q(pk__in=seats.values("user")) | Q(pk__in=guests.values("counsellor"))
    broadcast.access_ended(*get_user_model().objects.filter(people).order_by("pk"))


@receiver(post_save, sender=get_user_model())
def recheck_tabs(instance: Any, created: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """Password, session version, ban, kind of person: whatever changed, the tabs ask again."""
    if not created and set(update_fields or ()) != {"last_login"}:
        broadcast.access_ended(instance)


@receiver(m2m_changed, sender=get_user_model().groups.through)
def recheck_tabs_of_staff(instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """A role was given or taken."""
    if action.startswith("post_") and not reverse:
        broadcast.access_ended(instance)


@receiver(signals.sessions_ended)
def end_all_tabs(user: Any, **kwargs: Any) -> None:
    """All sessions of a person ended at once; devices that were signed out show nothing any more."""
    actions.remove_devices(user)
    broadcast.access_ended(user)


@receiver(signals.person_banned)
def end_tabs_of_banned(user: Any, **kwargs: Any) -> None:
    """Tabs of a banned person close at once."""
    actions.remove_devices(user)
    broadcast.access_ended(user)


@receiver(mail_returned)
def mark_address(address: str, detail: str, **kwargs: Any) -> None:
    """A mail of ours came back."""
    actions.note_bounce(address, detail=detail)


@receiver(user_logged_in)
def warn_of_mailbox(request: Any, user: Any, **kwargs: Any) -> None:
    """Whoever signs in and gets no mails any more reads so at once, with the way to mend it."""
    if bounce := Bounce.objects.of(user):
        text = _("Mails an %(address)s kommen zurück.") % {"address": bounce.address}
        link = reverse("messaging:notification_wishes")
        line = format_html('{} <a href="{}">{}</a>', text, link, _("Postfach richten"))
        messages.warning(request, line, fail_silently=True)


@receiver(user_logged_in)
def take_over_device(request: Any, user: Any, **kwargs: Any) -> None:
    """Somebody else signs in at this browser: what the one before wanted to see here ends."""
    for device in _device_of(request).exclude(user=user):
        actions.remove_device(device, by=user)


@receiver(user_logged_out)
def forget_device(request: Any, user: Any, **kwargs: Any) -> None:
    """Signed out at this browser: it shows no notices any more."""
    for device in _device_of(request):
        actions.remove_device(device, by=user)


def _device_of(request: Any) -> Any:
    key = clean_line(request.COOKIES.get(devices.COOKIE, ""), 32) if request is not None else ""
    return PushDevice.objects.filter(stop_key=key) if key else PushDevice.objects.none()


@receiver(user_logged_out)
def end_tabs(user: Any, **kwargs: Any) -> None:
    """Sign-out closes the sockets of that session; the others find theirs valid."""
    if user is not None:
        broadcast.access_ended(user)
