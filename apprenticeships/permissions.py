"""Who may do what with places, days and applications."""

from datetime import date
from typing import Any

from accounts import permissions as people
from accounts.models import Affiliation, Organisation
from apprenticeships.models import Application, Booking, Printout, Vacancy, desks
from messaging import permissions as talks

# An organisation in these states may show a place when a checked guild or chamber stands for it.
NOT_YET_CHECKED = (Organisation.Verification.UNVERIFIED, Organisation.Verification.IN_REVIEW)


def may_edit(person: Any, vacancy: Vacancy) -> bool:
    """Members of the firm, or the office that may post for it."""
    return people.may_post_for(person, vacancy.organisation)


def may_check(person: Any, vacancy: Vacancy) -> bool:
    """Moderators all, a checked guild or chamber its members, nobody the own place."""
    return people.may_verify(person, vacancy.organisation)


def may_block(person: Any, vacancy: Vacancy) -> bool:
    """Moderators only."""
    return people.is_moderator(person) and not people.is_member(person, vacancy.organisation)


def may_answer(person: Any, application: Application) -> bool:
    """Members of the firm, or the office that may answer for it; only while the firm may see the application."""
    seen = application.submitted_at is not None and application.state not in Application.HIDDEN_FROM_FIRM
    return seen and people.may_answer_for(person, application.vacancy.organisation)


def is_blocked(application: Application) -> bool:
    """The firm's own block: a pupil's block takes the application back, so none is left to answer."""
    return talks.is_blocked(application.pupil, application.vacancy.organisation)


def printing_offices(application: Application) -> list[Organisation]:
    """Checked guilds and chambers the firm belongs to today; they may print for it if the pupil agrees."""
    return bodies_of(application.vacancy.organisation)


def may_print(person: Any, printout: Printout) -> bool:
    """People of the office named in the yes, while the firm belongs to it; the second step is asked by the page."""
    is_inside = people.may_act_for(person, printout.office)
    return is_inside and printout.office in printing_offices(printout.application)


def may_print_at_all(person: Any) -> bool:
    """Works in a checked guild or chamber."""
    return person.is_authenticated and people.checking_bodies(person).exists()


def may_run(person: Any, booking: Booking) -> bool:
    """Members of the firm, or the office that may answer for it."""
    return people.may_answer_for(person, booking.slot.vacancy.organisation)


def may_publish_at_once(organisation: Organisation) -> bool:
    """A checked firm, or one that a checked guild or chamber counts among its members (product P5, step 5)."""
    if organisation.is_verified:
        return True
    return organisation.verification in NOT_YET_CHECKED and is_member_of_checked_body(organisation)


def is_member_of_checked_body(organisation: Organisation, on: date | None = None) -> bool:
    """Belongs to a checked guild or chamber on the day; what the firm said of itself at sign-up does not count."""
    rows = Affiliation.objects.current(on).filter(
        member=organisation,
        body__kind__in=Organisation.CHECKING_KINDS,
        body__verification=Organisation.Verification.VERIFIED,
    )
    return rows.exists()


def acting_for(person: Any, organisation: Organisation) -> Organisation | None:
    """In whose name the person acts: the organisation itself, or the office that holds a delegation."""
    if people.is_member(person, organisation):
        return organisation
    offices = Organisation.objects.run_by(person).filter(
        pk__in=organisation.delegations_given.current().values("office_id")  # type: ignore[attr-defined]
    )
    return offices.order_by("pk").first()


def takes_applications_from(vacancy: Vacancy, pupil: Any) -> bool:
    """Minors write to checked firms only; adults to every firm with a public page (safety A09)."""
    if pupil.is_minor():
        return people.may_receive_minors(vacancy.organisation)
    return vacancy.organisation.verification not in desks.STOPPED


def receives_minors(organisation: Organisation) -> bool:
    """Whether minors may write to this organisation at all."""
    return people.may_receive_minors(organisation)


def bodies_of(firm: Organisation) -> list[Organisation]:
    """The checked guilds and chambers a firm belongs to today."""
    rows = Affiliation.objects.current().filter(
        member=firm,
        body__kind__in=Organisation.CHECKING_KINDS,
        body__verification=Organisation.Verification.VERIFIED,
    )
    return [row.body for row in rows.select_related("body").order_by("body__name", "pk")]
