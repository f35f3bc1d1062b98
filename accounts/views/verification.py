"""The queue at /pruefung/: organisations that wait, two looks, a decision with a reason; and sampled consents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, permissions
from accounts.forms.organisations import CheckForm, ReasonForm
from accounts.gate import second_step_first
from accounts.models import Consent, Organisation, User, VerificationCheck
from accounts.queues import consent_samples, lookalikes, pupils_in_need, waiting_for

A_PAGE = 20
# Acts that need a reason, with the verb that does them.
REASONED = {
    "reject": actions.reject_organisation,
    "refuse_changes": actions.refuse_changes,
    "suspend": actions.suspend_organisation,
    "reinstate": actions.reinstate_organisation,
}


def verification_list(request: HttpRequest) -> HttpResponse:
    """What waits for me, the longest waiting first."""
    if not permissions.may_see_queue(request.user):
        raise Http404
    page = Paginator(waiting_for(request.user), A_PAGE).get_page(request.GET.get("seite"))
    context = {"page": page, "query": "", "may_review_consents": permissions.may_review_consents(request.user)}
    return render(request, "accounts/verification_list.html", context)


def verification_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One organisation with everything a reviewer needs; the decision is a POST to the same address."""
    organisation = _mine(request, public_id)
    act = request.POST.get("act", "")
    check_form = CheckForm(request.POST if act == "check" else None)
    reason_form = ReasonForm(request.POST if act in REASONED else None)
    if request.method == "POST" and _done(request, organisation, act, check_form, reason_form):
        return redirect("verification:detail", public_id)
    return render(request, "accounts/verification_detail.html", _detail(request, organisation, check_form, reason_form))


@second_step_first
def consent_list(request: HttpRequest) -> HttpResponse:
    """Sampled consents nobody has looked at, and young people whom a person must help."""
    if not permissions.may_review_consents(request.user):
        raise Http404
    context = {
        "samples": Paginator(consent_samples(), A_PAGE).get_page(request.GET.get("seite")),
        "query": "",
        "pupils": pupils_in_need()[:A_PAGE],
    }
    return render(request, "accounts/verification_consents.html", context)


@second_step_first
@require_POST
def consent_seen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A sample was looked at."""
    if not permissions.may_review_consents(request.user):
        raise Http404
    actions.note_sample(get_object_or_404(Consent, public_id=public_id, is_sample=True), by=request.user)
    return redirect("verification:consents")


@second_step_first
@require_POST
def consent_help(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A person has helped: the pupil may ask again."""
    if not permissions.may_review_consents(request.user):
        raise Http404
    actions.clear_failures(get_object_or_404(User.objects.pupils(), public_id=public_id), by=request.user)
    messages.success(request, _("Die Person kann jetzt wieder fragen."))
    return redirect("verification:consents")


def _mine(request: HttpRequest, public_id: UUID) -> Organisation:
    organisations = Organisation.objects.select_related("postal_code", "district", "named_body", "verified_by")
    found = get_object_or_404(organisations, public_id=public_id)
    if not permissions.may_verify(request.user, found):
        raise Http404
    return found


def _detail(request: HttpRequest, organisation: Organisation, check_form: Any, reason_form: Any) -> dict[str, Any]:
    missing = actions.missing_steps(organisation)
    waiting = organisation.verification in Organisation.WAITING
    return {
        "organisation": organisation,
        "check_form": check_form,
        "reason_form": reason_form,
        "checks": organisation.checks.select_related("by"),
        "events": organisation.verification_events.select_related("by"),
        "members": organisation.memberships.active().select_related("user"),
        "lookalikes": lookalikes(organisation),
        "missing": [VerificationCheck.Step(step).label for step in missing] if waiting else [],
        "waiting": waiting,
        "changes": _changes(organisation),
        "reason_act": _reason_act(request, organisation),
    }


def _reason_act(request: HttpRequest, organisation: Organisation) -> tuple[str, str] | None:
    """The one act with a reason that leads on from here: its code and its button."""
    states = Organisation.Verification
    if organisation.verification == states.IN_REVIEW:
        return "reject", _("Ablehnen")
    if organisation.verification == states.CHANGES_IN_REVIEW:
        return "refuse_changes", _("Änderung ablehnen")
    if not permissions.may_suspend(request.user, organisation):
        return None
    if organisation.verification == states.VERIFIED:
        return "suspend", _("Sperren")
    return ("reinstate", _("Sperre aufheben")) if organisation.verification == states.SUSPENDED else None


def _changes(organisation: Organisation) -> list[tuple[str, str, str]]:
    """What waits: label, old, new."""
    found = []
    for name, new in organisation.pending_changes.items():
        field = Organisation._meta.get_field(name)
        found.append((str(field.verbose_name), str(getattr(organisation, name) or "–"), str(new or "–")))
    return found


def _done(request: HttpRequest, organisation: Organisation, act: str, check_form: Any, reason_form: Any) -> bool:
    """Do what was asked; False shows the page again with what was typed."""
    try:
        if act == "check" and check_form.is_valid():
            actions.record_check(organisation, by=request.user, **check_form.cleaned_data)
        elif act == "verify":
            actions.verify_organisation(organisation, by=request.user)
        elif act in REASONED and reason_form.is_valid():
            REASONED[act](organisation, by=request.user, reason=reason_form.cleaned_data["reason"])
        else:
            return False
    except actions.ChecksMissing:
        messages.error(request, _("Es fehlt noch eine der beiden Prüfungen."))
        return False
    except (actions.WrongStep, PermissionDenied):
        messages.warning(request, _("Das wurde gerade schon entschieden."))
        return True
    messages.success(request, _("Notiert."))
    return True
