"""Loads the reference files: facts are brought up to date, what editors may change is only ever added."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from django.db import models, transaction
from django.db.models import F

from search import index, vocabulary
from trades import reference
from trades.models import CraftCategory, Neighbour, PayRate, Synonym, Trade, WordField, WordsState


@dataclass(frozen=True)
class Loaded:
    """How many rows there are after loading."""

    trades: int
    synonyms: int
    categories: int
    neighbours: int
    pay_rates: int


@transaction.atomic
def load_trades(*, by=None) -> Loaded:
    """Bring trades, words, Gewerke, pay and neighbours to the state of the files; a second run changes nothing."""
    _upsert(reference.categories(), unique=["ref"])
    _upsert(reference.trades(), unique=["id"], keep=Trade.EDITORIAL | {"latest_revision"})
    _add(reference.synonyms(), "trade", "term")
    _add(reference.neighbours(), "trade", "neighbour")
    _add(reference.former_names(), "trade", "name")
    _add(reference.pay_rates(), "scope", "trade", "area", "as_of", "kind")
    _load_knowledge()
    announce_words(Trade.objects.values_list("pk", flat=True))
    return Loaded(
        trades=Trade.objects.count(),
        synonyms=Synonym.objects.count(),
        categories=CraftCategory.objects.count(),
        neighbours=Neighbour.objects.count(),
        pay_rates=PayRate.objects.count(),
    )


@transaction.atomic
def propose_neighbours(*, by=None) -> int:
    """Seed pairs of equal KldB group (4 digits) and a shared interest letter; unreviewed, so only editors see them."""
    trades = list(Trade.objects.all())
    known = set(Neighbour.objects.values_list("trade_id", "neighbour_id").order_by("pk"))
    pairs = [(one, other) for one, other in permutations(trades, 2) if _akin(one, other)]
    fresh = [
        Neighbour(trade=one, neighbour=other, position=100) for one, other in pairs if (one.pk, other.pk) not in known
    ]
    Neighbour.objects.bulk_create(fresh)
    return len(fresh)


def announce_words(trade_ids) -> None:
    """Inside a transaction: raise the stamp all processes watch, and have the trades analysed again."""
    state, _created = WordsState.objects.get_or_create(pk=1)
    WordsState.objects.filter(pk=state.pk).update(version=F("version") + 1)
    index.touch_many("trade", trade_ids)
    transaction.on_commit(vocabulary.renew)


def _upsert(rows: list, *, unique: list[str], keep: frozenset[str] = frozenset()) -> None:
    model: type[models.Model] = type(rows[0])
    names = {field.name for field in model._meta.concrete_fields} - {*unique, *keep, "id"}
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=sorted(names))


def _load_knowledge() -> None:
    """Bring word fields and clues to the state of the files; a row that a person has edited (a revision) stays."""
    _settle(reference.word_fields(), key=["name"], names=["words"])
    fields = {str(field.pk): field for field in WordField.objects.all()}
    named = {
        name: fields[pk] for (name,), pk in WordField.versions("name").items() if pk in fields
    }  # renamed ones, too
    named |= {field.name: field for field in fields.values()}
    _settle(reference.clues(named), key=["field", "with_field"], names=["trades", "strength"])


def _key(row: models.Model, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(row.serializable_value(name) for name in names)


def _add(rows: list[Any], *names: str) -> None:
    """Add what nobody has; what a person made another row of stays away."""
    model = type(rows[0])
    known = {*model.objects.values_list(*names).order_by("pk"), *model.versions(*names)}
    model.objects.bulk_create([row for row in rows if _key(row, names) not in known], ignore_conflicts=True)


def _settle(rows: list[Any], *, key: list[str], names: list[str]) -> None:
    model = type(rows[0])
    known, dropped = {_key(row, key): row for row in model.objects.all()}, model.versions(*key)
    model.objects.bulk_create([row for row in rows if _key(row, key) not in {*known, *dropped}])
    wanted = {_key(row, key): row for row in rows}
    stale = [row for said, row in known.items() if said in wanted and row.latest_revision_id is None]
    for row in stale:
        for name in names:
            setattr(row, name, getattr(wanted[_key(row, key)], name))
    model.objects.bulk_update(stale, names)


def _akin(one: Trade, other: Trade) -> bool:
    groups = {code[:4] for code in one.kldb_codes} & {code[:4] for code in other.kldb_codes}
    return bool(groups and set(one.riasec) & set(other.riasec))
