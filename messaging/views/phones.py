"""The number for short messages: given, confirmed, ended; one click from the message itself ends them too."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import limits, sms
from core.text import clean_line
from messaging import actions, notifications
from messaging.models import PhoneNumber
from messaging.wish_forms import CodeForm, NumberForm


def phone(request: HttpRequest) -> HttpResponse:
    """Why, the number, the code; „beenden“ at any time."""
    if not sms.is_available():
        raise Http404
    if request.method != "POST":
        return _show(request)
    act = request.POST.get("act")
    if act == "stop":
        actions.stop_short_messages(by=request.user)
        messages.success(request, _("Gut. Es kommen keine SMS."))
        return redirect("messaging:phone")
    return _code(request) if act == "code" else _number(request)


def _number(request: HttpRequest) -> HttpResponse:
    form = NumberForm(request.POST)
    if form.is_valid():
        try:
            actions.ask_for_code(form.cleaned_data["number"], by=request.user)
        except limits.TooMany:
            form.add_error("number", _("Für heute sind genug Codes verschickt. Bitte morgen noch einmal."))
        else:
            return redirect("messaging:phone")
    return _show(request, number_form=form, status=422)


def _code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm_number(form.cleaned_data["code"], by=request.user)
        except actions.WrongCode:
            form.add_error("code", _("Der Code stimmt nicht oder ist abgelaufen."))
        else:
            return redirect("messaging:phone")
    return _show(request, code_form=form, status=422)


def _show(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    kinds = [kind for kind in notifications.catalogue_for(request.user) if kind.sms]
    context = {
        "phone": PhoneNumber.objects.of(request.user),
        "sentences": list(dict.fromkeys(str(kind.sms) for kind in kinds if kind.may_stop)),
        "number_form": NumberForm(),
        "code_form": CodeForm(),
        **forms,
    }
    return render(request, "messaging/phone.html", context, status=status)


@login_not_required
def phone_stop(request: HttpRequest, key: str) -> HttpResponse:
    """GET asks, POST stops; the key of the message alone is the proof, and it opens nothing else."""
    row = PhoneNumber.objects.exclude(number="").select_related("user").filter(stop_key=clean_line(key, 20)).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        actions.stop_short_messages(by=row.user)
    return render(request, "messaging/phone_stop.html", {"is_done": request.method == "POST"})
