"""Notices in the app."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from messaging import actions, notifications
from messaging.models import Notification

ROWS = 25


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """A person's notices, newest first."""
    page = Paginator(Notification.objects.visible_to(request.user), ROWS).get_page(request.GET.get("seite"))
    rows = [
        {"notice": one, "title": notifications.title_of(one), "text": notifications.text_of(one)}
        for one in page.object_list
    ]
    unread = Notification.objects.visible_to(request.user).unread().count()
    return render(request, "messaging/notification_list.html", {"page": page, "rows": rows, "unread": unread})


@require_POST
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as seen and go to what it is about."""
    notice = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    actions.see_notices(by=request.user, notice=notice)
    # Addresses come from our own code, never from a request; anything else stays on the list.
    return redirect(notice.url if notice.url.startswith("/") else "messaging:notification_list")


@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    """All notices count as seen."""
    actions.see_notices(by=request.user)
    return redirect("messaging:notification_list")
