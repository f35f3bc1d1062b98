"""Everything that changes the tables of places and travel times. Commands call these; nothing else writes there."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from core import clock, gazetteer, timetable
from core.gazetteer import Gazetteer
from core.models import Chamber, District, Place, PostalCode, State, TravelRow, TravelTable


@transaction.atomic
def load_places() -> dict[str, int]:
    """Bring the place tables to the state of core/data/; returns rows per table. A second run changes nothing.

    What an editor confirmed (the chamber of a Kreis) stays. Rows that the files no longer have stay too: others may
    point at them.
    """
    tables = gazetteer.read()
    _upsert(State, (State(ags=row.ags, short=row.short, name=row.name) for row in tables.states.values()))
    _upsert(Chamber, _chambers(tables))
    _upsert(District, _districts(tables))
    _upsert(PostalCode, _codes(tables))
    _load_named_places(tables)
    loaded: tuple[type[models.Model], ...] = (State, Chamber, District, PostalCode, Place)
    return {str(model._meta.verbose_name_plural): model._default_manager.count() for model in loaded}


@transaction.atomic
def load_travel_times(lines: Iterable[str], *, name: str) -> tuple[TravelTable, bool]:
    """Make a table of travel times the live one, whole or not at all; says whether anything changed.

    The same ways again change nothing; those of the table before bring it back. Raises timetable.BadTable.
    """
    packed = timetable.read(lines)
    checksum = _checksum(packed)
    known = TravelTable.objects.filter(checksum=checksum).first()
    if known is not None:
        return _go_live(known), not known.is_live
    ways = sum(len(row) for row in packed.values()) // timetable.BYTES_A_WAY
    table = TravelTable.objects.create(name=name, checksum=checksum, ways=ways, loaded_at=clock.now())
    rows = (TravelRow(table=table, origin=origin, mode=mode, ways=row) for (origin, mode), row in packed.items())
    TravelRow.objects.bulk_create(rows, batch_size=500)
    return _go_live(table), True


@transaction.atomic
def roll_back_travel_times() -> TravelTable | None:
    """Make the table before the live one; None where none is kept."""
    kept = TravelTable.objects.filter(is_live=False).first()
    return _go_live(kept) if kept else None


@transaction.atomic
def drop_travel_times() -> int:
    """Claim no minutes of bus and train any more; returns how many tables went."""
    transaction.on_commit(timetable.forget)
    return _remove(TravelTable.objects.order_by("pk"))


def _checksum(packed: dict[timetable.Key, bytes]) -> str:
    """Of the ways, not of the file: another order of lines is the same table."""
    found = hashlib.sha256()
    for (origin, mode), ways in sorted(packed.items()):
        found.update(f"{origin} {mode} {len(ways)} ".encode() + ways)
    return found.hexdigest()


def _go_live(table: TravelTable) -> TravelTable:
    """One live table, the one before it kept, all others gone."""
    live = TravelTable.objects.filter(is_live=True).exclude(pk=table.pk).first()
    TravelTable.objects.filter(is_live=True).update(is_live=False)
    TravelTable.objects.filter(pk=table.pk).update(is_live=True)
    if live is not None:
        _remove(TravelTable.objects.exclude(pk__in=[table.pk, live.pk]).order_by("pk"))
    transaction.on_commit(timetable.forget)
    return table


def _remove(tables: Iterable[TravelTable]) -> int:
    return sum(1 for table in tables if table.delete())


def _upsert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    kept = {"chamber_confirmed_on"}
    model._default_manager.bulk_create(
        list(rows),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[name for name in fields if name not in kept],
    )


def _chambers(tables: Gazetteer) -> Iterable[Chamber]:
    for row in tables.chambers.values():
        yield Chamber(code=row.code, name=row.name, state_id=row.state, address=row.address, website=row.website)


def _districts(tables: Gazetteer) -> Iterable[District]:
    confirmed = dict(
        District.objects.filter(chamber_confirmed_on__isnull=False).values_list("ags", "chamber_code").order_by("ags")
    )
    for row in tables.districts.values():
        yield District(
            ags=row.ags,
            name=row.name,
            kind=row.kind,
            state_id=row.state,
            lat=row.lat,
            lon=row.lon,
            chamber_code=confirmed.get(row.ags, row.chamber_code),
            has_namesake=row.has_namesake,
        )


def _codes(tables: Gazetteer) -> Iterable[PostalCode]:
    for row in tables.codes.values():
        yield PostalCode(code=row.code, name=row.name, district_id=row.ags, lat=row.lat, lon=row.lon)


def _load_named_places(tables: Gazetteer) -> None:
    """Add the places and their links to codes that are missing."""
    wanted = {(place, row.code) for row in tables.codes.values() for place in row.places}
    names = sorted({place for place, _ in wanted})
    Place.objects.bulk_create(
        [Place(name=name, district_id=ags) for name, ags in names], batch_size=1000, ignore_conflicts=True
    )
    keys: dict[Any, int] = {
        (name, ags): pk for pk, name, ags in Place.objects.values_list("pk", "name", "district_id").order_by("pk")
    }
    links = Place.codes.through
    links._default_manager.bulk_create(
        [links(place_id=keys[place], postalcode_id=code) for place, code in sorted(wanted)],
        batch_size=1000,
        ignore_conflicts=True,
    )
