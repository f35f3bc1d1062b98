"""What accounts and the sign-in package hold of a person."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal import Holding, acts, declare
from core import mail

SECRET = _("Geheimnisse der Anmeldung: Wer sie mitnimmt, verliert sie leicht.")


def _forget_mails(user: User) -> None:
    """What was sent to the mailbox; the address itself goes with the account."""
    mail.forget_address(user.email)


declare(
    Holding(
        "accounts.User",
        ("pk",),
        title=_("Über dich"),
        columns=(
            "public_id", "email", "kind", "shown_name", "first_name", "last_name", "phone", "born_month", "born_year",
            "language", "joined_at", "last_login",
        ),
        erases=_forget_mails,
        stays=_("Die Nummer des Kontos ohne Namen, damit Zähler und Protokolle stimmen."),
    ),
    Holding(
        "accounts.PupilProfile",
        ("user",),
        title=_("Dein Weg"),
        columns=(
            "postal_code", "street", "school_kind", "certificate", "start_year", "own_consent_at", "own_consent_text",
            "is_paused",
        ),
        deletes=True,
    ),
    Holding(
        "accounts.Guardian",
        ("pupil",),
        title=_("Eltern oder Sorgeberechtigte"),
        columns=("email", "name", "relation", "created_at"),
        deletes=True,
    ),
    Holding(
        "accounts.Consent",
        ("pupil",),
        title=_("Zustimmungen und Erlaubnisse"),
        columns=("kind", "state", "subject", "text_version", "requested_at", "decided_at", "ended_at"),
        blanks={"subject": ""},
        stays=_("Der Beweis, dass zugestimmt wurde, drei Jahre, ohne Namen."),
    ),
    Holding(
        "accounts.Access",
        ("pupil",),
        title=_("Wer deine Daten gesehen hat"),
        columns=("at", "organisation", "what"),
        deletes=True,
    ),
    Holding(
        "accounts.Membership",
        ("user",),
        title=_("Organisationen"),
        columns=("organisation", "role", "state", "starts_on", "ends_on"),
        blanks={"invited_email": ""},
        stays=_("Dass jemand dazugehörte, gehört zur Geschichte der Organisation; der Name ist weg."),
    ),
    Holding(
        "accounts.NetworkMember",
        ("user",),
        title=_("Netzwerke"),
        columns=("network", "starts_on", "ends_on"),
        deletes=True,
    ),
    Holding(
        "account.EmailAddress",
        ("user",),
        title=_("E-Mail-Adressen"),
        columns=("email", "verified", "primary"),
        deletes=True,
    ),
    Holding(
        "accounts.PaperRequest",
        ("pupil",),
        title=_("Zettel für deine Eltern"),
        columns=("created_at", "expires_at", "used_at"),
        deletes=True,
    ),
    Holding(
        "accounts.Device",
        ("user",),
        title=_("Angemeldete Geräte"),
        columns=("label", "signed_in_at", "ended_at"),
        deletes=True,
    ),
    Holding("mfa.Authenticator", ("user",), left_out=SECRET, deletes=True),
)  # fmt: skip
acts(
    "accounts.AuditEvent.actor",
    "accounts.Access.seen_by",
    "accounts.ConsentEvent.by",
    "accounts.Membership.invited_by",
    "accounts.MembershipEvent.by",
    "accounts.VerificationEvent.by",
    "accounts.VerificationCheck.by",
    "accounts.Delegation.given_by",
)
