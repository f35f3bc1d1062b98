"""Django groups of staff; made by `prepare`, twice is once."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

# editor … operator of glossary 2; what they may do in Wagtail is added by the apps that own the pages.
GROUPS = ("editor", "reviewer", "publisher", "regional_editor", "moderator", "operator")
INTO_ADMIN = ("editor", "reviewer", "publisher", "regional_editor", "operator")


@transaction.atomic
def ensure_groups(*, by: None = None) -> dict[str, Group]:
    """Make the groups of staff with the right to enter the administration where they need it."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in GROUPS}
    enter = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin").first()
    if enter is not None:
        for name in INTO_ADMIN:
            groups[name].permissions.add(enter)
    return groups
