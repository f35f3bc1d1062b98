"""An application on paper: the firm asks, the pupil decides, the guild's office prints."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import gate
from apprenticeships import answers, permissions, sight
from apprenticeships.actions import printouts
from apprenticeships.actions.situations import WrongStep
from apprenticeships.models import Application, Printout
from core.middleware import records_reading

PAGE_SIZE = 20
VERBS = {"ja": printouts.allow, "nein": printouts.refuse, "beenden": printouts.end}


@require_POST
def printout_ask(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The firm asks for paper from its guild; one button."""
    application = get_object_or_404(Application.objects.run_by(request.user).with_place(), public_id=public_id)
    offices = permissions.printing_offices(application)
    office = next((one for one in offices if str(one.public_id) == request.POST.get("office")), None)
    if office is None:
        raise Http404
    try:
        printouts.ask(application, office, by=request.user)
    except PermissionDenied as problem:
        raise Http404 from problem
    messages.success(request, _("Gefragt. Sobald die Person Ja sagt, kann %(office)s drucken.") % {"office": office})
    return redirect(application)


@require_POST
def printout_answer(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The pupil says yes or no, or takes the yes back."""
    own = Application.objects.visible_to(request.user).filter(pupil=request.user)
    application = get_object_or_404(own, public_id=public_id)
    printout = get_object_or_404(_own(request).live(), application=application)
    verb = VERBS.get(request.POST.get("act", ""))
    if verb is None:
        raise Http404
    try:
        verb(printout, by=request.user)
        messages.success(request, _("Gespeichert."))
    except WrongStep:
        messages.info(request, _("Das ist schon erledigt."))
    return redirect(application)


@require_safe
def printout_list(request: HttpRequest) -> HttpResponse:
    """What the office may print now, the oldest yes first."""
    if not permissions.may_print_at_all(request.user):
        raise Http404
    rows = _rows(Printout.objects.to_print_by(request.user)).order_by("pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "apprenticeships/printout_list.html", {"page": page})


@records_reading("the pupil can read who of the guild printed the application")
@require_safe
def printout_page(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The sheet itself; a minor's only after the second step."""
    rows = _rows(Printout.objects.to_print_by(request.user))
    printout = get_object_or_404(rows, application__public_id=public_id)
    if not permissions.may_print(request.user, printout):
        raise Http404
    application = printout.application
    seen = sight.on_paper(request.user, application)
    if seen.level < application.reveal_level:
        return gate.to_the_step(request)
    printouts.note_print(printout, by=request.user)
    context = {"printout": printout, "application": application, "seen": seen, "answers": answers.on_paper(application)}
    return render(request, "apprenticeships/printout_page.html", context)


def _own(request: HttpRequest) -> Any:
    return _rows(Printout.objects.visible_to(request.user)).filter(application__pupil=request.user)


def _rows(rows: Any) -> Any:
    place = ("vacancy__trade", "vacancy__organisation", "pupil__pupil_profile__postal_code__district")
    return rows.select_related("office", *(f"application__{name}" for name in place))
