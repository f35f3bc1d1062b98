"""One event: what one does there, when, how to get in, and its calendar files."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts import journeys
from core import clock, places
from events import calendar_file, permissions, structured_data, words
from events.models import EventPage, Occurrence, Registration

BICYCLE_DETOUR, BICYCLE_KM_H, MINUTES = 1.3, 15, 60  # bicycle estimate of the product: straight line × 1.3 at 15 km/h


@login_not_required
def event_page(request: HttpRequest, page: EventPage) -> HttpResponse:
    """The public page of an event, with what the visitor may do."""
    if not permissions.may_see(request.user, page):
        raise Http404
    context = page.get_context(request)
    dates = context["dates"]
    own = _own(request, dates)
    rows = [_row(date, own.get(date.pk)) for date in dates]
    context |= {
        "rows": rows,
        "next_open": _next_open(page, rows),
        "structured_data": structured_data.script_text(page, dates) if dates else "",
        "way": _way(request, page),
        "planner": _planner(page, dates, context["where"]),
        "trades": [row.trade for row in page.event_trades.select_related("trade")],
        "stations": page.stations.select_related("trade"),
        "may_edit": request.user.is_authenticated and permissions.may_edit(request.user, page),
    }
    return render(request, "events/event_page.html", context)


@login_not_required
def event_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """All dates of an event as a calendar file."""
    page = get_object_or_404(EventPage.objects.visible_to(request.user), pk=pk)
    dates = Occurrence.objects.filter(page=page).for_lists()
    return _file(dates, page.title, page.slug)


@login_not_required
def occurrence_ics(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One date as a calendar file."""
    dates = Occurrence.objects.visible_to(request.user).for_lists()
    occurrence = get_object_or_404(dates, public_id=public_id)
    return _file([occurrence], occurrence.page.title, occurrence.page.slug)


def _file(dates: Any, title: str, name: str) -> HttpResponse:
    answer = HttpResponse(calendar_file.calendar_of(dates, title), content_type=calendar_file.MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


def _own(request: HttpRequest, dates: list[Occurrence]) -> dict[int, Registration]:
    """The visitor's own registrations by date."""
    if not request.user.is_authenticated or not dates:
        return {}
    rows = Registration.objects.filter(person=request.user, occurrence__in=dates).exclude(state__in=Registration.ENDED)
    return {row.occurrence_id: row for row in rows}


def _row(date: Occurrence, own: Registration | None) -> dict[str, Any]:
    return {
        "occurrence": date,
        "when": words.span(date.starts_at, date.ends_at),
        "seats": words.seats(date),
        "badge": words.badge(date),
        "closes": words.day(date.closes_at),
        "admission": words.hour(date.admission_at) if date.page.admission_minutes else "",
        "own": own,
        "client_key": uuid.uuid4(),
        "is_over": date.ends_at < clock.now(),
        "is_open": date.is_open(),
    }


def _next_open(page: EventPage, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first date with a free seat that the visitor has not taken: the one button on the phone."""
    if not page.takes_persons:
        return None
    wanted = (row for row in rows if row["is_open"] and not row["own"] and not row["occurrence"].is_full)
    return next(wanted, None)


def _planner(page: EventPage, dates: list[Occurrence], where: str) -> journeys.JourneyLink | None:
    """The region's journey planner for the next date; nothing for what is over or online."""
    coming = next((date.starts_at for date in dates if date.starts_at > clock.now()), None)
    if coming is None or page.is_online or page.postal_code is None:
        return None
    plz = page.postal_code
    return journeys.link(district_id=plz.district_id, plz=plz.code, where=where, arrival=coming)


def _way(request: HttpRequest, page: EventPage) -> dict[str, Any] | None:
    """Distance in km and minutes by bicycle from where the pupil lives; None without both places."""
    profile = getattr(request.user, "pupil_profile", None)
    home = getattr(profile, "postal_code_id", None)
    if not home or not page.postal_code_id:
        return None
    km = places.distance_km(home, page.postal_code_id)
    return {"km": km, "minutes": round(km * BICYCLE_DETOUR / BICYCLE_KM_H * MINUTES)}
