"""Passkeys: a name in the person's words; the rest is said by the device, and doubted until it is proved."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text import SafeCharField

NAME_LIMIT = 60
NOT_PROVED = _("Das Gerät hat nicht bestätigt. Bitte noch einmal, oder auf dem anderen Weg.")


def name_field() -> SafeCharField:
    """What stands in the list."""
    return SafeCharField(
        label=_("Name"),
        help_text=_("Damit Sie ihn wiedererkennen, zum Beispiel „Telefon“ oder „Büro“."),
        max_length=NAME_LIMIT,
        error_messages={"required": _("Bitte einen Namen geben.")},
    )


def proved(look: Callable[[], Any]) -> Any:
    """What the device said, if it holds; anything misshapen is a sentence for the person, never an error page."""
    try:
        return look()
    except (KeyError, AttributeError, TypeError, ValueError) as problem:
        raise ValidationError(NOT_PROVED) from problem
    except ValidationError as problem:
        # The words for digits do not fit a key; those about limits do.
        raise ValidationError(NOT_PROVED) if problem.code == "incorrect_code" else problem from problem


class PasskeyAddForm(AddWebAuthnForm):
    """A new key: always one that asks for finger, face or PIN, so that a found device alone opens nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        field = name_field()
        field.required = False  # the device has made the key already: a missing name must not lose it
        self.fields["name"] = field

    def clean(self) -> dict[str, Any]:
        """allauth proves that the person was verified where a key may sign in alone."""
        self.cleaned_data["passwordless"] = True
        return proved(super().clean)


class PasskeyNameForm(EditWebAuthnForm):
    """Another name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()


class PasskeyStepForm(AuthenticateWebAuthnForm):
    """The second page of signing in."""

    def clean_credential(self) -> Any:
        """Whose key it is."""
        return proved(super().clean_credential)


class PasskeySignInForm(LoginWebAuthnForm):
    """The whole sign-in."""

    def clean_credential(self) -> Any:
        """Whose key it is."""
        return proved(super().clean_credential)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    """Before something that matters."""

    def clean_credential(self) -> Any:
        """Whose key it is."""
        return proved(super().clean_credential)
