"""How allauth behaves here: German words, mails through the outbox, limits that hold exactly, our landing pages."""

import secrets
from ipaddress import IPv6Network, ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import spray
from accounts.actions import notices
from accounts.landing import landing_page
from core import limits

# allauth's name of a mail -> ours (templates/emails/accounts_<name>.txt).
MAILS = {
    "login_code": "sign_in_code",
    "email_confirmation": "confirm_code",
    "email_confirmation_signup": "confirm_code",
    "account_already_exists": "already_exists",
    "unknown_account": "unknown_account",
    "password_reset_code": "reset_code",
    "password_changed": "password_changed",
    "password_set": "password_changed",
    "password_reset": "password_changed",
    "email_changed": "mailbox_changed",
    "email_confirm": "mailbox_changed",
    "email_deleted": "mailbox_changed",
    "totp_activated": "second_step",
    "totp_deactivated": "second_step",
    "recovery_codes_generated": "second_step",
    "webauthn_added": "second_step",
    "webauthn_removed": "second_step",
}
CODE_DIGITS = 6
FIVE_MINUTES, HALF_HOUR, HOUR = 300, 1800, 3600
# Demonstrations and classes share one address; the strict figures are those of safety.md 5.
DEMO_LIMIT = 100
IPV6, OWN_NETWORK = 6, 64  # whoever has one IPv6 address has 2^64 of them
SPRAY_WORDS = _(
    "Gerade probiert jemand viele Passwörter durch. Anmelden geht so lange nur mit dem Code aus der E-Mail, wie immer."
)


def at_most(strict: int) -> int:
    """The strict limit, or the wide one of the demo mode."""
    return DEMO_LIMIT if settings.DEMO else strict


class AccountAdapter(DefaultAccountAdapter):
    """The one adapter named in the settings."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Dieses Konto ist geschlossen."),
        "email_password_mismatch": _("E-Mail-Adresse oder Passwort stimmt nicht."),
        "email_taken": _("Mit dieser E-Mail-Adresse gibt es schon ein Konto."),
        "duplicate_email": _("Diese E-Mail-Adresse gehört schon zu diesem Konto."),
        "enter_current_password": _("Bitte das bisherige Passwort eingeben."),
        "incorrect_code": _("Der Code stimmt nicht. Bitte die sechs Ziffern aus der neuesten E-Mail eingeben."),
        "incorrect_password": _("Das Passwort stimmt nicht."),
        "invalid_login": _("Das hat nicht geklappt."),
        "max_email_addresses": _("Mehr als %d E-Mail-Adressen gehen nicht."),
        "same_as_current": _("Der neue Wert ist derselbe wie der alte."),
        "too_many_login_attempts": _("Zu viele Versuche. Bitte in einigen Minuten noch einmal."),
        "rate_limited": _("Bitte kurz warten, dann noch einmal."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's mail in our words; only the code travels, never request or person."""
        act = template_prefix.rsplit("/", 1)[-1]
        name = MAILS[act]
        values = {"code": str(context["code"])} if "code" in context else {}
        if name in ("unknown_account", "already_exists"):
            values["url"] = notices.absolute("account_signup" if name == "unknown_account" else "account_login")
        if name == "second_step":
            values |= {"act": act, "url": notices.absolute("mfa_index")}
        with transaction.atomic():
            notices.send(email, name, **values)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Somebody signed up with an address that has an account: only the mailbox learns it."""
        self.send_mail("account/email/account_already_exists", email, {})

    def generate_login_code(self) -> str:
        """Six digits, easy to type over from the phone; three tries each (ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS)."""
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"

    def generate_email_verification_code(self) -> str:
        """As for signing in."""
        return self.generate_login_code()

    def generate_password_reset_code(self) -> str:
        """As for signing in."""
        return self.generate_login_code()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Five tries in five minutes for an account, ten a minute from one address, exact under parallel load."""
        login = credentials.get("email", "").lower()
        limits.hit("sign_in_account", login, limit=at_most(5), seconds=FIVE_MINUTES)
        limits.hit("sign_in_address", self.get_network(request), limit=at_most(10), seconds=60)
        if spray.is_on():
            raise ValidationError(SPRAY_WORDS)
        super().pre_authenticate(request, **credentials)

    def get_network(self, request: HttpRequest) -> str:
        """What is counted as one place: an address, with IPv6 the whole network of one connection."""
        address = ip_address(self.get_client_ip(request))
        return str(IPv6Network((address, OWN_NETWORK), strict=False)) if address.version == IPV6 else str(address)

    def count_code(self, request: HttpRequest, email: str) -> None:
        """Codes by mail: three an hour for an account, ten from one address."""
        limits.hit("code_account", email.lower(), limit=at_most(3), seconds=HOUR)
        limits.hit("code_address", self.get_network(request), limit=at_most(10), seconds=HOUR)

    def count_sign_up(self, request: HttpRequest) -> None:
        """Five new accounts in half an hour from one address."""
        limits.hit("sign_up", self.get_network(request), limit=at_most(5), seconds=HALF_HOUR)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page where the person's work lies."""
        return landing_page(request.user)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same page as after signing in."""
        return landing_page(request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        return landing_page(request.user)

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site: no other host, no backslashes, no control characters (safety.md A33)."""
        if not url or not url.startswith("/") or url.startswith("//") or "\\" in url:
            return False
        return url.isprintable() and super().is_safe_url(url)

    def clean_email(self, email: str) -> str:
        """Refuse what is no address of a person: control characters are gone already, the rest is Django's check."""
        if email.endswith(".invalid"):
            raise ValidationError(_("Diese Adresse gibt es nicht."))
        return email
