"""The check of an advert before it is published: law, honesty and words; every remark stands at its field."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apprenticeships import prefill, rules, wording
from apprenticeships.models import Requirement, Vacancy
from apprenticeships.models.requirement import REASON_MIN
from apprenticeships.models.words import euros
from core import clock

FULL_WEEK = 40  # JArbSchG § 8, also the base of part-time shares
TEXT_FIELDS = ("own_sentence", "tasks", "downsides", "transport", "school_days", "pay_note", "contact_hours")
REQUIRED = {
    "own_sentence": "Schreiben Sie einen Satz, zum Beispiel „Wer fragt, bevor er sägt, passt zu uns.“",
    "contact_name": "Tragen Sie ein, wen man anrufen kann.",
    "contact_phone": "Tragen Sie eine Telefonnummer ein, zum Beispiel 03447 000110.",
}


@dataclass(frozen=True)
class Remark:
    """One remark on one field; an error must be changed before publishing, a hint need not."""

    field: str
    text: str
    is_error: bool = True


def check(vacancy: Vacancy, requirements: Iterable[Requirement]) -> list[Remark]:
    """All remarks on an advert, errors first; one query for the rules, one for the pay floor."""
    found = [
        *_missing(vacancy),
        *_places(vacancy),
        *_days(vacancy),
        *_hours(vacancy, rules.in_force()),
        *_pay(vacancy),
        *_duration(vacancy, rules.in_force()),
        *_wishes(requirements),
        *_words(vacancy),
    ]
    return sorted(found, key=lambda remark: not remark.is_error)


def errors(vacancy: Vacancy, requirements: Iterable[Requirement]) -> list[Remark]:
    """Only what must change."""
    return [remark for remark in check(vacancy, requirements) if remark.is_error]


def _missing(vacancy: Vacancy) -> list[Remark]:
    found = [Remark(name, text) for name, text in REQUIRED.items() if not getattr(vacancy, name).strip()]
    if vacancy.postal_code_id is None:
        found.append(Remark("postal_code", _("Tragen Sie die Postleitzahl ein, sonst findet niemand den Platz.")))
    if vacancy.kind == Vacancy.Kind.APPRENTICESHIP and not vacancy.school_days.strip():
        found.append(Remark("school_days", _("Nennen Sie Berufsschultage oder Blöcke (JArbSchG § 9).")))
    if vacancy.kind in (Vacancy.Kind.APPRENTICESHIP, Vacancy.Kind.EQ) and not (vacancy.start_on or vacancy.start_now):
        found.append(Remark("start", _("Wählen Sie einen Beginn.")))
    return found


def _places(vacancy: Vacancy) -> list[Remark]:
    if vacancy.places_filled > vacancy.places_total:
        return [Remark("places_filled", _("Es können nicht mehr Plätze besetzt sein, als es gibt."))]
    return []


def _days(vacancy: Vacancy) -> list[Remark]:
    found = []
    if vacancy.closes_on and vacancy.closes_on < clock.today():
        text = _("Dieser Tag ist vorbei. Nehmen Sie einen Tag ab dem %(day)s.")
        found.append(Remark("closes_on", text % {"day": date_format(clock.today(), "j.n.Y")}))
    if vacancy.start_on and vacancy.start_on < clock.today():
        found.append(
            Remark("start", _("Der Beginn liegt in der Vergangenheit. Wählen Sie „sofort“ oder ein neues Datum."))
        )
    return found


def _hours(vacancy: Vacancy, law: rules.Rules) -> list[Remark]:
    found = []
    start, end = vacancy.work_start, vacancy.work_end
    if start and _hour(start) < law.earliest_start(vacancy.trade_id, age=17):
        found.append(Remark("work_start", law.text("night_rest_to") + " (JArbSchG § 14)"))
    if end and _hour(end) > law.value("night_rest_from"):
        found.append(Remark("work_end", law.text("night_rest_from") + " (JArbSchG § 14)"))
    if start and end and not 0 < _span(start, end) <= law.value("shift_hours"):
        found.append(Remark("work_end", law.text("shift_hours") + " (JArbSchG § 12)"))
    if vacancy.weekly_hours and vacancy.weekly_hours > law.value("hours_week"):
        found.append(Remark("weekly_hours", law.text("hours_week") + " (JArbSchG § 8)"))
    if vacancy.saturday != Vacancy.Saturday.NEVER and not law.allows_saturday(vacancy.trade_id):
        text = _("Unter 18 ist der Samstag in diesem Beruf meist frei (JArbSchG § 16).")
        found.append(Remark("saturday", text, is_error=False))
    return found


def _pay(vacancy: Vacancy) -> list[Remark]:
    if vacancy.kind != Vacancy.Kind.APPRENTICESHIP:
        return []
    year = vacancy.start_year or clock.today().year
    stated = [getattr(vacancy, f"pay_year{number}_cents") for number in range(1, 5)]
    found = _below_floor(stated, prefill.floors(vacancy.trade, year), vacancy)
    amounts = [cents for cents in stated if cents]
    if amounts != sorted(set(amounts)):
        text = _("Die Vergütung soll jedes Jahr steigen (BBiG § 17).")
        found.append(Remark("pay_year2_cents", text, is_error=False))
    return found


def _below_floor(stated: list[int | None], floors: list[int], vacancy: Vacancy) -> list[Remark]:
    share = _share_of_week(vacancy)
    found = []
    for number, (cents, floor) in enumerate(zip(stated, floors, strict=False), start=1):
        least = round(floor * share)
        if cents is None or cents < least:
            text = _("Tragen Sie für das %(year)s. Jahr mindestens %(least)s ein (BBiG § 17).")
            found.append(Remark(f"pay_year{number}_cents", text % {"year": number, "least": euros(least)}))
    return found


def _share_of_week(vacancy: Vacancy) -> float:
    """Part-time pay may be smaller in proportion to the hours (BBiG § 17(5))."""
    if vacancy.form != Vacancy.Form.PART_TIME or not vacancy.weekly_hours:
        return 1.0
    return min(vacancy.weekly_hours / FULL_WEEK, 1.0)


def _duration(vacancy: Vacancy, law: rules.Rules) -> list[Remark]:
    if vacancy.kind == Vacancy.Kind.EQ and vacancy.months:
        least, most = law.value("eq_months_min"), law.value("eq_months_max")
        if not least <= vacancy.months <= most:
            text = _("Eine EQ dauert %(least)d bis %(most)d Monate (SGB III § 54a).")
            return [Remark("months", text % {"least": least, "most": most})]
    if vacancy.form != Vacancy.Form.PART_TIME:
        return []
    least_hours = FULL_WEEK * law.value("part_time_percent") / 100
    if not vacancy.weekly_hours or vacancy.weekly_hours < least_hours:
        text = _("In Teilzeit sind es mindestens %(hours)d Stunden in der Woche (BBiG § 7a).")
        return [Remark("weekly_hours", text % {"hours": least_hours})]
    longest = vacancy.trade.months * law.value("part_time_factor")
    if vacancy.months and vacancy.months > longest:
        return [Remark("months", law.text("part_time_factor") + " (BBiG § 7a)")]
    return []


def _wishes(requirements: Iterable[Requirement]) -> list[Remark]:
    found = []
    for wish in requirements:
        if wish.weight == Requirement.Weight.EXPECTED and len(wish.reason.strip()) < REASON_MIN:
            text = _("Warum brauchen Sie es? Ein Satz mit mindestens %(count)d Zeichen, er steht beim Platz.")
            found.append(Remark(f"{wish.kind}_reason", text % {"count": REASON_MIN}))
        found += [
            Remark(f"{wish.kind}_reason", finding.message, is_error=finding.rule.is_refused)
            for finding in wording.findings(f"{wish.text} {wish.reason}")
        ]
    return found


def _words(vacancy: Vacancy) -> list[Remark]:
    return [
        Remark(name, finding.message, is_error=finding.rule.is_refused)
        for name in TEXT_FIELDS
        for finding in wording.findings(getattr(vacancy, name))
    ]


def _hour(moment: time) -> float:
    return moment.hour + moment.minute / 60


def _span(start: time, end: time) -> float:
    day = clock.today()
    return (datetime.combine(day, end) - datetime.combine(day, start)).total_seconds() / 3600
