"""The lines of a card: why a hit fits and what is still open. Only true lines, and never a firm's text."""

from dataclasses import dataclass
from datetime import time
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from search import analysis, facets, vocabulary
from search.engine import Document
from search.query import Query
from search.ranking import FRESH_DAYS, Ranked, Row, day_number
from search.resolver import Resolution, trade_index
from search.trade_index import TradeHit, TradeIndex

MAX_REASONS, MAX_OPEN = 3, 2
WHOLE_KM_FROM = 20
FAR_KM = 25
SAME_PLACE_KM = 1
EARLY = time(7)  # who has to be at work at seven needs a bus before


@dataclass(frozen=True, slots=True)
class Asked:
    """What the lines speak of: the question, how it was understood, and the origin in words."""

    query: Query
    resolution: Resolution
    origin: str = ""


def reasons(fields: Document, ranked: Ranked, asked: Asked, own: list[str]) -> list[str]:
    """One to three lines after „Passt, weil“; `own` are the thing's own true lines."""
    lines = [
        *_trade_line(fields, asked),
        *_distance_line(ranked, asked),
        *_certificate_line(fields, asked),
        *own,
        *_start_line(fields, asked),
        *_word_line(fields, asked),
        *_fresh_line(ranked),
    ]
    return (lines or [_last_reason(fields)])[:MAX_REASONS]


def open_points(fields: Document, ranked: Ranked, asked: Asked, own: list[str]) -> list[str]:
    """At most two lines after „Noch offen:“; none when nothing is open."""
    lines = [*_way_open(ranked, asked), *_start_open(fields), *_trade_open(fields, asked), *own]
    return lines[:MAX_OPEN]


def distance(km: float) -> str:
    """Kilometres as people read them: „1,8 km“, from 20 on whole ones."""
    return f"{km:.0f} km" if km >= WHOLE_KM_FROM else f"{km:.1f} km".replace(".", ",").replace(",0 ", " ")


def _trade_line(fields: Document, asked: Asked) -> list[str]:
    mine = [hit for hit in asked.resolution.trades if hit.id in fields.get("trade", ())]
    chosen = [trade for trade in asked.query.values("trade") if trade in fields.get("trade", ())]
    words = vocabulary.current()
    if mine and mine[0].why == "interest" and asked.resolution.interests:
        return [_("du nach „%(word)s“ gesucht hast") % {"word": asked.resolution.interests[0]}]
    if mine:
        name = words.name(mine[0].id)
        return [_("du nach %(trade)s gesucht hast") % {"trade": name} + _same(asked.resolution.text, mine[0])]
    return [_("du %(trade)s ausgewählt hast") % {"trade": words.name(chosen[0])}] if chosen else []


def _same(text: str, hit: TradeHit) -> str:
    """„(Schreiner ist dasselbe)“ where another word for the trade was typed."""
    if hit.why not in ("alias", "regional", "old"):
        return ""
    index = trade_index()
    typed = [raw for raw in text.replace(",", " ").split() if hit.id in _named_by(index, raw)]
    return _(" (%(word)s ist dasselbe)") % {"word": typed[0].capitalize()} if typed else ""


@lru_cache(maxsize=1024)  # the same word for every card of a page
def _named_by(index: TradeIndex, raw: str) -> frozenset[str]:
    return frozenset(hit.id for hit in index.exact(analysis.words(raw), raw))


def _distance_line(ranked: Ranked, asked: Asked) -> list[str]:
    if ranked.row.km is None or not asked.origin or ranked.row.km > FAR_KM:
        return []
    if ranked.row.km < SAME_PLACE_KM:
        return [_("hier in %(place)s") % {"place": asked.origin}]
    return [_("%(km)s von %(place)s") % {"km": distance(ranked.row.km), "place": asked.origin}]


def _certificate_line(fields: Document, asked: Asked) -> list[str]:
    own = asked.query.values("certificate")
    if not own or "certificate" not in fields:
        return []
    needed = str(fields["certificate"][0])
    if needed == "none":
        return [_("kein bestimmter Schulabschluss verlangt wird")]
    return [_("dein Schulabschluss reicht")] if needed in facets.accepted("certificate", own) else []


