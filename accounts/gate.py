"""The second step comes first for people whose work opens the data of minors (safety.md 6 and 7).

A firm meets it at the application, level by level (`permissions.revealed_to`). Moderation, counselling and operators
see young people on whole pages: those views carry the mark, and lead to a page that says why and what to do.
An organiser meets it before a list of the day, or a ticket at the door, that names a minor.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import permissions, second_step
from accounts.models import User

View = Callable[..., HttpResponse]
# Lists of people in the editors' admin; everything else there is public content.
ADMIN_OF_PEOPLE = "/admin/users/"


def is_due(person: Any) -> bool:
    """Must this person take the step now? Demo people sign in with their one password, in demo mode only."""
    return not _has_passed(person) and permissions.sees_minors_by_office(person)


def is_due_before(person: Any, listed: Iterable[User]) -> bool:
    """Must this person take the step before reading these names? One minor among them is enough."""
    return not _has_passed(person) and any(one.is_minor() for one in listed)


def second_step_first(view: View) -> View:
    """Mark a view that shows minors: whoever works there takes the step before; the others pass."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return to_the_step(request) if is_due(request.user) else view(request, *args, **kwargs)

    return guarded


def to_the_step(request: HttpRequest) -> HttpResponse:
    """The page that says why, with the way back; what was sent with a form is typed again."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    return redirect(reverse("accounts:second_step_first") + (f"?{urlencode({'next': back})}" if back else ""))


def _has_passed(person: Any) -> bool:
    if not person.is_authenticated or getattr(person, "took_second_step", False):
        return True
    return settings.DEMO and person.email.endswith(second_step.DEMO_HOST)
