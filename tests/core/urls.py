"""Addresses that only tests of the middleware know: pages that read, write, fail or are guarded by a package."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import include, path

from core import clock, limits
from core.middleware import records_reading
from core.models import ScheduleEntry

app_name = "probe"


def _write() -> None:
    ScheduleEntry.objects.create(name="written", due_at=clock.now())


@login_not_required
def reads(request: HttpRequest) -> HttpResponse:
    """Read in a transaction."""
    with transaction.atomic():
        return HttpResponse(str(ScheduleEntry.objects.count()))


@login_not_required
def writes(request: HttpRequest) -> HttpResponse:
    """Write, whatever the method."""
    _write()
    return HttpResponse("written")


@login_not_required
async def writes_later(request: HttpRequest) -> HttpResponse:
    """Write from an asynchronous view."""
    await ScheduleEntry.objects.acreate(name="written", due_at=clock.now())
    return HttpResponse("written")


class _Writing:
    def __init__(self) -> None:
        self.template = self

    def render(self, context: Any = None, request: Any = None) -> str:
        """Write while rendering."""
        _write()
        return "written"


@login_not_required
def renders(request: HttpRequest) -> SimpleTemplateResponse:
    """Write only when the answer is rendered."""
    response = SimpleTemplateResponse("500.html")
    response.resolve_template = lambda _: _Writing()  # type: ignore[method-assign]
    return response


@login_not_required
@records_reading("the pupil sees who opened the card")
def notes(request: HttpRequest) -> HttpResponse:
    """Note that somebody read."""
    _write()
    return HttpResponse("noted")


@login_not_required
def crowded(request: HttpRequest) -> HttpResponse:
    """Reach a limit."""
    raise limits.TooMany(90)


@login_not_required
def breaks(request: HttpRequest) -> HttpResponse:
    """Fail."""
    raise ZeroDivisionError


def private(request: HttpRequest) -> HttpResponse:
    """A page that says nothing about sign-in."""
    return HttpResponse("private")


def guarded_by_its_package(request: HttpRequest) -> HttpResponse:
    """A view that pretends to be Wagtail's."""
    return HttpResponse("guarded elsewhere")


guarded_by_its_package.__module__ = "wagtail.admin.views.home"


@login_not_required
def written_by_its_package(request: HttpRequest) -> HttpResponse:
    """A package's view that writes a rendition."""
    _write()
    return HttpResponse("written")


written_by_its_package.__module__ = "wagtail.images.views.serve"

for view in (reads, writes, writes_later, renders, notes):
    view.__module__ = "core.views"  # the guard looks at views of this project only

urlpatterns = [
    path("reads/", reads),
    path("writes/", writes),
    path("writes-later/", writes_later),
    path("renders/", renders),
    path("notes/", notes),
    path("crowded/", crowded),
    path("breaks/", breaks),
    path("private/", private),
    path("admin/wagtail/", guarded_by_its_package),
    path("wagtail-writes/", written_by_its_package),
    path("", include("core.urls")),
]
handler404 = "core.views.not_found"
handler403 = "core.views.forbidden"
handler500 = "core.views.server_error"
