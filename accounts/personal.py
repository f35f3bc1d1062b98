"""What the installation holds of a person: every app says it in `<app>/holdings.py`, found at the start.

One declaration serves the download („Meine Daten“), the closing of the account and the proof that nothing was
forgotten: tests/architecture/test_holdings.py fails for a model that points to a person and is declared nowhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Manager, Model, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock

ACTED = gettext_lazy("Wer handelte, steht dort nur als Nummer; der Name ist mit dem Konto weg.")


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of one model that concern a person, and what becomes of them."""

    model: str
    keys: tuple[str, ...]
    # For the download: heading and columns, or the reason why these rows are not in it.
    title: Any = ""
    columns: tuple[str, ...] = ()
    left_out: Any = ""
    # For the closing of the account: rows go, fields are emptied, an own act, or a reason why they stay.
    deletes: bool = False
    blanks: Mapping[str, Any] = field(default_factory=dict)
    erases: Callable[[User], Any] | None = None
    stays: Any = ""

    def rows(self, user: User) -> QuerySet[Any]:
        """The rows of this person, in a fixed order."""
        wanted = Q()
        for key in self.keys:
            wanted |= Q(**{key: user.pk})
        manager: Manager[Any] = apps.get_model(self.model)._base_manager
        return manager.filter(wanted).order_by("pk")

    def erase(self, user: User) -> None:
        """Do what closing the account means for these rows."""
        if self.erases is not None:
            self.erases(user)
        if self.blanks:
            self.rows(user).update(**self.blanks)
        if self.deletes:
            for row in self.rows(user):
                row.delete()


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the download: words for people, values for machines."""

    code: str
    title: str
    columns: tuple[str, ...]
    rows: list[list[Any]]
    names: tuple[str, ...]


_holdings: dict[str, Holding] = {}


def declare(*holdings: Holding) -> None:
    """Say what an app holds; a second declaration of the same rows replaces the first."""
    for holding in holdings:
        _holdings[f"{holding.model}:{','.join(holding.keys)}"] = holding


def acts(*places: str) -> None:
    """Columns that only say who did a step („apprenticeships.BookingEvent.by“): others' records keep them."""
    for place in places:
        model, _dot, key = place.rpartition(".")
        declare(Holding(model, (key,), left_out=ACTED, stays=ACTED))


def declared() -> Sequence[Holding]:
    """Everything that was declared, in a fixed order."""
    return [_holdings[key] for key in sorted(_holdings)]


def tables(user: User) -> list[Table]:
    """What the download holds, the person first."""
    shown = [holding for holding in declared() if holding.title]
    shown.sort(key=lambda holding: (holding.model != "accounts.User", str(holding.title)))
    return [_table(holding, user) for holding in shown]


def erase(user: User) -> None:
    """Empty or delete everything of a person, the upper floors first; called inside the transaction that closes."""
    order = list(apps.app_configs)
    for holding in sorted(declared(), key=lambda one: -order.index(_app(one))):
        holding.erase(user)


def _app(holding: Holding) -> str:
    return holding.model.split(".")[0]


def _table(holding: Holding, user: User) -> Table:
    model = apps.get_model(holding.model)
    rows = holding.rows(user).select_related(*_related(model, holding.columns))
    return Table(
        code=holding.model,
        title=str(holding.title),
        columns=tuple(_heading(model, name) for name in holding.columns),
        rows=[[_value(row, name) for name in holding.columns] for row in rows],
        names=holding.columns,
    )


def _related(model: type[Model], columns: Sequence[str]) -> list[str]:
    heads = {name.split(".")[0] for name in columns}
    return sorted(one.name for one in model._meta.concrete_fields if one.name in heads and one.is_relation)


def _heading(model: type[Model], name: str) -> str:
    named = {one.name: one for one in model._meta.concrete_fields}
    head = name.split(".")[0]
    return capfirst(str(named[head].verbose_name)) if head in named else head


def _value(row: Any, name: str) -> Any:
    """The value as words; moments stay moments."""
    first, *rest = name.split(".")
    shown = getattr(row, f"get_{first}_display", None)
    value = shown() if shown is not None and not rest else getattr(row, first)
    for part in rest:
        value = getattr(value, part, None)
    if value is None or isinstance(value, bool | int | datetime | date):
        return value
    return str(value)


def words(value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, datetime):
        return clock.local(value).strftime("%d.%m.%Y, %H:%M")
    return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)
