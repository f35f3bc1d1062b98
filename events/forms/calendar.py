"""The filters of the calendar: a GET form whose every state is an address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import places
from core.forms import place_problem
from core.text import SafeCharField
from events import kinds
from events.question import EventQuestion
from trades.models import Trade

LONGEST_TEXT = 80
WHENS = [
    ("", _("irgendwann")),
    ("today", _("heute")),
    ("weekend", _("am Wochenende")),
    ("month", _("diesen Monat")),
    ("next_month", _("nächsten Monat")),
]
RADII = [(str(km), _("bis %d km") % km) for km in (5, 10, 15, 25, 50, 100)]
USUAL_RADIUS = "25"
GRADES = [("", _("alle Klassen")), *[(str(grade), _("Klasse %d") % grade) for grade in range(7, 14)]]
PUBLIC_KINDS = [(kind, label) for kind, label in kinds.Kind.choices if kind not in kinds.NEVER_PUBLIC]


class CalendarForm(forms.Form):
    """What, when, where; unknown values are left out rather than refused, an unknown place is named."""

    mark_optional = False  # every filter is voluntary

    place = SafeCharField(label=_("Wo?"), required=False, max_length=LONGEST_TEXT)
    radius = forms.ChoiceField(label=_("Wie weit?"), required=False, choices=RADII, initial=USUAL_RADIUS)
    when = forms.ChoiceField(label=_("Wann?"), required=False, choices=WHENS)
    kind = forms.MultipleChoiceField(
        label=_("Was?"), required=False, choices=PUBLIC_KINDS, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.MultipleChoiceField(
        label=_("Für wen?"), required=False, choices=kinds.Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    grade = forms.ChoiceField(label=_("Klasse"), required=False, choices=GRADES)
    trade = forms.CharField(label=_("Beruf"), required=False, max_length=LONGEST_TEXT, widget=forms.Select)
    language = forms.ChoiceField(
        label=_("Sprache"), required=False, choices=[("", _("jede Sprache")), *kinds.Language.choices]
    )
    free_seats = forms.BooleanField(label=_("noch Plätze frei"), required=False)
    step_free = forms.BooleanField(label=_("stufenlos"), required=False)
    free_of_charge = forms.BooleanField(label=_("kostet nichts"), required=False)
    online = forms.BooleanField(label=_("online"), required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and not self.data.get("radius"):
            # An address without radius means the usual one, and the field says so.
            data: Any = self.data
            self.data = data = data.copy()
            data["radius"] = USUAL_RADIUS
        rows = Trade.objects.order_by("name", "pk").values_list("pk", "name")
        self.fields["trade"].widget.attrs.pop("maxlength", None)  # a list has no length in HTML
        self.fields["trade"].widget.choices = [("", _("alle Berufe")), *rows]  # type: ignore[attr-defined]
        self.hit: places.PlaceHit | None = None

    def has_more(self) -> bool:
        """Whether a wish among the folded filters is set, so that they stand open."""
        names = ("trade", "audience", "grade", "language", "free_seats", "step_free", "free_of_charge", "online")
        return self.is_bound and any(self.data.get(name) for name in names)

    def clean_place(self) -> str:
        """The place's name; kept as typed, with the reason, when it is unknown or means several."""
        text = self.cleaned_data["place"]
        if not text:
            return ""
        answer = places.look_up(text)
        if problem := place_problem(answer):
            raise forms.ValidationError(problem)
        self.hit = answer.hits[0]
        if answer.ambiguous:
            named = "; ".join(hit.label for hit in answer.hits[:4])
            raise forms.ValidationError(_("Diesen Ort gibt es mehrmals: %(places)s.") % {"places": named})
        return text

    def question(self) -> EventQuestion:
        """The frozen question of all wishes that were understood; call it after is_valid."""
        given = self.cleaned_data
        return EventQuestion(
            when=given.get("when", ""),
            kinds=tuple(given.get("kind", ())),
            codes=self._codes(),
            trade=given.get("trade", ""),
            audience=tuple(given.get("audience", ())),
            grade=int(given["grade"]) if given.get("grade") else None,
            language=given.get("language", ""),
            free_seats=bool(given.get("free_seats")),
            step_free=bool(given.get("step_free")),
            free_of_charge=bool(given.get("free_of_charge")),
            online=bool(given.get("online")),
        )

    def _codes(self) -> frozenset[str] | None:
        if self.hit is None:
            return None
        km = float(self.cleaned_data.get("radius") or USUAL_RADIUS)
        return frozenset(places.codes_within(self.hit.plz[0], km)) | set(self.hit.plz)
