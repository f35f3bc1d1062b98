"""The moderation's roster, and the second pair of eyes of a ban."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from messaging import actions, decisions, refusals
from messaging.forms import DutyForm, PurposeForm, WordsForm
from messaging.models import Ban, DutyShift
from messaging.views.moderation import moderators_only

ROWS = 25


@moderators_only
def duty(request: HttpRequest) -> HttpResponse:
    """Shifts that have not ended, and a form for another one."""
    form = DutyForm(request.POST or None, initial={"person": request.user.pk})
    if request.method == "POST" and form.is_valid():
        actions.add_duty(by=request.user, **form.cleaned_data)
        messages.success(request, _("Der Dienst steht im Plan."))
        return redirect("messaging:duty")
    shifts = DutyShift.objects.visible_to(request.user).after(clock.now()).select_related("person")
    context = {
        "page": Paginator(shifts, ROWS).get_page(request.GET.get("seite")),
        "form": form,
        "is_kept": DutyShift.objects.covering(clock.now()).exists(),
    }
    return render(request, "messaging/duty.html", context, status=422 if form.is_bound else 200)


@moderators_only
@require_POST
def duty_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift off the plan."""
    actions.remove_duty(get_object_or_404(DutyShift.objects.visible_to(request.user), pk=pk), by=request.user)
    messages.success(request, _("Der Dienst ist gestrichen."))
    return redirect("messaging:duty")


@moderators_only
@require_POST
def ban_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees to a ban or not; a standing one is lifted with a reason."""
    ban = get_object_or_404(Ban.objects.select_related("report", "person"), pk=pk)
    try:
        _act(request, ban)
    except refusals.WrongStep:
        messages.warning(request, _("Darüber ist schon entschieden."))
    return redirect("messaging:moderation_case", ban.report_id)  # type: ignore[attr-defined]


def _act(request: HttpRequest, ban: Ban) -> None:
    act = request.POST.get("act")
    if act == "confirm":
        actions.confirm_ban(ban, by=request.user)
        messages.success(request, _("Gesperrt. Die Person bekommt die Begründung und den Beschwerdeweg."))
    elif act == "refuse":
        actions.refuse_ban(ban, by=request.user)
        messages.success(request, _("Nicht gesperrt. Der Fall wartet auf eine andere Entscheidung."))
    elif act == "lift":
        _lift(request, ban)


def _lift(request: HttpRequest, ban: Ban) -> None:
    form = PurposeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Bitte mit Begründung aufheben."))
        return
    actions.lift_ban(ban, by=request.user, reason=form.cleaned_data["purpose"])
    messages.success(request, _("Die Sperre ist aufgehoben."))


@login_not_required
def decision(request: HttpRequest, token: str) -> HttpResponse:
    """Statement and complaint for a person who cannot sign in any more; the link came by mail."""
    found = decisions.opened(token)
    if found is None:
        raise Http404
    filed, person = found
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _complain(request, filed, person, form, token)
    context: dict[str, Any] = {"report": filed, "form": form}
    return render(request, "messaging/decision.html", context, status=422 if form.is_bound else 200)


def _complain(request: HttpRequest, filed: Any, person: Any, form: WordsForm, token: str) -> HttpResponse:
    try:
        actions.complain(filed, by=person, words=form.cleaned_data["words"])
        messages.success(
            request, _("Die Beschwerde ist angekommen. Eine andere Person entscheidet innerhalb von 7 Tagen.")
        )
    except refusals.WrongStep:
        messages.warning(request, _("Gegen diese Entscheidung ist keine Beschwerde mehr möglich."))
    return redirect("messaging:decision", token)
