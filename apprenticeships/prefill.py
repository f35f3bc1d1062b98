"""What the posting form knows before anybody types: from the trade, the firm and its last advert (product P5)."""

import csv
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from apprenticeships.models import Vacancy
from core import clock
from trades import pay
from trades.models import Trade, TradePage

PACKED = Path(__file__).parent / "data" / "prefill.csv"
EQ_MONTHS = 6
YEARS_OF_TRAINING = 4
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class FieldWords:
    """What is usual in one Berufsfeld; editorial, the firm changes what is different."""

    work_start: time
    work_end: time
    saturday: str
    bring: str
    downsides: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> dict[str, FieldWords]:
    """Usual hours, things to bring and honest lines by Berufsfeld."""
    with PACKED.open(encoding="utf-8", newline="") as file:
        return {line["field"]: _field_words(line) for line in csv.DictReader(file)}


def of_trade(trade: Trade, kind: str, start_year: int | None = None) -> dict[str, Any]:
    """Values of the advert that follow from the trade: duration, pay floor, hours, tasks, downsides, school."""
    usual = words()[trade.field]
    values: dict[str, Any] = {
        "work_start": usual.work_start,
        "work_end": usual.work_end,
        "saturday": usual.saturday,
        "tasks": "\n".join(tasks(trade)),
        "downsides": "\n".join(usual.downsides),
    }
    if kind == Vacancy.Kind.EQ:
        values["months"] = EQ_MONTHS
    if kind == Vacancy.Kind.APPRENTICESHIP:
        values |= _training(trade, start_year or pay.coming_start_year())
    return values


def tasks(trade: Trade) -> list[str]:
    """What one really does: the lines of the written profile, else the trade's sentence as one line."""
    page = TradePage.objects.filter(trade=trade, origin=TradePage.Origin.WRITTEN).first()
    lines = [str(block.value["title"]) for block in page.tasks] if page else []
    return lines or [trade.tasks]


def of_organisation(organisation: Organisation) -> dict[str, Any]:
    """Values that follow from the firm: where it is and whom to call."""
    return {
        "street": organisation.street,
        "postal_code": organisation.postal_code_id or "",
        "contact_phone": organisation.phone,
        "contact_hours": organisation.phone_hours,
        "contact_email": organisation.email,
    }


def of_last_advert(organisation: Organisation) -> dict[str, Any]:
    """What the firm wrote last: contact person and way, so that nothing is asked twice."""
    last = Vacancy.objects.filter(organisation=organisation).order_by("-pk").first()
    if last is None:
        return {}
    names = ("contact_name", "contact_phone", "contact_hours", "contact_email", "answer_days", "support", "access")
    return {name: getattr(last, name) for name in names} | {"transport": last.transport_shown}


def bring_list(trade: Trade) -> str:
    """What to bring to a day in this trade."""
    return words()[trade.field].bring


def floors(trade: Trade, start_year: int) -> list[int]:
    """Legal minimum pay per month in cents for each year of this training."""
    known = pay.floors(start_year)
    years = min(-(-trade.months // MONTHS_A_YEAR), YEARS_OF_TRAINING)
    amounts = [known.of_year(year) for year in range(1, years + 1)] if known else []
    return [cents for cents in amounts if cents is not None]


def _training(trade: Trade, start_year: int) -> dict[str, Any]:
    values = {f"pay_year{year}_cents": cents for year, cents in enumerate(floors(trade, start_year), start=1)}
    school = _("Block oder ein bis zwei Tage in der Woche, je nach Schule")
    return values | {"months": trade.months, "school_days": school, "pay_stated_on": clock.today()}


def _field_words(line: dict[str, str]) -> FieldWords:
    return FieldWords(
        work_start=time.fromisoformat(line["work_start"]),
        work_end=time.fromisoformat(line["work_end"]),
        saturday=line["saturday"],
        bring=line["bring"],
        downsides=tuple(line["downsides"].split("|")),
    )
