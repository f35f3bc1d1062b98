"""Places for tests: fixed, real, and valid without arguments. The default place is Altenburg."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from core import clock, gazetteer
from core.models import Chamber, District, OutboxRow, Place, PostalCode, SentMail, State


class StateFactory(DjangoModelFactory[State]):
    """A Land, Thüringen unless another key is given."""

    class Meta:
        model = State
        django_get_or_create = ("ags",)

    ags = "16"
    short = factory.LazyAttribute(lambda row: gazetteer.read().states[row.ags].short)
    name = factory.LazyAttribute(lambda row: gazetteer.read().states[row.ags].name)


class ChamberFactory(DjangoModelFactory[Chamber]):
    """The chamber of Altenburg unless another code is given."""

    class Meta:
        model = Chamber
        django_get_or_create = ("code",)

    code = "ostthueringen"
    name = factory.LazyAttribute(lambda row: gazetteer.read().chambers[row.code].name)
    state = factory.LazyAttribute(lambda row: StateFactory(ags=gazetteer.read().chambers[row.code].state))


class DistrictFactory(DjangoModelFactory[District]):
    """A Kreis, the Altenburger Land unless another AGS is given; every attribute as the data has it."""

    class Meta:
        model = District
        django_get_or_create = ("ags",)

    ags = "16077"
    name = factory.LazyAttribute(lambda row: gazetteer.read().districts[row.ags].name)
    kind = factory.LazyAttribute(lambda row: gazetteer.read().districts[row.ags].kind)
    state = factory.LazyAttribute(lambda row: StateFactory(ags=row.ags[:2]))
    lat = factory.LazyAttribute(lambda row: gazetteer.read().districts[row.ags].lat)
    lon = factory.LazyAttribute(lambda row: gazetteer.read().districts[row.ags].lon)
    chamber_code = factory.LazyAttribute(lambda row: gazetteer.read().districts[row.ags].chamber_code)
    has_namesake = factory.LazyAttribute(lambda row: gazetteer.read().districts[row.ags].has_namesake)


class PostalCodeFactory(DjangoModelFactory[PostalCode]):
    """A postal code, 04600 Altenburg unless another code is given; its Kreis comes with it."""

    class Meta:
        model = PostalCode
        django_get_or_create = ("code",)

    code = "04600"
    name = factory.LazyAttribute(lambda row: gazetteer.read().codes[row.code].name)
    district = factory.LazyAttribute(lambda row: DistrictFactory(ags=gazetteer.read().codes[row.code].ags))
    lat = factory.LazyAttribute(lambda row: gazetteer.read().codes[row.code].lat)
    lon = factory.LazyAttribute(lambda row: gazetteer.read().codes[row.code].lon)


class PlaceFactory(DjangoModelFactory[Place]):
    """Altenburg with its one postal code."""

    class Meta:
        model = Place
        django_get_or_create = ("name", "district")
        skip_postgeneration_save = True

    name = "Altenburg"
    district = factory.SubFactory(DistrictFactory)

    @factory.post_generation
    def codes(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Give the place its codes."""
        if create:
            self.codes.add(*(extracted or [PostalCodeFactory()]))


class OutboxRowFactory(DjangoModelFactory[OutboxRow]):
    """A row that is due now."""

    class Meta:
        model = OutboxRow

    kind = "probe"
    handler = "tests.core.probe"
    values = factory.Dict({})
    created_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyFunction(clock.now)


class SentMailFactory(DjangoModelFactory[SentMail]):
    """A mail that was sent just now."""

    class Meta:
        model = SentMail

    key = factory.Sequence(lambda number: f"probe:{number}")
    to = "jonas@example.org"
    template = "probe"
    subject = "Dein Code"
    body_text = "Dein Code ist 123456.\n"
    started_at = factory.LazyFunction(clock.now)
    sent_at = factory.LazyFunction(clock.now)
