"""Everything that changes a person: opening, changing, pausing and closing an account."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts import ages, signals
from accounts.actions import notices
from accounts.actions.audit import record
from accounts.models import Device, PupilProfile, User
from accounts.permissions import may_review_consents
from accounts.situations import TooYoung, WrongStep
from core import clock

# Version of the privacy notice a young person agrees to; raised when its meaning changes.
OWN_CONSENT_TEXT = "2026-11"
PERSON_FIELDS = ("shown_name", "first_name", "last_name", "phone", "language")
PROFILE_FIELDS = ("postal_code", "street", "school_kind", "certificate", "start_year")


@transaction.atomic
def create_person(
    email: str, *, by: User | None, kind: str = User.Kind.MEMBER, password: str | None = None, **fields: Any
) -> User:
    """Create a person whose mailbox is known to be right: by an administrator, a command or an invitation."""
    user = User.objects.create_user(email, password, kind=kind, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if user.is_young:
        profile = PupilProfile.objects.create(user=user)
        _consent_from_16(profile)
    record("person_created", user, by=by)
    return user


@transaction.atomic
def sign_up_young(
    *, email: str, shown_name: str, born_year: int, born_month: int, signup_key: Any = None, by: None = None
) -> User:
    """Open a pupil's account with a mailbox still to be confirmed; raises TooYoung below 14 and stores nothing."""
    if ages.band(born_year, born_month, clock.today()) == "under_14":
        raise TooYoung
    user = User.objects.create_user(
        email,
        kind=User.Kind.PUPIL,
        shown_name=shown_name,
        born_year=born_year,
        born_month=born_month,
        signup_key=signup_key,
    )
    _consent_from_16(PupilProfile.objects.create(user=user))
    record("person_signed_up", user, by=user)
    return user


@transaction.atomic
def update_person(user: User, *, by: User, **changes: Any) -> User:
    """Correct one's own name, telephone or language; other fields are refused."""
    _only_oneself(user, by)
    return _apply(user, changes, PERSON_FIELDS)


@transaction.atomic
def update_profile(user: User, *, by: User, **changes: Any) -> PupilProfile:
    """Correct what one says about the way into training; other fields are refused."""
    _only_oneself(user, by)
    profile, _created = PupilProfile.objects.get_or_create(user=user)
    return _apply(profile, changes, PROFILE_FIELDS)


@transaction.atomic
def give_own_consent(user: User, *, by: User) -> None:
    """From 16 the young person decides alone; raises WrongStep below."""
    _only_oneself(user, by)
    if not user.is_young or user.age_band() not in ("16_17", "18_plus"):
        raise WrongStep("own consent starts at 16")
    profile, _created = PupilProfile.objects.get_or_create(user=user)
    if profile.own_consent_at is None:
        _consent_from_16(profile)
        user.pupil_profile = profile
        record("own_consent_given", user, by=by, purpose=OWN_CONSENT_TEXT)


@transaction.atomic
def withdraw_own_consent(user: User, *, by: User) -> None:
    """Take the own consent back: no contact with firms until it is given again."""
    _only_oneself(user, by)
    changed = PupilProfile.objects.filter(user=user, own_consent_at__isnull=False)
    if changed.update(own_consent_at=None, own_consent_text=""):
        user.refresh_from_db()
        record("own_consent_withdrawn", user, by=by)
        signals.pause_changed.send(User, user=user)


@transaction.atomic
def set_pause(user: User, *, paused: bool, by: User) -> None:
    """Hide from all firms, or come back."""
    _only_oneself(user, by)
    if PupilProfile.objects.filter(user=user, is_paused=not paused).update(is_paused=paused):
        user.refresh_from_db()
        record("paused" if paused else "resumed", user, by=by)
        signals.pause_changed.send(User, user=user)


@transaction.atomic
def change_birth_month(user: User, *, year: int, month: int, by: User, purpose: str) -> None:
    """Correct month and year of birth: only a counsellor or moderator may, so no protection ends by a click."""
    if not may_review_consents(by) or by.pk == user.pk:
        raise PermissionDenied
    User.objects.filter(pk=user.pk).update(born_year=year, born_month=month)
    user.refresh_from_db()
    record("birth_month_changed", user, by=by, purpose=purpose)


@transaction.atomic
def sign_out_everywhere(user: User, *, by: User) -> None:
    """End all sessions of a person; the caller may renew its own."""
    _only_oneself(user, by)
    _end_sessions(user)
    record("signed_out_everywhere", user, by=by)


@transaction.atomic
def note_second_step(user: User, *, by: User, is_on: bool) -> None:
    """The second step was switched on or off: all other sessions end, the chain knows it."""
    _only_oneself(user, by)
    _end_sessions(user)
    record("second_step_on" if is_on else "second_step_off", user, by=by)


@transaction.atomic
def forget_second_step(user: User, *, by: User | None = None) -> bool:
    """The operator takes the step away after recognising the person; the mailbox learns it, all sessions end."""
    held = Authenticator.objects.filter(user=user).order_by("pk")
    if not held.exists():
        return False
    for authenticator in held:
        authenticator.delete()
    _end_sessions(user)
    record("second_step_off", user, by=by, purpose="operator")
    notices.send(
        user.email, "second_step", language=user.language, act="totp_deactivated", url=notices.absolute("mfa_index")
    )
    return True


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_version=F("session_version") + 1)
    Device.objects.filter(user=user, ended_at=None).update(ended_at=clock.now())
    user.refresh_from_db(fields=["session_version"])
    signals.sessions_ended.send(User, user=user)


def _consent_from_16(profile: PupilProfile) -> None:
    """Store own consent where the age allows it; the tick under the notice is the same for everybody."""
    if profile.user.age_band() in ("16_17", "18_plus"):
        profile.own_consent_at, profile.own_consent_text = clock.now(), OWN_CONSENT_TEXT
        profile.save(update_fields=["own_consent_at", "own_consent_text"])


def _only_oneself(user: User, by: User) -> None:
    if by.pk != user.pk and not by.is_superuser:
        raise PermissionDenied


def _apply(thing: Any, changes: dict[str, Any], allowed: tuple[str, ...]) -> Any:
    if unknown := changes.keys() - set(allowed):
        raise PermissionDenied(f"not changeable: {', '.join(sorted(unknown))}")
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(changes))
    return thing
