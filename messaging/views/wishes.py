"""Choosing mails, stopping them with one click, and hearing that some came back."""

import json
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import sms
from messaging import actions, notifications, wishes
from messaging.models import Bounce, NotificationChoice, SchoolQuiet
from messaging.wish_forms import SCHOOL, WishesForm


def notification_wishes(request: HttpRequest) -> HttpResponse:
    """One line for each kind whose mails may be put off."""
    chosen: dict[str, Any] = dict(
        NotificationChoice.objects.filter(user=request.user).order_by("pk").values_list("kind", "mail")
    )
    chosen[SCHOOL] = SchoolQuiet.objects.filter(user=request.user).exists()
    sent = request.POST if request.method == "POST" else None
    kinds = [kind for kind in notifications.catalogue_for(request.user) if kind.mail and kind.may_stop]
    form = WishesForm(sent, kinds=kinds, initial=chosen, is_young=request.user.is_young)
    if form.is_valid():
        if SCHOOL in form.fields:
            actions.keep_school_quiet(form.cleaned_data.pop(SCHOOL), by=request.user)
        for code, mail in form.cleaned_data.items():
            if mail != chosen.get(code, NotificationChoice.Mail.AT_ONCE):
                actions.choose_mail(code, mail, by=request.user)
        messages.success(request, _("Gespeichert."))
        return redirect("messaging:notification_wishes")
    bounced = Bounce.objects.of(request.user) is not None
    context = {"form": form, "bounced": bounced, "offers_sms": sms.is_available()}
    return render(request, "messaging/notification_wishes.html", context, status=422 if form.is_bound else 200)


@require_POST
def notification_trust(request: HttpRequest) -> HttpResponse:
    """The mailbox works again."""
    actions.trust_address(by=request.user)
    messages.success(request, _("Gut. Mails kommen ab jetzt wieder."))
    return redirect("messaging:notification_wishes")


@csrf_exempt
@login_not_required
def notification_stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST stops (RFC 8058: mail programs post without cookies, so the token alone is the proof)."""
    found = wishes.stopped_by(token)
    person = get_user_model().objects.filter(pk=found[0]).first() if found else None
    if found is None or person is None:
        raise Http404
    if request.method == "POST":
        actions.stop_mails(found[1], by=person)
    titles = [notifications.name_of(code) for code in found[1] if notifications.is_known(code)]
    context: dict[str, Any] = {"titles": titles, "is_done": request.method == "POST"}
    return render(request, "messaging/notification_stop.html", context)


@csrf_exempt
@login_not_required
@require_POST
def mail_bounced(request: HttpRequest) -> HttpResponse:
    """The mail provider says that a mail came back: `{"address": …, "detail": …}` with the agreed secret."""
    given = request.headers.get("X-Webhook-Secret", "")
    if not settings.MAIL_WEBHOOK_SECRET or not secrets.compare_digest(given, settings.MAIL_WEBHOOK_SECRET):
        raise Http404
    try:
        told = json.loads(request.body)
        address, detail = str(told["address"]), str(told.get("detail", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    actions.note_bounce(address, detail=detail)
    return HttpResponse(status=204)
