"""A person's own registrations: take a seat, look, cancel, come back, take an offered seat."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.drawing import codes
from events import actions, calendar_file, permissions, words
from events.forms import RegistrationForm
from events.models import Occurrence, Registration
from events.views.refusals import REFUSALS, sentence

PAGE_SIZE = 20


def registration_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a seat at one date."""
    dates = Occurrence.objects.visible_to(request.user).for_lists()
    occurrence = get_object_or_404(dates, public_id=public_id)
    form = RegistrationForm(request.POST or None, asks_guardian=permissions.needs_guardian(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            registration = actions.register(occurrence, by=request.user, **form.cleaned_data)
        except REFUSALS as fault:
            form.add_error(_field(form, fault), sentence(fault))
        else:
            return redirect(registration)
    context = {"form": form, "occurrence": occurrence, "when": words.span(occurrence.starts_at, occurrence.ends_at)}
    context |= {"seats": words.seats(occurrence), "where": words.place(occurrence.page)}
    return render(request, "events/registration_new.html", context)


def _field(form: RegistrationForm, fault: Exception) -> str | None:
    asked = isinstance(fault, actions.GuardianNeeded) and "guardian_email" in form.fields
    return "guardian_email" if asked else None


def registration_list(request: HttpRequest) -> HttpResponse:
    """All own registrations, newest first."""
    rows = Registration.objects.filter(person=request.user.pk).select_related(
        "occurrence__page__organisation", "occurrence__page__postal_code__district"
    )
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "events/registration_list.html", {"registrations": shown})


def registration_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What stands, and what one can do now."""
    registration = _own(request, public_id)
    date = registration.occurrence
    context = {
        "registration": registration,
        "occurrence": date,
        "when": words.span(date.starts_at, date.ends_at),
        "where": words.place(date.page),
        "position": registration.waiting_position(),
        "until": registration.offered_until,
        "is_open": date.is_open(),
        "form": RegistrationForm(),
        "ticket": _ticket(registration),
    }
    return render(request, "events/registration_detail.html", context)


def registration_ics(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The date of one's registration as a calendar file."""
    registration = _own(request, public_id)
    answer = HttpResponse(
        calendar_file.calendar_of([registration.occurrence], registration.occurrence.page.title),
        content_type=calendar_file.MEDIA_TYPE,
    )
    answer["Content-Disposition"] = 'attachment; filename="termin.ics"'
    return answer


@require_POST
def registration_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign off; the next who waits is asked."""
    return _do(request, public_id, actions.cancel, _("Du bist abgemeldet. Danke, dass du Bescheid sagst."))


@require_POST
def registration_accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the offered seat."""
    return _do(request, public_id, actions.accept_offer, _("Du bist dabei."))


@require_POST
def registration_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Come back after signing off."""
    registration = _own(request, public_id)
    form = RegistrationForm(request.POST)
    if form.is_valid():
        try:
            actions.register(registration.occurrence, by=request.user, **form.cleaned_data)
        except REFUSALS as fault:
            messages.warning(request, sentence(fault))
    return redirect(registration)


def _ticket(registration: Registration) -> str:
    """The QR picture for the door; nothing where nobody is expected."""
    if not registration.has_ticket:
        return ""
    address = reverse("events:check_in", args=[registration.check_in_code])
    return codes.svg(f"{settings.BASE_URL.rstrip('/')}{address}", _("Ticket für den Einlass"))


def _own(request: HttpRequest, public_id: UUID) -> Registration:
    rows = Registration.objects.visible_to(request.user).filter(person=request.user.pk)
    related = rows.select_related("occurrence__page__organisation", "occurrence__page__postal_code__district", "person")
    return get_object_or_404(related, public_id=public_id)


def _do(request: HttpRequest, public_id: UUID, act: Callable[..., Any], done: str) -> HttpResponse:
    registration = _own(request, public_id)
    try:
        act(registration, by=request.user)
    except REFUSALS as fault:
        messages.warning(request, sentence(fault))
    else:
        messages.success(request, done)
    return redirect(registration)
