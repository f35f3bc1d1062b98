"""The calendar: coming dates of all organisers, or of one."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock, places
from events import calendar_file, kinds, words
from events.forms import CalendarForm
from events.models import EventIndexPage, Occurrence, OrganiserPage
from events.models.occurrence import OccurrenceQuerySet
from events.question import EventQuestion

PAGE_SIZE, FEED_SIZE = 20, 200


@login_not_required
def event_list(request: HttpRequest, page: EventIndexPage | None = None) -> HttpResponse:
    """All coming dates that fit the filters, by month."""
    form = CalendarForm(request.GET or None)
    question = _question(form)
    coming = Occurrence.objects.visible_to(request.user).coming()
    found = coming.answering(question).distinct()
    context = {
        "page": page or EventIndexPage.objects.first(),
        "form": form,
        "kinds": _kind_choices(form, coming.answering(EventQuestion(codes=question.codes, when=question.when))),
        "feed_query": request.GET.urlencode(),
    }
    return render(request, "events/event_list.html", {**context, **_listed(request, found, form.hit)})


@login_not_required
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The same dates as a calendar file; the address with its filters can be subscribed to."""
    form = CalendarForm(request.GET or None)
    found = Occurrence.objects.visible_to(request.user).coming().answering(_question(form)).distinct()
    text = calendar_file.calendar_of(found.for_lists()[:FEED_SIZE], "Handschlag")
    return HttpResponse(text, content_type=calendar_file.MEDIA_TYPE)


@login_not_required
def organiser_page(request: HttpRequest, page: OrganiserPage) -> HttpResponse:
    """The coming dates of one organiser."""
    found = Occurrence.objects.visible_to(request.user).coming().filter(page__organisation=page.organisation_id)
    context = {"page": page, "organisation": page.organisation}
    return render(request, "events/organiser_page.html", {**context, **_listed(request, found, None)})


def _question(form: CalendarForm) -> EventQuestion:
    """What was understood; a place that was not is said back beside its field and filters nothing."""
    return EventQuestion() if not form.is_bound else _after_check(form)


def _after_check(form: CalendarForm) -> EventQuestion:
    form.is_valid()
    return form.question()


def _listed(request: HttpRequest, found: OccurrenceQuerySet, hit: places.PlaceHit | None) -> dict[str, Any]:
    pages = Paginator(found.for_lists(), PAGE_SIZE)
    shown = pages.get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    return {"dates": shown, "months": months(shown, hit), "query": rest.urlencode(), "total": pages.count}


def months(dates: Iterable[Occurrence], hit: places.PlaceHit | None = None) -> list[tuple[str, list[dict[str, Any]]]]:
    """Rows by month, in the order of time: („November 2026“, [{occurrence, note, seats}, …])."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for date in dates:
        month = date_format(clock.local(date.starts_at), "F Y")
        grouped.setdefault(month, []).append(row_of(date, hit))
    return list(grouped.items())


def row_of(date: Occurrence, hit: places.PlaceHit | None = None) -> dict[str, Any]:
    """What one line of a list says."""
    start, end = words.hour(date.starts_at), words.hour(date.ends_at)
    parts = [date.label, date.page.organisation.name, words.town(date.page), _way(date, hit)]
    note = ", ".join(part for part in parts if part)
    return {
        "occurrence": date,
        "note": f"{start}–{end} Uhr · {note}",
        "seats": words.seats(date),
        "badge": words.badge(date),
    }


def _way(date: Occurrence, hit: places.PlaceHit | None) -> str:
    code = date.page.postal_code_id
    if hit is None or not code:
        return ""
    if code in hit.plz:
        return _("am Ort")
    km = places.distance_km(hit.plz[0], code)
    return f"{km:.1f} km".replace(".", ",")


def _kind_choices(form: CalendarForm, coming: OccurrenceQuerySet) -> list[dict[str, Any]]:
    """Each kind with how many dates it would show; kinds without dates are left out unless chosen."""
    rows = coming.order_by().values_list("page__kind").annotate(n=Count("pk", distinct=True))
    counts: dict[str, int] = dict(rows)  # type: ignore[arg-type]
    chosen = set(form.cleaned_data.get("kind", ())) if form.is_bound else set()
    return [
        {"value": kind, "label": label, "count": counts.get(kind, 0), "checked": kind in chosen}
        for kind, label in kinds.Kind.choices
        if counts.get(kind) or kind in chosen
    ]
