"""A network with all trades and their pages, made once for each test that asks."""

import pytest
from wagtail.models import Page

from search import vocabulary
from trades import actions
from trades.models import TradeIndexPage
from trades.words import TradeVocabulary


@pytest.fixture
def trades(db):
    """All 125 trades with words, pay and neighbours."""
    return actions.load_trades()


@pytest.fixture
def profiles(trades) -> TradeIndexPage:
    """All 125 pages below the home page, the eight written ones filled."""
    index = actions.add_pages(Page.objects.filter(depth=2).order_by("path").first())
    actions.seed_profiles()
    return index


@pytest.fixture
def loaded(trades) -> None:
    """All trades and words, known to the search as well."""
    vocabulary.register(TradeVocabulary())
