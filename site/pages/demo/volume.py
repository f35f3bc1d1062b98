"""A realistic volume of made places: real trades by their weight, real postal codes, several start years.

Rows are written in bulk, past the actions: this is a load for measuring, never for a real network, and the index is
rebuilt afterwards as a whole.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db import transaction

from accounts.models import Organisation
from apprenticeships.models import Requirement, Slot, Vacancy
from core import clock, planner
from core.models import PostalCode
from pages.demo import source
from trades.models import Trade

BATCH = 2000
PLACES_A_FIRM = 4
LEAST_WEIGHT = 20  # new contracts a year stand for a trade without a figure
KINDS = {"apprenticeship": 70, "internship": 15, "taster_day": 12, "eq": 3}
WORDS = ("Meisterbetrieb", "Werkstatt", "Handwerk", "Familienbetrieb")
NAMES = (
    "Adler", "Birke", "Dorn", "Esche", "Falke", "Grün", "Hagen", "Igel", "Jahn", "Kern", "Lenz", "Moor", "Nagel",
    "Oelmann",
)  # fmt: skip


def make(count: int, *, seed: int, say: Callable[[str], object]) -> int:
    """Make this many places with firms of four places each; returns how many were made."""
    chance = random.Random(seed)  # noqa: S311 -- a load, not a secret
    trades = list(Trade.objects.order_by("pk"))
    codes = list(PostalCode.objects.select_related("district").order_by("pk"))
    first = Vacancy.objects.count()
    made = 0
    rows = _rows(count, chance, trades, codes, first)
    while batch := list(islice(rows, BATCH)):
        _store(batch)
        made += len(batch)
        say(f"  {made} von {count}")
    planner.renew_figures()
    return made


@transaction.atomic
def _store(batch: list[tuple[Organisation, Vacancy]]) -> None:
    firms = {id(firm): firm for firm, _vacancy in batch}
    fresh = [firm for firm in firms.values() if firm.pk is None]
    Organisation.objects.bulk_create(fresh)
    for firm, vacancy in batch:
        vacancy.organisation = vacancy.entered_by = firm
    places = Vacancy.objects.bulk_create([vacancy for _firm, vacancy in batch])
    Requirement.objects.bulk_create(_wish(place) for place in places if place.pk % 3)
    Slot.objects.bulk_create(_day(place) for place in places if not place.pk % 4)


def _rows(
    count: int, chance: random.Random, trades: list[Trade], codes: list[PostalCode], first: int
) -> Iterator[tuple[Organisation, Vacancy]]:
    """Firm and place, four places a firm, trades by their contracts."""
    weights = [trade.contracts or LEAST_WEIGHT for trade in trades]
    firm = None
    for number in range(first, first + count):
        if firm is None or number % PLACES_A_FIRM == 0:
            firm = _firm(number, chance.choice(codes), chance)
        trade = chance.choices(trades, weights)[0]
        yield firm, _vacancy(number, trade, firm, chance)


def _firm(number: int, code: PostalCode, chance: random.Random) -> Organisation:
    name = f"{chance.choice(WORDS)} {chance.choice(NAMES)} {number}"
    return Organisation(
        kind=Organisation.Kind.FIRM,
        name=name,
        slug=f"made-{number}",
        verification=Organisation.Verification.VERIFIED,
        verified_on=clock.today(),
        postal_code=code,
        place_name=code.name,
        district=code.district,
        phone="0300 000000",
        people_count=chance.choice((2, 4, 7, 9, 14, 30)),
        is_example=True,
    )


def _vacancy(number: int, trade: Trade, firm: Organisation, chance: random.Random) -> Vacancy:
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    year = source.season() + chance.choice((0, 0, 0, 1))
    published = clock.now() - timedelta(days=chance.randrange(40), minutes=chance.randrange(1000))
    return Vacancy(
        kind=kind,
        practice="school_internship" if kind == "internship" else "",
        trade=trade,
        state=Vacancy.State.PUBLISHED,
        start_on=date(year, 8, 1) if kind == "apprenticeship" else None,
        start_year=year,
        months=trade.months if kind == "apprenticeship" else None,
        places_total=chance.choice((1, 1, 1, 2, 3)),
        pay_year1_cents=chance.choice((None, 74000, 82000, 96000, 112000)),
        pay_stated_on=published.date(),
        work_start=time(chance.choice((5, 6, 7, 7, 8))),
        saturday=chance.choice(Vacancy.Saturday.values),
        support=chance.choice(([], [], ["room"], ["lift", "tutoring"])),
        tasks=trade.tasks,
        own_sentence=f"Wir freuen uns auf Verstärkung in der Werkstatt {number % 97}.",
        postal_code=firm.postal_code,
        place_name=firm.place_name,
        district=firm.district,
        contact_name="Werkstatt",
        contact_phone=firm.phone,
        answer_days=chance.choice((3, 5, 7)),
        published_at=published,
        confirmed_at=published,
    )


def _wish(place: Vacancy) -> Requirement:
    """A certificate that every second of these places really demands."""
    level = Requirement.Certificate.values[place.pk % 5]
    weight = Requirement.Weight.EXPECTED if place.pk % 2 else Requirement.Weight.WISHED
    return Requirement(
        vacancy=place,
        kind=Requirement.Kind.CERTIFICATE,
        weight=weight,
        level=level,
        reason="Ohne geht die Berufsschule nicht.",
    )


def _day(place: Vacancy) -> Slot:
    """One bookable day within the next weeks."""
    day = clock.today() + timedelta(days=1 + place.pk % 28)
    begins_at, ends_at = (datetime.combine(day, wall, tzinfo=clock.BERLIN) for wall in (time(8), time(14)))
    return Slot(
        vacancy=place,
        first_on=day,
        last_on=day,
        from_time=time(8),
        to_time=time(14),
        begins_at=begins_at,
        ends_at=ends_at,
        capacity=2,
    )
