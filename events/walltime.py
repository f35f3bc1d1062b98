"""Wall times of Europe/Berlin as people type them; hours that the clock skips or repeats are refused."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.clock import BERLIN

MISSING = _("Diese Uhrzeit gibt es an dem Tag nicht: Die Uhr springt von 2:00 auf 3:00 Uhr. Bitte eine andere wählen.")
DOUBLE = _(
    "Diese Uhrzeit gibt es an dem Tag zweimal: Die Uhr wird zurückgestellt. Bitte vor 2:00 oder ab 3:00 Uhr wählen."
)
UNREADABLE = _("Bitte Tag und Uhrzeit so angeben: 28.11.2026 10:00.")
FORMATS = ["%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y, %H:%M"]


def exact(wall: datetime) -> datetime:
    """The moment (aware, Berlin) that a naive wall time names; raises ValidationError if there is none or two."""
    first, second = wall.replace(tzinfo=BERLIN, fold=0), wall.replace(tzinfo=BERLIN, fold=1)
    if first.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) != wall:
        raise ValidationError(MISSING, code="missing")
    if first.utcoffset() != second.utcoffset():
        raise ValidationError(DOUBLE, code="double")
    return first


class WallTimeFormField(forms.DateTimeField):
    """A form field for one moment, read as wall time in Berlin."""

    default_error_messages = {"invalid": UNREADABLE}

    def __init__(self, *, input_formats: Any = None, **options: Any) -> None:
        super().__init__(input_formats=input_formats or FORMATS, **options)

    def to_python(self, value: Any) -> datetime | None:
        """Return an aware moment, or None for nothing typed."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value if value.tzinfo else exact(value)
        for pattern in self.input_formats or FORMATS:
            try:
                wall = datetime.strptime(str(value).strip(), pattern)  # noqa: DTZ007 -- made aware in the next line
            except ValueError:
                continue
            return exact(wall)
        raise ValidationError(self.error_messages["invalid"], code="invalid")


class WallTimeField(models.DateTimeField):
    """A moment that people type as wall time; its form field knows the nights when the clock changes."""

    def formfield(self, **options: Any) -> Any:
        """Use the field that explains missing and double hours, in the admin too."""
        return super().formfield(**{"form_class": WallTimeFormField, **options})
