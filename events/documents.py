"""How an event is found: one document for each page that has a date to come."""

from core import clock
from events import words
from events.models import EventPage
from search.documents import SearchDocument, register


@register
class EventDocument(SearchDocument):
    """A public event with at least one date that is not over."""

    kind = "event"
    facets = ("trade", "topic")
    card = "events/includes/event_card.html"

    @classmethod
    def queryset(cls):
        """Public events with a coming date; hits are fetched through it again."""
        coming = {"occurrences__state": "scheduled", "occurrences__ends_at__gte": clock.now()}
        return (
            EventPage.objects.public()
            .filter(**coming)
            .distinct()
            .select_related("organisation", "postal_code__district")
            .prefetch_related("occurrences", "event_trades__trade", "event_topics", "stations")
            .order_by("pk")
        )

    @classmethod
    def contents(cls, page):
        """Words, trades, place and days of one event."""
        dates = sorted(date.starts_at for date in page.occurrences.all())
        stations = " ".join(f"{station.title} {station.text}" for station in page.stations.all())
        return {
            "title": page.title,
            "organisation": page.organisation.name,
            "body": f"{page.get_kind_display()} {page.intro} {stations}",
            "trade": [row.trade_id for row in page.event_trades.all()],
            "topic": [row.topic for row in page.event_topics.all()],
            "plz": page.postal_code_id or "",
            "flags": [name for name in ("step_free", "is_free", "is_online") if getattr(page, name)],
            "opens": clock.local(dates[0]).date(),
            "closes": clock.local(dates[-1]).date(),
            "published": clock.local(page.first_published_at).date() if page.first_published_at else None,
        }

    @classmethod
    def title_of(cls, page):
        """The heading of a card."""
        return page.title

    @classmethod
    def note_of(cls, page):
        """Who and where, in one line."""
        return f"{page.organisation.name}, {words.town(page)}"

    @classmethod
    def reasons_of(cls, page, query):  # noqa: ARG003 -- the signature of all documents
        """When it is next, because that decides whether one can come."""
        return [words.span(page.next_date.starts_at, page.next_date.ends_at)] if page.next_date else []
