"""`/innung/worte/`: what a guild says in its own words on a trade profile, for people who search near by."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation
from pages.forms import GuildWordsForm
from trades import actions
from trades.models import GuildBlock


@require_http_methods(["GET", "HEAD", "POST"])
def guild_words(request: HttpRequest) -> HttpResponse:
    """Write or change the words; ?worte= opens those that stand there. The same again changes nothing."""
    bodies = _speakers(request)
    form = GuildWordsForm(request.POST or None, bodies=bodies, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        block = actions.write_guild_block(
            form.cleaned_data["organisation"], form.cleaned_data["trade"], form.cleaned_data["text"], by=request.user
        )
        messages.success(request, _("Gespeichert. So steht es auf dem Berufsprofil."))
        return redirect(block.trade)
    context = {"form": form, "blocks": _blocks(request)}
    return render(request, "pages/guild_words.html", context, status=422 if form.errors else 200)


@require_POST
def guild_words_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the words off the profile; a foreign block is 404 like a missing one."""
    block = get_object_or_404(_blocks(request), pk=pk)
    actions.remove_guild_block(block.organisation, block.trade, by=request.user)
    messages.success(request, _("Herausgenommen. Auf dem Berufsprofil steht es nicht mehr."))
    return redirect("pages:guild_words")


def _speakers(request: HttpRequest) -> Any:
    """Guilds and offices the person works in; none at all is 403."""
    bodies = Organisation.objects.run_by(request.user).filter(kind__in=actions.SPEAKERS).order_by("name", "pk")
    if not bodies:
        raise PermissionDenied
    return bodies


def _blocks(request: HttpRequest) -> Any:
    own = Organisation.objects.run_by(request.user).values("pk")
    return (
        GuildBlock.objects.filter(organisation__in=own)
        .select_related("organisation", "trade")
        .order_by("trade__name", "organisation__name", "pk")
    )


def _initial(request: HttpRequest) -> dict[str, Any]:
    """The words that were asked for; a foreign or missing number is 404."""
    wanted = request.GET.get("worte", "")
    if not wanted:
        return {}
    block = _blocks(request).filter(pk=wanted).first() if wanted.isdecimal() else None
    if block is None:
        raise Http404
    return {"organisation": block.organisation_id, "trade": block.trade_id, "text": block.text}
