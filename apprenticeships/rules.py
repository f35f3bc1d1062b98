"""The rules that hold on a day: rows of the database over the ones that come with the code (product 8)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from apprenticeships.models import Rule
from core import clock

PACKED = Path(__file__).parent / "data" / "rules.csv"


@dataclass(frozen=True)
class Figure:
    """One figure of the law with its words and its source."""

    code: str
    norm: str
    value: Decimal
    text: str
    valid_from: date
    valid_to: date | None
    source: str
    checked_on: date

    def holds(self, on: date) -> bool:
        """Whether the rule is in force on the day."""
        return self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)


class Rules:
    """All figures in force on one day; asked by code."""

    def __init__(self, figures: dict[str, Figure]) -> None:
        self._figures = figures

    def figure(self, code: str) -> Figure:
        """The figure of a code; raises LookupError where no rule is in force."""
        if code not in self._figures:
            raise LookupError(f"No rule {code} is in force")
        return self._figures[code]

    def value(self, code: str) -> float:
        """The value as a number."""
        return float(self.figure(code).value)

    def text(self, code: str) -> str:
        """The rule in one sentence."""
        return self.figure(code).text

    def allows_saturday(self, trade_id: str) -> bool:
        """Whether minors may work on Saturdays in this trade."""
        return f"saturday:{trade_id}" in self._figures

    def earliest_start(self, trade_id: str, age: int) -> float:
        """The earliest hour of the day for a minor of that age in this trade."""
        codes = [f"early_{years}:{trade_id}" for years in (16, 17) if age >= years]
        special = [self.value(code) for code in codes if code in self._figures]
        return min([*special, self.value("night_rest_to")])

    def early_notes(self, trade_id: str) -> list[Figure]:
        """The exceptions from the night rest that a trade has, for the advert."""
        codes = (f"early_16:{trade_id}", f"early_17:{trade_id}")
        return [self._figures[code] for code in codes if code in self._figures]


def in_force(on: date | None = None) -> Rules:
    """Rules of the given day (default today); one query. A code with rows of its own no longer asks the packed ones."""
    day = on or clock.today()
    rows = [_figure(row) for row in Rule.objects.order_by("valid_from", "pk")]
    edited = {figure.code for figure in rows}
    figures = [*(figure for figure in packed() if figure.code not in edited), *rows]
    return Rules({figure.code: figure for figure in figures if figure.holds(day)})


@lru_cache(maxsize=1)
def packed() -> tuple[Figure, ...]:
    """The rules that come with the code, as a new installation starts with them."""
    with PACKED.open(encoding="utf-8", newline="") as file:
        return tuple(_read(csv.DictReader(file)))


def _read(lines: csv.DictReader) -> Iterator[Figure]:
    for line in lines:
        yield Figure(
            code=line["code"],
            norm=line["norm"],
            value=Decimal(line["value"]),
            text=line["text"],
            valid_from=date.fromisoformat(line["valid_from"]),
            valid_to=date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
            source=line["source"],
            checked_on=date.fromisoformat(line["checked_on"]),
        )


def _figure(row: Rule) -> Figure:
    return Figure(row.code, row.norm, row.value, row.text, row.valid_from, row.valid_to, row.source, row.checked_on)
