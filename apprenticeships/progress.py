"""Where an application or a day stands, in words: rows of the pupil's list and of the firm's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import person
from apprenticeships import answers, sight
from apprenticeships.models import Application, Booking
from apprenticeships.models.application import ApplicationQuerySet
from core import clock

State = Application.State
WAITING = (State.SUBMITTED, State.IN_REVIEW, State.UNANSWERED, State.INTERVIEWED)
# Which of the four steps „Geschickt, Gelesen, Treffen, Antwort“ a state has reached.
STEP_OF: dict[str, int] = {
    State.DRAFT: 0,
    State.CONSENT_PENDING: 0,
    State.SUBMITTED: 1,
    State.UNANSWERED: 1,
    State.IN_REVIEW: 2,
    State.QUESTION: 2,
    State.INVITED: 3,
    State.APPOINTMENT: 3,
    State.INTERVIEWED: 3,
    State.TRIAL_DAY: 3,
    State.NO_SHOW: 3,
}
LAST = 4
LATE = 1  # the dial turns red on the last day but one


@dataclass(frozen=True)
class Act:
    """One thing that can be done now."""

    text: str
    url: str
    variant: str = ""


@dataclass(frozen=True)
class Row:
    """One application or day as its person reads it: what it is, what happens next, what can be done."""

    title: str
    who: str
    url: str
    lead: str
    note: str
    days: int | None = None
    of: int = 7
    is_late: bool = False
    is_done: bool = False
    steps: list[dict[str, str]] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


@dataclass(frozen=True)
class Decision:
    """A step of the pupil that is asked about before it is done."""

    state: str
    title: str
    text: str
    button: str
    done: str


@dataclass(frozen=True)
class FirmCard:
    """One application in the firm's list."""

    application: Application
    name: str
    lines: list[person.Line]
    words: str
    days: int | None
    is_late: bool


def own_row(application: Application) -> Row:
    """The pupil's row: „was passiert als Nächstes“."""
    lead, note = _next(application)
    return Row(
        title=application.vacancy.title,
        who=f"{application.vacancy.organisation.name}, {application.vacancy.place_name}",
        url=application.get_absolute_url(),
        lead=lead,
        note=note,
        days=_spent(application),
        of=application.vacancy.answer_days,
        is_late=_is_late(application),
        is_done=application.state in Application.ENDED,
        steps=_steps(application),
        acts=_acts(application),
    )


def booking_row(booking: Booking) -> Row:
    """The pupil's row of a day."""
    vacancy = booking.slot.vacancy
    return Row(
        title=f"{booking.slot.get_kind_display()}: {vacancy.trade.label}",
        who=f"{vacancy.organisation.name}, {vacancy.place_name}",
        url=booking.get_absolute_url(),
        lead=booking.get_state_display(),
        note=f"{booking.slot.day_label}, {booking.slot.hours_label}",
        is_done=not booking.is_live(),
    )


def firm_cards(viewer: Any, applications: Sequence[Application]) -> list[FirmCard]:
    """Cards of the firm's list; persons and words as far as the viewer may read them, a fixed number of queries."""
    people = sight.for_all(viewer, applications)
    written = answers.for_all(applications, viewer)
    return [
        FirmCard(
            application=row,
            name=people[row.pk].name,
            lines=people[row.pk].lines,
            words=next((answer.text for answer in written[row.pk] if answer.code == "why"), ""),
            days=_spent(row),
            is_late=_is_late(row),
        )
        for row in applications
    ]


def group_counts(rows: ApplicationQuerySet) -> list[dict[str, object]]:
    """The four words with their counts; one query."""
    by_state = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    return [
        {
            "code": code,
            "label": Application.GROUP_LABELS[code],
            "count": sum(by_state.get(state, 0) for state in states),
        }
        for code, states in Application.GROUPS.items()
    ]


def decisions() -> dict[str, Decision]:
    """What the pupil can decide, with the words of the page that asks."""
    return {
        "zurueckziehen": Decision(
            State.WITHDRAWN,
            _("Bewerbung zurückziehen?"),
            _("Der Betrieb sieht danach nichts mehr von dir. Du kannst später neu anfangen, dein Text bleibt dir."),
            _("Zurückziehen"),
            _("Zurückgezogen. Der Betrieb sieht nichts mehr davon."),
        ),
        "zusagen": Decision(
            State.ACCEPTED,
            _("Platz annehmen?"),
            _("Der Betrieb hält den Platz frei. Den Vertrag macht ihr mit deinen Eltern und der Kammer."),
            _("Ja, ich nehme den Platz"),
            _("Du hast zugesagt. Glückwunsch. Denk daran, andere Bewerbungen zurückzuziehen."),
        ),
        "absagen": Decision(
            State.DECLINED_BY_PUPIL,
            _("Absagen?"),
            _("Absagen ist völlig in Ordnung, einfach wegbleiben nicht. Der Betrieb bekommt eine kurze Nachricht."),
            _("Absagen"),
            _("Abgesagt. Danke, dass du Bescheid gibst."),
        ),
        "termin": Decision(
            State.APPOINTMENT,
            _("Termin annehmen?"),
            _("Schreib im Gespräch, welche Zeit dir passt, wenn es mehrere gibt."),
            _("Ja, ich komme"),
            _("Dein Termin steht."),
        ),
    }


