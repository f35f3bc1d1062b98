"""Events outside the admin: a list of one's own, the quick form, calling off."""

import re
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import Organisation
from events import actions, kinds, permissions, words
from events.forms import CancelForm, DateFormSet, EventForm, rows
from events.forms.editing import initial_dates, initial_of
from events.models import EventPage, Occurrence
from events.models.event_page import organisations_for
from events.views.refusals import REFUSALS, sentence

PAGE_SIZE = 20
KEY = re.compile(r"[0-9]{1,12}")


def own_events(request: HttpRequest) -> HttpResponse:
    """The dates of the organisations one writes for, drafts too, the next first."""
    dates = Occurrence.objects.run_by(request.user).coming().for_lists()
    drafts = EventPage.objects.run_by(request.user).filter(live=False).select_related("organisation").order_by("-pk")
    context = {
        "dates": Paginator(dates, PAGE_SIZE).get_page(request.GET.get("page")),
        "drafts": drafts[:PAGE_SIZE],
        "earlier": EventPage.objects.run_by(request.user).order_by("-pk")[:PAGE_SIZE],
    }
    return render(request, "events/own_events.html", context)


def event_new(request: HttpRequest) -> HttpResponse:
    """A new event; `wie` names an earlier one whose values come along."""
    organisations = _organisations(request)
    form = EventForm(request.POST or None, organisations=organisations, initial=_initial(request, organisations))
    dates = DateFormSet(_data(request), prefix=rows.PREFIX, initial=_initial_dates(request))
    if _wants_to_save(request) and _both_valid(form, dates):
        fields = form.fields_with(tuple(date.row() for date in dates if date.cleaned_data))
        page = actions.create_event(
            form.cleaned_data["organisation"],
            fields,
            by=request.user,
            client_key=form.cleaned_data["client_key"] or uuid4(),
        )
        return _said(request, page)
    return _show(request, form, dates, is_new=True)


def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an event of one's own."""
    page = get_object_or_404(EventPage.objects.run_by(request.user), pk=pk)
    if not permissions.may_edit(request.user, page):
        raise PermissionDenied
    newest = page.get_latest_revision_as_object()
    organisations = Organisation.objects.filter(pk=page.organisation_id)
    form = EventForm(request.POST or None, organisations=organisations, initial=initial_of(newest))
    dates = DateFormSet(_data(request), prefix=rows.PREFIX, initial=initial_dates(newest, again=False))
    if _wants_to_save(request) and _both_valid(form, dates):
        fields = form.fields_with(tuple(date.row() for date in dates if date.cleaned_data))
        return _said(request, actions.edit_event(page, fields, by=request.user))
    return _show(request, form, dates, page=page, is_new=False)


def event_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off every coming date of an event."""
    page = get_object_or_404(EventPage.objects.run_by(request.user), pk=pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = actions.cancel_event(page, by=request.user, **form.cleaned_data)
        messages.success(request, _("Abgesagte Termine: %(n)d. Alle Angemeldeten bekommen Nachricht.") % {"n": count})
        return redirect("events:own_events")
    return render(request, "events/event_cancel.html", {"form": form, "page": page, "when": ""})


def occurrence_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Call off one date."""
    dates = Occurrence.objects.run_by(request.user).for_lists()
    occurrence = get_object_or_404(dates, public_id=public_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_occurrence(occurrence, by=request.user, **form.cleaned_data)
        except REFUSALS as fault:
            form.add_error(None, sentence(fault))
        else:
            messages.success(request, _("Abgesagt. Alle Angemeldeten bekommen Nachricht."))
            return redirect("events:day_list", public_id=public_id)
    context = {"form": form, "page": occurrence.page, "when": words.span(occurrence.starts_at, occurrence.ends_at)}
    return render(request, "events/event_cancel.html", context)


def _organisations(request: HttpRequest) -> Any:
    """For whom one may write; whoever may write for nobody gets 403 before typing anything."""
    found = Organisation.objects.filter(pk__in=organisations_for(request.user)).order_by("name", "pk")
    if not found:
        raise PermissionDenied
    return found


def _initial(request: HttpRequest, organisations: Any) -> dict[str, Any]:
    if earlier := _earlier(request):
        return {**initial_of(earlier), "go_live_at": None, "registration_closes_at": None}
    first = organisations[0]
    return {
        "organisation": first.pk,
        "kind": kinds.Kind.OPEN_WORKSHOP,
        "registration": kinds.RegistrationKind.INDIVIDUAL,
        "language": kinds.Language.GERMAN,
        "for_pupils": True,
        "town": first.postal_code_id or "",
        "street": first.street,
        "contact_phone": first.phone,
        "contact_email": first.email,
    }


def _initial_dates(request: HttpRequest) -> list[dict[str, Any]] | None:
    earlier = _earlier(request)
    return initial_dates(earlier, again=True) if earlier else None


def _earlier(request: HttpRequest) -> EventPage | None:
    key = request.GET.get("wie", "")
    if not KEY.fullmatch(key):
        return None
    return EventPage.objects.run_by(request.user).filter(pk=int(key)).first()


def _data(request: HttpRequest) -> Any:
    """What was typed; the buttons beside the dates only change the rows."""
    if request.method != "POST":
        return None
    return request.POST if _wants_to_save(request) else rows.Rows(request.POST).pressed()


def _wants_to_save(request: HttpRequest) -> bool:
    return request.method == "POST" and rows.BUTTON not in request.POST


def _show(request: HttpRequest, form: EventForm, dates: Any, **context: Any) -> HttpResponse:
    """The form again; while dates are being arranged nobody is told what is still missing elsewhere."""
    series = rows.SeriesForm(request.POST or None)
    if request.method == "POST" and not _wants_to_save(request):
        form.errors.clear()
        if request.POST[rows.BUTTON] == "more":
            for date in dates:
                date.errors.clear()
    return render(request, "events/event_form.html", {"form": form, "dates": dates, "series": series, **context})


def _both_valid(form: EventForm, dates: Any) -> bool:
    """Judge both, so that all errors are shown at once."""
    return all([form.is_valid(), dates.is_valid()])


def _said(request: HttpRequest, page: EventPage) -> HttpResponse:
    if page.live:
        messages.success(request, _("Veröffentlicht. So sehen es alle."))
        return redirect(page.get_absolute_url())
    if page.go_live_at and page.approved_schedule:
        messages.success(
            request, _("Gespeichert. Die Veranstaltung erscheint am %(day)s.") % {"day": words.day(page.go_live_at)}
        )
    else:
        messages.info(request, _("Gespeichert. Wir sehen es uns an und veröffentlichen es dann."))
    return redirect("events:own_events")
