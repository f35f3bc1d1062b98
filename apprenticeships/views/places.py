"""The public page of a place and its poster."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apprenticeships import permissions as may
from apprenticeships import prefill, rules, structured_data, way
from apprenticeships.actions import applications
from apprenticeships.models import Closure, Slot, Vacancy
from apprenticeships.models.words import euros
from core.drawing import codes
from trades import pictures

CLOSURES_SHOWN = 3
DAYS_SHOWN = 8
TABS = range(8)
# Inside a script element „<“ could end it; everything else is plain JSON.
HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@login_not_required
@require_safe
def vacancy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: day first, then the application, telephone beside it."""
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user).for_cards(), pk=pk)
    return render(request, "apprenticeships/vacancy_detail.html", _context(request, vacancy))


@login_not_required
@require_safe
def vacancy_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A4 for the notice board, with QR code and tear-off strips."""
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user).for_cards(), pk=pk)
    address = f"{settings.BASE_URL.rstrip('/')}{vacancy.get_absolute_url()}"
    context = {
        "vacancy": vacancy,
        "slots": list(vacancy.slots.free()[:3]),
        "picture": pictures.of(vacancy.trade),
        "qr": codes.svg(address),
        "address": address.split("://", 1)[-1].rstrip("/"),
        "tabs": TABS,
        "certificate": _certificate_word(vacancy),
    }
    return render(request, "apprenticeships/vacancy_poster.html", context)


def _context(request: HttpRequest, vacancy: Vacancy) -> dict[str, object]:
    user = request.user
    mine = applications.current(vacancy, by=user) if user.is_authenticated else None
    return {
        "vacancy": vacancy,
        "trail": [
            (_("Suche"), reverse("search:search")),
            (vacancy.title, ""),
        ],
        "slots": _slots(vacancy),
        "wishes": list(vacancy.requirements.all()),
        "way": way.to(vacancy, request.GET.get("place", "")[:80]),
        "place": request.GET.get("place", "")[:80],
        "planner": way.planner(vacancy, start=request.GET.get("place", "")[:80]),
        "pay_rows": _pay_rows(vacancy),
        "pay_floor": _floor(vacancy),
        "early_notes": rules.in_force().early_notes(vacancy.trade_id),
        "is_open": vacancy.is_open(),
        "closures": list(Closure.objects.to_come().filter(organisation=vacancy.organisation_id)[:CLOSURES_SHOWN]),
        "takes_minors": may.receives_minors(vacancy.organisation),
        "mine": mine,
        "may_edit": user.is_authenticated and may.may_edit(user, vacancy),
        "is_preview": not vacancy.is_public(),
        "json_ld": _json_ld(vacancy) if vacancy.is_open() else "",
    }


def _slots(vacancy: Vacancy) -> list[Slot]:
    """Its own days; a place without any shows the free days that the firm offers in the same trade."""
    if own := list(vacancy.slots.coming()[:DAYS_SHOWN]):
        return own
    others = list(Slot.objects.beside(vacancy).filter(vacancy__trade=vacancy.trade_id)[:DAYS_SHOWN])
    return [slot for slot in others if slot.vacancy_id == others[0].vacancy_id]


def _pay_rows(vacancy: Vacancy) -> list[tuple[str, int, str]]:
    """Years with their pay, the highest fills the bar: (words, percent, figure)."""
    amounts = vacancy.pay_cents if vacancy.pay_stated_on else []
    return [
        (_("%(year)s. Jahr") % {"year": year}, round(100 * cents / max(amounts)), euros(cents))
        for year, cents in enumerate(amounts, start=1)
    ]


def _floor(vacancy: Vacancy) -> str:
    """Legal minimum of the first year, for apprenticeships with a start year."""
    if vacancy.kind != Vacancy.Kind.APPRENTICESHIP or not vacancy.start_year:
        return ""
    floors = prefill.floors(vacancy.trade, vacancy.start_year)
    return euros(floors[0]) if floors else ""


def _json_ld(vacancy: Vacancy) -> str:
    text = json.dumps(structured_data.of(vacancy), ensure_ascii=False).translate(HARMLESS)
    return mark_safe(text)  # noqa: S308 -- the three signs that could leave the script element are escaped above


def _certificate_word(vacancy: Vacancy) -> str:
    row = next((row for row in vacancy.requirements.all() if row.kind == "certificate"), None)
    return f"{row.label} ({row.get_weight_display()})" if row else "egal"
