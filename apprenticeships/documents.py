"""What the search knows of places, their days, and organisations that want to be found: no person, no contact field."""

from datetime import timedelta

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from accounts.models import Organisation
from apprenticeships.actions.habits import RECENT_DAYS
from apprenticeships.models import AnswerHabit, Application, Requirement, Slot, Vacancy
from apprenticeships.models.habit import habit_of, in_steps
from core import clock
from search.documents import SearchDocument, register
from trades.models import OrganisationTrade

HABIT = ("organisation", "received", "answered", "median_days")
# What a card reads: a page of hits is fetched at each search, and a place has some hundred columns with what it joins.
CARD_OF_FIRM = ("organisation__verified_by", "organisation__answer_habit")
CARD = (
    "kind", "practice", "state", "place_name", "confirmed_at", "start_on", "start_year", "start_now", "places_total",
    "places_filled", "pay_year1_cents", "pay_stated_on", "trade__name", "trade__short_name", "organisation__name",
    "organisation__verification", "organisation__verified_by__name", *(f"{CARD_OF_FIRM[1]}__{name}" for name in HABIT),
)  # fmt: skip
SOON_DAYS = 14  # facet „Tag buchbar in 14 Tagen“
SIZES = ((5, "1-5"), (10, "6-10"), (20, "11-20"), (50, "21-50"))
LARGEST = "51+"
LADDER = tuple(Requirement.Certificate.values)
PAY_STEPS = (700, 800, 900, 1000, 1100)  # euros a month in the first year
ANSWER_STEPS = (3, 5)  # days
OUTDOORS, HEIGHT = "draußen", "höhe"  # words by which editors mark trades


@register
class VacancyDocument(SearchDocument):
    """One place that takes applications."""

    kind = "vacancy"
    facets = (
        "kind", "practice", "start_year", "certificate", "form", "work_start", "saturday", "outdoors", "height",
        "pay_from", "answers", "firm_size", "honest", "tryout",
    )  # fmt: skip
    card = "apprenticeships/includes/vacancy_card.html"
    same_for_visitors = True

    @classmethod
    def queryset(cls):
        """Open places with everything the document says: three queries, however many places they are."""
        free_days = Prefetch("slots", Slot.objects.free(), to_attr="free_days")
        counted = {
            "waiting": _waiting(),
            "recent": _waiting(RECENT_DAYS),
            "mean": AnswerHabit.objects.network_percent(),
        }
        return cls.shown().defer(None).annotate(**counted).prefetch_related("requirements", free_days)

    @classmethod
    def shown(cls):
        """Open places with what is read of them on a card, and their next free day: one query."""
        next_day = Subquery(Slot.objects.free().filter(vacancy=OuterRef("pk")).values("first_on")[:1])
        cards = Vacancy.objects.open().select_related("trade", *CARD_OF_FIRM).only(*CARD)
        return cards.annotate(next_day=next_day).order_by("pk")

    @classmethod
    def title_of(cls, thing):
        """„Ausbildung Tischler/in“."""
        return thing.title

    @classmethod
    def note_of(cls, thing):
        """„Tischlerei Lindenau, Altenburg“."""
        return f"{thing.organisation.name}, {thing.place_name}"

    @classmethod
    def reasons_of(cls, thing, query):  # noqa: ARG003 -- the search asks all documents alike
        """The next day that can be booked, and how the firm answers."""
        day = thing.next_day
        lines = [gettext("Tag buchbar am %(day)s") % {"day": date_format(day, "D, j.n.")}] if day else []
        habit = habit_of(thing.organisation)
        return [*lines, habit.line] if habit and habit.line else lines

    @classmethod
    def contents(cls, thing):
        """Plain values of the place."""
        wishes = {row.kind: row for row in thing.requirements.all()}
        return {
            "title": f"{thing.title} {thing.trade.name_m} {thing.trade.name_f}",
            "organisation": thing.organisation.name,
            "body": " ".join(_texts(thing)),
            "trade": thing.trade_id,
            "offer": _offers(thing),
            "practice": thing.practice,
            "start": _starts(thing),
            "certificate": _demanded(wishes),
            "form": [thing.form, *(["shortened"] if thing.can_be_shorter else [])],
            "work_start": _work_starts(thing.work_start),
            "saturday": "no" if thing.saturday == Vacancy.Saturday.NEVER else "yes",
            "outdoors": _if_marked(thing.trade, OUTDOORS),
            "height": _if_marked(thing.trade, HEIGHT),
            "pay_from": _pay_steps(thing),
            "answers": [str(days) for days in ANSWER_STEPS if thing.answer_days <= days],
            "firm_size": _size(thing.organisation.people_count),
            "plz": thing.postal_code_id,
            "checked_by": "checked" if thing.organisation.is_verified else "",
            "flags": _flags(thing, wishes),
            "source": "own",
            "closes": thing.closes_on,
            "published": clock.local(thing.published_at).date() if thing.published_at else None,
            "confirmed": clock.local(thing.confirmed_at).date() if thing.confirmed_at else None,
            "applications": thing.waiting or 0,
            "recent": thing.recent or 0,
            "free": thing.places_left,
            **_answers(thing, thing.organisation),
        }


