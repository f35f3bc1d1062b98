"""The doors: who you are is decided by the door you take, never by a field."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts import actions
from accounts.forms.sign_up import CounsellorForm, FirmForm, GuildForm, YoungForm
from accounts.landing import landing_page


@login_not_required
def sign_up(request: HttpRequest) -> HttpResponse:
    """The doors; whoever is signed in is already inside."""
    if request.user.is_authenticated:
        return redirect(landing_page(request.user))
    return render(request, "accounts/sign_up.html")


@method_decorator([never_cache, login_not_required], name="dispatch")
class DoorView(allauth.SignupView):
    """One door: form, account, code by mail; the same answer whether the address was known or not."""

    template_name = "accounts/sign_up_door.html"
    heading: Any = ""
    lead: Any = ""
    formal = True

    def get_form_class(self) -> Any:
        """The door's own form, whatever the settings say."""
        return self.form_class

    def form_valid(self, form: Any) -> HttpResponse:
        """Count, then open."""
        get_adapter().count_sign_up(self.request)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Heading and lead of the door."""
        words = {"heading": self.heading, "lead": self.lead, "formal": self.formal}
        return {**super().get_context_data(**kwargs), **words}


class YoungDoorView(DoorView):
    """Young people; below 14 a friendly page and no account."""

    form_class = YoungForm
    heading = _("Dein Konto")
    lead = _("Suchen, testen und Termine ansehen geht ohne Konto. Du brauchst eins, wenn du buchst oder dich bewirbst.")
    formal = False

    def form_valid(self, form: Any) -> HttpResponse:
        """Open the account, or say what goes without one; nothing is stored then."""
        try:
            return super().form_valid(form)
        except actions.TooYoung:
            return render(self.request, "accounts/too_young.html")


class FirmDoorView(DoorView):
    """Craft firms."""

    form_class = FirmForm
    heading = _("Ihr Betrieb bei Handschlag")
    lead = _("Innung oder Moderation prüft den Betrieb, meist in einem Werktag. Hochladen müssen Sie nichts.")


class GuildDoorView(DoorView):
    """Guilds, their associations, chambers."""

    form_class = GuildForm
    heading = _("Ihre Innung bei Handschlag")
    lead = _("Sie veröffentlichen Plätze und Termine für Ihre Mitglieder. Vorher prüft die Moderation.")


class CounsellorDoorView(DoorView):
    """Guidance centres and schools."""

    form_class = CounsellorForm
    heading = _("Schule und Beratung bei Handschlag")
    lead = _("Sie begleiten Jugendliche. Vorher prüft die Moderation, wer Sie sind.")
