"""„In meine Auswahl“: from a trade, a place or an event straight into one of the counsellor's own selections."""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import permissions
from apprenticeships.models import Vacancy
from events.models import EventPage
from pages import actions
from pages.forms import PickForm
from pages.models import SelectionPage
from trades.models import Trade

MOST = 50
NUMBER = re.compile(r"[0-9]{1,9}")


@require_http_methods(["GET", "HEAD", "POST"])
def selection_pick(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Choose a selection and say why; the thing itself must be one that anybody may see."""
    if not permissions.is_counsellor(request.user):
        raise PermissionDenied
    thing = _thing(kind, key)
    own = SelectionPage.objects.filter(author=request.user, live=True).order_by("-latest_revision_created_at", "-pk")
    choices = [(page.pk, page.title) for page in own[:MOST]]
    form = PickForm(request.POST or None, own=choices, initial=_initial(choices))
    if request.method == "POST" and form.is_valid():
        return _add(request, kind, thing, form.cleaned_data)
    context = {"form": form, "thing": thing, "name": _name(thing)}
    return render(request, "pages/selection_pick.html", context, status=422 if form.errors else 200)


def _thing(kind: str, key: str) -> Any:
    """The trade, place or event; unknown, hidden and withdrawn ones are 404."""
    found: Any = None
    if kind == "trade":
        found = Trade.objects.filter(pk=key).first()
    elif NUMBER.fullmatch(key):
        found = (
            {
                "vacancy": Vacancy.objects.public().for_cards(),
                "event": EventPage.objects.public(),
            }.get(kind, Vacancy.objects.none())
            .filter(pk=key)
            .first()
        )
    if found is None:
        raise Http404
    return found


def _initial(choices: list[tuple[int, str]]) -> dict[str, Any]:
    return {"client_key": uuid.uuid4(), "selection": choices[0][0] if choices else PickForm.NEW}


def _name(thing: Any) -> str:
    return str(thing.label if isinstance(thing, Trade) else thing.title)


def _add(request: HttpRequest, kind: str, thing: Any, data: dict[str, Any]) -> HttpResponse:
    """Append it to the chosen selection, or to a new one made with the same key once."""
    if data["selection"] is None:
        page = actions.make_selection(title=data["title"], intro="", by=request.user, client_key=data["client_key"])
    else:
        page = SelectionPage.objects.get(pk=data["selection"], author=request.user)
    try:
        actions.add_item(page, kind, {kind: thing.pk, "why": data["why"]}, by=request.user)
        messages.success(request, _("„%(name)s“ steht jetzt in Ihrer Auswahl.") % {"name": _name(thing)})
    except actions.TooMany:
        messages.warning(request, _("Mehr als 30 Einträge liest keine Klasse. Nehmen Sie zuerst einen heraus."))
    return redirect("pages:selection_edit", pk=page.pk)
