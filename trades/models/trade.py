"""The training occupation (Beruf) with its names in every gender form."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from search.models.edited import EditedWords
from search.vocabulary import Vocabulary

BASE_STAGE_MONTHS = 24  # first stage of the staged building ordinances (BauWiAusbV 1999)


class TradeQuerySet(models.QuerySet["Trade"]):
    """Trades as people look for them."""

    def visible_to(self, user) -> "TradeQuerySet":
        """Every trade: the list of training occupations is public."""
        return self

    def in_field(self, field: str) -> "TradeQuerySet":
        """Trades of one Berufsfeld."""
        return self.filter(field=field)

    def by_demand(self) -> "TradeQuerySet":
        """Most new contracts first; trades without a figure come last, in the order of the alphabet."""
        return self.order_by(models.F("contracts").desc(nulls_last=True), "name", "pk")


class Trade(EditedWords, index.Indexed, models.Model):
    """One of the 125 training occupations of the craft; official facts only, words of our own are on its page."""

    class Group(models.TextChoices):
        """Gewerbegruppen of the craft statistics."""

        MAIN_CONSTRUCTION = "I", _("Bauhauptgewerbe")
        FINISHING = "II", _("Ausbaugewerbe")
        COMMERCIAL = "III", _("Handwerke für den gewerblichen Bedarf")
        VEHICLES = "IV", _("Kraftfahrzeuggewerbe")
        FOOD = "V", _("Lebensmittelgewerbe")
        HEALTH = "VI", _("Gesundheitsgewerbe")
        PRIVATE = "VII", _("Handwerke für den privaten Bedarf")

    class Field(models.TextChoices):
        """Berufsfelder: how pupils group the trades (editorial)."""

        BUILDING = "building", _("Bau")
        FINISHING = "finishing", _("Ausbau")
        WOOD = "wood", _("Holz")
        METAL = "metal", _("Metall")
        ELECTRICAL = "electrical", _("Elektro")
        VEHICLES = "vehicles", _("Fahrzeug")
        PLUMBING = "plumbing", _("Sanitär, Heizung, Klima")
        FOOD = "food", _("Lebensmittel")
        HEALTH = "health", _("Gesundheit")
        BODY_CARE = "body_care", _("Körperpflege")
        DESIGN = "design", _("Gestaltung")
        TEXTILE = "textile", _("Textil")
        MUSIC = "music", _("Musikinstrumente")
        OFFICE = "office", _("Büro")

    class MonthsState(models.TextChoices):
        """How sure the length of the training is."""

        CHECKED = "checked", _("belegt")
        STAGED = "staged", _("Stufenausbildung 24/36 Monate")
        SPECIAL = "special", _("Verordnung regelt mehrere Dauern")
        UNCHECKED = "unchecked", _("ungeprüft")

    id = models.CharField(
        _("Kennung"), primary_key=True, max_length=40, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$")]
    )
    name = models.CharField(_("Name"), max_length=120, unique=True)
    name_m = models.CharField(_("Name, männlich"), max_length=120)
    name_f = models.CharField(_("Name, weiblich"), max_length=120)
    short_name = models.CharField(_("Kurzer Name"), max_length=60, blank=True)
    field = models.CharField(_("Berufsfeld"), max_length=12, choices=Field.choices)
    hwo_ref = models.CharField(_("HwO-Nummern"), max_length=60, blank=True, help_text=_("mehrere durch Semikolon"))
    hwo_trade = models.CharField(_("Gewerk"), max_length=200, blank=True)
    annex = models.CharField(_("Anlage der HwO"), max_length=20, blank=True)
    group_number = models.CharField(_("Gewerbegruppe"), max_length=3, choices=Group.choices, blank=True)
    months = models.PositiveSmallIntegerField(_("Dauer in Monaten"))
    months_state = models.CharField(_("Dauer: Stand"), max_length=10, choices=MonthsState.choices)
    ordinance_on = models.DateField(_("Ausbildungsordnung vom"), null=True, blank=True)
    ordinance_source = models.CharField(_("Quelle der Ordnung"), max_length=200, blank=True)
    kldb = models.CharField(_("KldB 2010"), max_length=60, blank=True, help_text=_("mehrere durch Semikolon"))
    agency_ids = models.CharField(_("Kennziffern der Agentur"), max_length=120, blank=True)
    agency_names = models.TextField(_("Bezeichnungen der Agentur"), blank=True)
    contracts = models.PositiveIntegerField(_("Neue Verträge 2024"), null=True, blank=True)
    contracts_rank = models.PositiveSmallIntegerField(_("Rang 2024"), null=True, blank=True)
    share_men = models.DecimalField(_("Anteil Männer in %"), max_digits=4, decimal_places=1, null=True, blank=True)
    girls_day = models.BooleanField(_("zählt zum Girls'Day"), default=False)
    boys_day = models.BooleanField(_("zählt zum Boys'Day"), default=False)
    riasec = models.CharField(
        _("Interessen"), max_length=3, blank=True, validators=[RegexValidator(r"^[RIASEC]{0,3}$")]
    )
    tasks = models.CharField(_("Aufgaben in Kürze"), max_length=200, blank=True)
    interest_words = models.CharField(
        _("Wörter für Interessen"),
        max_length=200,
        blank=True,
        help_text=_("zum Beispiel „holz;draußen“, durch Semikolon"),
    )

    # Chosen by editors in the admin: set when a trade is new, never again by a file; only these have versions.
    EDITORIAL = frozenset({"short_name", "field", "riasec", "tasks", "interest_words"})

    objects = TradeQuerySet.as_manager()

    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("name_f"),
        index.SearchField("tasks"),
        index.FilterField("field"),
    ]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("Beruf")
        verbose_name_plural = _("Berufe")
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=12, months__lte=48), name="trade_months_possible")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the profile."""
        return reverse("trades:trade_page", args=[self.slug])

    @property
    def everyday_words(self) -> tuple[str, ...]:
        """Everyday words that lead to this trade: holz, draußen."""
        return tuple(word.strip() for word in self.interest_words.split(";") if word.strip())

    def clean(self) -> None:
        """Everyday words are compared with single words of a question."""
        if not all(word.isalpha() for word in self.everyday_words):
            raise ValidationError({"interest_words": _("Nur einzelne Wörter aus Buchstaben, mit „;“ dazwischen.")})

    def edited(self, words: Vocabulary) -> Vocabulary:
        """The words with the interests and tasks of this trade as they stand here."""
        mine: dict[str, Any] = {
            "name": self.label,
            "interests": self.everyday_words,
            "fields": (self.field,),
            "tasks": self.tasks,
        }
        kept = (replace(trade, **mine) if trade.id == self.pk else trade for trade in words.trades)
        return replace(words, trades=tuple(kept))

    def own_words(self) -> list[str]:
        """The words for interests."""
        return [*self.everyday_words]

    def with_content_json(self, content: Any) -> "Trade":
        """An earlier version as editors chose it; the official facts stay those of today."""
        version: Trade = super().with_content_json(content)
        for field in self._meta.concrete_fields:
            if field.name not in self.EDITORIAL:
                setattr(version, field.attname, getattr(self, field.attname))
        return version

    @property
    def slug(self) -> str:
        """Last part of the address: the id with hyphens."""
        return self.pk.replace("_", "-")

    @property
    def label(self) -> str:
        """Name for cards and headings: the short one where the official one is long."""
        return self.short_name or self.name

    @property
    def letter(self) -> str:
        """Letter under which the trade stands in the list; umlauts stand with their vowel."""
        return slugify(self.name)[:1].upper()

    @property
    def group(self) -> str:
        """Name of the Gewerbegruppe, empty for trades outside a Gewerk."""
        return self.get_group_number_display() if self.group_number else ""

    @property
    def hwo_refs(self) -> list[str]:
        """HwO references, none for trades outside a Gewerk (office, car sales …)."""
        return [ref for ref in self.hwo_ref.split(";") if ref]

    @property
    def kldb_codes(self) -> list[str]:
        """KldB 2010 codes of five digits."""
        return [code for code in self.kldb.split(";") if code]

    @property
    def is_staged(self) -> bool:
        """Whether the ordinance has two stages of 24 and 36 months."""
        return self.months_state == self.MonthsState.STAGED

    @property
    def duration(self) -> str:
        """Length in words: „3 Jahre“, „3½ Jahre“, for staged trades both steps."""
        if self.is_staged and self.months > BASE_STAGE_MONTHS:
            return gettext("3 Jahre, erster Abschluss nach 2 Jahren")
        if self.is_staged:
            return gettext("2 Jahre, danach 1 Jahr weiter möglich")
        return in_years(self.months)

    @property
    def duration_note(self) -> str:
        """What to say beside the length where it is not certain; empty where it is."""
        if self.months_state in {self.MonthsState.SPECIAL, self.MonthsState.UNCHECKED}:
            return self.get_months_state_display()
        return ""


def in_years(months: int) -> str:
    """Months as people say them: 36 → „3 Jahre“, 42 → „3½ Jahre“."""
    years, rest = divmod(months, 12)
    if rest == 0:
        return gettext("%(years)d Jahre") % {"years": years}
    half = 6
    if rest == half:
        return gettext("%(years)d½ Jahre") % {"years": years}
    return gettext("%(months)d Monate") % {"months": months}
