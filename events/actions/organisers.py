"""An organiser's own corner of the site: page, group and collection, made once, when the organisation is verified."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from accounts.models import Membership, Organisation
from events import permissions
from events.actions.errors import NoCalendar
from events.models import EventIndexPage, OrganiserPage

WRITE = ("add_page", "change_page")
PUBLISH = "publish_page"
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
LONGEST_GROUP_NAME = 150


@transaction.atomic
def make_organiser(organisation: Organisation, *, parent: EventIndexPage | None = None) -> OrganiserPage:
    """The organiser's page with its group and collection; a second call only brings rights and people up to date.

    Raises NoCalendar while there is no EventIndexPage.
    """
    page = OrganiserPage.objects.filter(organisation=organisation).first()
    if page is None:
        page = _make(organisation, parent or _calendar())
    elif organisation.is_public and not page.live:
        page.save_revision().publish()
    _grant(page)
    sync_group(page)
    return page


def make_missing(*, parent: EventIndexPage | None = None) -> int:
    """Organisers for all verified guilds, associations and chambers that have none; returns how many were made."""
    wanted = Organisation.objects.filter(
        kind__in=permissions.PUBLISHING_KINDS, verification=Organisation.Verification.VERIFIED
    ).exclude(pk__in=OrganiserPage.objects.values("organisation"))
    return len([make_organiser(organisation, parent=parent) for organisation in wanted.order_by("pk")])


@transaction.atomic
def sync_group(page: OrganiserPage) -> None:
    """Let exactly the active members of the organisation write below its page; nobody while it is stopped or gone."""
    active = Membership.objects.active().filter(organisation=page.organisation_id).values("user_id")
    stopped = not (page.organisation.is_public or page.organisation.verification in Organisation.WAITING)
    page.group.user_set.set([] if stopped else [row["user_id"] for row in active])


def follow_membership(organisation: Organisation) -> None:
    """Somebody came or went: bring the group up to date where there is one."""
    page = OrganiserPage.objects.filter(organisation=organisation).select_related("organisation", "group").first()
    if page:
        sync_group(page)


def _calendar() -> EventIndexPage:
    calendar = EventIndexPage.objects.first()
    if calendar is None:
        raise NoCalendar
    return calendar


def _make(organisation: Organisation, parent: EventIndexPage) -> OrganiserPage:
    name = f"Veranstalter {organisation.slug}"[:LONGEST_GROUP_NAME]
    group, _ = Group.objects.get_or_create(name=name)
    collection = Collection.get_first_root_node().add_child(instance=Collection(name=organisation.name))
    page = OrganiserPage(
        title=organisation.name,
        slug=organisation.slug,
        organisation=organisation,
        group=group,
        collection=collection,
        live=organisation.is_public,
        show_in_menus=False,
    )
    # The parent is read anew: treebeard counts children in memory, and a stale count would break the tree.
    return EventIndexPage.objects.get(pk=parent.pk).add_child(instance=page)


def _grant(page: OrganiserPage) -> None:
    page.group.permissions.add(_permission("wagtailadmin", "access_admin"))
    publishes = page.organisation.kind in permissions.PUBLISHING_KINDS and page.organisation.is_verified
    wanted = [*WRITE, PUBLISH] if publishes else list(WRITE)
    for codename in wanted:
        permission = _permission("wagtailcore", codename)
        GroupPagePermission.objects.get_or_create(group=page.group, page=page, permission=permission)
    for codename in FILES:
        app = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
        permission = _permission(app, codename)
        GroupCollectionPermission.objects.get_or_create(
            group=page.group, collection=page.collection, permission=permission
        )


def _permission(app: str, codename: str) -> Any:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
