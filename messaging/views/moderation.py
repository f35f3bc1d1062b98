"""The moderation's queue and cases; nobody else finds these pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import second_step_first
from core import clock
from messaging import actions, permissions, refusals
from messaging.forms import DecisionForm, PurposeForm, WordsForm
from messaging.models import Report

ROWS = 25
View = Callable[..., HttpResponse]


def moderators_only(view: View) -> View:
    """404 for everybody else: the desk does not exist for them; the moderation itself takes the second step first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.may_moderate(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return second_step_first(guarded)


@moderators_only
@require_safe
def moderation(request: HttpRequest) -> HttpResponse:
    """What waits, urgent first; `stand=alle` shows the decided ones too."""
    waiting = Report.objects.waiting()
    everything = request.GET.get("stand") == "alle"
    page = Paginator(Report.objects.all() if everything else waiting, ROWS).get_page(request.GET.get("seite"))
    context = {
        "page": page,
        "everything": everything,
        "waiting": waiting.count(),
        "urgent": waiting.filter(urgent=True).count(),
        "overdue": waiting.filter(due_at__lt=clock.now()).count(),
        "now": clock.now(),
    }
    return render(request, "messaging/moderation.html", context)


@moderators_only
@require_safe
def moderation_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case; the reported words are shown once somebody has taken it up."""
    return _show(request, get_object_or_404(Report, pk=pk))


def _show(request: HttpRequest, filed: Report, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "report": filed,
        "events": filed.events.select_related("by"),
        "is_taken": filed.state not in {Report.State.RECEIVED, Report.State.FROZEN},
        "may_decide": permissions.may_decide(request.user, filed),
        "form": DecisionForm(measures=filed.measures),
        "purpose_form": PurposeForm(),
        "words_form": WordsForm(),
        "now": clock.now(),
        "bans": [{"ban": ban, "may_decide": ban.may_be_decided_by(request.user)} for ban in _bans(filed)],
        "band": filed.conversation.pupil.age_band() if filed.conversation else None,
        **forms,
    }
    return render(request, "messaging/moderation_case.html", context, status=status)


def _bans(filed: Report) -> Any:
    return filed.bans.select_related("proposed_by").order_by("pk")


@moderators_only
@require_POST
def moderation_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case up: from here on the words are visible, and it is on record who looked."""
    filed = get_object_or_404(Report, pk=pk)
    try:
        actions.take_up(filed, by=request.user)
    except refusals.WrongStep:
        messages.warning(request, _("Diesen Fall hat schon jemand übernommen."))
    return redirect("messaging:moderation_case", pk=pk)


@moderators_only
@require_POST
def moderation_widen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show three earlier messages, with a purpose."""
    filed = get_object_or_404(Report, pk=pk)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _show(request, filed, status=422, purpose_form=form)
    actions.widen(filed, by=request.user, purpose=form.cleaned_data["purpose"])
    return redirect("messaging:moderation_case", pk=pk)


@moderators_only
@require_POST
def moderation_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a case, with rule and reason."""
    filed = get_object_or_404(Report, pk=pk)
    form = DecisionForm(request.POST, measures=filed.measures)
    if not form.is_valid():
        return _show(request, filed, status=422, form=form)
    try:
        _decide(request, filed, **form.cleaned_data)
    except refusals.WrongStep:
        messages.warning(request, _("Dieser Fall ist schon entschieden."))
    return redirect("messaging:moderation_case", pk=pk)


def _decide(request: HttpRequest, filed: Report, *, measure: str, rule: str, statement: str) -> None:
    """One person decides everything but a ban; that one is proposed."""
    if measure == Report.Measure.BAN:
        actions.propose_ban(filed, by=request.user, rule=rule, statement=statement)
        messages.success(request, _("Vorgeschlagen. Jemand anderes aus der Moderation entscheidet."))
        return
    actions.decide(filed, by=request.user, measure=measure, rule=rule, statement=statement)
    messages.success(request, _("Entschieden. Beide Seiten bekommen die Begründung."))


@moderators_only
@require_POST
def moderation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a complaint; another person than the one who decided."""
    filed = get_object_or_404(Report, pk=pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _show(request, filed, status=422, words_form=form)
    try:
        actions.decide_complaint(filed, by=request.user, statement=form.cleaned_data["words"])
        messages.success(request, _("Die Beschwerde ist entschieden."))
    except refusals.WrongStep:
        messages.warning(request, _("Hier läuft keine Beschwerde."))
    return redirect("messaging:moderation_case", pk=pk)
