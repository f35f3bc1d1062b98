"""The quick form: six answers make an event, everything else is voluntary and prefilled where we know it."""

import re
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from core import clock, places
from core.forms import place_problem
from core.models import PostalCode
from core.text import SafeCharField, SafeTextField
from events import kinds
from events.fields import DateRow, EventFields, StationRow
from events.models import EventPage
from events.walltime import WallTimeFormField, exact
from trades.models import Trade

CENTS, MOST_SEATS, MOST_DATES = 100, 2000, 20
LONGEST_SENTENCE, SHOWN_OF_A_LINE = 200, 40
# „Zinken sägen: Zwei Bretter, die halten (ab 12)“
STATION = re.compile(r"^(?P<title>[^:]{1,80})(?::\s*(?P<text>.*?))?(?:\s*\(ab (?P<age>\d{1,2})\))?$")
PLAIN = [
    "place_name",
    "street",
    "step_free",
    "is_online",
    "online_url",
    "registration",
    "registration_closes_at",
    "school_quota",
    "admission_minutes",
    "class_from",
    "class_to",
    "for_pupils",
    "for_parents",
    "for_firms",
    "for_teachers",
    "minimum_age",
    "bring_list",
    "supervision_note",
    "language",
    "contact_name",
    "contact_phone",
    "contact_email",
    "go_live_at",
]


