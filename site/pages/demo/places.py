"""Places and bookable days of the demo, written by their firms or, where a firm never signs in, by its guild."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from accounts.models import Membership, Organisation, User
from apprenticeships import prefill
from apprenticeships.actions import slots as slot_actions
from apprenticeships.actions import vacancies as vacancy_actions
from apprenticeships.models import Requirement, Slot, Vacancy
from pages.demo import source
from trades.models import Trade

CENTS = 100
WEEK = 7
TEXTS = ("school_days", "support", "saturday", "pay_note", "form", "weekly_hours", "months", "welcomes_changers")


def vacancies(firms: dict[str, Organisation], guild_of: dict[str, Organisation]) -> dict[str, Vacancy]:
    """All places with their days, each only once."""
    promises = {row["id"]: row for row in source.read("firms")}
    return {
        row["id"]: _vacancy(row, firms[row["firm"]], promises[row["firm"]], guild_of)
        for row in source.read("vacancies")
    }


def writer(firm: Organisation, guild: Organisation | None) -> User:
    """Who types for the firm: its owner, else the office of its guild."""
    bodies = [firm] if guild is None else [firm, guild]
    for body in bodies:
        held = Membership.objects.owners().filter(organisation=body).select_related("user").order_by("pk").first()
        if held and held.user:
            return held.user
    raise LookupError(f"nobody acts for {firm}")


def _vacancy(
    row: dict[str, Any], firm: Organisation, promise: dict[str, Any], guild_of: dict[str, Organisation]
) -> Vacancy:
    by = writer(firm, guild_of.get(promise["guild"]))
    key = source.key(f"vacancy {row['id']}")
    if found := Vacancy.objects.filter(client_key=key).first():
        return found
    wishes = [Requirement(**{**wish, "vacancy": None}) for wish in row["requirements"]]
    vacancy = vacancy_actions.write(
        firm, by=by, values=_values(row, firm, promise), requirements=wishes, client_key=key
    )
    vacancy = vacancy_actions.publish(vacancy, by=by)
    for rule in row["slots"]:
        slot_actions.open_days(vacancy, by=by, days=_days(rule), values=_slot_values(rule, vacancy))
    return vacancy


def _values(row: dict[str, Any], firm: Organisation, promise: dict[str, Any]) -> dict[str, Any]:
    """What the form would hand over: the prefilled part, then the firm's own words."""
    trade = Trade.objects.get(pk=row["trade"])
    start = _start(row["start"])
    pay = {f"pay_year{year}_cents": euros * CENTS for year, euros in enumerate(row["pay"], start=1)}
    own = {name: value for name, value in row["extra"].items() if name in TEXTS}
    if own.get("form") == Vacancy.Form.PART_TIME:
        own["months"] = trade.months * 4 // 3  # 30 of 40 hours: a third longer (BBiG § 7a)
        pay = {}
    owner = " ".join(promise["owner"]) or "Innungsbüro"
    return {
        **prefill.of_trade(trade, row["kind"], start.year if start else None),
        "kind": row["kind"],
        "practice": row["practice"],
        "trade": trade,
        "start_on": start,
        "start_now": row["start_now"],
        "places_total": row["places"],
        "work_start": time.fromisoformat(row["work_start"]),
        "work_end": time.fromisoformat(row["work_end"]),
        "own_sentence": row["sentence"],
        "transport": row["way"],
        "street": firm.street,
        "postal_code": firm.postal_code,
        "contact_name": owner,
        "contact_phone": firm.phone,
        "contact_hours": firm.phone_hours,
        "answer_days": promise["answer_days"],
        **pay,
        **own,
    }


def _start(month_and_day: str | None) -> date | None:
    return date.fromisoformat(f"{source.season()}-{month_and_day}") if month_and_day else None


def _days(rule: dict[str, Any]) -> Iterable[date]:
    """The first day and its repeats, a week apart."""
    first = source.day(rule.get("first", rule.get("offset", 0)), rule["weekday"])
    repeats = (date.fromordinal(first.toordinal() + WEEK * number) for number in range(rule.get("count", 1)))
    return sorted({source.working_week(day) for day in repeats})


def _slot_values(rule: dict[str, Any], vacancy: Vacancy) -> dict[str, Any]:
    kind = vacancy.practice if vacancy.practice in Slot.Kind.values else Slot.Kind.TASTER_DAY
    return {
        "kind": kind,
        "from_time": time.fromisoformat(rule["begin"]),
        "to_time": time.fromisoformat(rule["end"]),
        "capacity": rule["seats"],
        "min_age": rule["age"],
        "day_count": rule.get("days", 1),
        "bring": rule["bring"].replace("\n", ", "),
        "meeting_point": f"{vacancy.street}, am Eingang",
    }
