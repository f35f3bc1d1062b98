"""Opening days, booking one, calling one off."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.actions import slots
from apprenticeships.forms.keys import KeyedForm
from apprenticeships.models import Slot, Vacancy
from apprenticeships.models.application import Reason
from core import clock
from core.text import SafeCharField, SafeTextField

WEEKDAYS = [
    ("0", _("Montag")), ("1", _("Dienstag")), ("2", _("Mittwoch")), ("3", _("Donnerstag")), ("4", _("Freitag")),
    ("5", _("Samstag")),
]  # fmt: skip
SATURDAY, SUNDAY = 5, 6
MOST_DAYS = 60
LONGEST = 20
ADULT = 18
DATE = {"type": "date"}
TIME = {"type": "time"}


class DaysForm(KeyedForm):
    """Days by weekday pattern or one by one, with hours, seats and minimum age."""

    weekdays = forms.MultipleChoiceField(
        label=_("Immer am"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    first_on = forms.DateField(label=_("vom"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    last_on = forms.DateField(label=_("bis"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    dates = SafeTextField(
        label=_("Oder einzelne Tage"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mit Komma getrennt, zum Beispiel 1.12.2026, 8.12.2026"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Art"), choices=Slot.Kind.choices, initial=Slot.Kind.TASTER_DAY)
    day_count = forms.IntegerField(label=_("Wie viele Tage am Stück"), min_value=1, max_value=LONGEST, initial=1)
    from_time = forms.TimeField(label=_("von"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    to_time = forms.TimeField(label=_("bis"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    capacity = forms.IntegerField(label=_("Plätze je Tag"), min_value=1, max_value=50, initial=1)
    min_age = forms.IntegerField(label=_("ab wie vielen Jahren"), min_value=14, max_value=18, initial=15)
    instant = forms.BooleanField(label=_("Ohne Rückfrage bestätigen"), required=False)
    meeting_point = SafeCharField(label=_("Treffpunkt"), max_length=160, required=False)
    bring = SafeCharField(label=_("Bitte mitbringen"), max_length=240, required=False)
    tasks = SafeCharField(label=_("Was macht man an dem Tag?"), max_length=240, required=False)
    step_free = forms.BooleanField(label=_("stufenfrei"), required=False)

    def __init__(self, *args: Any, vacancy: Vacancy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vacancy = vacancy

    def clean_dates(self) -> list[date]:
        """Single days as dates; each must be readable."""
        words = self.cleaned_data["dates"].replace(";", ",").replace("\n", ",").split(",")
        field = forms.DateField(input_formats=["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"])
        try:
            return [field.to_python(word.strip()) for word in words if word.strip()]
        except forms.ValidationError as problem:
            raise forms.ValidationError(_("Schreiben Sie die Tage so: 1.12.2026, 8.12.2026")) from problem

    def clean(self) -> dict[str, Any]:
        """Days ahead, within the law."""
        values = super().clean() or self.cleaned_data
        if not self.errors:
            self._check_hours(values)
            self._check_days()
        return values

    def days(self) -> list[date]:
        """All wanted days."""
        data = self.cleaned_data
        single = list(data.get("dates") or [])
        if not data.get("weekdays"):
            return sorted(set(single))
        first, last = data.get("first_on"), data.get("last_on")
        if not (first and last):
            return sorted(set(single))
        return sorted({*single, *slots.days_of_pattern([int(day) for day in data["weekdays"]], first, last)})

    def values(self) -> dict[str, Any]:
        """What each slot gets."""
        names = (
            "kind",
            "day_count",
            "from_time",
            "to_time",
            "capacity",
            "min_age",
            "instant",
            "meeting_point",
            "bring",
            "tasks",
            "step_free",
        )
        return {name: self.cleaned_data[name] for name in names}

    def _check_hours(self, values: dict[str, Any]) -> None:
        law = rules.in_force()
        start = values["from_time"].hour + values["from_time"].minute / 60
        end = values["to_time"].hour + values["to_time"].minute / 60
        if end <= start:
            self.add_error("to_time", _now("Das Ende liegt vor dem Anfang."))
        elif start < law.value("night_rest_to") or end > law.value("night_rest_from"):
            self.add_error("from_time", _now("Tage zum Ausprobieren liegen zwischen 6 und 20 Uhr (JArbSchG § 14)."))
        elif values["min_age"] < ADULT and end - start > law.value("practice_hours_day"):
            self.add_error("to_time", law.text("practice_hours_day") + " (JArbSchG § 7)")
        if values["kind"] not in Slot.SCHOOL_LED and values["min_age"] < law.value("voluntary_age"):
            self.add_error("min_age", law.text("voluntary_age") + " " + law.text("school_practice_age"))

    def _check_days(self) -> None:
        days = self.days()
        if not days:
            self.add_error(None, _now("Wählen Sie Wochentage mit Zeitraum oder einzelne Tage."))
        elif len(days) > MOST_DAYS:
            self.add_error(None, _now("Höchstens %(most)d Tage auf einmal.") % {"most": MOST_DAYS})
        for day in days:
            if problem := self._problem_of(day):
                self.add_error("dates" if day in (self.cleaned_data.get("dates") or []) else "weekdays", problem)
                break

    def _problem_of(self, day: date) -> str:
        words = {"day": date_format(day, "D, j.n.Y")}
        if day <= clock.today():
            return _now("%(day)s ist vorbei oder heute. Nehmen Sie einen Tag ab morgen.") % words
        if day > clock.today() + timedelta(days=366):
            return _now("%(day)s liegt mehr als ein Jahr voraus.") % words
        if day.weekday() == SUNDAY:
            return _now("%(day)s ist ein Sonntag (JArbSchG § 17).") % words
        is_free = rules.in_force(day).allows_saturday(self.vacancy.trade_id)
        if day.weekday() == SATURDAY and self.cleaned_data["min_age"] < ADULT and not is_free:
            return _now("%(day)s ist ein Samstag, in diesem Beruf unter 18 nicht erlaubt (JArbSchG § 16).") % words
        return ""


class BookForm(KeyedForm):
    """Choosing a day."""

    slot = forms.IntegerField(error_messages={"required": _("Wähle einen Tag."), "invalid": _("Wähle einen Tag.")})
    has_school_release = forms.BooleanField(
        label=_("An diesem Tag ist schulfrei, oder meine Schule stellt mich frei."), required=False
    )


class CallOffForm(forms.Form):
    """Why a day does not take place."""

    reason = SafeCharField(
        label=_("Warum fällt der Tag aus?"),
        max_length=200,
        error_messages={"required": _("Nennen Sie den Grund in einem Satz.")},
    )


class SlotForm(forms.Form):
    """Seats and words of one day."""

    capacity = forms.IntegerField(label=_("Plätze"), min_value=1, max_value=50)
    meeting_point = SafeCharField(label=_("Treffpunkt"), max_length=160, required=False)
    bring = SafeCharField(label=_("Bitte mitbringen"), max_length=240, required=False)
    tasks = SafeCharField(label=_("Was macht man an dem Tag?"), max_length=240, required=False)


class DeclineDayForm(forms.Form):
    """A no to a request, with a reason."""

    reason = forms.ChoiceField(label=_("Grund"), choices=Reason.choices, initial=Reason.POSITION_FILLED)
    text = SafeCharField(label=_("Ein freundlicher Satz"), max_length=300, required=False)
