"""Sentences about a trade that nobody has written about yet: only what its facts say, nothing else."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from trades.models.trade import Trade
from trades.models.word import LOANED, Synonym

WORDS_LIMIT = 6
RELATIVES_LIMIT = 4
LIKINGS = {
    "R": _lazy("mit den Händen arbeitest"),
    "I": _lazy("wissen willst, wie etwas funktioniert"),
    "A": _lazy("etwas gestaltest"),
    "S": _lazy("für andere da bist"),
    "E": _lazy("andere überzeugst und anpackst"),
    "C": _lazy("genau und ordentlich arbeitest"),
}


def sentences(trade: Trade) -> list[str]:
    """How one learns it, how it ends, whom it may suit and by which other words people know it."""
    lines = [_duration(trade), _ending(trade), _liking(trade), _other_words(trade)]
    return [line for line in lines if line]


def relatives(trade: Trade) -> list[Trade]:
    """Other trades of the same field that have a page, the most learned first; no likeness is claimed."""
    others = Trade.objects.filter(field=trade.field, page__live=True).exclude(pk=trade.pk)
    return list(others.order_by("-contracts", "name", "pk")[:RELATIVES_LIMIT])


def _duration(trade: Trade) -> str:
    return _("Du lernst im Betrieb und in der Berufsschule: %(duration)s.") % {"duration": trade.duration}


def _ending(trade: Trade) -> str:
    if trade.hwo_ref:
        return _("Am Ende steht der Gesellenbrief.")
    return _("Am Ende steht ein Prüfungszeugnis der Kammer.")


def _liking(trade: Trade) -> str:
    likings = [str(LIKINGS[letter]) for letter in trade.riasec]
    if not likings:
        return ""
    return _("Unser Vorschlag: Probier ihn aus, wenn du gern %(likings)s.") % {"likings": _(" und ").join(likings[:2])}


def _other_words(trade: Trade) -> str:
    known = {trade.name.casefold(), trade.name_m.casefold(), trade.name_f.casefold(), trade.label.casefold()}
    # Words of other languages are for finding; nobody here calls the trade so.
    used = Synonym.objects.filter(trade=trade, is_used=True).exclude(source=LOANED)
    rows = used.exclude(mark__startswith="verw").order_by("term", "pk")
    terms = [term for term in rows.values_list("term", flat=True) if term.casefold() not in known]
    return _("Manche sagen auch: %(words)s.") % {"words": ", ".join(terms[:WORDS_LIMIT])} if terms else ""
