"""Words of the trades as the resolver gets them."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from core import clock
from search.vocabulary import Alias
from search.vocabulary import Neighbour as NeighbourWords
from tests.factories.trades import FormerNameFactory, NeighbourFactory, SynonymFactory, TradeFactory
from trades.models import Neighbour, Synonym
from trades.words import TradeVocabulary


def test_vocabulary_holds_names_aliases_codes_and_old_names(db):
    trade = TradeFactory(agency_ids="4460", interest_words="holz;möbel")
    SynonymFactory(trade=trade)
    FormerNameFactory(trade=trade, name="Schreinermeister", slug="")

    [words] = TradeVocabulary().trades()

    assert (words.id, words.name, words.male, words.female) == ("tischler", "Tischler/in", "Tischler", "Tischlerin")
    assert words.aliases == (
        Alias("Schreiner", "redaktionell", "süddt."),
        Alias("Schreinermeister", "amtlich", "bis 2026-07"),
    )
    assert (words.codes, words.interests) == (("22342", "4460"), ("holz", "möbel"))
    assert (words.group, words.fields) == ("II", ("wood",))


@pytest.mark.parametrize("count", [1, 3])
def test_vocabulary_asks_four_times_however_many_trades(db, django_assert_num_queries, count):
    made = [TradeFactory(), TradeFactory(baker=True), TradeFactory(staged=True)][:count]
    for trade in made:
        SynonymFactory(trade=trade, term=f"Wort für {trade.pk}")

    with django_assert_num_queries(4):  # synonyms, former names, neighbours, trades
        TradeVocabulary().trades()


def test_vocabulary_has_reviewed_neighbours_only(db):
    pair = NeighbourFactory()
    NeighbourFactory(trade=pair.neighbour, neighbour=pair.trade, proposal=True)

    words = {trade.id: trade.neighbours for trade in TradeVocabulary().trades()}

    assert words == {"tischler": (NeighbourWords("baecker", "mehr Mehl, weniger Holz"),), "baecker": ()}


def test_neighbour_without_review_for_a_year_is_hidden(db):
    NeighbourFactory(reviewed_on=date(2026, 11, 1))

    with clock.frozen(datetime(2027, 11, 1, 12, tzinfo=UTC)):
        assert Neighbour.objects.reviewed().count() == 1
    with clock.frozen(datetime(2027, 12, 1, 12, tzinfo=UTC)):
        assert Neighbour.objects.reviewed().count() == 0


def test_no_trade_is_its_own_neighbour(db):
    trade = TradeFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        NeighbourFactory(trade=trade, neighbour=trade)


def test_reviewed_pair_needs_the_difference(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        NeighbourFactory(difference="")


def test_saving_and_deleting_a_word_raises_the_stamp(db):
    synonym = SynonymFactory()
    before = TradeVocabulary().version()

    synonym.term = "Möbelschreiner"
    synonym.save()
    saved = TradeVocabulary().version()
    Synonym.objects.get().delete()

    assert (saved[0], TradeVocabulary().version()[0]) == (before[0] + 1, before[0] + 2)


def test_a_word_may_stand_for_two_trades_but_only_once_for_one(db):
    SynonymFactory(term="Klempner")
    SynonymFactory(term="Klempner", trade=TradeFactory(baker=True))

    with pytest.raises(IntegrityError), transaction.atomic():
        SynonymFactory(term="Klempner")


@pytest.mark.parametrize(("mark", "confused"), [("verw.", True), ("süddt.", False), ("", False)])
def test_easily_confused_words_are_marked(mark, confused):
    assert Synonym(term="Dreher", mark=mark).is_easily_confused is confused
