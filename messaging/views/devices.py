"""Notices on this device: switched on here, off here or from a notice; and the script that shows them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core import limits, push
from core.text import clean_line
from messaging import actions, devices
from messaging.models import PushDevice
from messaging.wish_forms import DeviceForm

SCRIPT = "text/javascript; charset=utf-8"


@require_POST
def device_add(request: HttpRequest) -> HttpResponse:
    """The browser may show notices and says where to."""
    if not push.is_available():
        raise Http404
    form = DeviceForm(request.POST)
    back = redirect("messaging:notification_wishes")
    if not form.is_valid():
        messages.warning(request, " ".join(form.errors.get("subscription", [])))
        return back
    try:
        found, agent = form.cleaned_data["subscription"], request.headers.get("User-Agent", "")
        device = actions.add_device(by=request.user, agent=agent, **found)
    except limits.TooMany:
        messages.warning(request, _("Für heute war das oft genug. Bitte morgen noch einmal."))
        return back
    messages.success(request, _("Dieses Gerät zeigt ab jetzt Mitteilungen."))
    # By this the browser is known again when somebody signs out of it.
    secure = settings.SESSION_COOKIE_SECURE
    back.set_cookie(
        devices.COOKIE, device.stop_key, devices.COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax"
    )
    return back


@require_POST
def device_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own, also one that was lost."""
    device = get_object_or_404(PushDevice.objects.visible_to(request.user), pk=pk)
    actions.remove_device(device, by=request.user)
    messages.success(request, _("Dort kommt nichts mehr."))
    return redirect("messaging:notification_wishes")


@csrf_exempt
@login_not_required
def push_stop(request: HttpRequest, key: str) -> HttpResponse:
    """GET asks, POST stops: the key in the notice alone is the proof, and it opens nothing else."""
    device = PushDevice.objects.filter(stop_key=clean_line(key, 32)).first()
    if device is None:
        raise Http404
    if request.method == "POST":
        actions.remove_device(device)
    return render(request, "messaging/push_stop.html", {"is_done": request.method == "POST"})


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script a browser keeps to show notices; at the root, because its place says for which pages it stands."""
    if not push.is_available():
        raise Http404
    answer = render(request, "messaging/push_worker.js", content_type=SCRIPT)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
