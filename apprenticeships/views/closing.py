"""„Betriebsferien“: what is entered, one more, and none after all."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeships.actions import closures
from apprenticeships.actions.situations import NotAllowed, WrongStep
from apprenticeships.forms.closing import ClosureForm
from apprenticeships.forms.keys import posted
from apprenticeships.models import Closure, desks

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def closure_list(request: HttpRequest) -> HttpResponse:
    """The closed days of the firms a person answers for, and the form for more."""
    firms = desks.answering_for(request.user)
    names = list(firms.order_by("name", "pk").values_list("name", flat=True)[:2])
    if not names:
        raise Http404
    form = ClosureForm(posted(request), firms=firms)
    if request.method == "POST" and form.is_valid() and (done := _enter(request, form)):
        return done
    rows = Closure.objects.visible_to(request.user).to_come().select_related("organisation")[:SHOWN]
    context = {"form": form, "closures": list(rows), "has_several": len(names) > 1, "most": closures.MOST_DAYS}
    return render(request, "apprenticeships/closure_list.html", context)


@require_POST
def closure_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The firm is open after all."""
    closure = get_object_or_404(Closure.objects.visible_to(request.user), pk=pk)
    try:
        closures.take_back(closure, by=request.user)
        messages.success(request, _("Zurückgenommen. Was den Bewerbern schon gesagt ist, bleibt."))
    except WrongStep:
        messages.info(request, _("Das ist schon erledigt."))
    return redirect("apprenticeships:closure_list")


def _enter(request: HttpRequest, form: Any) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        closures.close_firm(
            data["organisation"],
            by=request.user,
            first_on=data["first_on"],
            last_on=data["last_on"],
            client_key=form.key(),
        )
    except NotAllowed as problem:
        form.add_error("first_on", problem.text)
        return None
    messages.success(request, _("Eingetragen. Was Sie versprochen haben, verschiebt sich um diese Tage."))
    return redirect("apprenticeships:closure_list")
