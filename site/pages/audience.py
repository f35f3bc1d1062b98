"""Who somebody is in the menus, and where their own desk is."""

from typing import Any

from accounts import permissions
from accounts.models import Organisation, User

KINDS_OF_SCHOOLS = (Organisation.Kind.SCHOOL, Organisation.Kind.VOCATIONAL_SCHOOL)
KINDS_OF_BODIES = (Organisation.Kind.GUILD, Organisation.Kind.DISTRICT_ASSOCIATION, Organisation.Kind.CHAMBER)
KINDS_OF_CLASSES = (*KINDS_OF_SCHOOLS, Organisation.Kind.GUIDANCE_CENTRE)
DESKS = {"pupil": "/mein/", "firm": "/betrieb/", "guild": "/innung/", "class": "/klasse/"}


def of(person: User) -> str | None:
    """Firm, guild, class or staff for a member; None leaves the answer to the kind of account.

    One query a person object, remembered on it, because every page of a request asks.
    """
    if person.kind != User.Kind.MEMBER:
        return None
    remembered = vars(person)
    if "_audience" not in remembered:
        remembered["_audience"] = _audience(person)
    return str(remembered["_audience"])


def _audience(person: Any) -> str:
    kinds = set(Organisation.objects.run_by(person).order_by().values_list("kind", flat=True))
    if kinds & set(KINDS_OF_BODIES):
        return "guild"
    if Organisation.Kind.FIRM in kinds:
        return "firm"
    return "class" if kinds & set(KINDS_OF_CLASSES) else "firm"


def home_of(person: User) -> str:
    """The address of the person's own desk."""
    if person.is_young:
        return DESKS["pupil"]
    if person.kind == User.Kind.MEMBER:
        return DESKS[str(of(person))]
    if permissions.is_moderator(person):
        return "/moderation/"
    return "/admin/" if permissions.is_editor(person) else "/konto/"
