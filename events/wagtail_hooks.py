"""What Wagtail does for events: pages answered by our views, organisers kept inside their own subtree."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from events.models import EventIndexPage, EventPage, Occurrence, OrganiserPage
from events.views import calendar, detail

VIEWS: dict[type[Page], Any] = {
    EventIndexPage: calendar.event_list,
    OrganiserPage: calendar.organiser_page,
    EventPage: detail.event_page,
}


@hooks.register("before_serve_page", order=10)  # after Wagtail's own check of private pages
def serve_by_view(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """Hand our pages to their views; all others are Wagtail's."""
    view = VIEWS.get(type(page))
    return view(request, page=page) if view else None


@hooks.register("before_delete_page")
def keep_people(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page with registrations is not deleted: people would never learn that it does not take place."""
    below = Occurrence.objects.filter(page__path__startswith=page.path)
    if any(occurrence.has_people() for occurrence in below.iterator()):
        messages.error(request, _("Es gibt Anmeldungen. Bitte die Termine absagen statt die Seite zu löschen."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_move_page")
def keep_with_organiser(request: HttpRequest, page: Page, target: Page) -> HttpResponse | None:
    """An event stays below its organiser: moving it would change who answers for it."""
    if isinstance(page.specific, EventPage | OrganiserPage) and page.get_parent().pk != target.pk:
        messages.error(request, _("Eine Veranstaltung bleibt bei ihrem Veranstalter. Bitte dort neu anlegen."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def keep_in_bulk(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """The same two rules for many pages at once."""
    pages = [thing for thing in objects if isinstance(thing, Page)]
    refused = action_type == "move" and any(isinstance(page.specific, EventPage | OrganiserPage) for page in pages)
    if action_type == "delete":
        refused = any(
            date.has_people() for page in pages for date in Occurrence.objects.filter(page__path__startswith=page.path)
        )
    if not refused:
        return None
    messages.error(request, _("Nicht für diese Auswahl: Es gibt Anmeldungen, oder der Veranstalter würde wechseln."))
    return redirect("wagtailadmin_explore_root")
