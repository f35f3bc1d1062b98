"""The local block: three questions to the search, told as lines; never an empty list for an engine that is down."""

import pytest

from search import find
from search.engine import Unavailable
from search.query import Query
from search.resolver import Resolution
from tests.factories.accounts import OrganisationFactory
from tests.factories.trades import TradePageFactory


class Vacancy:
    """What a place looks like from here: somebody above us knows more of it."""

    def __init__(self, organisation):
        self.organisation = organisation


def hit(title, organisation, km=None):
    return find.Hit(
        kind="vacancy",
        key="7",
        title=title,
        url="/plaetze/7/",
        km=km,
        score=1.0,
        parts={},
        reasons=["du nach Tischler/in gesucht hast", "1,8 km von Altenburg", "Tag buchbar am Do, 3.12."],
        own_lines=["Tag buchbar am Do, 3.12."],
        open=[],
        object=Vacancy(organisation),
        card="",
    )


@pytest.fixture
def asked(monkeypatch):
    """Answers of the search by kind of offer; keeps the questions."""
    answers: dict[tuple[str, ...], list[find.Hit]] = {}
    questions: list[Query] = []

    def answer(query, user, **options):
        questions.append(query)
        hits = answers.get(query.values("kind"), [])
        return find.Page(query=query, resolution=Resolution(text=""), hits=hits, total=4 if hits else 0)

    monkeypatch.setattr(find, "find", answer)
    answers["questions"] = questions
    return answers


def page_text(client, **given):
    return " ".join(client.get("/berufe/tischler/", given).content.decode().split())


def test_places_days_and_events_are_asked_for_the_trade_around_the_place(client, db, asked):
    TradePageFactory()

    client.get("/berufe/tischler/", {"place": "04600"})

    assert [(query.kinds, query.values("kind"), query.values("trade")) for query in asked["questions"]] == [
        (("vacancy",), ("apprenticeship", "eq"), ("tischler",)),
        (("vacancy",), ("internship", "taster_day"), ("tischler",)),
        (("event",), (), ("tischler",)),
    ]
    assert [(query.near.plz, query.near.km) for query in asked["questions"]] == [("04600", None)] * 3


def test_without_a_place_nobody_is_measured(client, db, asked):
    TradePageFactory()

    client.get("/berufe/tischler/")

    assert [query.near for query in asked["questions"]] == [None, None, None]


def test_hits_stand_before_the_general_text_with_firm_way_and_day(client, db, asked):
    TradePageFactory(written=True)
    firm = OrganisationFactory(name="Tischlerei Lindenau")
    asked["apprenticeship", "eq"] = [hit("Ausbildung Tischler/in", firm, km=1.8)]

    html = page_text(client, place="04600")

    assert "Tischlerei Lindenau · Tag buchbar am Do, 3.12." in html
    assert html.count("1,8 km") == 1
    assert html.index("Ausbildung Tischler/in") < html.index("Das machst du wirklich")
    assert "Tage zum Ausprobieren" not in html
    assert "Alle 4 zeigen" in html
    assert "trade=tischler" in html


def test_nothing_near_by_names_the_next_step(client, db, asked):
    field = TradePageFactory().trade.field

    html = page_text(client, place="04600")

    assert "Hier ist für diesen Beruf gerade nichts eingetragen." in html
    assert f"field={field}&amp;kind=taster_day&amp;kind=internship&amp;place=04600" in html


def test_engine_that_is_down_is_said_and_the_page_stands(client, db, monkeypatch):
    TradePageFactory(written=True)

    def down(*args, **kwargs):
        raise Unavailable

    monkeypatch.setattr(find, "find", down)
    html = page_text(client, place="04600")

    assert "lassen sich gerade nicht laden" in html
    assert "Hier ist für diesen Beruf gerade nichts eingetragen." not in html
    assert "Du baust Möbel." in html
