"""Floors by start year and the rows a page may show."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from core import clock
from tests.factories.trades import PayRateFactory, TradeFactory
from trades import pay
from trades.models import PayRate


@pytest.mark.parametrize(
    ("start_year", "year", "cents"),
    [
        (2025, 1, 68200),
        (2025, 2, 80500),
        (2025, 3, 92100),
        (2025, 4, 95500),
        (2026, 1, 72400),
        (2026, 4, 101400),
        (2027, 1, 72400),
        (2031, 2, 85400),
        (2024, 1, None),
        (2026, 0, None),
        (2026, 5, None),
    ],
)
def test_floor_by_start_year_and_year_of_training(trades, start_year, year, cents):
    assert pay.floor_cents(start_year, year) == cents


def test_floor_says_when_the_year_is_not_published_yet(trades):
    assert pay.floors(2026).note == ""
    assert pay.floors(2027).note == "Betrag für 2027 folgt"
    assert pay.floors(2027).known_year == 2026
    assert pay.floors(2024) is None


def test_floor_without_rows_is_unknown(db):
    assert pay.floor_cents(2026, 1) is None


def test_two_floors_for_one_year_are_refused(db):
    PayRateFactory(floor=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        PayRateFactory(floor=True, as_of="Beginn 2026, neu")


def test_pay_of_a_trade_names_it(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        PayRateFactory(trade=None)


def test_rates_show_the_newest_valid_row_of_each_kind(db):
    trade = TradeFactory()
    PayRateFactory(trade=trade, as_of="ab 2025-03-01", valid_from=date(2025, 3, 1))
    newest = PayRateFactory(trade=trade)
    PayRateFactory(trade=trade, as_of="ab 2027-03-01", valid_from=date(2027, 3, 1))
    average = PayRateFactory(trade=trade, kind="average", as_of="2022", valid_from=date(2022, 1, 1))
    PayRateFactory(trade=TradeFactory(baker=True))

    assert pay.rates(trade, on=date(2026, 11, 22)) == [newest, average]


def test_baker_shows_the_binding_tariff_before_the_average(trades):
    from_trade = PayRate.objects.filter(trade="baecker").first().trade

    kinds = [(rate.kind, rate.as_of) for rate in pay.rates(from_trade, on=date(2026, 11, 22))]

    assert kinds == [("binding", "ab 2026-03-01"), ("average", "2022")]


@pytest.mark.parametrize(("month", "season"), [(1, 2026), (9, 2026), (10, 2027), (12, 2027)])
def test_season_turns_in_october(month, season):
    with clock.frozen(datetime(2026, month, 15, 12, tzinfo=UTC)):
        assert pay.coming_start_year() == season