def _next(application: Application) -> tuple[str, str]:
    due = application.due_label
    words: dict[str, tuple[str, str]] = {
        State.DRAFT: (_("Dein Entwurf wartet."), _("Drei kurze Fragen, dann geht er raus.")),
        State.CONSENT_PENDING: (_("Wartet auf deine Eltern."), _("Sobald sie Ja sagen, geht die Bewerbung raus.")),
        State.SUBMITTED: (_("Antwort bis %(due)s.") % {"due": due}, _("Der Betrieb hat sie.")),
        State.IN_REVIEW: (_("Antwort bis %(due)s.") % {"due": due}, _("Wird angesehen.")),
        State.QUESTION: (_("Der Betrieb fragt dich etwas."), application.note),
        State.INVITED: (_("Du bist eingeladen."), application.note),
        State.APPOINTMENT: (_("Dein Termin steht."), application.note),
        State.INTERVIEWED: (_("Ihr habt gesprochen."), _decision_note(application)),
        State.OFFERED: (_("Du kannst den Platz haben."), _offer_note(application)),
        State.ACCEPTED: (_("Du hast zugesagt."), _("Der Betrieb meldet sich wegen des Vertrags.")),
        State.DECLINED: (_("Abgesagt:"), f"„{application.reason_text}“"),
    }
    return words.get(application.state, (f"{application.get_state_display()}.", ""))


def _decision_note(application: Application) -> str:
    if application.clock_from is None:
        return _("Jetzt ist der Betrieb dran.")
    return _("Antwort bis %(due)s.") % {"due": application.due_label}


def _offer_note(application: Application) -> str:
    if application.reply_by is None:
        return application.note
    until = _("Sag bis %(day)s Bescheid.") % {"day": date_format(application.reply_by, "l, j. F")}
    return f"{application.note} {until}".strip()


def _spent(application: Application) -> int | None:
    """Days of the promise that are over, for the dial; None where no clock runs."""
    # Who met before there was a second clock was promised nothing.
    is_over = application.state == State.INTERVIEWED and application.clock_from is None
    if application.state not in WAITING or application.waits_from is None or is_over:
        return None
    return (clock.today() - clock.local(application.waits_from).date()).days


def _is_late(application: Application) -> bool:
    left = application.days_left
    return _spent(application) is not None and left is not None and left <= LATE


def _steps(application: Application) -> list[dict[str, str]]:
    if application.state in Application.ENDED or application.state in (State.DRAFT, State.CONSENT_PENDING):
        return []
    reached = STEP_OF.get(application.state, LAST)
    words = (_("Geschickt"), _("Gelesen"), _("Treffen"), _("Antwort"))
    return [
        {"text": text, "state": "done" if at < reached else "current" if at == reached else "open"}
        for at, text in enumerate(words, start=1)
    ]


def _acts(application: Application) -> list[Act]:
    acts = [*_own_acts(application)]
    if application.can_become(State.WITHDRAWN):
        acts.append(Act(_("Zurückziehen"), _decide_url(application, "zurueckziehen"), "quiet"))
    return acts


def _own_acts(application: Application) -> list[Act]:
    state = application.state
    if state == State.DRAFT:
        url = reverse("apprenticeships:application_about", args=[application.vacancy_id])
        return [Act(_("Weiterschreiben"), url)]
    if state == State.CONSENT_PENDING:
        return [Act(_("Ja der Eltern"), reverse("apprenticeships:application_guardian", args=[application.vacancy_id]))]
    if state == State.QUESTION:
        return [Act(_("Antworten"), reverse("apprenticeships:application_reply", args=[application.public_id]))]
    found = [Act(text, _decide_url(application, act), variant) for act, text, variant in _choices(state)]
    if application.conversation is not None and state not in Application.ENDED:
        found.append(Act(_("Schreiben"), application.conversation.get_absolute_url(), "line"))
    return found


def _choices(state: str) -> tuple[tuple[str, str, str], ...]:
    if state == State.INVITED:
        return (("termin", _("Ich komme"), ""), ("absagen", _("Absagen"), "quiet"))
    if state == State.OFFERED:
        return (("zusagen", _("Platz annehmen"), ""), ("absagen", _("Absagen"), "quiet"))
    if state == State.ACCEPTED:
        return (("absagen", _("Doch absagen"), "quiet"),)
    return ()


def _decide_url(application: Application, act: str) -> str:
    return reverse("apprenticeships:application_decide", args=[application.public_id, act])
