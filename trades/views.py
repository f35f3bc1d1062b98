"""Addresses of the trades: pages come from Wagtail's tree, a wish is a form post."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.views import serve

from accounts.models import User
from trades import actions
from trades.models import Trade


@login_not_required
def trade_list(request: HttpRequest) -> HttpResponse:
    """All trades, as the editors' page shows them."""
    return serve(request, "berufe/")


@login_not_required
def trade_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One profile, or the way from a former name to it."""
    return serve(request, f"berufe/{slug}/")


@require_POST
def trade_interest(request: HttpRequest, slug: str) -> HttpResponse:
    """Note or forget a wish; only pupils have wishes."""
    if not isinstance(request.user, User) or request.user.kind != User.Kind.PUPIL:
        raise PermissionDenied
    trade = get_object_or_404(Trade.objects.visible_to(request.user), pk=slug.replace("-", "_"))
    if request.POST.get("wish") == "no":
        actions.remove_interest(trade, by=request.user)
        messages.success(request, _("Nicht mehr dein Wunschberuf."))
    else:
        actions.add_interest(trade, by=request.user)
        messages.success(request, _("Als Wunschberuf gemerkt."))
    return redirect(trade)
