"""Meetings inside a conversation."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from messaging import actions, calendar_file, permissions, refusals
from messaging.forms import AppointmentForm
from messaging.models import Appointment, Conversation, Participation

ROWS = 10
ACTS: dict[str, Callable[..., Appointment]] = {
    "confirm": actions.confirm_appointment,
    "decline": actions.decline_appointment,
    "cancel": actions.cancel_appointment,
}


def appointment_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The meetings of a conversation, and a form to propose one."""
    visible = Conversation.objects.visible_to(request.user).select_related("pupil", "organisation")
    conversation = get_object_or_404(visible.filter(organisation__isnull=False), public_id=public_id)
    role = permissions.role_of(request.user, conversation)
    if role not in {Participation.Role.PUPIL, Participation.Role.FIRM}:
        raise Http404
    form = AppointmentForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _propose(request, conversation, form):
        return redirect("messaging:appointment_list", public_id)
    rows = Appointment.objects.visible_to(request.user).filter(conversation=conversation)
    context: dict[str, Any] = {
        "conversation": conversation,
        "page": Paginator(rows.select_related("conversation"), ROWS).get_page(request.GET.get("seite")),
        "form": form,
        "role": role,
    }
    return render(request, "messaging/appointment_list.html", context, status=422 if form.is_bound else 200)


def _propose(request: HttpRequest, conversation: Conversation, form: AppointmentForm) -> bool:
    try:
        actions.propose_appointment(conversation, by=request.user, **form.values())
    except refusals.Refused as refusal:
        form.add_error("day", refusal.text)
        return False
    messages.success(request, _("Vorgeschlagen. Der Termin steht, sobald die andere Seite zusagt."))
    return True


def _appointment(request: HttpRequest, public_id: UUID) -> Appointment:
    visible = Appointment.objects.visible_to(request.user)
    related = visible.select_related("conversation__pupil", "conversation__organisation")
    return get_object_or_404(related, public_id=public_id)


@require_POST
def appointment_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree, decline, call off, or tell the parents."""
    appointment = _appointment(request, public_id)
    act = request.POST.get("act", "")
    try:
        if act == "share":
            _share(request, appointment)
        elif act in ACTS:
            ACTS[act](appointment, by=request.user)
    except refusals.Refused as refusal:
        messages.warning(request, refusal.text)
    except refusals.WrongStep:
        messages.warning(request, _("Darüber ist schon entschieden."))
    except refusals.NotIn as stranger:
        raise Http404 from stranger
    return redirect(appointment.conversation if request.POST.get("zurueck") == "gespraech" else appointment)


def _share(request: HttpRequest, appointment: Appointment) -> None:
    told = actions.share_with_guardian(appointment, by=request.user)
    if told:
        text = ngettext("Deine Eltern bekommen eine Mail mit Ort und Zeit.", "%(number)s Mails mit Ort und Zeit.", told)
        messages.success(request, text % {"number": told})
    else:
        messages.warning(request, _("Von deinen Eltern ist keine Adresse hinterlegt."))


@require_safe
def appointment_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The calendar entry."""
    content = calendar_file.of(_appointment(request, public_id))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="termin.ics"'
    return answer
