"""Everything that changes an application: writing, sending, answering, taking back."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions as people
from apprenticeships import notifications, permissions, telling, unreached
from apprenticeships.actions import promises, steps, talks
from apprenticeships.actions.situations import Closed, Incomplete, NotAllowed, WrongStep
from apprenticeships.models import Application, Vacancy
from apprenticeships.models.application import Reason
from core import clock
from messaging.actions import Blocked

State = Application.State
DRAFT_DAYS = 90  # product 3: drafts and device copies 90 days
REPLY_DAYS = 14  # product 5.1: default reply-by date of an offer
WRITTEN_BY_PUPIL = ("why", "example", "first_day", "way", "start_from", "show_certificate", "name_on_invitation")


@transaction.atomic
def save_draft(vacancy: Vacancy, *, by: Any, values: Mapping[str, Any]) -> Application:
    """Save what the pupil has typed so far; the first saving begins the draft, later ones change it.

    One live application per pupil and place: a second tab or a double click finds the first draft.
    """
    application = current(vacancy, by=by)
    if application is None:
        _check_may_begin(vacancy, by)
        application = Application.objects.create(vacancy=vacancy, pupil=by)
        steps.record(application, before="", by=by)
    if application.state != State.DRAFT:
        raise WrongStep(application.state)
    _write(application, values)
    return application


@transaction.atomic
def submit(application: Application, *, by: Any) -> Application:
    """Send the application, or keep it until the guardian says yes; a repeat of a sent one changes nothing.

    Raises Incomplete without the three answers, Closed after the place has closed, NotAllowed by age or firm.
    """
    if application.pupil_id != by.pk:
        raise PermissionDenied
    if application.submitted_at or application.state == State.CONSENT_PENDING:
        return application
    _check_may_send(application, by)
    if people.needs_data_consent(by):
        return steps.move(application, State.CONSENT_PENDING, by=by)
    return _send(application, by=by)


@transaction.atomic
def send_waiting(pupil: Any) -> int:
    """Send all applications that waited for the guardian's yes; what has closed meanwhile expires."""
    waiting = _rows(pupil, State.CONSENT_PENDING)
    for application in waiting:
        if application.vacancy.is_open():
            _send(application, by=None)
        else:
            _expire(application)
    return len(waiting)


def note_look(application: Application, *, by: Any) -> None:
    """Somebody of the firm's side opened the page; looks at the own application are not noted."""
    steps.note_look(application, by)


@transaction.atomic
def take_up(application: Application, *, by: Any) -> Application:
    """Say that somebody is looking at it; after a question or an end this step is the pupil's."""
    _ask_forward(by, application)
    if application.state not in Application.UNOPENED:
        raise WrongStep(application.state)
    return steps.answer(application, State.IN_REVIEW, by=by)


@transaction.atomic
def ask_for_time(application: Application, *, by: Any, until: date) -> Application:
    """„Brauche noch bis …“: once for each promise and seven days at most; the pupil reads the new day.

    Raises WrongStep where no answer is owed or time was asked for before, NotAllowed for a day beside the week.
    """
    _ask_forward(by, application)
    if not promises.may_extend(application):
        raise WrongStep(application.state)
    if not promises.is_in_reach(application, until):
        raise NotAllowed("extension", _("Sieben Tage mehr gehen, länger nicht."))
    return promises.extend(application, until, by=by)


@transaction.atomic
def ask_back(application: Application, *, by: Any, text: str, client_key: UUID | None = None) -> Application:
    """Ask the pupil something; the clock stops until the answer."""
    _ask_forward(by, application)
    application.clock_paused_at = clock.now()
    steps.answer(application, State.QUESTION, by=by, note=text)
    talks.write(application.conversation, by=by, text=text, client_key=client_key)
    return application


@transaction.atomic
def reply(application: Application, *, by: Any, text: str, client_key: UUID | None = None) -> Application:
    """Answer the firm's question; the clock goes on and the due day moves by the days it stood."""
    if application.pupil_id != by.pk:
        raise PermissionDenied
    if application.state != State.QUESTION:
        raise WrongStep(application.state)
    talks.write(application.conversation, by=by, text=text, client_key=client_key)
    steps.resume_clock(application)
    return steps.move(application, State.IN_REVIEW, by=by)


