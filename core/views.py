"""Pages of the ground floor: place suggestions, health, complaints of browsers, the demo mailbox, error pages."""

import logging
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template import loader
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core import health, limits, places, policy_report, sms
from core.kept_words import words_of
from core.models import SentMail
from core.place_index import PlaceHit
from core.text import clean_line

SUGGESTIONS_A_MINUTE = 300
SUGGESTIONS_KEPT_SECONDS = 300
MAILS_A_PAGE = 20
COMPLAINTS_A_MINUTE, COMPLAINTS_A_MINUTE_EACH = 60, 10
MAIL_POLICY = {"style-src": ["'unsafe-inline'"], "script-src": ["'none'"], "sandbox": ["allow-popups"]}

log = logging.getLogger("core.policy")


@login_not_required
@require_safe
def place_suggestions(request: HttpRequest) -> HttpResponse:
    """Places for a beginning: JSON, or options for a datalist with `form=options`. The same for everybody."""
    limits.hit_in_process("places", request.META.get("REMOTE_ADDR"), limit=SUGGESTIONS_A_MINUTE, seconds=60)
    typed = clean_line(request.GET.get("q", ""), 120)
    hits = places.suggest(typed)
    response: HttpResponse
    if request.GET.get("form") == "options":
        lines = format_html_join("", '<option value="{}"></option>', ((shown(hit, typed),) for hit in hits))
        response = HttpResponse(lines)
    else:
        response = JsonResponse(
            {"suggestions": [shown(hit, typed) for hit in hits], "places": [as_dict(hit, typed) for hit in hits]}
        )
    response.headers["Cache-Control"] = f"public, max-age={SUGGESTIONS_KEPT_SECONDS}"
    return response


def as_dict(hit: PlaceHit, typed: str) -> dict[str, Any]:
    """A suggestion as plain values."""
    return {"label": shown(hit, typed), "name": hit.name, "district": hit.district, "ags": hit.ags, "plz": hit.plz}


def shown(hit: PlaceHit, typed: str) -> str:
    """The label, with the code in front for somebody who types digits; the place field reads both back."""
    return f"{hit.plz[0]} {hit.label}" if typed.isdigit() else hit.label


@login_not_required
@require_safe
def health_live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def health_ready(request: HttpRequest) -> HttpResponse:
    """The database answers; 503 if not, so that a proxy sends people elsewhere."""
    condition = health.report()["database"]
    status = 200 if condition == health.Condition.OK else 503
    return HttpResponse(condition, content_type="text/plain", status=status)


@login_not_required
@require_safe
def health_report(request: HttpRequest) -> HttpResponse:
    """Every part: ok, degraded or down, and figures of those that have some. Never a secret."""
    parts = health.report()
    worst = next((one for one in ("down", "degraded") if one in parts.values()), "ok")
    return JsonResponse(
        {"status": worst, "parts": parts, "figures": health.figures()}, headers={"Cache-Control": "no-store"}
    )


@csrf_exempt  # the browser itself sends these, without any form
@login_not_required
@require_POST
def policy_complaint(request: HttpRequest) -> HttpResponse:
    """A browser tells what the content policy refused. One line in the log at most, whatever is sent."""
    nothing = HttpResponse(status=204)
    try:
        address = request.META.get("REMOTE_ADDR")
        limits.hit_in_process("complaint", address, limit=COMPLAINTS_A_MINUTE_EACH, seconds=60)
        limits.hit_in_process("complaints", "", limit=COMPLAINTS_A_MINUTE, seconds=60)
    except limits.TooMany:
        return nothing
    body = request.read(policy_report.LONGEST + 1)
    if len(body) <= policy_report.LONGEST and (complaint := policy_report.read(body)):
        log.warning("%s", complaint)
    return nothing


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it whatever the page says."""
    return HttpResponsePermanentRedirect(static("img/handschlag.svg"))


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Demo mode: every mail that went out, newest first, for one address with `an=`."""
    _demo_only()
    address = clean_line(request.GET.get("an", ""), 254)
    mails = SentMail.objects.filter(sent_at__isnull=False)
    if address:
        mails = mails.filter(to__iexact=address)
    page = Paginator(mails, MAILS_A_PAGE).get_page(request.GET.get("seite"))
    query = urlencode({"an": address}) if address else ""
    context = {"page": page, "address": address, "query": query, "short_messages": sms.kept()}
    return render(request, "core/mailbox.html", context)


@login_not_required
@require_safe
def mailbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Demo mode: one mail as text."""
    _demo_only()
    mail = get_object_or_404(SentMail, pk=pk, sent_at__isnull=False)
    return render(request, "core/mailbox_mail.html", {"mail": mail})


@login_not_required
@require_safe
# The type of csp_replace knows no view with arguments.
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]
def mailbox_html(request: HttpRequest, pk: int) -> HttpResponse:
    """Demo mode: one mail as a mail program shows it. Mails carry their styles inside; scripts stay off."""
    _demo_only()
    mail = get_object_or_404(SentMail.objects.exclude(body_html=""), pk=pk, sent_at__isnull=False)
    return HttpResponse(mail.body_html)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing there, or nothing that this person may know of."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a known thing that this person may not do."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its secret: an old tab, or a browser without cookies."""
    return render(request, "403_csrf.html", {"words": words_of(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without request and database, since either may be what broke."""
    return HttpResponse(loader.get_template("500.html").render(), status=500)


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404