@register
class OrganisationDocument(SearchDocument):
    """One checked organisation that wants to be found; its people and its telephone stay on its page."""

    kind = "organisation"
    facets = ("trade", "field", "firm_size")
    card = "apprenticeships/includes/organisation_card.html"

    @classmethod
    def queryset(cls):
        """Listed organisations with their trades and their habit: two queries."""
        return cls.shown().annotate(mean=AnswerHabit.objects.network_percent())

    @classmethod
    def shown(cls):
        """Listed organisations with the number of their open places."""
        trades = Prefetch("trade_links", OrganisationTrade.objects.select_related("trade").order_by("trade__name"))
        listed = Organisation.objects.listed().annotate(open_places=_open_places())
        return listed.select_related("answer_habit", "district").prefetch_related(trades).order_by("pk")

    @classmethod
    def title_of(cls, thing):
        """„Tischlerei Lindenau“."""
        return thing.name

    @classmethod
    def note_of(cls, thing):
        """„Betrieb, Altenburg“."""
        return f"{thing.get_kind_display()}, {thing.place_name}"

    @classmethod
    def reasons_of(cls, thing, query):  # noqa: ARG003 -- the search asks all documents alike
        """What is free, and how it answers."""
        free = ngettext("%(n)d Platz frei ist", "%(n)d Plätze frei sind", thing.open_places or 0)
        lines = [free % {"n": thing.open_places}] if thing.open_places else []
        habit = habit_of(thing)
        return [*lines, habit.line] if habit and habit.line else lines

    @classmethod
    def open_of(cls, thing, query):  # noqa: ARG003 -- the search asks all documents alike
        """Say it where a firm offers nothing now; a guild never does."""
        return [] if thing.open_places or not thing.is_firm else [gettext("gerade ist hier kein Platz ausgeschrieben")]

    @classmethod
    def contents(cls, thing):
        """Plain values of the organisation."""
        return {
            "title": thing.name,
            "body": f"{thing.get_kind_display()} {thing.text} {thing.place_name}",
            "trade": [link.trade_id for link in thing.trade_links.all()],
            "firm_size": _size(thing.people_count),
            "plz": thing.postal_code_id or "",
            "checked_by": "checked",
            "source": "own",
            "published": clock.local(thing.listed_at).date(),
            **_answers(thing, thing),
        }


def _open_places():
    """Open places of an organisation, counted beside it."""
    rows = Vacancy.objects.open().filter(organisation=OuterRef("pk")).order_by().values("organisation")
    return Subquery(rows.annotate(number=Count("pk")).values("number"))


def _waiting(days=None):
    """Applications of a place that wait for somebody (of the last days only), counted beside the place."""
    rows = Application.objects.open().filter(vacancy=OuterRef("pk"))
    if days is not None:
        rows = rows.filter(submitted_at__gte=clock.now() - timedelta(days=days))
    return Subquery(rows.order_by().values("vacancy").annotate(number=Count("pk")).values("number"))


def _answers(counted, firm):
    """How the firm answers beside how everybody does; a firm nobody wrote to counts as the mean of all."""
    habit = habit_of(firm)
    mean = None if counted.mean is None else in_steps(counted.mean) / 100
    return {"received": habit.received if habit else 0, "answered": habit.answered if habit else 0, "mean": mean}


def _texts(vacancy):
    return (vacancy.own_sentence, vacancy.tasks, vacancy.downsides, vacancy.transport, vacancy.place_name)


def _offers(vacancy):
    """The kind of the place, and „Schnuppertag“ beside it while a day can be booked."""
    has_day = any(day.kind == Slot.Kind.TASTER_DAY for day in vacancy.free_days)
    return sorted({vacancy.kind, *(["taster_day"] if has_day else [])})


def _starts(vacancy):
    values = [str(vacancy.start_year)] if vacancy.start_year else []
    return [*values, *(["now"] if vacancy.start_now else [])]


def _demanded(wishes):
    """The certificate without which a place takes nobody; only „erwartet“ excludes (product P4)."""
    row = wishes.get(Requirement.Kind.CERTIFICATE)
    if row is None or row.weight != Requirement.Weight.EXPECTED or row.level not in LADDER:
        return Requirement.Certificate.NONE
    return row.level


def _size(people):
    if not people:
        return ""
    return next((code for most, code in SIZES if people <= most), LARGEST)


def _flags(vacancy, wishes):
    flags = [*vacancy.support, *vacancy.access]
    flags += [] if _expects(wishes, Requirement.Kind.GRADE) else ["grades_open"]
    flags += [] if _expects(wishes, Requirement.Kind.LICENCE) else ["no_licence"]
    flags += _german(wishes)
    flags += ["career_change"] if vacancy.welcomes_changers else []
    soon = clock.now() + timedelta(days=SOON_DAYS)
    flags += ["day_bookable"] if any(day.begins_at < soon for day in vacancy.free_days) else []
    return sorted(set(flags))


def _expects(wishes, kind):
    row = wishes.get(kind)
    return row is not None and row.weight == Requirement.Weight.EXPECTED


def _german(wishes):
    row = wishes.get(Requirement.Kind.GERMAN)
    if row is None or row.weight != Requirement.Weight.EXPECTED or row.level == Requirement.German.A2:
        return ["german_a2", "german_b1"]
    return ["german_b1"] if row.level == Requirement.German.B1 else []


def _work_starts(start):
    """Steps of the filter: before 6, from 6 to 7, from 7, from 8; who begins at 8 also begins after 7."""
    if start is None:
        return []
    if start.hour < 7:  # noqa: PLR2004 -- o'clock
        return ["before_6" if start.hour < 6 else "6_to_7"]  # noqa: PLR2004 -- o'clock
    return ["from_7", *(["from_8"] if start.hour >= 8 else [])]  # noqa: PLR2004 -- o'clock


def _if_marked(trade, word):
    return "yes" if word in trade.interest_words.split(";") else ""


def _pay_steps(vacancy):
    """Only figures with a day; nobody is found by pay that nobody dated."""
    if not (vacancy.pay_year1_cents and vacancy.pay_stated_on):
        return []
    return [str(euros) for euros in PAY_STEPS if vacancy.pay_year1_cents >= euros * 100]
