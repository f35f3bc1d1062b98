"""Forms about what reaches a person: ways by kind, the number for short messages, a device."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import push, sealing, sms
from messaging import notifications
from messaging.models import NotificationChoice

SCHOOL = "school_quiet"
SMS, PUSH = "sms", "push"
WAY_LABELS = {SMS: _("auch als SMS"), PUSH: _("auch auf meinen Geräten")}


class WishesForm(forms.Form):
    """How the notices of each kind shall come; young people may also have their school hours without.

    Mails stand under the kind's code, the other ways under `sms-<code>` and `push-<code>`, where the person has them.
    """

    def __init__(self, *args: Any, kinds: list[Any], is_young: bool, ways: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways
        self.kinds = [kind for kind in kinds if kind.mail or self._rings(kind)]
        weekly = NotificationChoice.Mail.WEEKLY
        choices = [choice for choice in NotificationChoice.Mail.choices if not (is_young and choice[0] == weekly)]
        for kind in self.kinds:
            self._add(kind, choices)
        if is_young:
            self.fields[SCHOOL] = forms.BooleanField(
                label=_("In der Schulzeit nichts schicken"),
                required=False,
                help_text=_(
                    "Mails, SMS und Geräte warten: Montag bis Freitag, 7:30 bis 13:30 Uhr. Danach kommt es gesammelt."
                ),
            )

    def _rings(self, kind: Any) -> list[str]:
        means = {SMS: kind.sms, PUSH: kind.on_device}
        return [way for way in (PUSH, SMS) if way in self.ways and means[way]]

    def _add(self, kind: Any, choices: list[Any]) -> None:
        name = notifications.name_of(kind.code)
        if kind.mail:
            self.fields[kind.code] = forms.ChoiceField(
                label=name, choices=choices, initial=NotificationChoice.Mail.AT_ONCE
            )
        for way in self._rings(kind):
            label = WAY_LABELS[way] if kind.mail else _("%(kind)s: %(way)s") % {"kind": name, "way": WAY_LABELS[way]}
            self.fields[f"{way}-{kind.code}"] = forms.BooleanField(
                label=label,
                required=False,
                initial=True,
                widget=forms.CheckboxInput(attrs={"aria-label": f"{name}: {WAY_LABELS[way]}"}),
            )

    def by_topic(self) -> list[dict[str, Any]]:
        """The kinds under their headings; a heading is open where something is wrong below it."""
        shown = [topic for topic in notifications.Topic if any(kind.topic == topic for kind in self.kinds)]
        return [self._topic(topic, [kind for kind in self.kinds if kind.topic == topic]) for topic in shown]

    def _topic(self, topic: Any, kinds: list[Any]) -> dict[str, Any]:
        groups = [[self[name] for name in self._names(kind)] for kind in kinds]
        fields = [field for group in groups for field in group]
        return {
            "title": topic.label,
            "groups": groups,
            "changed": sum(_is_changed(field) for field in fields),
            "is_wrong": any(field.errors for field in fields),
        }

    def _names(self, kind: Any) -> list[str]:
        return [kind.code] * kind.mail + [f"{way}-{kind.code}" for way in self._rings(kind)]

    def school(self) -> Any:
        """The field for young people; None for others."""
        return self[SCHOOL] if SCHOOL in self.fields else None


def _is_changed(field: Any) -> bool:
    return bool(field.value() != field.field.initial)


class DeviceForm(forms.Form):
    """What a browser says when it may show notices: `PushSubscription.toJSON()`."""

    subscription = forms.JSONField(widget=forms.HiddenInput)

    def clean_subscription(self) -> dict[str, str]:
        """Address and keys, as `actions.add_device` takes them."""
        told = self.cleaned_data["subscription"]
        try:
            found = {"address": told["endpoint"], "point": told["keys"]["p256dh"], "secret": told["keys"]["auth"]}
            right = sealing.is_point(sealing.plain(found["point"]))
            right &= len(sealing.plain(found["secret"])) == sealing.SECRET_BYTES
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ValidationError(_("Der Browser hat keine brauchbare Adresse genannt.")) from None
        if not right or not isinstance(found["address"], str) or not push.is_allowed(found["address"]):
            raise ValidationError(_("Der Dienst dieses Browsers wird hier nicht benutzt."))
        return found


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
