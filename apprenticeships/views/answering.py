"""Applications as the firm and the pupil see them, and every answer to them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships import answers, progress, reasons, sight
from apprenticeships import permissions as may
from apprenticeships.actions import applications, promises
from apprenticeships.actions.situations import NotAllowed, WrongStep
from apprenticeships.forms.answering import DeclineForm, InviteForm, OfferForm, ReplyForm, TimeForm, WordsForm
from apprenticeships.forms.keys import posted
from apprenticeships.models import Application, desks
from core.middleware import records_reading
from messaging import short_messages
from messaging.actions import Refused

State = Application.State
PAGE_SIZE = 20
FIRM_FORMS: dict[str, type[Any]] = {
    "einladen": InviteForm,
    "rueckfrage": WordsForm,
    "anbieten": OfferForm,
    "spaeter": TimeForm,
    "absagen": DeclineForm,
}
# Which steps of the firm need which next state; a step without form is one button.
FIRM_STEPS = {
    "ansehen": State.IN_REVIEW,
    "rueckfrage": State.QUESTION,
    "einladen": State.INVITED,
    "gespraech": State.INTERVIEWED,
    "anbieten": State.OFFERED,
    "absagen": State.DECLINED,
}


@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """The firm's applications in four words, or the pupil's own with what happens next."""
    if request.user.is_young:
        return _own_list(request)
    if not desks.answering_for(request.user).exists():
        raise Http404
    rows = Application.objects.run_by(request.user)
    group = request.GET.get("stand", "new")
    group = group if group in Application.GROUPS else "new"
    shown = rows.in_group(group).with_place().select_related("pupil__pupil_profile__postal_code__district")
    page = Paginator(shown.in_order_of_arrival(), PAGE_SIZE).get_page(request.GET.get("seite"))
    cards = progress.firm_cards(request.user, list(page.object_list))
    context = {"page": page, "cards": cards, "group": group, "groups": progress.group_counts(rows)}
    return render(request, "apprenticeships/application_list.html", context)


@records_reading("the pupil can read who of the firm opened the application")
@require_safe
def application_detail(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One application: what was said, where it stands, what can be done now."""
    application = _seen(request, public_id)
    if application.pupil_id == request.user.pk:
        return _own_page(request, application, ReplyForm())
    applications.note_look(application, by=request.user)
    return render(request, "apprenticeships/application_desk.html", _desk_context(request, application))


