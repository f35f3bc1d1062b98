"""The firm's adverts: list, form, preview, publishing, state, copy, check."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions as people
from accounts.models import Organisation
from apprenticeships import advert, prefill, reasons, trade_words
from apprenticeships import permissions as may
from apprenticeships.actions import vacancies
from apprenticeships.actions.situations import NotPublishable, StillOpen, Unchecked, WrongStep
from apprenticeships.forms.answering import FilledForm, RemarksForm, StandForm
from apprenticeships.forms.keys import KeyedForm, posted
from apprenticeships.forms.posting import VacancyForm, initial_of, initial_of_prefill
from apprenticeships.models import Vacancy, desks
from trades import pay
from trades.models import Trade

PAGE_SIZE = 20
FORM = "apprenticeships/vacancy_form.html"


@require_safe
def vacancy_list(request: HttpRequest) -> HttpResponse:
    """„Meine Plätze“: all adverts of the desk."""
    rows = Vacancy.objects.run_by(request.user).for_cards().in_order()
    firms = list(desks.posting_for(request.user).order_by("name", "pk"))
    if not firms:
        raise Http404
    chosen = next((firm for firm in firms if str(firm.public_id) == request.GET.get("betrieb")), None)
    rows = rows.filter(organisation=chosen) if chosen else rows
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    for vacancy in page.object_list:
        vacancy.copy_key = uuid.uuid4()
    context = {"page": page, "firms": [(f"?betrieb={firm.public_id}", firm) for firm in firms], "chosen": chosen}
    return render(request, "apprenticeships/vacancy_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_new(request: HttpRequest) -> HttpResponse:
    """A new advert: six fields, the rest is known."""
    firms = list(desks.posting_for(request.user).filter(kind="firm").order_by("name", "pk"))
    organisation = _chosen_firm(request, firms)
    if organisation is None:
        if not firms:
            raise Http404
        return render(request, "apprenticeships/vacancy_firm.html", {"firms": firms})
    form = VacancyForm(posted(request), initial=_prefilled(request, organisation))
    if request.method == "POST" and (vacancy := _save(request, form, organisation)):
        return _after_save(request, vacancy)
    return _form_page(request, form, organisation)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an advert."""
    vacancy = _own(request, pk)
    form = VacancyForm(posted(request), initial=initial_of(vacancy))
    if request.method == "POST" and _save(request, form, vacancy.organisation, vacancy):
        return _after_save(request, vacancy)
    return _form_page(request, form, vacancy.organisation, vacancy)


@require_safe
def vacancy_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The advert as pupils see it, with the remarks of the check."""
    vacancy = _own(request, pk)
    wishes = list(vacancy.requirements.all())
    remarks = advert.check(vacancy, wishes)
    context = {
        "vacancy": vacancy,
        "wishes": wishes,
        "remarks": remarks,
        "has_errors": any(remark.is_error for remark in remarks),
        "goes_live": may.may_publish_at_once(vacancy.organisation) and vacancy.state != Vacancy.State.RETURNED,
        "labels": _labels(),
    }
    return render(request, "apprenticeships/vacancy_preview.html", context)


@require_POST
def vacancy_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish, or hand in for the check."""
    vacancy = _own(request, pk)
    if vacancy.state in (Vacancy.State.PUBLISHED, Vacancy.State.SUBMITTED):
        return redirect("apprenticeships:vacancy_list")  # a second click
    try:
        vacancies.publish(vacancy, by=request.user)
    except NotPublishable:
        return redirect("apprenticeships:vacancy_preview", pk=pk)
    except WrongStep:
        messages.warning(request, _too_late(vacancy))
        return redirect("apprenticeships:vacancy_list")
    if vacancy.state == Vacancy.State.PUBLISHED:
        messages.success(request, _("Ihr Platz steht online. Der Aushang mit QR-Code ist fertig zum Drucken."))
        return redirect(vacancy)
    messages.success(request, _("Ihr Platz wird geprüft, meist am selben Tag. Wir schreiben Ihnen."))
    return redirect("apprenticeships:vacancy_list")


