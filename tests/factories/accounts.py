"""Valid persons and organisations; situations are traits, words are fixed, nobody is real."""

from datetime import timedelta

import factory
from django.contrib.auth.models import Group

from accounts.models import (
    Access,
    Affiliation,
    Consent,
    Delegation,
    Guardian,
    Membership,
    Network,
    NetworkMember,
    Organisation,
    PupilProfile,
    User,
)
from core import clock
from core.models import District, PostalCode, State

ALTENBURG = "16077"


class StateFactory(factory.django.DjangoModelFactory):
    """Thüringen, once."""

    class Meta:
        model = State
        django_get_or_create = ("ags",)

    ags = "16"
    short = "TH"
    name = "Thüringen"


class DistrictFactory(factory.django.DjangoModelFactory):
    """Altenburger Land, once."""

    class Meta:
        model = District
        django_get_or_create = ("ags",)

    ags = ALTENBURG
    name = "Altenburger Land"
    kind = District.Kind.RURAL
    state = factory.SubFactory(StateFactory)
    lat = 50.95
    lon = 12.4
    chamber_code = "ostthueringen"


class PostalCodeFactory(factory.django.DjangoModelFactory):
    """04600 Altenburg, once."""

    class Meta:
        model = PostalCode
        django_get_or_create = ("code",)

    code = "04600"
    name = "Altenburg"
    district = factory.SubFactory(DistrictFactory)
    lat = 50.987
    lon = 12.437


def born(years: int) -> dict[str, int]:
    """Birth month and year of somebody who turned that many years a good month ago and is safely in the band."""
    today = clock.today()
    month, back = (today.month - 2, 0) if today.month > 2 else (today.month + 10, 1)
    return {"born_year": today.year - years - back, "born_month": month}


