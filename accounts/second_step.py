"""The second step of signing in: a passkey, six digits of an app, or a code from the list for emergencies.

Nobody needs it to sign up, search or write. It is asked for where a minor's surname and documents begin
(`permissions.revealed_to`): a stolen mailbox or password alone opens neither. Whoever has set it up is asked at every
sign-in. The secret is encrypted at rest, so a copy of the database does not show it.
"""

import base64
import hashlib
import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _

from accounts.models import User

SITE = "Handschlag"
METHOD = "mfa"  # allauth's word for it among the records of a session
FIRST_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
DEMO_HOST = "@demo.example"


class SecondStepAdapter(DefaultMFAAdapter):
    """The one adapter named in the settings: German words, our name in the app, secrets encrypted."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Der zweite Schritt lässt sich hier nicht abschalten."),
        "cannot_generate_recovery_codes": _("Notfallcodes gibt es erst mit einem zweiten Schritt."),
        "incorrect_code": _("Der Code stimmt nicht. Bitte die sechs Ziffern eingeben, die gerade in der App stehen."),
        "unverified_email": _("Bitte zuerst die E-Mail-Adresse bestätigen."),
    }

    def get_totp_issuer(self) -> str:
        """The name above the digits in the app."""
        return SITE

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name beside a passkey on the device; it is bound to the host, so it opens nothing elsewhere."""
        return {**super().get_public_key_credential_rp_entity(), "name": SITE}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 -- allauth's name
        """What the field says before the person writes."""
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("Passkey")) if not held else f"{_('Passkey')} {held + 1}"

    def encrypt(self, text: str) -> str:
        """What the database keeps of a secret."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself; keys that were rotated out still open what they closed."""
        return _box().decrypt(encrypted_text.encode()).decode()


def is_set_up(user: User) -> bool:
    """Has the person an app or a passkey?"""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FIRST_STEPS).exists()


def kinds_of(user: Any) -> set[str]:
    """What the person can show: totp, webauthn."""
    return set(Authenticator.objects.filter(user_id=user.pk, type__in=FIRST_STEPS).values_list("type", flat=True))


def is_taken(request: HttpRequest, user: Any) -> bool:
    """Was the second step taken in this session? Read from the session, asks the database nothing."""
    return any(record.get("method") == METHOD for record in get_authentication_records(request, user))


def take(request: HttpRequest, user: Any) -> None:
    """Setting it up is taking it: note it in the session."""
    record_authentication(request, user, METHOD, reauthenticated=True)


def forget(request: HttpRequest) -> None:
    """Switched off: the session counts as signed in without it."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    kept = [record for record in records if record.get("method") != METHOD]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def demo_digits(secret: str) -> str:
    """The digits of this moment, so that the demo works without a telephone; empty outside the demo."""
    if not settings.DEMO:
        return ""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def demo_digits_of(user: Any) -> str:
    """The same for a demo person who signs in; nobody else's digits are ever shown."""
    if not settings.DEMO or not user.email.endswith(DEMO_HOST):
        return ""
    app = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()
    return demo_digits(decrypt(app.data["secret"])) if app else ""


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"accounts.second_step:" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
