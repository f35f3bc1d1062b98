"""Who may write which pages in the administration: editors everywhere, counsellors their selections and guides."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.models import Membership, Organisation, User

COUNSELLORS = "counsellor"
EDITING = ("add_page", "change_page")
PICTURES = ("add_image", "change_image", "choose_image")
PUBLISHING = (*EDITING, "publish_page", "unlock_page")


@transaction.atomic
def grant(home: Page, *, authored: tuple[Page, ...]) -> None:
    """Give the groups their pages; running it again changes nothing."""
    for name, verbs in (("editor", EDITING), ("reviewer", ("change_page",)), ("publisher", PUBLISHING)):
        group = Group.objects.get_or_create(name=name)[0]
        _allow(group, home, verbs)
        if "add_page" in verbs:
            _allow_pictures(group)
            group.permissions.add(Permission.objects.get(content_type__app_label="accounts", codename="change_network"))
    counsellors = Group.objects.get_or_create(name=COUNSELLORS)[0]
    counsellors.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for page in authored:
        # Add alone is Wagtail's author: one's own pages may be changed, those of others not.
        _allow(counsellors, page, ("add_page",))


def _allow(group: Group, page: Page, verbs: tuple[str, ...]) -> None:
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=verbs):
        GroupPagePermission.objects.get_or_create(group=group, page=page.page_ptr, permission=permission)


def _allow_pictures(group: Group) -> None:
    """Upload and choose in every collection; a guild has its own (events.actions.organisers)."""
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=PICTURES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def sync_counsellor(person: User) -> None:
    """Put a person into the counsellors' group, or take them out, as their memberships say."""
    advising = Membership.objects.active().filter(
        user=person,
        role__in=Membership.ADVISING_ROLES,
        organisation__verification=Organisation.Verification.VERIFIED,
    )
    group = Group.objects.get_or_create(name=COUNSELLORS)[0]
    if advising.exists():
        person.groups.add(group)
    else:
        person.groups.remove(group)