@records_reading("the pupil can read who of the firm opened the application")
@require_http_methods(["GET", "HEAD", "POST"])
def application_answer(request: HttpRequest, public_id: Any, act: str) -> HttpResponse:
    """A step of the firm: a form where words belong to it, one button otherwise."""
    application = _seen(request, public_id)
    if not may.may_answer(request.user, application):
        raise Http404
    applications.note_look(application, by=request.user)
    form_class = FIRM_FORMS.get(act)
    if form_class is None:
        return _press(request, application, act)
    form = form_class(posted(request), initial=_proposed(application, act))
    if request.method == "POST" and form.is_valid() and (done := _say(request, application, act, form)):
        return done
    context = _desk_context(request, application) | {
        "form": form,
        "act": act,
        "sentences": reasons.sentences(application.vacancy) if act == "absagen" else {},
    }
    return render(request, "apprenticeships/application_answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def application_reply(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The pupil answers the firm's question."""
    application = _mine(request, public_id)
    form = ReplyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            applications.reply(application, by=request.user, text=form.cleaned_data["text"], client_key=form.key())
            messages.success(request, _("Deine Antwort ist da. Die Uhr läuft weiter."))
            return redirect(application)
        except WrongStep:
            return redirect(application)
        except Refused as problem:
            form.add_error("text", problem.text)
    return _own_page(request, application, form)


@require_http_methods(["GET", "HEAD", "POST"])
def application_decide(request: HttpRequest, public_id: Any, act: str) -> HttpResponse:
    """The pupil takes back, accepts, agrees or declines: a page that asks, a button that does."""
    application = _mine(request, public_id)
    words = progress.decisions()[act]
    if request.method != "POST":
        if not application.can_become(words.state):
            return redirect(application)
        return render(request, "apprenticeships/application_decide.html", {"application": application, "words": words})
    try:
        _decisions()[act](application, by=request.user)
        messages.success(request, words.done)
    except WrongStep:
        messages.info(request, _("Das ist schon erledigt."))
    return redirect(application)


@require_POST
def application_again(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Begin again with the words of a withdrawn application."""
    application = _mine(request, public_id)
    if not application.vacancy.is_open():
        messages.info(request, _("Dieser Platz nimmt gerade keine Bewerbungen an."))
        return redirect(application)
    try:
        applications.begin_again(application, by=request.user)
    except WrongStep:
        return redirect(application)
    return redirect("apprenticeships:application_about", pk=application.vacancy_id)


def _proposed(application: Application, act: str) -> dict[str, Any]:
    """One tap is enough: the day is filled in."""
    if act != "spaeter":
        return {}
    if not promises.may_extend(application):
        raise Http404
    return {"until": promises.last_day(application)}


def _own_list(request: HttpRequest) -> HttpResponse:
    """Every application of the pupil as a record, the newest first; what to do now stands on the desk."""
    own = Application.objects.filter(pupil=request.user)
    ended = own.ended()
    groups = {"": own, "laufend": own.exclude(pk__in=ended), "beendet": ended}
    stand = request.GET.get("stand", "")
    shown = groups.get(stand, own).with_place().order_by("-saved_at", "-pk")
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {"page": page, "stand": stand if stand in groups else "", "total": own.count(), "ended": ended.count()}
    context["query"] = f"stand={stand}" if context["stand"] else ""
    return render(request, "apprenticeships/application_own_list.html", context)


def _own_page(request: HttpRequest, application: Application, form: ReplyForm) -> HttpResponse:
    context = {
        "application": application,
        "row": progress.own_row(application),
        "form": form,
        "answers": answers.of(application, request.user),
        "events": _events(application),
        "asks_for_number": application.submitted_at is not None and short_messages.may_ask(request.user),
        "printout": application.printouts.live().select_related("office").order_by("pk").first(),
    }
    return render(request, "apprenticeships/application_mine.html", context)


def _seen(request: HttpRequest, public_id: Any) -> Application:
    rows = Application.objects.visible_to(request.user).with_place()
    return get_object_or_404(rows.select_related("pupil__pupil_profile__postal_code__district"), public_id=public_id)


def _mine(request: HttpRequest, public_id: Any) -> Application:
    application = _seen(request, public_id)
    if application.pupil_id != request.user.pk:
        raise Http404
    return application


def _events(application: Application) -> list[Any]:
    return list(application.events.select_related("by", "organisation"))


def _desk_context(request: HttpRequest, application: Application) -> dict[str, Any]:
    seen, is_blocked = sight.of(request.user, application), may.is_blocked(application)
    return {
        "application": application,
        "lines": seen.lines,
        "name": seen.name,
        "level": seen.level,
        "answers": answers.of(application, request.user),
        **_paper(application, is_needed=seen.level < application.reveal_level),
        "needs_second_step": seen.level < application.reveal_level,
        "events": _events(application),
        "steps": _steps(application, is_blocked=is_blocked),
        "is_blocked": is_blocked,
        "office": may.acting_for(request.user, application.vacancy.organisation),
    }


def _paper(application: Application, *, is_needed: bool) -> dict[str, Any]:
    """The way over the guild, for whoever has no second step: whom to ask, and how far it is."""
    if not is_needed:
        return {"offices": [], "printout": None}
    printout = application.printouts.live().select_related("office").order_by("pk").first()
    return {"offices": [] if printout else may.printing_offices(application), "printout": printout}


def _steps(application: Application, *, is_blocked: bool) -> list[str]:
    """What the firm can do now; looking again after a question or an end is the pupil's word."""
    if is_blocked:
        return ["absagen"] if application.can_become(State.DECLINED) else []
    possible = [act for act, state in FIRM_STEPS.items() if application.can_become(state)]
    possible += ["spaeter"] if promises.may_extend(application) else []
    return possible if application.state in Application.UNOPENED else [act for act in possible if act != "ansehen"]


def _press(request: HttpRequest, application: Application, act: str) -> HttpResponse:
    verbs: dict[str, Callable[..., Application]] = {
        "ansehen": applications.take_up,
        "gespraech": applications.mark_interviewed,
    }
    if act not in verbs or request.method != "POST":
        raise Http404
    try:
        verbs[act](application, by=request.user)
        messages.success(request, _("Gespeichert: %(state)s") % {"state": application.firm_label})
    except WrongStep:
        messages.info(request, _("Diese Bewerbung wurde schon beantwortet."))
    except Refused as problem:
        messages.warning(request, problem.text)
    return redirect(application)


def _say(request: HttpRequest, application: Application, act: str, form: Any) -> HttpResponse | None:
    try:
        _speak(application, act, form, request.user)
        messages.success(request, _("Abgeschickt. Stand: %(state)s") % {"state": application.firm_label})
    except WrongStep:
        messages.info(request, _("Diese Bewerbung wurde schon beantwortet."))
    except Refused as problem:
        form.add_error("text" if "text" in form.fields else None, problem.text)
        return None
    except NotAllowed as problem:
        form.add_error("until", problem.text)
        return None
    except PermissionDenied as problem:
        raise Http404 from problem
    return redirect(application)


def _speak(application: Application, act: str, form: Any, by: Any) -> None:
    data = form.cleaned_data
    if act == "einladen":
        applications.invite(application, by=by, text=data["text"])
    elif act == "rueckfrage":
        applications.ask_back(application, by=by, text=data["text"], client_key=form.key())
    elif act == "spaeter":
        applications.ask_for_time(application, by=by, until=data["until"])
    elif act == "anbieten":
        applications.offer(application, by=by, text=data["text"], reply_by=data["reply_by"])
    else:
        applications.decline(application, by=by, reason=data["reason"], text=data["text"])


def _decisions() -> dict[str, Callable[..., Application]]:
    return {
        "zurueckziehen": applications.withdraw,
        "zusagen": applications.accept,
        "absagen": applications.say_no,
        "termin": applications.agree_on_date,
    }
