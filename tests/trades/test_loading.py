"""Loading the reference files: complete, repeatable, never over an editor's word."""

import pytest
from django.db.models import Count

from core.drawing.pictures import SCENES
from trades import actions, pictures, reference
from trades.models import FormerName, Neighbour, PayRate, Synonym, Trade, WordsState

DOUBLES = {
    "Betonbauer", "Dreher", "Fahrradschrauber", "Gold- und Silberschmied", "Hafner", "Klempner", "Küfer", "Lackierer",
    "Spengler", "Tiefbauer", "Visagist", "Wärmepumpe",
}  # fmt: skip


def test_load_trades_brings_all_rows(trades):
    assert trades == actions.Loaded(trades=125, synonyms=1236, categories=145, neighbours=16, pay_rates=26)


def test_load_trades_twice_changes_no_row(trades):
    before = [list(model.objects.order_by("pk").values()) for model in (Trade, Synonym, PayRate, Neighbour, FormerName)]

    actions.load_trades()

    after = [list(model.objects.order_by("pk").values()) for model in (Trade, Synonym, PayRate, Neighbour, FormerName)]
    assert after == before


def test_load_trades_repairs_facts_and_keeps_editors_words(trades):
    Trade.objects.filter(pk="tischler").update(months=12, riasec="S", interest_words="treppen")
    Synonym.objects.filter(trade="tischler", term="Schreiner").update(mark="bayr.")
    PayRate.objects.filter(trade="baecker", as_of="ab 2026-03-01").update(year_1_cents=1)

    actions.load_trades()

    tischler = Trade.objects.get(pk="tischler")
    assert (tischler.months, tischler.riasec, tischler.interest_words) == (36, "S", "treppen")
    assert Synonym.objects.get(trade="tischler", term="Schreiner").mark == "bayr."
    assert PayRate.objects.get(trade="baecker", as_of="ab 2026-03-01").year_1_cents == 1


def test_load_trades_raises_the_stamp_of_words(trades):
    before = WordsState.objects.get().version

    actions.load_trades()

    assert WordsState.objects.get().version == before + 1


def test_twelve_words_belong_to_two_trades(trades):
    rows = Synonym.objects.values("term").annotate(n=Count("trade")).filter(n=2).order_by("term")

    assert {row["term"] for row in rows} == DOUBLES


def test_unknown_stays_empty(trades):
    assert Trade.objects.filter(contracts__isnull=True).count() == 22
    assert Trade.objects.filter(contracts=0).count() == 0
    assert PayRate.objects.get(trade="geruestbauer", area="Westdeutschland").years_cents == (96200, None, 146800, None)


@pytest.mark.parametrize(
    ("trade", "words", "note"),
    [
        ("tischler", "3 Jahre", ""),
        ("shk", "3½ Jahre", ""),
        ("fahrradmonteur", "2 Jahre", ""),
        ("maurer", "3 Jahre, erster Abschluss nach 2 Jahren", ""),
        ("hochbaufacharbeiter", "2 Jahre, danach 1 Jahr weiter möglich", ""),
        ("praezisionswerkzeug", "3½ Jahre", "ungeprüft"),
        ("glasblaeser", "3 Jahre", "Verordnung regelt mehrere Dauern"),
    ],
)
def test_duration_says_what_is_known(trades, trade, words, note):
    found = Trade.objects.get(pk=trade)

    assert (found.duration, found.duration_note) == (words, note)


def test_every_trade_has_a_field_and_a_picture_that_is_drawn(trades):
    assert {trade.field for trade in Trade.objects.all()} == set(Trade.Field.values)
    assert {pictures.of(trade) for trade in Trade.objects.all()} <= set(SCENES)


def test_every_trade_has_names_in_all_forms(trades):
    assert [trade.pk for trade in Trade.objects.all() if not (trade.name and trade.name_m and trade.name_f)] == []


def test_every_written_profile_names_a_trade_and_has_all_parts():
    profiles = reference.profiles()

    assert len(profiles) == 8
    assert {tuple(profile) for profile in profiles} == {tuple(profiles[0])}
    assert [profile["trade"] for profile in profiles if len(profile["downsides"]) < 3] == []


def test_propose_neighbours_adds_pairs_nobody_sees(trades):
    count = actions.propose_neighbours()

    assert count == Neighbour.objects.filter(reviewed_on__isnull=True).count() > 0
    assert Neighbour.objects.reviewed().count() == 16


def test_propose_neighbours_twice_adds_nothing(trades):
    actions.propose_neighbours()

    assert actions.propose_neighbours() == 0
