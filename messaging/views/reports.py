"""Reporting a message or a page, and what became of it."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import limits
from messaging import actions, feed, refusals, reported
from messaging.forms import PageReportForm, ReportForm, WordsForm
from messaging.models import Conversation, Message, Report

# A59: the first twenty reports of a day are never limited.
REPORTS_A_DAY = 20
A_DAY = 24 * 60 * 60


def message_report(request: HttpRequest, public_id: UUID, message: UUID) -> HttpResponse:
    """Report one message: choosing one of six reasons sends it."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), public_id=public_id)
    readable = Message.objects.readable_by(request.user).select_related("conversation", "sender")
    target = get_object_or_404(readable, conversation=conversation, public_id=message, kind=Message.Kind.TEXT)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        filed = _file(request, form, message=target)
        return redirect(filed)
    # As this reader sees them in the conversation: what is hidden there is hidden here.
    words = feed.body_of(target, request.user)
    context = {"form": form, "words": words, "conversation": conversation, "reasons": Report.Reason.choices}
    return render(request, "messaging/message_report.html", context, status=422 if form.is_bound else 200)


@login_not_required
def report(request: HttpRequest) -> HttpResponse:
    """Report a public page, with or without an account; `seite` names it, else the page one came from."""
    page = request.GET.get("seite") or _came_from(request)
    form = PageReportForm(request.POST or None, initial={"address": page[:300]})
    if request.method == "POST" and form.is_valid():
        filed = _file(request, form, address=form.cleaned_data["address"])
        return redirect(filed) if filed.reporter else redirect("messaging:report_received")
    context = {"form": form, "reasons": Report.Reason.choices}
    return render(request, "messaging/report.html", context, status=422 if form.is_bound else 200)


@login_not_required
def content_report(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Report a profile, place, event or picture, with or without an account; only what the person may see."""
    target = reported.find(kind, key, request.user)
    if target is None:
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        filed = _file(request, form, thing=(kind, key))
        return redirect(filed) if filed.reporter else redirect("messaging:report_received")
    context = {"form": form, "target": target, "reasons": Report.Reason.choices}
    return render(request, "messaging/content_report.html", context, status=422 if form.is_bound else 200)


def _came_from(request: HttpRequest) -> str:
    """The page somebody was on, from the header that browsers send within one site; empty for other sites."""
    before = urlsplit(request.META.get("HTTP_REFERER", ""))
    return before.path if before.netloc == request.get_host() else ""


def _file(request: HttpRequest, form: ReportForm, **about: Any) -> Report:
    person = request.user if request.user.is_authenticated else None
    limits.hit("reports", person.pk if person else request.META.get("REMOTE_ADDR"), limit=REPORTS_A_DAY, seconds=A_DAY)
    fields = form.cleaned_data
    return actions.report(
        by=person,
        reason=fields["reason"],
        client_key=fields["client_key"],
        text_of_reporter=fields["text"],
        **about,
    )


@login_not_required
@require_safe
def report_received(request: HttpRequest) -> HttpResponse:
    """Receipt for somebody without an account, with the numbers that help."""
    return render(request, "messaging/report_received.html")


@require_safe
def report_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """State, decision and reason, for the reporter and, after the decision, for the reported side."""
    return _show(request, _report(request, public_id), WordsForm())


def _report(request: HttpRequest, public_id: UUID) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user), public_id=public_id)


def _show(request: HttpRequest, filed: Report, form: WordsForm, status: int = 200) -> HttpResponse:
    context = {"report": filed, "form": form, "is_reporter": filed.reporter_id == request.user.pk}
    return render(request, "messaging/report_page.html", context, status=status)


@require_POST
def report_complain(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask another person to look at a decision again."""
    filed = _report(request, public_id)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _show(request, filed, form, status=422)
    try:
        actions.complain(filed, by=request.user, words=form.cleaned_data["words"])
        messages.success(
            request, _("Die Beschwerde ist angekommen. Eine andere Person entscheidet innerhalb von 7 Tagen.")
        )
    except refusals.WrongStep:
        messages.warning(request, _("Gegen diese Entscheidung ist keine Beschwerde mehr möglich."))
    return redirect(filed)
