"""The second step: six digits or an emergency code, in our words and without placeholders."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext_lazy as _


class Digits:
    """One field; spaces of a code that was typed over do no harm."""

    words: Any = _("Sechs Ziffern aus der App, oder ein Notfallcode.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]  # type: ignore[attr-defined]
        code.label, code.help_text = _("Code"), self.words
        code.widget.attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}


class StepForm(Digits, AuthenticateForm):
    """At sign-in."""


class StepAgainForm(Digits, ReauthenticateForm):
    """Before something that matters."""


class SetUpForm(Digits, ActivateTOTPForm):
    """The first digits, which prove that the app has the key."""

    words = _("Sechs Ziffern, wie sie gerade in der App stehen.")
