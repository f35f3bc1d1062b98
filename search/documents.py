"""The one declaration of a searchable thing; both engines read it.

No `from __future__ import annotations` here: elasticsearch_dsl reads annotations, and an annotated attribute becomes a
field. For the same reason `kind`, `facets` and `card` stay unannotated.
"""

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import QuerySet
from elasticsearch_dsl import Date, Document, Float, Keyword, Long, Text

from core import places
from search import analysis, ranking, statements, vocabulary
from search.query import KINDS, MAX_SIZE, Query

KIND_FACTOR = 10**12
NUMBERS = {kind: number for number, kind in enumerate(KINDS, start=1)}
TEXTS = ("title", "organisation", "body")

# Nothing else may ever stand in a document: no person, no minor's data, no contact field, no unpublished text.
ALLOWED = frozenset(
    {
        "ref",
        "about",
        "title",
        "organisation",
        "body",
        "parts",
        "trade",
        "trade_group",
        "field",
        "offer",
        "practice",
        "start",
        "certificate",
        "form",
        "work_start",
        "saturday",
        "outdoors",
        "height",
        "pay_from",
        "answers",
        "firm_size",
        "kreis",
        "plz",
        "checked_by",
        "flags",
        "topic",
        "network",
        "source",
        "lat",
        "lon",
        "exact",
        "opens",
        "closes",
        "published",
        "confirmed",
        "quality",
        "answer",
        "fairness",
        "applications",
        "browse_order",
        "order_id",
        "version",
    }
)

Contents = dict[str, Any]

_registered: dict[str, type["SearchDocument"]] = {}
NO_FACETS: tuple[str, ...] = ()  # typed out here: an annotation inside the class would become a field


class SearchDocument(Document):
    """Base of all documents. Subclasses name `kind` and `card` and give `queryset` and `contents`."""

    kind = ""  # one of search.query.KINDS
    facets = NO_FACETS  # facet codes that make sense for this kind
    card = ""  # template of one hit; receives `hit`
    # What visitors see of this kind depends on nothing but the time, and its keys are numbers (search/statements.py).
    same_for_visitors = False

    ref = Keyword()  # kind and key: "vacancy:12"
    about = Keyword()  # the document kind
    title = Text(analyzer="whitespace", index_options="freqs", norms=True)
    organisation = Text(analyzer="whitespace", index_options="freqs", norms=True)
    body = Text(analyzer="whitespace", index_options="freqs", norms=True)
    parts = Text(analyzer="whitespace", index_options="freqs", norms=True)
    trade = Keyword()
    trade_group = Keyword()
    field = Keyword()
    offer = Keyword()
    practice = Keyword()
    start = Keyword()
    certificate = Keyword()
    form = Keyword()
    work_start = Keyword()
    saturday = Keyword()
    outdoors = Keyword()
    height = Keyword()
    pay_from = Keyword()  # every step of the filter that the pay reaches
    answers = Keyword()  # every step of the filter that the promise keeps
    firm_size = Keyword()
    kreis = Keyword()
    plz = Keyword()
    checked_by = Keyword()
    flags = Keyword()
    topic = Keyword()
    network = Keyword()
    source = Keyword()
    lat = Float()
    lon = Float()
    exact = Long()  # 1 where the owner published the address, else the centre of the postal code
    opens = Date()
    closes = Date()
    published = Date()
    confirmed = Date()
    quality = Float()
    answer = Float()
    fairness = Float()
    applications = Long()
    browse_order = Long()
    order_id = Long()
    version = Long()

    @classmethod
    def queryset(cls) -> QuerySet[Any]:
        """Everything of this kind the public may find, with what `contents` needs."""
        raise NotImplementedError

    @classmethod
    def shown(cls) -> QuerySet[Any]:
        """The same things with only what a card and its lines need; default: `queryset()`."""
        return cls.queryset()

    @classmethod
    def contents(cls, thing: Any) -> Contents | list[Contents]:
        """Plain values of one thing, or a list of such dictionaries when it has several places of work.

        Raw German text in `title`, `organisation`, `body`; ids and codes as strings (or lists of them) in the keyword
        fields; `plz` as text; days as dates. Left out: what the base derives (`parts`, `kreis`, `lat`, `lon`,
        `trade_group`, `field`, `quality`, `browse_order`, `order_id`). For the answer factor give
        `answered`/`received` and the network's `mean` (0 to 1), for fairness `recent`/`free`; without them both are
        neutral. `applications` is the order „wenige Bewerbungen“.
        """
        raise NotImplementedError

    @classmethod
    def title_of(cls, thing: Any) -> str:
        """The heading of a card; default: the thing as text."""
        return str(thing)

    @classmethod
    def url_of(cls, thing: Any) -> str:
        """Where the card leads; default: `get_absolute_url()`."""
        return str(thing.get_absolute_url())

    @classmethod
    def note_of(cls, thing: Any) -> str:  # noqa: ARG003 -- for subclasses
        """One line of who and where, for the printed watch list („Tischlerei Lindenau, Altenburg“); default none."""
        return ""

    @classmethod
    def reasons_of(cls, thing: Any, query: Query) -> list[str]:  # noqa: ARG003 -- for subclasses
        """Further true lines (strings) why this thing fits, e.g. „Tag buchbar am Do, 3.12.“; default none."""
        return []

    @classmethod
    def open_of(cls, thing: Any, query: Query) -> list[str]:  # noqa: ARG003 -- for subclasses
        """Further true lines about what is open, e.g. „Beginn noch nicht genannt“; default none."""
        return []

    @classmethod
    def fields(cls) -> dict[str, str]:
        """Field names and their kinds: text, keyword, float, long or date (the library's own names stay in here)."""
        properties = cls._doc_type.mapping.to_dict()["properties"]
        return {name: declared["type"] for name, declared in properties.items()}

    @classmethod
    def entries(cls, thing: Any, version: int) -> list[Contents]:
        """Finished documents of one thing: texts as tokens, derived fields filled; one per place of work."""
        contents = cls.contents(thing)
        given = [contents] if isinstance(contents, dict) else contents
        return [_finish(cls, thing, dict(values), version) for values in given]


