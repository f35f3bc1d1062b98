"""Events, dates and registrations for tests; each valid without arguments, each below a verified guild."""

import uuid
from datetime import timedelta

import factory
from wagtail.models import Page

from core import clock
from events import actions
from events.models import ClassBooking, EventIndexPage, EventPage, Occurrence, OrganiserPage, Registration
from tests.factories.accounts import MembershipFactory, OrganisationFactory, PostalCodeFactory, UserFactory


class EventIndexPageFactory(factory.django.DjangoModelFactory):
    """The calendar, once, below the first site's root."""

    class Meta:
        model = EventIndexPage

    title = "Veranstaltungen"
    slug = "veranstaltungen"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        existing = model_class.objects.first()
        if existing:
            return existing
        parent = Page.objects.filter(depth=2).order_by("path").first()
        return parent.add_child(instance=model_class(*args, **kwargs))


class OrganiserPageFactory(factory.django.DjangoModelFactory):
    """The page of a verified guild, with group and collection."""

    class Meta:
        model = OrganiserPage

    organisation = factory.SubFactory(OrganisationFactory, guild=True, verified=True)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):  # noqa: ARG003 -- the signature of factory_boy
        return actions.make_organiser(kwargs["organisation"], parent=EventIndexPageFactory())


class EventPageFactory(factory.django.DjangoModelFactory):
    """A live open workshop without dates; traits: classes, open, online, draft."""

    class Meta:
        model = EventPage

    class Params:
        classes = factory.Trait(registration="class", school_quota=24)
        open = factory.Trait(registration="open")
        online = factory.Trait(
            is_online=True, place_name="", postal_code=None, online_url="https://treffen.example/raum"
        )
        draft = factory.Trait(live=False)

    organisation = factory.SubFactory(OrganisationFactory, guild=True, verified=True)
    title = "Späne, Leim und Kaffee"
    slug = factory.Sequence(lambda n: f"spaene-leim-und-kaffee-{n}")
    kind = "open_workshop"
    intro = "Zwei Bretter sägen, die ohne Leim halten."
    place_name = "Werkstatt Morgenroth"
    street = "Am Anger 4"
    postal_code = factory.SubFactory(PostalCodeFactory)
    live = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        organiser = OrganiserPageFactory(organisation=kwargs.pop("organisation"))
        page = OrganiserPage.objects.get(pk=organiser.pk).add_child(instance=model_class(*args, **kwargs))
        return EventPage.objects.get(pk=page.pk)


class OccurrenceFactory(factory.django.DjangoModelFactory):
    """Five hours from ten o'clock with twenty seats, in eight days."""

    class Meta:
        model = Occurrence

    page = factory.SubFactory(EventPageFactory)
    # Always by day, so that „on the morning of the day“ means the same whenever the tests run.
    starts_at = factory.LazyFunction(
        lambda: clock.local(clock.now() + timedelta(days=8)).replace(hour=10, minute=0, second=0, microsecond=0)
    )
    ends_at = factory.LazyAttribute(lambda date: date.starts_at + timedelta(hours=5))
    capacity = 20


class RegistrationFactory(factory.django.DjangoModelFactory):
    """An adult who is in, by the same action as on the page; `waiting=True` needs a full date."""

    class Meta:
        model = Registration

    occurrence = factory.SubFactory(OccurrenceFactory)
    person = factory.SubFactory(UserFactory, adult=True)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):  # noqa: ARG003 -- the signature of factory_boy
        return actions.register(kwargs["occurrence"], by=kwargs["person"], client_key=uuid.uuid4())


class ClassBookingFactory(factory.django.DjangoModelFactory):
    """Class 8b with 20 pupils, asked for by its teacher."""

    class Meta:
        model = ClassBooking

    occurrence = factory.SubFactory(OccurrenceFactory, page=factory.SubFactory(EventPageFactory, classes=True))
    membership = factory.SubFactory(MembershipFactory, school=True)
    class_name = "8b"
    seats = 20

    @classmethod
    def _create(cls, model_class, *args, **kwargs):  # noqa: ARG003 -- the signature of factory_boy
        membership = kwargs["membership"]
        return actions.book_class(
            kwargs["occurrence"],
            by=membership.user,
            school=membership.organisation,
            class_name=kwargs["class_name"],
            seats_wanted=kwargs["seats"],
            client_key=uuid.uuid4(),
        )