@transaction.atomic
def invite(application: Application, *, by: Any, text: str) -> Application:
    """Invite the pupil; the text says when and where, or proposes times."""
    _ask_forward(by, application)
    return steps.answer(application, State.INVITED, by=by, note=text)


@transaction.atomic
def agree_on_date(application: Application, *, by: Any) -> Application:
    """The pupil takes one of the proposed times."""
    if application.pupil_id != by.pk:
        raise PermissionDenied
    return steps.move(application, State.APPOINTMENT, by=by)


@transaction.atomic
def mark_interviewed(application: Application, *, by: Any) -> Application:
    """Say that people have met; from now on the decision is owed within the same promise."""
    _ask_forward(by, application)
    steps.start_second_clock(application)
    return steps.answer(application, State.INTERVIEWED, by=by)


@transaction.atomic
def offer(application: Application, *, by: Any, text: str, reply_by: date | None = None) -> Application:
    """Offer the place; the pupil has 14 days unless the firm says otherwise."""
    _ask_forward(by, application)
    application.reply_by = reply_by or clock.today() + timedelta(days=REPLY_DAYS)
    return steps.answer(application, State.OFFERED, by=by, note=text)


@transaction.atomic
def accept(application: Application, *, by: Any) -> Application:
    """Take the offered place; one of the places counts as filled."""
    if application.pupil_id != by.pk:
        raise PermissionDenied
    steps.move(application, State.ACCEPTED, by=by)
    steps.count_place(application.vacancy_id, +1)
    return application


@transaction.atomic
def decline(application: Application, *, by: Any, reason: str, text: str = "") -> Application:
    """Say no with a reason of the catalogue; the kind sentence goes along when nothing else was written."""
    _ask(by, application)
    return steps.decline(application, by=by, reason=reason, text=text)


@transaction.atomic
def decline_all(vacancy: Vacancy, *, by: Any, reason: str, text: str = "") -> int:
    """Answer all open applications of a place with one text."""
    waiting = list(vacancy.applications.open().with_place().in_order_of_arrival())
    for application in waiting:
        decline(application, by=by, reason=reason, text=text)
    return len(waiting)


@transaction.atomic
def decline_for_stopped(organisation: Any) -> int:
    """Answer everything for a firm that was stopped; nobody waits for somebody who must not answer."""
    rows = Application.objects.filter(vacancy__organisation=organisation).with_place()
    waiting = list(rows.filter(state__in=[*Application.OPEN, State.ACCEPTED]).order_by("pk"))
    for application in waiting:
        steps.decline(application, by=None, reason=Reason.FIRM_STOPPED_TRAINING)
    return len(waiting)


@transaction.atomic
def say_no(application: Application, *, by: Any) -> Application:
    """The pupil declines an invitation, an offer or a place already taken."""
    if application.pupil_id != by.pk:
        raise PermissionDenied
    before = application.state
    steps.move(application, State.DECLINED_BY_PUPIL, by=by)
    if before == State.ACCEPTED:
        steps.count_place(application.vacancy_id, -1)
    return application


@transaction.atomic
def withdraw(application: Application, *, by: Any) -> Application:
    """Take the application back: from now on the firm sees nothing of it."""
    if application.pupil_id != by.pk:
        raise PermissionDenied
    return _withdraw(application, by=by)


@transaction.atomic
def withdraw_all(pupil: Any, *, organisation: Any = None) -> int:
    """Take everything back that a firm still sees, and stop what waits (revoked consent, closed account, block)."""
    rows = Application.objects.filter(pupil=pupil).exclude(state__in=Application.ENDED).with_place()
    if organisation is not None:
        rows = rows.filter(vacancy__organisation=organisation)
    live = list(rows.order_by("pk"))
    for application in live:
        _take_back(application)
    return len(live)


@transaction.atomic
def stop_waiting(pupil: Any, state: str) -> int:
    """End what waited for a guardian who said no (withdrawn) or nothing (expired)."""
    waiting = _rows(pupil, State.CONSENT_PENDING)
    for application in waiting:
        steps.move(application, state, by=None)
    return len(waiting)


@transaction.atomic
def begin_again(application: Application, *, by: Any) -> Application:
    """Copy a withdrawn application into a new draft."""
    if application.pupil_id != by.pk:
        raise PermissionDenied
    if application.state != State.WITHDRAWN:
        raise WrongStep(application.state)
    values = {name: getattr(application, name) for name in WRITTEN_BY_PUPIL}
    return save_draft(application.vacancy, by=by, values=values)