class DateForm(forms.Form):
    """One date: day, from, to, seats."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(
        label=_("An welchem Tag?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Bitte Tag, Monat und Jahr angeben, zum Beispiel 28.11.2026.")},
    )
    start = forms.TimeField(label=_("von"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=_("bis"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    capacity = forms.IntegerField(
        label=_("Plätze"), required=False, min_value=1, max_value=MOST_SEATS, help_text=_("Leer heißt: ohne Grenze.")
    )
    label = SafeCharField(label=_("Runde oder Teil"), required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        """Put day and times together; both ends must exist, in this order, and a new date lies ahead."""
        given = super().clean() or {}
        start = self._moment("start")
        end = self._moment("end")
        if start and end and end <= start:
            self.add_error("end", _("Das Ende liegt vor dem Beginn."))
        if start and not given.get("pk") and start <= clock.now():
            self.add_error("day", _("Dieser Tag liegt in der Vergangenheit."))
        given["starts_at"], given["ends_at"] = start, end
        return given

    def _moment(self, name: str) -> datetime | None:
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get(name)
        if day is None or time is None:
            return None
        try:
            return exact(datetime.combine(day, time))
        except forms.ValidationError as fault:
            self.add_error(name, fault)
            return None

    def row(self) -> DateRow:
        """The date as a value."""
        given = self.cleaned_data
        return DateRow(given["starts_at"], given["ends_at"], given["capacity"], given["label"], given["pk"])


DateFormSet = forms.formset_factory(
    DateForm, extra=0, min_num=1, max_num=MOST_DATES, validate_min=True, absolute_max=MOST_DATES
)


class EventForm(forms.Form):
    """An event in the organiser's words."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    organisation: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Für wen tragen Sie ein?"), queryset=None, empty_label=None
    )
    title = SafeCharField(label=_("Titel"), max_length=120)
    kind = forms.ChoiceField(label=_("Art"), choices=kinds.Kind.choices)
    intro = SafeCharField(
        label=_("Ein Satz: Was macht man dort mit den Händen?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    place_name = SafeCharField(label=_("Haus oder Werkstatt"), max_length=120, required=False)
    town = SafeCharField(label=_("Ort oder Postleitzahl"), max_length=80, required=False)

    street = SafeCharField(label=_("Straße und Hausnummer"), max_length=120, required=False)
    is_online = forms.BooleanField(label=_("findet (auch) online statt"), required=False)
    online_url = forms.URLField(
        label=_("Link"), required=False, assume_scheme="https", help_text=_("Sehen nur Angemeldete.")
    )
    step_free = forms.BooleanField(label=_("stufenlos erreichbar"), required=False)
    registration = forms.ChoiceField(label=_("Anmeldung"), choices=kinds.RegistrationKind.choices)
    registration_closes_at = WallTimeFormField(
        label=_("Anmeldung bis"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    school_quota = forms.IntegerField(label=_("Plätze je Schule"), required=False, min_value=1, max_value=MOST_SEATS)
    admission_minutes = forms.IntegerField(
        label=_("Einlass, Minuten vor Beginn"), required=False, min_value=0, max_value=240
    )
    for_pupils = forms.BooleanField(label=_("für Schüler:innen"), required=False)
    class_from = forms.IntegerField(label=_("ab Klasse"), required=False, min_value=5, max_value=13)
    class_to = forms.IntegerField(label=_("bis Klasse"), required=False, min_value=5, max_value=13)
    for_parents = forms.BooleanField(label=_("für Eltern"), required=False)
    for_firms = forms.BooleanField(label=_("für Betriebe"), required=False)
    for_teachers = forms.BooleanField(label=_("für Lehrkräfte"), required=False)
    minimum_age = forms.IntegerField(
        label=_("Mindestalter"), required=False, min_value=1, validators=[MaxValueValidator(99)]
    )
    trades: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        label=_("Berufe"), required=False, queryset=None, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    topics = forms.MultipleChoiceField(
        label=_("Zukunftsthemen"), required=False, choices=kinds.Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    stations = SafeTextField(
        label=_("Mitmach-Stationen"),
        required=False,
        help_text=_("Eine je Zeile: „Zinken sägen: Zwei Bretter, die halten (ab 12)“."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    bring_list = SafeTextField(
        label=_("Mitbringen"),
        required=False,
        help_text=_("Eine Sache je Zeile."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    supervision_note = SafeCharField(label=_("Aufsicht und Versicherung"), max_length=300, required=False)
    cost = forms.DecimalField(
        label=_("Kosten in Euro"), required=False, min_value=0, max_value=999, decimal_places=2, localize=True
    )
    language = forms.ChoiceField(label=_("Sprache"), choices=kinds.Language.choices)
    contact_name = SafeCharField(label=_("Ansprechpartner:in"), max_length=120, required=False)
    contact_phone = SafeCharField(label=_("Telefon"), max_length=40, required=False)
    contact_email = forms.EmailField(label=_("E-Mail"), required=False)
    go_live_at = WallTimeFormField(
        label=_("Erst zeigen ab"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    NEEDED = ("organisation", "title", "kind", "intro", "place_name", "town")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = uuid.uuid4
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["trades"].queryset = Trade.objects.order_by("name", "pk")  # type: ignore[attr-defined]

    def needed(self) -> list[forms.BoundField]:
        """What must be answered."""
        return [self[name] for name in self.NEEDED]

    def voluntary(self) -> list[forms.BoundField]:
        """What may be added."""
        return [field for field in self.visible_fields() if field.name not in self.NEEDED]

    def voluntary_errors(self) -> bool:
        """Whether the folded part has to be open."""
        return any(field.errors for field in self.voluntary())

    def clean_town(self) -> PostalCode | None:
        """The postal code of the town; unknown and ambiguous names are said back."""
        text = self.cleaned_data["town"]
        if not text:
            return None
        answer = places.look_up(text)
        if problem := place_problem(answer, formal=True):
            raise forms.ValidationError(problem)
        if answer.ambiguous:
            named = "; ".join(f"{hit.plz[0]} {hit.label}" for hit in answer.hits[:4])
            raise forms.ValidationError(
                _("Diesen Ort gibt es mehrmals, bitte die Postleitzahl: %(towns)s") % {"towns": named}
            )
        return PostalCode.objects.filter(code=answer.hits[0].plz[0]).first()

    def clean_stations(self) -> tuple[StationRow, ...]:
        """One station a line."""
        lines = [line.strip() for line in self.cleaned_data["stations"].splitlines() if line.strip()]
        return tuple(read_station(line) for line in lines)

    def clean(self) -> dict[str, Any]:
        """A place or „online“; classes in order; the registration ends before it begins to be useless."""
        given = super().clean() or {}
        somewhere = given.get("place_name") or given.get("town") or given.get("is_online")
        if not somewhere and not {"place_name", "town"} & self.errors.keys():
            self.add_error("place_name", _("Bitte sagen, wo es stattfindet, oder „online“ ankreuzen."))
        low, high = given.get("class_from"), given.get("class_to")
        if low and high and high < low:
            self.add_error("class_to", _("Die letzte Klasse liegt vor der ersten."))
        return given

    def fields_with(self, dates: tuple[DateRow, ...]) -> EventFields:
        """The event as values for the actions."""
        given = self.cleaned_data
        more = {name: given[name] for name in PLAIN}
        more |= {
            "postal_code": given["town"],
            "cost_cents": int((given["cost"] or Decimal(0)) * CENTS),
            "admission_minutes": given["admission_minutes"] or 0,
        }
        return EventFields(
            title=given["title"],
            kind=given["kind"],
            intro=given["intro"],
            dates=dates,
            trades=tuple(trade.pk for trade in given["trades"]),
            topics=tuple(given["topics"]),
            stations=given["stations"],
            more=more,
        )


def initial_of(page: EventPage) -> dict[str, Any]:
    """The form's values of a stored event: to change it, or to begin „wie letztes Mal“."""
    values = {name: getattr(page, name) for name in PLAIN}
    return {
        **values,
        "organisation": page.organisation_id,
        "title": page.title,
        "kind": page.kind,
        "intro": page.intro,
        "town": page.postal_code_id or "",
        "cost": Decimal(page.cost_cents) / CENTS,
        "trades": [row.trade_id for row in page.event_trades.all()],
        "topics": [row.topic for row in page.event_topics.all()],
        "stations": "\n".join(station_line(station) for station in page.stations.all()),
    }


def read_station(line: str) -> StationRow:
    """The station that a line describes; raises ValidationError for a title that is too long."""
    found = STATION.match(line)
    if found is None:
        raise forms.ValidationError(
            _("Bitte den Titel kürzen (höchstens 80 Zeichen): %(line)s") % {"line": line[:SHOWN_OF_A_LINE]}
        )
    age = found["age"]
    text = (found["text"] or "").strip()[:LONGEST_SENTENCE]
    return StationRow(found["title"].strip(), text, minimum_age=int(age) if age else None)


def station_line(station: Any) -> str:
    """A station as it is typed."""
    text = f": {station.text}" if station.text else ""
    age = f" (ab {station.minimum_age})" if station.minimum_age else ""
    return f"{station.title}{text}{age}"


def initial_dates(page: EventPage, *, again: bool) -> list[dict[str, Any]]:
    """The dates' values; „wie letztes Mal“ keeps hours and seats, the day is asked anew."""
    dates = sorted(page.occurrences.all(), key=lambda date: (date.starts_at, date.pk or 0))
    return [_initial_date(date, again=again) for date in dates if again or not date.is_cancelled]


def _initial_date(date: Any, *, again: bool) -> dict[str, Any]:
    start, end = clock.local(date.starts_at), clock.local(date.ends_at)
    return {
        "pk": None if again else date.pk,
        "day": None if again else start.date(),
        "start": start.time(),
        "end": end.time(),
        "capacity": date.capacity,
        "label": date.label,
    }
