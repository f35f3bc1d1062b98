"""Bookable days as pupils see them: choosing one, the booking's page, calling off; and the list of both sides."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import person
from apprenticeships import calendar_file, eligibility, progress, way
from apprenticeships import permissions as may
from apprenticeships.actions import bookings
from apprenticeships.actions.situations import Closed, NotAllowed, TooLate, WrongStep
from apprenticeships.forms.applying import GuardianForm
from apprenticeships.forms.days import BookForm, DeclineDayForm
from apprenticeships.forms.keys import posted
from apprenticeships.models import Booking, Slot, Vacancy, desks
from apprenticeships.models.application import Reason
from apprenticeships.views.applying import guardian_problem
from messaging.actions import Refused

State = Booking.State
PAGE_SIZE, OTHERS = 30, 6


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def slot_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All days of a place; a signed-in pupil books one."""
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user).for_cards(), pk=pk)
    form = BookForm(posted(request))
    refusal = None
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if form.is_valid():
            answer = _book(request, vacancy, form)
            if isinstance(answer, HttpResponse):
                return answer
            refusal = answer
    days = list(vacancy.slots.coming())
    chosen = _chosen(request, days)
    planner = way.planner(vacancy, slot=chosen) if chosen else None
    context = {
        "vacancy": vacancy, "slots": days, "chosen": chosen, "form": form, "refusal": refusal, "planner": planner,
    }  # fmt: skip
    if not days:
        context["others"] = list(Slot.objects.beside(vacancy).select_related("vacancy__trade")[:OTHERS])
    return render(request, "apprenticeships/slot_list.html", context | _question(request, chosen))


