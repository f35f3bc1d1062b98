"""Who may do what with people and organisations; every other floor asks here, never a flag in the session."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Consent, Delegation, Membership, Organisation, User
from accounts.models.organisations import current
from core import clock

# Between a guardian's yes and the first message lies one day (safety.md 1).
WAIT_BEFORE_WRITING = timedelta(hours=24)
# What the first contact shows; the levels above need the second step where a minor is concerned.
OPEN_LEVEL = 1


# --- staff -----------------------------------------------------------------------------------------------------------


def in_group(person: Any, names: Iterable[str]) -> bool:
    """An active person in one of the Django groups; asked once per person object and request."""
    if not (person.is_authenticated and person.is_active):
        return False
    if not hasattr(person, "_group_names"):
        person._group_names = frozenset(person.groups.values_list("name", flat=True))
    return person.is_superuser or not person._group_names.isdisjoint(names)


def is_moderator(person: Any) -> bool:
    """Handles reports and checks organisations."""
    return in_group(person, ("moderator",))


def is_editor(person: Any) -> bool:
    """Writes and publishes trade profiles and pages."""
    return in_group(person, ("editor", "reviewer", "publisher", "regional_editor"))


def is_operator(person: Any) -> bool:
    """Runs the installation."""
    return in_group(person, ("operator",))


def is_counsellor(person: Any) -> bool:
    """Counsellor, companion or teacher of a checked organisation."""
    return _has_active_role(person, Membership.ADVISING_ROLES)


# --- acting for organisations ----------------------------------------------------------------------------------------


def may_act_for(person: Any, organisation: Organisation) -> bool:
    """Any active member; not where the organisation is suspended, merged or gone."""
    stopped = (Organisation.Verification.SUSPENDED, Organisation.Verification.MERGED, Organisation.Verification.LEFT)
    return organisation.verification not in stopped and is_member(person, organisation)


def is_member(person: Any, organisation: Organisation) -> bool:
    """Holds an active membership, whatever became of the organisation."""
    return organisation.pk in _memberships(person)


def may_manage(person: Any, organisation: Organisation) -> bool:
    """An active owner role: invites, lets go, changes the organisation's data."""
    return _memberships(person).get(organisation.pk) in Membership.OWNER_ROLES


def may_post_for(person: Any, organisation: Organisation) -> bool:
    """A member, or the office with a delegation to post."""
    return may_act_for(person, organisation) or _is_delegate(person, organisation, Delegation.Scope.POST)


def may_answer_for(person: Any, organisation: Organisation) -> bool:
    """A member, or the office with a delegation to answer."""
    return may_act_for(person, organisation) or _is_delegate(person, organisation, Delegation.Scope.ANSWER)


def may_receive_minors(organisation: Organisation) -> bool:
    """Checked, and no change of its identity is waiting: nobody else hears from minors (safety.md A09, A10)."""
    return organisation.is_verified


# --- checking organisations ------------------------------------------------------------------------------------------


def may_verify(person: Any, organisation: Organisation) -> bool:
    """Moderators all but their own; people of a checked guild or chamber its members, never their own organisation."""
    if not person.is_authenticated or is_member(person, organisation):
        return False
    return is_moderator(person) or checked_by(person, organisation) is not None


def may_see_queue(person: Any) -> bool:
    """Moderators and people of a checked guild or chamber."""
    return person.is_authenticated and (is_moderator(person) or checking_bodies(person).exists())


def checking_bodies(person: Any) -> Any:
    """Checked guilds and chambers the person acts for."""
    return Organisation.objects.run_by(person).filter(
        kind__in=Organisation.CHECKING_KINDS, verification=Organisation.Verification.VERIFIED
    )


def checked_by(person: Any, organisation: Organisation) -> Organisation | None:
    """The guild or chamber in whose name the person may check this firm, or nothing."""
    if not organisation.is_firm:
        return None
    bodies = checking_bodies(person)
    affiliated = bodies.filter(current(prefix="affiliated__"), affiliated__member=organisation)
    return affiliated.first() or bodies.filter(pk=organisation.named_body_id).first()


def may_suspend(person: Any, organisation: Organisation) -> bool:
    """Moderators only: a guild never stops a firm."""
    return is_moderator(person) and not is_member(person, organisation)


def signs_lists_for(person: Any) -> Organisation | None:
    """The checked school or guidance centre whose people may type in the signed list of a parents' evening."""
    if not (person.is_authenticated and person.is_active):
        return None
    held = Membership.objects.active().filter(user_id=person.pk, role__in=Membership.ADVISING_ROLES)
    schools = Organisation.objects.filter(verification=Organisation.Verification.VERIFIED)
    return schools.filter(pk__in=held.values("organisation_id")).order_by("pk").first()


