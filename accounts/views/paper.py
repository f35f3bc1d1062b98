"""The question to the parents on paper: the sheet, the page behind its QR code, the list of a parents' evening."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, permissions, person
from accounts.actions import notices
from accounts.forms.paper import ListForm, SheetMailForm
from accounts.gate import second_step_first
from accounts.models import PaperRequest
from accounts.models.links import digest
from accounts.views.consents import WRONG_MAILBOX
from core.drawing import codes


@require_POST
def paper_sheet(request: HttpRequest) -> HttpResponse:
    """Print the sheet; its secret is shown once, so this is no page to come back to."""
    try:
        sheet = actions.print_sheet(request.user, by=request.user)
    except actions.NotNeeded:
        return redirect("accounts:consent")
    address = notices.absolute("accounts:paper", sheet.token)
    context = {"sheet": sheet.request, "address": address, "qr": codes.svg(address), **_facts(request.user)}
    return render(request, "accounts/paper_sheet.html", context)


@never_cache
@login_not_required
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the QR code: what it is about, and where to send the question."""
    found = PaperRequest.objects.filter(digest=digest(token)).select_related(
        "pupil__pupil_profile__postal_code__district"
    )
    sheet = found.first()
    if sheet is None:
        raise Http404
    form = SheetMailForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid() and _asked(sheet, form)
    usable = PaperRequest.objects.usable().filter(pk=sheet.pk).exists() and permissions.needs_data_consent(sheet.pupil)
    context = {"form": form, "asked": asked, "usable": usable, **_facts(sheet.pupil)}
    return render(request, "accounts/paper.html", context)


@second_step_first
def evening(request: HttpRequest) -> HttpResponse:
    """Type in the codes of a signed list; the answer is the sheet of slips, shown once."""
    organisation = _school(request)
    form = ListForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "organisation": organisation, "entries": []}
    if request.method == "POST" and form.is_valid():
        entries = actions.sign_list(form.cleaned_data["codes"], by=request.user, organisation=organisation)
        context["entries"] = [(entry, _slip(entry)) for entry in entries]
    return render(request, "accounts/evening.html", context)


@second_step_first
@require_safe
def evening_sheet(request: HttpRequest) -> HttpResponse:
    """The empty list to sign."""
    return render(request, "accounts/evening_sheet.html", {"organisation": _school(request), "rows": range(16)})


def _school(request: HttpRequest) -> Any:
    school = permissions.signs_lists_for(request.user)
    if school is None:
        raise Http404
    return school


def _slip(entry: Any) -> Any:
    return codes.svg(notices.absolute("accounts:guardian", entry.stop_token)) if entry.stop_token else ""


def _asked(sheet: PaperRequest, form: SheetMailForm) -> bool:
    """Send the question; what went wrong is said beside the field."""
    try:
        actions.ask_from_sheet(sheet, **form.cleaned_data)
    except actions.WrongMailbox:
        form.add_error("guardian_email", WRONG_MAILBOX)
    except (actions.TooEarly, actions.NeedsPerson):
        form.add_error(None, _("Das geht gerade nicht. Bitte rufen Sie an, wir helfen gern."))
    except (actions.AlreadyAsked, actions.NotNeeded):
        form.add_error(None, _("Die Frage ist schon unterwegs oder beantwortet. Sie müssen nichts mehr tun."))
    return not form.errors


def _facts(pupil: Any) -> dict[str, Any]:
    profile = getattr(pupil, "pupil_profile", None)
    code = profile.postal_code if profile else None
    return {
        "name": pupil.get_short_name(),
        "age": person.age_label(pupil),
        "district": code.district.label if code else "",
        "contact": notices.contact_for(pupil),
    }
