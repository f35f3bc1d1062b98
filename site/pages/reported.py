"""Pictures of editors and events can be reported, each on the page where it stands („12-34“: page and picture)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.images import get_image_model
from wagtail.models import Page

from events.models import EventPage
from messaging.reported import Kind, Target, register
from pages import actions, streams


def _picture(person: Any, key: str) -> Target | None:
    page, image = _page_and_image(key)
    if page is None or image is None or not _is_seen(page, person):
        return None
    owner = page.organisation if isinstance(page, EventPage) else None
    lines = (
        (_("Seite"), page.title),
        (_("Beschreibung"), image.description or image.title),
        (_("Datei"), f"{image.file.name} {image.file_hash}".strip()),
    )
    return Target(_("Bild auf „%(page)s“") % {"page": page.title}, page.get_url() or "/", owner, lines=lines)


def _page_and_image(key: str) -> tuple[Any, Any]:
    page, _dash, image = key.partition("-")
    if not (page.isdecimal() and image.isdecimal()):
        return None, None
    found = Page.objects.live().public().filter(pk=int(page)).order_by("pk").first()
    shown = found.specific if found else None
    if shown is None or int(image) not in streams.images_of(shown):
        return None, None
    return shown, get_image_model().objects.filter(pk=int(image)).order_by("pk").first()


def _is_seen(page: Page, person: Any) -> bool:
    if isinstance(page, EventPage):
        return EventPage.objects.visible_to(person).filter(pk=page.pk).exists()
    return True


def _take_out(key: str, by: Any, reason: str) -> None:
    page, image = _page_and_image(key)
    if page is not None and image is not None:
        actions.take_picture_out(page, image.pk, by=by)


register(Kind("bild", gettext_lazy("Bild"), find=_picture, hide=_take_out))
