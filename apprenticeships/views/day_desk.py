"""The firm's days: opening them, the list for one day, calling off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import person
from apprenticeships import prefill
from apprenticeships.actions import slots
from apprenticeships.actions.situations import WrongStep
from apprenticeships.forms.days import CallOffForm, DaysForm, SlotForm
from apprenticeships.forms.keys import posted
from apprenticeships.models import Booking, Slot, Vacancy

State = Booking.State


@require_http_methods(["GET", "HEAD", "POST"])
def slot_open(request: HttpRequest, pk: int) -> HttpResponse:
    """The firm opens days, by pattern or one by one."""
    vacancy = get_object_or_404(Vacancy.objects.run_by(request.user).for_cards(), pk=pk)
    form = DaysForm(posted(request), initial=_usual(vacancy), vacancy=vacancy)
    if request.method == "POST" and form.is_valid():
        opened = slots.open_days(vacancy, by=request.user, days=form.days(), values=form.values(), series=form.key())
        messages.success(request, _("%(count)s Tage sind offen.") % {"count": len(opened)})
        return redirect("apprenticeships:slot_open", pk=pk)
    context = {"vacancy": vacancy, "form": form, "slots": list(vacancy.slots.coming())}
    return render(request, "apprenticeships/slot_open.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def slot_desk(request: HttpRequest, pk: int, slot: int) -> HttpResponse:
    """The list for one day, to print; seats and words can be changed."""
    row = _own_slot(request, pk, slot)
    initial = {name: getattr(row, name) for name in ("capacity", "meeting_point", "bring", "tasks")}
    form = SlotForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        slots.change(row, by=request.user, capacity=values.pop("capacity"), values=values)
        messages.success(request, _("Gespeichert."))
        return redirect("apprenticeships:slot_desk", pk=pk, slot=slot)
    context = {"slot": row, "vacancy": row.vacancy, "form": form, "people": _people(request, row)}
    return render(request, "apprenticeships/slot_desk.html", context | {"call_off": CallOffForm()})


@require_POST
def slot_call_off(request: HttpRequest, pk: int, slot: int) -> HttpResponse:
    """Call a day off, with a reason."""
    row = _own_slot(request, pk, slot)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        context = {"slot": row, "vacancy": row.vacancy, "form": SlotForm(initial={"capacity": row.capacity})}
        context |= {"people": _people(request, row), "call_off": form}
        return render(request, "apprenticeships/slot_desk.html", context)
    try:
        slots.call_off(row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Abgesagt. Alle sind benachrichtigt."))
    except WrongStep:
        messages.info(request, _("Dieser Tag war schon abgesagt."))
    return redirect("apprenticeships:slot_open", pk=pk)


def _own_slot(request: HttpRequest, pk: int, slot: int) -> Slot:
    rows = Slot.objects.run_by(request.user).select_related("vacancy__trade", "vacancy__organisation")
    return get_object_or_404(rows, pk=slot, vacancy_id=pk)


def _people(request: HttpRequest, slot: Slot) -> list[dict[str, Any]]:
    """The list of one day in order of booking: names by level, nothing while the permission is missing."""
    rows = Booking.objects.run_by(request.user).live().filter(slot=slot)
    found = list(rows.select_related("pupil__pupil_profile__postal_code__district").order_by("pk"))
    cards = person.cards([row.pupil for row in found], 1) if found else {}
    return [_person_row(row, cards) for row in found]


def _person_row(booking: Booking, cards: dict[int, Any]) -> dict[str, Any]:
    is_known = booking.state != State.CONSENT_PENDING
    lines = [line.value for line in cards[booking.pupil_id] if line.code != "name"] if is_known else []
    name = person.called(booking.pupil, 1) if is_known else _("Vorgemerkt")
    return {"booking": booking, "name": name, "words": " · ".join(lines)}


def _usual(vacancy: Vacancy) -> dict[str, Any]:
    usual = prefill.words()[vacancy.trade.field]
    where = ", ".join(part for part in (vacancy.street, vacancy.place_name) if part)
    return {"from_time": "08:00", "to_time": "14:00", "bring": usual.bring, "meeting_point": where}
