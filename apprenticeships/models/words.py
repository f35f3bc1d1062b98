"""How a vacancy is said in German: the words that pages, cards, mails and the search share."""

from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation

MONTHS_A_YEAR = 12


def euros(cents: int) -> str:
    """Money as „1.020 €“; whole euros carry no cents."""
    whole, rest = divmod(cents, 100)
    text = f"{whole:,}".replace(",", ".")
    return f"{text},{rest:02d} €" if rest else f"{text} €"


class VacancyWords:
    """Sentences and labels derived from the fields; no query beyond trade, organisation and entered_by."""

    # Choices and fields of the vacancy, declared for the type checker only.
    Kind: Any
    Practice: Any
    State: Any
    Support: Any
    Access: Any
    kind: Any
    practice: Any
    state: Any
    trade: Any
    organisation: Any
    organisation_id: Any
    entered_by: Any
    entered_by_id: Any
    entered_on: Any
    places_total: Any
    places_filled: Any
    start_now: Any
    start_on: Any
    start_year: Any
    months: Any
    can_be_shorter: Any
    work_start: Any
    work_end: Any
    pay_year1_cents: Any
    pay_stated_on: Any
    contact_phone: Any
    tasks: Any
    downsides: Any
    support: Any
    access: Any
    get_kind_display: Callable[[], str]
    get_practice_display: Callable[[], str]
    get_state_display: Callable[[], str]

    @property
    def title(self) -> str:
        """The place in three words: „Ausbildung Tischler/in“."""
        return f"{self.kind_label} {self.trade.label}"

    @property
    def kind_label(self) -> str:
        """The finer word of an internship, else the kind; EQ without its long form."""
        if self.kind == self.Kind.EQ:
            return "EQ"
        return str((self.Practice(self.practice) if self.practice else self.Kind(self.kind)).label)

    @property
    def state_label(self) -> str:
        """What the public reads (product 5.2)."""
        labels: dict[str, str] = {
            self.State.PUBLISHED: self.free_label,
            self.State.UNCONFIRMED: _("Unbestätigt"),
            self.State.PAUSED: _("Nimmt gerade keine Bewerbungen an"),
            self.State.FILLED: _("Vergeben"),
            self.State.CLOSED: _("Vorzeitig geschlossen"),
            self.State.GONE_AT_SOURCE: _("Beim Anbieter entfernt"),
        }
        return labels.get(self.state, self.get_state_display())

    @property
    def places_left(self) -> int:
        """Free places, never below zero."""
        return max(self.places_total - self.places_filled, 0)

    @property
    def free_label(self) -> str:
        """„noch 1 von 2 frei“, or „1 Platz frei“ while none is filled."""
        if self.places_filled:
            return _("noch %(left)s von %(total)s frei") % {"left": self.places_left, "total": self.places_total}
        return ngettext("%(n)s Platz frei", "%(n)s Plätze frei", self.places_total) % {"n": self.places_total}

    @property
    def start_label(self) -> str:
        """„sofort“, a day in words, the year, or „nach Absprache“."""
        if self.start_now:
            return _("sofort")
        if self.start_on:
            return date_format(self.start_on, "j. F Y")
        return str(self.start_year) if self.start_year else _("nach Absprache")

    @property
    def months_label(self) -> str:
        """Duration in words: „3 Jahre“, „3 ½ Jahre“, „6 Monate“."""
        if not self.months:
            return ""
        years, rest = divmod(self.months, MONTHS_A_YEAR)
        if not years or rest not in (0, MONTHS_A_YEAR // 2):
            return ngettext("%(n)s Monat", "%(n)s Monate", self.months) % {"n": self.months}
        if rest:
            return _("%(years)s ½ Jahre") % {"years": years}
        return ngettext("%(n)s Jahr", "%(n)s Jahre", years) % {"n": years}

    @property
    def hours_label(self) -> str:
        """Working time: „6:45 bis 15:30 Uhr“, or only its beginning."""
        if not self.work_start:
            return ""
        start = f"{self.work_start:%-H:%M}"
        if not self.work_end:
            return _("ab %(start)s Uhr") % {"start": start}
        return _("%(start)s bis %(end)s Uhr") % {"start": start, "end": f"{self.work_end:%-H:%M}"}

    @property
    def pay_label(self) -> str:
        """Pay of the first year, only with the day it was stated."""
        return euros(self.pay_year1_cents) if self.pay_year1_cents and self.pay_stated_on else ""

    @property
    def on_behalf_of(self) -> Organisation | None:
        """The firm for which somebody else typed this place, or None."""
        return self.organisation if self.entered_by_id != self.organisation_id else None

    @property
    def provenance_label(self) -> str:
        """„eingetragen von der Tischler-Innung am 12.11.2026“ where somebody else typed the place."""
        if self.on_behalf_of is None:
            return ""
        return _("eingetragen von: %(who)s am %(when)s") % {
            "who": self.entered_by.name,
            "when": date_format(self.entered_on, "j.n.Y"),
        }

    @property
    def card_facts(self) -> list[tuple[str, str]]:
        """Cells of the small title block on a card: (label, value)."""
        facts = [(_("Beginn"), self.start_label), (_("Frei"), f"{self.places_left} / {self.places_total}")]
        return [*facts, *([(_("1. Jahr"), self.pay_label)] if self.pay_label else [])]

    @property
    def months_note(self) -> str:
        """What belongs to the duration."""
        return _("kürzer möglich") if self.can_be_shorter else ""

    @property
    def checked_by_name(self) -> str:
        """Who checked the firm; empty while nobody did."""
        firm = self.organisation
        if not firm.is_verified:
            return ""
        return firm.verified_by.name if firm.verified_by else _("Moderation")

    @property
    def phone_link(self) -> str:
        """The number as a telephone dials it."""
        return "".join(sign for sign in self.contact_phone if sign.isdigit() or sign == "+")

    @property
    def tasks_lines(self) -> list[str]:
        """The tasks, one a line."""
        return [line.strip() for line in self.tasks.splitlines() if line.strip()]

    @property
    def downside_lines(self) -> list[str]:
        """The honest lines, one each."""
        return [line.strip() for line in self.downsides.splitlines() if line.strip()]

    @property
    def support_labels(self) -> list[str]:
        """Names of the help offered."""
        return [str(self.Support(code).label) for code in self.support if code in self.Support.values]

    @property
    def access_labels(self) -> list[str]:
        """Names of the kinds of access."""
        return [str(self.Access(code).label) for code in self.access if code in self.Access.values]
