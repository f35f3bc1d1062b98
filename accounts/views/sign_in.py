"""Signing in and out, and the password for who wants one: allauth's steps in our words and pages."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts import sessions
from accounts.forms import sign_in as forms
from core import limits

SECONDS_TO_WAIT = 60


def too_many(request: HttpRequest) -> HttpResponse:
    """Where allauth's own limits end: the same page as for ours (named handler429 in the site map)."""
    raise limits.TooMany(SECONDS_TO_WAIT)


public = method_decorator([never_cache, login_not_required], name="dispatch")


@public
class SignInView(allauth.RequestLoginCodeView):
    """The ordinary way: a code by mail. Beside it the doors for whoever has no account."""

    template_name = "account/request_login_code.html"
    form_class = forms.CodeRequestForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Count, remember the device, send; the answer is the same for every address."""
        get_adapter().count_code(self.request, form.cleaned_data["email"])
        sessions.note_shared(self.request, shared=form.cleaned_data["shared"])
        return super().form_valid(form)


@public
class PasswordSignInView(allauth.LoginView):
    """The way for who wants a password."""

    form_class = forms.PasswordSignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember the device, sign in."""
        sessions.note_shared(self.request, shared=form.cleaned_data["shared"])
        return super().form_valid(form)


@public
class SignInCodeView(allauth.ConfirmLoginCodeView):
    """Type the code."""

    form_class = forms.SignInCodeForm


@public
class MailboxCodeView(allauth.ConfirmEmailVerificationCodeView):
    """Type the code that proves a new mailbox."""

    form_class = forms.MailboxCodeForm


@public
class ForgottenPasswordView(allauth.PasswordResetView):
    """Ask for a code to set a new password."""

    form_class = forms.ForgottenPasswordForm


@public
class ResetCodeView(allauth.ConfirmPasswordResetCodeView):
    """Type the code before the new password."""

    form_class = forms.ResetCodeForm
