"""The organiser's list of the day: who comes, who is there, which classes are expected."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from events import actions, words
from events.models import ClassBooking, Occurrence, Registration
from events.views.refusals import REFUSALS, sentence

STEPS = {"da": actions.check_in, "teilgenommen": actions.mark_attended, "fehlt": actions.mark_no_show}


def day_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everybody expected at one date, with buttons; prints on one sheet."""
    occurrence = get_object_or_404(Occurrence.objects.run_by(request.user).for_lists(), public_id=public_id)
    registrations = Registration.objects.filter(occurrence=occurrence).exclude(
        state__in=[Registration.State.CANCELLED, Registration.State.EXPIRED, Registration.State.CLOSED]
    )
    context: dict[str, Any] = {
        "occurrence": occurrence,
        "when": words.span(occurrence.starts_at, occurrence.ends_at),
        "where": words.place(occurrence.page),
        "seats": words.seats(occurrence),
        "registrations": registrations.select_related("person").order_by("created_at", "pk"),
        "bookings": ClassBooking.objects.filter(occurrence=occurrence).select_related("school").order_by("pk"),
    }
    return render(request, "events/day_list.html", context)


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
