"""Mails accounts sends itself, all through the outbox; texts lie in templates/emails/accounts_*."""

import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership, Network, Organisation, User
from core import mail

# Shown where the person's Kreis has no network of its own.
NO_CONTACT = {"name": "", "phone": "", "hours": ""}


def absolute(name: str, *args: Any) -> str:
    """The whole address of a page for a mail; the host comes from the settings, never from a request."""
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def send(to: str, template: str, *, key: str = "", language: str = "de", **context: Any) -> None:
    """Queue one mail; without a key each call is a mail of its own."""
    mail.send(
        to=to,
        template=f"accounts_{template}",
        context=context,
        key=f"accounts_{template}:{key or uuid.uuid4()}",
        language=language,
    )


def tell_owners(organisation: Organisation, outcome: str, *, reason: str = "") -> None:
    """Tell the people who manage an organisation what became of its check."""
    event = organisation.verification_events.order_by("-pk").first()
    held = Membership.objects.owners().filter(organisation=organisation, user__is_active=True).select_related("user")
    for membership, owner in [(held_by, held_by.user) for held_by in held if held_by.user]:
        send(
            owner.email,
            "verification_result",
            key=f"{event.pk if event else 0}:{membership.pk}",
            language=owner.language,
            organisation=organisation.name,
            outcome=outcome,
            reason=reason,
            url=absolute("accounts:organisation", organisation.public_id),
        )


def contact_for(person: User) -> dict[str, str]:
    """A named person with telephone near the young person's home, for mails and for the page after three failures."""
    profile = getattr(person, "pupil_profile", None)
    networks = Network.objects.exclude(phone="")
    if profile is not None and profile.postal_code is not None:
        networks = networks.order_by().filter(districts=profile.postal_code.district_id).order_by("pk")
    network = networks.first() or Network.objects.exclude(phone="").first()
    if network is None:
        return NO_CONTACT
    return {"name": network.contact_name, "phone": network.phone, "hours": network.phone_hours}