def _start_line(fields: Document, asked: Asked) -> list[str]:
    years = [year for year in asked.query.values("start_year") if year in fields.get("start", ())]
    return [_("es %(year)s losgeht") % {"year": years[0]}] if years else []


def _word_line(fields: Document, asked: Asked) -> list[str]:
    title = set(str(fields.get("title", [""])[0]).split())
    firm = set(str(fields.get("organisation", [""])[0]).split())
    for word in asked.query.words:
        token = analysis.token_of(word)
        if token and token in title | firm:
            return [_("„%(word)s“ im Namen steht") % {"word": word}]
    found = [word for word in asked.query.words if analysis.token_of(word) in str(fields.get("body", [""])[0]).split()]
    return [_("„%(word)s“ im Text steht") % {"word": found[0]}] if found else []


def _fresh_line(ranked: Ranked) -> list[str]:
    if ranked.row.confirmed is None:
        return []
    age = day_number(clock.today()) - ranked.row.confirmed
    if not 0 <= age <= FRESH_DAYS:
        return []
    if age == 0:
        return [_("der Platz heute bestätigt wurde")]
    line = ngettext("der Platz vor %(n)d Tag bestätigt wurde", "der Platz vor %(n)d Tagen bestätigt wurde", age)
    return [line % {"n": age}]


def _last_reason(fields: Document) -> str:
    kind = str(fields["about"][0])
    return {
        "vacancy": _("der Platz noch frei ist"),
        "event": _("der Termin noch kommt"),
        "trade": _("es ein Ausbildungsberuf im Handwerk ist"),
        "organisation": _("sie hier mitmachen"),
    }.get(kind, _("es zum Handwerk gehört"))


def _way_open(ranked: Ranked, asked: Asked) -> list[str]:
    if asked.query.near is None:
        return []
    if ranked.row.km is None:
        return [_("wo genau gearbeitet wird")]
    if "transit" in asked.query.values("travel_mode"):
        return _bus_open(ranked.row)
    return [_("der Weg: %(km)s") % {"km": distance(ranked.row.km)}] if ranked.row.km > FAR_KM else []


def _bus_open(row: Row) -> list[str]:
    if row.arrives is not None and row.arrives >= EARLY:
        return [no_bus_before(row.arrives)]
    return [_("Fahrzeit mit Bus und Bahn unbekannt")] if row.minutes is None else []


def no_bus_before(arrives: time) -> str:
    """„kein Bus vor 7 Uhr“: the day's first one arrives within that hour or later."""
    return _("kein Bus vor %(hour)d Uhr") % {"hour": arrives.hour}


def _start_open(fields: Document) -> list[str]:
    is_training = "apprenticeship" in fields.get("offer", ())
    return [_("Beginn noch nicht genannt")] if is_training and not fields.get("start") else []


def _trade_open(fields: Document, asked: Asked) -> list[str]:
    """Say it when a word has several readings and this hit is only one of them."""
    for ask in asked.resolution.asks:
        if set(ask.trades) & set(fields.get("trade", ())) and not asked.query.values("trade"):
            return [_("ob du mit „%(word)s“ diesen Beruf meinst") % {"word": ask.word}]
    return []


def way(minutes: int | None, mode: str, arrives: time | None = None) -> str:
    """The way under the distance: „etwa 28 min mit dem Rad“; for bus and train what the timetable says, if anything."""
    if minutes is None and arrives is not None:
        return no_bus_before(arrives)
    if minutes is None and mode == "transit":
        return _("Fahrzeit unbekannt")
    words = {
        "transit": _("etwa %(n)d min mit Bus und Bahn"),
        "bicycle": _("etwa %(n)d min mit dem Rad"),
        "moped": _("etwa %(n)d min mit dem Moped"),
        "lift": _("etwa %(n)d min mit dem Auto"),
    }
    return words[mode] % {"n": minutes} if minutes is not None and mode in words else ""
