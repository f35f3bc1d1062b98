"""The organiser's list of the day: who comes, who is there, which classes are expected."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import gate
from accounts.models import User
from core import clock
from events import actions, permissions, words
from events.forms import CameForm, CodeForm
from events.models import ClassBooking, Occurrence, Registration
from events.views.refusals import REFUSALS, sentence

RELATED = ("occurrence__page__organisation", "occurrence__page__postal_code__district")
STEPS = {"da": actions.check_in, "teilgenommen": actions.mark_attended, "fehlt": actions.mark_no_show}


def day_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everybody expected at one date, with buttons; prints on one sheet. `?code=` leads to the person of a ticket."""
    occurrence = get_object_or_404(Occurrence.objects.run_by(request.user).for_lists(), public_id=public_id)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("events:check_in", code=form.cleaned_data["code"])
    registrations = Registration.objects.filter(occurrence=occurrence).exclude(
        state__in=[Registration.State.CANCELLED, Registration.State.EXPIRED, Registration.State.CLOSED]
    )
    registrations = registrations.select_related("person").order_by("created_at", "pk")
    if gate.is_due_before(request.user, _people(registrations)):
        return gate.to_the_step(request)
    context: dict[str, Any] = {
        "occurrence": occurrence,
        "code_form": form,
        "has_begun": occurrence.starts_at <= clock.now(),
        "when": words.span(occurrence.starts_at, occurrence.ends_at),
        "where": words.place(occurrence.page),
        "seats": words.seats(occurrence),
        "registrations": registrations,
        "bookings": ClassBooking.objects.filter(occurrence=occurrence).select_related("school").order_by("pk"),
    }
    return render(request, "events/day_list.html", context)


def _people(registrations: Iterable[Registration]) -> list[User]:
    """Whom a page would name; closed accounts have left no person."""
    return [row.person for row in registrations if row.person is not None]


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    """Whose ticket this is: the door checks in with a button, the person is led to the own registration."""
    rows = Registration.objects.visible_to(request.user).select_related("person", *RELATED)
    registration = get_object_or_404(rows, check_in_code=code)
    date = registration.occurrence
    if not permissions.may_run(request.user, date):
        return redirect(registration)
    if gate.is_due_before(request.user, _people([registration])):
        return gate.to_the_step(request)
    if request.method == "POST":
        try:
            actions.check_in(registration, by=request.user)
        except REFUSALS as fault:
            messages.warning(request, sentence(fault))
        return redirect("events:check_in", code=code)
    context = {
        "registration": registration,
        "occurrence": date,
        "when": words.span(date.starts_at, date.ends_at),
        "is_today": clock.local(date.starts_at).date() <= clock.today() <= clock.local(date.ends_at).date(),
    }
    return render(request, "events/check_in.html", context)


@require_POST
def booking_came(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Count the heads of a class at the door."""
    rows = ClassBooking.objects.filter(occurrence__in=Occurrence.objects.run_by(request.user))
    booking = get_object_or_404(rows.select_related("occurrence__page__organisation"), public_id=public_id)
    form = CameForm(request.POST)
    if form.is_valid():
        try:
            actions.note_class(booking, by=request.user, **form.cleaned_data)
        except REFUSALS as fault:
            messages.warning(request, sentence(fault))
    else:
        messages.warning(request, _("Bitte die Zahl der Anwesenden angeben."))
    return redirect("events:day_list", public_id=booking.occurrence.public_id)


@require_POST
def registration_mark(request: HttpRequest, public_id: UUID, step: str) -> HttpResponse:
    """„Da!“, „teilgenommen“ or „fehlt“ for one person."""
    rows = Registration.objects.filter(occurrence__in=Occurrence.objects.run_by(request.user))
    registration = get_object_or_404(rows.select_related("occurrence__page__organisation"), public_id=public_id)
    try:
        STEPS[step](registration, by=request.user)
    except REFUSALS as fault:
        messages.warning(request, sentence(fault))
    return redirect("events:day_list", public_id=registration.occurrence.public_id)


@require_POST
def booking_confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say yes to a class."""
    rows = ClassBooking.objects.filter(occurrence__in=Occurrence.objects.run_by(request.user))
    booking = get_object_or_404(rows.select_related("occurrence__page__organisation", "booked_by"), public_id=public_id)
    try:
        actions.confirm_booking(booking, by=request.user)
    except REFUSALS as fault:
        messages.warning(request, sentence(fault))
    return redirect("events:day_list", public_id=booking.occurrence.public_id)
