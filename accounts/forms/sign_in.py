"""Signing in: the mailed code as the ordinary way, the password for who wants one."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    ConfirmPasswordResetCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
)
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import sessions

SHARED_LABEL = _("Das ist ein Schulrechner oder das Gerät von jemand anderem")


def plain_email(field: forms.Field, help_text: Any = "") -> None:
    """Our label, no placeholder: a placeholder disappears when one types."""
    field.label, field.help_text = _("E-Mail"), help_text
    field.widget.input_type = "email"  # as an attribute it would stand there twice
    field.widget.attrs = {
        "autocomplete": "username",
        "autocapitalize": "none",
        "spellcheck": "false",
    }


class CodeRequestForm(RequestLoginCodeForm):
    """Ask for a code by mail."""

    shared = forms.BooleanField(label=SHARED_LABEL, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_email(self.fields["email"], _("Du bekommst sechs Ziffern. Ein Passwort brauchst du nicht."))


class PasswordSignInForm(LoginForm):
    """Sign in by password."""

    shared = forms.BooleanField(label=SHARED_LABEL, required=False)
    field_order = ("login", "password", "shared")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_email(self.fields["login"])
        self.fields["password"].label = _("Passwort")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.order_fields(self.field_order)

    def _setup_password_field(self) -> None:
        """Keep the field: allauth drops it where sign-up asks for no password."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        """Sign in; how long it holds is ours to decide, after allauth has."""
        answer = super().login(request, redirect_url=redirect_url)
        if request.user.is_authenticated:
            sessions.set_length(request, request.user)
        return answer


class SixDigits:
    """One field for six digits; spaces and dashes of a pasted code do no harm."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]  # type: ignore[attr-defined]
        code.label, code.help_text = _("Code"), _("Sechs Ziffern aus der E-Mail. Einfügen geht auch.")
        code.widget.attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}


class SignInCodeForm(SixDigits, ConfirmLoginCodeForm):
    """The code for signing in."""


class MailboxCodeForm(SixDigits, ConfirmEmailVerificationCodeForm):
    """The code that proves a mailbox."""


class ResetCodeForm(SixDigits, ConfirmPasswordResetCodeForm):
    """The code before a new password."""


class ForgottenPasswordForm(ResetPasswordForm):
    """Ask for a code to set a new password; the same answer for every address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_email(self.fields["email"])

    def clean_email(self) -> str:
        """Count before anything else happens."""
        get_adapter().count_code(get_adapter().request, self.cleaned_data["email"])
        return super().clean_email()