@transaction.atomic
def expire_drafts() -> int:
    """End drafts that nobody touched for 90 days."""
    before = clock.now() - timedelta(days=DRAFT_DAYS)
    old = list(Application.objects.drafts().filter(saved_at__lt=before).with_place().order_by("pk"))
    for application in old:
        _expire(application)
    return len(old)


@transaction.atomic
def expire_unsent(vacancy: Vacancy) -> int:
    """End drafts and waiting applications of a place that has closed."""
    rows = vacancy.applications.filter(state__in=[State.DRAFT, State.CONSENT_PENDING])
    unsent = list(rows.with_place().order_by("pk"))
    for application in unsent:
        _expire(application)
    return len(unsent)


def current(vacancy: Vacancy, *, by: Any) -> Application | None:
    """The pupil's live application for this place, if there is one."""
    rows = Application.objects.filter(vacancy=vacancy, pupil=by).exclude(state__in=Application.ENDED)
    return rows.with_place().first()


def _rows(pupil: Any, state: str) -> list[Application]:
    return list(Application.objects.filter(pupil=pupil, state=state).with_place().order_by("pk"))


def _check_may_begin(vacancy: Vacancy, by: Any) -> None:
    if not by.is_young:
        raise PermissionDenied
    if not vacancy.is_open():
        raise Closed(vacancy)


def _check_may_send(application: Application, by: Any) -> None:
    if not application.vacancy.is_open():
        raise Closed(application.vacancy)
    if not application.is_complete():
        raise Incomplete
    if not permissions.takes_applications_from(application.vacancy, by):
        raise NotAllowed("unchecked", _("Dieser Betrieb ist noch nicht geprüft. Bewerben geht, sobald er es ist."))
    if not (people.may_contact_firms(by) or people.needs_data_consent(by)):
        raise NotAllowed(
            "own_consent", _("Bestätige zuerst in „Meine Daten“, dass Betriebe deine Angaben sehen dürfen.")
        )


def _write(application: Application, values: Mapping[str, Any]) -> None:
    known = [name for name in WRITTEN_BY_PUPIL if name in values]
    for name in known:
        setattr(application, name, values[name])
    application.saved_at = clock.now()
    application.save(update_fields=[*known, "saved_at"])


def _send(application: Application, *, by: Any) -> Application:
    vacancy, now = application.vacancy, clock.now()
    application.submitted_at = now
    application.due_at = steps.promised_at(vacancy)
    application.conversation = talks.begin(application.pupil, vacancy.organisation, key=application.client_key)
    application.save(update_fields=["submitted_at", "due_at", "conversation"])
    steps.move(application, State.SUBMITTED, by=by)
    window = str(application.public_id)
    telling.tell_pupil(notifications.APPLICATION_RECEIVED_PUPIL, application, window=window)
    telling.tell_firm(notifications.APPLICATION_RECEIVED_FIRM, application, window=window)
    unreached.tell_if_unreached(application)
    return application


def _ask(by: Any, application: Application) -> None:
    if not permissions.may_answer(by, application):
        raise PermissionDenied


def _ask_forward(by: Any, application: Application) -> None:
    """Every answer but a no: whoever blocked somebody lifts that first. A no is owed in any case."""
    _ask(by, application)
    if permissions.is_blocked(application):
        raise Blocked(_("Ihr Betrieb hat diesen Kontakt blockiert. Heben Sie das zuerst auf."))


def _take_back(application: Application) -> None:
    if application.can_become(State.WITHDRAWN):
        _withdraw(application, by=None)
    elif application.can_become(State.DECLINED_BY_PUPIL):
        steps.move(application, State.DECLINED_BY_PUPIL, by=None)
        steps.count_place(application.vacancy_id, -1)
    elif application.state == State.DRAFT:
        steps.move(application, State.EXPIRED, by=None)


def _withdraw(application: Application, *, by: Any) -> Application:
    steps.move(application, State.WITHDRAWN, by=by)
    talks.end(application.conversation)
    return application


def _expire(application: Application) -> None:
    steps.move(application, State.EXPIRED, by=None)