@require_POST
def vacancy_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """„Wie letztes Jahr“."""
    form = KeyedForm(request.POST)
    form.is_valid()
    vacancy = vacancies.copy(_own(request, pk), by=request.user, client_key=form.key())
    messages.success(request, _("Alles übernommen. Prüfen Sie Beginn und Vergütung."))
    return redirect("apprenticeships:vacancy_edit", pk=vacancy.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_filled(request: HttpRequest, pk: int) -> HttpResponse:
    """„Besetzt“: one click when nobody waits, else one text for all."""
    vacancy = _own(request, pk)
    form = FilledForm(request.POST if "reason" in request.POST else None, vacancy=vacancy)
    if request.method == "POST":
        answer = form.cleaned_data if form.is_bound and form.is_valid() else {}
        if done := _try_fill(request, vacancy, answer.get("reason", ""), answer.get("text", "")):
            return done
    waiting = vacancy.applications.open().count()
    context = {"vacancy": vacancy, "form": form, "waiting": waiting, "sentences": reasons.sentences(vacancy)}
    return render(request, "apprenticeships/vacancy_filled.html", context)


@require_POST
def vacancy_stand(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Pause, go on, confirm, close, archive."""
    vacancy = _own(request, pk)
    form = StandForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("apprenticeships:vacancy_list")
    try:
        _acts()[act](vacancy, request.user, form.cleaned_data)
        messages.success(request, _("Gespeichert: %(state)s") % {"state": vacancy.get_state_display()})
    except StillOpen:
        return redirect("apprenticeships:vacancy_filled", pk=pk)
    except NotPublishable:
        return redirect("apprenticeships:vacancy_preview", pk=pk)
    except Unchecked:
        messages.warning(request, _("Ihr Betrieb ist noch nicht geprüft."))
    except WrongStep:
        messages.warning(request, _too_late(vacancy))
    return redirect("apprenticeships:vacancy_list")


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The check of a submitted advert by moderator, guild or chamber."""
    vacancy = get_object_or_404(Vacancy.objects.to_check_by(request.user).for_cards(), pk=pk)
    if not may.may_check(request.user, vacancy):
        raise Http404
    form = RemarksForm(request.POST if request.POST.get("act") == "return" else None)
    if request.method == "POST" and (done := _decide(request, vacancy, form)):
        return done
    wishes = list(vacancy.requirements.all())
    context = {"vacancy": vacancy, "wishes": wishes, "form": form, "remarks": advert.check(vacancy, wishes)}
    return render(request, "apprenticeships/vacancy_check.html", context | {"labels": _labels()})


def _decide(request: HttpRequest, vacancy: Vacancy, form: RemarksForm) -> HttpResponse | None:
    try:
        if request.POST.get("act") == "approve":
            vacancies.approve(vacancy, by=request.user)
        elif form.is_valid():
            vacancies.hand_back(vacancy, by=request.user, remarks=form.cleaned_data["remarks"])
        else:
            return None
    except Unchecked:
        messages.warning(request, _("Prüfen Sie zuerst den Betrieb, dann den Platz."))
        return None
    except (NotPublishable, WrongStep):
        messages.warning(request, _("Der Platz hat noch Fehler oder wurde eben geändert."))
        return None
    messages.success(request, _("Entschieden: %(state)s") % {"state": vacancy.get_state_display()})
    return (
        redirect("apprenticeships:vacancy_list") if desks.posting_for(request.user).exists() else redirect("/pruefung/")
    )


def _own(request: HttpRequest, pk: int) -> Vacancy:
    """An advert of the desk; others are missing, whatever their state."""
    return get_object_or_404(Vacancy.objects.run_by(request.user).for_cards(), pk=pk)


def _chosen_firm(request: HttpRequest, firms: list[Organisation]) -> Organisation | None:
    wanted = request.GET.get("betrieb") or request.POST.get("betrieb")
    if wanted:
        found = next((firm for firm in firms if str(firm.public_id) == wanted), None)
        if found is None:
            raise Http404
        return found
    return firms[0] if len(firms) == 1 else None


def _prefilled(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """What is known before anybody types; with ?beruf= also what follows from the trade."""
    kind = request.GET.get("art", Vacancy.Kind.APPRENTICESHIP)
    kind = kind if kind in Vacancy.Kind.values else Vacancy.Kind.APPRENTICESHIP
    values = prefill.of_organisation(organisation) | prefill.of_last_advert(organisation)
    trade = Trade.objects.filter(pk=request.GET.get("beruf", "")).first()
    if trade is None:
        links = organisation.trade_links.select_related("trade").order_by("pk")[:2]  # type: ignore[attr-defined]
        trade = links[0].trade if len(links) == 1 else None
    if trade is not None:
        values |= prefill.of_trade(trade, kind) | {"trade": trade.name}
    return initial_of_prefill(values) | {"kind": kind}


def _save(
    request: HttpRequest, form: VacancyForm, organisation: Organisation, vacancy: Vacancy | None = None
) -> Vacancy | None:
    """Write the advert; None with the remarks in the form where something is wrong."""
    if not form.is_valid() or not (trade := _trade_of(form)):
        return None
    values = _completed(form.values(trade), trade)
    try:
        if vacancy is not None:
            return vacancies.change(vacancy, by=request.user, values=values, requirements=form.requirements())
        if request.POST.get("act") != "draft" and (wrong := _wrong_in(organisation, values, form)):
            form.put_remarks(wrong)
            return None
        return vacancies.write(
            organisation, by=request.user, values=values, requirements=form.requirements(), client_key=form.key()
        )
    except NotPublishable as problem:
        form.put_remarks(list(problem.remarks))
    except WrongStep:
        form.add_error(None, _("Dieser Platz kann gerade nicht geändert werden."))
    return None


def _wrong_in(organisation: Organisation, values: dict[str, Any], form: VacancyForm) -> list[advert.Remark]:
    return advert.errors(Vacancy(organisation=organisation, **_dated(values)), form.requirements())


def _trade_of(form: VacancyForm) -> Trade | None:
    answer = trade_words.read(form.cleaned_data["trade"])
    if answer.trade is None:
        names = " · ".join(trade.name for trade in answer.proposals)
        text = _("Meinen Sie: %(names)s?") % {"names": names} if names else _("Diesen Beruf kennen wir nicht.")
        form.add_error("trade", text)
    return answer.trade


def _completed(values: dict[str, Any], trade: Trade) -> dict[str, Any]:
    """Fields left empty get what follows from the trade; what was typed stays."""
    year = values["start_on"].year if values["start_on"] else pay.coming_start_year()
    usual = prefill.of_trade(trade, values["kind"], year)
    usual.pop("pay_stated_on", None)
    empty = {name: value for name, value in usual.items() if not values.get(name)}
    return values | empty


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    year = values["start_on"].year if values["start_on"] else pay.coming_start_year()
    return values | {"start_year": year}


def _after_save(request: HttpRequest, vacancy: Vacancy) -> HttpResponse:
    if request.POST.get("act") == "draft":
        messages.success(request, _("Entwurf gespeichert."))
        return redirect("apprenticeships:vacancy_list")
    if vacancy.is_public():
        messages.success(request, _("Gespeichert. So steht es jetzt online."))
        return redirect(vacancy)
    return redirect("apprenticeships:vacancy_preview", pk=vacancy.pk)


def _form_page(
    request: HttpRequest, form: VacancyForm, organisation: Organisation, vacancy: Vacancy | None = None
) -> HttpResponse:
    year = pay.coming_start_year()
    floors = pay.floors(year)
    context = {
        "form": form,
        "organisation": organisation,
        "vacancy": vacancy,
        "trades": Trade.objects.values_list("name", flat=True),
        "floors": floors,
        "opens_details": form.is_bound and form.has_hidden_errors(),
        "goes_live": may.may_publish_at_once(organisation),
        "office": _office(request, organisation),
    }
    return render(request, FORM, context)


def _office(request: HttpRequest, organisation: Organisation) -> Organisation | None:
    """The office in whose name the person types, for the line of provenance."""
    if people.is_member(request.user, organisation):
        return None
    return may.acting_for(request.user, organisation)


def _try_fill(request: HttpRequest, vacancy: Vacancy, reason: str, text: str) -> HttpResponse | None:
    try:
        vacancies.fill(vacancy, by=request.user, reason=reason, text=text)
        messages.success(request, _("Besetzt. Danke, dass Sie es melden."))
    except StillOpen:
        return None
    except PermissionDenied:
        messages.warning(request, _("Die offenen Bewerbungen muss der Betrieb selbst beantworten."))
    except WrongStep:
        messages.warning(request, _too_late(vacancy))
    return redirect("apprenticeships:vacancy_list")


def _acts() -> dict[str, Callable[[Vacancy, Any, dict[str, Any]], Vacancy]]:
    return {
        "pause": lambda vacancy, by, data: vacancies.pause(vacancy, by=by, until=data["until"]),
        "weiter": lambda vacancy, by, _data: vacancies.resume(vacancy, by=by),
        "noch-frei": lambda vacancy, by, data: vacancies.confirm(vacancy, by=by, places_filled=data["places_filled"]),
        "schliessen": lambda vacancy, by, data: vacancies.close(vacancy, by=by, why=data["why"]),
        "archiv": lambda vacancy, by, _data: vacancies.archive(vacancy, by=by),
    }


def _labels() -> dict[str, str]:
    """Names of fields for remarks outside the form."""
    return {name: str(field.label) for name, field in VacancyForm().fields.items()}


def _too_late(vacancy: Vacancy) -> str:
    return _("Das geht gerade nicht: Der Platz ist „%(state)s“.") % {"state": vacancy.get_state_display()}
