"""The account: what is stored, correcting it, who saw it, leaving."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, own_archive, permissions, person, reveals, sessions
from accounts.forms.own_data import PersonForm, WayForm
from accounts.models import Access, Device, Membership, PupilProfile

ACCESSES_A_PAGE = 20


def account(request: HttpRequest) -> HttpResponse:
    """What belongs to the account: organisations, data, sign-in."""
    held = Membership.objects.active().filter(user=request.user).select_related("organisation")
    context = {
        "memberships": held.order_by("organisation__name", "pk"),
        "devices": actions.live_devices(request.user),
        "session_key": request.session.session_key,
        "school": permissions.signs_lists_for(request.user),
        "may_see_queue": permissions.may_see_queue(request.user),
        "missing": permissions.missing_consent(request.user),
    }
    return render(request, "accounts/account.html", context)


def data(request: HttpRequest) -> HttpResponse:
    """Everything stored about me, and who saw it."""
    return _data_page(request)


def data_person(request: HttpRequest) -> HttpResponse:
    """Change name, telephone, language."""
    form = PersonForm(request.POST or None, initial=PersonForm.values_of(request.user))
    if request.method == "POST" and form.is_valid():
        actions.update_person(request.user, by=request.user, **form.cleaned_data)
        return _saved(request)
    return render(request, "accounts/data_form.html", {"form": form, "heading": _("Name und Telefon")})


def data_way(request: HttpRequest) -> HttpResponse:
    """Change place, school, certificate, start."""
    form = WayForm(request.POST or None, initial=WayForm.values_of(_profile(request)))
    if request.method == "POST" and form.is_valid():
        actions.update_profile(request.user, by=request.user, **form.cleaned_data)
        return _saved(request)
    return render(request, "accounts/data_form.html", {"form": form, "heading": _("Dein Weg")})


@require_POST
def data_pause(request: HttpRequest) -> HttpResponse:
    """Hide from all firms, or come back."""
    actions.set_pause(request.user, paused=request.POST.get("paused") == "yes", by=request.user)
    return redirect("accounts:data")


@require_POST
def data_download(request: HttpRequest) -> HttpResponse:
    """Everything as one file to keep; a POST, because it is noted and limited."""
    packed = actions.take_own_data(request.user, by=request.user)
    answer = HttpResponse(packed, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{own_archive.NAME}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all other sessions; this one goes on."""
    actions.sign_out_everywhere(request.user, by=request.user)
    sessions.keep(request, request.user)
    messages.success(request, _("Alle anderen Geräte sind abgemeldet."))
    return redirect("accounts:account")


@require_POST
def device_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one other browser out."""
    device = get_object_or_404(Device.objects.visible_to(request.user).filter(ended_at=None), pk=pk)
    if device.session_key != request.session.session_key:
        actions.end_device(device, by=request.user)
        messages.success(request, _("Abgemeldet: %(label)s") % {"label": device.label})
    return redirect("accounts:account")


def close(request: HttpRequest) -> HttpResponse:
    """Close the account after a page that says what goes."""
    if request.method == "POST":
        try:
            actions.close_account(request.user, by=request.user)
        except actions.LastOwner:
            messages.error(request, _("Sie verwalten eine Organisation allein. Bitte laden Sie zuerst jemanden ein."))
            return redirect("accounts:account")
        logout(request)
        return render(request, "accounts/closed.html")
    return render(request, "accounts/close.html")


def _data_page(request: HttpRequest) -> HttpResponse:
    accesses = Access.objects.visible_to(request.user).select_related("seen_by", "organisation")
    consent = request.user.consents.data().select_related("guardian").first() if request.user.is_young else None
    context: dict[str, Any] = {
        "profile": _profile(request) if request.user.is_young else None,
        "accesses": Paginator(accesses, ACCESSES_A_PAGE).get_page(request.GET.get("seite")),
        "consent": consent,
        "reveals": reveals.of(request.user) if request.user.is_young else [],
        "card": person.card(request.user, person.SELF) if request.user.is_young else [],
        "query": "",
    }
    return render(request, "accounts/data.html", context)


def _profile(request: HttpRequest) -> PupilProfile:
    found = PupilProfile.objects.select_related("postal_code__district", "user").filter(user=request.user).first()
    return found or PupilProfile(user=request.user)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Gespeichert."))
    return redirect("accounts:data")
