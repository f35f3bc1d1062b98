"""What accounts hears from sign-in: a confirmed mailbox starts the check, signing in decides how long it holds."""

from typing import Any

from allauth.account.signals import email_confirmed
from allauth.mfa.signals import authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import actions, second_step, spray
from accounts.models import Membership, Organisation, User
from accounts.sessions import keep, note_device, set_length


@receiver(email_confirmed)
def start_check(sender: Any, email_address: Any, **kwargs: Any) -> None:
    """The founder's mailbox is right: the new organisation goes into the queue."""
    founder = email_address.user
    founded = Organisation.objects.filter(
        pk__in=Membership.objects.owners().filter(user=founder).values("organisation_id"),
        verification=Organisation.Verification.UNVERIFIED,
    )
    for organisation in founded.order_by("pk"):
        actions.submit_for_check(organisation, by=founder)


@receiver(user_logged_in)
def limit_session(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """How long the session holds, by person and device."""
    if request is not None:
        set_length(request, user)
        note_device(request, user)
    actions.end_silence(user, by=user)


@receiver(user_login_failed)
def count_failure(sender: Any, **kwargs: Any) -> None:
    """A wrong password anywhere counts for everybody."""
    spray.note_failure()


@receiver(user_logged_out)
def leave_device(sender: Any, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    """Signed out by hand: the device leaves the list."""
    if request is not None and user is not None and request.session.session_key:
        actions.leave_device(request.session.session_key, by=user)


@receiver(authenticator_removed)
def lose_second_step(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Without the app the step counts as not taken, here and on every other device."""
    if authenticator.type not in second_step.FIRST_STEPS or second_step.is_set_up(user):
        return
    second_step.forget(request)
    actions.note_second_step(user, by=user, is_on=False)
    keep(request, user)