def may_sign_lists(person: Any, organisation: Organisation) -> bool:
    """In an advising role there; a firm or guild never, whoever works in it."""
    return _has_active_role(person, Membership.ADVISING_ROLES) and is_member(person, organisation)


def may_review_consents(person: Any) -> bool:
    """Moderators and counsellors look at samples and help after three failures."""
    return is_moderator(person) or is_counsellor(person)


# --- young people ----------------------------------------------------------------------------------------------------


def may_contact_firms(person: Any) -> bool:
    """14–15 with a guardian's yes, from 16 by own consent; below 14 and without birth month never."""
    if not (person.is_authenticated and person.is_active and person.is_young):
        return False
    age = person.age_band()
    if age == "14_15":
        return given_consent(person) is not None
    return age in ("16_17", "18_plus") and _has_own_consent(person)


def may_write_now(person: Any) -> bool:
    """May contact firms, and the day of waiting after the guardian's yes is over."""
    return may_contact_firms(person) and writing_opens_at(person) is None


def writing_opens_at(person: Any) -> datetime | None:
    """The moment writing opens while the guardian's yes is younger than 24 hours; None where nothing waits."""
    if person.age_band() != "14_15":
        return None
    consent = given_consent(person)
    if consent is None or consent.writing_from is None or consent.writing_from <= clock.now():
        return None
    return consent.writing_from


def given_consent(person: Any) -> Consent | None:
    """The data consent that holds now, if any."""
    return Consent.objects.data().given().filter(pupil=person).first()


def has_permission_for(person: Any, reference: str) -> bool:
    """Did a guardian allow this one day, and nobody take it back?"""
    given = Consent.objects.given().filter(kind=Consent.Kind.DAY, pupil=person, reference=reference)
    return given.exists()


def needs_data_consent(person: Any) -> bool:
    """Is a guardian's yes still missing before firms may be contacted?"""
    return person.is_young and person.age_band() == "14_15" and given_consent(person) is None


def needs_own_consent(person: Any) -> bool:
    """From 16: the young person has not decided yet."""
    return person.is_young and person.age_band() in ("16_17", "18_plus") and not _has_own_consent(person)


def missing_consent(person: Any) -> str:
    """What stands between a young person and firms: „ask“ the parents, they are „asked“, decide „yourself“, or „“."""
    if needs_own_consent(person):
        return "yourself"
    if not needs_data_consent(person):
        return ""
    return "asked" if Consent.objects.data().filter(pupil=person, state=Consent.State.REQUESTED).exists() else "ask"


def needs_day_permission(person: Any) -> bool:
    """Every practice day of a minor needs the guardian's permission, unless the school runs it."""
    return person.is_minor()


def sees_minors_by_office(person: Any) -> bool:
    """Moderation, counselling and operators: their desks show young people who never turned to them by name."""
    return is_moderator(person) or is_operator(person) or is_counsellor(person)


def revealed_to(viewer: Any, pupil: User, level: int) -> int:
    """The level somebody reads now: a minor's surname and documents open after the second step only (safety.md A11)."""
    if level <= OPEN_LEVEL or not pupil.is_minor() or getattr(viewer, "took_second_step", False):
        return level
    return OPEN_LEVEL


# --- private ---------------------------------------------------------------------------------------------------------


def _memberships(person: Any) -> dict[int, str]:
    if not (person.is_authenticated and person.is_active):
        return {}
    return dict(Membership.objects.active().filter(user_id=person.pk).values_list("organisation_id", "role"))


def _has_active_role(person: Any, roles: Iterable[str]) -> bool:
    if not (person.is_authenticated and person.is_active):
        return False
    held = Membership.objects.active().filter(user_id=person.pk, role__in=list(roles))
    return held.filter(organisation__verification=Organisation.Verification.VERIFIED).exists()


def _is_delegate(person: Any, firm: Organisation, scope: str) -> bool:
    if not (person.is_authenticated and person.is_active):
        return False
    given = Delegation.objects.current().filter(firm=firm, scope__in=(scope, Delegation.Scope.BOTH))
    offices = given.filter(office__verification=Organisation.Verification.VERIFIED).values("office_id")
    return Membership.objects.active().filter(user_id=person.pk, organisation__in=offices).exists()


def _has_own_consent(person: User) -> bool:
    profile = getattr(person, "pupil_profile", None)
    return profile is not None and profile.own_consent_at is not None
