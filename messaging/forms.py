"""Forms turn what was typed into values; the actions decide."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.text import SafeCharField, SafeTextField
from messaging.models import Appointment, ContactShare, Report, WarningSign
from messaging.models.message import TEXT_LIMIT


class KeyField(forms.UUIDField):
    """Hidden key made when the form is shown: a double click, the back button and a resend write once."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(initial=uuid.uuid4, **kwargs)


class MessageForm(forms.Form):
    """One message of a conversation, the same for page and socket."""

    body = SafeTextField(
        label=_("Deine Nachricht"),
        max_length=TEXT_LIMIT,
        error_messages={
            "required": _("Schreib erst etwas."),
            "max_length": _("Zu lang: höchstens 4.000 Zeichen."),
        },
    )
    client_key = KeyField()


class KeyForm(forms.Form):
    """Nothing to type, written once."""

    client_key = KeyField()


class ReportForm(forms.Form):
    """Six plain reasons and, by choice, own words."""

    reason = forms.ChoiceField(
        label=_("Grund"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Bitte einen Grund wählen."),
            "invalid_choice": _("Bitte einen der sechs Gründe wählen."),
        },
    )
    text = SafeTextField(
        label=_("Noch etwas dazu?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    client_key = KeyField()


class PageReportForm(ReportForm):
    """A report about a public page: which one is part of it."""

    address = SafeCharField(
        label=_("Um welche Seite geht es?"),
        help_text=_("Zum Beispiel /plaetze/12/"),
        max_length=300,
        error_messages={"required": _("Bitte schreiben, um welche Seite es geht.")},
    )

    field_order = ["address", "text", "reason"]

    def clean_address(self) -> str:
        """A path of this site; other addresses are not ours to judge."""
        path = self.cleaned_data["address"]
        if not path.startswith("/") or path.startswith("//") or "\\" in path:
            raise ValidationError(_("Die Adresse beginnt mit /, zum Beispiel /plaetze/12/."))
        return path


class DecisionForm(forms.Form):
    """What happens, by which rule, and the sentence both sides read."""

    measure = forms.ChoiceField(
        label=_("Was passiert?"),
        widget=forms.RadioSelect(attrs={"class": "tiles"}),
        error_messages={"required": _("Wählen Sie, was passiert.")},
    )
    rule = forms.ChoiceField(label=_("Regel"), choices=Report.Rule.choices)
    statement = SafeTextField(
        label=_("Begründung"),
        help_text=_("Beide Seiten lesen diesen Text. Er nennt nicht, wer gemeldet hat."),
        min_length=20,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Ohne Begründung keine Entscheidung."),
            "min_length": _("Bitte in einem ganzen Satz begründen."),
        },
    )

    def __init__(self, *args: Any, measures: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = measures  # type: ignore[attr-defined]


class PurposeForm(forms.Form):
    """Why a moderator looks further."""

    purpose = SafeCharField(
        label=_("Zweck"),
        max_length=200,
        min_length=5,
        error_messages={"required": _("Schreiben Sie, wozu Sie das brauchen.")},
    )


class WordsForm(forms.Form):
    """A complaint, or the answer to one."""

    words = SafeTextField(
        label=_("Text"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hier fehlt noch der Text.")},
    )


class ContactForm(forms.Form):
    """Which contact fields one organisation may read; only those that hold something can be chosen."""

    shared = forms.MultipleChoiceField(
        label=_("Was darf dieser Betrieb sehen?"),
        choices=ContactShare.Field.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, pupil: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile = getattr(pupil, "pupil_profile", None)
        held = {"email": pupil.email, "phone": pupil.phone, "street": profile.street if profile else ""}
        self.fields["shared"].choices = [  # type: ignore[attr-defined]
            (code, f"{label}: {held[code]}") for code, label in ContactShare.Field.choices if held[code]
        ]


class DutyForm(forms.Form):
    """One shift of the moderation, perhaps for several weeks."""

    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Wer"), queryset=None)
    on = forms.DateField(label=_("Datum"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label=_("Von"), initial="08:00", widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Bis"), initial="20:00", widget=forms.TimeInput(attrs={"type": "time"}))
    weeks = forms.IntegerField(label=_("Wie viele Wochen"), initial=1, min_value=1, max_value=26)
    client_key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moderators = get_user_model().objects.filter(groups__name="moderator", is_active=True)
        self.fields["person"].queryset = moderators.order_by("pk")  # type: ignore[attr-defined]


class SignForm(forms.Form):
    """One entry of the list of warning words."""

    term = SafeCharField(
        label=_("Wörter"), max_length=80, help_text=_("Ein Wort oder mehrere; Reihenfolge und Endungen sind egal.")
    )
    category = forms.ChoiceField(label=_("Art"), choices=WarningSign.Category.choices)
    severity = forms.ChoiceField(label=_("Folge"), choices=WarningSign.Severity.choices)


class AppointmentForm(forms.Form):
    """One proposed meeting: everything is chosen, nothing is written."""

    purpose = forms.ChoiceField(label=_("Wozu"), choices=Appointment.Purpose.choices)
    place = forms.ChoiceField(label=_("Wo"), choices=Appointment.Place.choices)
    day = forms.DateField(label=_("Datum"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Uhrzeit"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.TypedChoiceField(
        label=_("Wie lange"),
        coerce=int,
        initial=60,
        choices=[(number, _("%(number)s Minuten") % {"number": number}) for number in (15, 30, 45, 60, 90, 120, 240)],
    )
    client_key = KeyField()

    def values(self) -> dict[str, Any]:
        """The fields as the action takes them, the moment in Berlin's time."""
        fields = self.cleaned_data
        starts_at = datetime.combine(fields["day"], fields["time"], tzinfo=clock.BERLIN)
        rest = {name: fields[name] for name in ("purpose", "place", "minutes", "client_key")}
        return {"starts_at": starts_at, **rest}


class OfficeField(forms.ModelChoiceField[Any]):
    """Counsellors by name, task and organisation."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> str:
        """„Frau Berger, Berufsberater:in, Jugendberufsagentur Gera“."""
        return f"{obj.user.get_short_name()}, {obj.get_role_display()}, {obj.organisation.name}"


class TalkForm(forms.Form):
    """Which counsellor a talk begins with."""

    membership = OfficeField(
        label=_("Mit wem möchtest du sprechen?"),
        queryset=None,
        empty_label=None,
        to_field_name="public_id",
        error_messages={"required": _("Wähl, wen du meinst."), "invalid_choice": _("Wähl jemanden aus der Liste.")},
    )
    client_key = KeyField()

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = choices  # type: ignore[attr-defined]


class GuestForm(TalkForm):
    """Which counsellor reads along, and from where."""

    shows_history = forms.BooleanField(
        label=_("Auch zeigen, was schon geschrieben ist"),
        help_text=_("Ohne Haken liest die Beratung nur, was ab jetzt dazukommt."),
        required=False,
    )

    field_order = ["membership", "shows_history", "client_key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].label = _("Wer soll mitlesen?")
