"""„Meine Auswahl“ at the counsellor's desk: make, fill, order, take off the net."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import permissions
from accounts.models import Organisation
from messaging.models import Invitation
from pages import actions, audience, front
from pages.forms import ITEM_FORMS, SelectionForm
from pages.models import SelectionPage

MOST = 50


def selection_list(request: HttpRequest) -> HttpResponse:
    """The desk of a counsellor: own selections and the form for a new one."""
    if not permissions.is_counsellor(request.user):
        return _waiting(request)
    form = SelectionForm(request.POST or None, initial={"client_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        page = actions.make_selection(by=request.user, **form.cleaned_data)
        return redirect("pages:selection_edit", pk=page.pk)
    pages = SelectionPage.objects.filter(author=request.user).order_by("-latest_revision_created_at", "-pk")[:MOST]
    invitations = Invitation.objects.waiting().filter(counsellor=request.user).count()
    context = {"form": form, "selections": pages, "invitations": invitations}
    return render(request, "pages/selection_list.html", context, status=422 if form.errors else 200)


def selection_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words on top and see all items with their forms."""
    page = _own(request, pk)
    initial = {"client_key": page.client_key, "title": page.title, "intro": page.intro}
    form = SelectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_selection(
            page, title=form.cleaned_data["title"], intro=form.cleaned_data["intro"], by=request.user
        )
        messages.success(request, _("Gespeichert."))
        return redirect("pages:selection_edit", pk=page.pk)
    return _show(request, page, form=form)


@require_POST
def selection_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Append one item; what was typed stays when something is wrong."""
    page = _own(request, pk)
    if kind not in ITEM_FORMS:
        raise Http404
    form: Any = ITEM_FORMS[kind](request.POST, prefix=kind)
    if not form.is_valid():
        return _show(request, page, **{kind: form})
    try:
        actions.add_item(page, kind, form.value(), by=request.user)
    except actions.TooMany:
        messages.warning(request, _("Mehr als 30 Einträge liest keine Klasse. Nehmen Sie zuerst einen heraus."))
    return redirect("pages:selection_edit", pk=page.pk)


@require_POST
def selection_change_item(request: HttpRequest, pk: int, item: UUID, verb: str) -> HttpResponse:
    """Take an item out or move it up; doing it twice does no harm."""
    page = _own(request, pk)
    verbs = {"heraus": actions.drop_item, "hoch": actions.raise_item}
    if verb not in verbs:
        raise Http404
    try:
        verbs[verb](page, str(item), by=request.user)
    except actions.NoSuchItem:
        messages.info(request, _("Dieser Eintrag war schon herausgenommen."))
    return redirect("pages:selection_edit", pk=page.pk)


@require_POST
def selection_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the selection off the net."""
    actions.withdraw_selection(_own(request, pk), by=request.user)
    messages.success(request, _("Die Auswahl ist nicht mehr zu sehen. Der Link führt jetzt ins Leere."))
    return redirect("pages:selection_list")


def _waiting(request: HttpRequest) -> HttpResponse:
    """What somebody sees whose school or centre is not checked yet; anybody else is refused."""
    own = Organisation.objects.run_by(request.user).filter(kind__in=audience.KINDS_OF_CLASSES).order_by("name", "pk")
    if not own or request.method == "POST":
        raise PermissionDenied
    return render(request, "pages/selection_list.html", {"waiting": own, "selections": [], "invitations": 0})


def _own(request: HttpRequest, pk: int) -> SelectionPage:
    """The person's own selection; a foreign or missing one is 404."""
    if not permissions.is_counsellor(request.user):
        raise PermissionDenied
    return get_object_or_404(SelectionPage, pk=pk, author=request.user)


def _show(request: HttpRequest, page: SelectionPage, **forms: Any) -> HttpResponse:
    """The edit page with the given forms, the others empty."""
    initial = {"client_key": page.client_key, "title": page.title, "intro": page.intro}
    shown = {kind: forms.get(kind) or cls(prefix=kind) for kind, cls in ITEM_FORMS.items()}
    context = {
        "page": page,
        "form": forms.get("form") or SelectionForm(initial=initial),
        "item_forms": shown,
        **front.selection(page, request),
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "pages/selection_edit.html", context, status=422 if wrong else 200)
