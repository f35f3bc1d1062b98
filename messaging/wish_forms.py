"""Forms about what reaches a person: mails by kind, the number for short messages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import sms
from messaging import notifications
from messaging.models import NotificationChoice

SCHOOL = "school_quiet"


class WishesForm(forms.Form):
    """How the mails of each kind shall come; young people may also have their school hours without."""

    def __init__(self, *args: Any, kinds: list[Any], is_young: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        weekly = NotificationChoice.Mail.WEEKLY
        choices = [choice for choice in NotificationChoice.Mail.choices if not (is_young and choice[0] == weekly)]
        for kind in kinds:
            self.fields[kind.code] = forms.ChoiceField(
                label=notifications.name_of(kind.code),
                choices=choices,
                initial=NotificationChoice.Mail.AT_ONCE,
            )
        if is_young:
            self.fields[SCHOOL] = forms.BooleanField(
                label=_("In der Schulzeit keine Mails"),
                required=False,
                help_text=_("Montag bis Freitag von 7:30 bis 13:30 Uhr. Danach kommen sie gesammelt."),
            )

    def by_topic(self) -> list[dict[str, Any]]:
        """The kinds under their headings; a heading is open where something is wrong below it."""
        shown = [topic for topic in notifications.Topic if any(kind.topic == topic for kind in self.kinds)]
        return [self._topic(topic, [kind.code for kind in self.kinds if kind.topic == topic]) for topic in shown]

    def _topic(self, topic: Any, codes: list[str]) -> dict[str, Any]:
        at_once = NotificationChoice.Mail.AT_ONCE
        return {
            "title": topic.label,
            "fields": [self[code] for code in codes],
            "changed": sum((self[code].value() or at_once) != at_once for code in codes),
            "is_wrong": any(self[code].errors for code in codes),
        }

    def school(self) -> Any:
        """The field for young people; None for others."""
        return self[SCHOOL] if SCHOOL in self.fields else None


class NumberForm(forms.Form):
    """The mobile number for short messages."""

    number = forms.CharField(
        label=_("Handynummer"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Hier fehlt noch die Nummer.")},
    )

    def clean_number(self) -> str:
        """As gateways want it; landlines read no short messages."""
        number = sms.mobile_number(self.cleaned_data["number"])
        if number is None:
            raise ValidationError(_("Das ist keine Handynummer, zum Beispiel 0151 12345678."))
        return number


class CodeForm(forms.Form):
    """The six digits that came."""

    code = forms.RegexField(
        r"^\s*(\d\s*){6}$",
        label=_("Code aus der SMS"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Hier fehlt noch der Code."), "invalid": _("Der Code hat sechs Ziffern.")},
    )

    def clean_code(self) -> str:
        """Digits alone."""
        return "".join(self.cleaned_data["code"].split())
