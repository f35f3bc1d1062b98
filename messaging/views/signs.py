"""The moderation edits the list of warning words."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from messaging import actions
from messaging.forms import SignForm
from messaging.models import WarningSign
from messaging.views.moderation import moderators_only

ROWS = 50


@moderators_only
def signs(request: HttpRequest) -> HttpResponse:
    """All entries by kind, and a form for another one."""
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.save_sign(by=request.user, **form.cleaned_data)
        messages.success(request, _("Der Eintrag gilt ab sofort."))
        return redirect("messaging:signs")
    page = Paginator(WarningSign.objects.visible_to(request.user), ROWS).get_page(request.GET.get("seite"))
    return render(request, "messaging/signs.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)


@moderators_only
@require_POST
def sign_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Listen to an entry, or no longer."""
    sign = get_object_or_404(WarningSign.objects.visible_to(request.user), pk=pk)
    actions.switch_sign(sign, by=request.user, is_active=request.POST.get("is_active") == "yes")
    return redirect("messaging:signs")
