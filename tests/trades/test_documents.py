"""What the search knows of a profile."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from search.models import DocumentVersion
from tests.factories.trades import SynonymFactory, TradeFactory, TradePageFactory
from trades.documents import TradeDocument
from trades.models import Trade


def version(key):
    return DocumentVersion.objects.get(kind="trade", key=key).version


def test_document_holds_names_words_and_the_trade(db):
    page = TradePageFactory(written=True)

    contents = TradeDocument.contents(TradeDocument.queryset().get())

    assert contents["title"] == "Tischler/in Tischler Tischlerin"
    assert contents["trade"] == ["tischler"]
    assert page.teaser in contents["body"]
    assert "Du baust Möbel." in contents["body"]


def test_document_keeps_the_written_title_first(db):
    trade = TradeFactory(outside=True, short_name="Kaufmann/-frau Büromanagement")
    TradePageFactory(trade=trade)

    assert TradeDocument.contents(TradeDocument.queryset().get())["title"].startswith("Kaufmann/-frau Büromanagement ")
    assert TradeDocument.title_of(trade) == "Kaufmann/-frau Büromanagement"


def test_only_live_profiles_are_found(db):
    TradePageFactory(live=False)
    TradeFactory(baker=True)

    assert list(TradeDocument.queryset()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_documents_are_read_in_one_query(db, django_assert_num_queries, count):
    for trade in [TradeFactory(), TradeFactory(baker=True), TradeFactory(staged=True)][:count]:
        TradePageFactory(trade=trade)

    with django_assert_num_queries(1):  # trades with their pages
        assert len([TradeDocument.contents(trade) for trade in TradeDocument.queryset()]) == count


def test_publishing_and_unpublishing_reach_the_index(db):
    page = TradePageFactory()
    before = version("tischler")

    page.save_revision().publish()
    published = version("tischler")
    page.unpublish(log_action=False)

    assert (published > before, version("tischler") > published) == (True, True)


def test_a_word_of_a_trade_reaches_the_index(db):
    trade = TradeFactory()
    before = version(trade.pk)

    SynonymFactory(trade=trade)

    assert version("tischler") == before + 1


def test_deleting_a_profile_reaches_the_index(db):
    page = TradePageFactory()
    before = version("tischler")

    page.delete()

    assert version("tischler") > before
    assert Trade.objects.filter(pk="tischler").exists()


def test_card_of_a_hit_links_to_the_profile(db):
    trade = TradePageFactory().trade
    hit = SimpleNamespace(title=trade.label, url="/berufe/tischler/", reasons=["Schreiner ist dasselbe"], object=trade)

    html = render_to_string(TradeDocument.card, {"hit": hit})

    assert '<a href="/berufe/tischler/">Tischler/in</a>' in html
    assert "3 Jahre" in html
    assert "Schreiner ist dasselbe" in html
