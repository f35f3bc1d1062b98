"""What the desks show: read from all wings for one person, as plain values for the templates. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Organisation, User
from apprenticeships import progress
from apprenticeships.actions import promises
from apprenticeships.models import Application, Booking, Slot, Vacancy
from apprenticeships.models.desks import posting_for
from core import clock
from events.models import Occurrence, Registration
from trades.models import GuildBlock

MOST = 20  # rows of a block; what is older has its own list
WEEK_ROWS = 6


@dataclass(frozen=True)
class PupilDesk:
    """The pupil's area: applications, days, registrations."""

    rows: list[progress.Row]
    waiting: int
    bookings: list[Booking]
    registrations: list[Registration]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has begun yet."""
        return not (self.rows or self.bookings or self.registrations)


def pupil(person: User) -> PupilDesk:
    """Everything of a pupil that is still going on, and what ended in the last two weeks; the rest has its own list."""
    on_desk = Application.objects.filter(pupil=person).on_desk().with_place()
    applications = list(on_desk.order_by("-saved_at", "-pk")[:MOST])
    bookings = Booking.objects.filter(pupil=person).coming().with_day()[:MOST]
    return PupilDesk(
        rows=[progress.own_row(application) for application in applications],
        waiting=sum(application.state in progress.WAITING for application in applications),
        bookings=list(bookings),
        registrations=list(_registrations(person)),
    )


def _registrations(person: User) -> QuerySet[Registration]:
    """Coming dates the person is registered or waiting for."""
    return (
        Registration.objects.filter(person=person, occurrence__ends_at__gte=clock.now())
        .live()
        .select_related("occurrence__page")
        .order_by("occurrence__starts_at", "pk")[:MOST]
    )


@dataclass(frozen=True)
class FirmDesk:
    """What waits for a firm today, its places and its week."""

    applications: list[progress.FirmCard]
    bookings: list[Booking]
    vacancies: list[Vacancy]
    slots: list[Slot]

    @property
    def waiting(self) -> int:
        """Things that wait for an answer."""
        return len(self.applications) + len(self.bookings)


def firm(person: User, organisations: Iterable[Organisation]) -> FirmDesk:
    """The desk of one or several organisations that the person acts for."""
    mine = [organisation.pk for organisation in organisations]
    owed = promises.OWED | Q(state=Application.State.UNANSWERED)
    applications = Application.objects.run_by(person).filter(owed, vacancy__organisation__in=mine)
    bookings = Booking.objects.run_by(person).filter(
        slot__vacancy__organisation__in=mine, state=Booking.State.REQUESTED
    )
    slots = Slot.objects.run_by(person).coming().filter(vacancy__organisation__in=mine)
    return FirmDesk(
        applications=progress.firm_cards(
            person,
            list(
                applications.with_place()
                .select_related("pupil__pupil_profile__postal_code__district")
                .order_by("due_at", "pk")[:MOST]
            ),
        ),
        bookings=list(bookings.with_day().order_by("slot__begins_at", "pk")[:MOST]),
        vacancies=list(_vacancies(person, mine)[:MOST]),
        slots=list(slots.select_related("vacancy__trade")[:WEEK_ROWS]),
    )


def _vacancies(person: User, organisations: list[int]) -> QuerySet[Vacancy]:
    """Places with the number of applications that wait; archived ones stay in their own list."""
    waiting = Count(
        "applications", filter=Q(applications__state__in=Application.OPEN, applications__submitted_at__isnull=False)
    )
    return (
        Vacancy.objects.run_by(person)
        .filter(organisation__in=organisations)
        .exclude(state=Vacancy.State.ARCHIVED)
        .for_cards()
        .annotate(waiting=waiting)
        .in_order()
    )


@dataclass(frozen=True)
class Member:
    """One firm of a guild, as its table shows it."""

    organisation: Organisation
    free: int
    total: int
    waiting: int
    oldest_due: Any = None
    may_post: bool = False

    @property
    def is_late(self) -> bool:
        """Whether an answer is overdue."""
        return bool(self.oldest_due and self.oldest_due < clock.now())


@dataclass(frozen=True)
class GuildDesk:
    """The office's overview: members, their places, what is overdue, own dates."""

    members: list[Member]
    occurrences: list[Occurrence]
    to_check: int
    blocks: list[GuildBlock]
    calls: list[Member] = field(default_factory=list)

    @property
    def free(self) -> int:
        """Free places of all members."""
        return sum(member.free for member in self.members)


def guild(person: User, bodies: Iterable[Organisation]) -> GuildDesk:
    """The desk of one or several guilds or offices that the person works in."""
    ids = [body.pk for body in bodies]
    members = _members(ids, set(posting_for(person).order_by().values_list("pk", flat=True)))
    occurrences = (
        Occurrence.objects.run_by(person)
        .filter(page__organisation__in=ids, ends_at__gte=clock.now())
        .select_related("page")
        .order_by("starts_at", "pk")[:WEEK_ROWS]
    )
    return GuildDesk(
        members=members,
        occurrences=list(occurrences),
        blocks=list(
            GuildBlock.objects.filter(organisation__in=ids).select_related("trade").order_by("trade__name", "pk")
        ),
        to_check=Vacancy.objects.to_check_by(person).count(),
        calls=[member for member in members if member.is_late],
    )


def _members(bodies: list[int], postable: set[int]) -> list[Member]:
    """Firms of these bodies with their places and waiting applications, in three queries."""
    firms = list(
        Organisation.objects.members_of(bodies).filter(kind=Organisation.Kind.FIRM).order_by("name", "pk")[:200]
    )
    places: dict[int, list[int]] = {}
    rows = Vacancy.objects.open().filter(organisation__in=firms).order_by("pk")
    for organisation, total, filled in rows.values_list("organisation", "places_total", "places_filled"):
        sums = places.setdefault(organisation, [0, 0])
        sums[0] += total - filled
        sums[1] += total
    waiting: dict[int, list[Any]] = {}
    open_ones = Application.objects.open().filter(vacancy__organisation__in=firms, submitted_at__isnull=False)
    for organisation, due in open_ones.order_by("due_at", "pk").values_list("vacancy__organisation", "due_at"):
        waiting.setdefault(organisation, []).append(due)
    return [
        Member(
            organisation=firm,
            free=places.get(firm.pk, [0, 0])[0],
            total=places.get(firm.pk, [0, 0])[1],
            waiting=len(waiting.get(firm.pk, [])),
            oldest_due=next(iter(waiting.get(firm.pk, [])), None),
            may_post=firm.pk in postable,
        )
        for firm in firms
    ]