def into_group(name: str) -> factory.PostGeneration:
    """Put the made person into a Django group."""

    def put(person: User, create: bool, extracted: object, **kwargs: object) -> None:
        if create:
            person.groups.add(Group.objects.get_or_create(name=name)[0])

    return factory.PostGeneration(put)


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody acting for an organisation; traits: pupil, pupil_15, pupil_16, adult, trainee, moderator, admin …"""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        pupil = factory.Trait(
            kind=User.Kind.PUPIL,
            shown_name="Mia",
            born_year=factory.LazyFunction(lambda: born(17)["born_year"]),
            born_month=factory.LazyFunction(lambda: born(17)["born_month"]),
            profile=factory.RelatedFactory("tests.factories.accounts.PupilProfileFactory", factory_related_name="user"),
        )
        pupil_15 = factory.Trait(
            kind=User.Kind.PUPIL,
            shown_name="Mia",
            born_year=factory.LazyFunction(lambda: born(15)["born_year"]),
            born_month=factory.LazyFunction(lambda: born(15)["born_month"]),
            profile=factory.RelatedFactory(
                "tests.factories.accounts.PupilProfileFactory",
                factory_related_name="user",
                own_consent_at=None,
                own_consent_text="",
            ),
        )
        pupil_16 = factory.Trait(
            kind=User.Kind.PUPIL,
            shown_name="Jonas",
            born_year=factory.LazyFunction(lambda: born(16)["born_year"]),
            born_month=factory.LazyFunction(lambda: born(16)["born_month"]),
            profile=factory.RelatedFactory("tests.factories.accounts.PupilProfileFactory", factory_related_name="user"),
        )
        adult = factory.Trait(
            kind=User.Kind.PUPIL,
            shown_name="Amira",
            born_year=factory.LazyFunction(lambda: born(19)["born_year"]),
            born_month=factory.LazyFunction(lambda: born(19)["born_month"]),
            profile=factory.RelatedFactory("tests.factories.accounts.PupilProfileFactory", factory_related_name="user"),
        )
        trainee = factory.Trait(
            kind=User.Kind.TRAINEE,
            shown_name="Ole",
            born_year=factory.LazyFunction(lambda: born(18)["born_year"]),
            born_month=factory.LazyFunction(lambda: born(18)["born_month"]),
            profile=factory.RelatedFactory("tests.factories.accounts.PupilProfileFactory", factory_related_name="user"),
        )
        firm_owner = factory.Trait(
            membership=factory.RelatedFactory("tests.factories.accounts.MembershipFactory", factory_related_name="user")
        )
        guild_office = factory.Trait(
            membership=factory.RelatedFactory(
                "tests.factories.accounts.MembershipFactory", factory_related_name="user", guild=True
            )
        )
        counsellor = factory.Trait(
            membership=factory.RelatedFactory(
                "tests.factories.accounts.MembershipFactory", factory_related_name="user", counselling=True
            )
        )
        moderator = factory.Trait(kind=User.Kind.STAFF, moderation=into_group("moderator"))
        editor = factory.Trait(kind=User.Kind.STAFF, is_staff=True, editing=into_group("editor"))
        admin = factory.Trait(kind=User.Kind.STAFF, is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda n: f"person{n}@mail.example")
    kind = User.Kind.MEMBER
    shown_name = "Grit Morgenroth"
    first_name = "Grit"
    last_name = "Morgenroth"
    password = "!"  # unusable, as for everybody who signs in by code

    @factory.post_generation
    def group(self, create: bool, extracted: str | None, **kwargs: object) -> None:
        """`UserFactory(group="editor")`: put the person into a Django group."""
        if create and extracted:
            self.groups.add(Group.objects.get_or_create(name=extracted)[0])


class PupilProfileFactory(factory.django.DjangoModelFactory):
    """A way into training from Altenburg; own consent given, as from 16 on."""

    class Meta:
        model = PupilProfile

    user = factory.SubFactory(UserFactory, kind=User.Kind.PUPIL)
    postal_code = factory.SubFactory(PostalCodeFactory)
    school_kind = PupilProfile.School.MIDDLE
    certificate = PupilProfile.Certificate.FIRST
    start_year = 2027
    own_consent_at = factory.LazyFunction(clock.now)
    own_consent_text = "2026-11"


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A firm in Altenburg that nobody has checked yet; traits: verified, guild, chamber, school, counselling."""

    class Meta:
        model = Organisation

    class Params:
        verified = factory.Trait(
            verification=Organisation.Verification.VERIFIED, verified_on=factory.LazyFunction(clock.today)
        )
        listed = factory.Trait(
            verification=Organisation.Verification.VERIFIED,
            verified_on=factory.LazyFunction(clock.today),
            listed_at=factory.LazyFunction(clock.now),
        )
        guild = factory.Trait(
            kind=Organisation.Kind.GUILD, name=factory.Sequence(lambda n: f"Tischler-Innung Pleißenland {n}")
        )
        chamber = factory.Trait(kind=Organisation.Kind.CHAMBER, name="Handwerkskammer für Ostthüringen")
        school = factory.Trait(kind=Organisation.Kind.SCHOOL, name="Regelschule am Schlossteich")
        counselling = factory.Trait(kind=Organisation.Kind.GUIDANCE_CENTRE, name="Beratung Pleißenland")

    kind = Organisation.Kind.FIRM
    name = factory.Sequence(lambda n: f"Tischlerei Morgenroth {n}")
    slug = factory.Sequence(lambda n: f"organisation-{n}")
    street = "Am Anger 4"
    postal_code = factory.SubFactory(PostalCodeFactory)
    place_name = "Altenburg"
    district = factory.LazyAttribute(lambda made: made.postal_code.district if made.postal_code else None)
    phone = "03447 000110"
    phone_hours = "am besten Mo–Do ab 16 Uhr"
    email = factory.Sequence(lambda n: f"post{n}@organisation.example")
    text = "Wir bauen Treppen und Küchen für alte Häuser."
    people_count = 6


