"""Choosing by which ways notices come, stopping mails with one click, and hearing that some came back."""

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

from core import push, sms
from messaging import actions, devices, notifications, wishes
from messaging.models import Bounce, NotificationChoice, PhoneNumber, PushDevice, SchoolQuiet
from messaging.wish_forms import PUSH, SCHOOL, SMS, WishesForm


def notification_wishes(request: HttpRequest) -> HttpResponse:
    """One group for each kind that may be put off, and the devices that show notices."""
    devices_here = PushDevice.objects.visible_to(request.user) if push.is_available() else PushDevice.objects.none()
    own_devices = list(devices_here)
    sent = request.POST if request.method == "POST" else None
    form = WishesForm(
        sent,
        kinds=[kind for kind in notifications.catalogue_for(request.user) if kind.may_stop],
        ways=_ways(request.user, own_devices),
        initial=_chosen(request.user),
        is_young=request.user.is_young,
    )
    if form.is_valid():
        _keep(form, request.user)
        messages.success(request, _("Gespeichert."))
        return redirect("messaging:notification_wishes")
    this_device = request.COOKIES.get(devices.COOKIE, "")
    context = {
        "form": form,
        "bounced": Bounce.objects.of(request.user) is not None,
        "offers_sms": sms.is_available(),
        "push_key": push.public_key() if push.is_available() else "",
        "devices": own_devices,
        "this_device": this_device,
        "is_on_here": any(device.stop_key == this_device for device in own_devices),
    }
    return render(request, "messaging/notification_wishes.html", context, status=422 if form.is_bound else 200)


def _ways(user: Any, own_devices: list[PushDevice]) -> set[str]:
    """The ways this person opened beside app and mail."""
    phone = PhoneNumber.objects.of(user) if sms.is_available() else None
    return ({SMS} if phone and phone.is_confirmed else set()) | ({PUSH} if own_devices else set())


def _chosen(user: Any) -> dict[str, Any]:
    """What the fields hold so far."""
    chosen: dict[str, Any] = {SCHOOL: SchoolQuiet.objects.filter(user=user).exists()}
    for row in NotificationChoice.objects.filter(user=user).order_by("pk"):
        chosen |= {row.kind: row.mail, f"{SMS}-{row.kind}": row.sms, f"{PUSH}-{row.kind}": row.push}
    return chosen


def _keep(form: WishesForm, user: Any) -> None:
    """Only what differs is written."""
    for name in form.changed_data:
        way, _dash, code = name.rpartition("-")
        if name == SCHOOL:
            actions.keep_school_quiet(form.cleaned_data[name], by=user)
        elif way:
            actions.choose_ring(code, way, form.cleaned_data[name], by=user)
        else:
            actions.choose_mail(code, form.cleaned_data[name], by=user)


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
