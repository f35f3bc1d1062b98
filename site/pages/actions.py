"""Everything that changes a counsellor's selection, and taking a picture off a page for the moderation.

The quick form, the moderation and the commands call these; nothing else writes.
"""

import json
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page, Revision

from accounts import permissions
from accounts.models import User
from core import text
from pages import streams
from pages.models import SelectionIndexPage, SelectionPage

MOST_ITEMS = 30  # as SelectionBlock.max_num: a class reads no longer list


class TooMany(Exception):
    """The selection is as long as a class can read."""


class NoSuchItem(Exception):
    """The item is not in the selection any more."""


@transaction.atomic
def make_selection(*, title: str, intro: str, by: User, client_key: uuid.UUID) -> SelectionPage:
    """Make and publish an empty selection; the same key again gives the same page. Raises PermissionDenied."""
    if not permissions.is_counsellor(by):
        raise PermissionDenied
    if made := SelectionPage.objects.filter(client_key=client_key, author=by).first():
        return made
    parent = SelectionIndexPage.objects.get()
    page = SelectionPage(
        title=text.clean(title, limit=120),
        intro=text.clean(intro, limit=400),
        # The link is the only way in, so it must not be guessed from the title.
        slug=f"{slugify(title)[:40] or 'auswahl'}-{uuid.uuid4().hex[:8]}",
        author=by,
        owner=by,
        client_key=client_key,
    )
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    return page


@transaction.atomic
def change_selection(page: SelectionPage, *, title: str, intro: str, by: User) -> SelectionPage:
    """Change title and introduction; raises PermissionDenied for anybody but the author."""
    page = _own(page, by)
    page.title, page.intro = text.clean(title, limit=120), text.clean(intro, limit=400)
    return _publish(page, by)


@transaction.atomic
def add_item(page: SelectionPage, kind: str, value: Any, *, by: User) -> SelectionPage:
    """Append one item unless it stands there already; raises TooMany and PermissionDenied."""
    page = _own(page, by)
    raw = list(page.items.raw_data)
    if any(item["type"] == kind and _same(item["value"], value) for item in raw):
        return page
    if len(raw) >= MOST_ITEMS:
        raise TooMany(page)
    raw.append({"type": kind, "value": value, "id": str(uuid.uuid4())})
    return _write(page, raw, by)


@transaction.atomic
def drop_item(page: SelectionPage, item: str, *, by: User) -> SelectionPage:
    """Take one item out; raises NoSuchItem and PermissionDenied."""
    page = _own(page, by)
    raw = list(page.items.raw_data)
    if all(entry["id"] != item for entry in raw):
        raise NoSuchItem(item)
    return _write(page, [entry for entry in raw if entry["id"] != item], by)


@transaction.atomic
def raise_item(page: SelectionPage, item: str, *, by: User) -> SelectionPage:
    """Move one item a place up; the first stays. Raises NoSuchItem and PermissionDenied."""
    page = _own(page, by)
    raw = list(page.items.raw_data)
    at = next((number for number, entry in enumerate(raw) if entry["id"] == item), None)
    if at is None:
        raise NoSuchItem(item)
    if at:
        raw[at - 1], raw[at] = raw[at], raw[at - 1]
    return _write(page, raw, by)


@transaction.atomic
def withdraw_selection(page: SelectionPage, *, by: User) -> None:
    """Take the selection off the net; its link answers 404 from now on. Raises PermissionDenied."""
    _own(page, by).unpublish()


@transaction.atomic
def take_picture_out(page: Page, image: int, *, by: User) -> Page:
    """Publish a page without a picture that the moderation judged; the rest stays, and so does a draft beside it.

    Drafts and versions lose it as well: with one of them it would be back. Raises PermissionDenied.
    """
    if not permissions.is_moderator(by):
        raise PermissionDenied
    for revision in page.revisions.order_by("pk"):
        _take_out_of_version(revision, image)
    draft = page.get_latest_revision() if page.has_unpublished_changes else None
    _put(streams.without(page, image), page)
    # The moderation judges pages it may not edit otherwise; the revision says who did it.
    page.save_revision(user=by, log_action=True).publish(user=by, skip_permission_checks=True)
    if draft is not None:
        draft.as_object().save_revision(user=draft.user, clean=False)
    return page


def _take_out_of_version(revision: Revision, image: int) -> None:
    version = revision.as_object()
    if changed := streams.without(version, image):
        _put(changed, version)
        revision.content = version.serializable_data()
        revision.save(update_fields=["content"])


def _put(changed: dict[str, list[Any]], page: Page) -> None:
    for name, raw in changed.items():
        setattr(page, name, page._meta.get_field(name).to_python(json.dumps(raw)))


def _own(page: SelectionPage, by: User) -> SelectionPage:
    """The page as stored now, locked; only its author changes it."""
    page = SelectionPage.objects.select_for_update().get(pk=page.pk)
    if page.author_id != by.pk or not permissions.is_counsellor(by):
        raise PermissionDenied
    return page


def _same(stored: Any, value: Any) -> bool:
    """Whether two items name the same thing, whatever reason is given."""
    if isinstance(stored, dict) and isinstance(value, dict):
        return {key: item for key, item in stored.items() if key != "why"} == {
            key: item for key, item in value.items() if key != "why"
        }
    return bool(stored == value)


def _write(page: SelectionPage, raw: list[dict[str, Any]], by: User) -> SelectionPage:
    """Store the items and publish."""
    page.items = page._meta.get_field("items").stream_block.to_python(raw)
    return _publish(page, by)


def _publish(page: SelectionPage, by: User) -> SelectionPage:
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    page.refresh_from_db()
    return page
