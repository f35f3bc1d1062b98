"""Asking for an application on paper, allowing it, printing it. Views call these; nothing else writes."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Organisation
from apprenticeships import notifications, permissions, sight, telling
from apprenticeships.actions.situations import WrongStep
from apprenticeships.models import Application, Printout, PrintoutEvent

State = Printout.State


@transaction.atomic
def ask(application: Application, office: Organisation, *, by: Any) -> Printout:
    """Ask the pupil whether this office may print the application for the firm; a second time finds the first."""
    if not permissions.may_answer(by, application) or office not in permissions.printing_offices(application):
        raise PermissionDenied
    # Two people of the firm may ask at once: the constraint lets one live question through.
    printout, is_new = Printout.objects.get_or_create(
        application=application, state__in=Printout.LIVE, defaults={"office": office, "state": State.ASKED}
    )
    if is_new:
        _record(printout, before="", by=by)
        window = f"{application.public_id}:{printout.pk}"
        telling.tell_pupil(notifications.PRINTOUT_ASKED, application, window=window, office=office.name)
    return printout


@transaction.atomic
def allow(printout: Printout, *, by: Any) -> Printout:
    """The pupil says yes to this office; its people hear of it."""
    _move(printout, State.ALLOWED, by=by)
    telling.tell_office(printout)
    return printout


@transaction.atomic
def refuse(printout: Printout, *, by: Any) -> Printout:
    """The pupil says no; nothing was shown."""
    return _move(printout, State.REFUSED, by=by)


@transaction.atomic
def end(printout: Printout, *, by: Any) -> Printout:
    """The pupil takes the yes back; what lies on paper stays there."""
    return _move(printout, State.ENDED, by=by)


@transaction.atomic
def note_print(printout: Printout, *, by: Any) -> None:
    """Somebody of the office opened the sheet: the pupil reads who, for whom, and how much it showed."""
    application = printout.application
    what = _("Bewerbung zum Ausdrucken für %(firm)s") % {"firm": application.vacancy.organisation.name}
    level = sight.on_paper(by, application).level
    noted = accounts.record_access(
        application.pupil, by=by, organisation=printout.office, level=level, what=what, reason=application.vacancy.title
    )
    if noted is not None:
        _record(printout, before=printout.state, by=by)


def _move(printout: Printout, state: str, *, by: Any) -> Printout:
    if printout.application.pupil_id != by.pk:
        raise PermissionDenied
    before = printout.state
    if not printout.can_become(state):
        raise WrongStep(f"{before} -> {state}")
    # Two tabs may answer at once: only the one who still finds the old state wins.
    if not Printout.objects.filter(pk=printout.pk, state=before).update(state=state):
        raise WrongStep(f"{before} was already left")
    printout.state = state
    _record(printout, before=before, by=by)
    return printout


def _record(printout: Printout, *, before: str, by: Any) -> None:
    PrintoutEvent.objects.create(printout=printout, by=by, before=before, after=printout.state)
