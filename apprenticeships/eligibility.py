"""Who may book which day: age, school, hours, number of days (product 8); each no says why and what is possible."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import permissions as people
from accounts.models import PupilProfile
from apprenticeships import permissions, rules
from apprenticeships.actions.situations import NotAllowed
from apprenticeships.models import Booking, Slot
from apprenticeships.models.booking import OPEN_BOOKINGS
from core import clock

ADULT = 18
SATURDAY = 5


@dataclass(frozen=True)
class Answers:
    """What the pupil says when booking: is the day free of school, or did the school let the pupil go?"""

    has_school_release: bool = False


def check(slot: Slot, pupil: Any, answers: Answers) -> None:
    """Raise NotAllowed with reason and alternative when the pupil may not book this day."""
    law = rules.in_force(slot.first_on)
    _check_person(pupil)
    _check_age(slot, pupil, law)
    _check_firm(slot, pupil)
    if is_minor_on(pupil, slot.first_on) and not slot.is_school_led():
        _check_school(slot, pupil, answers, law)
        _check_permission_time(slot, pupil)
    _check_others(slot, pupil)


def needs_permission(slot: Slot, pupil: Any) -> bool:
    """Every day of a minor needs the guardian's permission, unless the school runs it."""
    return not slot.is_school_led() and people.needs_day_permission(pupil)


def needs_release(slot: Slot, pupil: Any) -> bool:
    """Whether the question about school has to be answered for this day."""
    if slot.is_school_led() or not is_minor_on(pupil, slot.first_on) or _has_left_school(pupil):
        return False
    return any(day.weekday() < SATURDAY for day in slot.work_days)


def is_minor_on(pupil: Any, day: date) -> bool:
    """Below 18 on that day; an unknown age counts as below."""
    return not _is_old_enough(pupil, ADULT, day)


def _check_person(pupil: Any) -> None:
    if not pupil.is_young:
        raise NotAllowed("not_a_pupil", _("Tage buchen junge Menschen selbst. Als Betrieb geben Sie Tage frei."))
    if pupil.born_year is None:
        raise NotAllowed("age_unknown", _("Trag zuerst Monat und Jahr deiner Geburt in „Meine Daten“ ein."))


def _check_age(slot: Slot, pupil: Any, law: rules.Rules) -> None:
    day = slot.first_on
    if not _is_old_enough(pupil, int(law.value("school_practice_age")), day):
        raise _only_later(law.text("school_practice_age"))
    if not slot.is_school_led() and not _is_old_enough(pupil, int(law.value("voluntary_age")), day):
        raise _only_by_school(slot)
    if not _is_old_enough(pupil, slot.min_age, day):
        text = _("Dieser Tag ist ab %(age)d Jahren. Das hat mit den Maschinen und den Zeiten zu tun.")
        raise NotAllowed("min_age", text % {"age": slot.min_age}, *_events())


def _only_later(text: str) -> NotAllowed:
    return NotAllowed("too_young", text, *_events())


def _only_by_school(slot: Slot) -> NotAllowed:
    """Age 14: only practice that the school causes; the same firm may have such a day."""
    text = _("Mit 14 geht ein Praktikum nur über die Schule.")
    by_school = Slot.objects.public().free().filter(vacancy__organisation=slot.vacancy.organisation_id)
    other = by_school.filter(kind__in=Slot.SCHOOL_LED).select_related("vacancy").first()
    if other is None:
        return NotAllowed("school_only", text, *_events())
    what = _("Über die Schule geht hier: %(kind)s, %(day)s")
    words = what % {"kind": other.get_kind_display(), "day": other.day_label}
    return NotAllowed("school_only", text, words, other.get_absolute_url())


def _events() -> tuple[str, str]:
    """What is always possible: open workshops, which need no age."""
    return _("Das kannst du heute schon: offene Werkstätten in deiner Nähe"), "/veranstaltungen/"


