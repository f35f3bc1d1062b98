"""Trades, words and profile pages for tests; each valid without arguments."""

from datetime import date

import factory
from wagtail.models import Page

from tests.factories.accounts import OrganisationFactory, UserFactory
from trades.models import (
    CraftCategory,
    FormerName,
    GuildBlock,
    Interest,
    Neighbour,
    OrganisationTrade,
    PayRate,
    Synonym,
    Trade,
    TradeIndexPage,
    TradePage,
)


class TradeFactory(factory.django.DjangoModelFactory):
    """A joiner; `TradeFactory(baker=True)` a baker, further ones by id and name."""

    class Meta:
        model = Trade
        django_get_or_create = ("id",)

    class Params:
        baker = factory.Trait(
            id="baecker", name="Bäcker/in", name_m="Bäcker", name_f="Bäckerin", field="food", hwo_ref="A30",
            hwo_trade="Bäcker", group_number="V", kldb="29222", contracts=1995, riasec="RA",
            tasks="Teige herstellen, Brot, Brötchen und Feingebäck backen",
        )  # fmt: skip
        staged = factory.Trait(
            id="maurer", name="Maurer/in", name_m="Maurer", name_f="Maurerin", field="building", hwo_ref="A1",
            hwo_trade="Maurer und Betonbauer", group_number="I", months_state="staged", kldb="32122", contracts=2550,
            riasec="RC", tasks="Wände und Fundamente mauern",
        )  # fmt: skip
        outside = factory.Trait(
            id="kfm_buero", name="Kaufmann/-frau für Büromanagement", name_m="Kaufmann für Büromanagement",
            name_f="Kauffrau für Büromanagement", field="office", hwo_ref="", hwo_trade="", annex="kein Gewerk",
            group_number="", kldb="71402", contracts=22245, riasec="CE", tasks="Büroabläufe organisieren",
        )  # fmt: skip

    id = "tischler"
    name = "Tischler/in"
    name_m = "Tischler"
    name_f = "Tischlerin"
    field = "wood"
    hwo_ref = "A27"
    hwo_trade = "Tischler"
    annex = "A"
    group_number = "II"
    months = 36
    months_state = "checked"
    kldb = "22342"
    contracts = 7638
    riasec = "RAC"
    tasks = "Möbel, Türen, Fenster und Innenausbauten planen, fertigen und montieren"


class SynonymFactory(factory.django.DjangoModelFactory):
    """The southern word for joiner."""

    class Meta:
        model = Synonym

    trade = factory.SubFactory(TradeFactory)
    term = "Schreiner"
    kind = "editorial"
    mark = "süddt."


class NeighbourFactory(factory.django.DjangoModelFactory):
    """Joiner to baker, reviewed; `proposal=True` is what nobody looked at."""

    class Meta:
        model = Neighbour

    class Params:
        proposal = factory.Trait(difference="", reviewed_on=None)

    trade = factory.SubFactory(TradeFactory)
    neighbour = factory.SubFactory(TradeFactory, baker=True)
    difference = "mehr Mehl, weniger Holz"
    reviewed_on = date(2026, 11, 1)


class FormerNameFactory(factory.django.DjangoModelFactory):
    """A name that ended with July 2026."""

    class Meta:
        model = FormerName

    trade = factory.SubFactory(TradeFactory)
    name = "Rohrleitungsbauer/in"
    slug = "rohrleitungsbauer"
    valid_until = date(2026, 7, 31)


class PayRateFactory(factory.django.DjangoModelFactory):
    """A tariff row; `floor=True` the legal floor of 2026."""

    class Meta:
        model = PayRate

    class Params:
        floor = factory.Trait(
            scope="all", trade=None, kind="floor", as_of="Beginn 2026", valid_from=date(2026, 1, 1), start_year=2026,
            year_1_cents=72400, year_2_cents=85400, year_3_cents=97700, year_4_cents=101400,
        )  # fmt: skip

    scope = "trade"
    trade = factory.SubFactory(TradeFactory)
    kind = "tariff"
    area = "Deutschland"
    as_of = "ab 2026-03-01"
    valid_from = date(2026, 3, 1)
    year_1_cents = 107000
    year_2_cents = 114000
    year_3_cents = 128000
    source = "https://tarif.example/tischler"


class CraftCategoryFactory(factory.django.DjangoModelFactory):
    """The Gewerk of joiners."""

    class Meta:
        model = CraftCategory

    ref = "A27"
    annex = "A"
    number = 27
    name = "Tischler"
    licensed = True
    group_number = "II"


class InterestFactory(factory.django.DjangoModelFactory):
    """A pupil wishes for the trade."""

    class Meta:
        model = Interest

    user = factory.SubFactory(UserFactory, pupil=True)
    trade = factory.SubFactory(TradeFactory)


class OrganisationTradeFactory(factory.django.DjangoModelFactory):
    """An organisation stands for the trade."""

    class Meta:
        model = OrganisationTrade

    organisation = factory.SubFactory(OrganisationFactory)
    trade = factory.SubFactory(TradeFactory)


class GuildBlockFactory(factory.django.DjangoModelFactory):
    """A guild's own words."""

    class Meta:
        model = GuildBlock

    organisation = factory.SubFactory(OrganisationFactory, guild=True, verified=True)
    trade = factory.SubFactory(TradeFactory)
    text = "Bei uns prüfen Leute, die du kennst."


class TradeIndexPageFactory(factory.django.DjangoModelFactory):
    """The list of trades below the root of the first site."""

    class Meta:
        model = TradeIndexPage

    title = "Berufe"
    slug = "berufe"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        existing = model_class.objects.first()
        if existing:
            return existing
        parent = kwargs.pop("parent", None) or Page.objects.filter(depth=2).order_by("path").first()
        return parent.add_child(instance=model_class(*args, **kwargs))


class TradePageFactory(factory.django.DjangoModelFactory):
    """A live profile made of facts; `written=True` has words of its own and a plain twin."""

    class Meta:
        model = TradePage

    class Params:
        written = factory.Trait(
            origin="written", text="<p>Du baust Möbel.</p>", plain_text="<p>Du baust Dinge aus Holz.</p>",
            reviewer="Redaktion Handschlag", reviewed_on=date(2026, 11, 1),
        )  # fmt: skip

    trade = factory.SubFactory(TradeFactory)
    title = factory.SelfAttribute("trade.label")
    teaser = "Aus Brettern wird eine Treppe, die nicht knarrt."

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        parent = kwargs.pop("parent", None) or TradeIndexPageFactory()
        return parent.add_child(instance=model_class(*args, slug=kwargs["trade"].slug, **kwargs))
