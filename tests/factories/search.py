"""Searchable things that live in memory only: the search needs no model of another app to be tested."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from search import documents, vocabulary
from search import language as german
from search.clues import Clue, WordField
from search.vocabulary import Alias, Neighbour, TradeWords

DATA = Path(__file__).parents[2] / "trades" / "data"


class FactVocabulary:
    """A provider that reads the reference files, not the database."""

    stamp = 1

    def trades(self):
        """All 125 trades with their words."""
        return reference_trades()

    def fields(self):
        """The word fields of word_fields.csv."""
        return [WordField(row["name"], tuple(row["words"].split())) for row in _rows("word_fields.csv")]

    def clues(self):
        """The clues of clues.csv."""
        return [
            Clue(row["field"], tuple(row["trades"].split(";")), row["with_field"], int(row["strength"]))
            for row in _rows("clues.csv")
        ]

    def language(self):
        """The shipped tables of German words."""
        return german.shipped()

    def version(self):
        """Raise `stamp` to have the words read again."""
        return self.stamp


@cache
def reference_trades():
    """The trades of trades.csv with synonyms, neighbours and interests."""
    aliases, neighbours = defaultdict(list), defaultdict(list)
    for row in _rows("synonyms.csv"):
        aliases[row["trade_id"]].append(Alias(row["begriff"], row["art"], row["kennzeichen"]))
    for row in _rows("loan_words.csv"):
        aliases[row["trade_id"]].append(Alias(row["term"], mark=row["language"]))
    for row in _rows("neighbours.csv"):
        neighbours[row["trade_id"]].append(Neighbour(row["neighbour_id"], row["difference"]))
    editorial = {row["trade_id"]: row for row in _rows("editorial.csv")}
    return [
        TradeWords(
            id=row["id"],
            name=row["bezeichnung_neutral"],
            male=row["bezeichnung_m"],
            female=row["bezeichnung_w"],
            aliases=tuple(aliases[row["id"]]),
            neighbours=tuple(neighbours[row["id"]]),
            group=row["gewerbegruppe_nr"],
            fields=(editorial[row["id"]]["field"],),
            interests=tuple(word for word in editorial[row["id"]]["interest_words"].split(";") if word),
            codes=(row["kldb5"],) if row["kldb5"] else (),
        )
        for row in _rows("trades.csv")
    ]


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass
class Thing:
    """A place, event or page as plain values; `hidden` ones are not public, `secret` ones only for nobody."""

    pk: int
    title: str = "Tischler/in"
    organisation: str = "Tischlerei Lindenau"
    body: str = "Wir bauen Treppen und Möbel aus Holz."
    trade: str = "tischler"
    plz: str = "04600"
    offer: str = "apprenticeship"
    start: str = "2027"
    certificate: str = "first"
    flags: tuple[str, ...] = ()
    closes: date | None = None
    published: date | None = None
    confirmed: date | None = None
    answered: int | None = None
    received: int | None = None
    hidden: bool = False
    secret: bool = False
    extra: dict = field(default_factory=dict)

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The card's link."""
        return f"/plaetze/{self.pk}/"


class _Key:
    def get_internal_type(self):
        return "BigAutoField"


class _Meta:
    pk = _Key()


class Shelf:
    """As much of a queryset as the search uses, over a list; every step that would ask a database is counted."""

    _meta = _Meta()

    def __init__(self, things=(), counter=None):
        self.things = list(things)
        self.counter = [] if counter is None else counter

    @property
    def model(self):
        """Stands for the model's class."""
        return self

    def _narrowed(self, keep):
        return Shelf([thing for thing in self.things if keep(thing)], self.counter)

    def public(self):
        """What the document's queryset gives."""
        return self._narrowed(lambda thing: not thing.hidden)

    def visible_to(self, user):
        """What a person sees."""
        return self._narrowed(lambda thing: not thing.secret)

    def filter(self, pk__in):
        """Things with these keys, given as numbers or text."""
        wanted = {str(key) for key in pk__in}
        return self._narrowed(lambda thing: str(thing.pk) in wanted)

    def order_by(self, *names):
        """Always by key."""
        return Shelf(sorted(self.things, key=lambda thing: thing.pk), self.counter)

    def values_list(self, name, *, flat):
        """The keys."""
        self.counter.append("keys")
        return [thing.pk for thing in self.things]

    def iterator(self, chunk_size):
        """All things."""
        return iter(self)

    def __iter__(self):
        self.counter.append("things")
        return iter([replace(thing) for thing in self.things])


def declare(kind="vacancy", shelf=None):
    """A document class of a kind over a shelf; returns the shelf. `tests/search/conftest.py` undoes it."""
    stock = Shelf() if shelf is None else shelf

    class ThingDocument(documents.SearchDocument):
        card = "search/includes/card.html"

        @classmethod
        def queryset(cls):
            return stock.public()

        @classmethod
        def contents(cls, thing):
            return {
                "title": thing.title,
                "organisation": thing.organisation,
                "body": thing.body,
                "trade": thing.trade,
                "plz": thing.plz,
                "offer": thing.offer,
                "start": thing.start,
                "certificate": thing.certificate,
                "flags": list(thing.flags),
                "closes": thing.closes,
                "published": thing.published,
                "confirmed": thing.confirmed,
                "answered": thing.answered,
                "received": thing.received,
                **thing.extra,
            }

    ThingDocument.kind = kind
    documents.register(ThingDocument)
    return stock


def use_reference_words():
    """Make the reference files the source of trade words; returns the provider that was there before."""
    before = vocabulary.provider()
    vocabulary.register(FactVocabulary())
    return before
