"""Asking one's parents, deciding as a guardian by link, stopping it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import actions, permissions, person
from accounts.actions.notices import contact_for
from accounts.forms.consents import DecisionForm, GuardianMailForm
from accounts.models import Consent, Link
from core import clock

WRONG_MAILBOX = gettext_lazy("Diese Adresse geht nicht. Nimm die Adresse deiner Eltern oder Sorgeberechtigten.")


def consent(request: HttpRequest) -> HttpResponse:
    """How far the question to the parents is; ask, or ask again."""
    if not request.user.is_young:
        raise Http404
    asked = request.user.consents.data().select_related("guardian").first()
    form = GuardianMailForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        return redirect("accounts:consent")
    return render(request, "accounts/consent.html", {"form": form, "consent": asked, **_situation(request, asked)})


@require_POST
def own_consent(request: HttpRequest) -> HttpResponse:
    """From 16: decide oneself, yes or no longer."""
    if request.POST.get("agree") == "yes":
        try:
            actions.give_own_consent(request.user, by=request.user)
        except actions.WrongStep:
            return redirect("accounts:consent")
        messages.success(request, _("Danke. Du kannst jetzt Betrieben schreiben und dich bewerben."))
    else:
        actions.withdraw_own_consent(request.user, by=request.user)
        messages.success(request, _("Betriebe sehen dich nicht mehr."))
    return redirect("accounts:data")


@never_cache
@login_not_required
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a guardian's link: decide, stop, or read what was decided."""
    link = _link(token)
    if link.is_usable and link.purpose == Link.Purpose.CONSENT_DECIDE and link.consent.is_open:
        return _decide(request, link)
    if link.is_usable and link.purpose == Link.Purpose.CONSENT_STOP and link.consent.is_given:
        return _stop(request, link)
    return render(request, "accounts/guardian_done.html", _facts(link.consent))


def _decide(request: HttpRequest, link: Link) -> HttpResponse:
    asked = link.consent
    name = asked.pupil.get_short_name()
    words = {
        "custody_label": _("Ich bin Mutter oder Vater von %(name)s oder für %(name)s sorgeberechtigt.")
        % {"name": name},
        "agrees_label": _agrees(asked, name),
    }
    refused = request.method == "POST" and request.POST.get("answer") == "no"
    form = DecisionForm(request.POST if request.method == "POST" and not refused else None, **words)
    if refused or (form.is_bound and form.is_valid()):
        try:
            if refused:
                actions.decline_consent(asked, link=link)
            else:
                facts = {key: form.cleaned_data[key] for key in ("name", "relation")}
                actions.grant_consent(asked, link=link, **facts)
        except (actions.LinkSpent, actions.WrongStep):
            messages.warning(request, _("Darüber wurde gerade schon entschieden."))
        return redirect(request.path)
    return render(request, "accounts/guardian_decide.html", {"form": form, **_facts(asked)})


def _stop(request: HttpRequest, link: Link) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.revoke_consent(link.consent, link=link)
        except (actions.LinkSpent, actions.WrongStep):
            messages.warning(request, _("Das war schon gestoppt."))
        return redirect(request.path)
    return render(request, "accounts/guardian_stop.html", _facts(link.consent))


def _link(token: str) -> Link:
    """The link, used or not; an unknown token is a page that does not exist."""
    purposes = (Link.Purpose.CONSENT_DECIDE, Link.Purpose.CONSENT_STOP)
    links = Link.objects.for_token(token).filter(purpose__in=purposes)
    found = links.select_related("consent__pupil__pupil_profile__postal_code__district", "consent__guardian").first()
    if found is None:
        raise Http404
    return found


def _facts(asked: Consent) -> dict[str, Any]:
    pupil = asked.pupil
    profile = getattr(pupil, "pupil_profile", None)
    return {
        "consent": asked,
        "name": pupil.get_short_name(),
        "age": person.age_label(pupil),
        "district": profile.postal_code.district.label if profile and profile.postal_code else "",
        "days_left": _days_left(asked),
        "deleted_on": clock.local(asked.expires_at).date(),
        "contact": contact_for(pupil),
    }


def _agrees(asked: Consent, name: str) -> str:
    if asked.is_data:
        return _("%(name)s darf Betrieben schreiben und sich bewerben.") % {"name": name}
    return _("%(name)s darf an diesem Tag in den Betrieb.") % {"name": name}


def _asked(request: HttpRequest, form: GuardianMailForm) -> bool:
    """Ask; what went wrong is said beside the field."""
    try:
        actions.request_consent(request.user, by=request.user, kind=Consent.Kind.DATA, **form.cleaned_data)
    except actions.WrongMailbox:
        form.add_error("guardian_email", WRONG_MAILBOX)
    except actions.TooEarly as early:
        form.add_error(None, _("Nach einem Nein sind 30 Tage Pause, bis zum %(day)s.") % {"day": _day(early.args[0])})
    except actions.NeedsPerson:
        form.add_error(None, _("Das hat dreimal nicht geklappt. Ruf bitte an, wir helfen dir."))
    except (actions.AlreadyAsked, actions.NotNeeded):
        return True
    return not form.errors


def _situation(request: HttpRequest, asked: Consent | None) -> dict[str, Any]:
    needed = permissions.needs_data_consent(request.user)
    failed = actions.failures(request.user, Consent.Kind.DATA) if needed else 0
    may_ask = needed and not (asked and asked.is_open)
    return {
        "needs_person": may_ask and failed >= actions.FAILURES_UNTIL_PERSON,
        "may_ask": may_ask and failed < actions.FAILURES_UNTIL_PERSON,
        "may_print": needed,
        "needs_own_consent": permissions.needs_own_consent(request.user),
        "days_left": _days_left(asked) if asked else 0,
        "contact": contact_for(request.user),
    }


def _days_left(asked: Consent) -> int:
    """Days until the question ends, a begun day counts."""
    return max(0, -((clock.now() - asked.expires_at) // timedelta(days=1)))


def _day(moment: datetime) -> str:
    return clock.local(moment).strftime("%d.%m.%Y")
