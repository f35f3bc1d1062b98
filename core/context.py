"""What every page of ours can show without its view knowing: the menus, the name of the house, demo mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import navigation


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site_nav` (lazy, so fragments and Wagtail's pages ask nothing) and `demo`."""
    return {
        "site_nav": SimpleLazyObject(lambda: site_nav(request)),
        "demo": getattr(settings, "DEMO", False),
    }


def site_nav(request: HttpRequest) -> navigation.Menu:
    """The menus for the person of this request on this page."""
    return navigation.menu(getattr(request, "user", None), request.path)
