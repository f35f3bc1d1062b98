"""Reads the reference files beside this module into unsaved rows; source and meaning of the columns: data/README.md."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from trades.models import Clue, CraftCategory, FormerName, Neighbour, PayRate, Synonym, Trade, WordField
from trades.models.word import LOANED

DATA = Path(__file__).parent / "data"
PROFILES = DATA / "profiles"

SYNONYM_KINDS = {
    "amtlich": Synonym.Kind.OFFICIAL,
    "redaktionell": Synonym.Kind.EDITORIAL,
    "BA-Ausbildungsbezeichnung": Synonym.Kind.AGENCY,
}
PAY_SCOPES = {"_mindest": PayRate.Scope.ALL, "_alle": PayRate.Scope.ALL, "_handwerk": PayRate.Scope.CRAFT}
PAY_KINDS = [  # first words of the column „art“, the more precise ones first
    ("gesetzliche", PayRate.Kind.FLOOR),
    ("Tarif allgemeinverbindlich", PayRate.Kind.BINDING),
    ("Tarif", PayRate.Kind.TARIFF),
    ("tariflicher", PayRate.Kind.AVERAGE),
    ("Beispiel", PayRate.Kind.EXAMPLE),
]


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a CSV file of ours as texts."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def trades() -> list[Trade]:
    """The 125 trades with official facts and the editors' first proposals."""
    editorial = {row["trade_id"]: row for row in rows("editorial.csv")}
    return [_trade(row, editorial[row["id"]]) for row in rows("trades.csv")]


def synonyms() -> list[Synonym]:
    """Words for trades, twelve of which stand for two trades on purpose, and words of other languages."""
    german = [
        Synonym(
            trade_id=row["trade_id"],
            term=row["begriff"],
            kind=SYNONYM_KINDS[row["art"]],
            mark=row["kennzeichen"],
            source=row["quelle"],
        )
        for row in rows("synonyms.csv")
    ]
    return german + [_loan_word(row) for row in rows("loan_words.csv")]


def categories() -> list[CraftCategory]:
    """145 Gewerke of the HwO."""
    return [
        CraftCategory(
            ref=row["hwo_ref"],
            annex=row["anlage"],
            number=int(row["nummer"]),
            name=row["gewerbe"],
            licensed=row["zulassungspflichtig"] == "ja",
            master_since_2020=row["meisterpflicht_seit_2020"] == "ja",
            group_number=row["gewerbegruppe_nr"],
            group_source=row["gruppe_beleg"],
        )
        for row in rows("trades_hwo.csv")
    ]


def neighbours() -> list[Neighbour]:
    """Edited pairs with their difference, in the order of the file."""
    return [
        Neighbour(
            trade_id=row["trade_id"],
            neighbour_id=row["neighbour_id"],
            difference=row["difference"],
            position=position,
            reviewed_on=_day(row["reviewed_on"]),
        )
        for position, row in enumerate(rows("neighbours.csv"))
    ]


def word_fields() -> list[WordField]:
    """Words by what they mean: materials, tools, products, activities."""
    return [WordField(name=row["name"], words=row["words"]) for row in rows("word_fields.csv")]


def clues(fields: dict[str, WordField]) -> list[Clue]:
    """What fields tell about trades; `fields` are saved ones by their name."""
    return [
        Clue(
            field=fields[row["field"]],
            with_field=fields[row["with_field"]] if row["with_field"] else None,
            trades=row["trades"],
            strength=int(row["strength"]),
        )
        for row in rows("clues.csv")
    ]


def former_names() -> list[FormerName]:
    """Names that ended with a new ordinance."""
    return [
        FormerName(
            trade_id=row["trade_id"],
            name=row["name"],
            slug=row["slug"],
            valid_from=_day(row["valid_from"]),
            valid_until=date.fromisoformat(row["valid_until"]),
            source=row["source"],
        )
        for row in rows("former_names.csv")
    ]


def pay_rates() -> list[PayRate]:
    """Dated rows of pay; amounts of the file are euros."""
    return [_pay_rate(row) for row in rows("pay.csv")]


def profiles() -> list[dict[str, Any]]:
    """The written profiles in the format of data/README.md."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(PROFILES.glob("*.json"))]


def _trade(row: dict[str, str], editorial: dict[str, str]) -> Trade:
    return Trade(
        id=row["id"],
        name=row["bezeichnung_neutral"],
        name_m=row["bezeichnung_m"],
        name_f=row["bezeichnung_w"],
        short_name=editorial["short_name"],
        field=editorial["field"],
        interest_words=editorial["interest_words"],
        hwo_ref=row["hwo_ref"],
        hwo_trade=row["hwo_gewerbe"],
        annex=row["anlage"],
        group_number=row["gewerbegruppe_nr"],
        months=int(row["dauer_monate"]),
        months_state=_months_state(row["dauer_beleg"]),
        ordinance_on=_day(row["ordnung_datum"]),
        ordinance_source=row["ordnung_quelle"],
        kldb=row["kldb5"],
        agency_ids=row["ba_dkz_ids"],
        agency_names=row["ba_bezeichnungen"],
        contracts=_number(row["neuvertraege_2024"]),
        contracts_rank=_number(row["rang_2024"]),
        share_men=Decimal(row["anteil_maenner_2024"]) if row["anteil_maenner_2024"] else None,
        girls_day=row["girlsday_geeignet"] == "ja",
        boys_day=row["boysday_geeignet"] == "ja",
        riasec=row["riasec_vorschlag"],
        tasks=row["aufgaben_kurz"],
    )


def _months_state(evidence: str) -> str:
    if "24/36" in evidence:
        return Trade.MonthsState.STAGED
    if evidence.startswith("Sonderfall"):
        return Trade.MonthsState.SPECIAL
    return Trade.MonthsState.CHECKED if evidence == "belegt" else Trade.MonthsState.UNCHECKED


def _pay_rate(row: dict[str, str]) -> PayRate:
    kind = next(kind for words, kind in PAY_KINDS if row["art"].startswith(words))
    scope = PAY_SCOPES.get(row["trade_id"], PayRate.Scope.TRADE)
    years = {f"year_{year}_cents": _cents(row[f"jahr{year}"]) for year in range(1, 5)}
    valid_from = _beginning(row["stand"])
    return PayRate(
        scope=scope,
        trade_id=row["trade_id"] if scope == PayRate.Scope.TRADE else None,
        kind=kind,
        kind_note=row["art"],
        area=row["gebiet"],
        as_of=row["stand"],
        valid_from=valid_from,
        start_year=valid_from.year if kind == PayRate.Kind.FLOOR else None,
        average_cents=_cents(row["durchschnitt"]),
        source=row["quelle"],
        **years,
    )


def _beginning(as_of: str) -> date:
    """First day a row speaks for: „ab 2025-03-01“, „2025/26“ (training year from August), „Beginn 2026“, „2022“."""
    if as_of.startswith("ab "):
        return date.fromisoformat(as_of.removeprefix("ab "))
    if "/" in as_of:
        return date(int(as_of.split("/")[0]), 8, 1)
    return date(int(as_of.removeprefix("Beginn ")), 1, 1)


def _loan_word(row: dict[str, str]) -> Synonym:
    return Synonym(
        trade_id=row["trade_id"], term=row["term"], kind=Synonym.Kind.EDITORIAL, mark=row["language"], source=LOANED
    )


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _number(value: str) -> int | None:
    return int(value) if value else None


def _cents(value: str) -> int | None:
    return int(value) * 100 if value else None
