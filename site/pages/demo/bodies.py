"""Organisations of the demo: guilds, their office, firms, schools, the network they belong to."""

from typing import Any

from accounts import actions
from accounts.models import Affiliation, Delegation, Membership, Network, Organisation, User
from core.models import District
from pages.demo import people, source
from trades import actions as trade_actions
from trades.models import Trade

Staff = dict[str, User]  # by sign-in: admin hands in, moderator checks
CHECKS = {"register_match": "Beispieldaten", "call_back": "Beispieldaten"}


def organisation(name: str, kind: str, *, owner: User | None = None, **fields: Any) -> Organisation:
    """The organisation of this name, founded if missing."""
    if found := Organisation.objects.filter(name=name, kind=kind).first():
        return found
    return actions.found_organisation(by=owner, owner=owner, kind=kind, name=name, is_example=True, **fields)


def fields_of(row: dict[str, Any]) -> dict[str, Any]:
    """What every organisation of the demo has: seat and telephone."""
    return {
        "postal_code": source.code(row["plz"]),
        "street": row["street"],
        "phone": row["phone"],
        "phone_hours": row.get("hours", ""),
        "answers": row.get("answers", ""),
    }


def verify(body: Organisation, staff: Staff) -> Organisation:
    """Hand it in and let a moderator check it, as on the checking page."""
    if body.verification == Organisation.Verification.UNVERIFIED:
        body = actions.submit_for_check(body, by=staff["admin"])
    if body.verification == Organisation.Verification.IN_REVIEW:
        body = actions.verify_organisation(body, by=staff["moderator"], **CHECKS)
    return body


def join(body: Organisation, user: User, role: str) -> None:
    """Make somebody a member unless they are."""
    if not Membership.objects.live().filter(organisation=body, user=user).exists():
        actions.add_member(body, user, role=role, by=None)


def affiliate(member: Organisation, body: Organisation) -> None:
    """Note the membership of an organisation in a body, once."""
    if not Affiliation.objects.filter(member=member, body=body, ends_on=None).exists():
        actions.affiliate(member, body, by=None)


def guilds(staff: Staff) -> dict[str, Organisation]:
    """The district association with its guilds; one office works for all of them."""
    rows = source.read("bodies")
    words = source.read("people")
    office = people.member(words["guild_office"])
    association = verify(
        organisation(
            rows["association"]["name"], Organisation.Kind.DISTRICT_ASSOCIATION, **fields_of(rows["association"])
        ),
        staff,
    )
    join(association, office, Membership.Role.DISTRICT_OFFICE)
    found = {"kh": association}
    for row in rows["guilds"]:
        guild = organisation(row["name"], Organisation.Kind.GUILD, **fields_of(row))
        found[row["key"]] = guild = verify(guild, staff)
        affiliate(guild, association)
        name_trades(guild, row["trades"])
    join(found["tischler"], office, Membership.Role.GUILD_OFFICE)
    join(found["tischler"], people.member(words["guild_master"]), Membership.Role.GUILD_MASTER)
    join(found["fleischer"], office, Membership.Role.GUILD_OFFICE)
    return found


def name_trades(body: Organisation, trades: list[str]) -> None:
    """Note the trades of an organisation."""
    trade_actions.set_organisation_trades(body, Trade.objects.filter(pk__in=trades).order_by("pk"), by=None)


def schools(staff: Staff) -> dict[str, Organisation]:
    """Schools and the guidance centre with their people."""
    rows = source.read("bodies")
    words = source.read("people")
    teacher = people.member(words["teacher"])
    counsellor = people.member(words["counsellor"])
    found = {}
    for row in rows["schools"]:
        school = organisation(row["name"], Organisation.Kind.SCHOOL, **fields_of(row))
        found[row["key"]] = verify(school, staff)
    centre = organisation(rows["guidance"]["name"], Organisation.Kind.GUIDANCE_CENTRE, **fields_of(rows["guidance"]))
    found["centre"] = verify(centre, staff)
    join(found["altenburg"], teacher, Membership.Role.TEACHER)
    join(found["centre"], counsellor, Membership.Role.COUNSELLOR)
    return found


def firms(guild_of: dict[str, Organisation], staff: Staff) -> dict[str, Organisation]:
    """The firms, checked, in their guild; one never signs in and has its guild act for it, one still waits."""
    found = {row["id"]: _firm(row, guild_of, staff) for row in source.read("firms")}
    waiting = people.person("farbwerk", first_name="Tim", last_name="Schuster")
    firm = organisation(
        "Malerbetrieb Farbwerk Schuster",
        Organisation.Kind.FIRM,
        owner=waiting,
        postal_code=source.code("04618"),
        street="Dorfstraße 8",
        phone="034498 000113",
        phone_hours="abends ab 18 Uhr",
        answers="evening",
        text="Zwei Leute, ein Gerüst, viele Fassaden.",
        people_count=2,
    )
    if firm.verification == Organisation.Verification.UNVERIFIED:
        actions.submit_for_check(firm, by=waiting)
    name_trades(firm, ["maler"])
    return {**found, "F13": firm}


def _firm(row: dict[str, Any], guild_of: dict[str, Organisation], staff: Staff) -> Organisation:
    owner = None
    if row["owner"]:
        owner = people.person(row["login"], first_name=row["owner"][0], last_name=row["owner"][1])
    firm = organisation(
        row["name"],
        Organisation.Kind.FIRM,
        owner=owner,
        text=row["text"],
        people_count=row["people"],
        **fields_of(row),
    )
    firm = verify(firm, staff)
    name_trades(firm, [row["trade"]])
    if owner and row["listed"]:
        actions.set_listed(firm, by=owner, listed=True)
    if guild := guild_of.get(row["guild"]):
        affiliate(firm, guild)
        _delegate(firm, guild, row["delegate"])
    return firm


def _delegate(firm: Organisation, guild: Organisation, scope: str) -> None:
    """The firm let its guild act for it, by telephone."""
    if scope and not Delegation.objects.filter(firm=firm, office=guild, ends_on=None).exists():
        actions.delegate(firm, guild, by=None, given_how="telefonisch", scope=scope)


def network(members: list[Organisation], counsellor: User) -> Network:
    """The local network with its Kreise, its contact and everybody who takes part."""
    row = dict(source.read("network"))
    districts = District.objects.filter(pk__in=row.pop("districts"))
    for word in ("lead", "for_firms", "nearby"):
        row.pop(word)
    found, _made = Network.objects.get_or_create(slug=row.pop("slug"), defaults={**row, "is_example": True})
    Network.objects.filter(pk=found.pk, journey_address="").update(journey_address=row["journey_address"])
    found.districts.set(districts)
    for member in members:
        actions.join_network(found, by=None, organisation=member)
    actions.join_network(found, by=None, user=counsellor)
    return found
