"""The doors: one form for each, the role is the door's and never a field.

Whatever else is posted is ignored, because only the named fields are read (safety.md A44, A45).
"""

from typing import Any

from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from allauth.account.utils import setup_user_email
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.forms.fields import BirthMonthForm, PhoneField
from accounts.forms.sign_in import plain_email
from accounts.models import Organisation, User
from core.forms import OnceMixin, PlaceField, SafeCharField

Kind = Organisation.Kind
BODIES = (Kind.GUILD, Kind.CHAMBER)


class DoorForm(OnceMixin, SignupForm):
    """What all doors share: a mailbox, the notice, one account for a key."""

    notice = forms.BooleanField(label=_("Ich habe gelesen, was mit meinen Daten geschieht."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_email(self.fields["email"])
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.order_fields([*self.field_order, "notice", "client_key"])

    def try_save(self, request: HttpRequest) -> Any:
        """Open the account once: a resend with the same key meets the account it made, unconfirmed or not."""
        made = self._made_before()
        if made is not None:
            return made, None
        try:
            return super().try_save(request)
        except IntegrityError:
            # Two posts at once: the second finds the mailbox taken and answers like for any known address.
            self.account_already_exists = True
            return super().try_save(request)

    def save(self, request: HttpRequest) -> User:
        """Open the account and note its mailbox as unconfirmed, both or nothing."""
        with transaction.atomic():
            user = self.open_account()
            setup_user_email(request, user, [EmailAddress(email=user.email)])
        return user

    def open_account(self) -> User:
        """The door's own act."""
        raise NotImplementedError

    def _made_before(self) -> User | None:
        key = self.cleaned_data.get("client_key")
        if key is None:
            return None
        same = User.objects.filter(signup_key=key, email=self.cleaned_data["email"], last_login=None)
        return same.exclude(emailaddress__verified=True).first()


class YoungForm(BirthMonthForm, DoorForm):
    """Pupils, trainees, school leavers."""

    shown_name = SafeCharField(
        label=_("Wie sollen wir dich nennen?"),
        max_length=60,
        help_text=_("Vorname oder Deckname. Deinen Nachnamen sehen Betriebe erst mit einer Bewerbung."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ("shown_name", "email", "born_month", "born_year")

    def clean(self) -> dict[str, Any]:
        """Everything is right before age is looked at, so the answer gives no hint which age would do."""
        cleaned = super().clean()
        return cleaned if cleaned is not None else self.cleaned_data

    def open_account(self) -> User:
        """Open a pupil's account; raises TooYoung below 14."""
        data = self.cleaned_data
        return actions.sign_up_young(
            email=data["email"],
            shown_name=data["shown_name"],
            born_year=data["born_year"],
            born_month=data["born_month"],
            signup_key=data["client_key"],
        )


class OrganisationDoorForm(DoorForm):
    """Somebody who acts for an organisation; its kind is the door's."""

    first_name = SafeCharField(label=_("Vorname"), max_length=80)
    last_name = SafeCharField(label=_("Nachname"), max_length=80)
    name = SafeCharField(label=_("Name der Organisation"), max_length=120)
    street = SafeCharField(label=_("Straße und Hausnummer"), max_length=120)
    postal_code = PlaceField(formal=True)
    phone = PhoneField(help_text=_("Steht auf Ihrer Seite. Zur Prüfung rufen wir eine Nummer aus dem Register an."))
    kinds: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        self.fields["name"].widget.attrs["autocomplete"] = "organization"
        self.fields["street"].widget.attrs["autocomplete"] = "address-line1"

    def organisation_kind(self) -> str:
        """What this door is for."""
        return self.kinds[0]

    def open_account(self) -> User:
        """Open the account and found the unchecked organisation."""
        data = self.cleaned_data
        names = {name: data[name] for name in ("first_name", "last_name")}
        return actions.sign_up_for(
            email=data["email"],
            person={**names, "shown_name": f"{data['first_name']} {data['last_name']}", "phone": data["phone"]},
            organisation={"kind": self.organisation_kind(), **self.organisation_values()},
            signup_key=data["client_key"],
        )

    def organisation_values(self) -> dict[str, Any]:
        """Fields of the organisation."""
        names = ("name", "street", "postal_code", "phone")
        return {**{name: self.cleaned_data[name] for name in names}, "email": self.cleaned_data["email"]}


class FirmForm(OrganisationDoorForm):
    """A craft firm."""

    kinds = (Kind.FIRM,)
    register_number = SafeCharField(
        label=_("Nummer in der Handwerksrolle"),
        max_length=40,
        required=False,
        help_text=_("Damit geht die Prüfung schneller."),
    )
    named_body = forms.ModelChoiceField(
        label=_("Ihre Innung"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("keine oder nicht dabei"),
        help_text=_("Ihre Innung darf Sie prüfen. Ohne Innung prüft die Moderation."),
    )
    field_order = (
        "name",
        "street",
        "postal_code",
        "phone",
        "first_name",
        "last_name",
        "email",
        "named_body",
        "register_number",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name des Betriebs")
        bodies = Organisation.objects.filter(kind__in=BODIES, verification=Organisation.Verification.VERIFIED)
        self.fields["named_body"].queryset = bodies.order_by("name", "pk")

    def organisation_values(self) -> dict[str, Any]:
        """With register number and guild."""
        more = {name: self.cleaned_data[name] for name in ("register_number", "named_body")}
        return {**super().organisation_values(), **more}


class ChosenKindForm(OrganisationDoorForm):
    """A door for several kinds of bodies; all of them begin unchecked, and none gives a right of staff."""

    organisation_type = forms.ChoiceField(label=_("Wen vertreten Sie?"), widget=forms.RadioSelect)
    field_order = ("organisation_type", "name", "street", "postal_code", "phone", "first_name", "last_name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_type"].choices = [(kind, Kind(kind).label) for kind in self.kinds]

    def organisation_kind(self) -> str:
        """One of the door's kinds; the form has refused all others."""
        return self.cleaned_data["organisation_type"]


class GuildForm(ChosenKindForm):
    """Guild, district association, state association, chamber."""

    kinds = (Kind.GUILD, Kind.DISTRICT_ASSOCIATION, Kind.STATE_GUILD_ASSOCIATION, Kind.CHAMBER)


class CounsellorForm(ChosenKindForm):
    """Guidance centre or school."""

    kinds = (Kind.GUIDANCE_CENTRE, Kind.SCHOOL, Kind.VOCATIONAL_SCHOOL)
