"""Search page, suggestions and watch list."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import clock, limits
from search import actions, alternatives, chart, documents, find, panel, suggestions, watchlist
from search.engine import Unavailable
from search.export import as_json
from search.forms import Asked, SearchForm
from search.models import SavedSearch

SEARCHES_A_MINUTE, SEARCHES_A_MINUTE_SIGNED_IN = 600, 120  # a school class shares one address (docs/search.md)
SUGGESTIONS_A_MINUTE = 300
SUGGESTIONS_SECONDS = 300
BOX_FIELDS = ("q", "place", "radius", "page")


@login_not_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Places, days, trades, events and pages that answer a question; the same address as page, fragment or JSON."""
    _count_search(request)
    asked = SearchForm(request.GET).asked()
    try:
        page = find.find(
            asked.query, request.user, resolution=asked.resolution, facets=panel.counted(asked), origin=asked.origin
        )
    except Unavailable:
        return _unavailable(request, asked)
    if request.GET.get("format") == "json":
        response: HttpResponse = JsonResponse(as_json(page))
    else:
        fragment = request.headers.get("HX-Request") == "true"
        template = "search/includes/results.html" if fragment else "search/search.html"
        response = render(request, template, _context(request, asked, page))
    response.headers["X-Search-Mode"] = page.mode
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


@login_not_required
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Completions for the two fields of the search box; no cookie, kept by caches for five minutes."""
    limits.hit_in_process(
        "suggestions", request.META.get("REMOTE_ADDR"), limit=_limit(SUGGESTIONS_A_MINUTE), seconds=60
    )
    complete = suggestions.places_for if request.GET.get("field") == "place" else suggestions.words_for
    response = JsonResponse({"suggestions": complete(request.GET.get("q", ""))})
    response.headers["Cache-Control"] = f"public, max-age={SUGGESTIONS_SECONDS}"
    return response


@login_not_required
@require_GET
def watch_list(request: HttpRequest) -> HttpResponse:
    """What a person remembered: from the account, or the keys this device sends after a click."""
    keys = request.GET.getlist("key")
    hits = watchlist.of_keys(keys, request.user) if keys else watchlist.of_user(request.user)
    is_print = request.GET.get("format") == "print"
    template = "search/watch_list_print.html" if is_print else "search/watch_list.html"
    if request.headers.get("HX-Request") == "true":
        template = "search/includes/watch_items.html"
    context = {
        "hits": hits,
        "keys": keys,
        "is_device": bool(keys) or not request.user.is_authenticated,
        "print_url": "?" + urlencode([("format", "print"), *(("key", key) for key in keys)]),
        "today": clock.today(),
        "host": request.get_host(),
    }
    return render(request, template, context)


@require_POST
def watch(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Remember or forget a thing in the account: the same button twice undoes itself."""
    if kind not in {document.kind for document in documents.registered()}:
        raise Http404
    try:
        if watchlist.is_watched(request.user, kind, key):
            actions.unwatch(kind, key, by=request.user)
        else:
            actions.watch(kind, key, by=request.user)
    except PermissionDenied as unseen:
        raise Http404 from unseen
    except actions.ListFull:
        return _full(request)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204)
    return redirect(_back(request))


def _full(request: HttpRequest) -> HttpResponse:
    from_word = _("Deine Merkliste ist voll: %(n)d Einträge.") % {"n": actions.MAX_ITEMS}
    return render(request, "search/watch_list.html", {"hits": watchlist.of_user(request.user), "problem": from_word})


def _back(request: HttpRequest) -> str:
    """Where the button stood, if that was on this site."""
    target = request.POST.get("next") or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else "/merkliste/"


def _count_search(request: HttpRequest) -> None:
    person: Any = request.user
    if person.is_authenticated:
        limits.hit_in_process("search", person.pk, limit=_limit(SEARCHES_A_MINUTE_SIGNED_IN), seconds=60)
    else:
        limits.hit_in_process("search", request.META.get("REMOTE_ADDR"), limit=_limit(SEARCHES_A_MINUTE), seconds=60)


def _limit(default: int) -> int:
    """Benchmarks run without limits and say so."""
    return int(getattr(settings, "SEARCH_LIMIT", 0)) or default


def _unavailable(request: HttpRequest, asked: Asked) -> HttpResponse:
    message = _("Die Suche wird gerade neu aufgebaut. Bitte versuch es in einer Minute noch einmal.")
    if request.GET.get("format") == "json":
        return JsonResponse({"error": message}, status=503)
    return render(request, "search/search.html", {"asked": asked, "unavailable": message, **_box(asked)}, status=503)


def _box(asked: Asked) -> dict[str, Any]:
    return {
        "radii": panel.radii(asked),
        "kept": [pair for pair in asked.pairs if pair[0] not in ("q", "place", "radius", "page")],
    }


def _context(request: HttpRequest, asked: Asked, page: find.Page) -> dict[str, Any]:
    front, more = panel.filters(page)
    filter_codes = {one.code for one in (*front, *more)}
    few = page.total <= alternatives.FEW
    return {
        "asked": asked,
        "page": page,
        "hits": watchlist.marked(page.hits, request.user),
        "plan": chart.around(page, asked.origin),
        "heading": panel.heading(asked, page),
        "subject": panel.subject(asked),
        "where": panel.where(asked, page),
        "front": front,
        "more": more,
        "has_more_open": any(one.is_open for one in more),
        "chips": panel.chips(asked),
        "tabs": panel.tabs(asked, page),
        "questions": panel.questions(asked),
        "sorts": panel.sorts(asked),
        "rhythms": SavedSearch.Rhythm.choices,
        "radius_note": panel.radius_note(asked, page),
        "outside": [pair for pair in asked.pairs if pair[0] not in filter_codes | {"page"}],
        "pages": Paginator(range(page.pages * page.query.size), page.query.size).get_page(page.query.page),
        "address": asked.address(page=None)[1:],
        "alternatives": alternatives.offer(asked, page, request.user) if few else None,
        "further": None if few else alternatives.further(asked, page),
        **_box(asked),
    }
