"""Passkeys: the telephone or computer itself as the second step, and as the whole sign-in. The flows are allauth's."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts import actions, second_step, sessions
from core.middleware import records_reading

uncached = method_decorator(never_cache, name="dispatch")


@uncached
class PasskeyAddView(webauthn.AddWebAuthnView):
    """Give it a name, let the device ask for finger, face or PIN, done; the first one brings the emergency codes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With options for a key that signs in alone: it lies on the device and asks who holds it."""
        found = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, True)
        way_back = self._next()
        app_url = reverse("mfa_activate_totp") + (f"?{urlencode({'next': way_back})}" if way_back else "")
        return {**found, "options": options, "next": way_back, "app_url": app_url}

    def form_valid(self, form: Any) -> HttpResponse:
        """Making it is taking the step; every other device signs in anew, with it."""
        answer = super().form_valid(form)
        second_step.take(self.request, self.request.user)
        actions.note_second_step(self.request.user, by=self.request.user, is_on=True)
        sessions.keep(self.request, self.request.user)
        return answer

    def get_success_url(self) -> str:
        """The emergency codes of the first key are shown at once; a way back goes along."""
        way_back = self._next()
        if self.did_generate_recovery_codes:
            return reverse("mfa_view_recovery_codes") + (f"?{urlencode({'next': way_back})}" if way_back else "")
        return way_back or reverse("mfa_index")

    def _next(self) -> str:
        wanted = self.request.POST.get("next") or self.request.GET.get("next") or ""
        return wanted if get_adapter().is_safe_url(wanted) else ""


@uncached
class PasskeyNameView(webauthn.EditWebAuthnView):
    """Another name for a key."""

    success_url = reverse_lazy("mfa_index")


@uncached
class PasskeyRemoveView(webauthn.RemoveWebAuthnView):
    """A device was sold or lost: its key opens nothing any more."""

    success_url = reverse_lazy("mfa_index")


@uncached
class PasskeyAgainView(webauthn.ReauthenticateWebAuthnView):
    """Asked again before something that matters."""


@method_decorator([never_cache, login_not_required], name="dispatch")
class PasskeySignInView(webauthn.LoginWebAuthnView):
    """Sign in by a key alone: it proves device and person, so no second page follows."""


# The challenge lies in the session until the device has answered.
begin = records_reading("the challenge for the device is kept in the session")
passkey_add = begin(PasskeyAddView.as_view())
passkey_again = begin(PasskeyAgainView.as_view())
passkey_sign_in = begin(PasskeySignInView.as_view())
