"""The short application in three steps, saved while typing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions as accounts
from accounts import permissions as people
from accounts import person, situations
from apprenticeships import answers, openers
from apprenticeships import permissions as may
from apprenticeships.actions import applications, questions
from apprenticeships.actions.situations import Closed, Incomplete, NotAllowed, WrongStep
from apprenticeships.actions.steps import promised_at
from apprenticeships.forms.applying import AboutForm, CompleteAnswersForm, DraftForm, GuardianForm, QuestionForm
from apprenticeships.forms.keys import posted
from apprenticeships.models import Application, Closure, Vacancy
from core import clock
from core.limits import TooMany
from messaging.actions import Refused

State = Application.State
FORMS = {1: AboutForm, 2: CompleteAnswersForm}
NAMES = {1: "application_about", 2: "application_answers", 3: "application_send"}
STEP = "apprenticeships/application_step.html"
CLOSURES_SHOWN = 3
BREATHER = 3  # seconds a page waits before it saves what is being typed


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_about(request: HttpRequest, pk: int) -> HttpResponse:
    """Step one: you."""
    return _step(request, pk, 1)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Step two: three questions."""
    return _step(request, pk, 2)


@require_http_methods(["GET", "HEAD", "POST"])
def application_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Step three: look once more at what the firm will see, then send."""
    vacancy = _place(request, pk)
    application = applications.current(vacancy, by=request.user)
    if application is None:
        return redirect("apprenticeships:application_about", pk=pk)
    if application.state != State.DRAFT:
        return _where_it_is(application)
    if request.method == "POST" and (done := _submit(request, application)):
        return done
    if not application.is_complete():
        return redirect("apprenticeships:application_answers", pk=pk)
    return render(request, "apprenticeships/application_send.html", _send_context(application))


@require_POST
def application_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Save while typing; answers with the time of saving, or 409 where nothing can be saved any more."""
    vacancy = _place(request, pk)
    _only_young(request)
    form = DraftForm(request.POST)
    form.is_valid()
    values = {name: value for name, value in form.cleaned_data.items() if name in request.POST}
    try:
        application = applications.save_draft(vacancy, by=request.user, values=values)
    except (Closed, WrongStep):
        return JsonResponse({"saved": False}, status=409)
    saved = date_format(clock.local(application.saved_at), "H:i")
    errors = {name: list(found) for name, found in form.errors.items()}
    return JsonResponse(
        {"saved": True, "text": _("Entwurf gespeichert, %(time)s Uhr") % {"time": saved}, "errors": errors}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def application_guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """The guardian's yes that is still missing: one address, one mail, one decision."""
    vacancy = _place(request, pk)
    application = applications.current(vacancy, by=request.user)
    if application is None or application.state != State.CONSENT_PENDING:
        return redirect("apprenticeships:application_about", pk=pk)
    form = GuardianForm(posted(request))
    if request.method == "POST" and form.is_valid() and _ask_guardian(request, form):
        messages.success(request, _("Die Nachricht an deine Eltern ist unterwegs."))
        return redirect(application)
    asked = request.user.consents.data().live().exists()
    context = {"vacancy": vacancy, "application": application, "form": form, "asked": asked}
    return render(request, "apprenticeships/application_guardian.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the firm something, with ten templates."""
    vacancy = _place(request, pk)
    if not request.user.is_authenticated:
        return _door(request, vacancy, _("Frage stellen"))
    _only_young(request)
    form = QuestionForm(posted(request), initial=_opener(request, vacancy))
    if request.method == "POST" and form.is_valid() and (done := _ask(request, vacancy, form)):
        return done
    context = {"vacancy": vacancy, "form": form, "openers": openers.of(vacancy)}
    return render(request, "apprenticeships/question_ask.html", context)


def _step(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    vacancy = _place(request, pk)
    if not request.user.is_authenticated:
        return _door(request, vacancy, _("Kurz bewerben"))
    _only_young(request)
    application = applications.current(vacancy, by=request.user)
    if application is not None and application.state != State.DRAFT:
        return _where_it_is(application)
    if application is None and not vacancy.is_open():
        messages.info(request, _("Dieser Platz nimmt gerade keine Bewerbungen an."))
        return redirect(vacancy)
    form = FORMS[number](posted(request), initial=_initial(application))
    if request.method == "POST" and (done := _save(request, vacancy, form, number)):
        return done
    return render(request, STEP, _step_context(request, vacancy, form, number, application))


def _save(request: HttpRequest, vacancy: Vacancy, form: Any, number: int) -> HttpResponse | None:
    """What was typed is saved even when a field is still empty; then the next step, or back to the place."""
    is_done = form.is_valid()
    applications.save_draft(vacancy, by=request.user, values=form.cleaned_data)
    if request.POST.get("act") == "later":
        messages.success(request, _("Dein Entwurf ist gespeichert. Du findest ihn in „Mein Bereich“."))
        return redirect(vacancy)
    return redirect(f"apprenticeships:{NAMES[number + 1]}", pk=vacancy.pk) if is_done else None


def _submit(request: HttpRequest, application: Application) -> HttpResponse | None:
    try:
        applications.submit(application, by=request.user)
    except Incomplete:
        return redirect("apprenticeships:application_answers", pk=application.vacancy_id)
    except Closed:
        messages.warning(request, _("Dieser Platz nimmt keine Bewerbungen mehr an. Dein Text bleibt gespeichert."))
        return redirect(application.vacancy)
    except NotAllowed as problem:
        messages.warning(request, problem.text)
        return None
    except Refused as problem:
        messages.warning(request, problem.text)
        return None
    return _where_it_is(application)


def _where_it_is(application: Application) -> HttpResponse:
    if application.state == State.CONSENT_PENDING:
        return redirect("apprenticeships:application_guardian", pk=application.vacancy_id)
    return redirect(application)


def _ask_guardian(request: HttpRequest, form: GuardianForm) -> bool:
    try:
        accounts.request_consent(
            request.user,
            by=request.user,
            guardian_email=form.cleaned_data["guardian_email"],
            kind="data",
            client_key=form.key(),
        )
    except Exception as problem:  # noqa: BLE001 -- re-raised unless a sentence for the pupil is known
        form.add_error("guardian_email", guardian_problem(problem))
        return False
    return True


def guardian_problem(problem: Exception) -> str:
    """What to tell the pupil when the guardian cannot be asked; unknown problems are raised again."""
    sentences = {
        situations.WrongMailbox: _("Das muss die Adresse deiner Eltern sein, nicht deine eigene."),
        situations.AlreadyAsked: _("Deine Eltern sind schon gefragt. Die Nachricht ist unterwegs."),
        situations.TooEarly: _("Deine Eltern haben Nein gesagt. Nach 30 Tagen kannst du noch einmal fragen."),
        situations.NeedsPerson: _("Hier hilft dir jetzt ein Mensch weiter. Schreib der Beratung."),
        TooMany: _("Zu viele Versuche. Versuch es morgen noch einmal."),
    }
    for kind, sentence in sentences.items():
        if isinstance(problem, kind):
            return sentence
    raise problem


def _ask(request: HttpRequest, vacancy: Vacancy, form: QuestionForm) -> HttpResponse | None:
    try:
        question = questions.ask(vacancy, by=request.user, body=form.cleaned_data["body"], client_key=form.key())
    except Refused as problem:
        form.add_error("body", problem.text)
        return None
    except Closed:
        messages.info(request, _("Dieser Platz ist nicht mehr da."))
        return redirect("/suche/")
    messages.success(request, _("Deine Frage ist angekommen."))
    return redirect(question.conversation)


def _opener(request: HttpRequest, vacancy: Vacancy) -> dict[str, str]:
    """?vorschlag=3 fills in the third template; works without script."""
    number = request.GET.get("vorschlag", "")
    found = openers.of(vacancy)
    return {"body": found[int(number) - 1]} if number.isdecimal() and 1 <= int(number) <= len(found) else {}


def _place(request: HttpRequest, pk: int) -> Vacancy:
    return get_object_or_404(Vacancy.objects.visible_to(request.user).for_cards(), pk=pk)


def _only_young(request: HttpRequest) -> None:
    if not request.user.is_young:
        raise Http404


def _door(request: HttpRequest, vacancy: Vacancy, what: str) -> HttpResponse:
    """Everything up to sending can be read without an account; here one sees what comes and how to begin."""
    context = {"vacancy": vacancy, "what": what, "next": request.get_full_path()}
    return render(request, "apprenticeships/door.html", context)


def _initial(application: Application | None) -> dict[str, Any]:
    if application is None:
        return {}
    return {name: getattr(application, name) for name in applications.WRITTEN_BY_PUPIL}


def _step_context(
    request: HttpRequest, vacancy: Vacancy, form: Any, number: int, application: Application | None
) -> dict[str, Any]:
    return {
        "vacancy": vacancy,
        "form": form,
        "number": number,
        "application": application,
        "steps": steps(vacancy, number),
        "lines": person.card(request.user, 2) if number == 1 else [],
        "draft_url": reverse("apprenticeships:application_draft", args=[vacancy.pk]),
        "breather": BREATHER,
        "takes_me": may.takes_applications_from(vacancy, request.user),
    }


def _send_context(application: Application) -> dict[str, Any]:
    vacancy, pupil = application.vacancy, application.pupil
    return {
        "vacancy": vacancy,
        "application": application,
        "steps": steps(vacancy, 3),
        "answers": answers.of(application, pupil),
        "lines": person.card(pupil, 1 if application.name_on_invitation else 2),
        "due": clock.local(promised_at(vacancy)).date(),
        "closures": list(Closure.objects.to_come().filter(organisation=vacancy.organisation_id)[:CLOSURES_SHOWN]),
        "needs_guardian": people.needs_data_consent(pupil),
        "needs_own_consent": people.needs_own_consent(pupil),
        "takes_me": may.takes_applications_from(vacancy, pupil),
    }


def steps(vacancy: Vacancy, number: int) -> list[dict[str, str]]:
    """The three steps for the benchmark line."""
    words = (_("1. Du"), _("2. Warum"), _("3. Senden"))
    states = ["done" if at < number else "current" if at == number else "open" for at in (1, 2, 3)]
    return [
        {"text": text, "state": state, "href": reverse(f"apprenticeships:{NAMES[at]}", args=[vacancy.pk])}
        for at, (text, state) in enumerate(zip(words, states, strict=True), start=1)
    ]