Registered = TypeVar("Registered", bound=SearchDocument)


def register(document: type[Registered]) -> type[Registered]:
    """Class decorator: make a document class known to index and search."""
    if document.kind not in NUMBERS:
        raise ValueError(f"{document.__name__} needs a kind of {', '.join(KINDS)}")
    if stray := document.fields().keys() - ALLOWED:
        raise ValueError(f"{document.__name__} declares fields nobody allowed: {', '.join(sorted(stray))}")
    _registered[document.kind] = document
    return document


def unregister(kind: str) -> type[SearchDocument] | None:
    """Forget the class of a kind (tests)."""
    return _registered.pop(kind, None)


def of_kind(kind: str) -> type[SearchDocument]:
    """The document class of a kind; LookupError when no app declares it."""
    return _registered[kind]


def registered() -> list[type[SearchDocument]]:
    """All document classes in the order of their kind numbers."""
    return [_registered[kind] for kind in KINDS if kind in _registered]


def order_id(kind: str, key: object) -> int:
    """A number that is unique over all documents: kind number and primary key (a text key by its checksum)."""
    text = str(key)
    return NUMBERS[kind] * KIND_FACTOR + (int(text) if text.isdecimal() else zlib.crc32(text.encode()))


def browse_order(quality: float, order: int) -> int:
    """Quality in the high digits, the complement of the id in the low ones: descending order shows the best first."""
    return round(quality * 1000) * 10 * KIND_FACTOR + (10 * KIND_FACTOR - order)


def _finish(cls: type[SearchDocument], thing: Any, values: Contents, version: int) -> Contents:
    mean = values.pop("mean", None)
    answered, received = values.pop("answered", None), values.pop("received", None)
    answer = ranking.answer_factor(answered, received, ranking.NETWORK_MEAN if mean is None else mean)
    fairness = ranking.fairness_factor(values.pop("recent", values.get("applications")), values.pop("free", None))
    order = order_id(cls.kind, thing.pk)
    raw = {name: values.pop(name, "") or "" for name in TEXTS}
    trades = as_list(values.get("trade"))
    document: Contents = {name: " ".join(analysis.tokens(text)) for name, text in raw.items()}
    document |= {
        "parts": " ".join(analysis.parts(" ".join([raw["title"], *_trade_names(trades)]))),
        "ref": f"{cls.kind}:{thing.pk}",
        "about": cls.kind,
        "answer": answer,
        "fairness": fairness,
        "quality": answer * fairness,
        "order_id": order,
        "browse_order": browse_order(answer * fairness, order),
        "version": version,
    }
    given = {name: value for name, value in values.items() if value not in (None, "", [], ())}
    document |= _from_trades(trades) | _from_place(as_list(values.get("plz"))) | given
    if stray := document.keys() - ALLOWED:
        raise ValueError(f"{cls.__name__} fills fields nobody allowed: {', '.join(sorted(stray))}")
    return document


def _trade_names(trades: list[str]) -> list[str]:
    words = vocabulary.current().by_id
    return [form for trade in trades if trade in words for form in (words[trade].male, words[trade].female)]


def _from_trades(trades: list[str]) -> Contents:
    words = vocabulary.current().by_id
    known = [words[trade] for trade in trades if trade in words]
    return {
        "trade_group": sorted({trade.group for trade in known if trade.group}),
        "field": sorted({field for trade in known for field in trade.fields}),
    }


def _from_place(codes: list[str]) -> Contents:
    found = _centre_of(codes[0]) if codes else None
    if found is None:
        return {}
    lat, lon, kreise = found
    return {"lat": lat, "lon": lon, "exact": 0, "kreis": [*kreise]}


@lru_cache(maxsize=10_000)  # all there are
def _centre_of(code: str) -> tuple[float, float, tuple[str, ...]] | None:
    """Centre and Kreis of a postal code; a rebuild asks for the same ones again and again."""
    point = places.coordinates(code)
    return (*point, tuple(hit.ags for hit in places.look_up(code).hits[:1])) if point else None


def as_list(value: object) -> list[str]:
    """A keyword value as a list of texts."""
    if value is None or value == "":
        return []
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [str(item) for item in value if item not in (None, "")]
    return [str(value)]


def visible(kind: str, user: Any) -> QuerySet[Any]:
    """The public things of a kind that this person may see, ready for cards: hits are fetched through it."""
    found = of_kind(kind).shown()
    return found.visible_to(user) if hasattr(found, "visible_to") else found


def seen_by(kind: str, keys: Sequence[str], user: Any) -> dict[str, Any]:
    """Things of a kind by their key as text, as far as this person may see them."""
    if kind not in _registered:
        return {}
    numbers = [int(key) for key in keys if str(key).isdecimal()]
    if of_kind(kind).same_for_visitors and len(numbers) <= MAX_SIZE and not user.is_authenticated:
        of_visitors = statements.kept(kind, lambda: visible(kind, user))
        return {str(thing.pk): thing for thing in of_visitors(numbers)}
    found = visible(kind, user)
    takes_text = found.model._meta.pk.get_internal_type() == "CharField"
    return {str(thing.pk): thing for thing in found.filter(pk__in=list(keys) if takes_text else numbers)}
