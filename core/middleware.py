"""What surrounds every request: safety headers, content policy, sign-in as the rule, pages that cannot write."""

import math
import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.apps import apps
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.kept_words import words_of
from core.limits import TooMany

View = TypeVar("View", bound=Callable[..., Any])
GetResponse = Callable[[HttpRequest], HttpResponse]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ADMIN_PATH = "/admin/"
# Wagtail and Ninja guard their own views and mark none of them (Wagtail 8.0, Ninja 1.7); allauth marks its own.
SELF_GUARDED = ("wagtail.", "ninja.")
# None takes a rule away: Wagtail's scripts turn text into elements without asking for trust.
ADMIN_POLICY: dict[str, Any] = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "require-trusted-types-for": None,
    "trusted-types": None,
}
POWERFUL_FEATURES = [
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
]
# Passkeys are ours to use; everything else is off. Sharing is not a feature Chromium knows by name, so it is not named.
OWN_FEATURES = frozenset({"publickey-credentials-create", "publickey-credentials-get"})
PERMISSIONS_POLICY = ", ".join(f"{name}=({'self' if name in OWN_FEATURES else ''})" for name in POWERFUL_FEATURES)
_READS = re.compile(
    r"\s*(SELECT|WITH|VALUES|EXPLAIN|PRAGMA|SHOW|SET|BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE
)


class WriteInGet(Exception):
    """A page that only shows something tried to write. Writes belong into a POST and an action."""


class SafetyHeadersMiddleware:
    """Headers that Django and django-csp do not set. It stands first, so that every answer carries them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers; what a signed-in person sees is stored nowhere."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # An anonymous visit has no session cookie, so its presence tells enough and asks the database nothing.
        signed_in = settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies}
        if signed_in and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict policy of the settings, with the one gap that Wagtail's admin needs."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """What Wagtail's editor cannot do without, under /admin/ only (docs/decisions/0003); frames for its preview."""
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        inside = request.path.startswith(ADMIN_PATH)
        changes: dict[str, Any] = {}
        if inside:
            changes |= ADMIN_POLICY
        framed = inside or getattr(request, "is_preview", False)
        changes["frame-ancestors"] = [SELF if framed else NONE]
        parts.replace = {**changes, **(parts.replace or {})}
        return parts


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Every view asks for a sign-in unless it says `@login_not_required`; packages that guard themselves pass."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """Redirect to the sign-in page, or let pass; a public view does not even look at the session."""
        if not getattr(view_func, "login_required", True) or view_func.__module__.startswith(SELF_GUARDED):
            return None
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None or not request.accepts("text/html"):
            return answer
        words = words_of(request)
        if not words:
            return answer
        # A redirect alone would drop what was written.
        context = {"words": words, "sign_in": answer.headers["Location"]}
        return render(request, "401.html", context, status=401)


class TooManyMiddleware:
    """Turns a reached limit into an answer that says when to come back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """429 with Retry-After, as a page or as JSON, whichever was asked for."""
        if not isinstance(exception, TooMany):
            return None
        text = too_many_text(exception.retry_after)
        response: HttpResponse
        if request.accepts("text/html"):
            response = render(request, "429.html", {"text": text, "words": words_of(request)}, status=429)
        else:
            response = JsonResponse({"error": "too_many", "text": text}, status=429)
        response.headers["Retry-After"] = str(exception.retry_after)
        return response


class ReadOnlyGetMiddleware:
    """A GET of ours cannot write, not even while a template renders or in an asynchronous view. It stands last.

    The database wrapper is entered in `process_view`, where the view is known, and left in `__call__`. The view is
    not called from here: an asynchronous one would come back as a bare coroutine. Packages stay outside: Wagtail
    writes an image's rendition when a page first shows it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Open the stack around view and rendering."""
        with ExitStack() as stack:
            request.guards = stack  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> None:
        """Guard the view when it only reads and is ours."""
        if request.method in SAFE_METHODS and is_ours(view_func.__module__) and not hasattr(view_func, "records"):
            request.guards.enter_context(connection.execute_wrapper(only_reads))  # type: ignore[attr-defined]


def records_reading(reason: str) -> Callable[[View], View]:
    """Let a GET write, for the one thing it must: the note that somebody read a person's data. Says why."""

    def mark(view: View) -> View:
        view.records = reason  # type: ignore[attr-defined]
        return view

    return mark


def only_reads(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Database wrapper: pass what reads, refuse what writes (WriteInGet); the cache may keep house."""
    if _READS.match(sql) or any(table in sql for table in _cache_tables()):
        return execute(sql, params, many, context)
    raise WriteInGet(sql.split("VALUES")[0][:200])


@cache
def is_ours(module: str) -> bool:
    """Whether a module belongs to this project and not to an installed package."""
    config = apps.get_containing_app_config(module)
    if config is None:
        return False
    path = Path(config.path)
    return path.is_relative_to(settings.ROOT) and "site-packages" not in path.parts


def too_many_text(seconds: int) -> str:
    """„Zu viele Versuche. Bitte in … Minuten noch einmal.“"""
    minutes = math.ceil(seconds / 60)
    wait = ngettext("in einer Minute", "in %(minutes)s Minuten", minutes) % {"minutes": minutes}
    return _("Zu viele Versuche. Bitte %(wait)s noch einmal.") % {"wait": wait}


def _cache_tables() -> list[str]:
    """Tables of database caches: reading an expired entry removes it."""
    caches = settings.CACHES.values()
    return [str(one["LOCATION"]) for one in caches if one["BACKEND"].endswith("DatabaseCache")]
