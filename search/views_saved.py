"""Saved searches: keep one, see and change one's own, stop one from a mail."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from search import actions, alerts, find, panel
from search.engine import Unavailable
from search.forms import KeepForm, SearchForm, StepForm
from search.models import SavedSearch


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question of a results page, with the circle that was shown there."""
    form, asked = KeepForm(request.POST), SearchForm(request.POST).asked()
    if not form.is_valid():
        return redirect(reverse("search:search") + asked.url)
    try:
        page = find.find(asked.query, request.user, resolution=asked.resolution, origin=asked.origin)
        actions.save_search(
            page.query,
            by=request.user,
            label=panel.name(asked, page),
            address=asked.address(page=None, size=None, sort=None)[1:],
            rhythm=form.cleaned_data["rhythm"],
        )
    except Unavailable:
        messages.warning(
            request, _("Die Suche wird gerade neu aufgebaut. Bitte versuch es in einer Minute noch einmal.")
        )
        return redirect(reverse("search:search") + asked.url)
    except actions.ListFull:
        messages.warning(request, _full())
    else:
        messages.success(request, _("Gespeichert. Wir melden uns, wenn etwas Neues dazukommt."))
    return redirect("search:saved_list")


@require_GET
def saved_list(request: HttpRequest) -> HttpResponse:
    """One's own saved searches, at most ten; `weg` names the one just deleted, to bring it back."""
    deleted = SavedSearch.objects.just_deleted(request.user).filter(public_id__in=_uuids(request.GET.get("weg", "")))
    context = {
        "searches": SavedSearch.objects.visible_to(request.user),
        "deleted": deleted.first(),
        "rhythms": SavedSearch.Rhythm.choices,
        "most": SavedSearch.MOST,
    }
    return render(request, "search/saved_list.html", context)


@require_POST
def saved_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pause, resume, delete, bring back, or another rhythm."""
    form = StepForm(request.POST)
    if not form.is_valid():
        return redirect("search:saved_list")
    step, rhythm = form.cleaned_data["step"], form.cleaned_data["rhythm"]
    if step == "restore":
        return _restore(request, public_id)
    search = get_object_or_404(SavedSearch.objects.visible_to(request.user), public_id=public_id)
    if step == "delete":
        actions.delete(search, by=request.user)
        return redirect(f"{reverse('search:saved_list')}?weg={public_id}")
    if step == "rhythm" and rhythm:
        actions.set_rhythm(search, rhythm, by=request.user)
    elif step == "pause":
        actions.pause(search, by=request.user)
    elif step == "resume":
        actions.resume(search, by=request.user)
    return redirect("search:saved_list")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail: looking changes nothing, one button stops the mails of this search."""
    search = alerts.of_token(token)
    if search is None:
        raise Http404
    if request.method == "POST":
        actions.pause(search, by=search.user)
        return redirect("search:stop", token=token)
    return render(request, "search/stop.html", {"search": search})


def _restore(request: HttpRequest, public_id: UUID) -> HttpResponse:
    search = get_object_or_404(SavedSearch.objects.just_deleted(request.user), public_id=public_id)
    try:
        actions.restore(search, by=request.user)
    except actions.ListFull:
        messages.warning(request, _full())
    return redirect("search:saved_list")


def _full() -> str:
    return _("Du hast schon %(n)d Suchen gespeichert. Lösche eine, dann passt die neue.") % {"n": SavedSearch.MOST}


def _uuids(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []
