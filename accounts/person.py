"""What a firm sees of a young person, level by level (product.md 3): an allow-list of lines, nothing else is sent.

Level 1 when the young person opens a conversation or books, 2 with the application, 3 by „Kontakt teilen“, field by
field. The floors above add lines (trades of interest, documents) by registering a provider in their AppConfig.ready:

    def provider(pupils: Sequence[User], level: int) -> Mapping[int, Iterable[Line]]

It is asked once for many people and answers by primary key. Lines above the level are dropped here, so a careless
provider cannot leak.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Consent, User
from core import clock

AGE_LABELS = {"14_15": "14–15", "16_17": "16–17", "18_plus": "18+"}
SELF, APPLIED, CONTACT = 1, 2, 3
CONTACT_FIELDS = ("email", "phone", "street")


@dataclass(frozen=True, slots=True)
class Line:
    """One fact about a person and the level from which a firm may read it."""

    level: int
    code: str
    label: str
    value: str


Provider = Callable[[Sequence[User], int], Mapping[int, Iterable[Line]]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add lines of an upper floor to every card; twice is once."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def card(pupil: User, level: int, *, shared: Collection[str] = ()) -> list[Line]:
    """The lines one firm may read now; `shared` names the contact fields given to it (only they appear at level 3)."""
    return cards([pupil], level, shared={pupil.pk: shared})[pupil.pk]


def cards(
    pupils: Sequence[User], level: int, *, shared: Mapping[int, Collection[str]] | None = None
) -> dict[int, list[Line]]:
    """Cards of many people with a fixed number of queries; give pupils with pupil_profile__postal_code__district."""
    hidden = _hidden(pupils) if level >= SELF else {pupil.pk for pupil in pupils}
    shown = [pupil for pupil in pupils if pupil.pk not in hidden]
    lines = {pupil.pk: _own_lines(pupil, (shared or {}).get(pupil.pk, ())) for pupil in shown}
    for provider in _providers if shown else ():
        for key, more in provider(shown, level).items():
            lines[key].extend(more)
    paused = [Line(SELF, "paused", _("Konto"), _("Konto pausiert"))] if level >= SELF else []
    allowed = {key: [line for line in found if line.level <= level and line.value] for key, found in lines.items()}
    return {pupil.pk: allowed.get(pupil.pk, paused) for pupil in pupils}


def called(pupil: User, level: int) -> str:
    """The name a firm may read: the chosen one, from level 2 the whole one."""
    return pupil.get_full_name() if level >= APPLIED else pupil.get_short_name()


def age_label(pupil: User) -> str:
    """„16–17“; empty where nobody knows."""
    return AGE_LABELS.get(pupil.age_band() or "", "")


def _own_lines(pupil: User, shared: Collection[str]) -> list[Line]:
    profile = getattr(pupil, "pupil_profile", None)
    lines = [
        Line(SELF, "name", _("Name"), pupil.get_short_name()),
        Line(SELF, "age", _("Alter"), age_label(pupil)),
        Line(APPLIED, "full_name", _("Vor- und Nachname"), pupil.get_full_name()),
    ]
    if profile is not None:
        district = profile.postal_code.district.label if profile.postal_code else ""
        school = str(profile.get_school_kind_display()) if profile.school_kind else ""
        lines += [
            Line(SELF, "district", _("Kreis"), district),
            Line(SELF, "school", _("Schule"), school),
            Line(SELF, "start", _("Beginn ab"), str(profile.start_year or "")),
        ]
    values = {"email": pupil.email, "phone": pupil.phone, "street": _address(profile)}
    labels = {"email": _("E-Mail"), "phone": _("Telefon"), "street": _("Anschrift")}
    lines += [Line(CONTACT, name, labels[name], values[name]) for name in CONTACT_FIELDS if name in shared]
    return lines


def _address(profile: object) -> str:
    street, code = getattr(profile, "street", ""), getattr(profile, "postal_code", None)
    return f"{street}, {code.code} {code.name}" if street and code else street


def _hidden(pupils: Sequence[User]) -> set[int]:
    """Who is paused, closed or without a consent that holds: firms read „Konto pausiert“."""
    young = [pupil.pk for pupil in pupils if pupil.age_band(clock.today()) == "14_15"]
    given = Consent.objects.data().given().filter(pupil__in=young).values_list("pupil_id", flat=True)
    agreed = set(given) if young else set()
    return {pupil.pk for pupil in pupils if _is_hidden(pupil, agreed)}


def _is_hidden(pupil: User, agreed: Collection[int]) -> bool:
    profile = getattr(pupil, "pupil_profile", None)
    if not pupil.is_active or profile is None or profile.is_paused:
        return True
    age = pupil.age_band()
    if age == "14_15":
        return pupil.pk not in agreed
    return age not in ("16_17", "18_plus") or profile.own_consent_at is None
