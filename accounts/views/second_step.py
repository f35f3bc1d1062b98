"""The second step: setting it up, taking it, the list for emergencies. The flows are allauth's, the words ours."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import actions, second_step, sessions
from core.drawing import codes as codes_drawn
from core.middleware import records_reading

uncached = method_decorator(never_cache, name="dispatch")


@uncached
class SetUpView(totp.ActivateTOTPView):
    """Scan, type six digits, done; then the list for emergencies, then back to where it was asked for."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the key in groups of four, for whoever cannot scan, and the digits of the demo."""
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        qr = codes_drawn.svg(found["totp_url"], str(_("QR-Code mit dem Schlüssel für die App")))
        more = {"qr": qr, "groups": groups, "digits": second_step.demo_digits(secret), "next": _next(self.request)}
        return {**found, **more}

    def form_valid(self, form: Any) -> HttpResponse:
        """Proving the app is taking the step; every other device signs in anew, with it."""
        answer = super().form_valid(form)
        second_step.take(self.request, self.request.user)
        actions.note_second_step(self.request.user, by=self.request.user, is_on=True)
        sessions.keep(self.request, self.request.user)
        return answer

    def get_success_url(self) -> str:
        """The emergency codes are shown at once; a way back goes along."""
        way_back = _next(self.request)
        return super().get_success_url() + (f"?{urlencode({'next': way_back})}" if way_back else "")


@method_decorator([never_cache, login_not_required], name="dispatch")
class StepView(base.AuthenticateView):
    """The second page of signing in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the digits of the demo for demo people."""
        person = self.stage.login.user
        more = {"digits": second_step.demo_digits_of(person), "kinds": second_step.kinds_of(person)}
        return {**super().get_context_data(**kwargs), **more}


@uncached
class StepAgainView(base.ReauthenticateView):
    """Asked again before something that matters."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the digits of the demo for demo people."""
        return {**super().get_context_data(**kwargs), "digits": second_step.demo_digits_of(self.request.user)}


@uncached
class EmergencyCodesView(codes.ViewRecoveryCodesView):
    """Ten codes to print or write down."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way on."""
        return {**super().get_context_data(**kwargs), "go_on": _next(self.request) or reverse("mfa_index")}


@never_cache
def second_step_first(request: HttpRequest) -> HttpResponse:
    """Why the step comes first, and the way to it (accounts.gate)."""
    way_back = _next(request)
    query = f"?{urlencode({'next': way_back})}" if way_back else ""
    kinds = second_step.kinds_of(request.user)
    again = "mfa_reauthenticate_webauthn" if "webauthn" in kinds else "mfa_reauthenticate"
    pages = {"passkey_url": "mfa_add_webauthn", "app_url": "mfa_activate_totp", "again_url": again}
    context: dict[str, Any] = {name: reverse(page) + query for name, page in pages.items()}
    context["is_set_up"] = bool(kinds)
    return render(request, "accounts/second_step_first.html", context)


step = records_reading("the challenge for a passkey is kept in the session")(StepView.as_view())
emergency_codes = records_reading("allauth notes that the emergency codes were shown")(EmergencyCodesView.as_view())


def _next(request: Any) -> str:
    """Where the person came from, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if get_adapter().is_safe_url(wanted) else ""