@require_safe
def booking_list(request: HttpRequest) -> HttpResponse:
    """The pupil's days, or all coming days of the firm."""
    if request.user.is_young:
        rows = Booking.objects.visible_to(request.user).filter(pupil=request.user).with_day()
        own = Paginator(rows.order_by("-slot__begins_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("seite"))
        context = {"page": own, "rows": [progress.booking_row(booking) for booking in own.object_list]}
        return render(request, "apprenticeships/booking_list.html", context)
    if not desks.seen_by(request.user).exists():
        raise Http404
    days = Slot.objects.run_by(request.user).coming().select_related("vacancy__trade", "vacancy__organisation")
    page = Paginator(days, PAGE_SIZE).get_page(request.GET.get("seite"))
    waiting = Booking.objects.run_by(request.user).filter(state=State.REQUESTED).with_day().order_by("pk")
    return render(request, "apprenticeships/day_list.html", {"page": page, "waiting": list(waiting[:PAGE_SIZE])})


@require_safe
def booking_detail(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One booking as the pupil or the firm sees it."""
    booking = _seen(request, public_id)
    if booking.pupil_id == request.user.pk:
        return render(request, "apprenticeships/booking_mine.html", _own_context(booking, GuardianForm()))
    return render(request, "apprenticeships/booking_desk.html", _desk_context(booking) | {"form": DeclineDayForm()})


@require_safe
def booking_calendar(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The day as an ICS file."""
    booking = _seen(request, public_id)
    text = calendar_file.of(booking, sequence=booking.events.count())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tag.ics"'
    return answer


@require_POST
def booking_permission(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Send the guardian the link for this day."""
    booking = _mine(request, public_id)
    form = GuardianForm(request.POST)
    if not form.is_valid():
        return render(request, "apprenticeships/booking_mine.html", _own_context(booking, form))
    try:
        bookings.ask_for_permission(booking, by=request.user, guardian_email=form.cleaned_data["guardian_email"])
    except WrongStep:
        return redirect(booking)
    except Exception as problem:  # noqa: BLE001 -- re-raised unless a sentence for the pupil is known
        form.add_error("guardian_email", guardian_problem(problem))
        return render(request, "apprenticeships/booking_mine.html", _own_context(booking, form))
    messages.success(request, _("Die Nachricht an deine Eltern ist unterwegs."))
    return redirect(booking)


@require_http_methods(["GET", "HEAD", "POST"])
def booking_cancel(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The pupil calls off: a page that asks, a button that does."""
    booking = _mine(request, public_id)
    if request.method != "POST":
        return render(request, "apprenticeships/booking_cancel.html", {"booking": booking})
    try:
        bookings.cancel(booking, by=request.user)
        messages.success(request, _("Abgesagt. Danke, dass du Bescheid gibst. Jetzt kann jemand nachrücken."))
    except TooLate:
        words = _("So kurz vorher ruf bitte an: %(phone)s.") % {"phone": booking.slot.vacancy.contact_phone}
        messages.warning(request, words)
    except WrongStep:
        messages.info(request, _("Das ist schon erledigt."))
    return redirect(booking)


@require_POST
def booking_take_seat(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The waiting person takes the offered seat."""
    booking = _mine(request, public_id)
    try:
        bookings.accept_seat(booking, by=request.user)
        messages.success(request, _("Du bist dabei. Jetzt ist der Platz für dich fest."))
    except WrongStep:
        messages.info(request, _("Dieser Platz ist inzwischen weitergegeben."))
    except Refused as problem:
        messages.warning(request, problem.text)
    return redirect(booking)


@require_POST
def booking_answer(request: HttpRequest, public_id: Any, act: str) -> HttpResponse:
    """The firm says yes, no, or calls off."""
    booking = _seen(request, public_id)
    if not may.may_run(request.user, booking) or booking.pupil_id == request.user.pk:
        raise Http404
    form = DeclineDayForm(request.POST)
    if act != "bestaetigen" and not form.is_valid():
        return render(request, "apprenticeships/booking_desk.html", _desk_context(booking) | {"form": form})
    try:
        _act(booking, act, form, request.user)
        messages.success(request, _("Gespeichert: %(state)s") % {"state": booking.firm_label})
    except WrongStep:
        messages.info(request, _("Diese Anfrage wurde schon beantwortet."))
    return redirect(booking)


def _book(request: HttpRequest, vacancy: Vacancy, form: BookForm) -> HttpResponse | NotAllowed | None:
    """Book, or the refusal to show with its alternative."""
    slot = (
        vacancy.slots.filter(pk=form.cleaned_data["slot"])
        .select_related("vacancy__organisation", "vacancy__trade")
        .first()
    )
    if slot is None:
        form.add_error("slot", _("Wähle einen Tag."))
        return None
    answers = eligibility.Answers(has_school_release=form.cleaned_data["has_school_release"])
    try:
        return redirect(bookings.book(slot, by=request.user, client_key=form.key(), answers=answers))
    except NotAllowed as problem:
        return problem
    except Closed:
        form.add_error("slot", _("Dieser Tag ist nicht mehr frei."))
    except Refused as problem:
        form.add_error(None, problem.text)
    return None


def _chosen(request: HttpRequest, days: list[Slot]) -> Slot | None:
    wanted = request.POST.get("slot") or request.GET.get("tag")
    found = next((slot for slot in days if str(slot.pk) == wanted), None)
    return found or next((slot for slot in days if not slot.is_full), days[0] if days else None)


def _question(request: HttpRequest, slot: Slot | None) -> dict[str, bool]:
    """What has to be said or known before booking the chosen day."""
    user = request.user
    if slot is None or not user.is_authenticated or not user.is_young:
        return {"asks_release": False, "asks_guardian": False}
    return {
        "asks_release": eligibility.needs_release(slot, user),
        "asks_guardian": eligibility.needs_permission(slot, user),
    }


def _seen(request: HttpRequest, public_id: Any) -> Booking:
    rows = Booking.objects.visible_to(request.user).with_day()
    return get_object_or_404(rows.select_related("pupil__pupil_profile__postal_code__district"), public_id=public_id)


def _mine(request: HttpRequest, public_id: Any) -> Booking:
    booking = _seen(request, public_id)
    if booking.pupil_id != request.user.pk:
        raise Http404
    return booking


def _own_context(booking: Booking, form: GuardianForm) -> dict[str, Any]:
    waits = booking.state == State.WAITLISTED
    return {
        "booking": booking,
        "slot": booking.slot,
        "vacancy": booking.slot.vacancy,
        "place_in_line": bookings.place_in_line(booking) if waits else None,
        "form": form,
        "asked": booking.pupil.consents.live().filter(reference=booking.reference).exists(),
        "others": list(booking.slot.vacancy.slots.free().exclude(pk=booking.slot_id)[:3]),
    }


def _desk_context(booking: Booking) -> dict[str, Any]:
    """While the permission is missing the firm sees no name (product 5.3)."""
    is_known = booking.state != State.CONSENT_PENDING
    return {
        "booking": booking,
        "slot": booking.slot,
        "lines": person.card(booking.pupil, 1) if is_known else [],
        "name": person.called(booking.pupil, 1) if is_known else _("Vorgemerkt"),
    }


def _act(booking: Booking, act: str, form: DeclineDayForm, by: Any) -> None:
    if act == "bestaetigen":
        bookings.confirm(booking, by=by)
    elif booking.state == State.REQUESTED:
        data = form.cleaned_data
        bookings.decline(booking, by=by, reason=data["reason"], text=data["text"])
    else:
        words = form.cleaned_data["text"] or Reason(form.cleaned_data["reason"]).label
        bookings.cancel_by_firm(booking, by=by, reason=str(words))
