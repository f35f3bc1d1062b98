"""The style guide: every component with its variants and sample data, for staff. No row of the database is read."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.drawing import maps, marks, pictures

AT = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)
PLACES = (
    {
        "trade": "Tischler/in",
        "firm": "Tischlerei Morgenroth",
        "town": "Altenburg",
        "km": 1.8,
        "way": "7 min mit dem Rad",
        "fits": ("du magst Holz und kannst um 6:45 Uhr mit dem Rad da sein",),
        "still_open": ("ein Schnuppertag, bevor du dich bewirbst",),
        "facts": (("Beginn", "Aug 2027"), ("Frei", "1 von 2"), ("1. Jahr", "850 €"), ("Schnuppertag", "3 Tage frei")),
        "days": 2,
        "answer": "Antwort meist in 2 Tagen",
        "answer_note": "9 von 10 beantwortet, letzte 12 Monate",
        "checked_by": "Tischler-Innung",
        "confirmed_on": date(2026, 11, 18),
    },
    {
        "trade": "Anlagenmechaniker/in für Sanitär-, Heizungs- und Klimatechnik",
        "firm": "Wärme und Wasser Zschau",
        "town": "Schmölln",
        "km": 11.6,
        "way": "19 min mit der Bahn",
        "fits": ("Noten sind hier nicht entscheidend",),
        "still_open": ("Deutsch B1 gewünscht",),
        "facts": (("Beginn", "sofort"), ("Frei", "1 von 1")),
        "days": None,
        "answer": "Noch keine Antwortzeit",
        "answer_note": "unter 5 Bewerbungen",
        "checked_by": "",
        "confirmed_on": None,
    },
)
STEPS = (
    SimpleNamespace(text="1. Du", state="done", href="#stand"),
    SimpleNamespace(text="2. Warum", state="current", href=""),
    SimpleNamespace(text="3. Senden", state="open", href=""),
)
COLOURS = ("plaster", "sheet-c", "hollow", "graphite", "reseda", "bench", "rule-c", "chalk", "cord")


class SampleForm(forms.Form):
    """Every kind of field, wrong on purpose."""

    name = forms.CharField(label="Wie heißt du?", help_text="Vorname reicht.", initial="Jonas")
    born_on = forms.CharField(
        label="Geburtsdatum", error_messages={"required": "Schreib Tag, Monat und Jahr: 14.03.2011."}
    )
    mail = forms.EmailField(label="E-Mail", required=False)
    radius = forms.ChoiceField(label="Umkreis", choices=[("5", "5 km"), ("15", "15 km")], initial="15")
    question = forms.CharField(
        label="Deine Frage",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Keine Nummern und Adressen nötig.",
    )
    way = forms.ChoiceField(
        label="Wie kommst du hin?",
        choices=[("rad", "Fahrrad"), ("bus", "Bus und Bahn")],
        widget=forms.RadioSelect(attrs={"class": "as-tiles"}),
    )
    state = forms.ChoiceField(
        label="Stand",
        choices=[("open", "noch frei"), ("taken", "besetzt")],
        widget=forms.RadioSelect(attrs={"class": "as-switch"}),
        initial="open",
    )
    offers = forms.MultipleChoiceField(
        label="Angebot",
        choices=[("a", "Ausbildung"), ("p", "Praktikum")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(label="Ich habe das gelesen", help_text="Du kannst es jederzeit zurücknehmen.")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every variant; 404 for everybody but staff."""
    user = request.user
    if not (getattr(user, "is_staff", False) or getattr(user, "kind", "") == "staff"):
        raise Http404
    return render(request, "core/styleguide.html", samples())


def samples() -> dict[str, Any]:
    """What the style guide shows; invented, and the same on every day."""
    return {
        "at": AT,
        "on": AT.date(),
        "later_on": date(2026, 12, 9),
        "places": PLACES,
        "steps": STEPS,
        "form": SampleForm(),
        "wrong_form": SampleForm(
            {"f-name": "Jonas", "f-mail": "jonas@", "f-radius": "15", "f-state": "open"}, prefix="f"
        ),
        "page": Paginator(range(90), 10).page(3),
        "trail": (("Suche", "#reiter"), ("Holz um Altenburg", "#reiter"), ("Tischler/in", "")),
        "switch": (("open", "noch frei"), ("taken", "besetzt")),
        "pay": (("1. Jahr", 55, "850 €"), ("2. Jahr", 63, "980 €"), ("Geselle", 100, "ab 2.650 €")),
        "shares": (("Handgriffe", 80, "8 von 10"), ("Planen", 30, "3 von 10")),
        "plan": _plan(),
        "atlas": maps.germany({"16077": 70, "14729": 31, "14713": 18, "15084": 7, "11000": 2}, here="16077"),
        "signs": sorted(marks.SIGNS),
        "crafts": list(marks.CRAFTS),
        "scenes": [(name, pictures.scene_title(name)) for name in pictures.SCENES],
        "sketches": pictures.SKETCHES,
        "colours": COLOURS,
    }


def _plan() -> maps.Plan:
    pins = (
        maps.Pin(1, 50.978, 12.455, "#karten", "Zu Treffer 1", chosen=True),
        maps.Pin(2, 51.012, 12.478, "#karten", "Zu Treffer 2"),
        maps.Pin(3, 50.895, 12.356, "#karten", "Zu Treffer 3"),
    )
    towns = (("Zeitz", 51.047, 12.137), ("Borna", 51.124, 12.496), ("Crimmitschau", 50.818, 12.388))
    links = {"16077": ("#karten", "Altenburger Land: 18 Plätze")}
    return maps.around(50.985, 12.433, km=15, home="Altenburg", here=["16077"], pins=pins, towns=towns, links=links)
