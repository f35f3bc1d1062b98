"""Events of the demo, written with the quick form's action by the guilds' office."""

from typing import Any
from uuid import UUID

from accounts.models import Organisation
from events import actions
from events.fields import DateRow, EventFields, StationRow
from events.models import EventPage
from pages.demo import places, source

MORE = (
    "admission_minutes", "for_parents", "for_pupils", "for_firms", "class_from", "class_to", "school_quota",
    "minimum_age", "is_online",
)  # fmt: skip


def events(bodies: dict[str, Organisation]) -> dict[str, EventPage]:
    """All events, each only once."""
    office = places.writer(bodies["kh"], None)
    found = {}
    for row in source.read("events"):
        key = source.key(f"event {row['id']}")
        page = EventPage.objects.filter(client_key=key).first()
        found[row["id"]] = page or _write(row, bodies[row["by"]], office, key)
    return found


def _write(row: dict[str, Any], body: Organisation, office: Any, key: UUID) -> EventPage:
    by = places.writer(body, None) if body.memberships.exists() else office
    if not body.memberships.exists():
        body = body.affiliations.select_related("body").order_by("pk")[0].body
    return actions.create_event(body, _fields(row), by=by, client_key=key)


def _fields(row: dict[str, Any]) -> EventFields:
    more = {name: value for name, value in row["extra"].items() if name in MORE}
    return EventFields(
        title=row["title"],
        kind=row["kind"],
        intro=row["intro"],
        dates=tuple(_date(rule, row["capacity"]) for rule in row["rounds"]),
        trades=tuple(row["trades"]),
        stations=tuple(StationRow(title=title, minimum_age=age) for title, age in row["stations"]),
        more={
            "place_name": row["place"],
            "street": row["street"],
            "postal_code": source.code(row["plz"]),
            "registration": row["registration"],
            "contact_phone": "03447 000240",
            **more,
        },
    )


def _date(rule: dict[str, Any], capacity: int | None) -> DateRow:
    on = source.yearly(**rule["yearly"]) if "yearly" in rule else source.day(rule["offset"], rule["weekday"])
    return DateRow(
        starts_at=source.moment(on, rule["begin"]),
        ends_at=source.moment(on, rule["end"]),
        capacity=rule.get("capacity", capacity),
        label=rule["label"],
    )
