"""Writing an event outside the admin: the same page, the same revisions, the same workflow."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from wagtail.actions.unpublish_page import UnpublishPageAction

from accounts import permissions as people
from accounts.models import Organisation
from core.text import transliterate
from events import permissions
from events.actions.organisers import make_organiser
from events.fields import DateRow, EventFields
from events.models import EventPage, EventStation, EventTopic, EventTrade, Occurrence, OrganiserPage

LONGEST_SLUG = 80


@transaction.atomic
def create_event(organisation: Organisation, fields: EventFields, *, by: Any, client_key: UUID) -> EventPage:
    """Write an event: published at once for verified guilds, else sent to moderation; the same key writes once."""
    if not permissions.may_organise_for(by, organisation):
        raise PermissionDenied
    written = EventPage.objects.filter(client_key=client_key, organisation=organisation).first()
    if written:
        return written
    organiser = make_organiser(organisation)
    page = EventPage(client_key=client_key, live=False, owner=by, slug=_free_slug(organiser, fields.title))
    _fill(page, fields)
    organiser.add_child(instance=page)
    _release(page, by)
    return EventPage.objects.get(pk=page.pk)


@transaction.atomic
def edit_event(page: EventPage, fields: EventFields, *, by: Any) -> EventPage:
    """Change an event, starting from its newest revision so that no draft of a colleague is lost."""
    if not permissions.may_edit(by, page):
        raise PermissionDenied
    newest = page.get_latest_revision_as_object()
    _fill(newest, fields)
    _release(newest, by)
    return EventPage.objects.get(pk=page.pk)


@transaction.atomic
def take_down(page: EventPage, *, by: Any) -> EventPage:
    """Take an event off the net for the moderation; who registered keeps the registration. Raises PermissionDenied."""
    if not people.is_moderator(by):
        raise PermissionDenied
    # The moderation judges pages it may not edit otherwise; Wagtail's log says who did it.
    UnpublishPageAction(page, user=by, log_action=True).execute(skip_permission_checks=True)
    return page


def _fill(page: EventPage, fields: EventFields) -> None:
    page.title = page.draft_title = fields.title
    page.kind, page.intro = fields.kind, fields.intro
    for name, value in fields.more.items():
        setattr(page, name, value)
    page.occurrences.set([_date(page, row, place) for place, row in enumerate(fields.dates)])
    page.event_trades.set([EventTrade(trade_id=trade, sort_order=i) for i, trade in enumerate(fields.trades)])
    page.event_topics.set([EventTopic(topic=topic, sort_order=i) for i, topic in enumerate(fields.topics)])
    if fields.stations is not None:
        page.stations.set([_station(row, i) for i, row in enumerate(fields.stations)])


def _date(page: EventPage, row: DateRow, place: int) -> Occurrence:
    stored = {date.pk: date for date in page.occurrences.all()} if page.pk else {}
    date = stored.get(row.pk) or Occurrence()
    date.starts_at, date.ends_at, date.label = row.starts_at, row.ends_at, row.label
    date.capacity, date.sort_order = row.capacity, place
    return date


def _station(row: Any, place: int) -> EventStation:
    return EventStation(
        title=row.title, text=row.text, trade_id=row.trade_id, minimum_age=row.minimum_age, sort_order=place
    )


def _release(page: EventPage, by: Any) -> None:
    page.full_clean(exclude=["organisation"])
    revision = page.save_revision(user=by, log_action=True)
    if permissions.may_publish_for(by, page.organiser().organisation):
        # Our own permission was asked; an office that writes for a firm is not in the firm's group.
        revision.publish(user=by, skip_permission_checks=True)
    elif (workflow := page.get_workflow()) and not page.workflow_in_progress:
        workflow.start(page, by)


def _free_slug(organiser: OrganiserPage, title: str) -> str:
    wanted = slugify(transliterate(title))[:LONGEST_SLUG].strip("-") or "termin"
    used = set(organiser.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbers = (f"{wanted}-{number}" for number in range(2, len(used) + 3))
    return next(slug for slug in (wanted, *numbers) if slug not in used)
