"""The desks: pupil, firm, guild. Each reads through pages.desks and shows at most a screen of what comes next."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import permissions
from accounts.models import Organisation
from pages import audience, desks
from trades import actions as trade_actions


def pupil_desk(request: HttpRequest) -> HttpResponse:
    """`/mein/`: what happens next, with a date; everybody else is led to the own desk."""
    if not request.user.is_young:
        return redirect(audience.home_of(request.user))
    context = {
        "desk": desks.pupil(request.user),
        "guardian": permissions.missing_consent(request.user),
        "opens_at": permissions.writing_opens_at(request.user),
    }
    return render(request, "pages/pupil_desk.html", context)


def firm_desk(request: HttpRequest) -> HttpResponse:
    """`/betrieb/`: what waits for an answer today, the own places, the week."""
    organisations = _run_by(request, [Organisation.Kind.FIRM])
    chosen = _chosen(request, organisations)
    context = {"desk": desks.firm(request.user, chosen), "organisations": organisations, "chosen": _one(chosen)}
    return render(request, "pages/firm_desk.html", context)


def guild_desk(request: HttpRequest) -> HttpResponse:
    """`/innung/`: members, their places, who needs a call, own dates; one desk for several guilds."""
    organisations = _run_by(request, audience.KINDS_OF_BODIES)
    chosen = _chosen(request, organisations)
    context = {
        "desk": desks.guild(request.user, chosen),
        "organisations": organisations,
        "chosen": _one(chosen),
        "speakers": any(organisation.kind in trade_actions.SPEAKERS for organisation in organisations),
    }
    return render(request, "pages/guild_desk.html", context)


def _run_by(request: HttpRequest, kinds: Any) -> list[Organisation]:
    """Organisations of these kinds that the person acts for; none at all is 403."""
    found = list(Organisation.objects.run_by(request.user).filter(kind__in=list(kinds)).order_by("name", "pk"))
    if not found:
        raise PermissionDenied
    return found


def _chosen(request: HttpRequest, organisations: list[Organisation]) -> list[Organisation]:
    """All of them, or the one named by ?organisation=; a foreign one is 404 like a missing one."""
    wanted = request.GET.get("organisation", "")
    if not wanted:
        return organisations
    chosen = [organisation for organisation in organisations if str(organisation.public_id) == wanted]
    if not chosen:
        raise Http404
    return chosen


def _one(chosen: list[Organisation]) -> Organisation | None:
    """The organisation when it is only one."""
    return chosen[0] if len(chosen) == 1 else None
