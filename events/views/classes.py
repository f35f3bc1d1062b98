"""A teacher books for a class."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events import actions, permissions, words
from events.forms import ClassBookingForm, ConsentsForm
from events.models import ClassBooking, Occurrence
from events.views.refusals import REFUSALS, sentence


def class_booking_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for n seats for a class."""
    occurrence = get_object_or_404(Occurrence.objects.visible_to(request.user).for_lists(), public_id=public_id)
    schools = permissions.schools_of(request.user)
    if not schools:
        raise PermissionDenied
    form = ClassBookingForm(request.POST or None, schools=schools, initial={"school": schools[0]})
    if request.method == "POST" and form.is_valid():
        try:
            booking = actions.book_class(occurrence, by=request.user, **form.cleaned_data)
        except REFUSALS as fault:
            form.add_error("seats_wanted" if isinstance(fault, actions.QuotaExceeded) else None, sentence(fault))
        else:
            return redirect(booking)
    context = {"form": form, "occurrence": occurrence, "when": words.span(occurrence.starts_at, occurrence.ends_at)}
    return render(request, "events/class_booking_new.html", {**context, "seats": words.seats(occurrence)})


def class_booking_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What became of the booking."""
    booking = _own(request, public_id)
    return _detail(request, booking, ConsentsForm(initial={"count": booking.consents}))


@require_POST
def class_booking_consents(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how many consents the school holds."""
    booking = _own(request, public_id)
    form = ConsentsForm(request.POST)
    if not form.is_valid():
        return _detail(request, booking, form)
    try:
        actions.report_consents(booking, by=request.user, count=form.cleaned_data["count"])
    except actions.TooMany as fault:
        form.add_error("count", sentence(fault))
        return _detail(request, booking, form)
    except REFUSALS as fault:
        messages.warning(request, sentence(fault))
    else:
        messages.success(request, _("Gespeichert. Der Veranstalter sieht nur die Zahl."))
    return redirect(booking)


@require_POST
def class_booking_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The class does not come."""
    booking = _own(request, public_id)
    try:
        actions.cancel_booking(booking, by=request.user)
    except REFUSALS as fault:
        messages.warning(request, sentence(fault))
    else:
        messages.success(request, _("Die Klasse ist abgemeldet."))
    return redirect(booking)


def _detail(request: HttpRequest, booking: ClassBooking, form: ConsentsForm) -> HttpResponse:
    date = booking.occurrence
    context = {"booking": booking, "occurrence": date, "when": words.span(date.starts_at, date.ends_at), "form": form}
    return render(request, "events/class_booking_detail.html", {**context, "where": words.place(date.page)})


def _own(request: HttpRequest, public_id: UUID) -> ClassBooking:
    rows = ClassBooking.objects.visible_to(request.user).filter(school__in=permissions.schools_of(request.user))
    related = rows.select_related("occurrence__page__organisation", "occurrence__page__postal_code__district", "school")
    return get_object_or_404(related, public_id=public_id)