class MembershipFactory(factory.django.DjangoModelFactory):
    """The owner of a firm; traits: staff, guild, counselling, school."""

    class Meta:
        model = Membership

    class Params:
        staff = factory.Trait(role=Membership.Role.FIRM_STAFF)
        guild = factory.Trait(
            role=Membership.Role.GUILD_OFFICE,
            organisation=factory.SubFactory(OrganisationFactory, guild=True, verified=True),
        )
        counselling = factory.Trait(
            role=Membership.Role.COUNSELLOR,
            organisation=factory.SubFactory(OrganisationFactory, counselling=True, verified=True),
        )
        school = factory.Trait(
            role=Membership.Role.TEACHER,
            organisation=factory.SubFactory(OrganisationFactory, school=True, verified=True),
        )

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Membership.Role.FIRM_OWNER
    state = Membership.State.ACTIVE


class AffiliationFactory(factory.django.DjangoModelFactory):
    """A firm in a checked guild."""

    class Meta:
        model = Affiliation

    member = factory.SubFactory(OrganisationFactory)
    body = factory.SubFactory(OrganisationFactory, guild=True, verified=True)


class DelegationFactory(factory.django.DjangoModelFactory):
    """A checked guild posts and answers for a checked firm."""

    class Meta:
        model = Delegation

    firm = factory.SubFactory(OrganisationFactory, verified=True)
    office = factory.SubFactory(OrganisationFactory, guild=True, verified=True)
    given_how = "telefonisch am 12.11."


class NetworkFactory(factory.django.DjangoModelFactory):
    """Handwerksnetz Pleißenland with one Kreis."""

    class Meta:
        model = Network
        skip_postgeneration_save = True

    name = "Handwerksnetz Pleißenland"
    slug = factory.Sequence(lambda n: f"pleissenland-{n}")
    contact_name = "Frau Kessler"
    contact_role = "Begleitung"
    phone = "03447 000240"
    phone_hours = "Mo–Do 10–17 Uhr"
    email = "kessler@netz.example"

    @factory.post_generation
    def districts(obj, create, extracted, **kwargs):  # noqa: N805 -- factory_boy hands over the object
        """The given Kreise, or Altenburger Land."""
        if create:
            obj.districts.set(extracted or [DistrictFactory()])


class NetworkMemberFactory(factory.django.DjangoModelFactory):
    """A firm in the network."""

    class Meta:
        model = NetworkMember

    network = factory.SubFactory(NetworkFactory)
    organisation = factory.SubFactory(OrganisationFactory, verified=True)


class GuardianFactory(factory.django.DjangoModelFactory):
    """A guardian's mailbox."""

    class Meta:
        model = Guardian

    pupil = factory.SubFactory(UserFactory, pupil_15=True)
    email = factory.Sequence(lambda n: f"eltern{n}@mail.example")


class ConsentFactory(factory.django.DjangoModelFactory):
    """An open question to a guardian; traits: waiting, granted, day."""

    class Meta:
        model = Consent

    class Params:
        waiting = factory.Trait(
            state=Consent.State.GRANTED_WAITING,
            decided_at=factory.LazyFunction(clock.now),
            writing_from=factory.LazyFunction(lambda: clock.now() + timedelta(hours=24)),
        )
        granted = factory.Trait(
            state=Consent.State.GRANTED,
            decided_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=2)),
            writing_from=factory.LazyFunction(lambda: clock.now() - timedelta(days=1)),
        )
        day = factory.Trait(
            kind=Consent.Kind.DAY, reference="booking:00000000-0000-4000-8000-000000000001", subject="Schnuppertag"
        )

    kind = Consent.Kind.DATA
    guardian = factory.SubFactory(GuardianFactory)
    pupil = factory.SelfAttribute("guardian.pupil")
    state = Consent.State.REQUESTED
    expires_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=14))


class AccessFactory(factory.django.DjangoModelFactory):
    """A firm read an application."""

    class Meta:
        model = Access

    pupil = factory.SubFactory(UserFactory, pupil_16=True)
    seen_by = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory, verified=True)
    level = 1
    what = "Vorname, Altersgruppe, Kreis"
    reason = "Bewerbung gelesen"
