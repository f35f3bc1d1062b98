"""What the desks show: read from all wings for one person, as plain values for the templates. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from apprenticeships.models import Application, Booking, Slot, Vacancy
from core import clock
from events.models import Occurrence, Registration

MOST = 20  # rows of a block; what is older has its own list
WEEK_ROWS = 6
LATE_FROM_DAYS = 1  # the dial turns red from the last day but one
CLOCK_DAYS = 7


@dataclass(frozen=True)
class Mark:
    """One step of the benchmark, as the `steps` component reads it."""

    text: str
    state: str
    href: str = ""


@dataclass(frozen=True)
class Row:
    """An application as its card shows it."""

    application: Application
    lead: str
    note: str
    marks: list[Mark]
    days: int | None
    of: int
    late: bool
    done: bool


@dataclass(frozen=True)
class PupilDesk:
    """The pupil's area: applications, days, registrations."""

    rows: list[Row]
    bookings: list[Booking]
    registrations: list[Registration]

    @property
    def waiting(self) -> int:
        """How many firms still have to act."""
        return sum(
            row.application.state in (Application.State.SUBMITTED, Application.State.IN_REVIEW) for row in self.rows
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing has begun yet."""
        return not (self.rows or self.bookings or self.registrations)


def pupil(person: User) -> PupilDesk:
    """Everything of a pupil that is still going on, and the applications that ended last."""
    applications = Application.objects.filter(pupil=person).with_place().order_by("-saved_at", "-pk")[:MOST]
    bookings = Booking.objects.filter(pupil=person).coming().with_day()[:MOST]
    return PupilDesk(
        rows=[row(application) for application in applications],
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


def row(application: Application) -> Row:
    """The application with its sentence, its clock and its four steps."""
    running = application.state in (
        Application.State.SUBMITTED,
        Application.State.IN_REVIEW,
        Application.State.UNANSWERED,
    )
    left = application.days_left if running else None
    of = application.vacancy.answer_days
    return Row(
        application=application,
        lead=f"{application.get_state_display()}.",
        note=_note(application, running=running),
        marks=_marks(application),
        days=None if left is None else max(0, of - max(0, left)),
        of=of,
        late=left is not None and left <= LATE_FROM_DAYS,
        done=application.state in Application.ENDED,
    )


def _note(application: Application, *, running: bool) -> str:
    """The sentence after the bold one."""
    if application.state == Application.State.DECLINED:
        return f"„{application.reason_text}“" if application.reason_text else ""
    if application.state == Application.State.OFFERED and application.reply_by:
        return _("Antworte bis %(day)s.") % {"day": date_format(application.reply_by, "l, j. F")}
    if application.state == Application.State.DRAFT:
        return _("Noch nicht abgeschickt. Was du geschrieben hast, ist gespeichert.")
    if running and application.due_at:
        return _("Antwort bis %(day)s.") % {"day": application.due_label}
    return ""


def _marks(application: Application) -> list[Mark]:
    """Geschickt, gelesen, Treffen, Antwort: how far it is."""
    states = Application.State
    reached = {states.DRAFT: 0, states.CONSENT_PENDING: 0, states.SUBMITTED: 1, states.UNANSWERED: 1}
    reached |= {states.IN_REVIEW: 2, states.QUESTION: 2, states.INVITED: 2, states.APPOINTMENT: 2}
    reached |= {states.OFFERED: 3, states.ACCEPTED: 4}
    if application.state in Application.ENDED:
        return []
    at = reached.get(application.state, 3)
    names = [_("Geschickt"), _("Gelesen"), _("Treffen"), _("Antwort")]
    return [Mark(name, "done" if n < at else "current" if n == at else "open") for n, name in enumerate(names)]


@dataclass(frozen=True)
class FirmDesk:
    """What waits for a firm today, its places and its week."""

    applications: list[Application]
    bookings: list[Booking]
    vacancies: list[Vacancy]
    slots: list[Slot]

    @property
    def waiting(self) -> int:
        """Things that wait for an answer."""
        return len(self.applications) + len(self.bookings)


def firm(person: User, organisations: Iterable[Organisation]) -> FirmDesk:
    """The desk of one or several organisations that the person acts for."""
    states = Application.State
    mine = [organisation.pk for organisation in organisations]
    open_states = (states.SUBMITTED, states.IN_REVIEW, states.UNANSWERED)
    applications = Application.objects.run_by(person).filter(vacancy__organisation__in=mine, state__in=open_states)
    bookings = Booking.objects.run_by(person).filter(
        slot__vacancy__organisation__in=mine, state=Booking.State.REQUESTED
    )
    slots = Slot.objects.run_by(person).coming().filter(vacancy__organisation__in=mine)
    return FirmDesk(
        applications=list(applications.with_place().order_by("due_at", "pk")[:MOST]),
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
    calls: list[Member] = field(default_factory=list)

    @property
    def free(self) -> int:
        """Free places of all members."""
        return sum(member.free for member in self.members)


def guild(person: User, bodies: Iterable[Organisation]) -> GuildDesk:
    """The desk of one or several guilds or offices that the person works in."""
    ids = [body.pk for body in bodies]
    members = _members(ids)
    occurrences = (
        Occurrence.objects.run_by(person)
        .filter(page__organisation__in=ids, ends_at__gte=clock.now())
        .select_related("page")
        .order_by("starts_at", "pk")[:WEEK_ROWS]
    )
    return GuildDesk(
        members=members,
        occurrences=list(occurrences),
        to_check=Vacancy.objects.to_check_by(person).count(),
        calls=[member for member in members if member.is_late],
    )


def _members(bodies: list[int]) -> list[Member]:
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
        )
        for firm in firms
    ]
