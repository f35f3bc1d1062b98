"""News from below and from Wagtail: who advises young people may write selections; texts come and go in the search."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from accounts import signals
from accounts.models import Membership, Organisation
from pages import rights
from pages.models import TEXT_PAGES
from search import index


@receiver([signals.membership_started, signals.membership_ended])
def follow_membership(membership: Membership, **kwargs: Any) -> None:
    """Somebody joined or left an organisation."""
    if membership.user is not None:
        rights.sync_counsellor(membership.user)


@receiver(signals.organisation_verified)
def follow_verification(organisation: Organisation, **kwargs: Any) -> None:
    """An organisation was checked: its counsellors may begin."""
    rows = Membership.objects.active().filter(organisation=organisation, role__in=Membership.ADVISING_ROLES)
    for membership in rows.select_related("user").order_by("pk"):
        if membership.user is not None:
            rights.sync_counsellor(membership.user)


@receiver([page_published, page_unpublished, pre_delete])
def follow_text(sender: Any, instance: Any, **kwargs: Any) -> None:
    """However a text went live, changed or left: its search document follows."""
    if issubclass(sender, TEXT_PAGES):
        _announce([instance.pk])


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    """A part of the tree was closed or opened: every text below it."""
    below = Page.objects.descendant_of(instance.page, inclusive=True).type(*TEXT_PAGES)
    _announce(below.order_by("pk").values_list("pk", flat=True))


def _announce(keys: Iterable[int]) -> None:
    with transaction.atomic():
        index.touch_many("page", keys)
