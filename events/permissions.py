"""Who may do what with events; one line each says who."""

from typing import Any

from accounts import permissions as accounts_permissions
from accounts.models import Membership, Organisation
from core import clock
from events.kinds import NEVER_PUBLIC
from events.models import ClassBooking, EventPage, Occurrence, Registration

# Who organises events at once, without a moderator's look, as soon as the organisation is verified.
PUBLISHING_KINDS = frozenset(
    {
        Organisation.Kind.GUILD,
        Organisation.Kind.DISTRICT_ASSOCIATION,
        Organisation.Kind.STATE_GUILD_ASSOCIATION,
        Organisation.Kind.CHAMBER,
    }
)
ADULT = 18


def may_publish_for(person: Any, organisation: Organisation) -> bool:
    """Those who post for a verified guild, district association or chamber; all others pass the moderation."""
    return (
        organisation.kind in PUBLISHING_KINDS
        and organisation.is_verified
        and accounts_permissions.may_post_for(person, organisation)
    )


def may_organise_for(person: Any, organisation: Organisation) -> bool:
    """Those who post for the organisation, whatever its kind."""
    return accounts_permissions.may_post_for(person, organisation)


def may_see(person: Any, page: EventPage) -> bool:
    """Everybody a public page; a closed group's page only its organiser."""
    return page.kind not in NEVER_PUBLIC or (person.is_authenticated and may_edit(person, page))


def may_edit(person: Any, page: EventPage) -> bool:
    """Those who organise for the page's organisation."""
    return may_organise_for(person, page.organisation)


def may_run(person: Any, occurrence: Occurrence) -> bool:
    """Those who organise for the event: list of the day, check-in, confirmation, cancellation."""
    return may_edit(person, occurrence.page)


def may_cancel(person: Any, registration: Registration) -> bool:
    """The registered person."""
    return registration.person_id is not None and registration.person_id == person.pk


def may_book_for(person: Any, school: Organisation) -> bool:
    """Active teachers, counsellors and companions of this verified organisation."""
    held = Membership.objects.active().filter(user=person.pk, organisation=school, role__in=Membership.ADVISING_ROLES)
    return school.is_verified and held.exists()


def schools_of(person: Any) -> Any:
    """The verified organisations for which this person may book a class."""
    held = Membership.objects.active().filter(user=person.pk, role__in=Membership.ADVISING_ROLES)
    return Organisation.objects.filter(
        pk__in=held.values("organisation"), verification=Organisation.Verification.VERIFIED
    ).order_by("name", "pk")


def may_cancel_booking(person: Any, booking: ClassBooking) -> bool:
    """Those who may book for the school."""
    return may_book_for(person, booking.school)


def is_old_enough(person: Any, page: EventPage) -> bool:
    """Whether the person has reached the event's minimum age; adults without a birth month count as adults."""
    if not page.minimum_age:
        return True
    turns = person.turns(page.minimum_age)
    if turns is None:
        return not person.is_young
    return clock.today() >= turns


def needs_guardian(person: Any) -> bool:
    """Pupils of 14 and 15 whose guardian has not said yes to the account."""
    return accounts_permissions.needs_data_consent(person)


def has_no_account_right(person: Any) -> bool:
    """Children below 14: they come with the school or a guardian, not by themselves."""
    return person.is_young and person.age_band() in {None, "under_14"}


def is_allowed(registration: Registration) -> bool:
    """Whether a guardian said yes to just this registration and nobody took it back."""
    return accounts_permissions.has_permission_for(registration.person, registration.reference)
