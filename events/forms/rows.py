"""The rows of dates in the quick form: one more, one less, a series, one row's hours for all that follow.

Each button only changes what stands in the form; nothing is written before the organiser has seen every date.
"""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.editing import MOST_DATES
from events.series import Rule, days

BUTTON = "rows"  # name of the buttons; values: more, repeat, spread-2, drop-3
NUMBERED = re.compile(r"(?P<verb>spread|drop)-(?P<at>\d{1,2})")
SHORT_NUMBER = re.compile(r"[0-9]{1,6}")
PREFIX = "termine"
FIELDS = ("pk", "day", "start", "end", "capacity", "label")
SPREAD = ("start", "end", "capacity", "label")


class SeriesForm(forms.Form):
    """How often the last date comes again."""

    prefix = "serie"
    rule = forms.ChoiceField(label=_("Wiederholen"), choices=Rule.choices, required=False)
    count = forms.IntegerField(
        label=_("Termine insgesamt"), min_value=2, max_value=MOST_DATES, required=False, initial=4
    )


class Rows:
    """The typed rows, read from a form that was sent and written back into it."""

    def __init__(self, data: Any) -> None:
        self.data = data.copy()
        self.rows = [self._read(at) for at in range(min(self._number("TOTAL_FORMS", 1), MOST_DATES))]

    def _number(self, name: str, otherwise: int) -> int:
        """A number of the management form; what no browser sends counts as not sent."""
        text = self.data.get(f"{PREFIX}-{name}", "")
        return int(text) if SHORT_NUMBER.fullmatch(text) else otherwise

    def _read(self, at: int) -> dict[str, str]:
        return {name: self.data.get(f"{PREFIX}-{at}-{name}", "") for name in FIELDS}

    def pressed(self) -> Any:
        """Do what the button says; returns the data of the changed form."""
        button = self.data.get(BUTTON, "")
        if found := NUMBERED.fullmatch(button):
            getattr(self, found["verb"])(int(found["at"]))
        elif button == "repeat":
            self.repeat()
        elif len(self.rows) < MOST_DATES:
            self.rows.append(dict.fromkeys(FIELDS, ""))
        return self._written()

    def repeat(self) -> None:
        """Add the days that follow the last row by the rule, with its hours and seats."""
        series = SeriesForm(self.data)
        first = self._last_day()
        if not series.is_valid() or first is None or not series.cleaned_data["count"]:
            return
        last = self.rows[-1]
        room = MOST_DATES - len(self.rows) + 1
        count = min(series.cleaned_data["count"], room)
        for day in days(first, series.cleaned_data["rule"] or Rule.WEEKLY, count)[1:]:
            self.rows.append({**last, "pk": "", "day": day.isoformat()})

    def _last_day(self) -> date | None:
        try:
            return forms.DateField().clean(self.rows[-1]["day"])
        except forms.ValidationError:
            return None

    def spread(self, at: int) -> None:
        """Give hours, seats and part of one row to all that follow; their days stay."""
        if at < len(self.rows):
            given = {name: self.rows[at][name] for name in SPREAD}
            self.rows[at + 1 :] = [{**row, **given} for row in self.rows[at + 1 :]]

    def drop(self, at: int) -> None:
        """Leave out a row that is not stored yet; a stored date is called off on its own page, with a reason."""
        if at < len(self.rows) and len(self.rows) > 1 and not self.rows[at]["pk"]:
            del self.rows[at]

    def _written(self) -> Any:
        for at, row in enumerate(self.rows):
            for name, value in row.items():
                self.data[f"{PREFIX}-{at}-{name}"] = value
        known = self._number("INITIAL_FORMS", 0)
        self.data[f"{PREFIX}-TOTAL_FORMS"] = str(len(self.rows))
        self.data[f"{PREFIX}-INITIAL_FORMS"] = str(min(known, len(self.rows)))
        return self.data
