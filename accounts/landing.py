"""Where somebody lands after signing in: the desk where the person's work lies."""

from typing import Any

from django.urls import reverse

from accounts import permissions
from accounts.models import Membership, Organisation

# Desks of the upper floors by the address table of docs/architecture.md; we know their addresses, not their code.
PUPIL_DESK, FIRM_DESK, GUILD_DESK, CLASS_DESK = "/mein/", "/betrieb/", "/innung/", "/klasse/"
ADMIN, MODERATION = "/admin/", "/moderation/"
GUILD_KINDS = (
    Organisation.Kind.GUILD,
    Organisation.Kind.DISTRICT_ASSOCIATION,
    Organisation.Kind.STATE_GUILD_ASSOCIATION,
    Organisation.Kind.CHAMBER,
)


def landing_page(person: Any) -> str:
    """The address for a signed-in person."""
    if person.is_young:
        return PUPIL_DESK
    if person.is_superuser or permissions.is_editor(person):
        return ADMIN
    if permissions.is_moderator(person):
        return MODERATION
    held = Membership.objects.active().filter(user=person).values_list("organisation__kind", "role")
    return _desk(list(held)) or reverse("accounts:account")


def _desk(held: list[tuple[str, str]]) -> str:
    kinds = {kind for kind, _role in held}
    if kinds & set(GUILD_KINDS):
        return GUILD_DESK
    if Organisation.Kind.FIRM in kinds:
        return FIRM_DESK
    return CLASS_DESK if any(role in Membership.ADVISING_ROLES for _kind, role in held) else ""


def audience(person: Any) -> str | None:
    """Whose menu somebody gets (core.navigation): by the desk the person lands on; asked once per request."""
    if not hasattr(person, "_menu_audience"):
        desks = {PUPIL_DESK: "pupil", FIRM_DESK: "firm", GUILD_DESK: "guild", CLASS_DESK: "class"}
        fallback = "staff" if person.kind == "staff" else None
        person._menu_audience = desks.get(landing_page(person), fallback)
    return person._menu_audience
