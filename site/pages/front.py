"""What editors' pages show of the wings: places, free days, events, members. Reading only, nothing of a person."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Network, Organisation
from apprenticeships.models import Slot, Vacancy
from core import clock
from core.drawing import maps
from core.drawing.codes import svg as qr_svg
from core.models import District
from events.models import EventPage, Occurrence
from trades.models import Trade

SOON = 4  # lines of a block on a front page
MEMBERS = 60
MAP_KM = 45  # half the width of the map: a network of a few Kreise fits
FEATURED = {  # trade: the drawing that shows its work
    "tischler": "tischler",
    "elektroniker_egt": "elektro",
    "kfz_mechatroniker": "kfz",
    "baecker": "baecker",
    "dachdecker": "dach",
    "augenoptiker": "optik",
}


def home(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The start page: six trades with a drawing, what is on soon, a person to call."""
    occurrences = _coming(request).order_by("starts_at", "pk")
    return {
        "featured": _featured(),
        "trade_count": Trade.objects.count(),
        "occurrences": occurrences[:SOON],
        "occurrence_count": occurrences.count(),
        "place_count": Vacancy.objects.open().count(),
        "contact": page.network or Network.objects.order_by("pk").first(),
        "search_url": reverse("search:search"),
    }


def _featured() -> list[dict[str, Any]]:
    """Trades with their drawing, in the order written above."""
    trades = Trade.objects.select_related("page").in_bulk(FEATURED)
    return [{"trade": trades[key], "scene": scene} for key, scene in FEATURED.items() if key in trades]


def _coming(request: HttpRequest) -> Any:
    """Dates that this visitor may see and that take place."""
    return (
        Occurrence.objects.visible_to(request.user).scheduled().filter(ends_at__gte=clock.now()).select_related("page")
    )


def network(page: Any, request: HttpRequest) -> dict[str, Any]:
    """A network page: places, days and events of its Kreise, and who takes part."""
    districts = list(page.network.districts.order_by("name", "ags"))
    vacancies = Vacancy.objects.open().filter(district__in=districts).for_cards().order_by("-published_at", "-pk")
    slots = Slot.objects.public().free().filter(vacancy__district__in=districts)
    occurrences = _coming(request).filter(page__postal_code__district__in=districts).order_by("starts_at", "pk")
    return {
        "districts": districts,
        "plan": _plan(districts),
        "vacancies": vacancies[:SOON],
        "vacancy_count": vacancies.count(),
        "slots": _one_a_vacancy(slots.select_related("vacancy__trade", "vacancy__organisation")),
        "slot_count": slots.count(),
        "occurrences": occurrences[:SOON],
        "occurrence_count": occurrences.count(),
        **members(page.network),
    }


def _plan(districts: list[District]) -> maps.Plan | None:
    """The outlines of the network's Kreise in green; None for a network without any."""
    if not districts:
        return None
    lat = sum(district.lat for district in districts) / len(districts)
    lon = sum(district.lon for district in districts) / len(districts)
    return maps.around(lat, lon, km=MAP_KM, here=[district.ags for district in districts])


def _one_a_vacancy(slots: Iterable[Slot]) -> list[Slot]:
    """The next free day of each place, a few of them; a firm that opens many days stands once."""
    first: dict[int, Slot] = {}
    for slot in slots:
        first.setdefault(slot.vacancy_id, slot)
        if len(first) == SOON:
            break
    return list(first.values())


def members(network: Network) -> dict[str, Any]:
    """Organisations of a network by kind; only those with a public page are named."""
    rows = (
        Organisation.objects.public()
        .filter(network_memberships__network=network, network_memberships__ends_on=None)
        .order_by("name", "pk")[:MEMBERS]
    )
    found = list(rows)
    kinds = Organisation.Kind
    return {
        "guilds": [row for row in found if row.kind == kinds.GUILD],
        "firms": [row for row in found if row.kind == kinds.FIRM],
        "others": [row for row in found if row.kind not in (kinds.GUILD, kinds.FIRM)],
    }


def selection(page: Any, request: HttpRequest) -> dict[str, Any]:
    """A counsellor's selection with each item as a card; three queries whatever its length."""
    values = [(item.block_type, item.value) for item in page.items]
    keys = [item.id for item in page.items]
    vacancies = _vacancies([value["vacancy"] for kind, value in values if kind == "vacancy"], request)
    events = _events([value["event"].pk for kind, value in values if kind == "event" and value["event"]], request)
    items = [
        {**card, "key": key}
        for key, (kind, value) in zip(keys, values, strict=True)
        if (card := _card(kind, value, vacancies, events))
    ]
    address = request.build_absolute_uri(page.url)
    return {
        "cards": items,
        "gone": len(values) - len(items),
        "address": address,
        "qr": qr_svg(address),
        "author_name": page.author.shown_name if page.author else "",
    }


def _vacancies(numbers: list[int], request: HttpRequest) -> dict[int, Vacancy]:
    return Vacancy.objects.visible_to(request.user).public().for_cards().in_bulk(numbers)


def _events(keys: list[int], request: HttpRequest) -> dict[int, EventPage]:
    return EventPage.objects.visible_to(request.user).in_bulk(keys)


def _card(kind: str, value: Any, vacancies: dict[int, Vacancy], events: dict[int, EventPage]) -> dict[str, Any] | None:
    """One item as the template shows it; None when what it names is gone."""
    if kind == "words":
        return {"kind": kind, "text": value}
    if kind == "trade":
        return {"kind": kind, "object": value["trade"], "why": value["why"]} if value["trade"] else None
    found: Any = vacancies.get(value["vacancy"]) if kind == "vacancy" else None
    if kind == "event" and value["event"]:
        found = events.get(value["event"].pk)
    return {"kind": kind, "object": found, "why": value["why"]} if found else None
