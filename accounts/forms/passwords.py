"""A password of one's own and another mailbox: allauth's fields under our labels, without placeholders."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ReauthenticateForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import plain_email

LABELS = {
    "oldpassword": _("Passwort von heute"),
    "password1": _("Neues Passwort"),
    "password2": _("Neues Passwort noch einmal"),
    "password": _("Passwort"),
}


class PlainPasswords(forms.Form):
    """What a password must be stands above the form once; a placeholder would disappear while one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            if field := self.fields.get(name):
                field.label, field.help_text = label, ""
                field.widget.attrs.pop("placeholder", None)


class OtherPasswordForm(PlainPasswords, ChangePasswordForm):
    """A new password for the one of today."""


class FirstPasswordForm(PlainPasswords, SetPasswordForm):
    """The first password of who signed in by code so far."""


class PasswordAfterCodeForm(PlainPasswords, ResetPasswordKeyForm):
    """The new password after the mailed code."""


class PasswordAgainForm(PlainPasswords, ReauthenticateForm):
    """The password once more, before something that matters."""


class OtherMailboxForm(AddEmailForm):
    """Another address; a code proves it before it counts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_email(self.fields["email"])
        self.fields["email"].label = _("Neue E-Mail-Adresse")
        self.fields["email"].widget.attrs["autocomplete"] = "email"
