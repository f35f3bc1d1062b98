"""The posting form: six required fields, everything else known before and open to change (product P5)."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apprenticeships.advert import Remark
from apprenticeships.forms.keys import KeyedForm
from apprenticeships.models import Requirement, Vacancy
from apprenticeships.models.requirement import REASON_MIN
from core import clock
from core.models import PostalCode
from core.text import SafeCharField, SafeTextField

CENTS = 100
HIGHEST_PAY = 5000
STARTS = ((8, 1), (9, 1), (10, 1))
SEASONS = 3
REQUIRED = ("trade", "places_total", "start", "contact_name", "contact_phone", "certificate_weight", "own_sentence")
PAY = tuple(f"pay_year{year}" for year in range(1, 5))
# Wishes beside the certificate: kind, label, whether a word of the firm belongs to it.
WISHES = (
    (Requirement.Kind.GRADE, _("Noten")),
    (Requirement.Kind.GERMAN, _("Deutsch")),
    (Requirement.Kind.LICENCE, _("Führerschein")),
    (Requirement.Kind.OWN_INTERNSHIP, _("Praktikum bei uns")),
    (Requirement.Kind.CONDITION, _("Arbeitsalltag, zum Beispiel Höhe")),
)
# Fields of the model that the form carries under the same name.
SAME = (
    "kind", "practice", "places_total", "places_filled", "months", "form", "weekly_hours", "can_be_shorter",
    "welcomes_changers", "pay_note", "work_start", "work_end", "saturday", "school_days", "tasks", "downsides",
    "own_sentence", "support", "access", "street", "transport", "contact_name", "contact_phone", "contact_hours",
    "contact_email", "answer_days", "closes_on",
)  # fmt: skip


def starts() -> list[tuple[str, str]]:
    """„sofort“ and the usual beginnings of the coming seasons."""
    today = clock.today()
    days = [date(today.year + year, month, day) for year in range(SEASONS) for month, day in STARTS]
    coming = [(day.isoformat(), date_format(day, "j. F Y")) for day in days if day > today]
    return [("", _now("nach Absprache")), ("now", _now("sofort")), *coming]


class VacancyForm(KeyedForm):
    """All fields of an advert; the required ones stand in front, the rest in a part that opens."""

    kind = forms.ChoiceField(label=_("Was bieten Sie an?"), choices=Vacancy.Kind.choices, initial="apprenticeship")
    trade = SafeCharField(
        label=_("Beruf"),
        max_length=120,
        help_text=_("Schreiben Sie auch „Schreiner“ oder „Möbelbauer“. Wir finden den amtlichen Namen."),
        error_messages={"required": _("Schreiben Sie den Beruf, zum Beispiel Tischler/in.")},
    )
    places_total = forms.IntegerField(
        label=_("Plätze"),
        min_value=1,
        max_value=99,
        initial=1,
        error_messages={"min_value": _("Mindestens ein Platz."), "required": _("Wie viele Plätze sind es?")},
    )
    start = forms.ChoiceField(label=_("Beginn"), required=False)
    contact_name = SafeCharField(
        label=_("Wen kann man anrufen?"),
        max_length=80,
        error_messages={"required": _("Tragen Sie ein, wen man anrufen kann.")},
    )
    contact_phone = SafeCharField(
        label=_("Telefon"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Tragen Sie eine Telefonnummer ein, zum Beispiel 03447 000110.")},
    )
    certificate_weight = forms.ChoiceField(
        label=_("Schulabschluss"),
        choices=Requirement.Weight.choices,
        initial=Requirement.Weight.ANY,
        widget=forms.RadioSelect(attrs={"class": "tiles"}),
        help_text=_("Vorgeschrieben ist keiner. „Gewünscht“ genügt oft."),
    )
    own_sentence = SafeTextField(
        label=_("Ein Satz, der neugierig macht"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Was baut man bei Ihnen, das es sonst nirgends gibt?"),
        error_messages={
            "required": _("Schreiben Sie einen Satz, zum Beispiel „Wer fragt, bevor er sägt, passt zu uns.“")
        },
    )

    certificate_level = forms.ChoiceField(
        label=_("Welcher Abschluss?"), choices=[("", "–"), *Requirement.Certificate.choices[1:]], required=False
    )
    certificate_reason = SafeCharField(
        label=_("Warum brauchen Sie den Abschluss?"), max_length=240, required=False,
        help_text=_("Nur bei „erwartet“. Der Satz steht beim Platz."),
    )  # fmt: skip
    practice = forms.ChoiceField(
        label=_("Welches Praktikum?"), choices=[("", "–"), *Vacancy.Practice.choices], required=False
    )
    start_on = forms.DateField(
        label=_("Anderer Beginn"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    months = forms.IntegerField(label=_("Dauer in Monaten"), min_value=1, max_value=63, required=False)
    form = forms.ChoiceField(
        label=_("Ausbildungsform"), choices=Vacancy.Form.choices, initial="full_time", required=False
    )
    weekly_hours = forms.IntegerField(label=_("Stunden in der Woche"), min_value=1, max_value=60, required=False)
    can_be_shorter = forms.BooleanField(label=_("kürzer möglich, zum Beispiel mit Abitur"), required=False)
    welcomes_changers = forms.BooleanField(label=_("Quereinstieg willkommen"), required=False)
    places_filled = forms.IntegerField(
        label=_("davon schon besetzt"), min_value=0, max_value=99, required=False, initial=0
    )
    pay_note = SafeCharField(
        label=_("Hinweis zur Vergütung, zum Beispiel Tarif ab 3/2026"), max_length=120, required=False
    )
    work_start = forms.TimeField(
        label=_("Arbeitsbeginn"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    work_end = forms.TimeField(
        label=_("Arbeitsende"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    saturday = forms.ChoiceField(label=_("Samstag"), choices=Vacancy.Saturday.choices, initial="never", required=False)
    school_days = SafeCharField(label=_("Berufsschule: Tage oder Block"), max_length=160, required=False)
    tasks = SafeTextField(
        label=_("Was man hier wirklich macht"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=_("Eine Zeile je Aufgabe."),
    )  # fmt: skip
    downsides = SafeTextField(
        label=_("Das ist auch so"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ehrlich gewinnt: früh anfangen, Höhe, Montage. Eine Zeile je Punkt."),
    )  # fmt: skip
    support = forms.MultipleChoiceField(
        label=_("Unterstützung"), choices=Vacancy.Support.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    access = forms.MultipleChoiceField(
        label=_("Zugang"), choices=Vacancy.Access.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    street = SafeCharField(label=_("Straße und Nummer"), max_length=120, required=False)
    postal_code = SafeCharField(
        label=_("Postleitzahl"), max_length=5, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    transport = SafeTextField(
        label=_("Wie man hinkommt"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Haltestelle, Linie, erste Ankunft; auch „kein Bus vor 7 Uhr“."),
    )  # fmt: skip
    contact_hours = SafeCharField(label=_("am besten erreichbar"), max_length=80, required=False)
    contact_email = forms.EmailField(label=_("E-Mail"), required=False)
    answer_days = forms.TypedChoiceField(
        label=_("Antwort-Versprechen"), coerce=int, initial=7, required=False,
        empty_value=7,  # type: ignore[arg-type]  # any value may stand for nothing chosen; the stubs know text only
        choices=[(3, _("in 3 Tagen")), (5, _("in 5 Tagen")), (7, _("in 7 Tagen"))],
    )  # fmt: skip
    closes_on = forms.DateField(
        label=_("Bewerben bis"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].choices = starts()
        for name, year in zip(PAY, range(1, 5), strict=True):
            self.fields[name] = forms.IntegerField(
                label=_now("Vergütung im %(year)s. Jahr in Euro, brutto im Monat") % {"year": year},
                min_value=0, max_value=HIGHEST_PAY, required=False,
            )  # fmt: skip
        for kind, label in WISHES:
            self._add_wish(kind, label)

    def _add_wish(self, kind: str, label: Any) -> None:
        self.fields[f"{kind}_weight"] = forms.ChoiceField(
            label=label, choices=Requirement.Weight.choices, initial=Requirement.Weight.ANY, required=False
        )
        if kind == Requirement.Kind.GERMAN:
            self.fields[f"{kind}_level"] = forms.ChoiceField(
                label=_now("Welches Niveau?"), choices=[("", "–"), *Requirement.German.choices], required=False
            )
        else:
            self.fields[f"{kind}_text"] = SafeCharField(label=_now("Genauer"), max_length=160, required=False)
        reason = _now("Warum brauchen Sie es? (nur bei „erwartet“)")
        self.fields[f"{kind}_reason"] = SafeCharField(label=reason, max_length=240, required=False)

    def clean_postal_code(self) -> PostalCode | None:
        """The postal code as a row; unknown ones are named."""
        code = self.cleaned_data["postal_code"]
        if not code:
            return None
        found = PostalCode.objects.filter(pk=code).first()
        if found is None:
            raise forms.ValidationError(_("Diese Postleitzahl kennen wir nicht. Fünf Ziffern, zum Beispiel 04600."))
        return found

    def clean_closes_on(self) -> date | None:
        """A closing day lies ahead."""
        day = self.cleaned_data["closes_on"]
        if day and day < clock.today():
            text = _now("Dieser Tag ist vorbei. Nehmen Sie einen Tag ab dem %(day)s.")
            raise forms.ValidationError(text % {"day": date_format(clock.today(), "j.n.Y")})
        return day

    def clean(self) -> dict[str, Any]:
        """A demanded certificate is named and explained; so is every other demand."""
        values = super().clean() or self.cleaned_data
        if self._weight(Requirement.Kind.CERTIFICATE) != Requirement.Weight.ANY and not values.get("certificate_level"):
            self.add_error("certificate_level", _now("Wählen Sie den Abschluss."))
        if self._weight(Requirement.Kind.GERMAN) != Requirement.Weight.ANY and not values.get("german_level"):
            self.add_error("german_level", _now("Wählen Sie das Niveau."))
        for kind in (Requirement.Kind.CERTIFICATE, *(kind for kind, _label in WISHES)):
            self._check_reason(kind)
        return values

    def _check_reason(self, kind: str) -> None:
        expected = self.cleaned_data.get(f"{kind}_weight") == Requirement.Weight.EXPECTED
        if expected and len(self.cleaned_data.get(f"{kind}_reason") or "") < REASON_MIN:
            text = _now("Warum brauchen Sie es? Ein Satz mit mindestens %(count)d Zeichen, er steht beim Platz.")
            self.add_error(f"{kind}_reason", text % {"count": REASON_MIN})

    def values(self, trade: Any) -> dict[str, Any]:
        """Fields of the vacancy as the action takes them."""
        data = self.cleaned_data
        values = {name: data[name] for name in SAME}
        values["places_filled"] = values["places_filled"] or 0
        for name in ("form", "saturday"):
            values[name] = values[name] or self.fields[name].initial
        for name in PAY:
            euros = data[name]
            values[f"{name}_cents"] = euros * CENTS if euros else None
        start = data["start"]
        values["start_now"] = start == "now" and data["start_on"] is None
        chosen = date.fromisoformat(start) if start not in ("", "now") else None
        values["start_on"] = data["start_on"] or chosen
        return values | {"trade": trade, "postal_code": data["postal_code"]}

    def requirements(self) -> list[Requirement]:
        """The wishes that are not „egal“."""
        kinds = [Requirement.Kind.CERTIFICATE, *(kind for kind, _label in WISHES)]
        return [self._wish(kind) for kind in kinds if self._weight(kind) != Requirement.Weight.ANY]

    def _weight(self, kind: str) -> str:
        return self.cleaned_data.get(f"{kind}_weight") or Requirement.Weight.ANY

    def _wish(self, kind: str) -> Requirement:
        data = self.cleaned_data
        return Requirement(
            kind=kind,
            weight=self._weight(kind),
            level=data.get(f"{kind}_level", ""),
            text=data.get(f"{kind}_text", ""),
            reason=data.get(f"{kind}_reason", ""),
        )

    def put_remarks(self, remarks: list[Remark]) -> None:
        """Place the remarks of the advert's check beside their fields."""
        for remark in remarks:
            name = remark.field.removesuffix("_cents")
            self.add_error(name if name in self.fields else None, remark.text)

    def wishes(self) -> list[tuple[Any, ...]]:
        """The bound fields of each wish, for the page."""
        names = ("weight", "level", "text", "reason")
        return [
            tuple(self[f"{kind}_{name}"] for name in names if f"{kind}_{name}" in self.fields)
            for kind, _label in WISHES
        ]

    def pay_fields(self) -> list[Any]:
        """The bound pay fields."""
        return [self[name] for name in PAY]

    def has_hidden_errors(self) -> bool:
        """Whether something in the folded part needs a look, so that it opens by itself."""
        return any(name not in REQUIRED for name in self.errors)


def initial_of(vacancy: Vacancy) -> dict[str, Any]:
    """The form's values of a stored advert."""
    values = {name: getattr(vacancy, name) for name in SAME}
    values |= {"trade": vacancy.trade.name, "postal_code": vacancy.postal_code_id or ""}
    values |= {name: (getattr(vacancy, f"{name}_cents") or 0) // CENTS or None for name in PAY}
    usual = {code for code, _label in starts()}
    day = vacancy.start_on.isoformat() if vacancy.start_on else ""
    values["start"] = "now" if vacancy.start_now else (day if day in usual else "")
    values["start_on"] = vacancy.start_on if day and day not in usual else None
    for row in vacancy.requirements.all():
        values |= {f"{row.kind}_{name}": getattr(row, name) for name in ("weight", "level", "text", "reason")}
    return values


def initial_of_prefill(prefilled: dict[str, Any]) -> dict[str, Any]:
    """Prefilled model values under the names of the form."""
    values = {name: value for name, value in prefilled.items() if not name.endswith("_cents")}
    for name in PAY:
        if cents := prefilled.get(f"{name}_cents"):
            values[name] = -(-cents // CENTS)
    return values