def _check_firm(slot: Slot, pupil: Any) -> None:
    organisation = slot.vacancy.organisation
    if pupil.is_minor() and not permissions.receives_minors(organisation):
        raise NotAllowed("unchecked", _("Dieser Betrieb ist noch nicht geprüft. Buchen geht, sobald er es ist."))
    profile = getattr(pupil, "pupil_profile", None)
    if profile is not None and profile.is_paused:
        raise NotAllowed("paused", _("Du hast „Pause“ eingeschaltet. Schalte sie in „Meine Daten“ aus."))
    if people.may_contact_firms(pupil):
        return
    if people.needs_own_consent(pupil):
        raise NotAllowed(
            "own_consent", _("Bestätige zuerst in „Meine Daten“, dass Betriebe deine Angaben sehen dürfen.")
        )
    raise NotAllowed("consent", _("Bevor du einen Tag buchst, müssen deine Eltern deinem Konto zustimmen."))


def _check_school(slot: Slot, pupil: Any, answers: Answers, law: rules.Rules) -> None:
    if needs_release(slot, pupil) and not answers.has_school_release:
        text = _("An Schultagen geht das nur, wenn frei ist oder deine Schule dich freistellt. Bestätige das bitte.")
        raise NotAllowed("school_release", text)
    if slot.hours_a_day > law.value("practice_hours_day"):
        raise NotAllowed("hours", law.text("practice_hours_day"), *_events())
    if not _has_left_school(pupil):
        _check_year(slot, pupil, law)


def _check_year(slot: Slot, pupil: Any, law: rules.Rules) -> None:
    """Voluntary days of a calendar year, this one included."""
    booked = _voluntary(pupil).filter(slot__first_on__year=slot.first_on.year).select_related("slot")
    days = sum(len(booking.slot.work_days) for booking in booked) + len(slot.work_days)
    if days > law.value("voluntary_days_year"):
        raise NotAllowed("days_of_year", law.text("voluntary_days_year"), *_events())


def _voluntary(pupil: Any) -> QuerySet[Booking]:
    return Booking.objects.filter(pupil=pupil, state__in=Booking.SEATED).exclude(slot__kind__in=Slot.SCHOOL_LED)


def _check_permission_time(slot: Slot, pupil: Any) -> None:
    if needs_permission(slot, pupil) and clock.now() >= slot.permission_until:
        text = _("Bis zu diesem Tag ist zu wenig Zeit für die Erlaubnis deiner Eltern. Nimm einen späteren Tag.")
        raise NotAllowed(
            "permission_time", text, _("Alle Tage hier"), reverse("apprenticeships:slot_list", args=[slot.vacancy_id])
        )


def _check_others(slot: Slot, pupil: Any) -> None:
    mine = Booking.objects.live().filter(pupil=pupil, slot__ends_at__gt=clock.now()).select_related("slot")
    bookings = list(mine.order_by("slot__begins_at", "pk"))
    if len(bookings) >= OPEN_BOOKINGS:
        text = _("Du hast schon drei Tage offen. Wenn einer vorbei oder abgesagt ist, geht der nächste.")
        raise NotAllowed("three_open", text, _("Deine Tage"), reverse("apprenticeships:booking_list"))
    for other in bookings:
        if other.slot.first_on <= slot.last_on and slot.first_on <= other.slot.last_on and _overlap(other.slot, slot):
            text = _("Da hast du schon etwas vor: %(day)s, %(hours)s.")
            words = {"day": date_format(other.slot.first_on, "j. F"), "hours": other.slot.hours_label}
            raise NotAllowed("overlap", text % words, _("Diesen Tag ansehen"), other.get_absolute_url())


def _overlap(one: Slot, other: Slot) -> bool:
    """Two slots that share a day meet when their hours do."""
    return one.from_time < other.to_time and other.from_time < one.to_time


def _has_left_school(pupil: Any) -> bool:
    profile = getattr(pupil, "pupil_profile", None)
    return profile is not None and profile.school_kind == PupilProfile.School.LEFT


def _is_old_enough(pupil: Any, years: int, day: date) -> bool:
    birthday = pupil.turns(years)
    return birthday is not None and birthday <= day
